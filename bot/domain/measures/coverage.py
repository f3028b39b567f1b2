"""What the indicators have in common that count members: so many of those assessed have done their part."""

from fractions import Fraction

from bot.domain.facts import BranchYear
from bot.domain.measures.outcome import NOT_APPLICABLE, Loss, Outcome, Step
from bot.domain.people import Person
from bot.domain.standard import Indicator


def assessed_members(facts: BranchYear, indicator: Indicator) -> list[Person]:
    return facts.assessed(without_exempt="exempt" in indicator.measure.get("exclude", ()))


def by_share(
    facts: BranchYear, indicator: Indicator, done: int, assessed: int, *, lacking: str, to_do: str
) -> Outcome:
    """Points by the share of members; until the year is over everybody may still get there (§7.4, §7.7).

    `lacking` and `to_do` say with "{n}" in them what the others lack and what to do about it.
    """
    if not assessed:
        return NOT_APPLICABLE
    points, rest = Fraction(indicator.points), assessed - done
    earned = points * Fraction(done, assessed)
    found = f"应计{assessed}人，已完成{done}人"
    losses = (Loss(lacking.format(n=rest), points - earned, (found,)),) if rest and facts.year_over else ()
    step = Step(to_do.format(n=rest), points - earned, facts.last_day, rest)
    return Outcome(
        earned,
        earned if facts.year_over else points,
        losses,
        (step,) if rest and not facts.year_over else (),
        done=facts.year_over,
    )
