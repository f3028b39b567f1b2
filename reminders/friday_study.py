"""周五学习: the notice of the day before, and the word to those who log it (domain.md §5.1, §5.3 no. 1, 2)."""

from collections.abc import Iterable
from datetime import date, time, timedelta

from bot import wording
from bot.domain.activity import Activity, Event, State
from bot.domain.people import Office
from bot.router import House
from bot.store.work import Work
from reminders.kind import Notice, Reminder, at

ANNOUNCED, TO_BE_LOGGED, DAY_ENDS = time(16, 0), time(16, 30), time(18, 0)


def notice(work: Work, day: date, house: House) -> Iterable[Notice]:
    """On the working day before a session, 16:00, to every member of the branch."""
    roster = work.people.roster()
    for branch in roster.branches:
        session = _next_session(work, branch.name, day, house)
        if session is None or house.calendar.previous_workday(session.held_on - timedelta(days=1)) != day:
            continue
        key = f"friday_study_notice:{branch.name}:{session.held_on}"
        excused = _excused(work, branch.name, session.held_on)
        for person in roster.due(branch.name, session.held_on):
            if person.account not in excused:
                yield Notice(
                    key, person.account, _notice(session, day), at(day, ANNOUNCED),
                    "学习日前一个工作日通知本支部党员", apart=True, until=at(session.held_on, DAY_ENDS),
                )  # fmt: skip


def to_log(work: Work, day: date, house: House) -> Iterable[Notice]:
    """On the day itself, 16:30, to group leaders (or the secretary where there are none), unless it is logged."""
    roster = work.people.roster()
    for branch in roster.branches:
        sessions = [a for a in work.records.on_day(branch.name, day) if a.event is Event.FRIDAY_STUDY]
        held_today = bool(sessions) or (
            day.weekday() == 4 and house.calendar.is_workday(day) and not _moved(work, branch.name, day)
        )
        if not held_today or any(a.state is not State.PLANNED for a in sessions):
            continue
        leaders = [p for p in roster.members(branch.name, day) if Office.GROUP_LEADER in p.offices_on(day)]
        secretary = roster.secretary(branch.name, day)
        for person in leaders or ([secretary] if secretary is not None else []):
            key = f"friday_study_log:{branch.name}:{day}"
            yield Notice(
                key, person.account, _to_log(), at(day, TO_BE_LOGGED), "学习日当天尚未登记", apart=True
            )


def _excused(work: Work, branch: str, day: date) -> set[str]:
    """Who is on leave from that session already, and need not be asked to be excused."""
    return {
        leave.account
        for leave in work.studies.leaves_of_branch(branch, day, day)
        if leave.state == "approved" and leave.event in (None, Event.FRIDAY_STUDY)
    }


def _next_session(work: Work, branch: str, day: date, house: House) -> Activity | None:
    """The study session of the coming days: the one written down for this week, else the working Friday's."""
    friday = day + timedelta(days=(4 - day.weekday()) % 7 or 7)
    monday = friday - timedelta(days=4)
    planned = work.records.find(branch, monday, friday + timedelta(days=2), event=Event.FRIDAY_STUDY)
    if planned:
        return planned[0] if planned[0].state is State.PLANNED and planned[0].held_on > day else None
    return Activity(branch, Event.FRIDAY_STUDY, friday) if house.calendar.is_workday(friday) else None


def _moved(work: Work, branch: str, friday: date) -> bool:
    week = work.records.find(
        branch, friday - timedelta(days=4), friday + timedelta(days=2), event=Event.FRIDAY_STUDY
    )
    return any(a.held_on != friday for a in week)


def _notice(session: Activity, today: date) -> str:
    same_week = session.held_on.isocalendar()[:2] == today.isocalendar()[:2]
    when = f"{'本' if same_week else '下'}{wording.weekday(session.held_on)}（{wording.day(session.held_on)}）{session.starts_at or ''}"
    place = f"在{session.place}" if session.place else ""
    topic = f"，主题：{session.topic}" if session.topic else ""
    return (
        f"【学习通知】{session.branch}{when}{place}集中学习{topic}。因故不能参加的，请提前请假并按要求补学。"
    )


def _to_log() -> str:
    return "【登记提醒】今日周五学习日尚未登记。回复“周五学习 全到”或“周五学习 张明请假”即可。"


NOTICE = Reminder("friday_study_notice", notice, (ANNOUNCED,))
TO_LOG = Reminder("friday_study_log", to_log, (TO_BE_LOGGED,))
