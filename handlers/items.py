"""整改查询: which problems a branch has, how each of them stands, and what was done about it."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from bot import casework, wording
from bot.chat import Document, Picture, Reply
from bot.domain import permissions
from bot.domain.case import Action, Case, Stage
from bot.domain.refusal import NotAllowed
from bot.language.branches import ALL
from bot.language.intents import Intent
from bot.router import Message, Question, Router
from bot.store.work import Work

routes = Router()

LONGEST = 15
SHOWN_STEPS = 8


@routes.on(
    Intent.QUERY_ITEMS,
    title="整改查询",
    examples=("整改还有哪几条没弄完", "2号问题怎么样了"),
    in_group=casework.IN_PRIVATE,
)
def query_items(message: Message, work: Work) -> Reply | Question:
    if "item" in message.slots:
        found = casework.meant(message, work, lambda _case: True, "这个问题")
        if isinstance(found, Question):
            return found
        if _PROOF.search(message.text):
            return _proof(message, work, found.case)
        return Reply(_history(message, work, found.case))
    branch = str(message.slots.get("branch", message.sender.branch))
    state = str(message.slots.get("state", "open"))
    looks_everywhere = bool(message.sender.roles & casework.LOOKS_EVERYWHERE)
    if branch == message.sender.branch and looks_everywhere and not _says_own(message):
        branch = ALL  # who looks after all branches, and names none, asks about all
    if branch not in (ALL, message.sender.branch) and not looks_everywhere:
        raise NotAllowed("该支部党员、检查员或机关党委")
    if branch == ALL and not looks_everywhere:
        raise NotAllowed("检查员或机关党委")
    return _everywhere(message, work, state) if branch == ALL else _of_branch(message, work, branch, state)


def _says_own(message: Message) -> bool:
    names = (message.branch.name, message.branch.short_name or message.branch.name, "我们", "咱", "本支部")
    return any(name in message.text for name in names)


_PROOF = re.compile("材料|照片|佐证")


def _proof(message: Message, work: Work, case: Case) -> Reply:
    """What was sent as evidence, each piece as a message of its own, to those who see to the problem."""
    person, branch = message.sender, case.item.branch
    officer = permissions.may_add_evidence(person, branch, case.responsible, message.today)
    if not officer and not person.roles & casework.LOOKS_EVERYWHERE:
        raise NotAllowed("检查员、机关党委或该支部支委")
    pieces = [piece for piece in work.evidence.of_item(case.item.id) if piece.state == "kept"]
    if not pieces or message.house.files is None:
        return Reply(_no_proof(case, len(work.evidence.of_item(case.item.id))))
    for place, piece in enumerate(pieces, 1):
        name = (
            piece.name or f"{wording.item_number(case.item.number)}材料{place}{_SUFFIX.get(piece.kind, '')}"
        )
        data = message.house.files.read(piece.sha256)
        sent = (
            Reply("", picture=Picture(name, data))
            if piece.kind == "image"
            else Reply("", document=Document(name, data))
        )
        work.promises.add(f"evidence:{piece.id}:{message.id}", message.address.private, sent, urgent=True)
    work.audit.note("evidence_shown", f"item:{case.item.id}", None, len(pieces))
    return Reply(f"{casework.label(case.item)}的佐证材料{len(pieces)}件，随后发给您。")


_SUFFIX = {"image": ".jpg", "video": ".mp4"}


def _of_branch(message: Message, work: Work, branch: str, state: str) -> Reply:
    cases = work.cases.of_branch(branch)
    if not cases:
        return Reply(f"{branch}没有检查问题。")
    chosen = _in_state(message, cases, state)
    work.cases.show(str(message.address), [case.item.number for case in chosen])
    lines = [_summary(message, branch, cases), *_lines(message, chosen)]
    if not chosen and state != "all":
        lines.append(f"没有{_STATES[state]}的问题。")
    if permissions.may_answer(message.sender, branch, message.today) and any(
        c.being_worked_on for c in chosen
    ):
        lines.append(_how(next(case for case in chosen if case.being_worked_on)))
    return Reply("\n".join(lines))


def _everywhere(message: Message, work: Work, state: str) -> Reply:
    """Branch by branch in roster order; each with its problems, as far as they can be read on a phone."""
    cases = work.cases.all()
    chosen = _in_state(message, cases, state)
    if not chosen:
        return Reply(f"各支部没有{_STATES[state]}的检查问题。" if cases else "各支部没有检查问题。")
    order = {branch.name: place for place, branch in enumerate(message.roster.branches)}
    chosen.sort(key=lambda case: (order.get(case.item.branch, len(order)), casework.due(message, case)))
    shown = chosen[:LONGEST]
    work.cases.show(str(message.address), [case.item.number for case in shown])
    lines = [_summary(message, "各支部", cases)]
    branch = ""
    for place, case in enumerate(shown, 1):
        if case.item.branch != branch:
            branch = case.item.branch
            lines.append(f"{branch}：")
        lines.append(f"  {_line(message, case, place)}")
    if len(chosen) > len(shown):
        lines.append(f"另有{len(chosen) - len(shown)}项，可以按支部查询，例如“{branch}整改情况”。")
    return Reply("\n".join(lines))


def _in_state(message: Message, cases: Sequence[Case], state: str) -> list[Case]:
    of_state: dict[str, Callable[[Case], bool]] = {
        "open": lambda case: case.open,
        "overdue": lambda case: _days_over(message, case) > 0,
        "closed": lambda case: case.stage is Stage.CLOSED,
    }
    fits = of_state.get(state, _any)
    return sorted((case for case in cases if fits(case)), key=lambda case: (case.item.found_on, case.item.id))


def _any(_case: Case) -> bool:
    return True


def _days_over(message: Message, case: Case) -> int:
    return case.overdue(message.house.standard.rectifying, message.house.calendar, message.today)


# ---------------------------------------------------------------------- the sentences

_STATES = {"open": "未销号", "overdue": "逾期", "closed": "已销号", "all": ""}

STAGE_NAMES = {
    Stage.ISSUED: "待签收",
    Stage.ACKNOWLEDGED: "已签收",
    Stage.IN_PROGRESS: "整改中",
    Stage.EXTENSION_PENDING: "延期待批",
    Stage.SUBMITTED: "待验收",
    Stage.CLOSED: "已销号",
    Stage.CANCELLED: "已作废",
}


def _summary(message: Message, whose: str, cases: Sequence[Case]) -> str:
    still = [case for case in cases if case.open]
    over = sum(_days_over(message, case) > 0 for case in still)
    closed = sum(case.stage is Stage.CLOSED for case in cases)
    late = f"（逾期{over}项）" if over else ""
    done = f"，已销号{closed}项" if closed else ""
    return f"{whose}整改：未销号{len(still)}项{late}{done}。"


def _lines(message: Message, cases: Sequence[Case]) -> list[str]:
    lines = [_line(message, case, place) for place, case in enumerate(cases[:LONGEST], 1)]
    return lines + ([f"另有{len(cases) - LONGEST}项。"] if len(cases) > LONGEST else [])


def _line(message: Message, case: Case, place: int) -> str:
    item = case.item
    number = wording.item_number(item.number) if item.number.isdecimal() else f"第{place}条"
    return f"{number} {item.problem}（{casework.severity(item)}），{_standing(message, case)}"


def _standing(message: Message, case: Case) -> str:
    """How it stands: days left or over while it is the branch's turn."""
    due, over = casework.due(message, case), _days_over(message, case)
    if case.stage is Stage.CLOSED:
        return f"{wording.day(case.item.closed_on)}销号" if case.item.closed_on else STAGE_NAMES[case.stage]
    if case.stage is Stage.SUBMITTED:
        return f"{_handed_in(case)}提交，待验收"
    if not case.being_worked_on:
        return STAGE_NAMES[case.stage]
    objected = "，异议复核中" if case.objection is not None else ""
    return f"{_time_left(message.today, due, over)}，{STAGE_NAMES[case.stage]}{objected}"


def _handed_in(case: Case) -> str:
    step = case.submission
    on = step.at.date() if step is not None else case.item.handed_in_on
    return wording.day(on) if on is not None else ""


def _time_left(today: date, due: date, over: int) -> str:
    if over:
        return f"{wording.day(due)}到期，已逾期{over}天"
    left = (due - today).days
    return f"{wording.day_of_week(due)}到期，{f'还有{left}天' if left else '就是今天'}"


def _history(message: Message, work: Work, case: Case) -> str:
    item = case.item
    indicator = message.house.standard.indicator(item.indicator) if item.indicator else None
    about = f"，{indicator.id}{wording.short(indicator.name)}" if indicator is not None else ""
    lines = [
        f"{item.branch}{casework.label(item)}（{casework.severity(item)}{about}）：{_standing(message, case)}。"
    ]
    officer = bool(message.sender.offices_on(message.today) or message.sender.roles)
    for step in case.steps[-SHOWN_STEPS:]:
        who = f"（{casework.name_of(message.roster, step.by)}）" if officer else ""
        until = f"至{wording.day(step.until)}" if step.until and step.action is Action.ASK_EXTENSION else ""
        lines.append(
            f"  {wording.day(step.at.date())}{casework.STEP_NAMES[step.action]}{until}{who}{f'：{step.note}' if step.note else ''}"
        )
    if officer and case.responsible and case.open:
        lines.append(f"责任人：{casework.name_of(message.roster, case.responsible)}。")
    pieces = work.evidence.of_item(item.id)
    if pieces:
        saving = sum(piece.state == "wanted" for piece in pieces)
        lost = sum(piece.state == "lost" for piece in pieces)
        more = [f"{saving}件正在保存" if saving else "", f"{lost}件未能取到，请重新发送" if lost else ""]
        told = "，".join(part for part in more if part)
        lines.append(f"佐证材料{len(pieces)}件{f'（{told}）' if told else ''}。")
    return "\n".join(lines)


def _no_proof(case: Case, waiting: int) -> str:
    if waiting:
        return f"{casework.label(case.item)}的佐证材料正在保存，请过一会儿再看。"
    return f"{casework.label(case.item)}还没有佐证材料。"


def _how(case: Case) -> str:
    number = f"{case.item.number}号" if case.item.number.isdecimal() else "第1条"
    return f"改好后可以说“{number}整改完成了”，来不及可以说“{number}申请延期一周”。"
