"""Which meetings a branch owes, and which of them nobody has logged."""

from datetime import date
from typing import Any

from bot.almanac import load_calendar
from bot.domain.activity import Event, State
from bot.domain.duties import Duty, duties, unlogged
from bot.domain.term import last_day
from bot.standards import shipped_standard
from tests import make

NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


def owed(first: date, last: date, size: int = 10, **branch: Any) -> list[Duty]:
    roster = make.roster(size, **branch)
    return list(duties(shipped_standard(), load_calendar(), roster.branches[0], roster, first, last))


def of_kind(found: list[Duty], event: Event) -> list[Duty]:
    return [duty for duty in found if duty.event is event]


def test_a_month_owes_a_committee_meeting_and_one_meeting_of_every_group() -> None:
    november = owed(*NOVEMBER)

    assert len(of_kind(november, Event.COMMITTEE_MEETING)) == 1
    assert [duty.group for duty in of_kind(november, Event.GROUP_MEETING)] == [1, 2]


def test_a_branch_without_a_committee_or_groups_owes_neither() -> None:
    small = owed(*NOVEMBER, size=5, committee=False, groups=0)

    assert of_kind(small, Event.COMMITTEE_MEETING) == []
    assert of_kind(small, Event.GROUP_MEETING) == []


def test_a_holiday_friday_owes_no_study() -> None:
    october = of_kind(owed(date(2026, 10, 1), date(2026, 10, 31)), Event.FRIDAY_STUDY)
    assert [duty.period.name for duty in october] == ["10月9日", "10月16日", "10月23日", "10月30日"]


def test_nothing_is_owed_before_the_branch_was_founded() -> None:
    young = owed(date(2026, 1, 1), date(2026, 12, 31), founded=date(2026, 11, 1))
    assert len(of_kind(young, Event.COMMITTEE_MEETING)) == 2


def test_what_is_logged_is_no_longer_owed_and_what_is_planned_or_revoked_still_is() -> None:
    november = of_kind(owed(*NOVEMBER), Event.COMMITTEE_MEETING)
    day = date(2026, 11, 12)

    for state, left in ((State.CONFIRMED, 0), (State.PLANNED, 1), (State.REVOKED, 1)):
        held = make.activity(Event.COMMITTEE_MEETING, day, state=state)
        assert len(unlogged(november, [held])) == left

    other_month = make.activity(Event.COMMITTEE_MEETING, date(2026, 10, 30))
    assert len(unlogged(november, [other_month])) == 1


def test_one_group_does_not_meet_for_the_other() -> None:
    november = of_kind(owed(*NOVEMBER), Event.GROUP_MEETING)
    first = make.activity(Event.GROUP_MEETING, date(2026, 11, 12), group=1)
    together = make.activity(Event.GROUP_MEETING, date(2026, 11, 12))

    assert [duty.group for duty in unlogged(november, [first])] == [2]
    assert unlogged(november, [together]) == []


def test_a_term_runs_to_the_day_before_its_anniversary() -> None:
    assert last_day(date(2023, 6, 16), 3) == date(2026, 6, 15)
    assert last_day(date(2024, 2, 29), 3) == date(2027, 2, 28)
    assert last_day(date(2024, 2, 29), 4) == date(2028, 2, 28)
