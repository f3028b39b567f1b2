"""请假: asked for by the member, decided by the group leader, the secretary or the deputy (domain.md §2.2)."""

from datetime import date, timedelta

from bot import wording
from bot.chat import Address, Button, Card, Reply
from bot.domain import permissions
from bot.domain.activity import EVENT_NAMES, Event, Leave, Presence, Reason
from bot.domain.calendar import days
from bot.domain.people import Person
from bot.domain.refusal import NotFound, NotOpenHere
from bot.language.intents import Intent
from bot.router import Audience, Message, Router
from bot.sessions import existing, is_study_day, planned_days, session_of
from bot.store.work import Work

routes = Router()


def _days(message: Message, work: Work) -> list[date]:
    """党课请假: the days on which that meeting is planned. Study is held every week, so nothing follows from its plan."""
    event = Event(message.slots["event"])
    if event is Event.FRIDAY_STUDY:
        return []
    return planned_days(work, message.sender.branch, event, message.today)


@routes.on(Intent.LEAVE, title="请假", examples=("明天的学习我请个假，要开庭",), knows=_days)
def ask_for_leave(message: Message, work: Work) -> Reply:
    person = _who(message)
    start, end = _span(message)
    event = Event(message.slots["event"]) if "event" in message.slots else None
    reason = Reason(message.slots["reason"]) if "reason" in message.slots else None
    leave = work.studies.ask_leave(
        Leave(person.account, start, end, event, reason, state="pending", asked_by=message.sender.account)
    )
    approver = permissions.leave_approver(message.roster, person, message.today)
    if approver is None or approver.account == message.sender.account:
        _grant(leave, person, message, work)
        granted = _granted(person, leave, message.house.standard.study.makeup_within_days)
        return Reply(granted, aside=_in_private())
    work.promises.add(
        f"leave:{leave.id}:ask",
        Address(message.address.platform, approver.account),
        _request(person, leave, approver),
        urgent=True,
    )
    return Reply(_asked(message, person, leave, approver), aside=_in_private())


@routes.on(Intent.APPROVE, title="批准请假", examples=("批准张明请假",), audience=Audience.BRANCH)
def approve(message: Message, work: Work) -> Reply:
    _require_leave(message)
    leave, person = _waiting(message, work)
    _grant(leave, person, message, work)
    reply = Reply(_granted(person, leave, message.house.standard.study.makeup_within_days))
    work.promises.add(f"leave:{leave.id}:granted", Address(message.address.platform, person.account), reply)
    return Reply(_done(person, leave, "已批准"), done="已批准", aside=_decided())


@routes.on(Intent.REFUSE, title="不同意请假", examples=("不同意张明请假",), audience=Audience.BRANCH)
def refuse(message: Message, work: Work) -> Reply:
    _require_leave(message)
    leave, person = _waiting(message, work)
    work.studies.decide_leave(leave.id, "refused")
    answer = Reply(_refused(person, leave, message.sender))
    work.promises.add(f"leave:{leave.id}:refused", Address(message.address.platform, person.account), answer)
    return Reply(_done(person, leave, "未予批准"), done="未批准", aside=_decided())


def _require_leave(message: Message) -> None:
    """Raises NotOpenHere for requests of another kind: nobody can have made one yet."""
    what = message.slots.get("what", "leave")
    if what != "leave":
        raise NotOpenHere({"extension": Intent.EXTEND_ITEM}.get(what, f"approve_{what}"))


def _who(message: Message) -> Person:
    """The sender, or the person the leave is asked for; who is named must be of the sender's branch."""
    name = message.slots.get("name")
    if name is None:
        return message.sender
    person = message.roster.member_named(message.sender.branch, name, message.today)
    if person is None or person.branch != message.sender.branch:
        raise NotFound(f"本支部的{name}同志")
    return person


def _span(message: Message) -> tuple[date, date]:
    slots = message.slots
    start = date.fromisoformat(slots.get("from") or slots["date"])
    return start, date.fromisoformat(slots.get("to") or start.isoformat())


def _waiting(message: Message, work: Work) -> tuple[Leave, Person]:
    """The request this sender may decide: of the person named, or the only one that waits.

    Raises:
        NotFound: none waits for this sender.
    """
    name = message.slots.get("name")
    first, last = message.today - timedelta(days=31), message.today + timedelta(days=180)
    # a secretary's leave is decided by the full-time deputy, who may belong to any branch
    branches = [message.sender.branch]
    if message.sender.roles:
        branches = [branch.name for branch in message.roster.branches]
    found = []
    for branch in branches:
        for leave in work.studies.leaves_of_branch(branch, first, last):
            person = message.roster.person(leave.account)
            if leave.state != "pending" or person is None or (name is not None and person.name != name):
                continue
            if permissions.may_approve_leave(message.roster, message.sender, person, message.today):
                found.append((leave, person))
    if not found:
        raise NotFound("等待您批准的请假")
    return found[-1]


def _grant(leave: Leave, person: Person, message: Message, work: Work) -> None:
    """Approve, and write the leave beside every session that is known to fall into it."""
    work.studies.decide_leave(leave.id, "approved")
    for on in days(leave.start, min(leave.end, leave.start + timedelta(days=62))):
        if leave.event in (None, Event.FRIDAY_STUDY) and is_study_day(
            work, message.house.calendar, person.branch, on
        ):
            session = session_of(work, person.branch, Event.FRIDAY_STUDY, on)
            work.records.mark(session, person, Presence.ON_LEAVE, reason=leave.reason)
        elif leave.event is not None:
            activity = existing(work, person.branch, leave.event, on)
            if activity is not None:
                work.records.mark(activity, person, Presence.ON_LEAVE, reason=leave.reason)


def _what(leave: Leave) -> str:
    if leave.start != leave.end:
        what = EVENT_NAMES[leave.event] if leave.event else ""
        return f"{wording.day(leave.start)}至{wording.day(leave.end)}{what}请假"
    if leave.event is None:
        return f"{wording.day_of_week(leave.start)}请假"
    return f"{wording.session(leave.event, leave.start)}请假"


def _why(leave: Leave) -> str:
    words = wording.REASON_NAMES[leave.reason] if leave.reason else ""
    return f"（{words}）" if words else ""


def _asked(message: Message, person: Person, leave: Leave, approver: Person) -> str:
    who = f"{wording.comrade(person)}，" if person is message.sender else f"{wording.comrade(person)}的"
    return f"{who}{_what(leave)}{_why(leave)}已转{wording.comrade(approver)}批准，结果会通知本人。"


def _request(person: Person, leave: Leave, approver: Person) -> Reply:
    question = f"【请假申请】{wording.comrade(person)}：{_what(leave)}{_why(leave)}。"
    yes, no = f"批准{person.name}请假", f"不同意{person.name}请假"
    return Reply(
        text=f"{question}\n回复“{yes}”或“{no}”。",
        card=Card(
            task_id=f"leave-{leave.id}-{approver.account}",
            title="请假申请",
            subtitle=f"{wording.comrade(person)}：{_what(leave)}{_why(leave)}",
            buttons=(Button("批准", f"say:{yes}", says=yes), Button("不同意", f"say:{no}", says=no, style=2)),
        ),
    )


def _granted(person: Person, leave: Leave, within: int) -> str:
    until = wording.day(leave.end + timedelta(days=within))
    make_up = f"，请于{until}前补学" if leave.event in (None, Event.FRIDAY_STUDY) else ""
    return f"{wording.comrade(person)}，{_what(leave)}{_why(leave)}已批准{make_up}。"


def _refused(person: Person, leave: Leave, by: Person) -> str:
    return f"{wording.comrade(person)}，{_what(leave)}未获批准，如有困难请与{wording.comrade(by)}联系。"


def _done(person: Person, leave: Leave, verdict: str) -> str:
    return f"{verdict}：{wording.comrade(person)}{_what(leave)}，已通知本人。"


def _in_private() -> str:
    """Who is away, and why, is never said where others listen (domain.md §7, rule 8)."""
    return "请假已收到，详情已私信您。"


def _decided() -> str:
    return "已办理，结果已私信本人。"
