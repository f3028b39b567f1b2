"""Reports and plans of meetings (log_meeting, plan_meeting): rules 1, 5 to 11, 18 to 20, 23."""

import re
from collections.abc import Sequence

from bot.domain.activity import EVENT_NAMES, Event
from bot.language.attendance import Attendance, attendance
from bot.language.days import Tense
from bot.language.intents import BLANK, Intent, Reading
from bot.language.marks import DAY, EVENT, NUMBER, PART
from bot.language.mood import denies
from bot.language.said import MOST_CHOICES, Said, reading
from bot.language.several import Session, sessions
from bot.language.topics import Topic, place, take_topic

CHINESE_DIGITS = "零一二三四五六七八九十"
_USUAL = (
    Event.COMMITTEE_MEETING, Event.GROUP_MEETING, Event.BRANCH_ASSEMBLY, Event.PARTY_LECTURE, Event.THEME_DAY,
    Event.FRIDAY_STUDY,
)  # fmt: skip
"""What is offered when a report does not say which meeting it was."""
_HELD = re.compile(
    "(?:开|召开|搞|上|办|举行|举办|组织|进行|学|讲|做|完成|传达|研究)(?:了(?!吧)|过|完)|[开搞上办学](?:的|好了)"
    "|刚(?:刚)?(?:开|结束|上|搞)|结束了?|(?:已经?)(?:开|召开|搞|上|办|举行|完成)|补登|补录|补报|补记|登一下|登记"
    f"|记一下|报一下|{EVENT}(?:了|的记录|记录)|散会|完了|第{NUMBER}次{EVENT}"
)
_PLANS = re.compile(
    "准备|筹备|打算|计划|别迟到|不要迟到|准时|按时到|务必|(?:开|搞|办|上)了吧|拟|定于|定在|安排在"
    "|要(?:开|搞|上|组织)|将|召集|通知|请(?:大家|各位|全体|老同志|准时|参加)|都来|参加一下|定了|召开(?!了)"
    "|(?:开|搞|上|办|组织|举行|集合)(?!了|过|完|的|好|始|头|门|庭|心|展了|工|级)|下次|集合"
)
_ADDED_LATER = re.compile(f"补一?下(?:{DAY}|{PART}|的)*{EVENT}")
_ONLY_A_NAME = re.compile(f"^(?:我们|今天|{DAY}|{PART}|支部|的|了|开|是| |，|。)*{EVENT}(?:的)?[。 ]*$")


def read_report(said: Said) -> list[Reading]:
    """One reading for each meeting that was reported with its attendance, or that can only be a report."""
    topic, without_topic = take_topic(said)
    found = sessions(without_topic)
    if len(found) == 1:
        one = _report(Session(found[0].event, found[0].group, said), said)
        return [] if one is None else [one]
    merged = len({session.said.text for session in found}) == 1
    readings = [_report(session, said) for session in found]
    return [_of_its_own(one, found, topic) if merged else one for one in readings if one is not None]


def _of_its_own(one: Reading, found: Sequence[Session], topic: Topic | None) -> Reading:
    """Of merged sessions the lecture has the lecturer and the title, the others do not (rule 20)."""
    events = [session.event.event for session in found if session.event is not None]
    lecture = Event.PARTY_LECTURE if Event.PARTY_LECTURE in events else None
    slots = {
        name: value
        for name, value in one.slots.items()
        if name != "lecturer" or lecture is None or one.slots.get("event") == lecture
    }
    if topic is not None and one.slots.get("event") == (lecture or events[0]):
        slots["topic"] = topic.text
    return Reading(one.intent, slots)


def _report(session: Session, whole: Said) -> Reading | None:
    topic, said = take_topic(session.said)
    event = session.event
    code = event.event.value if event is not None and event.event is not None else None
    come = attendance(said)
    if not come.is_said:
        if code is None or not (_is_report(said, event.event if event else None) or _counts(said, come)):
            return None
        if "due" in come.slots:
            said.ask(_how_many_came(), number_into=said.completed(f"实到{BLANK}人"))
        else:
            said.ask(_who_came())
    elif come.problem is not None:
        said.ask(come.problem.text, [(label, said.completed(label)) for label in come.problem.cures])
    if code is None and whole.outside():
        return None  # 中心组学习, 团日: none of the bot's meetings (rule 17)
    if code is None:
        said.ask(
            _which_meeting(), [(EVENT_NAMES[one], f"{EVENT_NAMES[one]}，{said.source}") for one in _USUAL]
        )
    day = said.session_day(event, Tense.PAST)
    if day is None and said.first(DAY) is None:
        day = said.today
    said.check_not_future(day)
    said.check_session(event, day)
    group = _group(session, said, code)
    time = said.time()
    return reading(
        Intent.LOG_MEETING,
        event=code,
        date=day,
        time=time.at if time else None,
        place=place(said),
        topic=topic.text if topic else None,
        group=group,
        branch=said.branch_name(default=False),
        minutes=said.minutes(),
        party_work=True if topic and topic.party_work else None,
        **come.slots,
    )


def _is_report(said: Said, event: Event | None) -> bool:
    """Without attendance: a meeting that has been held, or is only named (今天支委会)."""
    if event is None or denies(said.text):
        return False
    day = said.glance(Tense.PAST)
    if day is not None and day > said.today:
        return False
    return (
        said.has(_HELD)
        or said.has(_ONLY_A_NAME)
        or (event is not Event.FRIDAY_STUDY and said.has(_ADDED_LATER))
        or (day is not None and day < said.today and said.has(_PLANS) and not _may_be_coming(said))
    )


def _counts(said: Said, come: Attendance) -> bool:
    """今天党课应到11: half of the count of a meeting that is not still to come."""
    day = said.glance(Tense.FUTURE)
    coming = day is not None and day > said.today
    return "due" in come.slots and not coming and not said.has(_PLANS)


def _may_be_coming(said: Said) -> bool:
    """30号搞主题党日, said before the 30th: without 了 it is a plan."""
    day = said.glance(Tense.FUTURE)
    return day is not None and day > said.today and (day - said.today).days <= 62


def _group(session: Session, said: Said, code: str | None) -> int | None:
    """A group meeting needs its group where the branch has two or more (rule 10)."""
    group = session.group
    if (
        group is None
        and code == Event.GROUP_MEETING
        and said.branch is not None
        and said.branch.groups >= 2
        and said.branch_name(default=False) is None
    ):
        said.ask(
            _which_group(),
            [
                (f"第{CHINESE_DIGITS[number]}党小组", said.completed(f"第{CHINESE_DIGITS[number]}党小组"))
                for number in range(1, min(said.branch.groups, MOST_CHOICES) + 1)
            ],
            number_into=said.completed(f"第{BLANK}党小组"),
        )
    return group if code in (None, Event.GROUP_MEETING, Event.FRIDAY_STUDY) or group is not None else None


def read_plan(said: Said) -> Reading | None:
    """A meeting to come: a future day, or today at a time not yet said to be past."""
    topic, rest = take_topic(said)
    event = rest.event() or said.event()
    if event is None or event.event is None or denies(said.text):
        return None
    if rest.event() is None:
        rest = said
    day = rest.session_day(event, Tense.FUTURE)
    time = rest.time()
    future = day is not None and day > said.today
    planned = rest.has(_PLANS)
    if rest.has(_HELD) and not future:
        return None
    past = rest.glance(Tense.PAST)
    if past is not None and past < said.today and (day is None or (day - said.today).days > 120):
        return None
    if not (
        future
        or (planned and (day is not None or time is not None or said.first(DAY) is None))
        or (time is not None and rest.has(_PLANS))
    ):
        return None
    if day is None and said.first(DAY) is None and (time is not None or _part_of_today(rest)):
        day = said.today
    if day is None:
        said.ask(_when())
    return reading(
        Intent.PLAN_MEETING,
        event=event.event.value,
        date=day,
        time=time.at if time else None,
        place=place(rest),
        topic=topic.text if topic else None,
        group=rest.group(),
        branch=rest.branch_name(default=False),
    )


def _part_of_today(said: Said) -> bool:
    return said.first(PART) is not None


_TO_BE_WRITTEN = re.compile("记上|登记|登上|记一下|登一下|补登")


def is_invitation(said: Said, come: Attendance) -> bool:
    """能走动的都来, of a day to come: nobody has been counted."""
    day = said.glance(Tense.FUTURE)
    coming = day is not None and day > said.today
    if said.has(_TO_BE_WRITTEN):
        return False
    return coming and set(come.slots) == {"present"} and come.slots["present"] == "all" and said.has(_PLANS)


def reports_attendance(said: Said) -> Attendance:
    """The attendance said anywhere outside topics; used to tell a report from everything else."""
    _, rest = take_topic(said)
    return attendance(rest)


def _how_many_came() -> str:
    return "请问实到几人，谁请假、谁缺席？"


def _who_came() -> str:
    return "请补充出席情况：应到几人、实到几人，谁请假、谁缺席？"


def _which_meeting() -> str:
    return "请问是哪个会或哪项学习？"


def _which_group() -> str:
    return "请问是第几党小组？"


def _when() -> str:
    return "请问定在哪一天？"
