"""Monday's digest to the secretary: last week's study in numbers (domain.md §5.3 no. 3)."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot import wording
from bot.domain.activity import Event, Presence, State
from bot.router import House
from bot.store.work import Work
from reminders.kind import Notice, Reminder, at


def due(work: Work, day: date, house: House) -> Iterable[Notice]:
    """On the first working day of a week: where last week had a session, or something planned is not logged."""
    monday = day - timedelta(days=day.weekday())
    if house.calendar.next_workday(monday) != day:
        return
    friday = monday - timedelta(days=3)
    roster = work.people.roster()
    for branch in roster.branches:
        secretary = roster.secretary(branch.name, day)
        text = _text(work, branch.name, friday, house)
        if secretary is not None and text:
            yield Notice(
                f"study_digest:{branch.name}:{friday}",
                secretary.account,
                text,
                at(day),
                "上周学习情况汇总",
            )


def _text(work: Work, branch: str, friday: date, house: House) -> str:
    """Last week's study in numbers, and what was planned and is not logged."""
    first, last = friday - timedelta(days=4), friday + timedelta(days=2)
    planned = [
        wording.session(one.event, one.held_on, one.group)
        for one in work.records.find(branch, first, last)
        if one.state is State.PLANNED and one.event is not Event.FRIDAY_STUDY
    ]
    open_ = f"未登记：{wording.listed(planned)}。" if planned else ""
    study = _study(work, branch, friday, house)
    return f"{study}{open_}" if study else f"【上周情况】{open_}" if open_ else ""


def _study(work: Work, branch: str, friday: date, house: House) -> str:
    week = work.records.find(
        branch, friday - timedelta(days=4), friday + timedelta(days=2), event=Event.FRIDAY_STUDY
    )
    logged = [a for a in week if a.state is not State.PLANNED]
    if not logged:
        return (
            f"【上周学习】{wording.day_of_week(friday)}周五学习尚未登记。如已组织，请补登记。"
            if house.calendar.is_workday(friday)
            else ""
        )
    marks = [mark for activity in logged for mark in work.records.attendance(activity.id)]
    made_up = sum(mark.presence is Presence.MADE_UP for mark in marks)
    away = sum(mark.presence in (Presence.ON_LEAVE, Presence.MADE_UP) for mark in marks)
    absent = sum(mark.presence is Presence.ABSENT for mark in marks)
    expected, present = (sum(getattr(a, name) or 0 for a in logged) for name in ("due", "present"))
    parts = [f"应到{expected}人，实到{present}人"]
    parts += [f"请假{away}人（已补学{made_up}人）"] if away else []
    parts += [f"缺席{absent}人"] if absent else []
    return f"【上周学习】{'，'.join(parts)}。"


DIGEST = Reminder("study_digest", due)
