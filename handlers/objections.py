"""异议: a branch disputes a finding; the committee looks into it and withdraws it, or it stands (domain.md §3.4)."""

from bot import casework, wording
from bot.chat import Button, Card, Reply
from bot.domain import permissions
from bot.domain.case import BEING_WORKED_ON, Action, Case, Stage
from bot.domain.people import Person, Role
from bot.domain.refusal import NoSuchItem
from bot.language.intents import Intent
from bot.router import Audience, Message, Proposal, Question, Router
from bot.store.work import Work

routes = Router()


@routes.on(
    Intent.OBJECT_ITEM,
    title="对问题提出异议",
    examples=("2号有异议，当天有签到表",),
    audience=Audience.BRANCH,
    finds=True,
    in_group=casework.IN_PRIVATE,
)
def object_to(message: Message, work: Work) -> Reply | Proposal | Question:
    found = casework.meant(
        message,
        work,
        lambda case: casework.mine(message, case) and case.stage in BEING_WORKED_ON,
        "可以提出异议的问题",
    )
    if isinstance(found, Question):
        return found
    case = found.case
    permissions.require_answering(message.sender, case.item.branch, message.today)
    note = str(message.slots.get("note", ""))
    if not note:
        return Question(_why_not(case), fills="note")
    if not found.certain and not message.confirmed:
        slots = {**message.slots, "item": case.item.number}
        return Proposal(
            "提出异议", (*casework.described(message, case), ("理由", note)), slots, correctable=False
        )
    after = casework.step(message, work, case, Action.OBJECT, note=note)
    deciders = _reviewers(message)
    casework.tell(
        message, work, deciders, Action.OBJECT,
        lambda _one, _person: True,
        lambda cases, person: _to_review(message, cases, person),
    )  # fmt: skip
    return Reply(_objected(message, after), done="已提出")


@routes.on(
    Intent.APPROVE, title="采纳异议", audience=Audience.ORGAN, about="objection", in_group=casework.IN_PRIVATE
)
def uphold(message: Message, work: Work) -> Reply | Proposal | Question:
    """The branch is right: the finding is withdrawn."""
    return _review(message, work, Action.CANCEL)


@routes.on(
    Intent.REFUSE,
    title="不采纳异议",
    audience=Audience.ORGAN,
    about="objection",
    in_group=casework.IN_PRIVATE,
)
def reject(message: Message, work: Work) -> Reply | Proposal | Question:
    return _review(message, work, Action.REJECT_OBJECTION)


def _review(message: Message, work: Work, action: Action) -> Reply | Proposal | Question:
    permissions.require_proposing(message.sender)
    found = casework.meant(message, work, lambda case: case.objection is not None, "等待复核的异议")
    if isinstance(found, Question):
        return found
    if found.case.objection is None:
        raise NoSuchItem(f"{casework.label(found.case.item)}的异议")
    if action is Action.CANCEL and not message.confirmed:
        slots = {**message.slots, "item": found.case.item.number}
        return Proposal(
            "采纳异议",
            casework.described(message, found.case),
            slots,
            "问题随即作废，不再扣分。",
            correctable=False,
        )
    after = casework.step(message, work, found.case, action, note=str(message.slots.get("note", "")))
    told = casework.keepers(message.roster, after.item.branch, message.today)
    inspector = message.roster.person(after.inspector)
    casework.tell(
        message, work, [*told, *([inspector] if inspector else [])], action,
        lambda one, person: person.branch == one.item.branch or person.account == one.inspector,
        lambda cases, _person: Reply("\n".join(_reviewed(message, one) for one in cases)),
    )  # fmt: skip
    return Reply(f"{_reviewed(message, after)}已通知{after.item.branch}。", done="已复核")


def _reviewers(message: Message) -> list[Person]:
    """Who looks into objections: the committee's office, else the full-time deputy."""
    office = message.roster.holders(Role.ORGAN_OFFICE) or message.roster.holders(Role.FULL_TIME_DEPUTY)
    return list(office)


# ---------------------------------------------------------------------- the sentences


def _why_not(case: Case) -> str:
    return f"请说明对{casework.label(case.item)}有什么异议，例如“当天有签到表”。"


def _objected(message: Message, case: Case) -> str:
    return (
        f"已收到对{casework.label(case.item)}的异议，转机关党委复核，结果会通知您。"
        f"复核期间期限不变，仍为{wording.day_of_week(casework.due(message, case))}。"
    )


def _to_review(message: Message, cases: list[Case], person: Person) -> Reply:
    lines = [
        f"{case.item.branch}对{casework.label(case.item)}有异议：{case.objection.note if case.objection else ''}"
        for case in cases
    ]
    which = casework.numbers(cases)
    yes, no = f"同意{which}异议", f"{which}异议不成立"
    return Reply(
        text="\n".join(["【异议复核】", *lines, f"回复“{yes}”（问题作废），或“{no}”并说明理由。"]),
        card=Card(
            task_id=f"object-{message.id}-{person.account}",
            title="异议复核",
            subtitle="\n".join(lines),
            buttons=(
                Button("异议成立", f"say:{yes}", says=yes),
                Button("不成立", f"say:{no}", says=no, style=2),
            ),
        ),
    )


def _reviewed(message: Message, case: Case) -> str:
    note = case.steps[-1].note
    why = f"（{note}）" if note else ""
    if case.stage is Stage.CANCELLED:
        return f"{casework.label(case.item)}的异议成立{why}，问题已作废，不用整改。"
    due = wording.day_of_week(casework.due(message, case))
    return f"{casework.label(case.item)}的异议经复核不成立{why}，请于{due}前整改。"
