"""星级申报: which application counts, and who has missed it (domain.md §3.3, scoring-notes.md §9.1)."""

from dataclasses import dataclass
from datetime import date

from bot.domain.calendar import WorkCalendar
from bot.domain.facts import BranchYear
from bot.domain.ledger import Application
from bot.domain.standard import Standard


@dataclass(frozen=True, slots=True)
class Applied:
    """The star applied for, None without an application; `missed` once the closing day is over without one."""

    star: int | None
    missed: bool


def application(facts: BranchYear) -> Applied:
    """The latest application of the year that was handed in on time."""
    closes = closing_day(facts.standard, facts.year)
    valid = [
        one
        for one in facts.books.applications
        if one.year == facts.year
        and (one.submitted_on is None or one.submitted_on <= facts.as_of)
        and is_on_time(one, facts.standard, facts.calendar)
    ]
    latest = max(valid, key=lambda one: one.submitted_on or date.min, default=None)
    return Applied(None, facts.over(closes)) if latest is None else Applied(latest.star, False)


def is_on_time(one: Application, standard: Standard, calendar: WorkCalendar) -> bool:
    """By the closing day, or a few working days later with a reason; without a day it was in time."""
    closes = closing_day(standard, one.year)
    if one.submitted_on is None or one.submitted_on <= closes:
        return True
    applying = standard.applying
    late = applying.late_allowed and bool(one.late_reason)
    return late and one.submitted_on <= calendar.add_workdays(closes, applying.late_working_days)


def opening_day(standard: Standard, year: int) -> date:
    return date(year, *standard.applying.opens)


def closing_day(standard: Standard, year: int) -> date:
    return date(year, *standard.applying.closes)
