"""日常检查分: a hundred each quarter, less what inspections found (scoring-notes.md §8.3)."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from bot.domain.facts import BranchYear
from bot.domain.measures.outcome import Period, periods, rounded
from bot.domain.rectification import Item, days_late, deadline

_WEEK = 7


def quarters(facts: BranchYear) -> tuple[Decimal | None, ...]:
    """The four quarters; None for one that is not over, or that was over before the branch was founded."""
    return tuple(_quarter(facts, quarter) for quarter in periods(facts.year, "quarter"))


def mean_of(quarters: Sequence[Decimal | None]) -> Decimal | None:
    """The mean of the rated quarters, rounded; None while there is none."""
    rated = [Fraction(quarter) for quarter in quarters if quarter is not None]
    return rounded(sum(rated, Fraction(0)) / len(rated)) if rated else None


def deduction(facts: BranchYear, item: Item) -> Fraction:
    """What one problem takes off: by its severity, less when it was closed in time for good, more for each week late."""
    rules = facts.standard.daily
    last = deadline(item, facts.standard.rectifying, facts.calendar)
    taken = Fraction(rules.deduction[item.severity])
    if item.closed_on is not None and item.closed_on <= min(last, facts.as_of) and not _relapsed(facts, item):
        taken *= 1 - rules.restored
    weeks = days_late(item, last, facts.as_of, facts.as_of) // _WEEK
    return taken + min(Fraction(rules.overdue_extra_max), Fraction(rules.overdue_extra) * weeks)


def _quarter(facts: BranchYear, quarter: Period) -> Decimal | None:
    founded = facts.branch.founded_on
    if not facts.over(quarter.last) or (founded is not None and quarter.last < founded):
        return None
    found = [item for item in facts.books.items if quarter.first <= item.found_on <= quarter.last]
    rules = facts.standard.daily
    left = Fraction(rules.base) - sum((deduction(facts, item) for item in found), Fraction(0))
    return rounded(max(Fraction(rules.floor), left))


def _relapsed(facts: BranchYear, item: Item) -> bool:
    """A relapse found within the time in which a closed problem may be opened again."""
    if item.relapsed_on is None or item.closed_on is None or item.relapsed_on > facts.as_of:
        return False
    return (item.relapsed_on - item.closed_on).days <= facts.standard.rectifying.reopen_window_days
