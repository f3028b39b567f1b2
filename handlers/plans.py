"""Meetings to come: planned, moved, called off; and what the calendar holds."""

from dataclasses import replace
from datetime import date, timedelta

from bot import wording
from bot.chat import Reply
from bot.domain import permissions
from bot.domain.activity import EVENT_NAMES, Activity, Event, State
from bot.domain.calendar import days
from bot.domain.people import Office
from bot.domain.refusal import NotFound
from bot.language.intents import Intent
from bot.router import Audience, Message, Proposal, Router
from bot.sessions import existing, planned_days
from bot.store.work import Work

routes = Router()

SOON, LATER = timedelta(days=14), timedelta(days=92)
"""How far ahead is looked when no time was said: two weeks, or a quarter for one kind of meeting."""


@routes.on(
    Intent.PLAN_MEETING,
    title="预告会议",
    examples=("下周三下午三点三楼会议室开支委会",),
    audience=Audience.BRANCH,
)
def plan(message: Message, work: Work) -> Reply | Proposal:
    activity = _meant(message, message.slots["date"])
    if not message.confirmed:
        title = f"预告{wording.event_name(activity.event, activity.group)}"
        return Proposal(title, _facts(activity), message.slots)
    before = existing(work, activity.branch, activity.event, activity.held_on, activity.group)
    if before is not None and before.state is State.PLANNED:
        work.records.change(replace(activity, id=before.id), reason="预告")
    else:
        work.records.add(activity)
    return Reply(f"已预告：{_line(activity)}。", done="已预告")


def _days(message: Message, work: Work) -> list[date]:
    """When the meeting that is meant is planned; a group leader means the own group's."""
    slots = message.slots
    event, group = Event(slots["event"]), slots.get("group")
    if event is Event.GROUP_MEETING and group is None and Office.GROUP_LEADER in message.sender.offices:
        group = message.sender.group
    branch = slots.get("branch", message.sender.branch)
    return planned_days(work, branch, event, message.today, group)


@routes.on(
    Intent.MOVE_MEETING,
    title="改期",
    examples=("学习日挪到周四",),
    audience=Audience.BRANCH,
    knows=_days,
)
def move(message: Message, work: Work) -> Reply | Proposal:
    _meant(message, message.slots["date"])
    try:
        planned = _planned(message, work)
    except NotFound:
        return _plan_anew(message)
    to = date.fromisoformat(message.slots.get("to") or message.slots["date"])
    moved = replace(
        planned,
        held_on=to,
        starts_at=message.slots.get("time", planned.starts_at),
        place=message.slots.get("place", planned.place),
    )
    if not message.confirmed:
        facts = (
            ("原定", wording.day_of_week(planned.held_on)),
            ("改到", f"{wording.day_of_week(to)}{moved.starts_at or ''}"),
        )
        return Proposal(f"{wording.event_name(planned.event, planned.group)}改期", facts, message.slots)
    if planned.id:
        work.records.change(moved, reason="改期")
    else:
        work.records.add(moved)
    return Reply(f"已改期：{_line(moved)}，原定{wording.day_of_week(planned.held_on)}。", done="已改期")


@routes.on(
    Intent.CANCEL_MEETING,
    title="取消会议",
    examples=("明天的支委会不开了",),
    audience=Audience.BRANCH,
    knows=_days,
)
def cancel(message: Message, work: Work) -> Reply | Proposal:
    _meant(message, message.slots["date"])
    try:
        planned = _planned(message, work)
    except NotFound:
        return Reply(_nothing_planned(message))
    if not message.confirmed:
        facts = (("时间", f"{wording.day_of_week(planned.held_on)}{planned.starts_at or ''}"),)
        return Proposal(f"取消{wording.event_name(planned.event, planned.group)}", facts, message.slots)
    if planned.id:
        work.records.change(replace(planned, state=State.REVOKED), reason="取消")
    return Reply(f"已取消：{_line(planned)}。", done="已取消")


@routes.on(Intent.QUERY_CALENDAR, title="近期安排", examples=("这周有什么活动",), reads=True)
def calendar(message: Message, work: Work) -> Reply:
    period = message.slots.get("period")
    first = date.fromisoformat(period["from"]) if period else message.today
    wanted = message.slots.get("event")
    ahead = SOON if wanted in (None, Event.FRIDAY_STUDY) else LATER
    last = date.fromisoformat(period["to"]) if period else message.today + ahead
    held = {(a.held_on, a.event): a for a in work.records.find(message.sender.branch, first, last)}
    for on in days(first, min(last, first + timedelta(days=92))):
        if on.weekday() == 4 and message.house.calendar.is_workday(on):
            usual = Activity(message.sender.branch, Event.FRIDAY_STUDY, on)
            if not any(_same_week(a, on) for a in held.values()):
                held[on, Event.FRIDAY_STUDY] = usual
    lines = [_line(a) for _, a in sorted(held.items()) if wanted is None or a.event.value == wanted]
    if any(message.house.calendar.is_provisional(a.held_on) for _, a in held.items()):
        lines.append(f"{last.year}年放假安排尚未公布，以上暂按法定节假日推算。")
    span = f"{wording.day(first)}至{wording.day(last)}" if first != last else wording.day_of_week(first)
    if not lines and first == last and not message.house.calendar.is_workday(first):
        return Reply(f"{span}放假，本支部没有安排。")
    if not lines:
        return Reply(f"{span}，本支部没有已登记的{EVENT_NAMES[Event(wanted)] if wanted else '安排'}。")
    return Reply("\n".join([f"{span}，本支部的安排：", *lines]))


def _meant(message: Message, on: str) -> Activity:
    """The meeting as it was said, on that day. Raises NotAllowed unless the sender may arrange it."""
    slots = message.slots
    activity = Activity(
        branch=slots.get("branch", message.sender.branch),
        event=Event(slots["event"]),
        held_on=date.fromisoformat(on),
        group=slots.get("group"),
        starts_at=slots.get("time"),
        place=slots.get("place", ""),
        topic=slots.get("topic", ""),
        state=State.PLANNED,
    )
    permissions.require_logging(message.sender, activity, message.today)
    return activity


def _plan_anew(message: Message) -> Proposal:
    """To move what nobody has planned is to plan it for the new day."""
    slots = message.slots
    activity = _meant(message, slots.get("to") or slots["date"])
    kept = {name: slots[name] for name in ("event", "group", "branch", "time", "place") if name in slots}
    return Proposal(
        f"预告{wording.event_name(activity.event, activity.group)}",
        _facts(activity),
        {**kept, "date": activity.held_on.isoformat()},
        _was_not_planned(message),
        intent=Intent.PLAN_MEETING,
    )


def _was_not_planned(message: Message) -> str:
    slots = message.slots
    if "date" not in slots or slots["date"] == slots.get("to"):
        return ""
    was = wording.session(Event(slots["event"]), date.fromisoformat(slots["date"]), slots.get("group"))
    return f"原定的{was}没有登记过，按新的时间预告。"


def _nothing_planned(message: Message) -> str:
    slots = message.slots
    what = wording.session(Event(slots["event"]), date.fromisoformat(slots["date"]), slots.get("group"))
    return f"没有登记过{what}的安排，不用取消。"


def _same_week(activity: Activity, friday: date) -> bool:
    return (
        activity.event is Event.FRIDAY_STUDY
        and activity.held_on.isocalendar()[:2] == friday.isocalendar()[:2]
    )


def _planned(message: Message, work: Work) -> Activity:
    """The planned event that is meant; a Friday's study exists without being written down.

    Raises:
        NotFound: nothing of that kind is planned for the day.
    """
    slots = message.slots
    branch = slots.get("branch", message.sender.branch)
    event, on = Event(slots["event"]), date.fromisoformat(slots["date"])
    found = existing(work, branch, event, on, slots.get("group"))
    if found is not None and found.state is State.PLANNED:
        return found
    if event is Event.FRIDAY_STUDY and found is None:
        return Activity(branch=branch, event=event, held_on=on, state=State.PLANNED)
    raise NotFound(f"待召开的{wording.session(event, on, slots.get('group'))}")


def _facts(activity: Activity) -> tuple[tuple[str, str], ...]:
    facts = [("时间", f"{wording.day_of_week(activity.held_on)}{activity.starts_at or ''}")]
    facts += [
        (label, value) for label, value in (("地点", activity.place), ("主题", activity.topic)) if value
    ]
    return tuple(facts)


def _line(activity: Activity) -> str:
    what = wording.session(activity.event, activity.held_on, activity.group, activity.starts_at)
    place = f"，{activity.place}" if activity.place else ""
    topic = f"，主题：{activity.topic}" if activity.topic else ""
    return f"{what}{place}{topic}"
