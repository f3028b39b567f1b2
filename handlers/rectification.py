"""整改: what a branch does about its problems: 签收, 措施, 提交 (domain.md §3.5)."""

from datetime import date, timedelta

from bot import casework, wording
from bot.chat import Address, Button, Card, Reply
from bot.domain import permissions
from bot.domain.case import Action, Case, Stage
from bot.domain.people import Person
from bot.domain.refusal import NotAllowed, NotFound
from bot.language.intents import Intent
from bot.router import Audience, Message, Proposal, Question, Router
from bot.store.evidence import Piece
from bot.store.work import Work

routes = Router()

JUST_NOW = timedelta(hours=2)
"""Pictures sent shortly before 整改完成了 belong to it."""


# ---------------------------------------------------------------------- acknowledged and planned


@routes.on(
    Intent.ACKNOWLEDGE_ITEM,
    title="签收问题清单",
    examples=("1号已签收",),
    audience=Audience.BRANCH,
    finds=True,
    in_group=casework.IN_PRIVATE,
)
def acknowledge(message: Message, work: Work) -> Reply | Proposal | Question:
    if "item" in message.slots:
        found = casework.meant(message, work, _issued, "待签收的问题")
        if isinstance(found, Question):
            return found
        cases = [found.case]
    else:
        # 签收 without a number is said of the list as it came
        cases = [case for case in work.cases.of_branch(message.sender.branch) if _issued(case)]
    if not cases:
        return Reply("目前没有等待签收的问题。")
    permissions.require_answering(message.sender, cases[0].item.branch, message.today)
    for case in cases:
        casework.step(message, work, case, Action.ACKNOWLEDGE, note=str(message.slots.get("note", "")))
    return Reply(_acknowledged(message, cases), done="已签收")


@routes.on(
    Intent.PLAN_ITEM,
    title="登记整改措施",
    examples=("1号整改措施：补齐记录，责任人李娜",),
    audience=Audience.BRANCH,
    in_group=casework.IN_PRIVATE,
)
def plan(message: Message, work: Work) -> Reply | Question:
    found = casework.meant(message, work, lambda case: case.being_worked_on, "正在整改的问题")
    if isinstance(found, Question):
        return found
    case = found.case
    permissions.require_answering(message.sender, case.item.branch, message.today)
    name = str(message.slots.get("name", ""))
    person = message.roster.member_named(case.item.branch, name, message.today) if name else None
    if name and (person is None or person.branch != case.item.branch):
        raise NotFound(f"本支部的{name}同志")
    until = message.slots.get("until")
    after = casework.step(
        message, work, case, Action.PLAN,
        note=str(message.slots.get("note", "")),
        until=date.fromisoformat(str(until)) if until else None,
        responsible=person.account if person else "",
    )  # fmt: skip
    if person is not None and person.account != message.sender.account:
        casework.tell(
            message, work, [person], Action.PLAN,
            lambda one, who: one.responsible == who.account,
            lambda cases, _who: Reply("\n".join(_entrusted(message, one) for one in cases)),
        )  # fmt: skip
    return Reply(_planned(message, after, person), done="已登记")


# ---------------------------------------------------------------------- handed in


@routes.on(
    Intent.SUBMIT_ITEM,
    title="提交整改",
    examples=("2号整改完成了，记录已补",),
    finds=True,
    in_group=casework.IN_PRIVATE,
)
def submit(message: Message, work: Work) -> Reply | Proposal | Question:
    today = message.today
    found = casework.meant(
        message, work, lambda case: casework.mine(message, case) and case.being_worked_on, "正在整改的问题"
    )
    if isinstance(found, Question):
        return found
    case, sender = found.case, message.sender
    if not permissions.may_add_evidence(sender, case.item.branch, case.responsible, today):
        raise NotAllowed("支部书记、支委或整改责任人")
    if not found.certain and not message.confirmed:
        slots = {**message.slots, "item": case.item.number}
        return Proposal("提交整改", casework.described(message, case), slots, correctable=False)
    note = str(message.slots.get("note", ""))
    pieces = work.evidence.loose(sender.account, message.at - JUST_NOW)
    if not permissions.may_answer(sender, case.item.branch, today):
        after = casework.step(message, work, case, Action.REPORT, note=note)
        work.evidence.assign(pieces, case.item.id)
        return Reply(_reported(message, work, after))
    after = casework.step(message, work, case, Action.SUBMIT, note=note)
    work.evidence.assign(pieces, case.item.id)
    verifiers = casework.verifiers(message.roster, after, today)
    casework.tell(
        message, work, verifiers, Action.SUBMIT,
        lambda one, person: person in casework.verifiers(message.roster, one, today),
        lambda cases, person: _to_verify(message, work, cases, person),
    )  # fmt: skip
    return Reply(_submitted(message, after, verifiers, work.evidence.of_item(case.item.id)), done="已提交")


def _issued(case: Case) -> bool:
    return case.stage is Stage.ISSUED


# ---------------------------------------------------------------------- the sentences


def _acknowledged(message: Message, cases: list[Case]) -> str:
    lines = [
        f"{casework.label(case.item)}，{wording.day_of_week(casework.due(message, case))}前整改"
        for case in cases
    ]
    return f"已签收：{'；'.join(lines)}。改好后可以说“{wording.item_number(cases[0].item.number)}整改完成了”，照片和文件可以直接发来。"


def _planned(message: Message, case: Case, person: Person | None) -> str:
    step = case.steps[-1]
    parts = [
        f"措施为{step.note}" if step.note else "",
        f"责任人{wording.comrade(person)}" if person else "",
        f"计划{wording.day(step.until)}完成" if step.until else "",
    ]
    told = f"，已通知{wording.comrade(person)}" if person and person.account != message.sender.account else ""
    said = "，".join(part for part in parts if part)
    due = wording.day_of_week(casework.due(message, case))
    return f"已登记{casework.label(case.item)}的整改安排：{said or '整改中'}{told}。期限仍为{due}。"


def _entrusted(message: Message, case: Case) -> str:
    step = case.steps[-1]
    measures = f"，措施：{step.note}" if step.note else ""
    return (
        f"【整改任务】{casework.label(case.item)}由您负责整改{measures}，{wording.day_of_week(casework.due(message, case))}前完成。"
        f"改好后可以说“{wording.item_number(case.item.number)}整改完成了”，照片和文件可以直接发来。"
    )


def _submitted(message: Message, case: Case, verifiers: list[Person], pieces: list[Piece]) -> str:
    late = case.item.handed_in_on is not None and message.today > casework.due(message, case)
    days = (message.today - casework.due(message, case)).days
    when = f"（逾期{days}天）" if late else ""
    proof = f"，佐证材料{len(pieces)}件" if pieces else ""
    who = wording.comrade(verifiers[0]) if len(verifiers) == 1 else "检查组"
    return f"已提交{casework.label(case.item)}{when}{proof}，已转{who}验收。"


def _reported(message: Message, work: Work, case: Case) -> str:
    """A committee member or the responsible person tells; the secretary hands in."""
    note = case.steps[-1].note
    keepers = casework.keepers(message.roster, case.item.branch, message.today)
    says = f"{casework.numbers([case])}整改完成了"
    for keeper in keepers:
        to = Address(message.address.platform, keeper.account)
        words = f"{wording.comrade(message.sender)}反映{casework.label(case.item)}已整改{f'：{note}' if note else ''}"
        work.promises.add(
            f"items:report:{message.id}:{case.item.number}:{keeper.account}",
            to,
            Reply(
                f"【整改进展】{words}。核对后请回复“{says}”提交验收。",
                card=Card(
                    task_id=f"report-{message.id}-{case.item.id}",
                    title="整改进展",
                    subtitle=words,
                    buttons=(Button("提交验收", f"say:{says}", says=says),),
                ),
            ),
            urgent=True,
        )
    told = f"，已告知{wording.comrade(keepers[0])}核对后提交验收" if keepers else ""
    return f"已记下{casework.label(case.item)}的整改情况{told}。"


def _to_verify(message: Message, work: Work, cases: list[Case], person: Person) -> Reply:
    lines = []
    for case in cases:
        note = case.submission.note if case.submission else ""
        pieces = work.evidence.of_item(case.item.id)
        told = [note, f"佐证材料{len(pieces)}件" if pieces else ""]
        more = "，".join(part for part in told if part)
        lines.append(f"{case.item.branch}{casework.label(case.item)}{f'：{more}' if more else ''}")
    by = message.house.calendar.add_workdays(
        message.today, message.house.standard.rectifying.verify_working_days
    )
    which = casework.numbers(cases)
    passes, returns = f"{which}通过", f"{which}退回"
    return Reply(
        text="\n".join(
            [
                "【整改验收】以下问题已提交整改：",
                *lines,
                f"请于{wording.day(by)}前验收，回复“{passes}”，或“{returns}，”加上要补的内容。",
            ]
        ),
        card=Card(
            task_id=f"verify-{message.id}-{person.account}",
            title=f"整改验收：{cases[0].item.branch}{len(cases)}项",
            subtitle="\n".join(lines),
            note=f"请于{wording.day(by)}前验收",
            buttons=(
                Button("通过", f"say:{passes}", says=passes),
                Button("退回", f"say:{returns}", says=returns, style=2),
                *_look(work, cases),
            ),
        ),
    )


def _look(work: Work, cases: list[Case]) -> list[Button]:
    """看材料, where there is something to be seen of the one problem."""
    if len(cases) != 1 or not cases[0].item.number.isdecimal() or not work.evidence.of_item(cases[0].item.id):
        return []
    words = f"{wording.item_number(cases[0].item.number)}的材料发我看看"
    return [Button("看材料", f"say:{words}", says=words, style=2)]
