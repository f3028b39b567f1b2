"""The facts of one branch's year, loaded with a handful of queries."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from bot.domain.activity import COUNTED, Activity, Attendance, Presence, State, Talk, Training
from bot.domain.calendar import WorkCalendar
from bot.domain.facts import BranchYear, Session, existed, session_of
from bot.domain.measures.yearly_meeting import span
from bot.domain.people import Person, Roster
from bot.domain.standard import Standard
from bot.store.tables import activities, attendance, revisions, trainings

if TYPE_CHECKING:
    from bot.store.work import Work

AWAY = (Presence.ON_LEAVE, Presence.ABSENT, Presence.MADE_UP)
COUNTED_OR_PLANNED = COUNTED | {State.PLANNED}


def branch_year(
    work: "Work", branch: str, year: int, as_of: date, standard: Standard, calendar: WorkCalendar
) -> BranchYear:
    """Confirmed records, and meetings planned after as_of, of the year and of the windows that reach beyond it.

    Raises:
        KeyError: there is no such branch.
    """
    everybody = work.people.roster()
    found = everybody.branch(branch)
    if found is None:
        raise KeyError(branch)
    people = _ever_in(everybody, found.name)
    former = sorted({p.former_branch for p in people.people if p.branch == found.name} - {"", found.name})
    first, last = span(standard, year)
    known = work.records.find(found.name, first, last, states=COUNTED_OR_PLANNED)
    new_year, new_years_eve = date(year, 1, 1), date(year, 12, 31)
    return BranchYear(
        branch=found,
        roster=people,
        year=year,
        as_of=as_of,
        standard=standard,
        calendar=calendar,
        activities=[a for a in known if a.state is not State.PLANNED or a.held_on > as_of],
        marks=_marks(work, found.name, first, last),
        elsewhere=[
            session
            for name in former
            for session in _sessions(work, everybody, name, new_year, new_years_eve, as_of, standard)
        ],
        talks=_talks(work, [found.name, *former], new_year, new_years_eve),
        trainings=_trainings(work, people, new_year, new_years_eve),
    )


def personal_sessions(
    work: "Work", person: Person, first: date, last: date, standard: Standard
) -> list[Session]:
    """Confirmed sessions of a member's branches within a time, for his own hours."""
    roster = work.people.roster()
    return [
        session
        for name in sorted({person.branch, person.former_branch} - {""})
        for session in _sessions(work, roster, name, first, last, last, standard)
    ]


def _ever_in(roster: Roster, branch: str) -> Roster:
    """All branches, but only the people who ever belong to this one: its records concern nobody else."""
    return Roster(roster.branches, tuple(p for p in roster.people if branch in (p.branch, p.former_branch)))


def _sessions(
    work: "Work", roster: Roster, branch: str, first: date, last: date, as_of: date, standard: Standard
) -> list[Session]:
    """Confirmed records of one branch, each completed for itself."""
    marks = _marks(work, branch, first, last)
    people, found = _ever_in(roster, branch), roster.branch(branch)
    known: list[Activity] = work.records.find(branch, first, last, states=COUNTED) if found else []
    return [
        session_of(activity, marks.get(activity.id, ()), people, as_of, standard)
        for activity in known
        if existed(found, activity.held_on)
    ]


def _marks(work: "Work", branch: str, first: date, last: date) -> dict[int, list[Attendance]]:
    """The marks of everybody who was away, by activity. Who made up for an absence has both marks."""
    columns = attendance.c
    statement = (
        select(columns.id, columns.activity_id, columns.member_id, columns.presence, columns.made_up_on)
        .join(activities, activities.c.id == columns.activity_id)
        .where(activities.c.branch_id == work.people.branch_id(branch))
        .where(activities.c.held_on.between(first, last), activities.c.state != State.REVOKED.value)
        .where(columns.state != State.REVOKED.value, columns.presence.in_([one.value for one in AWAY]))
    )
    rows = work.connection.execute(statement).all()
    were_absent = _once_absent(work, [row.id for row in rows if row.presence == Presence.MADE_UP.value])
    marks: dict[int, list[Attendance]] = {}
    for id_, activity_id, member_id, presence, made_up_on in rows:
        account, name = work.people.member(member_id)
        here = marks.setdefault(activity_id, [])
        here.append(Attendance(activity_id, account, name, Presence(presence), made_up_on=made_up_on))
        if id_ in were_absent:
            here.append(Attendance(activity_id, account, name, Presence.ABSENT))
    return marks


def _once_absent(work: "Work", made_up: Collection[int]) -> set[int]:
    """Those made-up marks that were 缺席 before: a make-up does not cancel an absence without leave (§5.5)."""
    statement = (
        select(revisions.c.fact_id, revisions.c.before)
        .where(revisions.c.kind == "attendance", revisions.c.fact_id.in_(made_up))
        .order_by(revisions.c.revision)
    )
    rows = work.connection.execute(statement).all() if made_up else []
    # several make-ups in a row change nothing: what counts is the last mark that was none
    last = {id_: before["presence"] for id_, before in rows if before["presence"] != Presence.MADE_UP.value}
    return {id_ for id_, presence in last.items() if presence == Presence.ABSENT.value}


def _talks(work: "Work", branches: Collection[str], first: date, last: date) -> list[Talk]:
    return [talk for name in branches for talk in work.studies.talks(name, first, last)]


def _trainings(work: "Work", people: Roster, first: date, last: date) -> list[Training]:
    """What these people were trained in, without reading the whole organ's."""
    table = trainings.c
    statement = (
        select(table.member_id, table.on_day, table.hours, table.online)
        .where(
            table.member_id.in_([person.id for person in people.people]), table.state != State.REVOKED.value
        )
        .where(table.on_day.between(first, last))
    )
    return [
        Training(work.people.member(member_id)[0], on, "", hours, online)
        for member_id, on, hours, online in work.connection.execute(statement)
    ]
