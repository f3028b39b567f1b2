"""The facts one branch's year is scored from (scoring-notes.md §3, §5)."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


class Expected:
    """D(b, d) for every kind of session, by account (§3.2).

    Looked up once for each stretch of days on which nobody comes, goes or changes: a year has few of them.
    """

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._turns = sorted({day for person in roster.people for day in _turns(person)})
        self._known: dict[tuple[Event, str, int | None, int], frozenset[str]] = {}

    def at(self, event: Event, branch: str, day: date, group: int | None = None) -> frozenset[str]:
        stretch = event, branch, group, bisect_right(self._turns, day)
        found = self._known.get(stretch)
        if found is None:
            people = due_people(self._roster, event, branch, day, group)
            found = self._known[stretch] = frozenset(person.account for person in people)
        return found


def _turns(person: Person) -> Iterator[date]:
    """The days from which on `Roster.due` may see this person differently from the day before."""
    turns = (
        person.joined_party_on, person.joined_branch_on, person.left_branch_on, person.office_from, person.office_until
    )  # fmt: skip
    yield from (day for day in turns if day is not None)
    for span in (person.exempt, person.mobile):
        if span is not None and span.start is not None:
            yield span.start
        if span is not None and span.end is not None and span.end < date.max:
            yield span.end + timedelta(days=1)


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
    def took_part(self) -> frozenset[str]:
        """Who was there, or made up for it."""
        return self.expected - (self.away - self.made_up)

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
    talks: Sequence[Talk] = ()  # of this branch and of the other branches of its members
    trainings: Sequence[Training] = ()
    books: Books = field(default_factory=Books)
    organ: Roster | None = None  # everybody, to tell whom a name means; without it the branch's own people

    def who(self, branch: str, name: str) -> Person | None:
        """Whom a name in a branch's record means: also of another branch, whose people are not all known here."""
        return (self.organ or self.roster).who(branch, name)

    @cached_property
    def reference(self) -> date:
        """R: the day the members are looked at (§1)."""
        return min(self.as_of, self.last_day)

    @cached_property
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
        completed = sessions_of(own, self.marks, self.expected, self.as_of, self.standard)
        return _accepted(completed, self.standard.meetings.merged)

    @cached_property
    def expected(self) -> Expected:
        """Who is due at the branch's sessions."""
        return Expected(self.roster)

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


def sessions_of(
    activities: Iterable[Activity],
    marks: Mapping[int, Iterable[Attendance]],
    expected: Expected,
    as_of: date,
    standard: Standard,
) -> list[Session]:
    """Complete records: 应到 from the roster, 实到 from those away (§5.1); make-ups in time (§5.4)."""
    return [
        _completed(
            activity,
            marks.get(activity.id, ()),
            expected.at(activity.event, activity.branch, activity.held_on, activity.group),
            as_of,
            standard,
        )
        for activity in activities
    ]


def session_of(
    activity: Activity, marks: Iterable[Attendance], roster: Roster, as_of: date, standard: Standard
) -> Session:
    """Complete one record."""
    (session,) = sessions_of([activity], {activity.id: marks}, Expected(roster), as_of, standard)
    return session


def _completed(
    activity: Activity, marks: Iterable[Attendance], expected: frozenset[str], as_of: date, standard: Standard
) -> Session:
    """A make-up without a mark beside it makes up for a leave."""
    on_leave, absent, made_up = set(), set(), set()
    limit = min(activity.held_on + timedelta(days=standard.study.makeup_within_days), as_of)
    for mark in marks:
        if mark.account not in expected:
            continue
        if mark.presence is Presence.ABSENT:
            absent.add(mark.account)
        elif mark.presence is Presence.ON_LEAVE:
            on_leave.add(mark.account)
        elif mark.presence is Presence.MADE_UP:
            on_leave.add(mark.account)
            if mark.made_up_on is None or activity.held_on <= mark.made_up_on <= limit:
                made_up.add(mark.account)
    leave = frozenset(on_leave - absent)
    due = len(expected) if activity.due is None else activity.due
    present = due - len(leave) - len(absent) if activity.present is None else min(activity.present, due)
    there, least = max(present, 0), standard.meetings.min_attendance
    return Session(
        activity,
        due,
        there,
        expected,
        leave,
        frozenset(absent),
        frozenset(made_up),
        enough=due > 0 and there * least.denominator >= due * least.numerator,
    )


def _accepted(sessions: Sequence[Session], merged: frozenset[frozenset[Event]]) -> tuple[Session, ...]:
    """Mark the records whose kind does not go together with the others of the same session (§5.3)."""
    sittings = [session.sitting for session in sessions]
    together: dict[Sitting, set[Event]] = {}
    for sitting, session in zip(sittings, sessions, strict=True):
        together.setdefault(sitting, set()).add(session.event)
    accepted = {sitting: _fitting(events, merged) for sitting, events in together.items()}
    return tuple(
        session if session.event in accepted[sitting] else replace(session, accepted=False)
        for sitting, session in zip(sittings, sessions, strict=True)
    )


def _fitting(events: set[Event], merged: frozenset[frozenset[Event]]) -> list[Event]:
    """In their order, each kind that forms an allowed pair with every one taken before it."""
    taken: list[Event] = []
    for event in sorted(events, key=MERGE_ORDER.index):
        if all(frozenset({event, other}) in merged for other in taken):
            taken.append(event)
    return taken
