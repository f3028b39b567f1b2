"""The attendance part of a report: numbers and names together, and whether they fit (rules 4 to 7)."""

import re
from dataclasses import dataclass, field
from typing import Any

from bot.language.headcount import REST, head_count, missing_counts
from bot.language.parts_played import PartsPlayed, parts_played
from bot.language.said import Said

_RESULTS = ("due", "present", "leave", "absent")


@dataclass
class Attendance:
    """Slots as conversation.md forms them; `problem` is what does not fit, in words, or empty."""

    slots: dict[str, Any] = field(default_factory=dict)
    problem: str = ""

    @property
    def is_said(self) -> bool:
        """Somebody's presence or absence was reported (rule 19: present, leave or absent)."""
        return any(name in self.slots for name in ("present", "leave", "absent"))

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
    return Attendance(slots, _problem(counts, missing, parts))


_EVERYONE_FIRST = re.compile("无一缺席|没有请假")


def _absence(name: str, reason: str | None) -> dict[str, str]:
    return {"name": name} if reason is None else {"name": name, "reason": reason}


def _problem(counts: dict[str, Any], missing: dict[str, int], parts: PartsPlayed) -> str:
    """Why the numbers contradict each other (rule 4), or nothing."""
    due, present = counts.get("due"), counts.get("present")
    on_leave = max(len(parts.leave), missing.get("leave", 0))
    absent = max(len(parts.absent), missing.get("absent", 0))
    if parts.leave and "leave" in missing and missing["leave"] != len(parts.leave) and not parts.unknown:
        return _names_and_number("请假", missing["leave"], len(parts.leave))
    if parts.absent and "absent" in missing and missing["absent"] != len(parts.absent) and not parts.unknown:
        return _names_and_number("缺席", missing["absent"], len(parts.absent))
    if not isinstance(due, int) or not isinstance(present, int):
        return ""
    if present > due:
        return _more_present_than_due(due, present)
    away = on_leave + absent
    if (away or "leave" in missing or "absent" in missing) and present + away != due and not parts.unknown:
        return _does_not_add_up(due, present, on_leave, absent)
    return ""


def _names_and_number(what: str, number: int, names: int) -> str:
    return f"说是{what}{number}人，点到名字的有{names}人，对不上。请核对后再说一遍。"


def _more_present_than_due(due: int, present: int) -> str:
    return f"应到{due}，实到{present}，实到比应到还多。请核对后再说一遍。"


def _does_not_add_up(due: int, present: int, on_leave: int, absent: int) -> str:
    away = "，".join(f"{what}{count}" for what, count in (("请假", on_leave), ("缺席", absent)) if count)
    return f"应到{due}，实到{present}，{away or '没有人请假'}，对不上。请核对后再说一遍。"
