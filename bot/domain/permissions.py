"""Who may what (domain.md §4.1). Denied unless a function here says yes; a role ends the day its appointment ends."""

from datetime import date

from bot.domain.activity import Activity, Event
from bot.domain.people import COMMITTEE_OFFICES, Office, Person, Role, Roster
from bot.domain.refusal import NotAllowed

LEADING = frozenset({Office.SECRETARY, Office.DEPUTY_SECRETARY})
ORGAN = frozenset({Role.FULL_TIME_DEPUTY, Role.ORGAN_SECRETARY, Role.ORGAN_OFFICE})
OVERSEEING = ORGAN | {Role.DISCIPLINE_COMMISSION}

GROUP_EVENTS = frozenset({Event.GROUP_MEETING, Event.FRIDAY_STUDY})


def may_log(person: Person, activity: Activity, today: date) -> bool:
    """Record a meeting: the branch's committee and part-time cadre; a group leader for his own group; the office for all."""
    if person.roles & ORGAN:
        return True
    offices = person.offices_on(today)
    if activity.branch != person.branch:
        return False
    if offices & (COMMITTEE_OFFICES | {Office.PART_TIME_CADRE}):
        return True
    own_group = activity.event in GROUP_EVENTS and activity.group in (None, person.group)
    return Office.GROUP_LEADER in offices and own_group


def require_logging(person: Person, activity: Activity, today: date) -> None:
    """Raises NotAllowed unless the person may record this meeting."""
    if not may_log(person, activity, today):
        raise NotAllowed("支部书记、支委或本组党小组长")


def may_read_total(person: Person, branch: str, today: date) -> bool:
    """A branch's running total: its members, and those who oversee all branches."""
    del today
    return person.branch == branch or bool(person.roles & OVERSEEING)


def may_read_detail(person: Person, branch: str, today: date) -> bool:
    """Points of each indicator with their reasons: the committee and group leaders of the branch, and the overseers."""
    own = person.branch == branch and bool(
        person.offices_on(today) & (COMMITTEE_OFFICES | {Office.GROUP_LEADER})
    )
    return own or bool(person.roles & OVERSEEING)


def leave_approver(roster: Roster, person: Person, today: date) -> Person | None:
    """Who decides on a leave: group leader, for committee members and leaders the secretary, for him the full-time deputy (§2.2)."""
    offices = person.offices_on(today)
    if Office.SECRETARY in offices:
        deputies = roster.holders(Role.FULL_TIME_DEPUTY)
        return deputies[0] if deputies else None
    if not offices & (COMMITTEE_OFFICES | {Office.GROUP_LEADER}):
        for leader in roster.members(person.branch, today):
            if Office.GROUP_LEADER in leader.offices_on(today) and leader.group == person.group:
                return leader
    return roster.secretary(person.branch, today)


def may_approve_leave(roster: Roster, approver: Person, person: Person, today: date) -> bool:
    """The one whose turn it is, or the secretary and deputy of the branch for anybody but themselves."""
    if approver.account == person.account:
        return False
    turn = leave_approver(roster, person, today)
    if turn is not None and turn.account == approver.account:
        return True
    return approver.branch == person.branch and bool(approver.offices_on(today) & LEADING)
