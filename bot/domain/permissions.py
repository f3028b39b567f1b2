"""Who may what (domain.md §4.1). Denied unless a function here says yes; an office ends the day its appointment ends."""

from datetime import date

from bot.domain.activity import Activity, Event
from bot.domain.people import COMMITTEE_OFFICES, Office, Person, Role, Roster
from bot.domain.refusal import NotAllowed

LEADING = frozenset({Office.SECRETARY, Office.DEPUTY_SECRETARY})
RECORDING = COMMITTEE_OFFICES | {Office.PART_TIME_CADRE}
OVERSEEING = frozenset(
    {Role.FULL_TIME_DEPUTY, Role.ORGAN_SECRETARY, Role.ORGAN_OFFICE, Role.DISCIPLINE_COMMISSION}
)
"""Roles that read every branch. The system administrator is none of them: he has no right to contents."""

GROUP_EVENTS = frozenset({Event.GROUP_MEETING, Event.FRIDAY_STUDY})


# ---------------------------------------------------------------------- records of meetings


def may_log(person: Person, activity: Activity, today: date) -> bool:
    """Record a meeting: the branch's committee and part-time cadre; a group leader for his own group.

    Those who oversee all branches read their records; they do not write them.
    """
    if person.branch_on(today) != activity.branch:
        return False
    offices = person.offices_on(today)
    own_group = activity.event in GROUP_EVENTS and activity.group in (None, person.group)
    return bool(offices & RECORDING) or (Office.GROUP_LEADER in offices and own_group)


def require_logging(person: Person, activity: Activity, today: date) -> None:
    """Raises NotAllowed unless the person may record this meeting."""
    if not may_log(person, activity, today):
        raise NotAllowed("支部书记、支委或本组党小组长")


# ---------------------------------------------------------------------- scores and members' records


def may_read_total(person: Person, branch: str, today: date) -> bool:
    """A branch's running total: its members, and whoever may read the detail."""
    return person.branch_on(today) == branch or may_read_detail(person, branch, today)


def may_read_detail(person: Person, branch: str, today: date) -> bool:
    """Points of each indicator with their reasons: the branch's own officers, the overseers, inspectors from elsewhere."""
    own = person.branch_on(today) == branch
    if own and person.offices_on(today) & (COMMITTEE_OFFICES | {Office.GROUP_LEADER}):
        return True
    return bool(person.roles & OVERSEEING) or (Role.INSPECTOR in person.roles and not own)


def may_read_records(reader: Person, person: Person, today: date) -> bool:
    """Somebody's attendance and hours: his own, a group leader his group's, the committee its branch's, the overseers'."""
    if reader.account == person.account or reader.roles & OVERSEEING:
        return True
    branch = reader.branch_on(today)
    if branch is None or person.branch_on(today) != branch:
        return False
    offices = reader.offices_on(today)
    own_group = Office.GROUP_LEADER in offices and reader.group is not None and reader.group == person.group
    return bool(offices & COMMITTEE_OFFICES) or own_group


def may_rank(person: Person) -> bool:
    """All branches' running scores side by side: the organ committee's business alone."""
    return bool(person.roles & OVERSEEING)


def may_count_reminders(person: Person) -> bool:
    """How many reminders were owed and reached their people: numbers without names."""
    return bool(person.roles & (OVERSEEING | {Role.SYSADMIN}))


# ---------------------------------------------------------------------- books, grades, applications


def require_bookkeeping(person: Person, branch: str, today: date) -> None:
    """Dues, services, trainings of a branch: its committee and part-time cadre.

    Raises:
        NotAllowed: anybody else.
    """
    if person.branch_on(today) != branch or not person.offices_on(today) & RECORDING:
        raise NotAllowed("支部书记、支委或党务干部")


def require_term_entry(person: Person, branch: str, today: date) -> None:
    """A branch's elections and vacancies: its secretary or deputy, or the committee's office.

    Raises:
        NotAllowed: anybody else.
    """
    leads = person.branch_on(today) == branch and person.offices_on(today) & LEADING
    if not leads and not person.roles & {Role.ORGAN_OFFICE, Role.FULL_TIME_DEPUTY}:
        raise NotAllowed("支部书记、副书记或机关党委办公室")


def require_grading(person: Person, branch: str, today: date) -> None:
    """An inspector's score: an inspector of another branch, the full-time deputy, or the committee's office.

    Raises:
        NotAllowed: anybody else, and an inspector for his own branch.
    """
    if person.roles & {Role.FULL_TIME_DEPUTY, Role.ORGAN_OFFICE}:
        return
    if Role.INSPECTOR not in person.roles:
        raise NotAllowed("检查员或机关党委办公室")
    if person.branch_on(today) == branch:
        raise NotAllowed("其他支部的检查员")


def require_applying(person: Person, branch: str, today: date) -> None:
    """A branch's application for a star: its secretary or deputy.

    Raises:
        NotAllowed: anybody else.
    """
    if person.branch_on(today) != branch or not person.offices_on(today) & LEADING:
        raise NotAllowed("支部书记或副书记")


# ---------------------------------------------------------------------- problems and their rectification


def require_finding(person: Person, branch: str, today: date) -> None:
    """A finding, and its correction: an inspector of another branch, the full-time deputy, or the committee's office.

    Raises:
        NotAllowed: anybody else, and an inspector for his own branch.
    """
    require_grading(person, branch, today)


def require_cancelling(person: Person, inspector: str) -> None:
    """A finding is taken back as issued in error: by the office, the full-time deputy, or the inspector who found it.

    Raises:
        NotAllowed: anybody else.
    """
    if not person.roles & {Role.ORGAN_OFFICE, Role.FULL_TIME_DEPUTY} and person.account != inspector:
        raise NotAllowed("登记该问题的检查员或机关党委办公室")


def require_answering(person: Person, branch: str, today: date) -> None:
    """For the branch: acknowledge, plan, hand in, ask for more time, object. Its secretary or deputy.

    Raises:
        NotAllowed: anybody else.
    """
    if not may_answer(person, branch, today):
        raise NotAllowed("支部书记或副书记")


def may_answer(person: Person, branch: str, today: date) -> bool:
    return person.branch_on(today) == branch and bool(person.offices_on(today) & LEADING)


def may_add_evidence(person: Person, branch: str, responsible: str, today: date) -> bool:
    """Pictures, files, words about the work: the branch's committee and part-time cadre, and who puts it right."""
    if person.branch_on(today) != branch:
        return False
    return bool(person.offices_on(today) & RECORDING) or person.account == responsible


def require_verifying(person: Person, branch: str, today: date) -> None:
    """验收: an inspector of another branch, or the full-time deputy.

    Raises:
        NotAllowed: anybody else, and whoever belongs to the branch.
    """
    if not person.roles & {Role.INSPECTOR, Role.FULL_TIME_DEPUTY}:
        raise NotAllowed("检查员或专职副书记")
    if person.branch_on(today) == branch:
        raise NotAllowed("其他支部的检查员")


def require_granting(person: Person) -> None:
    """Raises NotAllowed unless the person decides on more time: the full-time deputy."""
    if Role.FULL_TIME_DEPUTY not in person.roles:
        raise NotAllowed("专职副书记")


PROPOSING = frozenset({Role.FULL_TIME_DEPUTY, Role.ORGAN_SECRETARY, Role.ORGAN_OFFICE})
"""Who puts a year's result before the organ committee, and up for notice."""


def require_proposing(person: Person) -> None:
    """Raises NotAllowed unless the person may put up a notice and answer objections."""
    if not person.roles & PROPOSING:
        raise NotAllowed("机关党委办公室或专职副书记")


def require_publishing(person: Person) -> None:
    """Raises NotAllowed unless the person may publish: the organ committee's secretary."""
    if Role.ORGAN_SECRETARY not in person.roles:
        raise NotAllowed("机关党委书记")


def require_objecting(person: Person, branch: str, today: date) -> None:
    """Raises NotAllowed unless the person speaks for the branch, or writes down for it."""
    leads = person.branch_on(today) == branch and person.offices_on(today) & LEADING
    if not leads and not person.roles & PROPOSING:
        raise NotAllowed("支部书记、副书记或机关党委办公室")


# ---------------------------------------------------------------------- inspections


def require_opening(person: Person) -> None:
    """Raises NotAllowed unless the person may open inspections and campaigns."""
    if not person.roles & {Role.FULL_TIME_DEPUTY, Role.ORGAN_OFFICE}:
        raise NotAllowed("专职副书记或机关党委办公室")


def require_deputy(person: Person) -> None:
    """A spot-check draw, and the signature below an inspection's scores, are the full-time deputy's.

    Raises:
        NotAllowed: anybody else.
    """
    if Role.FULL_TIME_DEPUTY not in person.roles:
        raise NotAllowed("专职副书记")


# ---------------------------------------------------------------------- leave


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
    """The one whose turn it is, or secretary and deputy of the branch; nobody for himself, his deputy not for the secretary."""
    if approver.account == person.account:
        return False
    if Office.SECRETARY in person.offices_on(today):
        return Role.FULL_TIME_DEPUTY in approver.roles
    turn = leave_approver(roster, person, today)
    if turn is not None and turn.account == approver.account:
        return True
    same_branch = approver.branch_on(today) == person.branch_on(today)
    return same_branch and bool(approver.offices_on(today) & LEADING)
