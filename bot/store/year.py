"""The facts of branches' years, loaded with a handful of queries however many branches there are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from bot.domain.activity import COUNTED, Activity, Attendance, State, Talk, Training
from bot.domain.calendar import WorkCalendar
from bot.domain.facts import BranchYear, Expected, Session, existed, sessions_of
from bot.domain.measures.yearly_meeting import span
from bot.domain.people import Branch, Person, Roster
from bot.domain.standard import Standard
from bot.store.marks import away_marks, portions
from bot.store.tables import talks, trainings

if TYPE_CHECKING:
    from bot.store.work import Work

COUNTED_OR_PLANNED = COUNTED | {State.PLANNED}
BATCH = 100
"""So many branches are loaded together: memory stays flat, and no statement has too many parameters."""


def branch_year(
    work: "Work", branch: str, year: int, as_of: date, standard: Standard, calendar: WorkCalendar
) -> BranchYear:
    """Confirmed records, and meetings planned after as_of, of the year and of the windows that reach beyond it.

    Raises:
        KeyError: there is no such branch.
    """
    return next(branch_years(work, [branch], year, as_of, standard, calendar))


def branch_years(
    work: "Work", names: Sequence[str], year: int, as_of: date, standard: Standard, calendar: WorkCalendar
) -> Iterator[BranchYear]:
    """The same for several branches, in their order.

    Raises:
        KeyError: one of them does not exist.
    """
    roster = work.people.roster()
    found = []
    for name in names:
        branch = roster.branch(name)
        if branch is None:
            raise KeyError(name)
        found.append(branch)
    for start in range(0, len(found), BATCH):
        batch = _Batch(work, roster, found[start : start + BATCH], year, as_of, standard)
        for branch in found[start : start + BATCH]:
            yield batch.year_of(branch, calendar)


def personal_sessions(
    work: "Work", person: Person, first: date, last: date, standard: Standard
) -> list[Session]:
    """Confirmed sessions of a member's branches within a time, for his own hours."""
    roster = work.people.roster()
    names = sorted(person.homes)
    held = _by_branch(work.records.of_branches(names, first, last, COUNTED))
    marks = away_marks(work, names, first, last)
    return [
        session
        for name in names
        for session in _completed(
            held[name], marks, roster.branch(name), roster.ever_in(name), last, standard
        )
    ]


class _Batch:
    """What was read for some branches and for the other branches of their people."""

    def __init__(
        self,
        work: "Work",
        roster: Roster,
        branches: Collection[Branch],
        year: int,
        as_of: date,
        standard: Standard,
    ) -> None:
        self._work, self._roster = work, roster
        self._year, self._as_of, self._standard = year, as_of, standard
        own = {branch.name for branch in branches}
        reference = min(as_of, date(year, 12, 31))
        self._others = {name: other_branches(roster, name, reference) for name in own}
        names = sorted(own.union(*self._others.values()))
        accounts = sorted({p.account for name in own for p in roster.ever_in(name).people})
        first, last = span(standard, year)
        new_year, new_years_eve = date(year, 1, 1), date(year, 12, 31)
        elsewhere = sorted(set(names) - own)
        self._activities = _by_branch(work.records.to_score(own, first, last, COUNTED_OR_PLANNED))
        self._activities |= _by_branch(
            work.records.to_score(elsewhere, new_year, new_years_eve, COUNTED, standard.study.credited)
        )
        self._marks = away_marks(work, names, first, last)
        self._talks = _talks(work, names, new_year, new_years_eve)
        self._trainings = _trainings(work, accounts, new_year, new_years_eve)
        self._shelf = work.ledger.books(sorted(own), accounts, elsewhere)

    def year_of(self, branch: Branch, calendar: WorkCalendar) -> BranchYear:
        people = self._roster.ever_in(branch.name)
        others = self._others[branch.name]
        id_of = self._work.people.branch_id
        return BranchYear(
            branch=branch,
            roster=people,
            organ=self._roster,
            year=self._year,
            as_of=self._as_of,
            standard=self._standard,
            calendar=calendar,
            activities=[
                a
                for a in self._activities[branch.name]
                if a.state is not State.PLANNED or a.held_on > self._as_of
            ],
            marks=self._marks,
            elsewhere=[session for name in others for session in self._elsewhere(name, people)],
            talks=[talk for name in (branch.name, *others) for talk in self._talks[name]],
            trainings=[t for person in people.people for t in self._trainings[person.account]],
            books=self._shelf.of(
                id_of(branch.name), [id_of(name) for name in others], [p.id for p in people.people]
            ),
        )

    def _elsewhere(self, name: str, people: Roster) -> Iterable[Session]:
        """Confirmed sessions of the year of another branch that give hours of study, as they concern these people."""
        held = [
            activity
            for activity in self._activities[name]
            if activity.event in self._standard.study.credited
            and activity.state in COUNTED
            and activity.held_on.year == self._year
        ]
        branch = self._roster.branch(name)
        return _completed(held, self._marks, branch, people, self._as_of, self._standard)


def other_branches(roster: Roster, branch: str, on: date) -> tuple[str, ...]:
    """Where a day's members came from or went to: what is counted by person is counted there, too (§7)."""
    members = roster.ever_in(branch).members(branch, on)
    found = {name for person in members for name in person.homes}
    return tuple(sorted(found - {"", branch}))


def _completed(
    held: Iterable[Activity],
    marks: dict[int, list[Attendance]],
    branch: Branch | None,
    people: Roster,
    as_of: date,
    standard: Standard,
) -> list[Session]:
    """Records, each completed for itself."""
    facts = [activity for activity in held if existed(branch, activity.held_on)]
    return sessions_of(facts, marks, Expected(people), as_of, standard)


# ---------------------------------------------------------------------- reading

_t = talks.c
_talks_of = (
    select(_t.id, _t.branch_id, _t.on_day, _t.speakers, _t.partners)
    .where(_t.branch_id.in_(bindparam("branches", expanding=True)), _t.state != State.REVOKED.value)
    .where(_t.on_day.between(bindparam("first"), bindparam("last")))
    .order_by(_t.on_day, _t.id)
)
_c = trainings.c
_trainings_of = (
    select(_c.member_id, _c.on_day, _c.hours, _c.online)
    .where(_c.member_id.in_(bindparam("members", expanding=True)), _c.state != State.REVOKED.value)
    .where(_c.on_day.between(bindparam("first"), bindparam("last")))
)


def _by_branch(activities: Iterable[Activity]) -> dict[str, list[Activity]]:
    found: dict[str, list[Activity]] = defaultdict(list)
    for activity in activities:
        found[activity.branch].append(activity)
    return found


def _talks(work: "Work", branches: Collection[str], first: date, last: date) -> dict[str, list[Talk]]:
    found = defaultdict[str, list[Talk]](list)
    wanted = {
        "branches": [work.people.branch_id(name) for name in branches], "first": first, "last": last,
    }  # fmt: skip
    for id_, branch_id, on, speakers, partners in work.connection.execute(_talks_of, wanted):
        branch = work.people.branch_name(branch_id)
        found[branch].append(Talk(branch, on, tuple(speakers), tuple(partners), id_))
    return found


def _trainings(work: "Work", accounts: Sequence[str], first: date, last: date) -> dict[str, list[Training]]:
    """What these people were trained in, without reading the whole organ's."""
    found = defaultdict[str, list[Training]](list)
    for some in portions([work.people.member_id(account) for account in accounts]):
        wanted = {"members": some, "first": first, "last": last}
        for member_id, on, hours, online in work.connection.execute(_trainings_of, wanted):
            account = work.people.member(member_id)[0]
            found[account].append(Training(account, on, "", hours, online))
    return found
