"""志愿服务, 结对共建, 微党课, 先锋创绩, 培训: what is done beside meetings, one entry for what was one thing (domain.md §3.13, §3.16)."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot import wording
from bot.chat import Reply
from bot.domain import permissions
from bot.domain.activity import Training
from bot.domain.ledger import SERVICE_NAMES, Pledge, Service, ServiceKind
from bot.domain.people import Person
from bot.domain.refusal import NotAllowed
from bot.language.intents import Intent
from bot.router import Audience, Message, Proposal, Question, Router
from bot.store.history import save_trainings
from bot.store.work import Work

routes = Router()

_HOUR = 60
_PUBLIC = re.compile("法律咨询|法律服务|普法|咨询|服务群众|便民|义诊|调解|宣讲|答疑|帮扶")
_AGREEMENT = re.compile("签.{0,12}协议|协议.{0,6}签|签约")
_MYSELF = re.compile("我(?!们)|本人")
_EVERYBODY = re.compile("全体|全员|所有党员|都参加|都去了|全部参加|都(?:承诺|践诺|评诺|完成)")
_STAGES: tuple[tuple[str, re.Pattern[str], Callable[[str, frozenset[date]], Pledge]], ...] = (
    ("评诺", re.compile("评诺|评议承诺|诺言.{0,4}评"), lambda account, days: Pledge(account, reviewed=days)),
    (
        "践诺",
        re.compile("践诺|进展|兑现|落实承诺|完成承诺"),
        lambda account, days: Pledge(account, progress=days),
    ),
    ("承诺", re.compile(""), lambda account, days: Pledge(account, pledged=days)),
)
"""What a day of 先锋创绩 is of, and the words it is known by; without any it is the pledge itself."""


@routes.on(
    Intent.LOG_ACTIVITY,
    title="登记志愿服务等活动",
    examples=("昨天去社区做志愿服务，两个小时", "我的承诺践诺有进展"),
    audience=Audience.EVERYONE,
)
def log_activity(message: Message, work: Work) -> Reply | Proposal | Question:
    on = date.fromisoformat(message.slots["date"])
    if on > message.today:
        return Reply(f"{wording.day(on)}还没有到，请办完以后再登记。")
    kinds: Mapping[str, Callable[[Message, Work, date], Reply | Proposal | Question]] = {
        "pioneer_pledge": _pledge,
        "training": _training,
    }
    return kinds.get(message.slots["activity"], _service)(message, work, on)


# ---------------------------------------------------------------------- services


def _service(message: Message, work: Work, on: date) -> Reply | Proposal | Question:
    kind = ServiceKind(message.slots["activity"])
    if kind is ServiceKind.PAIRED_BUILDING and _AGREEMENT.search(message.said):
        return Reply(_keep_the_agreement(message))
    said = Service(
        message.sender.branch,
        on,
        kind,
        tuple(person.name for person in _participants(message, on)),
        _hours(message),
        str(message.slots.get("topic", "")),
        bool(_PUBLIC.search(message.said)),
    )
    known = _same(message, work, said)
    service = _together(known, said) if known is not None else said
    if not message.confirmed:
        facts = (
            ("时间", wording.day_of_week(on)),
            ("支部", service.branch),
            ("参加人", wording.people(service.participants) or "没有写名字"),
            *((("小时", wording.number(service.hours)),) if service.hours is not None else ()),
            *((("主题", service.topic),) if service.topic else ()),
            *((("服务群众", "是"),) if service.for_public else ()),
        )
        return Proposal(
            SERVICE_NAMES[kind], facts, message.slots, _note(message, known, service), correctable=False
        )
    if known is not None and known.topic != service.topic:
        work.ledger.revoke(known)  # the topic is part of what a record is found by
        service = replace(service, id=0)
    work.ledger.save([service])
    return Reply(_logged(service), done="已登记", aside=f"{SERVICE_NAMES[kind]}已登记，详情已私信您。")


def _same(message: Message, work: Work, said: Service) -> Service | None:
    """What was recorded already of the same thing: of one kind, one day, one branch, unless an officer names another topic."""
    books = work.ledger.of_branch(Service, said.branch)
    same: list[Service] = [one for one in books if one.on == said.on and one.kind is said.kind]
    exact = [one for one in same if one.topic == said.topic or not one.topic or not said.topic]
    if exact:
        return exact[0]
    return same[0] if same and not _keeps_books(message) else None


def _together(known: Service, said: Service) -> Service:
    """One entry for what was one thing: names are added, what was not known is filled in."""
    return replace(
        known,
        participants=tuple(dict.fromkeys([*known.participants, *said.participants])),
        hours=known.hours if said.hours is None else said.hours,
        topic=known.topic or said.topic,
        for_public=known.for_public or said.for_public,
    )


def _participants(message: Message, on: date) -> Sequence[Person]:
    """Who took part: a member says it of himself alone; an officer of whomever he names."""
    if not _keeps_books(message):
        return [message.sender]
    if _EVERYBODY.search(message.said):
        return message.roster.due(message.sender.branch, on)
    named = _named(message, on)
    if _MYSELF.search(message.said) or not (named or "count" in message.slots):
        return [message.sender, *(person for person in named if person.account != message.sender.account)]
    return named


def _named(message: Message, on: date) -> list[Person]:
    found = (
        message.roster.member_named(message.sender.branch, name, on)
        for name in message.slots.get("names", ())
    )
    return [person for person in found if person is not None]


def _keeps_books(message: Message) -> bool:
    return bool(message.sender.offices_on(message.today) & permissions.RECORDING)


def _hours(message: Message) -> Decimal | None:
    minutes = message.slots.get("minutes")
    return (Decimal(minutes) / _HOUR).quantize(Decimal("0.01")) if minutes is not None else None


# ---------------------------------------------------------------------- pledges and trainings


def _pledge(message: Message, work: Work, on: date) -> Reply | Proposal | Question:
    """Everybody of himself; an officer of those he names, or of all."""
    name, pledge = next((name, pledge) for name, words, pledge in _STAGES if words.search(message.said))
    people = _pledging(message, on)
    if not message.confirmed:
        facts = (
            ("时间", wording.day_of_week(on)),
            (name, wording.people([person.name for person in people])),
        )
        return Proposal("先锋创绩", facts, message.slots, "只登记日期，不记承诺内容。", correctable=False)
    work.ledger.unite([pledge(person.account, frozenset({on})) for person in people])
    whose = f"{people[0].name}" if len(people) == 1 else f"{len(people)}名党员"
    return Reply(f"已登记：{whose}{wording.day(on)}{name}。", done="已登记", aside="先锋创绩已登记。")


def _pledging(message: Message, on: date) -> Sequence[Person]:
    if not _keeps_books(message):
        return [message.sender]
    if _EVERYBODY.search(message.said) or re.search("(?:我们|本|全)支部", message.said):
        members = message.roster.members(message.sender.branch, on)
        return [person for person in members if not person.is_exempt(on)]
    return _named(message, on) or [message.sender]


def _training(message: Message, work: Work, on: date) -> Reply | Proposal | Question:
    """The training register is kept by the branch's officers (domain.md §4.1)."""
    permissions.require_bookkeeping(message.sender, message.sender.branch, message.today)
    hours = _hours(message)
    if hours is None:
        return Question("请问这次培训是几个学时？例如“8个小时”。")
    named = _named(message, on)
    people = [message.sender, *named] if _MYSELF.search(message.said) or not named else named
    title = str(message.slots.get("topic", ""))
    online = bool(re.search("网络|线上|在线|网上|视频", message.said))
    if not message.confirmed:
        facts = (
            ("时间", wording.day_of_week(on)),
            ("参加人", wording.people([person.name for person in people])),
            ("学时", wording.number(hours)),
            *((("班次", title),) if title else ()),
            ("方式", "网络" if online else "集中"),
        )
        return Proposal("培训", facts, message.slots, correctable=False)
    save_trainings(work, [Training(person.account, on, title, hours, online) for person in people])
    names = wording.people([person.name for person in people])
    return Reply(
        f"已登记培训：{wording.day(on)}，{names}，{wording.number(hours)}学时。",
        done="已登记",
        aside="培训已登记，详情已私信您。",
    )


# ---------------------------------------------------------------------- the sentences


def _logged(service: Service) -> str:
    names = f"，{wording.people(service.participants)}参加" if service.participants else ""
    hours = f"，{wording.number(service.hours)}小时" if service.hours is not None else ""
    return f"已登记：{service.branch}{wording.day(service.on)}{SERVICE_NAMES[service.kind]}{names}{hours}。"


def _note(message: Message, known: Service | None, service: Service) -> str:
    notes = []
    if known is not None:
        notes.append("当天已有这项活动的登记，合并为一次。")
    if not _keeps_books(message) and len(message.slots.get("names", ())):
        notes.append("只登记您本人，其他同志请本人或支委登记。")
    count = message.slots.get("count")
    if _keeps_books(message) and isinstance(count, int) and count > len(service.participants):
        notes.append("没有写名字的不计入个人次数，可以补充“参加的有张明、李娜”。")
    return "".join(notes)


def _keep_the_agreement(message: Message) -> str:
    if not _keeps_books(message):
        raise NotAllowed("支部书记、支委或党务干部")
    return (
        "结对共建协议由检查组看原件评分，请留存备查，这里不登记。以后每次共建活动请说一声，"
        "例如“今天和江边社区开展结对共建，张明、李娜参加，提供法律咨询”。"
    )
