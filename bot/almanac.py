"""The shipped calendar of working days, read once from chinesecalendar, with the unit's own overrides."""

from collections.abc import Iterable
from datetime import date
from functools import cache

import chinese_calendar
from chinese_calendar.constants import holidays, workdays

from bot.domain.calendar import WorkCalendar, days


@cache
def _shipped() -> dict[date, bool]:
    first = min(min(holidays), min(workdays)).year
    last = max(max(holidays), max(workdays)).year
    return {day: chinese_calendar.is_workday(day) for day in days(date(first, 1, 1), date(last, 12, 31))}


def load_calendar(free: Iterable[date] = (), worked: Iterable[date] = ()) -> WorkCalendar:
    """The calendar with the unit's own free and worked days laid over it ([calendar] of the configuration)."""
    return WorkCalendar(known=_shipped(), holidays=frozenset(free), workdays=frozenset(worked))
