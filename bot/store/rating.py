"""The year's rating over all branches, computed from the store, with a fingerprint of the facts it was computed from."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.domain.calendar import WorkCalendar
from bot.domain.facts import BranchYear
from bot.domain.rating import Rating, in_scope, rate
from bot.domain.scoring import Standing, standing
from bot.domain.standard import Standard
from bot.store.year import branch_years

if TYPE_CHECKING:
    from bot.store.work import Work

_WHO_WROTE_IT = ("source", "recorded_by", "recorded_at", "revision")
"""Of a record; the same facts written down by somebody else are the same facts."""


def proposal(work: "Work", year: int, as_of: date, standard: Standard, calendar: WorkCalendar) -> Rating:
    """What the rules propose for the branches that existed on the reference day."""
    branches = work.ratings.with_last_year(work.people.roster().branches, year)
    return rate(list(standings(work, year, as_of, standard, calendar)), branches, standard, year, as_of)


def standings(
    work: "Work", year: int, as_of: date, standard: Standard, calendar: WorkCalendar
) -> Iterator[Standing]:
    """Of all branches in scope, in roster order."""
    for facts in _years(work, year, as_of, standard, calendar):
        yield standing(facts)


def fingerprint(work: "Work", year: int, as_of: date, standard: Standard, calendar: WorkCalendar) -> str:
    """SHA-256 over everything the rating of a year looks at: the same facts give the same hash, any change another."""
    whole = hashlib.sha256(standard.name.encode())
    for facts in _years(work, year, as_of, standard, calendar):
        whole.update(_canonical(facts).encode())
    return whole.hexdigest()


def _years(
    work: "Work", year: int, as_of: date, standard: Standard, calendar: WorkCalendar
) -> Iterator[BranchYear]:
    scoped = [b.name for b in work.people.roster().branches if in_scope(b, year, as_of)]
    return branch_years(work, scoped, year, as_of, standard, calendar)


def _canonical(facts: BranchYear) -> str:
    """One text for one set of facts, whatever their order in the store."""
    activities = []
    for activity in facts.activities:
        values = {name: value for name, value in asdict(activity).items() if name not in _WHO_WROTE_IT}
        marks = [asdict(mark) for mark in facts.marks.get(activity.id, ())]
        activities.append({**values, "marks": sorted(map(_text, marks))})
    document = {
        "branch": asdict(facts.branch),
        "people": sorted(_text(asdict(person)) for person in facts.roster.people),
        "activities": sorted(map(_text, activities)),
        "talks": sorted(_text(asdict(talk)) for talk in facts.talks),
        "trainings": sorted(_text(asdict(training)) for training in facts.trainings),
        "books": {name: sorted(map(_text, records)) for name, records in sorted(asdict(facts.books).items())},
    }
    return _text(document)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> Any:
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)
