"""Taking over a history kept by hand: meetings, talks and trainings found by their keys, so that twice changes nothing (scoring-notes.md §2.4)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from bot.domain.activity import COUNTED, Activity, Attendance, Event, Presence, State, Talk, Training
from bot.store.books import Kept
from bot.store.marks import away_marks
from bot.store.records import STANDING

if TYPE_CHECKING:
    from bot.store.work import Work

Key = tuple[str, Event, date, str | None, int | None]
Marks = frozenset[tuple[str, Presence, date | None]]


def save_meetings(work: "Work", meetings: Iterable[tuple[Activity, Sequence[Attendance]]]) -> Kept:
    """Meetings by 支部, 类型, 日期, 开始, 党小组; their marks are of those who were away, with 补学 after 缺席 or 请假."""
    wanted = {_key(activity): (activity, marks) for activity, marks in meetings}
    if not wanted:
        return Kept()
    branches = {activity.branch for activity, _ in wanted.values()}
    on = sorted(activity.held_on for activity, _ in wanted.values())
    held = work.records.of_branches(branches, on[0], on[-1], STANDING)
    known = {_key(activity): activity for activity in reversed(held)}
    marked = away_marks(work, branches, on[0], on[-1])
    kept = Kept()
    for key, (activity, marks) in wanted.items():
        before = known.get(key)
        if before is None:
            _mark(work, work.records.add(activity), marks, ())
            kept += Kept(added=1)
        else:
            kept += _update(work, before, activity, marks, marked.get(before.id, ()))
    return kept


def _update(
    work: "Work",
    before: Activity,
    activity: Activity,
    marks: Sequence[Attendance],
    known_marks: Sequence[Attendance],
) -> Kept:
    new = _over(before, activity)
    same_marks = _as_set(marks) == _as_set(known_marks)
    if new == before and same_marks:
        return Kept(unchanged=1)
    stored = work.records.change(new, reason="台账导入") if new != before else before
    if not same_marks:
        _mark(work, stored, marks, known_marks)
    return Kept(changed=1)


def _over(before: Activity, activity: Activity) -> Activity:
    """The new row over the old record: what a ledger has no column for stays, and so does a lock."""
    return replace(
        activity,
        id=before.id,
        state=before.state if before.state in COUNTED else State.CONFIRMED,
        **{
            name: getattr(before, name)
            for name in (
                "observers", "yes", "no", "abstain", "source", "recorded_by", "recorded_at", "revision",
            )
        },
    )  # fmt: skip


def _mark(
    work: "Work", activity: Activity, marks: Sequence[Attendance], known_marks: Sequence[Attendance]
) -> None:
    """Write the marks that differ; whoever was marked away and is not any more has his mark taken back.

    Why somebody was on leave is nothing a ledger tells: it stays.
    """
    new, known = _by_account(marks), _by_account(known_marks)
    for account in dict.fromkeys([*new, *known]):
        person = work.people.roster().person(account)
        if person is None or _as_set(new[account]) == _as_set(known[account]):
            continue
        before = work.records.attendance_of(activity.id, account) if known[account] else None
        if before is not None and not new[account]:
            work.records.unmark(before)
        for mark in new[account]:
            reason = before.reason if before is not None and mark.presence is not Presence.ABSENT else None
            work.records.mark(activity, person, mark.presence, reason=reason, made_up_on=mark.made_up_on)


def _by_account(marks: Iterable[Attendance]) -> defaultdict[str, list[Attendance]]:
    found = defaultdict[str, list[Attendance]](list)
    for mark in marks:
        found[mark.account].append(mark)
    return found


def _as_set(marks: Iterable[Attendance]) -> Marks:
    """To compare: a make-up speaks for the leave before it, not for an absence."""
    found = {(mark.account, mark.presence, mark.made_up_on) for mark in marks}
    made_up = {account for account, presence, _ in found if presence is Presence.MADE_UP}
    return frozenset(one for one in found if one[1] is not Presence.ON_LEAVE or one[0] not in made_up)


def _key(activity: Activity) -> Key:
    return activity.branch, activity.event, activity.held_on, activity.starts_at, activity.group


# ---------------------------------------------------------------------- talks and trainings


def save_talks(work: "Work", talks: Iterable[Talk]) -> Kept:
    """By everything they are: a talk that is known is the same talk."""
    wanted = list(dict.fromkeys(talks))
    if not wanted:
        return Kept()
    on = sorted(talk.on for talk in wanted)
    known = {
        replace(talk, id=0)
        for branch in {talk.branch for talk in wanted}
        for talk in work.studies.talks(branch, on[0], on[-1])
    }
    new = [talk for talk in wanted if talk not in known]
    for talk in new:
        work.studies.add_talk(talk)
    return Kept(added=len(new), unchanged=len(wanted) - len(new))


def save_trainings(work: "Work", given: Iterable[Training]) -> Kept:
    """By person, day and class."""
    wanted = {(t.account, t.on, t.title): t for t in given}
    if not wanted:
        return Kept()
    on = sorted(training.on for training in wanted.values())
    known = {(t.account, t.on, t.title): t for t in work.studies.trainings(None, on[0], on[-1])}
    kept = Kept()
    for key, training in wanted.items():
        before = known.get(key)
        if before is None:
            work.studies.add_training(training)
            kept += Kept(added=1)
        elif (before.hours, before.online) == (training.hours, training.online):
            kept += Kept(unchanged=1)
        else:
            work.studies.change_training(before, training)
            kept += Kept(changed=1)
    return kept
