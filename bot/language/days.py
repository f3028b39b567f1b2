"""Days and periods as said, before the tense of the sentence makes dates of them (conversation.md, rules 1, 2, 3, 12, 29)."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from bot.domain.calendar import WorkCalendar

WEEKDAYS = "一二三四五六日"
LAST = 0
"""As `Day.day`: the last day of the month (月底)."""


class Tense(Enum):
    """Reports look back, plans and leave look ahead."""

    PAST = "past"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Day:
    """One day as said. Exactly one way of naming it is filled in.

    `shift`: days from today. `week` with `weekday`: of the ISO week so many weeks from now; `weekday` alone: the
    nearest. `day` with `month` or `month_shift`, `year`: a day of the calendar; alone: the nearest such day.
    `checked`: the weekday said beside a date. `workdays`: the n-th working day from now.
    """

    shift: int | None = None
    week: int | None = None
    weekday: int | None = None  # 1 is Monday
    year: int | None = None
    year_shift: int | None = None
    month: int | None = None
    month_shift: int | None = None
    day: int | None = None
    checked: int | None = None
    workdays: int | None = None

    def on(self, today: date, tense: Tense, calendar: WorkCalendar) -> date | None:
        """The date, or None when there is no such day (2月30号)."""
        if self.shift is not None:
            return today + timedelta(days=self.shift)
        if self.workdays is not None:
            return calendar.add_workdays(today, self.workdays)
        if self.week is not None and self.weekday is not None:
            return monday(today) + timedelta(days=7 * self.week + self.weekday - 1)
        if self.weekday is not None:
            return nearest_weekday(today, self.weekday, tense)
        return self._of_calendar(today, tense)

    def _of_calendar(self, today: date, tense: Tense) -> date | None:
        day = self.day if self.day is not None else LAST
        if self.month_shift is not None:
            year, month = shifted_month(today, self.month_shift)
            return _date(year, month, day)
        year_said = self.year if self.year_shift is None else today.year + self.year_shift
        if self.month is not None and year_said is not None:
            return _date(year_said, self.month, day)
        if self.month is not None:
            return _nearest(
                (_date(today.year + n, self.month, day) for n in (-1, 0, 1, 2)), today, tense, ahead=31
            )
        months = [shifted_month(today, n) for n in range(-3, 4)]
        candidates = [_date(year, month, day) for year, month in months]
        fitting = [one for one in candidates if one is not None and one.isoweekday() == self.checked]
        return _nearest(iter(fitting or candidates), today, tense)


def _nearest(candidates: Iterator[date | None], today: date, tense: Tense, ahead: int = 0) -> date | None:
    """The nearest in the tense. A report's month-day up to `ahead` days away is meant as future (rule 29)."""
    days = [day for day in candidates if day is not None]
    coming = min((day for day in days if day >= today), default=None)
    past = max((day for day in days if day <= today), default=None)
    if tense is Tense.FUTURE:
        return coming
    if coming is not None and past != today and 0 < (coming - today).days <= ahead:
        return coming
    return past if past is not None else coming


@dataclass(frozen=True, slots=True)
class Period:
    """A whole unit of the calendar as said: `unit` is week, month, quarter, half or year.

    `shift`: units from the present one. `number`: which month, quarter or half, of `year`, or of the year
    `year_shift` away, or the nearest.
    """

    unit: str
    shift: int | None = None
    number: int | None = None
    year: int | None = None
    year_shift: int | None = None

    def span(self, today: date, tense: Tense) -> tuple[date, date]:
        """First and last day, both included."""
        if self.unit == "week":
            first = monday(today) + timedelta(days=7 * (self.shift or 0))
            return first, first + timedelta(days=6)
        months = {"month": 1, "quarter": 3, "half": 6, "year": 12}[self.unit]
        if self.shift is not None:
            start = (today.month - 1) // months * months + self.shift * months
            return _months(today.year, start, months)
        start = ((self.number or 1) - 1) * months
        year = self.calendar_year(today)
        if year is not None:
            return _months(year, start, months)
        if tense is Tense.PAST:
            return _months(today.year - (date(today.year, start + 1, 1) > today), start, months)
        this_year = _months(today.year, start, months)
        return this_year if this_year[1] >= today else _months(today.year + 1, start, months)

    def calendar_year(self, today: date) -> int | None:
        """The year named with it, if one was."""
        if self.unit == "year" and self.shift is not None:
            return today.year + self.shift
        return self.year if self.year_shift is None else today.year + self.year_shift


def monday(day: date) -> date:
    """The first day of the ISO week."""
    return day - timedelta(days=day.weekday())


def nearest_weekday(today: date, weekday: int, tense: Tense) -> date:
    away = (today.isoweekday() - weekday) % 7
    return today - timedelta(days=away) if tense is Tense.PAST else today + timedelta(days=(7 - away) % 7)


def shifted_month(today: date, shift: int) -> tuple[int, int]:
    """Year and month so many months from today."""
    months = today.year * 12 + today.month - 1 + shift
    return months // 12, months % 12 + 1


def _months(year: int, start: int, count: int) -> tuple[date, date]:
    """`count` months from the `start`-th (0 is January, may run over the year)."""
    first = date(year + start // 12, start % 12 + 1, 1)
    end = start + count
    return first, date(year + end // 12, end % 12 + 1, 1) - timedelta(days=1)


def _date(year: int, month: int, day: int) -> date | None:
    if not (2000 <= year <= 2100 and 1 <= month <= 12):
        return None
    last = monthrange(year, month)[1]
    return date(year, month, day or last) if day <= last else None
