"""Who was away from a session, as said and as marked. Shared by the handlers that log and correct meetings."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.domain.activity import Activity, Presence, Reason
from bot.domain.people import Person
from bot.router import Message
from bot.store.work import Work

AWAY = frozenset({Presence.ON_LEAVE, Presence.ABSENT})


@dataclass(frozen=True, slots=True)
class Away:
    """Those said to be on leave (with the reason), absent or late; `came`: said to be away, and there after all."""

    leave: tuple[tuple[Person, Reason | None], ...]
    absent: tuple[Person, ...]
    late: tuple[Person, ...]
    came: tuple[Person, ...] = ()


def said_away(message: Message, branch: str, on: date) -> Away:
    """The persons named in leave, absent and late; a bare number names nobody."""

    def people(names: Any) -> tuple[Person, ...]:
        wanted = names if isinstance(names, list) else []
        found = (message.roster.member_named(branch, name, on) for name in wanted)
        return tuple(person for person in found if person is not None)

    entries = message.slots.get("leave")
    leave = tuple(
        (person, Reason(entry["reason"]) if "reason" in entry else None)
        for entry in (entries if isinstance(entries, list) else [])
        for person in people([entry["name"]])
    )
    slots = message.slots
    return Away(leave, people(slots.get("absent")), people(slots.get("late")), people(slots.get("names")))


def mark_away(activity: Activity, away: Away, work: Work) -> None:
    """Mark everybody named; what was made up before the meeting was logged stays made up."""
    made_up = {
        mark.account: mark
        for mark in work.records.attendance(activity.id)
        if mark.presence is Presence.MADE_UP
    }
    for person, reason in [*away.leave, *((person, None) for person in away.absent)]:
        absent = person in away.absent
        work.records.mark(activity, person, Presence.ABSENT if absent else Presence.ON_LEAVE, reason=reason)
        if person.account in made_up:  # made up before the meeting was logged: both are facts
            work.records.mark(
                activity,
                person,
                Presence.MADE_UP,
                reason=reason,
                made_up_on=made_up[person.account].made_up_on,
            )
    for person in away.late:
        work.records.mark(activity, person, Presence.LATE)
