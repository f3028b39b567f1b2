"""cadre_training: those who run the branch, trained each year, new ones soon after their appointment (scoring-notes.md §7.8)."""

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from bot.domain.facts import BranchYear
from bot.domain.measures.outcome import NOT_APPLICABLE, Loss, Outcome, Step
from bot.domain.people import Office, Person
from bot.domain.standard import Indicator

ROLES = (Office.SECRETARY, Office.DEPUTY_SECRETARY, Office.PART_TIME_CADRE)
"""Who is trained where a standard does not say (§2.5)."""


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    given = indicator.measure
    windows = [
        (person, window) for person in _cadres(facts, given) if (window := _window(facts, given, person))
    ]
    if not windows:
        return NOT_APPLICABLE
    points, required = Fraction(indicator.points), len(windows)
    untrained = [(p, last) for p, (first, last, times) in windows if _trained(facts, p, first, last) < times]
    lost = sum(facts.over(last) for _, last in untrained)
    each, open_ = points / required, len(untrained) - lost
    return Outcome(
        points - each * len(untrained),
        points - each * lost,
        (Loss(f"{lost}名党务干部未按期参加培训", each * lost, (f"应训{required}人",)),) if lost else (),
        tuple(Step("安排1名党务干部参加培训", each, last) for _, last in untrained if not facts.over(last))
        if open_
        else (),
        done=facts.year_over,
    )


def _cadres(facts: BranchYear, given: Mapping[str, Any]) -> list[Person]:
    roles = frozenset(Office(code) for code in given.get("roles", ROLES))
    members = facts.roster.members(facts.branch.name, facts.reference)
    return [person for person in members if person.offices_on(facts.reference) & roles]


def _window(facts: BranchYear, given: Mapping[str, Any], person: Person) -> tuple[date, date, int] | None:
    """Within which days how many trainings are due; None for somebody appointed so late that it ends after the year."""
    since = person.office_from
    if since is None or since.year != facts.year:
        return facts.first_day, facts.last_day, given["per_year"]
    last = since + timedelta(days=given["new_within_days"])
    return (since, last, 1) if last <= facts.last_day else None


def _trained(facts: BranchYear, person: Person, first: date, last: date) -> int:
    return sum(
        training.account == person.account and first <= training.on <= min(last, facts.as_of)
        for training in facts.trainings
    )
