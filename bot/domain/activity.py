"""Meetings and study sessions: what they are called, who is due, whether they may decide (domain.md §1.2, §2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from bot.domain.people import Person, Roster


class Event(StrEnum):
    BRANCH_ASSEMBLY = "branch_assembly"
    COMMITTEE_MEETING = "committee_meeting"
    GROUP_MEETING = "group_meeting"
    PARTY_LECTURE = "party_lecture"
    THEME_DAY = "theme_day"
    FRIDAY_STUDY = "friday_study"
    ORG_LIFE_MEETING = "org_life_meeting"
    MEMBER_APPRAISAL = "member_appraisal"
    LECTURE_HALL = "lecture_hall"


EVENT_NAMES: Mapping[Event, str] = {
    Event.BRANCH_ASSEMBLY: "支部党员大会",
    Event.COMMITTEE_MEETING: "支委会",
    Event.GROUP_MEETING: "党小组会",
    Event.PARTY_LECTURE: "党课",
    Event.THEME_DAY: "主题党日",
    Event.FRIDAY_STUDY: "周五学习",
    Event.ORG_LIFE_MEETING: "组织生活会",
    Event.MEMBER_APPRAISAL: "民主评议",
    Event.LECTURE_HALL: "机关党建大讲堂",
}


class Reason(StrEnum):
    """Why somebody was on leave. Codes only: the words of an illness are never kept (domain.md §4.3)."""

    OFFICIAL_DUTY = "official_duty"
    ILLNESS = "illness"
    FAMILY = "family"
    OTHER = "other"


class Presence(StrEnum):
    PRESENT = "present"
    LATE = "late"
    ON_LEAVE = "on_leave"
    ABSENT = "absent"
    MADE_UP = "made_up"


class State(StrEnum):
    """Life of a record (domain.md §3.2). Revoked ones are kept, not counted."""

    PLANNED = "planned"
    LOGGED = "logged"
    CONFIRMED = "confirmed"
    LOCKED = "locked"
    REVOKED = "revoked"


COUNTED = frozenset({State.CONFIRMED, State.LOCKED})
"""Only these earn points; a logged record is 待确认."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody who was on leave; the reason's code where one was given."""

    name: str
    reason: Reason | None = None


def due_people(
    roster: Roster, event: Event, branch: str, day: date, group: int | None = None
) -> list[Person]:
    """Who is expected at an event of a branch: its committee, one group, or everybody (scoring-notes.md §3.2)."""
    if event is Event.COMMITTEE_MEETING:
        return roster.due(branch, day, committee=True)
    if event in (Event.GROUP_MEETING, Event.FRIDAY_STUDY) and group is not None:
        return roster.due(branch, day, group=group)
    return roster.due(branch, day)


@dataclass(frozen=True, slots=True)
class Activity:
    """A meeting or session as recorded. `branch` and the persons are names; `starts_at` is "15:00"; `id` is the store's.

    `due` and `present` are the numbers said; without them they are computed from the roster and the named
    absentees. `steps` are the codes of the standard (pre_study, talks, …) for 组织生活会 and 民主评议.
    """

    branch: str
    event: Event
    held_on: date
    group: int | None = None
    starts_at: str | None = None
    minutes: int | None = None
    place: str = ""
    topic: str = ""
    chair: str = ""
    recorder: str = ""
    lecturers: tuple[str, ...] = ()
    party_work: bool = False
    due: int | None = None
    present: int | None = None
    observers: int | None = None
    yes: int | None = None
    no: int | None = None
    abstain: int | None = None
    steps: tuple[str, ...] = ()
    excellent: int | None = None
    state: State = State.LOGGED
    source: str = ""
    recorded_by: str = ""  # account
    recorded_at: datetime | None = None
    revision: int = 1
    id: int = 0


@dataclass(frozen=True, slots=True)
class Attendance:
    """One person at one activity. `at` is the moment of the check-in; `made_up_on` the day of a make-up."""

    activity_id: int
    account: str
    name: str
    presence: Presence
    reason: Reason | None = None
    at: datetime | None = None
    made_up_on: date | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class StudyEntry:
    """What a member says to have studied. `minutes` where said; `make_up_for` is the day of the missed session."""

    account: str
    on: date
    minutes: int | None = None
    topic: str = ""
    make_up_for: date | None = None
    id: int = 0


@dataclass(frozen=True, slots=True)
class Leave:
    """A request for leave from `start` to `end` (both included), for one event or for everything."""

    account: str
    start: date
    end: date
    event: Event | None = None
    reason: Reason | None = None
    state: str = "pending"  # pending, approved, refused, awaiting_person (asked by somebody else)
    asked_by: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Talk:
    """谈心谈话: who with whom and when, never what about."""

    branch: str
    on: date
    speakers: tuple[str, ...]  # names
    partners: tuple[str, ...]
    id: int = 0


@dataclass(frozen=True, slots=True)
class Training:
    """One class of training of one person; `hours` are 学时, `online` ones count up to a share only."""

    account: str
    on: date
    title: str
    hours: Decimal
    online: bool = False
    id: int = 0
