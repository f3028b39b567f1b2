"""Plain builders with dull defaults: say only what a test is about."""

from collections.abc import Iterable
from datetime import date, datetime

from bot.clock import HOUSE
from bot.domain.activity import Activity, Event, State
from bot.domain.people import Branch, Office, Person, Role, Roster, Status

BRANCH = "第三党支部"
FRIDAY = date(2026, 11, 27)
NOON = datetime(2026, 11, 27, 12, 0, tzinfo=HOUSE)


def branch(
    name: str = BRANCH, *, committee: bool = True, groups: int = 2, founded: date | None = None
) -> Branch:
    return Branch(
        name,
        name.removeprefix("第").replace("党", ""),
        has_committee=committee,
        groups=groups,
        founded_on=founded,
    )


def person(
    name: str = "张明",
    account: str = "zhangming",
    *,
    at: str = BRANCH,
    group: int | None = 1,
    offices: Iterable[Office] = (),
    roles: Iterable[Role] = (),
    status: Status = Status.FULL,
) -> Person:
    return Person(name, account, at, group, frozenset(offices), status, frozenset(roles))


def roster(
    size: int = 10, *, at: str = BRANCH, groups: int = 2, committee: bool = True, founded: date | None = None
) -> Roster:
    """A branch with a secretary, a committee of five, two group leaders, and members m5, m6, …"""
    posts = [
        Office.SECRETARY, Office.DEPUTY_SECRETARY, Office.ORGANISATION_MEMBER, Office.PUBLICITY_MEMBER, Office.DISCIPLINE_MEMBER,
        Office.GROUP_LEADER, Office.GROUP_LEADER,
    ]  # fmt: skip
    people = [
        person(
            f"党员{number}",
            f"m{number}",
            at=at,
            group=1 + number % 2 if groups else None,
            offices=[posts[number]] if number < len(posts) else [],
        )
        for number in range(size)
    ]
    return Roster((branch(at, groups=groups, committee=committee, founded=founded),), tuple(people))


def activity(
    event: Event = Event.PARTY_LECTURE,
    on: date = FRIDAY,
    *,
    at: str = BRANCH,
    state: State = State.CONFIRMED,
    group: int | None = None,
    due: int | None = None,
    present: int | None = None,
    starts_at: str | None = None,
    number: int = 0,
) -> Activity:
    return Activity(at, event, on, group, starts_at, due=due, present=present, state=state, id=number)
