"""The habits of the sample organ (history.toml) as values."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from bot.domain.activity import Event
from bot.domain.people import Office

FILE = Path(__file__).parent / "history.toml"


@dataclass(frozen=True, slots=True)
class Meeting:
    """How a kind of meeting is held: in which months, in which week, on which weekday (1 is Monday, 0 differs)."""

    event: Event
    starts_at: str
    minutes: int
    places: tuple[str, ...]
    topics: tuple[str, ...]
    months: tuple[int, ...] = ()
    week: int = 1
    weekday: int = 0
    steps: tuple[str, ...] = ()
    secretary_in: int = 0  # the month in which the secretary lectures


@dataclass(frozen=True, slots=True)
class Omission:
    """Something that was not held, counted back from today."""

    event: Event
    group: int | None = None
    months_ago: int | None = None
    weeks_ago: int | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """A training for the holders of some offices."""

    title: str
    month: int
    week: int
    hours: Decimal
    offices: frozenset[Office]


@dataclass(frozen=True, slots=True)
class Habits:
    """How a branch lives; shares are parts of one."""

    away: float
    unexcused: float
    made_up: float
    talks_until: int
    untrained: tuple[str, ...] = ()
    missed: tuple[Omission, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """Everything history.toml says."""

    meetings: tuple[Meeting, ...]
    friday_study: Meeting
    courses: tuple[Course, ...]
    usual: Habits
    special: Mapping[str, Habits] = field(default_factory=dict)

    def of(self, branch: str) -> Habits:
        return self.special.get(branch, self.usual)


@cache
def read_history() -> History:
    document = tomllib.loads(FILE.read_text(encoding="utf-8"))
    usual = Habits(**document["habits"])
    return History(
        tuple(_meeting(Event(entry.pop("event")), entry) for entry in document["meetings"]),
        _meeting(Event.FRIDAY_STUDY, document["friday_study"]),
        tuple(_course(entry) for entry in document["trainings"]),
        usual,
        {name: _differing(usual, entry) for name, entry in document["branches"].items()},
    )


def _meeting(event: Event, entry: Mapping[str, Any]) -> Meeting:
    return Meeting(event, **_frozen(entry))


def _course(entry: Mapping[str, Any]) -> Course:
    return Course(
        entry["title"],
        entry["month"],
        entry["week"],
        Decimal(entry["hours"]),
        frozenset(Office(code) for code in entry["offices"]),
    )


def _differing(usual: Habits, entry: dict[str, Any]) -> Habits:
    missed = tuple(
        Omission(Event(one["event"]), one.get("group"), one.get("months_ago"), one.get("weeks_ago"))
        for one in entry.pop("missed", ())
    )
    return replace(usual, missed=missed, **_frozen(entry))


def _frozen(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}
