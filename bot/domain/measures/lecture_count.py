"""lecture_count: lectures each quarter, and the secretary's own (scoring-notes.md §7.2)."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from bot.domain.activity import Event
from bot.domain.facts import BranchYear
from bot.domain.measures import meeting_count
from bot.domain.measures.outcome import Loss, Outcome, Step
from bot.domain.standard import Indicator


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    outcome = meeting_count.measure(facts, indicator)
    if not outcome.applicable:
        return outcome
    wanted = int(indicator.measure["secretary_required_per_year"])
    missing = _by_secretary(facts) < wanted
    if not missing:
        return outcome
    price = Fraction(indicator.measure["deduct_secretary_missing"])
    if facts.year_over:
        return replace(
            outcome,
            earned=outcome.earned - price,
            attainable=outcome.attainable - price,
            losses=(*outcome.losses, Loss("书记全年未讲党课", price)),
        )
    step = Step("书记讲一次党课", price, date(facts.year, 12, 31))
    return replace(outcome, earned=outcome.earned - price, steps=(*outcome.steps, step))


def _by_secretary(facts: BranchYear) -> int:
    """Counted lectures of the year given by whoever was secretary that day."""
    given = 0
    for session in facts.counted(Event.PARTY_LECTURE):
        secretary = facts.roster.secretary(facts.branch.name, session.on)
        if session.on.year == facts.year and secretary is not None:
            given += bool(
                {secretary.name, secretary.account, *secretary.aliases} & set(session.activity.lecturers)
            )
    return given
