"""What would be: the standing if something were done, or were not. Computed, never stored (conversation.md, query_what_if)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from bot.domain.activity import Activity, Event, due_people
from bot.domain.daily import mean_of, quarters
from bot.domain.facts import BranchYear
from bot.domain.measures.outcome import CENT, ZERO, Step
from bot.domain.rectification import Item, handed_in
from bot.domain.scoring import Standing, final, score_all, standing, star
from bot.domain.standard import Indicator, Standard

_OF_ITEMS = "rectification"


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where the year can still end, if everything that is open comes right."""

    annual: Decimal
    daily: Decimal | None
    final: Decimal
    star: int


def open_items(facts: BranchYear) -> list[Item]:
    """Problems that are known and not closed yet, oldest first."""
    found = [
        item
        for item in facts.books.items
        if item.found_on <= facts.as_of and (item.closed_on is None or item.closed_on > facts.as_of)
    ]
    return sorted(found, key=lambda item: (item.due_on, item.number))


def if_closed(facts: BranchYear, numbers: Collection[str], on: date) -> tuple[Outlook, Outlook]:
    """The year's end with these problems handed in and closed on a day, and with them left as they are.

    Other open problems are taken as closed at once.
    """
    return _outlook(facts, numbers, on), _outlook(facts, numbers, None)


def _outlook(facts: BranchYear, numbers: Collection[str], on: date | None) -> Outlook:
    items = [
        _settled(facts, item, on if item.number in numbers else facts.as_of) for item in facts.books.items
    ]
    end = max(facts.as_of, facts.last_day + timedelta(days=1))
    then = replace(facts, as_of=end, books=replace(facts.books, items=items))
    now, standard = standing(facts), facts.standard
    changed = {s.indicator.id: s for s in score_all(then) if s.indicator.kind == _OF_ITEMS}
    scores = [changed.get(score.indicator.id, score) for score in now.scores]
    attainable = sum((score.earned + score.pending for score in scores), ZERO)
    by_quarter = quarters(then)
    reached = final(standard, attainable, by_quarter)
    band = standard.band(reached).star
    best = now.star_attainable if now.not_applied else star(standard, band, now.applied, now.vetoes)
    return Outlook(attainable, mean_of(by_quarter), reached, best)


def _settled(facts: BranchYear, item: Item, on: date | None) -> Item:
    """An open problem, handed in and closed on a day; what is closed, or is to stay open, as it is."""
    if on is None or (item.closed_on is not None and item.closed_on <= facts.as_of):
        return item
    return replace(item, handed_in_on=handed_in(item, facts.as_of) or on, closed_on=on)


def if_held(facts: BranchYear, event: Event, groups: Collection[int | None]) -> tuple[Standing, Standing]:
    """The standing now, and with one more meeting of this kind held today with everybody there."""
    highest = max((activity.id for activity in facts.activities), default=0)
    more = []
    for number, group in enumerate(groups, highest + 1):
        due = len(due_people(facts.roster, event, facts.branch.name, facts.as_of, group))
        more.append(
            Activity(facts.branch.name, event, facts.as_of, group=group, due=due, present=due, id=number)
        )
    return standing(facts), standing(replace(facts, activities=[*facts.activities, *more]))


# ---------------------------------------------------------------------- what is missing for a star


def annual_needed(standard: Standard, wanted: int, by_quarter: tuple[Decimal | None, ...]) -> Decimal:
    """The least annual score that reaches a star's band with these quarters; more than all points when none does."""
    least = next((band.min for band in standard.bands if band.star == wanted), Decimal(0))
    scoring = standard.scoring
    if scoring.combine == "deduct":
        base = standard.daily.base
        return least + sum((base - quarter for quarter in by_quarter if quarter is not None), ZERO)
    if not scoring.weight_annual:
        return ZERO
    beside = final(standard, ZERO, by_quarter)
    needed = ((least - beside) * 100 / scoring.weight_annual).quantize(CENT, ROUND_CEILING)
    while needed > 0 and final(standard, needed - CENT, by_quarter) >= least:
        needed -= CENT  # the final score is rounded, too
    return max(needed, ZERO)


def cheapest(now: Standing) -> list[tuple[Step, Indicator]]:
    """What can still be done, most points for the least work first; what ends sooner before what ends later."""
    return sorted(
        ((step, score.indicator) for score in now.scores for step in score.steps),
        key=lambda pair: (-pair[0].points / pair[0].pieces, pair[0].by, pair[1].id),
    )
