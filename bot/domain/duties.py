"""Which meetings a branch owes in a time, by the standard's rhythm, and which of them nobody has logged (domain.md §2.1)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.domain.activity import Activity, Event, State, due_people
from bot.domain.calendar import WorkCalendar, days
from bot.domain.measures.outcome import Period, periods
from bot.domain.people import Branch, Roster
from bot.domain.standard import Standard

_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Duty:
    """One meeting owed: of which kind, in which month, quarter or week, of which group where groups meet."""

    event: Event
    period: Period
    group: int | None = None


def rhythm(standard: Standard) -> dict[Event, str]:
    """How often each kind of meeting is due: the period of the indicator that counts it."""
    return {
        event: indicator.measure["period"]
        for indicator in standard.indicators
        if "period" in indicator.measure and "topic_tag" not in indicator.measure
        for event in indicator.measure.get("events", ())
    }


def duties(
    standard: Standard, calendar: WorkCalendar, branch: Branch, roster: Roster, first: date, last: date
) -> Iterator[Duty]:
    """Everything owed in periods that touch the time, by kind and period."""
    for event, kind in rhythm(standard).items():
        for year in range(first.year, last.year + 1):
            for period in periods(year, kind):
                if period.last >= first and period.first <= last and _founded(branch, period.first):
                    yield from _of(event, period, branch, roster)
    for day in days(first, last):
        if day.weekday() == _FRIDAY and calendar.is_workday(day) and _founded(branch, day):
            monday = date.fromordinal(day.toordinal() - 4)
            week = Period(f"{day.month}月{day.day}日", monday, date.fromordinal(day.toordinal() + 2))
            yield Duty(Event.FRIDAY_STUDY, week)


def unlogged(owed: Iterable[Duty], held: Iterable[Activity]) -> list[Duty]:
    """The duties without a record; what is merely planned is none."""
    logged = [activity for activity in held if activity.state not in (State.PLANNED, State.REVOKED)]
    return [duty for duty in owed if not any(_fulfils(activity, duty) for activity in logged)]


def _of(event: Event, period: Period, branch: Branch, roster: Roster) -> Iterator[Duty]:
    if event is Event.COMMITTEE_MEETING and not branch.has_committee:
        return
    if event is not Event.GROUP_MEETING:
        yield Duty(event, period)
        return
    for group in range(1, branch.groups + 1):
        if due_people(roster, event, branch.name, period.last, group):
            yield Duty(event, period, group)


def _fulfils(activity: Activity, duty: Duty) -> bool:
    return (
        activity.event is duty.event
        and duty.period.first <= activity.held_on <= duty.period.last
        and (duty.group is None or activity.group in (None, duty.group))
    )


def _founded(branch: Branch, day: date) -> bool:
    return branch.founded_on is None or day >= branch.founded_on
