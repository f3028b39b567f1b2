"""The hours in which anything is said unasked: working days, from the opening to the closing (domain.md §2.6)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.clock import HOUSE
from bot.domain.calendar import WorkCalendar


@dataclass(frozen=True, slots=True)
class Window:
    """When reminders may go out."""

    opens: time = time(8, 30)
    closes: time = time(18, 0)
    workdays_only: bool = True

    @classmethod
    def between(cls, opens: str, closes: str, *, workdays_only: bool) -> "Window":
        """As the configuration says it: "08:30", "18:00"."""
        return cls(time.fromisoformat(opens), time.fromisoformat(closes), workdays_only)

    def allows(self, moment: datetime, calendar: WorkCalendar) -> bool:
        inside = self.opens <= _time_of(moment) <= self.closes
        return inside and (not self.workdays_only or calendar.is_workday(moment.date()))

    def within(self, moment: datetime) -> datetime:
        """The moment, or the nearest one of its day at which messages may go out."""
        return datetime.combine(moment.date(), min(max(_time_of(moment), self.opens), self.closes), HOUSE)

    def next_moment(self, moment: datetime, calendar: WorkCalendar) -> datetime:
        """The moment itself where messages may go out, else the next opening."""
        if self.allows(moment, calendar):
            return moment
        day = moment.date()
        if _time_of(moment) > self.closes:
            day += timedelta(days=1)
        return datetime.combine(calendar.next_workday(day) if self.workdays_only else day, self.opens, HOUSE)


def _time_of(moment: datetime) -> time:
    return moment.timetz().replace(tzinfo=None)
