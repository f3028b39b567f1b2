"""What the handlers of problems share: which one is meant, one step further, and who is told of it.

第N条 and N号 mean the problem of that 编号, else the N-th of the list last shown in this chat; what fits two ways is
asked about, what was only guessed is confirmed before anything is written (interfaces.md, detail 7).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot import wording
from bot.chat import Address, Button, Card, Reply
from bot.domain.calendar import WorkCalendar
from bot.domain.case import OBJECTION_WORKING_DAYS, Action, Case, Said, take
from bot.domain.people import Office, Person, Role, Roster
from bot.domain.permissions import OVERSEEING
from bot.domain.rectification import SEVERITY_NAMES, Item, Severity
from bot.domain.refusal import NoSuchItem
from bot.domain.standard import Standard
from bot.language.intents import BLANK, Choice
from bot.router import Message, Question
from bot.store.work import Work

LOOKS_EVERYWHERE = OVERSEEING | {Role.INSPECTOR}
"""Roles for whom a number means a problem of whatever branch."""
IN_PRIVATE = "整改事项的内容已私信您。"
"""What a group reads: problems name branches, and may name people."""
CHOICES = 6
SHORT = 12
PLACES = 2
ENOUGH = 0.6
"""So many of the words' pairs of characters must stand in the problem for it to be meant."""

Fits = Callable[[Case], bool]


@dataclass(frozen=True, slots=True)
class Meant:
    """A problem that is meant; `certain` when it was named by its number, not found by what fits."""

    case: Case
    certain: bool


def visible(message: Message, work: Work) -> list[Case]:
    """The problems this person may speak of: of the own branch, with a role in the organ of all."""
    if message.sender.roles & LOOKS_EVERYWHERE:
        return work.cases.all()
    return work.cases.of_branch(message.sender.branch)


def meant(message: Message, work: Work, fits: Fits, none: str) -> Meant | Question:
    """The problem a message is about, or what to ask back.

    Args:
        fits: whether the step that was asked for can be taken of it; decides between several.
        none: what is missing when nothing fits ("待验收的问题").

    Raises:
        NoSuchItem: nothing fits.
    """
    said = message.slots.get("item")
    if isinstance(said, dict):
        return _by_words(message, work, str(said["text"]), fits)
    if said is None:
        candidates = [case for case in visible(message, work) if fits(case)]
        if not candidates:
            raise NoSuchItem(none)
        return (
            Meant(candidates[0], certain=False) if len(candidates) == 1 else _which(message, work, candidates)
        )
    return _by_number(message, work, str(said), fits)


def _by_number(message: Message, work: Work, number: str, fits: Fits) -> Meant | Question:
    coded = work.cases.get(number)
    if coded is not None and not _sees(message.sender, coded.item, message.today):
        coded = None
    shown = work.cases.shown(str(message.address))
    place = int(number) if number.isdecimal() else 0
    placed = work.cases.get(shown[place - 1]) if 1 <= place <= len(shown) else None
    found = {case.item.number: case for case in (coded, placed) if case is not None}
    fitting = [case for case in found.values() if fits(case)]
    if len(fitting) > 1 and not _says_number(message.text, number):
        return _which(message, work, fitting)
    candidates = fitting or list(found.values())
    if not candidates:
        raise NoSuchItem(f"{number}号" if number.isdecimal() else number)
    return Meant(candidates[0], certain=True)


def _says_number(text: str, number: str) -> bool:
    """3号, 编号3: what the lists call it. 第3条 may be its place as well."""
    spoken = wording.ordinal(int(number)).removeprefix("第") if len(number) <= PLACES else number
    return re.search(rf"(?<!\d)(?:{number}|{spoken})\s*号|编号\D?{number}(?!\d)", text) is not None


def _by_words(message: Message, work: Work, words: str, fits: Fits) -> Meant | Question:
    seen = visible(message, work)
    alike = {case.item.number: _alike(words, case.item.problem) for case in seen}
    best = max(alike.values(), default=0.0)
    found = [case for case in seen if alike[case.item.number] == best >= ENOUGH]
    # where the words fit nothing, what the step fits is offered: nobody has to quote a list
    fitting = [case for case in found or seen if fits(case)] or found
    if not fitting:
        raise NoSuchItem(f"“{words}”")
    if len(fitting) > 1:
        return _which(message, work, fitting)
    return Meant(fitting[0], certain=bool(found) and best == 1.0)


def _alike(words: str, problem: str) -> float:
    """The share of the words' pairs of characters that stand in the problem; 1 where they stand there whole."""
    if words in problem:
        return 1.0
    pairs = [words[at : at + 2] for at in range(len(words) - 1)]
    return sum(pair in problem for pair in pairs) / len(pairs) * 0.99 if pairs else 0.0


def _which(message: Message, work: Work, cases: Sequence[Case]) -> Question:
    rest = _without_item(message)
    return offer(message, work, cases, _ask_which(len(cases) - CHOICES), lambda which: f"{which}，{rest}")


def offer(
    message: Message, work: Work, cases: Sequence[Case], text: str, sentence: Callable[[str], str]
) -> Question:
    """Several fit: offered with their numbers, and remembered as shown. `sentence` says it of the one that is chosen."""
    offered = list(cases)[:CHOICES]
    work.cases.show(str(message.address), [case.item.number for case in offered])
    choices = tuple(
        Choice(_short(case.item, place), sentence(_exactly(case.item, place)))
        for place, case in enumerate(offered, 1)
    )
    return Question(text, choices, number_into=sentence(f"编号{BLANK}"))


def _without_item(message: Message) -> str:
    """The words around the item, to be said again of the one that is chosen."""
    item = message.slots.get("item")
    if isinstance(item, int):
        return message.text.partition("条")[2] or message.text.partition("号")[2] or message.text
    return message.text


def _sees(person: Person, item: Item, today: date) -> bool:
    return bool(person.roles & LOOKS_EVERYWHERE) or person.branch_on(today) == item.branch


# ---------------------------------------------------------------------- one step further


def step(
    message: Message,
    work: Work,
    case: Case,
    action: Action,
    *,
    note: str = "",
    until: date | None = None,
    responsible: str = "",
    severity: Severity | None = None,
) -> Case:
    """Take it, and write it down. Refusals of the rules go through."""
    before = work.cases.hold(case.item.number) or case
    said = Said(
        message.sender,
        message.at,
        note,
        until,
        responsible,
        severity,
        message_id=message.id,
    )
    after = take(before, action, said, message.house.standard.rectifying, message.house.calendar)
    work.cases.save(before, after)
    return after


def last_step(message: Message, work: Work, since: datetime) -> Case | None:
    """The problem this person took the last step of since then, where it is still his turn to take it back."""
    touched = work.cases.touched(message.sender.account, since)
    return next((case for case in touched if case.steps[-1].by == message.sender.account), None)


def take_back(message: Message, work: Work, case: Case) -> str:
    """Undo one's own last step; a problem just issued is cancelled. Whoever was told of it is told of this too.

    Raises:
        WrongStage: a step that cannot be taken back.
    """
    undone = case.steps[-1]
    issue = undone.action is Action.ISSUE
    action = Action.CANCEL if issue else Action.TAKE_BACK
    after = step(message, work, case, action, note=_TAKEN_BACK if issue else "")
    told = keepers(message.roster, case.item.branch, message.today)
    if undone.action is Action.SUBMIT:
        told = verifiers(message.roster, case, message.today)
    sentence = f"{label(after.item)}的{STEP_NAMES[undone.action]}已撤销。"
    tell(
        message,
        work,
        told,
        action,
        lambda _one, _person: True,
        lambda _cases, _person: Reply(f"【更正】{sentence}"),
    )
    return f"已撤销：{label(after.item)}的{STEP_NAMES[undone.action]}。"


_TAKEN_BACK = "登记后撤销"


def due(message: Message, case: Case) -> date:
    return case.due(message.house.standard.rectifying, message.house.calendar)


def mine(message: Message, case: Case) -> bool:
    """Whether it is of the sender's own branch."""
    return case.item.branch == message.sender.branch_on(message.today)


def described(message: Message, case: Case) -> tuple[tuple[str, str], ...]:
    """What a confirmation shows of it."""
    return (
        ("支部", case.item.branch),
        ("问题", label(case.item)),
        ("期限", f"{wording.day_of_week(due(message, case))}前"),
    )


# ---------------------------------------------------------------------- who is told


def keepers(roster: Roster, branch: str, today: date) -> list[Person]:
    """Who answers for a branch: the secretary, else the deputy, else the committee."""
    for offices in ({Office.SECRETARY}, {Office.DEPUTY_SECRETARY}, set(Office) - {Office.GROUP_LEADER}):
        found = [person for person in roster.members(branch, today) if person.offices_on(today) & offices]
        if found:
            return found[:1]
    return []


def verifiers(roster: Roster, case: Case, today: date) -> list[Person]:
    """Who passes or returns it: the inspector who found it, else those inspectors of other branches, else the full-time deputy."""
    inspector = roster.person(case.inspector) if case.inspector else None
    if (
        inspector is not None
        and Role.INSPECTOR in inspector.roles
        and inspector.branch_on(today) != case.item.branch
    ):
        return [inspector]
    others = [p for p in roster.holders(Role.INSPECTOR) if p.branch_on(today) != case.item.branch]
    return others or list(roster.holders(Role.FULL_TIME_DEPUTY))


def tell(
    message: Message,
    work: Work,
    people: Iterable[Person],
    action: Action,
    concerns: Callable[[Case, Person], bool],
    words: Callable[[list[Case], Person], Reply],
) -> None:
    """Promise each of them one message about everything this step was taken of with this one message.

    Several problems dealt with in one sentence are one message: each further one writes it anew.
    """
    cases = work.cases.said_with(message.id, action)
    for person in {person.account: person for person in people}.values():
        if person.account == message.sender.account:
            continue
        about = [case for case in cases if concerns(case, person)]
        if about:
            to = Address(message.address.platform, person.account)
            key = f"items:{action.value}:{message.id}:{person.account}"
            work.promises.rewrite(key, to, words(about, person), urgent=True)


# ---------------------------------------------------------------------- the list as its branch gets it


def issue_list(
    cases: Sequence[Case], person: Person, standard: Standard, calendar: WorkCalendar, today: date, task: str
) -> Reply:
    """问题清单 to a secretary: each problem with its day, by when to sign and to object, and a button that signs.

    `task` makes the card's id unique: the message or the import it comes from.
    """
    rules = standard.rectifying
    lines = [
        f"{case.item.number}号（{severity(case.item)}）{case.item.problem}，"
        f"{wording.day_of_week(case.due(rules, calendar))}前整改"
        for case in cases
    ]
    sign_by = wording.day(calendar.add_workdays(today, rules.acknowledge_working_days))
    object_by = wording.day(calendar.add_workdays(today, OBJECTION_WORKING_DAYS))
    signs = f"{numbers(cases)}已签收"
    found_on = wording.listed(dict.fromkeys(wording.day(case.item.found_on) for case in cases))
    return Reply(
        text="\n".join(
            [
                f"【问题清单】{found_on}检查：{person.branch}{len(cases)}项。",
                *lines,
                f"请于{sign_by}前签收，回复“{signs}”。有异议请于{object_by}前提出，"
                f"例如“{cases[0].item.number}号有异议”并说明理由。",
            ]
        ),
        card=Card(
            task_id=f"issue-{task}-{person.account}",
            title=f"问题清单：{len(cases)}项",
            subtitle="\n".join(lines),
            note=f"请于{sign_by}前签收",
            buttons=(Button("签收", f"say:{signs}", says=signs),),
        ),
    )


# ---------------------------------------------------------------------- vocabulary


STEP_NAMES: dict[Action, str] = {
    Action.ISSUE: "下达",
    Action.ACKNOWLEDGE: "签收",
    Action.PLAN: "安排整改",
    Action.REPORT: "反映整改情况",
    Action.SUBMIT: "提交整改",
    Action.RETURN: "退回",
    Action.ASK_EXTENSION: "申请延期",
    Action.GRANT_EXTENSION: "同意延期",
    Action.REFUSE_EXTENSION: "未同意延期",
    Action.CLOSE: "验收销号",
    Action.REOPEN: "回头看发现反弹",
    Action.CANCEL: "作废",
    Action.OBJECT: "提出异议",
    Action.REJECT_OBJECTION: "异议不成立",
    Action.REGRADE: "更正程度",
    Action.TAKE_BACK: "撤回上一步",
}


def label(item: Item) -> str:
    """3号“9月支委会记录缺请假人员”; an imported one by its own mark."""
    if item.number.isdecimal():
        return f"{wording.item_number(item.number)}“{item.problem}”"
    return f"“{item.problem}”（编号{item.number}）"


def severity(item: Item) -> str:
    return SEVERITY_NAMES[item.severity]


def numbers(cases: Iterable[Case]) -> str:
    """1号, 第1、2条: what a button says, where each has a number."""
    found = [case.item.number for case in cases]
    if not all(number.isdecimal() for number in found):
        return "问题清单"
    return f"{found[0]}号" if len(found) == 1 else f"第{'、'.join(found)}条"


def name_of(roster: Roster, account: str) -> str:
    person = roster.person(account)
    return wording.comrade(person) if person is not None else "同志"


def _spoken(item: Item, place: int) -> str:
    return item.number if item.number.isdecimal() else str(place)


def _exactly(item: Item, place: int) -> str:
    return f"编号{item.number}" if item.number.isdecimal() else f"第{place}条"


def _short(item: Item, place: int) -> str:
    problem = item.problem if len(item.problem) <= SHORT else f"{item.problem[: SHORT - 1]}…"
    return f"{_spoken(item, place)}号 {problem}"


def _ask_which(more: int) -> str:
    return f"请问是哪一条？{f'还有{more}条没有列出，可以直接说编号。' if more > 0 else ''}"
