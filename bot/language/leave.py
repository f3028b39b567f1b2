"""Asking for leave, for oneself or another (rules 7, 8, 9, 33)."""

import re
from datetime import date, timedelta

from bot.domain.activity import Event
from bot.language import away
from bot.language.days import Day, Tense, nearest_weekday
from bot.language.events import EventSaid
from bot.language.intents import Intent, Reading
from bot.language.marks import DAY, EVENT, LENGTH, NAME, NUMBER, PART, PERIOD
from bot.language.said import FRIDAY, Said, reading
from bot.language.times import Length

FARTHEST = 180
"""So many days ahead at most leave is asked for."""

_ASKS_LEAVE = re.compile(
    f"{away.LEAVE}|请假|把假请|假(?:给)?请(?:了|上|好)|(?:请|补|告)[^，。请]{{0,10}}的假|准(?:我|个)?假"
    f"|(?:请|补|告)(?:一|半|{LENGTH}的?)?个?(?:{LENGTH})?(?:的)?[病事公]?假|请(?:{LENGTH}|{DAY}|{PERIOD})的?假"
)
_CANNOT = re.compile(
    "(?:来|去|到|参加|赶|学|出席|开|听)不(?:了|成|到|上)"
    "|(?:不能|没法|无法|没办法|没空|不得空|没时间|不便|不方便)(?:去|来|参加|到|出席|学|赶|按时到)|去不成|来不成"
    "|走不开|抽不开身|脱不开身|赶不(?:上|回|过)|(?:就)?不(?:来|去|参加)(?:了(?!吗)|(?=$|[，。]|可以|行|成|好吧))"
    "|缺席一[次下]|要缺席|得缺席"
)
_PAST_MISS = re.compile(
    "没(?:去|来|到|参加)(?:成)?.{0,12}补(?:请)?(?:个|一个)?假|补请|补(?:个|一个|请|办)?(?:了)?(?:病|事|公)?假"
)
_RANGE = re.compile(rf"({DAY})(?:{PART})?(?:开始|起|往后)?(?:，)?(?:到|至|-|~|—)(?:{PART})?({DAY})")
_LONG_RANGE = re.compile(rf"({DAY})[^。；{DAY[1:-1]}]{{0,14}}(?:住|待|休|出差|一直|养|忙)到({DAY})")
_UNTIL = re.compile(rf"(?:到|至)({DAY})")
_TWO = re.compile(rf"({DAY})[和、与跟 ]?({DAY})")
_BEHALF = re.compile(rf"(?:帮|替|代|给|为)(?:一下)?(?:我们组)?(?P<who>{NAME})")
_REPORT = re.compile(
    "应到|实到|到会|全勤|其他人?|其余|别人|都[到来在]|全到|缺席(?!一)|列席|主持|记录(?!一?下)"
)
_HOW_MANY = re.compile(f"请假[： ]?{NUMBER}(?=[人个名位]|[，。；]|$)|{NUMBER}(?:人|个人?|名|位)(?:同志)?请假")


_SOMEBODY_ELSES = re.compile(
    "它[^，。]{0,8}请|(?:服务器|电脑|打印机|电梯|空调|系统)[^。]{0,20}请[病事]?假"
    "|(?:老婆|老公|爱人|媳妇|孩子|儿子|女儿|同事|领导|律师|当事人|家属|保姆|老师|员工)(?:今天|昨天|明天|也|都|又"
    "|刚)?请(?:了)?(?:个)?假"
)


_NO_LEAVE = re.compile(
    "谁说我|我没请|(?:不许|不准|不得|严禁|禁止|一律不|原则上不)(?:随意|无故|准)?请假"
    "|我(?:并|又|今天|昨天|上次|那天)*(?:没有?|未|不用|不必|不需要)请(?:过|了)?假"
)


def asks_leave(said: Said) -> bool:
    if _SOMEBODY_ELSES.search(said.words) or _NO_LEAVE.search(said.words):
        return False
    return said.has(_ASKS_LEAVE) or said.has(_CANNOT)


_SEPARATE_DAYS = re.compile(rf"{DAY}(?:(?:{PART})?(?:和|跟|与|、|及|还有|，){DAY})+")


def each_day(said: Said) -> list[Said]:
    """周二和周四: one part of the message for each day, the same words otherwise. Days in a row are one stretch."""
    found = _SEPARATE_DAYS.search(said.text)
    if found is None:
        return [said]
    marks = re.findall(DAY, found[0])
    dates = [said.marks.value(mark).on(said.today, Tense.FUTURE, said.calendar) for mark in marks]
    in_a_row = len(dates) == 2 and None not in dates and (dates[1] - dates[0]).days == 1
    if in_a_row:
        return [said]
    return [said.part(said.text.replace(found[0], mark)) for mark in marks]


_SEVERAL_PEOPLE = re.compile(rf"(?:我|{NAME})(?:同志)?(?:[、，和跟与及]+{NAME}(?:同志)?)+")


def each_person(said: Said) -> list[Said]:
    """田斌、韩玲去赣州执行，一并请假: one part of the message for each person, the same words otherwise."""
    found = _SEVERAL_PEOPLE.search(said.text)
    if found is None:
        return [said]
    people = re.findall(f"我|{NAME}", found[0])
    return [said.part(said.text.replace(found[0], one)) for one in people]


def each_event(said: Said) -> list[Said]:
    """明天党课、周五学习我都请假: one part for each event, with the day that stands before it."""
    events = list(re.finditer(EVENT, said.text))
    kinds = {said.marks.value(found[0]).event for found in events}
    if len(kinds) < 2 or None in kinds or len(kinds) != len(events):
        return [said]
    clauses = [clause for clause in re.split("[。；\n]", said.text) if re.search(EVENT, clause)]
    if len(clauses) == len(events):
        return [said.part(clause) for clause in clauses]
    tail = said.text[events[-1].end() :]
    starts = [0, *(found.end() for found in events[:-1])]
    return [
        said.part(f"{said.text[start : found.end()]}{tail}")
        for start, found in zip(starts, events, strict=True)
    ]


def read_leaves(said: Said) -> list[Reading]:
    """One reading for each day, and for each event, that is not in one stretch."""
    parts = [one for who in each_person(said) for part in each_event(who) for one in each_day(part)]
    return [one for part in parts if (one := read_leave(part)) is not None]


def read_leave(said: Said) -> Reading | None:
    if not asks_leave(said):
        return None
    event = said.event()
    slots = _when(said, event is not None and event.event is Event.FRIDAY_STUDY)
    who, unknown = _who(said)
    reason = away.reason(said.marks.plain(said.text))
    leave = reading(
        Intent.LEAVE,
        event=said.event_code(),
        **slots,
        name=who,
        reason=reason.value if reason else None,
    )
    if "date" not in leave.slots and "from" not in leave.slots and not unknown:
        said.ask(_from_when(), _next_session(said, event), lacks_day=event is not None)
    return leave


def _next_session(said: Said, event: EventSaid | None) -> list[tuple[str, str]]:
    """The day that is most often meant, as an answer to tap: leave is mostly asked of the coming study day."""
    if event is not None and event.event is not Event.FRIDAY_STUDY:
        return []
    friday = nearest_weekday(said.today, FRIDAY, Tense.FUTURE)
    while not said.calendar.is_workday(friday):
        friday += timedelta(days=7)
    day = f"{friday.month}月{friday.day}日"
    return [(f"{day}周五学习", f"{day}{'' if event else '周五学习'}{said.source}")]


def _who(said: Said) -> tuple[str | None, bool]:
    """The person on whose behalf leave is asked, never the sender (rule 9); and whether he could not be resolved."""
    marks = _BEHALF.search(said.text)
    mark = marks["who"] if marks else None
    if mark is None:
        found = re.search(rf"({NAME})", said.text)
        mark = (
            found[1]
            if found and not re.search(rf"(?:和|跟|向|找|陪|经|给){re.escape(found[1])}", said.text)
            else None
        )
    if mark is None:
        return None, False
    person = said.who(mark)
    if person is None:
        return None, True
    return (None if person.account == said.speaker.account else person.name), False


def _when(said: Said, study: bool) -> dict[str, date | None]:
    tense = Tense.PAST if said.has(_PAST_MISS) else Tense.FUTURE
    found = _RANGE.search(said.text) or _LONG_RANGE.search(said.text)
    if found is not None:
        first = said.resolve(said.marks.value(found[1]), tense)
        last = _after(said, said.marks.value(found[2]), first)
        return {"from": first, "to": last}
    found = _UNTIL.search(said.text)
    if found is not None and said.text.count(found[1]) == 1 and len(list(said.values(DAY))) == 1:
        return {"from": said.today, "to": said.resolve(said.marks.value(found[1]), Tense.FUTURE)}
    two = _TWO.search(said.text)
    if two is not None:
        first = said.resolve(said.marks.value(two[1]), tense)
        last = _after(said, said.marks.value(two[2]), first)
        if first and last and (last - first).days == 1:
            return {"from": first, "to": last}
    length: Length | None = next((n for n in said.values(LENGTH) if n.is_several_days), None)
    if length is not None:
        first = said.day(tense) or said.today
        return {"from": first, "to": length.last_day(first, said.calendar)}
    day = said.session_day(said.event(), tense)
    if day is None and said.first(DAY) is None and said.event() is not None and said.first(PART) is not None:
        day = said.today  # 我下午要开庭，学习请个假
    if day is not None and (day - said.today).days > FARTHEST:
        day = said.session_day(
            said.event(), Tense.PAST
        )  # 11月25号…请假, said on the 27th, is no leave of next year
    if day is not None or said.first(DAY) is not None:
        return {"date": day}
    period = said.span(Tense.FUTURE)
    named = said.first(PERIOD)
    if period is not None and not (study and named is not None and named.unit == "week"):
        return {"from": date.fromisoformat(period["from"]), "to": date.fromisoformat(period["to"])}
    return {}


def _after(said: Said, last: Day, first: date | None) -> date | None:
    """The end of a range: the nearest such day not before its beginning."""
    if first is None:
        return None
    if (last.weekday is not None and last.week is None) or last.day is not None:
        return last.on(first, Tense.FUTURE, said.calendar)
    return said.resolve(last, Tense.FUTURE)


def is_attendance_report(said: Said) -> bool:
    """Leave said within a report of who came belongs to the report, and so does how many took it."""
    return said.has(_REPORT) or said.has(_HOW_MANY)


def _from_when() -> str:
    return "请问是哪一天、什么活动请假？"
