"""谁没签到, 支委会开了没有, 哪些支部没开: who is not there yet and what is not logged yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot import wording
from bot.chat import Reply
from bot.domain import permissions
from bot.domain.activity import EVENT_NAMES, Activity, Event, Presence, State, due_people
from bot.domain.duties import Duty, duties, rhythm, unlogged
from bot.domain.people import Branch, Person
from bot.domain.refusal import NotAllowed, NotFound
from bot.language.intents import Intent
from bot.router import Audience, Message, Router
from bot.sessions import is_study_day
from bot.store.work import Work

routes = Router()

RECENT = timedelta(days=7)
"""A session of the last week is the one people mean by “谁没签到”."""
NAMES = 30
PRIVATELY = "名单已私信您。"


@routes.on(
    Intent.QUERY_MISSING,
    title="谁没签到、哪些会没开",
    examples=("谁没签到", "这个月支委会开了没有"),
    reads=True,
    audience=Audience.BRANCH,
)
def missing(message: Message, work: Work) -> Reply:
    if "name" in message.slots:
        return _of_person(message, work)
    branch = str(message.slots.get("branch", message.sender.branch))
    if branch == "all":
        return _of_all_branches(message, work)
    if not permissions.may_read_total(message.sender, branch, message.today):
        raise NotAllowed("机关党委")
    found = message.roster.branch(branch)
    if found is None:
        raise NotFound(branch)
    event = Event(message.slots["event"]) if "event" in message.slots else None
    session = _session(message, work, found, event)
    if session is not None:
        return _who_is_missing(message, work, found, session)
    return Reply("\n".join(_duties_of(message, work, found, event)))


# ---------------------------------------------------------------------- one session: who came, who did not


@dataclass(frozen=True, slots=True)
class Turnout:
    """Who was expected at a session and what is known of each."""

    there: Sequence[Person]
    on_leave: Sequence[Person]
    silent: Sequence[Person]


def _session(message: Message, work: Work, branch: Branch, event: Event | None) -> Activity | None:
    """The session whose attendance is asked about: of the day said, else the newest of the last week.

    None when a longer time is asked about, or a kind of meeting of which none was held: then it is about duties.
    """
    first, last = _span(message)
    if first is not None and last is not None and first != last:
        return None
    whole_day = first is not None
    first, last = (
        (first, last) if first is not None and last is not None else (message.today - RECENT, message.today)
    )
    held = [
        activity
        for activity in work.records.find(branch.name, first, last)
        if event is None or activity.event is event
    ]
    if held:
        return held[-1]
    study = event in (None, Event.FRIDAY_STUDY)
    if study and (whole_day or event is None):
        on = last
        if is_study_day(work, message.house.calendar, branch.name, on):
            return Activity(branch.name, Event.FRIDAY_STUDY, on, state=State.PLANNED)
    return None


def _who_is_missing(message: Message, work: Work, branch: Branch, session: Activity) -> Reply:
    turnout = _turnout(message, work, session)
    due = len(turnout.there) + len(turnout.on_leave) + len(turnout.silent)
    what = wording.what_and_when(session)
    if session.due is not None and session.present is not None:
        counts = f"{what}已登记：应到{session.due}人，实到{session.present}人"
        away = (
            [mark for mark in work.records.attendance(session.id) if mark.presence in _AWAY]
            if session.id
            else []
        )
        people = [person for mark in away if (person := message.roster.person(mark.account)) is not None]
        return _with_names(message, branch, f"{counts}。", "请假或缺席", people)
    leave = f"，请假{len(turnout.on_leave)}人" if turnout.on_leave else ""
    counts = f"{what}：应到{due}人，已签到{len(turnout.there)}人{leave}，未签到{len(turnout.silent)}人。"
    return _with_names(message, branch, counts, "未签到", turnout.silent)


_AWAY = frozenset({Presence.ON_LEAVE, Presence.ABSENT})


def _turnout(message: Message, work: Work, session: Activity) -> Turnout:
    people = due_people(message.roster, session.event, session.branch, session.held_on, session.group)
    marks = (
        {mark.account: mark.presence for mark in work.records.attendance(session.id)} if session.id else {}
    )
    by_presence = {person: marks.get(person.account) for person in people}
    return Turnout(
        [p for p, mark in by_presence.items() if mark in (Presence.PRESENT, Presence.LATE, Presence.MADE_UP)],
        [p for p, mark in by_presence.items() if mark is Presence.ON_LEAVE],
        [p for p, mark in by_presence.items() if mark in (None, Presence.ABSENT)],
    )


def _with_names(message: Message, branch: Branch, counts: str, label: str, people: Sequence[Person]) -> Reply:
    """The counts for everybody; the names for whoever may read those persons' records, and never in a group."""
    readable = [p for p in people if permissions.may_read_records(message.sender, p, message.today)]
    others = [p for p in readable if p.account != message.sender.account]
    if (not others and readable != list(people)) or not people:
        return Reply(counts)
    hidden = len(people) - len(readable)
    more = f"，其他小组{hidden}人" if hidden else ""
    listed = wording.listed(p.name for p in readable[:NAMES]) + ("等" if len(readable) > NAMES else "")
    return Reply(f"{counts}\n{label}：{listed}{more}。", aside=f"{counts}{PRIVATELY}")


# ---------------------------------------------------------------------- one person


def _of_person(message: Message, work: Work) -> Reply:
    """葛亮今天请假了没: for those who may read his records; a reason is never told."""
    name = str(message.slots["name"])
    person = message.roster.member_named(message.sender.branch, name, message.today)
    if person is None:
        raise NotFound(f"{name}同志")
    if not permissions.may_read_records(message.sender, person, message.today):
        raise NotAllowed("支部书记、支委或本组党小组长")
    first, last = _span(message)
    start, end = first or message.today, last or message.today
    event = message.slots.get("event")
    lines = [
        f"{wording.what_and_when(activity)}：{wording.PRESENCE_NAMES[mark.presence]}"
        for activity, mark in work.records.attended(person.account, start, end)
        if event is None or activity.event.value == event
    ]
    lines += [
        f"{_days(leave.start, leave.end)}请假：{_LEAVE_STATES[leave.state]}"
        for leave in work.studies.leaves(person.account, start, end)
        if leave.state in _LEAVE_STATES
    ]
    known = "；".join(lines) if lines else f"{_days(start, end)}没有签到、请假或补学的登记"
    return Reply(f"{wording.comrade(person)}：{known}。", aside="个人记录已私信您。")


_LEAVE_STATES = {"pending": "待批准", "approved": "已批准", "refused": "未获批准"}


# ---------------------------------------------------------------------- what is not logged


def _duties_of(message: Message, work: Work, branch: Branch, event: Event | None) -> list[str]:
    """What the branch owes in the time and has not logged; of one kind where asked, with what is planned."""
    first, last = _time(message, event)
    missed = _unlogged(message, work, branch, event, first, last)
    when = _when(first, last)
    held = [a for a in work.records.find(branch.name, first, last) if event is None or a.event is event]
    logged = [a for a in held if a.state is not State.PLANNED and a.held_on <= message.today]
    planned = [a for a in held if a.state is State.PLANNED and a.held_on >= message.today]
    if event is not None:
        lines = [
            f"已登记：{wording.what_and_when(a)}，应到{a.due}人，实到{a.present}人。"
            if a.due is not None
            else f"已登记：{wording.what_and_when(a)}。"
            for a in logged[-5:]
        ]
        if missed:
            until = max(duty.period.last for duty in missed)
            by = (
                f"请于{wording.day(until)}前召开并登记。"
                if until >= message.today
                else "如已召开，请补登记。"
            )
            lines.append(f"尚未登记：{wording.listed(_said(duty) for duty in missed)}。{by}")
        elif not logged:
            lines.append(f"{when}没有{EVENT_NAMES[event]}的登记。")
    else:
        lines = [
            f"{branch.name}{when}尚未登记：{wording.listed(_said(duty) for duty in missed)}。"
            if missed
            else f"{branch.name}{when}应开的会和学习都已登记。"
        ]
    return [*lines, *(f"已安排：{wording.what_and_when(a)}。" for a in planned[:3])]


def _of_all_branches(message: Message, work: Work) -> Reply:
    """这季度哪些支部没开支委会: for those who oversee all branches."""
    if not message.sender.roles & permissions.OVERSEEING:
        raise NotAllowed("机关党委")
    event = Event(message.slots["event"]) if "event" in message.slots else None
    first, last = _time(message, event)
    found = {
        branch.name: missed
        for branch in message.roster.branches
        if (missed := _unlogged(message, work, branch, event, first, last))
    }
    if event is not None and first == last:
        what = wording.session(event, first)
    else:
        what = f"{_when(first, last)}{EVENT_NAMES[event] if event is not None else '应开的会和学习'}"
    if not found:
        return Reply(f"{what}，各支部都已登记。")
    head = f"{what}尚未登记的支部{len(found)}个："
    if (
        event is not None
        and {len(missed) for missed in found.values()} == {1}
        and event is not Event.GROUP_MEETING
    ):
        return Reply(f"{head}{wording.listed(found)}。")
    lines = [head]
    for name, missed in found.items():
        which = [duty.period.name if event and duty.group is None else _said(duty) for duty in missed]
        lines.append(f"{name}：{wording.listed(which)}")
    return Reply("\n".join(lines))


def _unlogged(
    message: Message, work: Work, branch: Branch, event: Event | None, first: date, last: date
) -> list[Duty]:
    """Of periods that have begun; Fridays only up to today."""
    owed = [
        duty
        for duty in duties(
            message.house.standard, message.house.calendar, branch, message.roster, first, last
        )
        if (event is None or duty.event is event)
        and duty.period.first <= message.today
        and (duty.event is not Event.FRIDAY_STUDY or duty.period.last - timedelta(days=2) <= message.today)
    ]
    if not owed:
        return []
    begin, end = min(duty.period.first for duty in owed), max(duty.period.last for duty in owed)
    return unlogged(owed, work.records.find(branch.name, begin, end))


# ---------------------------------------------------------------------- times and words


def _span(message: Message) -> tuple[date | None, date | None]:
    period = message.slots.get("period")
    if not period:
        return None, None
    return date.fromisoformat(period["from"]), date.fromisoformat(period["to"])


def _time(message: Message, event: Event | None) -> tuple[date, date]:
    """The time said, else the running period in which such a meeting is due: this month, this quarter, this week."""
    first, last = _span(message)
    if first is not None and last is not None:
        return first, last
    today = message.today
    if event is Event.FRIDAY_STUDY:
        monday = today - timedelta(days=today.weekday())
        return monday, monday + timedelta(days=6)
    kind = rhythm(message.house.standard).get(event) if event is not None else "month"
    month = (today.month - 1) // 3 * 3 + 1 if kind == "quarter" else today.month
    length = 3 if kind == "quarter" else 1
    end = month + length
    following = date(today.year + (end > 12), end - 12 if end > 12 else end, 1)
    return date(today.year, month, 1), following - timedelta(days=1)


def _days(first: date, last: date) -> str:
    return wording.day_of_week(first) if first == last else f"{wording.day(first)}至{wording.day(last)}"


def _when(first: date, last: date) -> str:
    """11月, 四季度, or from day to day."""
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if whole and months == 1:
        return f"{first.month}月"
    if whole and months == 3 and first.month % 3 == 1:
        return f"{'一二三四'[first.month // 3]}季度"
    return _days(first, last)


def _said(duty: Duty) -> str:
    """9月支委会, 四季度党课, 11月27日周五学习."""
    return f"{duty.period.name}{wording.event_name(duty.event, duty.group)}"
