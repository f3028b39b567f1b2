"""更正: a record is corrected, old value and new shown side by side (domain.md §2.4, §7 rule 6)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot import wording
from bot.absences import AWAY, Away, mark_away, said_away
from bot.chat import Reply
from bot.domain import permissions
from bot.domain.activity import Activity, Attendance, Presence, State
from bot.domain.headcount import head_count
from bot.domain.refusal import NotFound, TooLateToChange
from bot.language.intents import Intent
from bot.router import Audience, Message, Proposal, Router
from bot.store.work import Work

routes = Router()


@routes.on(Intent.AMEND, title="更正记录", examples=("支委会应到改成6",), audience=Audience.BRANCH)
def amend(message: Message, work: Work) -> Reply | Proposal:
    activity = _addressed(message, work)
    permissions.require_logging(message.sender, activity, message.today)
    if activity.state is State.LOCKED:
        raise TooLateToChange(
            wording.what_and_when(activity), message.house.standard.meetings.lock_after_days
        )
    people = said_away(message, activity.branch, activity.held_on)
    changed = _recounted(_changed(activity, message.slots), people, message.slots, work)
    facts = _differences(activity, changed, people, work)
    if not facts:
        raise NotFound("要更正的内容")
    if not message.confirmed:
        # the record is pinned: what the person confirms is this one, whatever is logged meanwhile
        return Proposal(
            f"更正{wording.what_and_when(activity)}", facts, {**message.slots, "record": activity.id}
        )
    stored = work.records.change(changed, reason="更正") if changed != activity else activity
    mark_away(stored, people, work)
    for mark in _returned(stored, people, work):
        work.records.unmark(mark)
    return Reply(_amended(stored, facts), done="已更正", aside=f"已更正：{wording.what_and_when(stored)}。")


def _addressed(message: Message, work: Work) -> Activity:
    """The record to be corrected: the one pinned, of that day and event, or the newest that fits.

    Raises:
        NotFound: nothing fits.
    """
    if "record" in message.slots:
        pinned = work.records.get(message.slots["record"])
        if pinned is not None:
            return pinned
    branch = message.slots.get("branch", message.sender.branch)
    event = message.slots.get("event")
    first = (
        date.fromisoformat(message.slots["date"])
        if "date" in message.slots
        else message.today - timedelta(days=60)
    )
    last = first if "date" in message.slots else message.today
    found = [
        activity
        for activity in work.records.find(branch, first, last)
        if (event is None or activity.event.value == event) and activity.state is not State.PLANNED
    ]
    if not found:
        raise NotFound("要更正的记录")
    return max(found, key=lambda activity: (activity.held_on, activity.id))


_AMENDABLE: Mapping[str, str] = {
    "due": "due", "present": "present", "observers": "observers", "minutes": "minutes", "place": "place",
    "topic": "topic", "chair": "chair", "recorder": "recorder", "time": "starts_at",
    "yes": "yes", "no": "no", "abstain": "abstain",
}  # fmt: skip


def _changed(activity: Activity, slots: Mapping[str, Any]) -> Activity:
    values: dict[str, Any] = {field: slots[slot] for slot, field in _AMENDABLE.items() if slot in slots}
    if values.get("present") == "all":
        values["present"] = values.get("due", activity.due)
    if "lecturer" in slots:
        values["lecturers"] = (slots["lecturer"],)
    if "to" in slots:
        values["held_on"] = date.fromisoformat(slots["to"])
    changed = replace(activity, **values)
    if changed.due is not None and changed.present is not None:
        head_count(expected=changed.due, due=changed.due, present=changed.present, leave=0, absent=0)
    return changed


def _returned(activity: Activity, people: Away, work: Work) -> list[Attendance]:
    """The marks of those who were said to be away and were there after all."""
    there = {person.account for person in people.came}
    return [
        mark
        for mark in work.records.attendance(activity.id)
        if mark.presence in AWAY and mark.account in there
    ]


def _recounted(activity: Activity, people: Away, slots: Mapping[str, Any], work: Work) -> Activity:
    """As many present as the names allow: who turns out to have been away, or there, changes the number too.

    Of those who did not come some may have had no name so far; to name them changes no number.
    """
    if activity.due is None or activity.present is None or "present" in slots:
        return activity
    marked = {m.account for m in work.records.attendance(activity.id) if m.presence in AWAY}
    named = {person.account for person in [*(one for one, _ in people.leave), *people.absent]}
    unnamed = max(0, activity.due - activity.present - len(marked))
    fewer = max(0, len(named - marked) - unnamed)
    return replace(activity, present=activity.present - fewer + len(_returned(activity, people, work)))


# ---------------------------------------------------------------------- the sentences

_LABELS = {
    "due": "应到", "present": "实到", "observers": "列席", "minutes": "时长", "place": "地点", "topic": "主题",
    "chair": "主持", "recorder": "记录", "starts_at": "时间", "yes": "赞成", "no": "反对", "abstain": "弃权",
    "lecturers": "主讲", "held_on": "日期",
}  # fmt: skip


def _differences(old: Activity, new: Activity, away: Away, work: Work) -> tuple[tuple[str, str], ...]:
    """What changes, old → new."""
    facts = []
    for field, label in _LABELS.items():
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            facts.append((label, f"{_shown(before)}改为{_shown(after)}"))
    was = {mark.account: mark.presence for mark in work.records.attendance(old.id)}
    for people, presence in (
        ([person for person, _ in away.leave], Presence.ON_LEAVE),
        (away.absent, Presence.ABSENT),
        (away.late, Presence.LATE),
    ):
        for person in people:
            before = was.get(person.account)
            if before is not presence:
                said = wording.PRESENCE_NAMES[before] if before else "到会"
                facts.append((person.name, f"由{said}改为{wording.PRESENCE_NAMES[presence]}"))
    names = {person.account: person.name for person in away.came}
    facts += [
        (names[mark.account], f"由{wording.PRESENCE_NAMES[mark.presence]}改为到会")
        for mark in _returned(old, away, work)
    ]
    return tuple(facts)


def _shown(value: Any) -> str:
    if value in (None, "", ()):
        return "空"
    if isinstance(value, tuple):
        return wording.listed(value)
    return wording.day(value) if isinstance(value, date) else str(value)


def _amended(activity: Activity, facts: tuple[tuple[str, str], ...]) -> str:
    return f"已更正：{wording.what_and_when(activity)}，{'，'.join(f'{label}{value}' for label, value in facts)}。"
