"""pledge: 先锋创绩, so many members pledged, told of their progress, were reviewed (scoring-notes.md §7.15)."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from bot.domain.facts import BranchYear
from bot.domain.measures.coverage import assessed_members
from bot.domain.measures.outcome import NOT_APPLICABLE, Loss, Outcome, Step
from bot.domain.standard import Indicator

_PARTS = (
    ("points_pledged", "pledged", "承诺"),
    ("points_progress", "progress", "践诺"),
    ("points_reviewed", "reviewed", "评诺"),
)


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    assessed = assessed_members(facts, indicator)
    if not assessed:
        return NOT_APPLICABLE
    books = {pledge.account: pledge for pledge in facts.books.pledges}
    own = [books[person.account] for person in assessed if person.account in books]
    earned, missing = Fraction(0), []
    for parameter, what, name in _PARTS:
        worth = Fraction(indicator.measure[parameter])
        done = sum(_in_year(facts, getattr(pledge, what)) for pledge in own)
        earned += worth * Fraction(done, len(assessed))
        if rest := len(assessed) - done:
            missing.append(
                (
                    f"{rest}名党员没有{name}",
                    f"登记{rest}名党员的{name}",
                    worth * Fraction(rest, len(assessed)),
                    rest,
                )
            )
    if facts.year_over:
        losses = tuple(Loss(lacking, price) for lacking, _, price, _ in missing)
        return Outcome(earned, earned, losses, done=True)
    steps = tuple(Step(to_do, price, facts.last_day, rest) for _, to_do, price, rest in missing)
    return Outcome(earned, Fraction(indicator.points), steps=steps)


def _in_year(facts: BranchYear, days: Iterable[date]) -> bool:
    return any(facts.known(day) for day in days)
