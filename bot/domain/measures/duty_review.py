"""duty_review: what the groups thought of the secretary's yearly report (scoring-notes.md §7.10)."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from bot.domain.facts import BranchYear
from bot.domain.ledger import Ballots
from bot.domain.measures.outcome import Loss, Outcome, Step, rounded
from bot.domain.sections import GRADES
from bot.domain.standard import Indicator


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    """Groups with too few ballots are left out and their weight is spread over the others."""
    rules, points = facts.standard.reviewing, Fraction(indicator.points)
    weights = rules.weights.get(indicator.measure["level"], {})
    counted = {ballots.group: ballots for ballots in _of_secretary(facts, indicator)}
    full = {
        group: weight
        for group, weight in weights.items()
        if group in counted and counted[group].count >= max(rules.min_ballots, 1)
    }
    value = Fraction(indicator.measure["missing"])
    if full:
        share = sum(Fraction(weight) * mean(counted[group], rules.grades) for group, weight in full.items())
        value = points * share / sum(Fraction(weight) for weight in full.values()) / 100
    last = date(facts.year + 1, *rules.closes)
    complete = bool(weights) and len(full) == len(weights)
    final = complete or facts.over(last)
    result = f"述职测评加权得分{rounded(value * 100 / points).normalize():f}"
    loss = Loss(result if full else "书记未述职或未测评", points - value)
    return Outcome(
        value,
        value if final else points,
        (loss,) if final and value < points else (),
        () if final else (Step("完成书记述职和测评", points - value, last),),
        done=final,
    )


def mean(ballots: Ballots, worth: Mapping[str, Decimal]) -> Fraction:
    """A group's mean grade, 0 to 100; the group has at least one ballot."""
    return sum(
        (Fraction(worth[grade]) * getattr(ballots, grade) for grade in GRADES), Fraction(0)
    ) / Fraction(ballots.count)


def _of_secretary(facts: BranchYear, indicator: Indicator) -> list[Ballots]:
    secretary = facts.roster.secretary(facts.branch.name, facts.reference)
    if secretary is None:
        return []
    wanted = (secretary.account, facts.year, indicator.measure["level"])
    return [b for b in facts.books.ballots if (b.account, b.year, b.level) == wanted]
