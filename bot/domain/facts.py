"""The facts one branch's year is scored from (scoring-notes.md §3, §5)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property

from bot.domain.activity import Activity, Attendance, Event, Presence, Talk, Training, due_people
from bot.domain.calendar import WorkCalendar
from bot.domain.people import Branch, Person, Roster
from bot.domain.standard import Standard

MERGE_ORDER = (
    Event.ORG_LIFE_MEETING, Event.MEMBER_APPRAISAL, Event.BRANCH_ASSEMBLY, Event.PARTY_LECTURE, Event.THEME_DAY,
    Event.COMMITTEE_MEETING, Event.GROUP_MEETING, Event.FRIDAY_STUDY,
)  # fmt: skip
"""In which order the records of one session are accepted (§5.3)."""


@dataclass(frozen=True, slots=True)
class Session:
    """One record, completed: who was due, how many came, who was away. People by account."""

    activity: Activity
    due: int
    present: int
    expected: frozenset[str]
    leave: frozenset[str]
    absent: frozenset[str]
    made_up: Mapping[str, date | None]
    counts: bool = True

    @property
    def event(self) -> Event:
        return self.activity.event

    @property
    def on(self) -> date:
        return self.activity.held_on

    @property
    def away(self) -> frozenset[str]:
        return self.leave | self.absent


@dataclass(frozen=True)
class BranchYear:
    """Everything of one branch that its score of `year` needs, as it is known on `as_of`."""

    branch: Branch
    roster: Roster
    year: int
    as_of: date
    standard: Standard
    calendar: WorkCalendar
    activities: Sequence[Activity] = ()
    marks: Mapping[int, Sequence[Attendance]] = field(default_factory=dict)  # by activity id
    elsewhere: Sequence["Session"] = ()  # sessions of former branches, for the hours of those who moved
    talks: Sequence[Talk] = ()
    trainings: Sequence[Training] = ()

    @property
    def reference(self) -> date:
        """R: the day the members are looked at (§1)."""
        return min(self.as_of, date(self.year, 12, 31))

    @property
    def year_over(self) -> bool:
        return self.over(date(self.year, 12, 31))

    def over(self, last: date) -> bool:
        """A period is over when its last day lies before as_of (§6.1)."""
        return last < self.as_of

    def required(self, first: date) -> bool:
        """Periods that began before the branch was founded are not required of it (§6.2)."""
        return self.branch.founded_on is None or first >= self.branch.founded_on

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        """All records known, in order, each with the flag whether it counts."""
        known = [
            session_of(a, self.marks.get(a.id, ()), self.roster, self.as_of, self.standard)
            for a in self.activities
        ]
        return _with_counts(known, self.standard)

    def counted(self, *events: Event) -> list[Session]:
        """Records up to as_of that fulfil a duty of these kinds, by day."""
        return [s for s in self.sessions if s.event in events and s.counts and s.on <= self.as_of]

    def recorded(self, *events: Event) -> list[Session]:
        """Records of the year up to as_of, whether or not they count."""
        return [
            s for s in self.sessions if s.event in events and s.on <= self.as_of and s.on.year == self.year
        ]

    def members(self) -> list[Person]:
        """Who belongs to the branch on the reference day."""
        return list(self.roster.members(self.branch.name, self.reference))

    def assessed(self, *, without_exempt: bool) -> list[Person]:
        """Assessed members of a coverage indicator (§3.4)."""
        return [p for p in self.members() if not (without_exempt and p.is_exempt(self.reference))]


def session_of(
    activity: Activity, marks: Iterable[Attendance], roster: Roster, as_of: date, standard: Standard
) -> Session:
    """Complete a record: 应到 from the roster, 实到 from those away (§5.1); make-ups in time (§5.4)."""
    expected = frozenset(
        person.account
        for person in due_people(roster, activity.event, activity.branch, activity.held_on, activity.group)
    )
    leave, absent, made_up = set(), set(), {}
    limit = activity.held_on + timedelta(days=standard.study.makeup_within_days)
    for mark in marks:
        if mark.account not in expected:
            continue
        if mark.presence is Presence.ABSENT:
            absent.add(mark.account)
        elif mark.presence in (Presence.ON_LEAVE, Presence.MADE_UP):
            leave.add(mark.account)
        if mark.presence is Presence.MADE_UP:
            on = mark.made_up_on
            if on is None or (activity.held_on <= on <= limit and on <= as_of):
                made_up[mark.account] = on
    due = len(expected) if activity.due is None else activity.due
    present = due - len(leave) - len(absent) if activity.present is None else min(activity.present, due)
    return Session(activity, due, max(present, 0), expected, frozenset(leave), frozenset(absent), made_up)


def _with_counts(sessions: Sequence[Session], standard: Standard) -> tuple[Session, ...]:
    """Mark which records count: enough people (§5.2), and accepted in a merged session (§5.3)."""
    together: dict[tuple[date, str], list[Event]] = {}
    for event in MERGE_ORDER:
        for session in sessions:
            start = session.activity.starts_at
            if session.event is not event or not start:
                continue
            accepted = together.setdefault((session.on, start), [])
            others = [other for other in accepted if other is not event]
            if event not in accepted and all(
                frozenset({event.value, o.value}) in standard.meetings.merged for o in others
            ):
                accepted.append(event)
    result = []
    for session in sessions:
        start = session.activity.starts_at
        accepted_here = not start or session.event in together.get((session.on, start), [session.event])
        enough = session.due > 0 and session.present >= standard.meetings.min_attendance * session.due
        result.append(replace(session, counts=accepted_here and enough))
    return tuple(result)
