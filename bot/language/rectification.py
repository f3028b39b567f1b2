"""What is done about an item: handed in, extended, objected to, passed, sent back, acknowledged; and requests decided (rule 15)."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from bot.language.days import Day, Tense
from bot.language.intents import BLANK, Intent, Reading
from bot.language.items import items
from bot.language.marks import DAY, ITEM, LENGTH, NAME, PERIOD
from bot.language.mood import of_other_business
from bot.language.said import Said, reading

_ABOUT_ITEMS = re.compile(
    f"{ITEM}|整改|销号|验收|问题清单|清单|佐证|(?:[那这该]|哪一)(?:[一两几三])?[条项]|^(?:已|都|我们?)*签收(?:了|吧)?$|[那这该](?:个|些)?问题|的问题|复核"
    f"|异议|(?:材料|照片).{{0,6}}(?:退回|打回|不行|驳回)|(?:退回|打回|驳回).{{0,6}}材料"
)
_SURELY = re.compile("整改|销号|问题清单|验收")
_OBJECTS = re.compile(
    "异议|不认(?!识|真|为|得)|不服|申诉|复核|不认[可同]|[与跟和同](?:事实|实际|当时)(?:的)?(?:情况)?(?:不符|不一致"
    "|不一样|有出入)|不符合?(?:事实|实际)|有(?:不同)?意见|冤枉|想不通|提出?申辩|弄错了吧|查错了"
)
_EXTENDS = re.compile(
    f"延期|延长|延后|宽限|展期|延缓|(?:推迟|往后(?:推|拖|延)|[延拖]|顺延|放宽)(?:个|{LENGTH}|到|至|几天|一下|一延)"
    f"|缓(?:一)?(?:缓|下|到|{LENGTH}|几天)|[多再](?:给|宽限|延|要|缓)(?:我们|咱们?|点|些|个)*(?:时间|{LENGTH}|几天)"
    f"|晚(?:个|几天|{LENGTH}).{{0,4}}(?:交|完|报|改)|改不完|来不及.{{0,12}}(?:{DAY}|{LENGTH})"
)
_RETURNS = re.compile(
    "退回|打回|驳回|退掉|退了|退给|退[^休伍役款票房]{0,3}$|发回|重新(?:整改|弄|做|报|提交|补|改|上传|交)"
    "|重[弄做改报]|不(?:予|能|给)?通过(?!的)|[没未]通过|(?<!是否)不合格|不达标|通不过|过不了"
    "|(?:材料|照片|整改|这).{0,6}不行"
    rf"|{ITEM}(?:的)?(?:还|都|就|整改|可)*(?:不行|不过关|不能过|没过|不能销)"
)
_PASSES = re.compile(
    "(?:验收|审核|核查|检查|复查|现场看)(?:了|完了?|后|过了?)?[，]?(?:的)?(?:也|都|已|已经|全部|可以)*(?:通过|合格"
    "|没问题|过了|过关|完毕|到位)|(?:同意|可以|予以|准予|给予|直接|给|能|就)(?:他们|它|你们)?销(?:号|了|掉)"
    "|(?<!请)(?<!请予)(?<!请给)(?<!撤)(?<!请求)(?<!能)销(?:号|掉)(?:了|吧|处理)?(?=$|[，。；])"
    f"|{ITEM}(?:的)?(?:整改|验收|材料|也|可以|都|全|均|我看|算|就|[，、 ])*(?:通过|过了|合格|没问题|认可|OK|ok|过"
    r"|行)(?:了|吧)?(?=$|[，。；\n])|通过(?:了|吧)?(?=$|[，。；])|(?:同意|准予|可以|予以|给)(?:通过|验收)|整改合格"
    f"|合格[，]|认可(?=$|[，。了])|(?:通过|验收)了?(?:{ITEM})|(?:销掉|销号){ITEM}|过关|通过了?验收"
)
_DONE = re.compile(
    "整改(?:工作|任务|情况|材料)?(?:已经?|都|全部?|均|也)*(?:[好完]了?|完成|到位|结束|完毕|落实|做完|搞定"
    "|了(?=$|[，。；]))|(?:已经?|都|全部?|也|均|刚|今天|昨天)?(?:改|弄|补|做|办|搞|处理|解决|落实|修|装|贴|挂|钉|买"
    "|配|完善|纠正|整|换|签|开|上|填|建|交|归档|重做|整理|补签|补录|补齐|理)(?:[好完齐上正掉]|到位|妥当?|完毕|清楚"
    "|完成|过来)了?(?!整改)"
    "|已(?:经)?(?:全部|全都|都|均|基本)?(?:更换|换|购置|添置|购买|安装|张贴|悬挂|修复|修好|整理|归档|整改|补|改|落实"
    "|解决|处理|完善|纠正|更新|公示|上墙)|完成(?:了|整改)?|搞定"
    "|(?:请|申请|麻烦|等|可以|可|求|提请|报请|来).{0,6}(?:验收|销号|复查|核查|查验)|报验"
    "|(?:材料|照片|记录|佐证|情况|说明).{0,6}(?:交|传|发|报|送|提交|上传)|提交|(?:补|改|弄)了(?=$|[，。；])|上传了"
)
_NOT_DONE = re.compile(
    "(?:还|都|也|一直|就)?(?:没有?|未|尚未|冇)(?:能|来得及|人|全部?|怎么|开始|完全)?(?:整改|改|弄|补|完成|做|处理"
    "|落实|解决|提交|动|搞|装|贴|挂|到位)|不是.{0,8}(?:改|弄|整改)[好完]|(?:正在|在)(?:整改|改|弄|办|做|补)|改不了"
    "|(?:准备|打算|计划|争取|马上就?|尽快|一定|保证|回头|明天|下周)(?:再|就|去|把)?(?:改|整改|弄|补|落实)"
)
_SIGNS = re.compile(
    f"签收|(?:问题)?清单.{{0,6}}(?:收到|收下|接收)|收到.{{0,6}}(?:问题)?清单|已?阅收"
    f"|(?:{ITEM})(?:问题|整改|通知|清单)?[，]?(?:我们?|支部|这边)?(?:都|已经?|也)?(?:收到|知悉|已阅|知道了|认领"
    "|认了)"
)
_UNTIL = re.compile(
    f"(?:延期?(?:整改|完成)?|宽限|推迟|展期|延后|延长|放宽|缓|顺延|拖|晚|后推|往后推|期限)[^，。；]{{0,4}}?(?:到"
    f"|至)了?(?:本|这)?({DAY})|({DAY})(?:之?前|以前|再|完成|交|整改|改|能|才能)|(?:到|至)({DAY})"
)
_UNTIL_PERIOD = re.compile(rf"(?:到|至)({PERIOD})(?:底|末)?")
_FILLER = re.compile(
    "^(?:请|麻烦|烦请|望|恳请|希望|谢谢|感谢|辛苦|多谢|拜托|您好|你好|领导|书记|同志|报告|老师|各位|检查组|大家|批准"
    "|同意|予以|审批|审核|审阅|知悉|查收|验收|复核|申请|复查|销号|一下|可以|来|看看?|了|啦|哈|吧|啊|呢|哦|的|我们?"
    "|咱们?|支部|这边|行吗?|好吗?|能否|能不能|可否|帮忙|给|过|准|核实|再|今天|现在|已|都|也|通过|整改|完成|到位"
    "|没问题|可|就|把|对|按时|提交|退回|去|先|异议|有|延期|申请延期|宽限|，|。|、| |？)*$"
)
_DECIDES = re.compile(
    "^(?:我)?(?:(?P<no>不同意|不批准?|不准|拒绝|驳回|不予批准|不行)"
    f"|(?P<yes>同意|批准|准(?=了|予|许|假|{NAME})|批了?|可以批))"
)
_WHAT = (
    ("extension", re.compile("延期|宽限|延长|延到|缓|展期|按期(?:完成|整改)|期限")),
    ("make_up", re.compile("补学|补课")),
    ("amend", re.compile("更正|修改|改记录|更改|改动")),
    ("leave", re.compile("假")),
)


_DECIDED_BEHIND = re.compile(
    "延期(?:申请|的申请)?(?:我|这边|就|，)*(?:(?P<no>不批|不同意|不予|不准|驳回|没批)"
    "|(?P<yes>同意|批准了?|准了|批了|可以批))"
)


_LEAVE_DECIDED = re.compile(
    f"^{NAME}(?:同志)?(?:{DAY})?(?:的)?(?:请假|假)(?:申请|条)?(?:我|这边|就"
    "|，)*(?:(?P<no>不批|不同意|不准|驳回|没批)|(?P<yes>同意|批准了?|准了|批了|可以批))(?=$|[，。；了])"
)


def read_decision(said: Said) -> list[Reading]:
    """A request is approved or refused: 批准张明请假, 同意第2条延期, 第4条延期不批，请按期完成."""
    found = _DECIDES.match(said.text) or _DECIDED_BEHIND.search(said.text) or _LEAVE_DECIDED.search(said.text)
    if found is None or said.asks:
        return []
    what = next((code for code, words in _WHAT if words.search(said.words)), None)
    wanted = items(said) if what in (None, "extension") else []
    numbers: list[int | None] = [item for item in wanted if isinstance(item, int)]
    if what is None:
        return []
    people = said.named() if re.search(NAME, said.text) else []
    return [
        reading(
            Intent.REFUSE if found["no"] else Intent.APPROVE,
            item=item,
            name=people[0].name if people else None,
            date=said.day(Tense.FUTURE) if what == "leave" else None,
            what=what,
        )
        for item in numbers or [None]
    ]


def read_item(said: Said) -> list[Reading]:
    """One reading for each item that something is done about."""
    if not said.has(_ABOUT_ITEMS) or (of_other_business(said.words) and not _SURELY.search(said.words)):
        return []
    parts = _by_item(said)
    if len(parts) > 1:
        return [one for part in parts for one in _one_item(said.part(part))]
    for intent, pattern, more in _ACTIONS:
        found = pattern.search(said.text)
        if found is not None and not (intent is Intent.SUBMIT_ITEM and _NOT_DONE.search(said.words)):
            return _readings(said, intent, found, more)
    return []


def _one_item(said: Said) -> list[Reading]:
    """What one of several clauses says of its item; a clause that does nothing is asked about, not passed over."""
    found = read_item(said)
    if not found and said.has(_NAMED):
        said.ask(_what_of(items(said)))
    return found


_NAMED = re.compile(ITEM)
_NOTHING_BUT_ITEMS = re.compile(f"(?:{ITEM}|[，。；、 和跟与及]|还有|以及|问题|整改|的)*")


def _by_item(said: Said) -> list[str]:
    """1号过了，3号退回: cut before every clause that names another item, where each piece has an action of its own."""
    starts = [
        found.start() for found in re.finditer(rf"(?:^|(?<=[，。；\n ]))[^，。；\n ]*?{ITEM}", said.text)
    ]
    if len(starts) < 2:
        return [said.text]
    pieces = [said.text[a:b] for a, b in zip([0, *starts[1:]], [*starts[1:], len(said.text)], strict=True)]
    acted = [any(pattern.search(piece) for _, pattern, _ in _ACTIONS) for piece in pieces]
    if all(_NOTHING_BUT_ITEMS.fullmatch(piece) is None for piece in pieces) and any(acted):
        return pieces
    return [said.text]


def _readings(
    said: Said, intent: Intent, found: re.Match[str], more: Callable[[Said], dict[str, Any]]
) -> list[Reading]:
    wanted = items(said)
    if not wanted:
        said.ask(_which_item(intent), number_into=said.completed(f"第{BLANK}条"))
    slots = more(said)
    note = _note(said, found)
    return [reading(intent, item=item, **slots, note=note) for item in wanted or [None]]


def _nothing(_said: Said) -> dict[str, Any]:
    return {}


def _new_date(said: Said) -> dict[str, Any]:
    """How long, or until when; working days are counted from today."""
    found = _UNTIL.search(said.text)
    if found is not None:
        mark: Day = said.marks.value(found[1] or found[2] or found[3])
        return {"until": said.resolve(mark, Tense.FUTURE)}
    length = next((one for one in said.values(LENGTH) if one.days or one.workdays or one.minutes), None)
    if length is not None and length.days:
        return {"days": length.days}
    if length is not None and length.workdays:
        return {"until": said.calendar.add_workdays(said.today, length.workdays)}
    period = _UNTIL_PERIOD.search(said.text)
    if period is not None:
        return {"until": said.marks.value(period[1]).span(said.today, Tense.FUTURE)[1]}
    day: date | None = said.day(Tense.FUTURE)
    return {"until": day} if day is not None and day >= said.today else {}


_ACTIONS: tuple[tuple[Intent, re.Pattern[str], Callable[[Said], dict[str, Any]]], ...] = (
    (Intent.OBJECT_ITEM, _OBJECTS, _nothing),
    (Intent.EXTEND_ITEM, _EXTENDS, _new_date),
    (Intent.RETURN_ITEM, _RETURNS, _nothing),
    (Intent.VERIFY_ITEM, _PASSES, _nothing),
    (Intent.ACKNOWLEDGE_ITEM, _SIGNS, _nothing),
    (Intent.SUBMIT_ITEM, _DONE, _nothing),
)


def _note(said: Said, action: re.Match[str]) -> str | None:
    """What is said beside the action: the other clauses, without politeness."""
    start = max(said.text.rfind(mark, 0, action.start()) for mark in "，。；\n") + 1
    rest = [said.text[action.end() :], said.text[:start]]
    after = re.split(r"[，。；\n]", rest[0])
    before = re.split(r"[，。；\n]", rest[1])
    kept = [
        said.plain(clause)
        for clause in [*before, *after]
        if not re.search(ITEM, clause) and not _FILLER.match(said.plain(clause)) and not _is_term(clause)
    ]
    return "，".join(kept) or None


def _is_term(clause: str) -> bool:
    return re.fullmatch(rf"[^，。；]{{0,4}}(?:{DAY}|{LENGTH})[^，。；]{{0,3}}", clause) is not None


_ASKS = {
    Intent.SUBMIT_ITEM: "请问是哪一条整改完成了？请说编号，如“第2条整改完成了”。",
    Intent.EXTEND_ITEM: "请问是哪一条申请延期？请说编号，如“第2条申请延期一周”。",
    Intent.OBJECT_ITEM: "请问对哪一条有异议？请说编号，如“第2条有异议”。",
    Intent.VERIFY_ITEM: "请问是哪一条验收通过？请说编号，如“3号通过”。",
    Intent.RETURN_ITEM: "请问退回哪一条？请说编号，如“第2条退回，要补签到表”。",
    Intent.ACKNOWLEDGE_ITEM: "请问签收哪一条？请说编号，如“第1条已签收”。",
}


def _what_of(wanted: list[Any]) -> str:
    numbers = "、".join(f"第{one}条" for one in wanted if isinstance(one, int)) or "其余的"
    return f"{numbers}没有听懂，请说明是通过、退回，还是整改完成了。"


def _which_item(intent: Intent) -> str:
    return _ASKS[intent]
