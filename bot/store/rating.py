"""The year's rating over all branches, from the store."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from bot.domain.calendar import WorkCalendar
from bot.domain.rating import Rating, in_scope, rate
from bot.domain.scoring import Standing, standing
from bot.domain.standard import Standard
from bot.store.year import branch_years

if TYPE_CHECKING:
    from bot.store.work import Work


def proposal(work: "Work", year: int, as_of: date, standard: Standard, calendar: WorkCalendar) -> Rating:
    """What the rules propose for the branches that existed on the reference day."""
    branches = work.people.roster().branches
    return rate(list(standings(work, year, as_of, standard, calendar)), branches, standard, year, as_of)


def standings(
    work: "Work", year: int, as_of: date, standard: Standard, calendar: WorkCalendar
) -> Iterator[Standing]:
    """Of all branches in scope, in roster order."""
    scoped = [b.name for b in work.people.roster().branches if in_scope(b, year, as_of)]
    for facts in branch_years(work, scoped, year, as_of, standard, calendar):
        yield standing(facts)
