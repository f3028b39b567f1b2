"""`fivestar import roster FILE.xlsx`: branches and members, brought up to date by 账号."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

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
)
from bot.documents.roster import RosterFile, read_roster
from bot.domain.people import Roster
from bot.store import Store, Work
from bot.store.people import Saved

_LISTED = 20
"""So many names are printed for people; `--json` has them all."""


def roster(
    file: Annotated[Path, typer.Argument(help="名册工作簿（.xlsx），工作表“支部”和“党员”")],
    config: ConfigOption = DEFAULT_CONFIG,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查会有哪些变化，不写入")] = False,
    as_json: JsonOption = False,
) -> None:
    """导入或更新支部和党员名册；有一处问题就什么也不写入"""
    store = open_store(config)
    try:
        read = read_roster(file)
        changes = None if read.faults else _save(store, read.roster, dry_run=dry_run)
    finally:
        store.close()
    if as_json:
        print_json(_document(read, changes, dry_run=dry_run))
    else:
        print("\n".join(_lines(file, read, changes, dry_run=dry_run)))
    if read.faults:
        raise typer.Exit(FINDINGS if dry_run else WRONG)


# ---------------------------------------------------------------------- saving


@dataclass(frozen=True, slots=True)
class Changes:
    """What a save did, or would do. People by account; `names` tells how the accounts are called."""

    saved: Saved
    branches_unchanged: int
    branches_missing: tuple[str, ...]
    names: dict[str, str]


def _save(store: Store, new: Roster, *, dry_run: bool) -> Changes:
    def write(work: Work) -> Changes:
        before = work.people.roster()
        return _changes(before, new, work.people.save(new))

    return importing.save(store, write, dry_run=dry_run)


def _changes(before: Roster, new: Roster, saved: Saved) -> Changes:
    listed = {branch.name for branch in new.branches}
    return Changes(
        saved,
        len(new.branches) - len(saved.branches_added) - len(saved.branches_changed),
        tuple(branch.name for branch in before.branches if branch.name not in listed),
        {person.account.lower(): person.name for person in (*before.people, *new.people)},
    )


# ---------------------------------------------------------------------- saying


def _document(read: RosterFile, changes: Changes | None, *, dry_run: bool) -> dict[str, Any]:
    document = importing.found(read.faults, read.warnings, dry_run=dry_run)
    if changes is not None:
        saved = changes.saved
        document["branches"] = {
            "added": list(saved.branches_added),
            "changed": list(saved.branches_changed),
            "unchanged": changes.branches_unchanged,
            "missing": list(changes.branches_missing),
        }
        document["members"] = {
            "added": list(saved.added),
            "changed": list(saved.changed),
            "unchanged": saved.unchanged,
            "missing": list(saved.missing),
        }
    return document


def _lines(file: Path, read: RosterFile, changes: Changes | None, *, dry_run: bool) -> list[str]:
    lines = importing.lines_of(file, read.faults, read.warnings)
    if changes is None:
        return lines
    saved, will = changes.saved, "将" if dry_run else "已"
    lines += [
        f"支部：{will}新增{len(saved.branches_added)}个，{will}更新{len(saved.branches_changed)}个，"
        f"未变{changes.branches_unchanged}个",
        f"党员：{will}新增{len(saved.added)}名，{will}更新{len(saved.changed)}名，未变{saved.unchanged}名",
    ]
    for label, accounts in (("新增", saved.added), ("更新", saved.changed)):
        if accounts:
            lines.append(f"  {label}：{_people(accounts, changes.names)}")
    if changes.branches_missing:
        lines.append(f"名册里没有列出的支部，保持不变：{_listing(changes.branches_missing)}")
    if saved.missing:
        left = _people(saved.missing, changes.names)
        lines.append(f"名册里没有列出的党员，保持不变（已调离的请填写“离开支部日期”）：{left}")
    return [*lines, "以上是试运行，没有写入。"] if dry_run else lines


def _people(accounts: Sequence[str], names: dict[str, str]) -> str:
    return _listing([f"{names[account.lower()]}（{account}）" for account in accounts])


def _listing(words: Sequence[str]) -> str:
    shown = "、".join(words[:_LISTED])
    return f"{shown}等{len(words)}个" if len(words) > _LISTED else shown
