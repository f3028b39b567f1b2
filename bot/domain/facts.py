"""The facts one branch's year is scored from (scoring-notes.md §3, §5)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from bot.domain.activity import Activity, Attendance, Event, Presence, Talk, Training, due_people
from bot.domain.calendar import WorkCalendar
from bot.domain.ledger import Books
from bot.domain.people import Branch, Person, Roster
from bot.domain.standard import Standard

MERGE_ORDER = (
    Event.ORG_LIFE_MEETING, Event.MEMBER_APPRAISAL, Event.BRANCH_ASSEMBLY, Event.PARTY_LECTURE, Event.THEME_DAY,
    Event.COMMITTEE_MEETING, Event.GROUP_MEETING, Event.FRIDAY_STUDY, Event.LECTURE_HALL,
)  # fmt: skip
"""In which order the records of one session are accepted (§5.3); the organ's own lecture hall comes last."""

Sitting = tuple[str, date, str]
"""One session: branch, day, and its beginning, or the record's number where no beginning was written down."""


@dataclass(frozen=True, slots=True)
class Session:
    """One record, completed: who was due, how many came, who was away. People by account.

    `enough` people were there for the record to fulfil a duty (§5.2); `accepted` says whether its kind may be held
    together with the others of the same session (§5.3).
    """

    activity: Activity
    due: int
    present: int
    expected: frozenset[str]
    leave: frozenset[str]
    absent: frozenset[str]
    made_up: frozenset[str]
    enough: bool
    accepted: bool = True

    @property
    def event(self) -> Event:
        return self.activity.event

    @property
    def on(self) -> date:
        return self.activity.held_on

    @property
    def away(self) -> frozenset[str]:
        return self.leave | self.absent

    @property
    def counts(self) -> bool:
        return self.enough and self.accepted

    @property
    def sitting(self) -> Sitting:
        activity = self.activity
        return activity.branch, activity.held_on, activity.starts_at or f"#{activity.id}"


@dataclass(frozen=True)
class BranchYear:
    """Everything of one branch that its score of `year` needs, as it is known on `as_of`.

    Activities are confirmed ones, and planned ones of days to come; each has an id of its own. `marks` are those of
    people who were away, by activity; two marks of one person (缺席, then 补学) are both facts. `books` hold what is
    kept beside meetings, of all times: what counts is looked up by year and day.
    """

    branch: Branch
    roster: Roster
    year: int
    as_of: date
    standard: Standard
    calendar: WorkCalendar
    activities: Sequence[Activity] = ()
    marks: Mapping[int, Sequence[Attendance]] = field(default_factory=dict)
    elsewhere: Sequence[
        Session
    ] = ()  # sessions of its people's other branches, for the hours of those who moved
    talks: Sequence[Talk] = ()  # of this branch and of the other branches of its people
    trainings: Sequence[Training] = ()
    books: Books = field(default_factory=Books)

    @property
    def reference(self) -> date:
        """R: the day the members are looked at (§1)."""
        return min(self.as_of, self.last_day)

    @property
    def last_day(self) -> date:
        return date(self.year, 12, 31)

    @property
    def first_day(self) -> date:
        return date(self.year, 1, 1)

    @property
    def year_over(self) -> bool:
        return self.over(self.last_day)

    def over(self, last: date) -> bool:
        """A period is over when its last day lies before as_of (§6.1)."""
        return last < self.as_of

    def known(self, day: date) -> bool:
        """A fact of this year that has happened by as_of."""
        return day.year == self.year and day <= self.as_of

    def required(self, first: date) -> bool:
        """Periods that began before the branch was founded are not required of it (§6.2)."""
        return self.branch.founded_on is None or first >= self.branch.founded_on

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        """All records, by day and beginning."""
        own = sorted(
            (activity for activity in self.activities if existed(self.branch, activity.held_on)),
            key=lambda activity: (activity.held_on, activity.starts_at or "", activity.id),
        )
        completed = [
            session_of(activity, self.marks.get(activity.id, ()), self.roster, self.as_of, self.standard)
            for activity in own
        ]
        return _accepted(completed, self.standard.meetings.merged)

    @cached_property
    def waived(self) -> frozenset[str]:
        """Indicators of the year with a decision of the organ committee (§8.1)."""
        return frozenset(w.indicator for w in self.books.waivers if w.year == self.year)

    def held(self, *events: Event) -> list[Session]:
        """Records of these kinds up to as_of, of whatever year, by day."""
        return [session for session in self.sessions if session.event in events and session.on <= self.as_of]

    def of_year(self, *events: Event) -> list[Session]:
        """Records of the year up to as_of, whether or not they count."""
        return [session for session in self.held(*events) if session.on.year == self.year]

    def assessed(self, *, without_exempt: bool) -> list[Person]:
        """Members on the reference day, whom a coverage indicator looks at (§3.4)."""
        members = self.roster.members(self.branch.name, self.reference)
        return [person for person in members if not (without_exempt and person.is_exempt(self.reference))]


def existed(branch: Branch | None, day: date) -> bool:
    """Rows of a branch dated before it was founded are no facts (§2.4)."""
    return branch is not None and (branch.founded_on is None or day >= branch.founded_on)


def session_of(
    activity: Activity, marks: Iterable[Attendance], roster: Roster, as_of: date, standard: Standard
) -> Session:
    """Complete a record: 应到 from the roster, 实到 from those away (§5.1); make-ups in time (§5.4).

    A make-up without a mark beside it makes up for a leave.
    """
    people = due_people(roster, activity.event, activity.branch, activity.held_on, activity.group)
    expected = frozenset(person.account for person in people)
    by_presence: dict[Presence, set[str]] = {presence: set() for presence in Presence}
    limit = activity.held_on + timedelta(days=standard.study.makeup_within_days)
    for mark in marks:
        if mark.account not in expected:
            continue
        in_time = mark.made_up_on is None or activity.held_on <= mark.made_up_on <= min(limit, as_of)
        if mark.presence is Presence.MADE_UP:
            by_presence[Presence.ON_LEAVE].add(mark.account)
        if mark.presence is not Presence.MADE_UP or in_time:
            by_presence[mark.presence].add(mark.account)
    absent = frozenset(by_presence[Presence.ABSENT])
    leave = frozenset(by_presence[Presence.ON_LEAVE]) - absent
    due = len(expected) if activity.due is None else activity.due
    present = due - len(leave | absent) if activity.present is None else min(activity.present, due)
    there = max(present, 0)
    return Session(
        activity,
        due,
        there,
        expected,
        leave,
        absent,
        frozenset(by_presence[Presence.MADE_UP]),
        enough=due > 0 and there >= standard.meetings.min_attendance * due,
    )


def _accepted(sessions: Sequence[Session], merged: frozenset[frozenset[Event]]) -> tuple[Session, ...]:
    """Mark the records whose kind does not go together with the others of the same session (§5.3)."""
    together: dict[Sitting, set[Event]] = {}
    for session in sessions:
        together.setdefault(session.sitting, set()).add(session.event)
    accepted = {sitting: _fitting(events, merged) for sitting, events in together.items()}
    return tuple(s if s.event in accepted[s.sitting] else replace(s, accepted=False) for s in sessions)


def _fitting(events: set[Event], merged: frozenset[frozenset[Event]]) -> list[Event]:
    """In their order, each kind that forms an allowed pair with every one taken before it."""
    taken: list[Event] = []
    for event in sorted(events, key=MERGE_ORDER.index):
        if all(frozenset({event, other}) in merged for other in taken):
            taken.append(event)
    return taken
