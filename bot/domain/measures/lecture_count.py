"""lecture_count: lectures each quarter, and the secretary's own (scoring-notes.md §7.2)."""

from dataclasses import replace
from fractions import Fraction

from bot.domain.facts import BranchYear, Session
from bot.domain.measures import meeting_count
from bot.domain.measures.outcome import Loss, Outcome, Step
from bot.domain.standard import Indicator


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    outcome = meeting_count.measure(facts, indicator)
    given = indicator.measure
    lectures = [s for s in facts.of_year(*given["events"]) if s.counts and _by_secretary(facts, s)]
    missing = given["secretary_required_per_year"] - len(lectures)
    if not outcome.applicable or missing <= 0:
        return outcome
    price = Fraction(given["deduct_secretary_missing"])
    earned = outcome.earned - price
    if facts.year_over:
        losses = (*outcome.losses, Loss("书记全年未按规定讲党课", price))
        return replace(outcome, earned=earned, attainable=outcome.attainable - price, losses=losses)
    steps = (*outcome.steps, Step(f"书记讲{missing}次党课", price, facts.last_day, missing))
    return replace(outcome, earned=earned, steps=steps)


def _by_secretary(facts: BranchYear, session: Session) -> bool:
    """The secretary of that very day is among those who spoke."""
    secretary = facts.roster.secretary(facts.branch.name, session.on)
    speakers = (facts.who(facts.branch.name, name) for name in session.activity.lecturers)
    return secretary is not None and secretary in speakers
