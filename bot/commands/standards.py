"""The life of a year's standard: draft, comments, conference, in force (domain.md §3.1)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot import wording
from bot.almanac import load_calendar
from bot.chat import Address, Button, Card, Reply
from bot.commands.acting import act, person_of
from bot.commands.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    fail,
    open_store,
    print_json,
    read_settings,
)
from bot.commands.house import standard_of
from bot.domain.measures.outcome import ZERO
from bot.domain.scoring import standing
from bot.domain.standard import Standard, StandardFaults
from bot.domain.standard_changes import changes
from bot.domain.standard_life import STATE_NAMES, STEPS, NotThatStep, StandardState
from bot.standards import parse_document, parse_standard, read_standard
from bot.store import Work
from bot.store.standards import KeptStandard
from bot.store.year import branch_years

AsOption = Annotated[str, typer.Option("--as", help="经办人的账号")]
NameOption = Annotated[str, typer.Argument(help="标准编号，如 2027-default 或 2027-default@1.0.0")]
ReferenceOption = Annotated[str, typer.Option("--reference", help="通过标准的会议，或会议纪要文号")]


def add(
    file: Annotated[Path, typer.Argument(help="标准文件（TOML）")],
    account: AsOption,
    config: ConfigOption = DEFAULT_CONFIG,
    variant: Annotated[str, typer.Option("--variant", help="适用范围，如“离退休”；一般不写")] = "",
) -> None:
    """登记一份标准草案"""
    standard, text = _read(file)

    def write(work: Work) -> bool:
        _drafter(work, account)
        return work.standards.add(standard, text, variant)

    if not act(config, write, account):
        fail(f"{standard.name} 已经登记过，修改后请换一个版本号。")
    print(
        f"已登记草案：{standard.title} {standard.name}（{standard.year}年度）。下一步：fivestar standard step {standard.name} circulate"
    )


def step(
    name: NameOption,
    what: Annotated[
        str,
        typer.Argument(help="circulate 征求意见、table 提交审议、adopt 通过、enforce 施行、withdraw 撤回"),
    ],
    account: AsOption,
    config: ConfigOption = DEFAULT_CONFIG,
    reference: ReferenceOption = "",
) -> None:
    """标准走下一步；施行的同时替代同年度原来的标准，并请各支部书记阅读"""
    if what not in STEPS:
        fail(f"没有“{what}”这一步，应为 {'、'.join(STEPS)} 之一。")

    def write(work: Work) -> StandardState:
        kept = _kept(work, name)
        try:
            state = work.standards.step(kept, STEPS[what], person_of(work, account), reference)
        except NotThatStep as refused:
            fail(_why(refused, what))
        if state is StandardState.IN_FORCE:
            ask_to_read(work, kept)
        return state

    print(f"{name}：{STATE_NAMES[act(config, write, account)]}。")


def amend(
    file: Annotated[Path, typer.Argument(help="修订后的标准文件，编号不变，版本号增加")],
    account: AsOption,
    config: ConfigOption = DEFAULT_CONFIG,
    reference: ReferenceOption = "",
) -> None:
    """年中修订：须有机关党委会议纪要，且不得使任何支部已经发生的得分变差"""
    standard, text = _read(file)
    settings = read_settings(config)
    calendar = load_calendar(settings.calendar.holidays, settings.calendar.workdays)

    def write(work: Work) -> None:
        person = person_of(work, account)
        before = work.standards.in_force(standard.year)
        if before is None or before.name.partition("@")[0] != standard.id:
            fail(f"{standard.year}年度没有施行中的 {standard.id}，请按草案办理。")
        old = parse_standard(before.document)
        names = [branch.name for branch in work.people.roster().branches]
        worse = [
            now.branch.name
            for was, now in zip(
                branch_years(work, names, standard.year, work.today, old, calendar),
                branch_years(work, names, standard.year, work.today, standard, calendar),
                strict=True,
            )
            if standing(now).lost - standing(was).lost > ZERO
        ]
        if worse:
            fail(f"修订会使{'、'.join(worse)}已经发生的事多扣分，不得追溯，没有施行。")
        if not work.standards.add(standard, text, before.variant):
            fail(f"{standard.name} 已经登记过，请换一个版本号。")
        try:
            for name in ("circulate", "table", "adopt", "enforce"):
                kept = _kept(work, standard.name)
                work.standards.step(kept, STEPS[name], person, reference, amends=True)
        except NotThatStep as refused:
            fail(_why(refused, "amend"))
        told = changes(parse_document(before.document), parse_document(text))
        ask_to_read(work, _kept(work, standard.name), [change.text for change in told])

    act(config, write, account)
    print(f"{standard.name} 已施行，替代原版本。")


def listing(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """登记过的标准，和各支部书记已阅的情况"""
    store = open_store(config)
    try:
        found = store.read_now(lambda work: [(kept, *_readers(work, kept)) for kept in work.standards.all()])
    finally:
        store.close()
    if as_json:
        print_json(
            [
                {"name": kept.name, "year": kept.year, "variant": kept.variant, "state": kept.state.value,
                 "reference": kept.reference, "changed_on": kept.changed_on.isoformat(), "read": read, "branches": all_}
                for kept, read, all_ in found
            ]
        )  # fmt: skip
        return
    for kept, read, all_ in found:
        print(
            f"{kept.name} {kept.year}年度 {STATE_NAMES[kept.state]}（{wording.full_day(kept.changed_on)}）{kept.reference} 书记已阅{read}/{all_}"
        )
    if not found:
        print(f"还没有登记标准，现在用的是 {standard_of(read_settings(config)).name}。")


# ---------------------------------------------------------------------- what is needed


TOLD = 5
"""So many changes stand in the message; the whole list is `fivestar standard diff`."""


def ask_to_read(work: Work, kept: KeptStandard, changed: Sequence[str] = ()) -> None:
    """Every branch's secretary is asked to read what is in force now, with what an amendment changed."""
    roster = work.people.roster()
    head = f"【评定标准】{kept.year}年度评定标准（{kept.name}）已施行，请阅读并向支部党员说明，然后回复“标准已阅”。"
    more = [f"另有{len(changed) - TOLD}处。"] if len(changed) > TOLD else []
    text = "\n".join([head, *changed[:TOLD], *more])
    for branch in roster.branches:
        secretary = roster.secretary(branch.name, work.today)
        if secretary is not None:
            card = Card(
                f"read-{kept.id}-{secretary.account}",
                "评定标准已施行",
                subtitle=text,
                buttons=(Button("标准已阅", "say:标准已阅", says="标准已阅"),),
            )
            work.promises.add(
                f"standard:{kept.id}:{secretary.account}",
                Address("wecom", secretary.account),
                Reply(text, card=card),
            )


def _readers(work: Work, kept: KeptStandard) -> tuple[int, int]:
    """How many of the branches' secretaries have read it, of how many."""
    roster, readers = work.people.roster(), work.standards.readers(kept)
    secretaries = [roster.secretary(branch.name, work.today) for branch in roster.branches]
    known = [one for one in secretaries if one is not None]
    return sum(one.account in readers for one in known), len(known)


def _read(file: Path) -> tuple[Standard, str]:
    try:
        return read_standard(file), file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        fail(f"读不了 {file}，请检查路径、权限和编码（UTF-8）。")
    except StandardFaults as faults:
        fail(f"{file}\n{faults}")
    except ValueError as error:
        fail(f"{file} 不是正确的 TOML：{error}")


def _drafter(work: Work, account: str) -> None:
    if not person_of(work, account).roles & STEPS["circulate"].roles:
        fail("标准草案由机关党委办公室或专职副书记登记。")


def _kept(work: Work, name: str) -> KeptStandard:
    kept = work.standards.get(name)
    if kept is None:
        fail(f"没有登记过“{name}”，登记草案用 fivestar standard add。")
    return kept


def _why(refused: NotThatStep, what: str) -> str:
    until = wording.full_day(refused.until) if refused.until is not None else ""
    return {
        "state": f"现在是“{STATE_NAMES[refused.state]}”，不能做 {what} 这一步。",
        "role": "这一步须由专职副书记（通过、施行也可由机关党委书记）或机关党委办公室办理。",
        "reference": "请用 --reference 写明通过标准的会议或会议纪要文号。",
        "too_early": f"征求意见到{until}止，期满后再提交审议。",
    }[refused.why]
