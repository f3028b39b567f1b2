"""周五学习 and 补学: what a member says to have studied."""

from datetime import date, timedelta

from bot import wording
from bot.chat import Reply
from bot.domain.activity import Activity, Attendance, Event, Presence, StudyEntry
from bot.domain.refusal import NotFound
from bot.language.intents import Intent
from bot.router import Message, Question, Router
from bot.sessions import is_study_day, session_of
from bot.store.work import Work

routes = Router()

AWAY = frozenset({Presence.ON_LEAVE, Presence.ABSENT})


@routes.on(Intent.LOG_STUDY, title="登记学习", examples=("周五学习日已参加", "上周五下午学了两小时民法典"))
def log_study(message: Message, work: Work) -> Reply:
    on = date.fromisoformat(message.slots["date"])
    minutes, topic = message.slots.get("minutes"), message.slots.get("topic", "")
    said = _about(minutes, topic)
    if not is_study_day(work, message.house.calendar, message.sender.branch, on):
        work.studies.log(StudyEntry(message.sender.account, on, minutes, topic))
        return Reply(_self_study(message, on, said))
    session = session_of(work, message.sender.branch, Event.FRIDAY_STUDY, on)
    earlier = work.records.attendance_of(session.id, message.sender.account)
    if earlier is not None and earlier.presence in (Presence.PRESENT, Presence.LATE) and not said:
        return Reply(_known(on))
    if earlier is None or earlier.presence not in (Presence.PRESENT, Presence.LATE):
        work.records.mark(session, message.sender, Presence.PRESENT, at=message.at)
    if said:
        work.studies.log(StudyEntry(message.sender.account, on, minutes, topic))
    return Reply(_logged(message, on, said))


@routes.on(Intent.MAKE_UP, title="登记补学", examples=("上周五的学习我补完了",))
def make_up(message: Message, work: Work) -> Reply | Question:
    found = _missed(message, work)
    if found is None:
        return Question(_which_day())
    activity, missed = found
    if missed is not None and missed.presence not in AWAY:
        return Reply(_was_there(activity, missed.presence))
    minutes, topic = message.slots.get("minutes"), message.slots.get("topic", "")
    reason = missed.reason if missed is not None else None
    work.records.mark(activity, message.sender, Presence.MADE_UP, reason=reason, made_up_on=message.today)
    work.studies.log(
        StudyEntry(message.sender.account, message.today, minutes, topic, make_up_for=activity.held_on)
    )
    within = message.house.standard.study.makeup_within_days
    in_time = message.today <= activity.held_on + timedelta(days=within)
    return Reply(_made_up(message, activity, _about(minutes, topic), within, in_time=in_time))


def _missed(message: Message, work: Work) -> tuple[Activity, Attendance | None] | None:
    """The session this member was away from: of the day and event said, else the latest one he is known to have missed.

    A study day that nobody has logged yet will do: what the member says of himself is kept. None when no day was said
    and no absence is known.

    Raises:
        NotFound: on the day that was said there was nothing of the kind.
    """
    event = Event(message.slots["event"]) if "event" in message.slots else None
    if "date" not in message.slots:
        mine = work.records.attended(
            message.sender.account, message.today - timedelta(days=31), message.today
        )
        away = [(a, mark) for a, mark in mine if mark.presence in AWAY and event in (None, a.event)]
        return away[-1] if away else None
    on = date.fromisoformat(message.slots["date"])
    mine = work.records.attended(message.sender.account, on, on)
    known = [(a, mark) for a, mark in mine if event in (None, a.event)]
    if known:
        return next((pair for pair in known if pair[1].presence in AWAY), known[-1])
    branch = message.sender.branch
    held = [a for a in work.records.on_day(branch, on) if event in (None, a.event)]
    if held:
        return held[-1], None
    if event in (None, Event.FRIDAY_STUDY) and is_study_day(work, message.house.calendar, branch, on):
        return session_of(work, branch, Event.FRIDAY_STUDY, on), None
    raise NotFound(f"{wording.session(event or Event.FRIDAY_STUDY, on)}")


def _about(minutes: int | None, topic: str) -> str:
    return "，".join(
        [*([wording.duration(minutes)] if minutes else []), *([f"内容：{topic}"] if topic else [])]
    )


def _logged(message: Message, on: date, said: str) -> str:
    tail = f"，{said}" if said else ""
    return f"{wording.comrade(message.sender)}，已登记：{wording.session(Event.FRIDAY_STUDY, on)}{tail}。"


def _known(on: date) -> str:
    return f"您{wording.session(Event.FRIDAY_STUDY, on)}已经登记，无需重复。"


def _self_study(message: Message, on: date, said: str) -> str:
    return (
        f"{wording.comrade(message.sender)}，已登记：{wording.day_of_week(on)}自学{f'，{said}' if said else ''}。"
        "这天没有安排集中学习，自学不计入到会和集中学习学时。"
    )


def _made_up(message: Message, activity: Activity, said: str, within: int, *, in_time: bool) -> str:
    head = f"{wording.comrade(message.sender)}，已登记补学：{wording.what_and_when(activity)}{f'，{said}' if said else ''}。"
    return head if in_time else f"{head}按规定应在{within}天内补学，本次已超过，记录保留但不计入参学率。"


def _which_day() -> str:
    return "请问补的是哪一天的学习？可以说“11月20日的学习补完了”。"


def _was_there(activity: Activity, presence: Presence) -> str:
    return f"您{wording.what_and_when(activity)}的登记是{wording.PRESENCE_NAMES[presence]}，不用补学。"
