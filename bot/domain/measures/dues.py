"""dues: months whose dues were not all in (scoring-notes.md §7.9)."""

from fractions import Fraction

from bot.domain.facts import BranchYear
from bot.domain.measures.outcome import Loss, Outcome, Step, periods
from bot.domain.standard import Indicator


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    """A month's entry is known from its first day on; a month without an entry is not complete."""
    complete = {dues.month for dues in facts.books.dues if dues.complete and dues.month <= facts.as_of}
    months = [month for month in periods(facts.year, "month") if facts.required(month.first)]
    lacking = [month for month in months if month.first not in complete]
    lost = [month for month in lacking if facts.over(month.last)]
    begun = [month for month in lacking if month not in lost and month.first <= facts.as_of]
    each, points = Fraction(indicator.measure["deduct_per_incomplete"]), Fraction(indicator.points)
    names = tuple(month.name for month in lost)
    return Outcome(
        points - each * len(lacking),
        points - each * len(lost),
        (Loss(f"{len(lost)}个月党费未收齐", each * len(lost), names),) if lost else (),
        tuple(Step(f"收齐并登记{month.name}党费", each, month.last) for month in begun),
        done=facts.year_over,
    )
