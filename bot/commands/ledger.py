"""`fivestar import ledger FILE.xlsx`: history kept by hand until now, found by its keys."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands import importing
from bot.commands.common import (
    DEFAULT_CONFIG,
    FINDINGS,
    WRONG,
    ConfigOption,
    JsonOption,
    open_store,
    print_json,
    read_settings,
)
from bot.commands.house import standard_of
from bot.documents.ledger import LedgerFile, read_ledger
from bot.documents.ledger.branch import ITEMS
from bot.documents.ledger.desk import Meeting, Record
from bot.documents.workbook import Fault
from bot.domain.activity import Talk, Training
from bot.domain.ledger import Pledge
from bot.domain.rectification import Item
from bot.store import Work
from bot.store.books import Kept
from bot.store.history import save_meetings, save_talks, save_trainings


def ledger(
    file: Annotated[Path, typer.Argument(help="台账工作簿（.xlsx），各工作表都可以没有")],
    config: ConfigOption = DEFAULT_CONFIG,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查会有哪些变化，不写入")] = False,
    as_json: JsonOption = False,
) -> None:
    """导入手工台账：组织生活、学时、党费、整改、评分等；有一处问题就什么也不写入"""
    standard, store = standard_of(read_settings(config)), open_store(config)
    try:
        read = read_ledger(file, store.read_now(lambda work: work.people.roster()), standard)
        _leave_alone(read, store.read_now(lambda work: work.cases.under_way()))
        kept = (
            {}
            if read.faults
            else importing.save(
                store, lambda work: {sheet: save(work, records) for sheet, records in read.records.items()},
                dry_run=dry_run,
            )
        )  # fmt: skip
    finally:
        store.close()
    if as_json:
        document = importing.found(read.faults, read.warnings, dry_run=dry_run)
        if not read.faults:
            document["sheets"] = {
                sheet: {"added": one.added, "changed": one.changed, "unchanged": one.unchanged}
                for sheet, one in kept.items()
            }
        print_json(document)
    else:
        print("\n".join(_lines(file, read, kept, dry_run=dry_run)))
    if read.faults:
        raise typer.Exit(FINDINGS if dry_run else WRONG)


def _leave_alone(read: LedgerFile, under_way: set[str]) -> None:
    """A problem that goes its way here is not overwritten by what a sheet says of it."""
    items = read.records.get(ITEMS.name, [])
    ours = [one for one in items if isinstance(one, Item) and one.number in under_way]
    if ours:
        read.records[ITEMS.name] = [one for one in items if one not in ours]
        numbers = "、".join(one.number for one in ours)
        read.warnings.append(Fault(ITEMS.name, "", f"编号{numbers}已在助手中办理，表中的内容没有覆盖"))


def save(work: Work, records: list[Record]) -> Kept:
    """One sheet's records; they are all of one kind."""
    meetings = [(one.activity, one.marks) for one in records if isinstance(one, Meeting)]
    talks = [one for one in records if isinstance(one, Talk)]
    trainings = [one for one in records if isinstance(one, Training)]
    books = [one for one in records if not isinstance(one, Meeting | Talk | Training)]
    pledges = [one for one in books if isinstance(one, Pledge)]
    others = [one for one in books if not isinstance(one, Pledge)]
    return (
        save_meetings(work, meetings)
        + save_talks(work, talks)
        + save_trainings(work, trainings)
        + work.ledger.unite(pledges)
        + work.ledger.save(others)
    )


def _lines(file: Path, read: LedgerFile, kept: dict[str, Kept], *, dry_run: bool) -> list[str]:
    lines = importing.lines_of(file, read.faults, read.warnings)
    will = "将" if dry_run else "已"
    for sheet, one in kept.items():
        lines.append(f"{sheet}：{will}新增{one.added}条，{will}更新{one.changed}条，未变{one.unchanged}条")
    return [*lines, "以上是试运行，没有写入。"] if dry_run and not read.faults else lines
