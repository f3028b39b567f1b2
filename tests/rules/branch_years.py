"""Branches' years for the tests of the rules: say only the facts a test is about, read only the points it asks for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.almanac import load_calendar
from bot.domain.activity import Activity, Attendance, Event, Presence, Talk, Training
from bot.domain.facts import BranchYear
from bot.domain.ledger import Books, Waiver
from bot.domain.people import Roster
from bot.domain.scoring import Score, standing
from bot.domain.standard import Standard, load_standard
from bot.standards import DEFAULT, read_document, shipped_standard
from tests import make

CALENDAR, STANDARD = load_calendar(), shipped_standard()
YEAR_END = date(2027, 4, 10)


def year(
    activities: Iterable[Activity] = (),
    as_of: date = date(2026, 11, 23),
    *,
    marks: Mapping[int, Sequence[Attendance]] | None = None,
    groups: int = 2,
    committee: bool = True,
    founded: date | None = None,
    size: int = 10,
    roster: Roster | None = None,
    talks: Sequence[Talk] = (),
    trainings: Sequence[Training] = (),
    waived: Iterable[str] = (),
    books: Books | None = None,
    standard: Standard = STANDARD,
    **more: Any,
) -> BranchYear:
    """Activities are numbered from 1 in the order given; `marks` go by that number."""
    if roster is None:
        roster = make.roster(size, groups=groups, committee=committee, founded=founded)
    waivers = [Waiver(roster.branches[0].name, 2026, id_, "机关党委会〔2026〕1号") for id_ in waived]
    return BranchYear(
        branch=roster.branches[0],
        roster=roster,
        year=2026,
        as_of=as_of,
        standard=standard,
        activities=[replace(activity, id=number) for number, activity in enumerate(activities, 1)],
        marks=marks or {},
        talks=talks,
        trainings=trainings,
        books=books or Books(waivers=waivers),
        **{"calendar": CALENDAR, **more},
    )


def score(facts: BranchYear, id_: str) -> Score:
    found = standing(facts).score(id_)
    assert found is not None
    return found


def three(facts: BranchYear, id_: str) -> tuple[str, str, str]:
    """Earned, lost, pending."""
    found = score(facts, id_)
    return f"{found.earned:.2f}", f"{found.lost:.2f}", f"{found.pending:.2f}"


def monthly(
    event: Event, *, until: int = 12, without: Iterable[int] = (), group: int | None = None
) -> list[Activity]:
    """One on the tenth of every month."""
    return [
        make.activity(event, date(2026, month, 10), group=group)
        for month in range(1, until + 1)
        if month not in set(without)
    ]


def away(activity: int, *accounts: str, presence: Presence = Presence.ABSENT) -> list[Attendance]:
    return [Attendance(activity, account, account, presence) for account in accounts]


def changed(**sections: Mapping[str, Any]) -> Standard:
    """The shipped standard with other values: sections by name, measures of indicators by id."""
    document = read_document(DEFAULT)
    for name, values in sections.items():
        if name in document:
            document[name].update(values)
        else:
            next(i for i in document["indicators"] if i["id"] == name)["measure"].update(values)
    return load_standard(document)
