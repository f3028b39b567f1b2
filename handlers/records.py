"""我的记录, 撤销: what is kept about the one who asks, and taking back what he said."""

from datetime import date, timedelta
from fractions import Fraction

from bot import casework, wording
from bot.chat import Reply
from bot.domain.activity import Activity, Attendance, Presence
from bot.domain.ledger import Application, Dues, Grade, Pledge, Service, ServiceKind
from bot.domain.measures.outcome import rounded
from bot.domain.measures.study_hours import hours_of, required_hours
from bot.domain.refusal import NothingToRevoke
from bot.language.intents import Intent
from bot.router import Message, Router
from bot.store.entry import Entry
from bot.store.work import Work
from bot.store.year import personal_sessions

routes = Router()

REVOCABLE = timedelta(hours=24)
LATEST = 5


@routes.on(Intent.QUERY_OWN, title="我的记录", examples=("我的记录", "我这个月学了几个学时"), reads=True)
def own_records(message: Message, work: Work) -> Reply:
    period = message.slots.get("period")
    first = date.fromisoformat(period["from"]) if period else date(message.today.year, 1, 1)
    last = date.fromisoformat(period["to"]) if period else message.today
    mine = work.records.attended(message.sender.account, first, last)
    what = message.slots.get("what", "all")
    span = _span(message, first, last)
    lines = [f"{wording.comrade(message.sender)}，{span}："]
    if what in ("all", "attendance"):
        lines.append(_tally(mine))
    if what in ("all", "hours"):
        lines.append(_hours(message, work, first, last))
    if what == "all":
        lines.append(_beside(message, work, first, last))
        lines += [_line(activity, mark) for activity, mark in mine[-LATEST:]]
    return Reply("\n".join(line for line in lines if line), aside="您的个人记录已私信您。")


@routes.on(Intent.REVOKE, title="撤销", examples=("刚才那条撤销",))
def revoke(message: Message, work: Work) -> Reply:
    since = message.at - REVOCABLE
    entry = work.records.last_own(message.sender.account, since)
    step = casework.last_step(message, work, since)
    if step is not None and not message.slots and (entry is None or entry.recorded_at < step.steps[-1].at):
        return Reply(casework.take_back(message, work, step))
    if entry is None or not _fits(entry, message):
        raise NothingToRevoke
    work.records.revoke(entry)
    return Reply(f"已撤销：{_described(entry)}。")


def _hours(message: Message, work: Work, first: date, last: date) -> str:
    """Credited hours within the time; of the year's requirement when the year is asked for."""
    standard = message.house.standard
    sessions = personal_sessions(work, message.sender, first, last, standard)
    trainings = work.studies.trainings(message.sender.account, first, last)
    needed = required_hours(standard, message.sender, message.today)
    account, study = message.sender.account, standard.study
    had = hours_of(account, sessions, trainings, study, needed or Fraction(0), first.year, last)
    said = f"集中学习{wording.number(rounded(had))}学时"
    if first != date(message.today.year, 1, 1) or needed is None:
        return f"{said}。"
    rest = needed - had
    return f"{said}，全年要求{wording.number(rounded(needed))}学时，{'已达标' if rest <= 0 else f'还差{wording.number(rounded(rest))}学时'}。"


def _beside(message: Message, work: Work, first: date, last: date) -> str:
    """What is kept of somebody beside meetings: how often he served, and his pledge."""
    sender, roster = message.sender, message.roster
    served = sum(
        service.kind is ServiceKind.VOLUNTEERING
        and first <= service.on <= last
        and any(roster.who(service.branch, name) == sender for name in service.participants)
        for service in work.ledger.of_branch(Service, sender.branch)
    )
    pledges = [
        name
        for pledge in work.ledger.of_people(Pledge, [sender.account])
        for days, name in ((pledge.pledged, "承诺"), (pledge.progress, "践诺"), (pledge.reviewed, "评诺"))
        if any(first <= day <= last for day in days)
    ]
    said = [f"志愿服务{served}次"] * bool(served) + [f"先锋创绩已{wording.listed(pledges)}"] * bool(pledges)
    return f"{'，'.join(said)}。" if said else ""


def _fits(entry: Entry, message: Message) -> bool:
    if entry.activity is None:
        return True
    event, on = message.slots.get("event"), message.slots.get("date")
    return (event is None or entry.activity.event.value == event) and (
        on is None or entry.activity.held_on.isoformat() == on
    )


_BOOKS: dict[type[object], str] = {
    Dues: "党费收缴登记", Service: "志愿服务、共建活动登记", Pledge: "先锋创绩登记", Grade: "检查评分", Application: "星级申报",
}  # fmt: skip


def _described(entry: Entry) -> str:
    if entry.activity is not None:
        what = wording.what_and_when(entry.activity)
        return f"{what}{'的签到' if entry.kind == 'attendance' else '的记录'}"
    if entry.study is not None:
        return f"{wording.day(entry.study.on)}的学习登记"
    if entry.leave is not None:
        return f"{wording.day(entry.leave.start)}的请假"
    if entry.talk is not None:
        return f"{wording.day(entry.talk.on)}的谈心谈话登记"
    if entry.books:
        return _BOOKS.get(type(entry.books[0]), "刚才的登记")
    return "刚才的登记"


def _span(message: Message, first: date, last: date) -> str:
    if first == date(message.today.year, 1, 1) and last >= message.today:
        return "今年以来您的记录"
    return f"{wording.day(first)}至{wording.day(last)}您的记录"


def _tally(mine: list[tuple[Activity, Attendance]]) -> str:
    if not mine:
        return "还没有本人签到、请假或补学的登记。"
    counted = {presence: sum(mark.presence is presence for _, mark in mine) for presence in Presence}
    there = counted[Presence.PRESENT] + counted[Presence.LATE]
    words = [f"签到{there}次"]
    words += [
        f"{label}{counted[presence]}次"
        for label, presence in (
            ("请假", Presence.ON_LEAVE),
            ("缺席", Presence.ABSENT),
            ("补学", Presence.MADE_UP),
        )
        if counted[presence]
    ]
    return "，".join(words) + "。"


def _line(activity: Activity, mark: Attendance) -> str:
    return f"{wording.what_and_when(activity)}：{wording.PRESENCE_NAMES[mark.presence]}"
