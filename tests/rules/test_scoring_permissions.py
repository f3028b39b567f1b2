"""Who may read points, record meetings and decide on leave (domain.md §4.1): a table, denied where it says nothing."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain import permissions
from bot.domain.activity import Event
from bot.domain.people import Office, Person, Role, Roster
from tests import make

TODAY = date(2026, 11, 27)
ELSEWHERE = "第六党支部"


def own(*offices: Office, group: int = 1) -> Person:
    return make.person("甲", "jia", group=group, offices=offices)


def organ(role: Role, at: str = ELSEWHERE) -> Person:
    return make.person("乙", "yi", at=at, roles=[role])


@pytest.mark.parametrize(("person", "total", "detail"), [
    (own(), True, False),
    (own(Office.PART_TIME_CADRE), True, False),
    (own(Office.GROUP_LEADER), True, True),
    (own(Office.PUBLICITY_MEMBER), True, True),
    (own(Office.SECRETARY), True, True),
    (make.person(at=ELSEWHERE, offices=[Office.SECRETARY]), False, False),
    (organ(Role.FULL_TIME_DEPUTY), True, True),
    (organ(Role.ORGAN_SECRETARY), True, True),
    (organ(Role.ORGAN_OFFICE), True, True),
    (organ(Role.DISCIPLINE_COMMISSION), True, True),
    (organ(Role.INSPECTOR), True, True),
    (organ(Role.INSPECTOR, at=make.BRANCH), True, False),  # an inspector is a plain member at home
    (organ(Role.SYSADMIN), False, False),
    (replace(own(Office.SECRETARY), office_until=TODAY), True, False),
    (replace(own(Office.SECRETARY), left_branch_on=TODAY), False, False),
    (replace(own(), joined_branch_on=date(2026, 12, 1), former_branch=ELSEWHERE), False, False),
])  # fmt: skip
def test_points_of_a_branch(person: Person, total: bool, detail: bool) -> None:
    allowed = (
        permissions.may_read_total(person, make.BRANCH, TODAY),
        permissions.may_read_detail(person, make.BRANCH, TODAY),
    )
    assert allowed == (total, detail)


@pytest.mark.parametrize(("person", "assembly", "own_group", "other_group"), [
    (own(), False, False, False),
    (own(Office.GROUP_LEADER), False, True, False),
    (own(Office.PART_TIME_CADRE), True, True, True),
    (own(Office.SECRETARY), True, True, True),
    (make.person(at=ELSEWHERE, offices=[Office.SECRETARY]), False, False, False),
    (organ(Role.FULL_TIME_DEPUTY), False, False, False),
    (organ(Role.ORGAN_OFFICE), False, False, False),
    (organ(Role.SYSADMIN), False, False, False),
    (replace(own(Office.SECRETARY), left_branch_on=TODAY), False, False, False),
])  # fmt: skip
def test_recording_meetings(person: Person, assembly: bool, own_group: bool, other_group: bool) -> None:
    meetings = (
        make.activity(Event.BRANCH_ASSEMBLY),
        make.activity(Event.GROUP_MEETING, group=1),
        make.activity(Event.GROUP_MEETING, group=2),
    )
    allowed = tuple(permissions.may_log(person, meeting, TODAY) for meeting in meetings)
    assert allowed == (assembly, own_group, other_group)


MEMBER = make.person("丙", "bing", group=1)


@pytest.mark.parametrize(("reader", "allowed"), [
    (MEMBER, True),
    (own(), False),
    (own(Office.GROUP_LEADER), True),
    (own(Office.GROUP_LEADER, group=2), False),
    (own(Office.DISCIPLINE_MEMBER, group=2), True),
    (make.person(at=ELSEWHERE, offices=[Office.SECRETARY]), False),
    (organ(Role.ORGAN_OFFICE), True),
    (organ(Role.INSPECTOR), False),
    (organ(Role.SYSADMIN), False),
    (replace(own(Office.SECRETARY), left_branch_on=TODAY), False),
])  # fmt: skip
def test_somebodys_attendance(reader: Person, allowed: bool) -> None:
    assert permissions.may_read_records(reader, MEMBER, TODAY) is allowed


def test_a_leave_is_decided_by_leader_secretary_or_full_time_deputy() -> None:
    full_time = organ(Role.FULL_TIME_DEPUTY)
    known = make.roster(10)
    roster = Roster(known.branches, (*known.people, full_time))
    secretary, deputy, leader, other_leader, member = (roster.people[n] for n in (0, 1, 6, 5, 8))
    assert (leader.group, member.group) == (1, 1)

    def decide(person: Person) -> list[str]:
        return [p.account for p in roster.people if permissions.may_approve_leave(roster, p, person, TODAY)]

    assert decide(member) == [secretary.account, deputy.account, leader.account]
    assert decide(other_leader) == [secretary.account, deputy.account]
    assert decide(deputy) == [secretary.account]
    assert decide(secretary) == [full_time.account]  # his own deputy does not decide on the secretary's leave
