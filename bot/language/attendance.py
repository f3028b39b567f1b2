"""The attendance part of a report: numbers and names together, and whether they fit (rules 4 to 7)."""

import re
from dataclasses import dataclass, field
from typing import Any

from bot.language.headcount import REST, head_count, missing_counts
from bot.language.parts_played import PartsPlayed, parts_played
from bot.language.said import Said

_RESULTS = ("due", "present", "leave", "absent")


@dataclass(frozen=True, slots=True)
class Problem:
    """What does not fit, as a question; `cures` are words that would make it fit."""

    text: str
    cures: tuple[str, ...] = ()


@dataclass
class Attendance:
    """Slots as conversation.md forms them; `problem` is what does not fit."""

    slots: dict[str, Any] = field(default_factory=dict)
    problem: Problem | None = None
    unknown: int = 0  # named as away, but not to be resolved

    @property
    def is_said(self) -> bool:
        """Somebody's presence or absence was reported (rule 19: present, leave or absent)."""
        return self.unknown > 0 or any(name in self.slots for name in ("present", "leave", "absent"))

    @property
    def has_numbers(self) -> bool:
        return any(name in self.slots for name in ("due", "present"))


def attendance(said: Said) -> Attendance:
    counts: dict[str, Any] = dict(head_count(said.text, said.marks))
    missing = missing_counts(said.text, said.marks)
    parts = parts_played(said)
    named = bool(parts.leave or parts.absent or parts.unknown)
    if counts.get("present") == "all" and (
        named or (REST.search(said.text) and not _EVERYONE_FIRST.search(said.text))
    ):
        del counts["present"]  # all but the named
    slots: dict[str, Any] = dict(counts)
    if parts.leave:
        slots["leave"] = [_absence(person.name, parts.reasons.get(person.account)) for person in parts.leave]
    elif "leave" in missing and not parts.unknown:
        slots["leave"] = missing["leave"]
    for name, people in (("absent", parts.absent), ("late", parts.late)):
        if people:
            slots[name] = [person.name for person in people]
        elif name in missing and not parts.unknown:
            slots[name] = missing[name]
    slots.update({role: person.name for role, person in parts.roles.items()})
    return Attendance(slots, _problem(counts, missing, parts), parts.unknown)


_EVERYONE_FIRST = re.compile("无一缺席|没有请假")


def _absence(name: str, reason: str | None) -> dict[str, str]:
    return {"name": name} if reason is None else {"name": name, "reason": reason}


def _problem(counts: dict[str, Any], missing: dict[str, int], parts: PartsPlayed) -> Problem | None:
    """Why the numbers contradict each other (rule 4), or None."""
    due, present = counts.get("due"), counts.get("present")
    on_leave = max(len(parts.leave), missing.get("leave", 0))
    absent = max(len(parts.absent), missing.get("absent", 0))
    if not parts.unknown:
        for what, named, number in (
            ("请假", parts.leave, missing.get("leave")),
            ("缺席", parts.absent, missing.get("absent")),
        ):
            if named and number is not None and number != len(named):
                return _names_and_number(what, number, [person.name for person in named], due, present)
    if not isinstance(due, int) or not isinstance(present, int):
        return None
    if present > due:
        return Problem(f"应到{due}，实到{present}，实到比应到还多。请问应到、实到各是几人？")
    away = on_leave + absent
    said = away or "leave" in missing or "absent" in missing
    if not said or present + away == due or parts.unknown:
        return None
    return (
        _too_many(due, present, parts, on_leave, absent)
        if present + away > due
        else _too_few(due, present, on_leave, absent)
    )


def _names_and_number(what: str, number: int, names: list[str], due: object, present: object) -> Problem:
    listed = "、".join(names)
    cure = f"{what}{len(names)}"
    if isinstance(due, int) and isinstance(present, int) and present + len(names) == due:
        return Problem(
            f"应到{due}，实到{present}，{what}{number}，对不上：{what}的是否只有{listed}？", (cure,)
        )
    return Problem(
        f"说是{what}{number}人，点到名字的是{listed}{len(names)}人，对不上。请问{what}的是哪几位？", (cure,)
    )


def _too_many(due: int, present: int, parts: PartsPlayed, on_leave: int, absent: int) -> Problem:
    """More came and were away than were due: somebody is counted twice, or a number is wrong."""
    away = on_leave + absent
    names = "、".join(person.name for person in [*parts.leave, *parts.absent])
    twice = (
        f"是否{names}也算在内"
        if names and present + away - due == len([*parts.leave, *parts.absent])
        else f"实到是{due - away}人，还是应到{present + away}人"
    )
    cures = [f"实到{due - away}"] if due >= away else []
    return Problem(
        f"{_sums(due, present, on_leave, absent)}，对不上：{twice}？", (*cures, f"应到{present + away}")
    )


def _too_few(due: int, present: int, on_leave: int, absent: int) -> Problem:
    rest = due - present - on_leave - absent
    cures = (f"缺席{absent + rest}", f"实到{present + rest}") if not absent else (f"实到{present + rest}",)
    return Problem(
        f"{_sums(due, present, on_leave, absent)}，还差{rest}人：是请假、缺席，还是实到{present + rest}人？",
        cures,
    )


def _sums(due: int, present: int, on_leave: int, absent: int) -> str:
    away = "".join(f"，{what}{count}" for what, count in (("请假", on_leave), ("缺席", absent)) if count)
    return f"应到{due}，实到{present}{away or '，没有人请假'}"
