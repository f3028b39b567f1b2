"""帮助, 我是谁, what is kept, and answers to small talk. The help is written from the routes and from what is going on."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from bot import wording
from bot.chat import NOTHING, Reply
from bot.domain import permissions
from bot.domain.activity import Activity, Event, Presence, due_people
from bot.domain.case import Stage
from bot.domain.duties import duties, unlogged
from bot.domain.people import OFFICE_NAMES, ROLE_NAMES, STATUS_NAMES, Office, Person, Role
from bot.language.intents import Intent
from bot.language.mood import denies, forwarded, supposes
from bot.language.study import praises
from bot.language.talk import is_polite
from bot.router import Audience, Message, Route, Router
from bot.sessions import is_study_day
from bot.store.work import Work

routes = Router()

ORGAN_ROLES = frozenset({Role.FULL_TIME_DEPUTY, Role.ORGAN_SECRETARY, Role.ORGAN_OFFICE})
INSPECTING = frozenset({Role.INSPECTOR, Role.FULL_TIME_DEPUTY, Role.ORGAN_OFFICE})
ACKNOWLEDGED = "已知晓"
EXAMPLES = 3
NAMED = 9
FRIDAY = 4
RECENT = timedelta(days=14)


@routes.on(Intent.HELP, title="帮助", examples=("帮助",), reads=True)
def show_help(message: Message, work: Work) -> Reply:
    known = _routes_for(message)
    topic = message.slots.get("topic", "")
    about = [route for route in known if topic and _is_about(route, topic)]
    if about:
        return Reply("\n".join(f"{route.title}：{_quoted(route.examples)}" for route in about))
    return Reply(
        "\n".join(
            [
                _greeting(message),
                *(f"· {_quoted([example])}" for example in _right_now(message, work)),
                _also([route.title for route in known]),
                _closing(),
            ]
        )
    )


def _right_now(message: Message, work: Work) -> list[str]:
    """Three sentences that would work for this person at this moment."""
    found = [*_for_officers(message, work), *_for_members(message, work)]
    return list(dict.fromkeys(found))[:EXAMPLES]


def _for_officers(message: Message, work: Work) -> Iterator[str]:
    """What those who keep the branch's records, or oversee all branches, would do next."""
    person, today = message.sender, message.today
    yield from _problems(message, work)
    if person.roles & ORGAN_ROLES:
        yield "这个月哪些支部没开支委会"
        yield f"{message.roster.branches[0].name}几分"
    session = Activity(person.branch, Event.FRIDAY_STUDY, today)
    if is_study_day(work, message.house.calendar, person.branch, today) and permissions.may_log(
        person, session, today
    ):
        yield "今天学习 全到"
        yield "谁没签到"
    owed = duties(
        message.house.standard,
        message.house.calendar,
        message.branch,
        message.roster,
        today.replace(day=1),
        today,
    )
    held = work.records.find(person.branch, today.replace(day=1), today)
    for duty in unlogged(owed, held):
        meeting = Activity(person.branch, duty.event, today, duty.group)
        if duty.event is not Event.FRIDAY_STUDY and permissions.may_log(person, meeting, today):
            due = len(due_people(message.roster, duty.event, person.branch, today, duty.group))
            yield f"今天{wording.event_name(duty.event, duty.group)} 应到{due} 实到{due}"
            break
    if person.offices_on(today):
        yield "我们几分"


def _problems(message: Message, work: Work) -> Iterator[str]:
    """What waits for this person in the list of problems: to be signed, put right, verified."""
    person, today = message.sender, message.today
    if permissions.may_answer(person, person.branch, today):
        cases = [case for case in work.cases.of_branch(person.branch) if case.being_worked_on]
        if any(case.stage is Stage.ISSUED for case in cases):
            yield "签收"
        yield from (f"{wording.item_number(case.item.number)}整改完成了" for case in cases[:1])
    if person.roles & {Role.INSPECTOR, Role.FULL_TIME_DEPUTY}:
        waiting = [case for case in work.cases.open() if case.stage is Stage.SUBMITTED]
        yield from (
            f"{wording.item_number(case.item.number)}通过"
            for case in waiting[:1]
            if case.item.branch != person.branch
        )
    if Role.INSPECTOR in person.roles:
        elsewhere = next((b for b in message.roster.branches if b.name != person.branch), None)
        if elsewhere is not None:
            yield f"{elsewhere.short_name or elsewhere.name}9月党小组会没记录，一般，10天整改"


def _for_members(message: Message, work: Work) -> Iterator[str]:
    """What a member may have to say: that he is there, that he cannot come, that he has made up for it."""
    person, today = message.sender, message.today
    calendar = message.house.calendar
    mine = {
        activity.held_on: mark
        for activity, mark in work.records.attended(person.account, today - RECENT, today)
    }
    if is_study_day(work, calendar, person.branch, today) and today not in mine:
        yield "签到"
    friday = today - timedelta(days=(today.weekday() - FRIDAY) % 7 or 7)
    missed = mine.get(friday)
    if missed is not None and missed.presence in (Presence.ON_LEAVE, Presence.ABSENT):
        yield (
            "上次学习我补完了"
            if friday.isocalendar()[:2] == today.isocalendar()[:2]
            else "上周五的学习我补完了"
        )
    elif missed is None and calendar.is_workday(friday):
        yield f"{friday.month}月{friday.day}日学习已参加"
    coming = today + timedelta(days=(FRIDAY - today.weekday()) % 7 or 7)
    if calendar.is_workday(coming):
        yield f"{coming.month}月{coming.day}日学习请假，要出差"
    yield "我这个月学了几个学时"
    yield "我们几分"
    yield "我的记录"


@routes.on(Intent.WHOAMI, title="我是谁", examples=("我是谁",), reads=True)
def who_am_i(message: Message, work: Work) -> Reply:
    del work
    person = message.sender
    posts = [*_offices(person, message), *(ROLE_NAMES[role] for role in Role if role in person.roles)]
    group = f"{wording.group_name(person.group)}，" if person.group else ""
    held = f"，{wording.listed(posts)}" if posts else ""
    return Reply(
        f"您是{person.name}同志，{person.branch}，{group}{STATUS_NAMES[person.status]}党员{held}。\n"
        "信息有误请联系支部书记或机关党委办公室更正。",
        aside="您的信息已私信您。",
    )


@routes.on(Intent.PRIVACY, title="数据说明", examples=("你们存了我什么",), reads=True)
def privacy(message: Message, work: Work) -> Reply:
    del work
    if "不想用" in message.text or "不用" in message.text:
        return Reply(
            f"可以的，{wording.comrade(message.sender)}。您不必使用，签到、请假和学习由书记代为登记，对您没有任何影响。"
            "已登记的可以回复“我的记录”查看，有误请告诉书记更正。"
        )
    return Reply(
        f"{wording.comrade(message.sender)}，这里只保存您的姓名、账号、所在支部和小组、党内职务，以及签到、请假（只记类别）、补学、学习和谈话登记。"
        "不保存身份证号、电话、住址、病情、谈话内容和位置；您作为整改佐证发来的材料，随整改记录保存。\n"
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
    if is_polite(message.text):
        return NOTHING
    why_not = next((sentence for known, sentence in _NOT_LOGGED if known(message.text)), "")
    if why_not:
        return Reply(why_not)
    return Reply(
        f"没有听懂，您说的没有登记。可以这样说：{_quoted(_right_now(message, work))}；或回复“帮助”。"
    )


_NOT_LOGGED = (
    (forwarded, "收到。转发和引用的内容不登记；要登记或安排，请用自己的话直接说。"),
    (supposes, "好的，没有登记。要登记时直接说就行。"),
    (denies, "知道了，没有登记。"),
    (praises, "谢谢您的感想，没有登记。要登记参加，可以说“今天学习已参加”。"),
)
"""Why some words are understood and yet change nothing."""


def _routes_for(message: Message) -> list[Route]:
    """The routes that are named to this person: those of his offices and roles first."""
    mine = {Audience.EVERYONE}
    if message.sender.offices_on(message.today):
        mine.add(Audience.BRANCH)
    if message.sender.roles & ORGAN_ROLES:
        mine.add(Audience.ORGAN)
    if message.sender.roles & INSPECTING:
        mine.add(Audience.INSPECTION)
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
    return f"{wording.comrade(message.sender)}，直接说就行，不用记命令。现在可以说："


def _also(titles: Sequence[str]) -> str:
    more = "等" if len(titles) > NAMED else ""
    return f"还能办{wording.listed(titles[:NAMED])}{more}。想知道怎么说，可以问“怎么请假”。"


def _closing() -> str:
    return "说错了回复“撤销”。"


def _quoted(examples: Iterable[str]) -> str:
    return "".join(f"“{example}”" for example in examples)
