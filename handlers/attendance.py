"""签到: a member says he is there (interfaces.md, detail 16)."""

from datetime import date, datetime, timedelta

from bot import wording
from bot.chat import Reply
from bot.domain.activity import Activity, Event, Presence
from bot.domain.refusal import AlreadyCheckedIn, NothingToCheckIn
from bot.language.intents import Intent
from bot.router import Message, Router
from bot.sessions import is_study_day, session_of
from bot.store.work import Work

routes = Router()

NEAR = timedelta(hours=2)
"""A planned event is “now” from two hours before its beginning until two hours after its end."""


@routes.on(Intent.CHECK_IN, title="签到", examples=("签到", "我参加了今天的党课"))
def check_in(message: Message, work: Work) -> Reply:
    activity = _activity(message, work)
    earlier = work.records.attendance_of(activity.id, message.sender.account)
    if earlier is not None and earlier.presence in (Presence.PRESENT, Presence.LATE):
        raise AlreadyCheckedIn(wording.event_name(activity.event), earlier.at)
    work.records.mark(activity, message.sender, Presence.PRESENT, at=message.at)
    return Reply(_checked_in(message, activity))


def _activity(message: Message, work: Work) -> Activity:
    """What the member checks in to: the event named, one planned for now, or the day's study.

    Raises:
        NothingToCheckIn: nothing is held that anybody has heard of.
    """
    branch = message.sender.branch
    on = date.fromisoformat(message.slots["date"]) if "date" in message.slots else message.today
    if "event" in message.slots:
        return session_of(work, branch, Event(message.slots["event"]), on)
    for activity in work.records.on_day(branch, on):
        if _is_near(activity, message.at):
            return activity
    if is_study_day(work, message.house.calendar, branch, on):
        return session_of(work, branch, Event.FRIDAY_STUDY, on)
    raise NothingToCheckIn(on)


def _is_near(activity: Activity, now: datetime) -> bool:
    if activity.starts_at is None:
        return False
    begins = datetime.fromisoformat(f"{activity.held_on}T{activity.starts_at}").replace(tzinfo=now.tzinfo)
    ends = begins + timedelta(minutes=activity.minutes or 0)
    return begins - NEAR <= now <= ends + NEAR


def _checked_in(message: Message, activity: Activity) -> str:
    when = (
        wording.clock_time(message.at) if activity.held_on == message.today else wording.day(activity.held_on)
    )
    return f"{wording.comrade(message.sender)}，{when}签到成功：{wording.event_name(activity.event)}。"
