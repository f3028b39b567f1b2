"""What the bot says unasked: a reminder is a function of the store and the moment.

`due` says what should have been said by now, never "what to say at this instant": a process that was down finds
what it missed, and the promise's unique key keeps anybody from saying it twice.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.chat import Address, Reply
from bot.clock import HOUSE
from bot.domain.calendar import WorkCalendar
from bot.router import House
from bot.store.work import Work

LIFE = timedelta(hours=24)
"""What fell due longer ago than this is not said any more (interfaces.md, detail 5)."""

AddressBook = Callable[[str], Address]
"""Where a member's account is reached."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One message owed: to whom (account), from which moment, why."""

    key: str
    account: str
    text: str
    at: datetime
    why: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Reminder:
    """One kind. `due(work, day, house)` gives the notices that fall on a day, whatever the hour."""

    name: str
    due: Callable[[Work, date, House], Iterable[Notice]]


@dataclass(frozen=True, slots=True)
class Window:
    """When reminders may go out."""

    opens: time = time(8, 30)
    closes: time = time(18, 0)
    workdays_only: bool = True

    def allows(self, moment: datetime, calendar: WorkCalendar) -> bool:
        inside = self.opens <= moment.timetz().replace(tzinfo=None) <= self.closes
        return inside and (not self.workdays_only or calendar.is_workday(moment.date()))

    def next_moment(self, moment: datetime, calendar: WorkCalendar) -> datetime:
        """The moment itself where messages may go out, else the next opening."""
        if self.allows(moment, calendar):
            return moment
        day = moment.date()
        if moment.timetz().replace(tzinfo=None) > self.closes:
            day += timedelta(days=1)
        return datetime.combine(calendar.next_workday(day) if self.workdays_only else day, self.opens, HOUSE)


def owed(reminder: Reminder, work: Work, now: datetime, house: House) -> list[Notice]:
    """What should have been said by now and is not too old to be said."""
    found = []
    for day in (now.date() - timedelta(days=1), now.date()):
        found += [notice for notice in reminder.due(work, day, house) if now - LIFE < notice.at <= now]
    return found


def run(
    reminders: Sequence[Reminder], work: Work, now: datetime, house: House, window: Window, reach: AddressBook
) -> int:
    """Promise everything that is owed. Returns how many promises are new; outside the window there are none."""
    if not window.allows(now, house.calendar):
        return 0
    new = 0
    for reminder in reminders:
        for notice in owed(reminder, work, now, house):
            to = reach(notice.account)
            new += work.promises.add(
                f"{notice.key}:{notice.account}",
                to,
                Reply(notice.text),
                not_before=now,
                expires=notice.at + LIFE,
            )
    return new


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day in house time."""
    return datetime.combine(day, time(hour, minute), HOUSE)
