"""checklist: things that are there or not (scoring-notes.md §7.16)."""

from fractions import Fraction

from bot.domain.facts import BranchYear
from bot.domain.measures.grading import graded
from bot.domain.measures.outcome import Loss, Outcome, Step
from bot.domain.people import Office
from bot.domain.standard import Indicator


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    return _room(facts, indicator) if "items_from" in indicator.measure else _posts(facts, indicator)


def _posts(facts: BranchYear, indicator: Indicator) -> Outcome:
    """Offices the branch must have, by the roster of the reference day; whatever else is on the list is graded."""
    rest = graded(facts, indicator)
    earned, losses, steps = rest.earned, list(rest.losses), []
    attainable = rest.attainable
    for part in indicator.measure["items"]:
        if part.id not in set(Office):
            continue
        worth = Fraction(part.most)
        if any(
            Office(part.id) in person.offices_on(facts.reference)
            for person in facts.roster.members(facts.branch.name, facts.reference)
        ):
            earned, attainable = earned + worth, attainable + worth
        elif facts.year_over:
            losses.append(Loss(f"未做到“{part.name}”", worth))
        else:
            attainable += worth
            steps.append(Step(part.name, worth, facts.last_day))
    return Outcome(
        earned, attainable, tuple(losses), tuple(steps), awaiting=rest.awaiting, done=facts.year_over
    )


def _room(facts: BranchYear, indicator: Indicator) -> Outcome:
    """八有: each item that is there earns its share, each that was looked for in vain loses it."""
    each = Fraction(indicator.measure["points_each"])
    seen = {found.item: found.met for found in facts.books.room if found.year == facts.year}
    items = facts.standard.room
    there = sum(seen.get(item.id, False) for item in items)
    missing = [item for item in items if seen.get(item.id) is False]
    awaiting = any(item.id not in seen for item in items)
    return Outcome(
        each * there,
        Fraction(indicator.points) - each * len(missing),
        tuple(Loss(f"活动室缺“{item.name}”", each) for item in missing),
        awaiting=awaiting,
        done=not awaiting,
    )
