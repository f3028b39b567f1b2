"""整改: what a branch does about its problems: 签收, 措施, 提交, 延期, 异议 (domain.md §3.5)."""

from datetime import date, timedelta

from bot import casework, wording
from bot.chat import Address, Button, Card, Reply
from bot.domain import permissions
from bot.domain.case import BEING_WORKED_ON, Action, Case, Stage
from bot.domain.people import Person, Role
from bot.domain.refusal import ExtensionRefused, NoSuchItem, NotAllowed, NotFound
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
)
def plan(message: Message, work: Work) -> Reply | Question:
    found = casework.meant(message, work, _at_work, "正在整改的问题")
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


@routes.on(Intent.SUBMIT_ITEM, title="提交整改", examples=("2号整改完成了，记录已补",), finds=True)
def submit(message: Message, work: Work) -> Reply | Proposal | Question:
    today = message.today
    found = casework.meant(
        message, work, lambda case: _mine(message, case) and _at_work(case), "正在整改的问题"
    )
    if isinstance(found, Question):
        return found
    case, sender = found.case, message.sender
    if not permissions.may_add_evidence(sender, case.item.branch, case.responsible, today):
        raise NotAllowed("支部书记、支委或整改责任人")
    if not found.certain and not message.confirmed:
        slots = {**message.slots, "item": case.item.number}
        return Proposal("提交整改", _facts(message, case), slots, correctable=False)
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


# ---------------------------------------------------------------------- more time


@routes.on(
    Intent.EXTEND_ITEM,
    title="申请整改延期",
    examples=("2号申请延期一周",),
    audience=Audience.BRANCH,
    finds=True,
)
def extend(message: Message, work: Work) -> Reply | Proposal | Question:
    found = casework.meant(
        message, work, lambda case: _mine(message, case) and _at_work(case), "正在整改的问题"
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
        facts = (*_facts(message, case), ("延期至", wording.day_of_week(until)))
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
)
def grant(message: Message, work: Work) -> Reply | Question:
    return _decide(message, work, Action.GRANT_EXTENSION)


@routes.on(
    Intent.REFUSE,
    title="不同意整改延期",
    audience=Audience.ORGAN,
    about="extension",
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


# ---------------------------------------------------------------------- objections


@routes.on(
    Intent.OBJECT_ITEM,
    title="对问题提出异议",
    examples=("2号有异议，当天有签到表",),
    audience=Audience.BRANCH,
    finds=True,
)
def object_to(message: Message, work: Work) -> Reply | Proposal | Question:
    found = casework.meant(
        message,
        work,
        lambda case: _mine(message, case) and case.stage in BEING_WORKED_ON,
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
        return Proposal("提出异议", (*_facts(message, case), ("理由", note)), slots, correctable=False)
    after = casework.step(message, work, case, Action.OBJECT, note=note)
    deciders = _reviewers(message)
    casework.tell(
        message, work, deciders, Action.OBJECT,
        lambda _one, _person: True,
        lambda cases, person: _to_review(message, cases, person),
    )  # fmt: skip
    return Reply(_objected(message, after), done="已提出")


@routes.on(Intent.APPROVE, title="采纳异议", audience=Audience.ORGAN, about="objection")
def uphold(message: Message, work: Work) -> Reply | Proposal | Question:
    """The branch is right: the finding is withdrawn."""
    return _review(message, work, Action.CANCEL)


@routes.on(Intent.REFUSE, title="不采纳异议", audience=Audience.ORGAN, about="objection")
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
            "采纳异议", _facts(message, found.case), slots, "问题随即作废，不再扣分。", correctable=False
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


# ---------------------------------------------------------------------- small decisions


def _issued(case: Case) -> bool:
    return case.stage is Stage.ISSUED


def _at_work(case: Case) -> bool:
    return case.being_worked_on


def _mine(message: Message, case: Case) -> bool:
    return case.item.branch == message.sender.branch_on(message.today)


def _reviewers(message: Message) -> list[Person]:
    """Who looks into objections: the committee's office, else the full-time deputy."""
    office = message.roster.holders(Role.ORGAN_OFFICE) or message.roster.holders(Role.FULL_TIME_DEPUTY)
    return list(office)


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


def _facts(message: Message, case: Case) -> tuple[tuple[str, str], ...]:
    return (
        ("支部", case.item.branch),
        ("问题", casework.label(case.item)),
        ("期限", f"{wording.day_of_week(casework.due(message, case))}前"),
    )


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
