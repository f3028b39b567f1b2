"""A whole meeting in one sentence, shown once, confirmed (domain.md §2.4, §3.2)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot import wording
from bot.absences import AWAY, Away, mark_away, said_away
from bot.chat import Reply
from bot.domain import permissions
from bot.domain.activity import Activity, Event, Presence, Reason, State, due_people
from bot.domain.headcount import Headcount, head_count
from bot.domain.people import Person
from bot.domain.refusal import NumbersDoNotFit
from bot.language.intents import Intent
from bot.router import Audience, Message, Proposal, Question, Router
from bot.sessions import existing
from bot.store.work import Work

routes = Router()


@dataclass(frozen=True, slots=True)
class Minutes:
    """A meeting as said and completed: the record, its numbers, and who was away."""

    activity: Activity
    count: Headcount
    leave: tuple[tuple[Person, Reason | None], ...]
    absent: tuple[Person, ...]
    late: tuple[Person, ...]
    unnamed: int  # on leave or absent, by number only

    @property
    def everybody_is_accounted_for(self) -> bool:
        """Whoever is not named away was there."""
        return not self.unnamed and not self.count.unexplained


@routes.on(
    Intent.LOG_MEETING,
    title="登记会议",
    examples=("今天下午支委会 应到5 实到4 李强出差请假", "周五学习 全到"),
    audience=Audience.BRANCH,
)
def log_meeting(message: Message, work: Work) -> Reply | Proposal | Question:
    try:
        minutes = _minutes(message)
    except NumbersDoNotFit as problem:
        return Question(_does_not_fit(message, problem))
    permissions.require_logging(message.sender, minutes.activity, message.today)
    if minutes.activity.held_on > message.today:
        return Question(_not_yet(minutes.activity))
    before = existing(
        work,
        minutes.activity.branch,
        minutes.activity.event,
        minutes.activity.held_on,
        minutes.activity.group,
    )
    if not message.confirmed:
        excused = _excused(minutes, before, message, work)
        return Proposal(
            _title(minutes.activity),
            _facts(minutes),
            message.slots,
            _remarks(message, minutes, before, excused),
        )
    activity = _record(minutes, before, message, work)
    return Reply(_logged(activity, minutes), done="已登记", hint=_how_to_correct())


# ---------------------------------------------------------------------- reading the slots


def _minutes(message: Message) -> Minutes:
    slots = message.slots
    event, on = Event(slots["event"]), date.fromisoformat(slots["date"])
    branch, group = slots.get("branch", message.sender.branch), slots.get("group")
    away = said_away(message, branch, on)
    unnamed = {key: slots[key] if isinstance(slots.get(key), int) else 0 for key in ("leave", "absent")}
    expected = due_people(message.roster, event, branch, on, group)
    count = head_count(
        expected=len(expected),
        due=slots.get("due"),
        present=slots.get("present"),
        leave=len(away.leave) or unnamed["leave"],
        absent=len(away.absent) or unnamed["absent"],
    )
    activity = Activity(
        branch=branch,
        event=event,
        held_on=on,
        group=group,
        starts_at=slots.get("time"),
        minutes=slots.get("minutes"),
        place=slots.get("place", ""),
        topic=slots.get("topic", ""),
        chair=slots.get("chair", ""),
        recorder=slots.get("recorder", ""),
        lecturers=(slots["lecturer"],) if "lecturer" in slots else (),
        party_work=bool(slots.get("party_work")),
        due=count.due,
        present=count.present,
        observers=slots.get("observers"),
        yes=slots.get("yes"),
        no=slots.get("no"),
        abstain=slots.get("abstain"),
        state=State.CONFIRMED,
    )
    return Minutes(activity, count, away.leave, away.absent, away.late, sum(unnamed.values()))


# ---------------------------------------------------------------------- recording


def _record(minutes: Minutes, before: Activity | None, message: Message, work: Work) -> Activity:
    activity = minutes.activity
    if before is None:
        activity = work.records.add(activity)
    else:
        kept = {
            name: getattr(activity, name) or getattr(before, name)
            for name in ("starts_at", "place", "topic", "minutes")
        }
        activity = work.records.change(replace(activity, id=before.id, **kept), reason="登记")
    if minutes.everybody_is_accounted_for:
        named = {person.account for person, _ in minutes.leave} | {
            person.account for person in minutes.absent
        }
        for mark in work.records.attendance(activity.id):
            if mark.presence in AWAY and mark.account not in named:
                work.records.unmark(mark)
    mark_away(activity, Away(minutes.leave, minutes.absent, minutes.late), work)
    return activity


def _excused(minutes: Minutes, before: Activity | None, message: Message, work: Work) -> list[Person]:
    """Whose leave for this session was approved, and who now would count as present."""
    if before is None or before.state is not State.PLANNED or not minutes.everybody_is_accounted_for:
        return []
    named = {person.account for person, _ in minutes.leave} | {person.account for person in minutes.absent}
    return [
        person
        for mark in work.records.attendance(before.id)
        if mark.presence is Presence.ON_LEAVE and mark.account not in named
        if (person := message.roster.person(mark.account)) is not None
    ]


# ---------------------------------------------------------------------- the sentences


def _title(activity: Activity) -> str:
    return wording.held(activity.event, activity.held_on, activity.group)


def _facts(minutes: Minutes) -> tuple[tuple[str, str], ...]:
    activity, count = minutes.activity, minutes.count
    when = f"{wording.day_of_week(activity.held_on)}{activity.starts_at or ''}"
    attendance = f"{count.due}人，实到{count.present}人"
    facts = [("时间", when), ("应到", attendance)]
    if count.leave:
        facts.append(("请假", f"{count.leave}人{_in_brackets(_with_reason(p, r) for p, r in minutes.leave)}"))
    if count.absent:
        facts.append(("缺席", f"{count.absent}人{_in_brackets(p.name for p in minutes.absent)}"))
    if minutes.late:
        facts.append(("迟到", wording.listed(p.name for p in minutes.late)))
    for label, value in (
        ("列席", f"{activity.observers}人" if activity.observers else ""),
        ("地点", activity.place),
        ("主题", activity.topic),
        ("主讲", wording.listed(activity.lecturers)),
        ("时长", wording.duration(activity.minutes) if activity.minutes else ""),
        ("主持", activity.chair),
        ("记录", activity.recorder),
        ("表决", _vote(activity)),
    ):
        if value:
            facts.append((label, value))
    return tuple(facts)


def _with_reason(person: Person, reason: Reason | None) -> str:
    words = wording.REASON_NAMES[reason] if reason else ""
    return f"{person.name}，{words}" if words else person.name


def _in_brackets(words: Any) -> str:
    text = "；".join(words)
    return f"（{text}）" if text else ""


def _vote(activity: Activity) -> str:
    counts = (("赞成", activity.yes), ("反对", activity.no), ("弃权", activity.abstain))
    return "".join(f"{label}{value}" for label, value in counts if value is not None)


def _remarks(message: Message, minutes: Minutes, before: Activity | None, excused: Sequence[Person]) -> str:
    activity, remarks = minutes.activity, []
    expected = len(
        due_people(message.roster, activity.event, activity.branch, activity.held_on, activity.group)
    )
    if minutes.count.due != expected:
        remarks.append(f"名册应到{expected}人，请核对。")
    if minutes.count.unexplained:
        remarks.append(f"还有{minutes.count.unexplained}人未说明请假或缺席，可补充“×××请假”。")
    if before is not None and before.state is not State.PLANNED:
        remarks.append("当天已有一条记录，确认后按本条更正。")
    if excused:
        names = wording.listed(person.name for person in excused)
        remarks.append(f"{names}已批准请假，如没有到会请补充“{excused[0].name}请假”。")
    late_after = message.house.standard.meetings.late_after_days
    if (message.today - activity.held_on).days > late_after:
        remarks.append(f"距活动已超过{late_after}天，将标为补登。")
    return "".join(remarks)


def _does_not_fit(message: Message, problem: NumbersDoNotFit) -> str:
    """The roster's number against the one said: which of them is meant?"""
    if "due" in message.slots or problem.due is None:
        return wording.refusal(problem)
    said = f"实到{problem.present}人" if problem.present is not None else f"请假和缺席{problem.away}人"
    return f"名册应到{problem.due}人，您说{said}，对不上。请问应到几人？例如“应到{problem.due}”。"


def _not_yet(activity: Activity) -> str:
    return f"{wording.day_of_week(activity.held_on)}还没有到，是预告这次会议，还是日期说错了？预告请说“{wording.day(activity.held_on)}开{_title(activity)}”。"


def _logged(activity: Activity, minutes: Minutes) -> str:
    count = minutes.count
    return f"已登记：{wording.what_and_when(activity)}，应到{count.due}人，实到{count.present}人。"


def _how_to_correct() -> str:
    return "有误可回复“撤销”，或直接说更正的内容。"
