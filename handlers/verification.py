"""验收: an inspector passes what was handed in, sends it back with a reason, or finds a relapse (domain.md §3.5)."""

from collections.abc import Callable
from datetime import date

from bot import casework, wording
from bot.chat import Reply
from bot.domain import permissions
from bot.domain.case import Action, Case, Stage, due_on
from bot.domain.people import Person, Role
from bot.language.intents import Intent
from bot.router import Audience, Message, Proposal, Question, Router
from bot.store.work import Work

routes = Router()


@routes.on(
    Intent.VERIFY_ITEM,
    title="整改验收",
    examples=("3号通过",),
    audience=Audience.INSPECTION,
    finds=True,
    in_group=casework.IN_PRIVATE,
)
def verify(message: Message, work: Work) -> Reply | Proposal | Question:
    found = casework.meant(message, work, _handed_in, "待验收的整改")
    if isinstance(found, Question):
        return found
    case = found.case
    permissions.require_verifying(message.sender, case.item.branch, message.today)
    if not found.certain and not message.confirmed:
        return _proposed("验收销号", message, case)
    after = casework.step(message, work, case, Action.CLOSE, note=str(message.slots.get("note", "")))
    _tell(message, work, after, Action.CLOSE, lambda one: _closed(message, one))
    return Reply(f"{casework.label(case.item)}已验收销号，已通知{case.item.branch}。", done="已销号")


@routes.on(
    Intent.RETURN_ITEM,
    title="退回整改",
    examples=("2号退回，要补签到表",),
    audience=Audience.INSPECTION,
    finds=True,
    in_group=casework.IN_PRIVATE,
)
def send_back(message: Message, work: Work) -> Reply | Proposal | Question:
    found = casework.meant(message, work, _handed_in, "待验收的整改")
    if isinstance(found, Question):
        return found
    case = found.case
    permissions.require_verifying(message.sender, case.item.branch, message.today)
    if case.stage is Stage.CLOSED:
        return reopen(message, work)
    reason = str(message.slots.get("note", ""))
    if not reason:
        return Question(f"请说明{casework.label(case.item)}要补什么，例如“要补签到表”。", fills="note")
    if not found.certain and not message.confirmed:
        return _proposed("退回整改", message, case, ("要补", reason))
    after = casework.step(message, work, case, Action.RETURN, note=reason)
    _tell(message, work, after, Action.RETURN, lambda one: _returned(message, one))
    rules = message.house.standard.rectifying
    if after.item.returns > rules.max_returns:
        casework.tell(
            message, work, message.roster.holders(Role.FULL_TIME_DEPUTY), Action.RETURN,
            lambda one, _person: one.item.returns > rules.max_returns,
            lambda cases, _person: Reply("\n".join(_often(one) for one in cases)),
        )  # fmt: skip
    return Reply(f"{casework.label(case.item)}已退回，已通知{case.item.branch}：{reason}。", done="已退回")


@routes.on(
    Intent.REOPEN_ITEM,
    title="回头看",
    examples=("3号反弹了，又没有签到表",),
    audience=Audience.INSPECTION,
    finds=True,
    in_group=casework.IN_PRIVATE,
)
def reopen(message: Message, work: Work) -> Reply | Proposal | Question:
    found = casework.meant(message, work, lambda case: case.stage is Stage.CLOSED, "已销号的问题")
    if isinstance(found, Question):
        return found
    case = found.case
    permissions.require_verifying(message.sender, case.item.branch, message.today)
    rules, calendar = message.house.standard.rectifying, message.house.calendar
    until = due_on(case.item.severity, message.today, rules)
    note = str(message.slots.get("note", ""))
    if not message.confirmed:
        last = calendar.next_workday(until) if rules.moved_to_workday else until
        facts = (
            ("支部", case.item.branch),
            ("问题", casework.label(case.item)),
            *((("情况", note),) if note else ()),
            ("新的期限", f"{wording.day_of_week(last)}前"),
        )
        slots = {**message.slots, "item": case.item.number}
        return Proposal(
            "回头看发现反弹", facts, slots, "确认后重新整改，原来按期销号少扣的分补扣。",
            intent=Intent.REOPEN_ITEM, correctable=False,
        )  # fmt: skip
    after = casework.step(message, work, case, Action.REOPEN, until=until, note=note)
    _tell(message, work, after, Action.REOPEN, lambda one: _reopened(message, one))
    return Reply(f"{casework.label(case.item)}已重新整改，已通知{case.item.branch}。", done="已重新整改")


def _handed_in(case: Case) -> bool:
    return case.stage is Stage.SUBMITTED


def _proposed(title: str, message: Message, case: Case, *more: tuple[str, str]) -> Proposal:
    """What was found by what fits is shown before it is done."""
    facts = (("支部", case.item.branch), ("问题", casework.label(case.item)), *more)
    return Proposal(title, facts, {**message.slots, "item": case.item.number}, correctable=False)


def _tell(message: Message, work: Work, case: Case, action: Action, words: Callable[[Case], str]) -> None:
    """The branch's secretary, and whoever handed it in."""
    people = _concerned(message, case, message.today)
    casework.tell(
        message, work, people, action,
        lambda one, person: person in _concerned(message, one, message.today),
        lambda cases, _person: Reply("\n".join(words(one) for one in cases)),
    )  # fmt: skip


def _concerned(message: Message, case: Case, today: date) -> list[Person]:
    handed_in = next((step for step in reversed(case.steps) if step.action is Action.SUBMIT), None)
    submitter = message.roster.person(handed_in.by) if handed_in is not None else None
    keepers = casework.keepers(message.roster, case.item.branch, today)
    return keepers + ([submitter] if submitter is not None and submitter not in keepers else [])


# ---------------------------------------------------------------------- the sentences


def _closed(message: Message, case: Case) -> str:
    by = casework.name_of(message.roster, case.steps[-1].by)
    return (
        f"【销号通知】{casework.label(case.item)}已验收销号（验收人：{by}，{wording.day(message.today)}）。"
    )


def _returned(message: Message, case: Case) -> str:
    due = casework.due(message, case)
    late = (message.today - due).days
    until = (
        f"期限不变，仍为{wording.day_of_week(due)}" if late <= 0 else f"原期限{wording.day(due)}已过，请尽快"
    )
    return f"【退回通知】{casework.label(case.item)}：{case.steps[-1].note}。请补充后重新提交，{until}。"


def _often(case: Case) -> str:
    return f"【退回提醒】{case.item.branch}{casework.label(case.item)}已退回{case.item.returns}次，请关注。"


def _reopened(message: Message, case: Case) -> str:
    note = case.steps[-1].note
    return (
        f"【回头看】{casework.label(case.item)}发现反弹{f'：{note}' if note else ''}，"
        f"请于{wording.day_of_week(casework.due(message, case))}前重新整改并提交。"
    )
