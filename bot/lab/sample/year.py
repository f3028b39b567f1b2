"""The sample organ's year, laid out over the days up to yesterday. Equal days give equal histories."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.activity import Activity, Event, Presence, Reason, State, Talk, Training, due_people
from bot.domain.calendar import WorkCalendar
from bot.domain.people import Branch, Office, Person, Roster, Status
from bot.lab.sample.chance import share
from bot.lab.sample.habits import Course, Habits, Meeting, Omission, read_history

LOCKED_AFTER = timedelta(days=30)
_REASONS = (Reason.OFFICIAL_DUTY,) * 6 + (Reason.ILLNESS, Reason.FAMILY, Reason.OTHER)


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody who was due and did not come."""

    person: Person
    presence: Presence  # on leave, absent or made up
    reason: Reason | None = None
    made_up_on: date | None = None


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting that was held, and who was away."""

    activity: Activity
    away: tuple[Away, ...]


@dataclass(frozen=True, slots=True)
class Year:
    sittings: tuple[Sitting, ...]
    talks: tuple[Talk, ...]
    trainings: tuple[Training, ...]


def expand(roster: Roster, today: date, calendar: WorkCalendar) -> Year:
    """From 1 January, or 365 days back if that is earlier, until yesterday; the study of this week is left open."""
    months = list(_months(min(date(today.year, 1, 1), today - timedelta(days=365)), today))
    lives = [_Life(branch, roster, today, calendar) for branch in roster.branches]
    return Year(
        tuple(sitting for life in lives for sitting in life.sittings(months)),
        tuple(talk for life in lives for talk in life.talks(months)),
        tuple(training for life in lives for training in life.trainings(months)),
    )


class _Life:
    """One branch's year."""

    def __init__(self, branch: Branch, roster: Roster, today: date, calendar: WorkCalendar) -> None:
        self._branch = branch
        own = [person for person in roster.people if branch.name in (person.branch, person.former_branch)]
        self._roster = Roster((branch,), tuple(own))
        self._today = today
        self._first = min(date(today.year, 1, 1), today - timedelta(days=365))
        self._calendar = calendar
        self._history = read_history()
        self._habits: Habits = self._history.of(branch.name)

    # ------------------------------------------------------------------ meetings

    def sittings(self, months: list[date]) -> Iterator[Sitting]:
        for meeting in self._history.meetings:
            for month in months:
                if month.month in meeting.months:
                    for group in self._groups(meeting.event):
                        day = self._day(month, meeting.week + (group or 1) - 1, self._weekday(meeting))
                        yield from self._held(
                            meeting, day, group, months_ago=_months_between(month, self._today)
                        )
        monday = self._first - timedelta(days=self._first.weekday())
        this_monday = self._today - timedelta(days=self._today.weekday())
        while monday < this_monday:
            friday, weeks_ago = monday + timedelta(days=4), (this_monday - monday).days // 7
            if self._calendar.is_workday(friday):
                yield from self._held(self._history.friday_study, friday, None, weeks_ago=weeks_ago)
            monday += timedelta(days=7)

    def _groups(self, event: Event) -> list[int | None]:
        if event is Event.GROUP_MEETING:
            return list(range(1, self._branch.groups + 1))
        return [] if event is Event.COMMITTEE_MEETING and not self._branch.has_committee else [None]

    def _weekday(self, meeting: Meeting) -> int:
        return meeting.weekday or 1 + int(share(self._branch.name, meeting.event) * 4)

    def _day(self, month: date, week: int, weekday: int) -> date:
        """That weekday of that week, or the next working day."""
        first = month.replace(day=1)
        nth = first + timedelta(days=(weekday - 1 - first.weekday()) % 7 + 7 * (week - 1))
        return self._calendar.next_workday(nth)

    def _held(
        self, meeting: Meeting, day: date, group: int | None, *, months_ago: int = 0, weeks_ago: int = 0
    ) -> Iterator[Sitting]:
        founded = self._branch.founded_on
        due = due_people(self._roster, meeting.event, self._branch.name, day, group)
        if not self._first <= day < self._today or (founded is not None and day < founded) or not due:
            return
        ago = {"weeks_ago": weeks_ago} if meeting.event is Event.FRIDAY_STUDY else {"months_ago": months_ago}
        if Omission(meeting.event, group, **ago) in self._habits.missed:
            return
        lecturer = self._lecturer(meeting, day, due)
        missing = [
            found for person in due if person is not lecturer and (found := self._away(person, meeting, day))
        ]
        away = tuple(missing[: len(due) // 2])  # with fewer people they would have met another day
        absent = {one.person.account for one in away}
        came = [person for person in due if person.account not in absent]
        yield Sitting(self._activity(meeting, day, group, len(due), came, lecturer), away)

    def _activity(
        self,
        meeting: Meeting,
        day: date,
        group: int | None,
        due: int,
        came: list[Person],
        lecturer: Person | None,
    ) -> Activity:
        usual_chair = Office.GROUP_LEADER if group else Office.SECRETARY
        chair = _holder(came, usual_chair, day) or next((p for p in came if p.on_committee(day)), came[0])
        recorder = _holder(came, Office.ORGANISATION_MEMBER, day) or came[-1]
        full = sum(person.status is Status.FULL for person in self._roster.members(self._branch.name, day))
        return Activity(
            branch=self._branch.name,
            event=meeting.event,
            held_on=day,
            group=group,
            starts_at=meeting.starts_at,
            minutes=meeting.minutes,
            place=self._pick(meeting.places, day, "place"),
            topic=self._pick(meeting.topics, day, "topic"),
            chair=chair.name,
            recorder=recorder.name,
            lecturers=(lecturer.name,) if lecturer else (),
            party_work=self._is_about_party_work(meeting, day),
            due=due,
            present=len(came),
            steps=meeting.steps,
            excellent=full // 3 if meeting.event is Event.MEMBER_APPRAISAL else None,
            state=State.LOCKED if day < self._today - LOCKED_AFTER else State.CONFIRMED,
        )

    def _is_about_party_work(self, meeting: Meeting, day: date) -> bool:
        """Once a quarter: the committee in its first month, the assembly of a branch that has no committee."""
        if self._branch.has_committee:
            return meeting.event is Event.COMMITTEE_MEETING and day.month % 3 == 1
        return meeting.event is Event.BRANCH_ASSEMBLY

    def _lecturer(self, meeting: Meeting, day: date, due: list[Person]) -> Person | None:
        """The secretary once a year, otherwise somebody else; who lectures is there."""
        if meeting.event is not Event.PARTY_LECTURE:
            return None
        secretary = _holder(due, Office.SECRETARY, day)
        if secretary is not None and day.month == meeting.secretary_in:
            return secretary
        others = [person for person in due if person is not secretary] or due
        return others[int(share(self._branch.name, day, "lecturer") * len(others))]

    def _pick(self, words: tuple[str, ...], day: date, what: str) -> str:
        return words[int(share(self._branch.name, day, what) * len(words))]

    def _away(self, person: Person, meeting: Meeting, day: date) -> Away | None:
        if share(person.account, meeting.event, day) >= self._habits.away:
            return None
        if share(person.account, day, "unexcused") < self._habits.unexcused:
            return Away(person, Presence.ABSENT)
        reason = _REASONS[int(share(person.account, day, "reason") * len(_REASONS))]
        made_up_on = day + timedelta(days=3 + int(share(person.account, day, "days") * 10))
        makes_up = share(person.account, day, "made up") < self._habits.made_up
        if meeting.event is Event.FRIDAY_STUDY and makes_up and made_up_on < self._today:
            return Away(person, Presence.MADE_UP, reason, made_up_on)
        return Away(person, Presence.ON_LEAVE, reason)

    # ------------------------------------------------------------------ talks, trainings

    def talks(self, months: list[date]) -> Iterator[Talk]:
        """Each year the secretary with the committee, the committee with the members; a few every month."""
        for month in months:
            members = list(self._roster.members(self._branch.name, month))
            speakers = [person for person in members if person.on_committee(month)] or members[:1]
            partners = [person for person in members if person not in speakers[:1]]
            for number, partner in enumerate(partners):
                due_in = 1 + number * self._habits.talks_until // len(partners)
                day = self._calendar.next_workday(month.replace(day=3 + number % 18))
                if due_in == month.month and self._first <= day < self._today:
                    speaker = speakers[0] if partner in speakers else speakers[number % len(speakers)]
                    yield Talk(self._branch.name, day, (speaker.name,), (partner.name,))

    def trainings(self, months: list[date]) -> Iterator[Training]:
        for course in self._history.courses:
            for month in months:
                if month.month == course.month and course.title not in self._habits.untrained:
                    yield from self._course(course, self._day(month, course.week, 4))

    def _course(self, course: Course, day: date) -> Iterator[Training]:
        if self._first <= day < self._today:
            for person in self._roster.members(self._branch.name, day):
                if person.offices_on(day) & course.offices:
                    yield Training(person.account, day, course.title, course.hours)


def _holder(people: list[Person], office: Office, day: date) -> Person | None:
    return next((person for person in people if office in person.offices_on(day)), None)


def _months(first: date, last: date) -> Iterator[date]:
    """The first days of the months from one day to another."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)


def _months_between(month: date, today: date) -> int:
    return (today.year - month.year) * 12 + today.month - month.month
