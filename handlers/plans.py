"""Meetings to come: planned, moved, called off; and what the calendar holds."""

from dataclasses import replace
from datetime import date, timedelta

from bot import wording
from bot.chat import Reply
from bot.domain import permissions
from bot.domain.activity import Activity, Event, State
from bot.domain.calendar import days
from bot.domain.refusal import NotFound
from bot.language.intents import Intent
from bot.router import Audience, Message, Proposal, Router
from bot.sessions import existing
from bot.store.work import Work

routes = Router()


@routes.on(
    Intent.PLAN_MEETING,
    title="预告会议",
    examples=("下周三下午三点三楼会议室开支委会",),
    audience=Audience.BRANCH,
)
def plan(message: Message, work: Work) -> Reply | Proposal:
    slots = message.slots
    activity = Activity(
        branch=slots.get("branch", message.sender.branch),
        event=Event(slots["event"]),
        held_on=date.fromisoformat(slots["date"]),
        group=slots.get("group"),
        starts_at=slots.get("time"),
        place=slots.get("place", ""),
        topic=slots.get("topic", ""),
        state=State.PLANNED,
    )
    permissions.require_logging(message.sender, activity, message.today)
    if not message.confirmed:
        return Proposal(f"预告{wording.event_name(activity.event, activity.group)}", _facts(activity), slots)
    before = existing(work, activity.branch, activity.event, activity.held_on, activity.group)
    if before is not None and before.state is State.PLANNED:
        work.records.change(replace(activity, id=before.id), reason="预告")
    else:
        work.records.add(activity)
    return Reply(f"已预告：{_line(activity)}。", done="已预告")


@routes.on(Intent.MOVE_MEETING, title="改期", examples=("学习日挪到周四",), audience=Audience.BRANCH)
def move(message: Message, work: Work) -> Reply | Proposal:
    planned = _planned(message, work)
    to = date.fromisoformat(message.slots.get("to") or message.slots["date"])
    moved = replace(
        planned,
        held_on=to,
        starts_at=message.slots.get("time", planned.starts_at),
        place=message.slots.get("place", planned.place),
    )
    permissions.require_logging(message.sender, moved, message.today)
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
    Intent.CANCEL_MEETING, title="取消会议", examples=("明天的支委会不开了",), audience=Audience.BRANCH
)
def cancel(message: Message, work: Work) -> Reply | Proposal:
    planned = _planned(message, work)
    permissions.require_logging(message.sender, planned, message.today)
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
    last = date.fromisoformat(period["to"]) if period else message.today + timedelta(days=14)
    wanted = message.slots.get("event")
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
    if not lines:
        return Reply(f"{span}，本支部没有已登记的安排。")
    return Reply("\n".join([f"{span}，本支部的安排：", *lines]))


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
