"""延期: more time for a problem, asked for before it is due, granted by the full-time deputy (domain.md §3.5)."""

from datetime import date, timedelta

from bot import casework, wording
from bot.chat import Button, Card, Reply
from bot.domain import permissions
from bot.domain.case import Action, Case
from bot.domain.people import Person, Role
from bot.domain.refusal import ExtensionRefused
from bot.language.intents import Intent
from bot.router import Audience, Message, Proposal, Question, Router
from bot.store.work import Work

routes = Router()


@routes.on(
    Intent.EXTEND_ITEM,
    title="申请整改延期",
    examples=("2号申请延期一周",),
    audience=Audience.BRANCH,
    finds=True,
    in_group=casework.IN_PRIVATE,
)
def extend(message: Message, work: Work) -> Reply | Proposal | Question:
    found = casework.meant(
        message, work, lambda case: casework.mine(message, case) and case.being_worked_on, "正在整改的问题"
    )
    if isinstance(found, Question):
        return found
    case = found.case
    permissions.require_answering(message.sender, case.item.branch, message.today)
    until = _until(message, case)
    if until is None:
        return Question(_how_long(case))
    if not found.certain and not message.confirmed:
        slots = {**message.slots, "item": case.item.number}
        facts = (*casework.described(message, case), ("延期至", wording.day_of_week(until)))
        return Proposal("申请延期", facts, slots, correctable=False)
    note = str(message.slots.get("note", ""))
    after = casework.step(message, work, case, Action.ASK_EXTENSION, until=until, note=note)
    deputies = [
        p for p in message.roster.holders(Role.FULL_TIME_DEPUTY) if p.account != message.sender.account
    ]
    casework.tell(
        message, work, deputies, Action.ASK_EXTENSION,
        lambda _one, _person: True,
        lambda cases, person: _to_grant(message, cases, person),
    )  # fmt: skip
    return Reply(_asked_for(after, until, deputies), done="已申请")


@routes.on(
    Intent.APPROVE,
    title="批准整改延期",
    examples=("同意2号延期",),
    audience=Audience.ORGAN,
    about="extension",
    in_group=casework.IN_PRIVATE,
)
def grant(message: Message, work: Work) -> Reply | Question:
    return _decide(message, work, Action.GRANT_EXTENSION)


@routes.on(
    Intent.REFUSE,
    title="不同意整改延期",
    audience=Audience.ORGAN,
    about="extension",
    in_group=casework.IN_PRIVATE,
)
def refuse(message: Message, work: Work) -> Reply | Question:
    return _decide(message, work, Action.REFUSE_EXTENSION)


def _decide(message: Message, work: Work, action: Action) -> Reply | Question:
    permissions.require_granting(message.sender)
    found = casework.meant(message, work, lambda case: case.request is not None, "等待批准的延期申请")
    if isinstance(found, Question):
        return found
    request = found.case.request
    until = request.until if request is not None and action is Action.GRANT_EXTENSION else None
    after = casework.step(
        message, work, found.case, action, until=until, note=str(message.slots.get("note", ""))
    )
    casework.tell(
        message, work, casework.keepers(message.roster, after.item.branch, message.today), action,
        lambda one, person: one.item.branch == person.branch,
        lambda cases, _person: Reply("\n".join(_decision(message, one) for one in cases)),
    )  # fmt: skip
    granted = action is Action.GRANT_EXTENSION
    return Reply(
        f"{_decision(message, after)}已通知{after.item.branch}。", done="已同意" if granted else "未同意"
    )


def _until(message: Message, case: Case) -> date | None:
    """The new day: as said, or so many days after the present one."""
    if "until" in message.slots:
        return date.fromisoformat(str(message.slots["until"]))
    if "days" in message.slots:
        days = int(message.slots["days"])
        longest = message.house.standard.rectifying.extension_max_days
        if days > longest:
            last = casework.due(message, case) + timedelta(days=longest)
            raise ExtensionRefused(case.item.number, "long", longest, last)
        return case.term + timedelta(days=days)
    return None


# ---------------------------------------------------------------------- the sentences


def _how_long(case: Case) -> str:
    return (
        f"{casework.label(case.item)}要延期多久？例如“{wording.item_number(case.item.number)}申请延期一周”。"
    )


def _asked_for(case: Case, until: date, deputies: list[Person]) -> str:
    who = wording.comrade(deputies[0]) if deputies else "专职副书记"
    return f"{casework.label(case.item)}延期至{wording.day_of_week(until)}的申请已转{who}批准，结果会通知您。批准前期限不变。"


def _to_grant(message: Message, cases: list[Case], person: Person) -> Reply:
    lines = []
    for case in cases:
        request = case.request
        until = request.until if request else None
        why = f"，理由：{request.note}" if request and request.note else ""
        due = wording.day(casework.due(message, case))
        lines.append(
            f"{case.item.branch}{casework.label(case.item)}，{due}到期，申请延期至{wording.day(until) if until else ''}{why}"
        )
    which = casework.numbers(cases)
    yes, no = f"同意{which}延期", f"不同意{which}延期"
    return Reply(
        text="\n".join(["【延期申请】", *lines, f"回复“{yes}”或“{no}”。"]),
        card=Card(
            task_id=f"extend-{message.id}-{person.account}",
            title="整改延期申请",
            subtitle="\n".join(lines),
            buttons=(Button("同意", f"say:{yes}", says=yes), Button("不同意", f"say:{no}", says=no, style=2)),
        ),
    )


def _decision(message: Message, case: Case) -> str:
    granted = case.steps[-1].action is Action.GRANT_EXTENSION
    due = wording.day_of_week(casework.due(message, case))
    if granted:
        return f"{casework.label(case.item)}已同意延期，新的期限是{due}。"
    note = case.steps[-1].note
    return f"{casework.label(case.item)}延期未获同意{f'：{note}' if note else ''}，期限仍为{due}。"
