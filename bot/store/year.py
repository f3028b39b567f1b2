"""The facts of one branch's year, loaded with a handful of queries."""

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.domain.activity import COUNTED, Activity, Attendance, Presence, Reason
from bot.domain.calendar import WorkCalendar
from bot.domain.facts import BranchYear, Session, session_of
from bot.domain.people import Person
from bot.domain.standard import Standard
from bot.store.tables import activities, attendance

if TYPE_CHECKING:
    from bot.store.work import Work


def branch_year(
    work: "Work", branch: str, year: int, as_of: date, standard: Standard, calendar: WorkCalendar
) -> BranchYear:
    """Confirmed records from the October before to the March after the year (meetings of a window that crosses it).

    Raises:
        KeyError: there is no such branch.
    """
    roster = work.people.roster()
    found = roster.branch(branch)
    if found is None:
        raise KeyError(branch)
    first, last = date(year - 1, 10, 1), date(year + 1, 3, 31)
    known = work.records.find(found.name, first, last, states=COUNTED)
    return BranchYear(
        branch=found,
        roster=roster,
        year=year,
        as_of=as_of,
        standard=standard,
        calendar=calendar,
        activities=known,
        marks=_marks(work, found.name, first, last),
        elsewhere=_elsewhere(work, found.name, year, as_of, standard),
        talks=work.studies.talks(found.name, date(year, 1, 1), date(year, 12, 31)),
        trainings=work.studies.trainings(None, date(year, 1, 1), date(year, 12, 31)),
    )


def _marks(work: "Work", branch: str, first: date, last: date) -> dict[int, list[Attendance]]:
    """The marks of everybody who was away, by activity."""
    columns = attendance.c
    statement = (
        select(columns.activity_id, columns.member_id, columns.presence, columns.reason, columns.made_up_on)
        .join(activities, activities.c.id == columns.activity_id)
        .where(
            activities.c.branch_id == work.people.branch_id(branch), activities.c.held_on.between(first, last)
        )
        .where(columns.state != "revoked", columns.presence.in_(["on_leave", "absent", "made_up"]))
    )
    marks: dict[int, list[Attendance]] = {}
    for activity_id, member_id, presence, reason, made_up_on in work.connection.execute(statement):
        account, name = work.people.member(member_id)
        mark = Attendance(
            activity_id,
            account,
            name,
            Presence(presence),
            Reason(reason) if reason else None,
            made_up_on=made_up_on,
        )
        marks.setdefault(activity_id, []).append(mark)
    return marks


def _elsewhere(work: "Work", branch: str, year: int, as_of: date, standard: Standard) -> tuple[Session, ...]:
    """Sessions of the former branches of members who moved here, for their hours."""
    roster = work.people.roster()
    former = {p.former_branch for p in roster.people if p.branch == branch and p.former_branch}
    sessions: list[Session] = []
    for name in sorted(former - {branch}):
        marks = _marks(work, name, date(year, 1, 1), date(year, 12, 31))
        known = work.records.find(name, date(year, 1, 1), date(year, 12, 31), states=COUNTED)
        sessions += [session_of(a, marks.get(a.id, ()), roster, as_of, standard) for a in known]
    return tuple(sessions)


def personal_sessions(
    work: "Work", person: Person, first: date, last: date, standard: Standard
) -> list[Session]:
    """Confirmed sessions of a member's branches within a time, for his own hours."""
    roster, sessions = work.people.roster(), []
    for name in {person.branch, person.former_branch} - {""}:
        marks = _marks(work, name, first, last)
        known: list[Activity] = work.records.find(name, first, last, states=COUNTED)
        sessions += [session_of(a, marks.get(a.id, ()), roster, last, standard) for a in known]
    return sessions
