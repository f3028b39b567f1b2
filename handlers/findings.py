"""问题清单: what inspectors find, handed to the branch with a deadline; corrected or taken back (domain.md §3.4, §3.5)."""

from dataclasses import replace
from datetime import date, timedelta

from bot import casework, wording
from bot.chat import Reply
from bot.domain import permissions
from bot.domain.case import Action, Case, Said, due_on
from bot.domain.people import Person
from bot.domain.rectification import MANNER_NAMES, SEVERITY_NAMES, Item, Manner, Severity, deadline
from bot.domain.refusal import NotFound
from bot.language.intents import Intent
from bot.router import Audience, Message, Proposal, Question, Router
from bot.store.inspections import Covering
from bot.store.work import Work

routes = Router()

AT_ONCE = ("立行立改", "立即整改", "马上整改", "当场整改")


@routes.on(
    Intent.ADD_FINDING,
    title="登记检查问题",
    examples=("三支部9月党小组会没记录，一般，10天整改",),
    audience=Audience.INSPECTION,
    in_group=casework.IN_PRIVATE,
)
def add_finding(message: Message, work: Work) -> Reply | Proposal:
    branch = message.roster.branch(str(message.slots.get("branch", "")))
    if branch is None:
        raise NotFound("这个支部")
    permissions.require_finding(message.sender, branch.name, message.today)
    item, remarks = _item(message, branch.name)
    within = work.inspections.covering(branch.name, message.sender.account, message.today)
    item = replace(item, manner=_manner(message, within))
    if not message.confirmed:
        return Proposal("检查问题", _facts(message, item), message.slots, "".join(remarks), correctable=False)
    reference = ""
    if within is not None and within.manner is item.manner:
        work.inspections.begin(within)
        reference = f"inspection:{within.inspection_id}"
    said = Said(message.sender, message.at, message_id=message.id, reference=reference)
    case = work.cases.issue(item, said)
    keepers = casework.keepers(message.roster, branch.name, message.today)
    casework.tell(
        message, work, keepers, Action.ISSUE,
        lambda one, person: one.item.branch == person.branch,
        lambda cases, person: casework.issue_list(
            cases, person, message.house.standard, message.house.calendar, message.today, message.id
        ),
    )  # fmt: skip
    return Reply(_issued(message, case), done="已下达", hint=_told(keepers))


@routes.on(
    Intent.REGRADE_ITEM,
    title="更正问题程度",
    audience=Audience.INSPECTION,
    finds=True,
    in_group=casework.IN_PRIVATE,
)
def regrade(message: Message, work: Work) -> Reply | Proposal | Question:
    found = casework.meant(message, work, lambda case: case.open, "没有销号的问题")
    if isinstance(found, Question):
        return found
    item = found.case.item
    permissions.require_finding(message.sender, item.branch, message.today)
    severity = Severity(message.slots["severity"])
    if severity is item.severity:
        return Reply(f"{casework.label(item)}的程度就是{SEVERITY_NAMES[severity]}，没有改动。")
    if not message.confirmed:
        change = f"{SEVERITY_NAMES[item.severity]}改为{SEVERITY_NAMES[severity]}"
        slots = {**message.slots, "item": item.number}
        return Proposal(
            f"更正{casework.label(item)}",
            (("程度", change),),
            slots,
            "期限不变，扣分按新的程度计算。",
            correctable=False,
        )
    case = casework.step(message, work, found.case, Action.REGRADE, severity=severity)
    _tell_branch(message, work, case, Action.REGRADE)
    return Reply(f"{_regraded(case)}已通知{case.item.branch}。", done="已更正")


@routes.on(
    Intent.CANCEL_ITEM,
    title="问题作废",
    audience=Audience.INSPECTION,
    finds=True,
    in_group=casework.IN_PRIVATE,
)
def cancel(message: Message, work: Work) -> Reply | Proposal | Question:
    found = casework.meant(message, work, lambda case: case.open, "没有销号的问题")
    if isinstance(found, Question):
        return found
    case = found.case
    permissions.require_cancelling(message.sender, case.inspector)
    if not message.confirmed:
        slots = {**message.slots, "item": case.item.number}
        facts = (("支部", case.item.branch), ("问题", f"“{case.item.problem}”"))
        return Proposal(
            "问题作废", facts, slots, "作废后不再扣分，编号不再使用，记录保留。", correctable=False
        )
    after = casework.step(message, work, case, Action.CANCEL, note=str(message.slots.get("note", "")))
    _tell_branch(message, work, after, Action.CANCEL)
    return Reply(f"{_cancelled(after)}已通知{after.item.branch}。", done="已作废")


def _manner(message: Message, within: Covering | None) -> Manner | None:
    """How it was found: as it is said, else by the inspection under way."""
    said = (manner for manner, words in MANNER_NAMES.items() if words in message.said)
    spoken = next((manner for manner in said if manner is not Manner.QUARTERLY_INSPECTION), None)
    return spoken or (within.manner if within is not None else None)


def _item(message: Message, branch: str) -> tuple[Item, list[str]]:
    """The problem as said, and what had to be assumed."""
    slots, rules, calendar = message.slots, message.house.standard.rectifying, message.house.calendar
    remarks = []
    severity = Severity(slots.get("severity", Severity.MINOR))
    if "severity" not in slots:
        remarks.append(_severity_assumed())
    if "due_on" in slots:
        until = date.fromisoformat(str(slots["due_on"]))
    elif "days" in slots:
        until = message.today + timedelta(days=int(slots["days"]))
    elif any(words in message.said for words in AT_ONCE):
        until = calendar.add_workdays(message.today, rules.immediate_working_days)
    else:
        until = due_on(severity, message.today, rules)
        remarks.append(_term_assumed(severity, rules.default_days[severity]))
    item = Item(
        "",
        branch,
        message.today,
        str(slots["text"]),
        severity,
        until,
        indicator=str(slots.get("indicator", "")),
    )
    return item, remarks


def _tell_branch(message: Message, work: Work, case: Case, action: Action) -> None:
    sentence = {Action.REGRADE: _regraded, Action.CANCEL: _cancelled}[action]
    casework.tell(
        message, work, casework.keepers(message.roster, case.item.branch, message.today), action,
        lambda one, person: one.item.branch == person.branch,
        lambda cases, _person: Reply("【问题更正】" + "\n".join(sentence(one) for one in cases)),
    )  # fmt: skip


# ---------------------------------------------------------------------- the sentences


def _facts(message: Message, item: Item) -> tuple[tuple[str, str], ...]:
    last = deadline(item, message.house.standard.rectifying, message.house.calendar)
    indicator = message.house.standard.indicator(item.indicator) if item.indicator else None
    return (
        ("支部", item.branch),
        ("问题", f"“{item.problem}”"),
        *((("指标", f"{indicator.id}{wording.short(indicator.name)}"),) if indicator else ()),
        *((("检查方式", MANNER_NAMES[item.manner]),) if item.manner else ()),
        ("程度", SEVERITY_NAMES[item.severity]),
        ("期限", f"{wording.day_of_week(last)}前"),
    )


def _severity_assumed() -> str:
    return "没有说明程度，按一般登记；如为较重、严重请重新说一遍。"


def _term_assumed(severity: Severity, days: int) -> str:
    return f"没有说明期限，按{SEVERITY_NAMES[severity]}问题{days}天计算。"


def _issued(message: Message, case: Case) -> str:
    return (
        f"已下达{case.item.branch}：{casework.label(case.item)}（{casework.severity(case.item)}），"
        f"{wording.day_of_week(casework.due(message, case))}前整改。"
    )


def _told(keepers: list[Person]) -> str:
    return f"已通知{wording.comrade(keepers[0])}签收。" if keepers else "该支部没有登记书记，请另行通知。"


def _regraded(case: Case) -> str:
    return f"{casework.label(case.item)}的程度更正为{casework.severity(case.item)}。"


def _cancelled(case: Case) -> str:
    note = case.steps[-1].note
    return f"{casework.label(case.item)}已作废，不用整改{f'（{note}）' if note else ''}。"
