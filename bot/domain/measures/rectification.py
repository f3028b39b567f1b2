"""rectification: problems put right in time (scoring-notes.md §7.12)."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from bot.domain.facts import BranchYear
from bot.domain.measures.outcome import Loss, Outcome, Step, month_day
from bot.domain.rectification import Item, days_late, deadline, handed_in
from bot.domain.standard import Indicator


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    """Looked at twice: as it stands, and as it will stand at the end of the year if nothing more is handed in."""
    points, items = Fraction(indicator.points), items_of_year(facts)
    now = [loss for item, last in items for loss in _losses(facts, indicator, item, last, facts.reference)]
    then = [loss for item, last in items for loss in _losses(facts, indicator, item, last, facts.last_day)]
    return Outcome(
        points - _sum(then),
        points - _sum(now),
        tuple(now),
        tuple(_steps(facts, indicator, items)),
        done=facts.year_over,
    )


def items_of_year(facts: BranchYear) -> list[tuple[Item, date]]:
    """Problems known by now whose deadline lies in the year, each with that deadline."""
    rules = facts.standard.rectifying
    found = [
        (item, deadline(item, rules, facts.calendar))
        for item in facts.books.items
        if item.found_on <= facts.as_of
    ]
    return [(item, last) for item, last in found if last.year == facts.year]


def overdue_items(facts: BranchYear) -> int:
    """How many of them were, or are, overdue on the reference day."""
    return sum(days_late(item, last, facts.reference, facts.as_of) > 0 for item, last in items_of_year(facts))


def _losses(facts: BranchYear, indicator: Indicator, item: Item, last: date, on: date) -> list[Loss]:
    given, losses = indicator.measure, []
    late = days_late(item, last, on, facts.as_of)
    what = f"“{item.problem}”（{month_day(last)}到期）"
    if late:
        price = Fraction(given["deduct_overdue"])
        if late > given["long_overdue_days"]:
            price += Fraction(given["deduct_long_overdue"])
        losses.append(Loss(f"{what}逾期{late}天", price, (item.number,)))
    if item.returns > given["max_returns"]:
        price = Fraction(given["deduct_over_returned"])
        losses.append(Loss(f"{what}验收退回{item.returns}次", price, (item.number,)))
    return losses


def _steps(facts: BranchYear, indicator: Indicator, items: list[tuple[Item, date]]) -> Iterator[Step]:
    """Hand in by the deadline; when that is missed, before it costs more."""
    for item, last in items:
        if handed_in(item, facts.as_of) is not None:
            continue
        then = _losses(facts, indicator, item, last, facts.last_day)
        saved = _sum(then) - _sum(_losses(facts, indicator, item, last, facts.reference))
        longest = last + timedelta(days=indicator.measure["long_overdue_days"])
        by = last if facts.as_of <= last else longest
        if saved > 0 and facts.as_of <= by:
            yield Step(f"整改“{item.problem}”并提交", saved, by)


def _sum(losses: list[Loss]) -> Fraction:
    return sum((loss.points for loss in losses), Fraction(0))
