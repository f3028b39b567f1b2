"""帮助, 我是谁, what is kept, and answers to small talk. The help is written from the routes."""

from bot import wording
from bot.chat import NOTHING, Reply
from bot.domain.people import OFFICE_NAMES, ROLE_NAMES, STATUS_NAMES, Office, Person, Role
from bot.language.intents import Intent
from bot.router import Audience, Message, Route, Router
from bot.store.work import Work

routes = Router()

ORGAN_ROLES = frozenset({Role.FULL_TIME_DEPUTY, Role.ORGAN_SECRETARY, Role.ORGAN_OFFICE})
ACKNOWLEDGED = "已知晓"
POLITE = frozenset(
    {"好的", "好", "收到", "嗯", "嗯嗯", "行", "可以", "ok", "1", "谢谢", "辛苦了", "明白", "知道了"}
)


@routes.on(Intent.HELP, title="帮助", examples=("帮助",), reads=True)
def show_help(message: Message, work: Work) -> Reply:
    del work
    known = _routes_for(message)
    topic = message.slots.get("topic", "")
    about = [route for route in known if topic and _is_about(route, topic)]
    if about:
        return Reply("\n".join(f"{route.title}：{_quoted(route.examples)}" for route in about))
    return Reply(
        "\n".join(
            [_greeting(message), *(f"· {r.title}：{_quoted(r.examples[:1])}" for r in known), _closing()]
        )
    )


@routes.on(Intent.WHOAMI, title="我是谁", examples=("我是谁",), reads=True)
def who_am_i(message: Message, work: Work) -> Reply:
    del work
    person = message.sender
    posts = [*_offices(person, message), *(ROLE_NAMES[role] for role in Role if role in person.roles)]
    group = f"{wording.group_name(person.group)}，" if person.group else ""
    held = f"，{wording.listed(posts)}" if posts else ""
    return Reply(
        f"您是{person.name}同志，{person.branch}，{group}{STATUS_NAMES[person.status]}党员{held}。\n"
        "信息有误请联系支部书记或机关党委办公室更正。"
    )


@routes.on(Intent.PRIVACY, title="数据说明", examples=("你们存了我什么",), reads=True)
def privacy(message: Message, work: Work) -> Reply:
    del work
    return Reply(
        f"{wording.comrade(message.sender)}，这里只保存您的姓名、账号、所在支部和小组、党内职务，以及签到、请假（只记类别）、补学、学习和谈话登记。"
        "不保存身份证号、电话、住址、病情、谈话内容、位置和照片。\n"
        "本人、本支部书记和机关党委按职责可以查看；系统管理员看不到出勤内容。\n"
        "回复“我的记录”可以查看，有误请告诉书记更正。不想使用也可以，由书记代为登记，对您没有影响。"
    )


@routes.on(Intent.REFUSE_SECRET, title="涉密内容不接收")
def refuse_secret(message: Message, work: Work) -> Reply:
    del message, work
    return Reply("您发送的内容可能含有不宜在此传输的信息，没有保存。请通过单位内网办理。")


@routes.on(Intent.OTHER, title="其他")
def small_talk(message: Message, work: Work) -> Reply:
    said = message.text.strip(" 。.，,~～").lower()
    if said == ACKNOWLEDGED:
        work.audit.note("notice_acknowledged", f"member:{message.sender.account}")
        return Reply("好的，已记录。")
    if said in POLITE or not said:
        return NOTHING
    examples = [route.examples[0] for route in _routes_for(message) if route.examples][:3]
    return Reply(f"没有听懂，您说的没有登记。可以这样说：{_quoted(examples)}；或回复“帮助”。")


def _routes_for(message: Message) -> list[Route]:
    """The routes that are named to this person: those of his offices and roles first."""
    mine = {Audience.EVERYONE}
    if message.sender.offices_on(message.today):
        mine.add(Audience.BRANCH)
    if message.sender.roles & ORGAN_ROLES:
        mine.add(Audience.ORGAN)
    named = [
        r for r in message.house.routes if r.audience in mine and r.examples and r.intent is not Intent.HELP
    ]
    return sorted(named, key=lambda route: route.audience is Audience.EVERYONE)


def _is_about(route: Route, topic: str) -> bool:
    return topic in route.title or route.title in topic or any(topic in example for example in route.examples)


def _offices(person: Person, message: Message) -> list[str]:
    held = person.offices_on(message.today)
    return [OFFICE_NAMES[office] for office in Office if office in held]


def _greeting(message: Message) -> str:
    return f"{wording.comrade(message.sender)}，直接说就行，不用记命令，例如："


def _closing() -> str:
    return "说错了回复“撤销”。"


def _quoted(examples: tuple[str, ...] | list[str]) -> str:
    return "".join(f"“{example}”" for example in examples)
