"""What the bot says unasked: a reminder is a function of the store and the day.

`due` says what should be said on a day, never "what to say at this instant": a process that was down finds what it
missed, and the key keeps anybody from saying it twice.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from bot.clock import HOUSE
from bot.domain.calendar import WorkCalendar
from bot.router import House
from bot.store.work import Work

MORNING = time(9, 0)
"""When everything is said that need not be said at a certain hour: one message for each person."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to be said: to whom (account), from which moment, why.

    `apart`: a message of its own at its own hour (the notice of a meeting), never part of a digest. `deadline`: said
    even to who wants no reminders, and to the deputy while the secretary is on leave. `until`: no use afterwards.
    """

    key: str
    account: str
    text: str
    at: datetime
    why: str
    apart: bool = False
    deadline: bool = False
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """One kind. `due(work, day, house)` gives the notices of a day; `times` are the only hours they fall on."""

    name: str
    due: Callable[[Work, date, House], Iterable[Notice]]
    times: tuple[time, ...] = (MORNING,)


def at(day: date, moment: time = MORNING) -> datetime:
    """A moment of a day in house time."""
    return datetime.combine(day, moment, HOUSE)


def month_end(day: date) -> date:
    """The last day of a day's month."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def days_before(calendar: WorkCalendar, last: date, today: date, steps: Iterable[int]) -> int | None:
    """How many days before `last` it is, where today is one of the days to say so; None otherwise.

    A day that is no working day moves to the working day before it. Where two fall together the nearer one counts.
    """
    for step in sorted(steps):
        if calendar.previous_workday(date.fromordinal(last.toordinal() - step)) == today <= last:
            return (last - today).days
    return None
