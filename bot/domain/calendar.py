"""Working days (scoring-notes.md §4): unit overrides, then the shipped calendar, then statutory days."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

_STATUTORY_FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
_STATUTORY_LUNAR: Mapping[int, tuple[tuple[int, int], ...]] = {
    # 春节 (除夕 to 初三), 清明, 端午, 中秋: 全国年节及纪念日放假办法 (2024)
    2027: ((2, 5), (2, 6), (2, 7), (2, 8), (4, 5), (6, 9), (9, 15)),
    2028: ((1, 25), (1, 26), (1, 27), (1, 28), (4, 4), (5, 28), (10, 3)),
}


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked. `known` maps every day of the shipped years to "is a working day".

    Days of other years are Monday to Friday less the statutory days, and count as provisional.
    """

    known: Mapping[date, bool] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()

    def is_workday(self, day: date) -> bool:
        if day in self.workdays:
            return True
        if day in self.holidays:
            return False
        shipped = self.known.get(day)
        if shipped is not None:
            return shipped
        statutory = _STATUTORY_FIXED + _STATUTORY_LUNAR.get(day.year, ())
        return day.weekday() < 5 and (day.month, day.day) not in statutory

    def is_provisional(self, day: date) -> bool:
        """No official calendar of that year is loaded: the answer is a computation (暂按推算)."""
        return day not in self.known and day not in self.workdays and day not in self.holidays

    def next_workday(self, day: date) -> date:
        """The day itself if worked, else the next one that is (民法典 203 by analogy)."""
        while not self.is_workday(day):
            day += timedelta(days=1)
        return day

    def previous_workday(self, day: date) -> date:
        """The day itself if worked, else the one before it that is."""
        while not self.is_workday(day):
            day -= timedelta(days=1)
        return day

    def add_workdays(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`."""
        for _ in range(count):
            day = self.next_workday(day + timedelta(days=1))
        return day

    def last_workday(self, first: date, last: date) -> date | None:
        """The last working day from `first` to `last`, both included."""
        return next((day for day in reversed(list(days(first, last))) if self.is_workday(day)), None)

    def study_fridays(self, year: int) -> list[date]:
        """The Fridays of a year on which study is expected: those that are working days."""
        return [
            d for d in days(date(year, 1, 1), date(year, 12, 31)) if d.weekday() == 4 and self.is_workday(d)
        ]


def days(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    while first <= last:
        yield first
        first += timedelta(days=1)
