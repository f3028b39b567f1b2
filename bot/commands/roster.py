"""`fivestar import roster FILE.xlsx`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands.common import DEFAULT_CONFIG, FINDINGS, WRONG, ConfigOption, JsonOption, open_store, print_json
from bot.documents.roster import RosterFile, read_roster
from bot.store.people import Saved
from bot.store.work import Work

app = typer.Typer(help="导入", no_args_is_help=True)


@app.callback()
def imports() -> None:
    """导入"""


@app.command("roster")
def roster(
    file: Annotated[Path, typer.Argument(help="名册工作簿（.xlsx）")],
    config: ConfigOption = DEFAULT_CONFIG,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入")] = False,
    as_json: JsonOption = False,
) -> None:
    """导入或更新支部和党员名册"""
    store = open_store(config)
    try:
        read = read_roster(file)
        saved = None if read.faults else _save(store.run_now, read, dry_run=dry_run)
    finally:
        store.close()
    if as_json:
        print_json(_document(read, saved, dry_run=dry_run))
    else:
        print("\n".join(_lines(file, read, saved, dry_run=dry_run)))
    if read.faults:
        raise typer.Exit(FINDINGS if dry_run else WRONG)


class _DryRun(Exception):
    """Undoes the transaction of a rehearsal."""

    def __init__(self, saved: Saved) -> None:
        super().__init__()
        self.saved = saved


def _save(run_now: Any, read: RosterFile, *, dry_run: bool) -> Saved:
    """Save; a rehearsal does the very same and takes it back."""

    def save(work: Work) -> Saved:
        work.acting(source="import")
        saved = work.people.save(read.roster)
        if dry_run:
            raise _DryRun(saved)
        return saved

    try:
        result: Saved = run_now(save)
    except _DryRun as rehearsal:
        return rehearsal.saved
    return result


def _document(read: RosterFile, saved: Saved | None, *, dry_run: bool) -> dict[str, Any]:
    faults = [{"sheet": f.sheet, "cell": f.cell, "reason": f.reason} for f in read.faults]
    document: dict[str, Any] = {"ok": not faults, "dry_run": dry_run, "faults": faults, "warnings": read.warnings}
    if saved is not None:
        document["members"] = {
            "added": list(saved.added),
            "changed": list(saved.changed),
            "unchanged": saved.unchanged,
            "missing": list(saved.missing),
        }
        document["branches"] = {"added": list(saved.branches_added), "changed": list(saved.branches_changed)}
    return document


def _lines(file: Path, read: RosterFile, saved: Saved | None, *, dry_run: bool) -> list[str]:
    lines = [f"提示：{warning}。" for warning in read.warnings]
    if saved is None:
        return [*lines, f"{file} 有{len(read.faults)}处问题，没有写入任何内容：", *(f"  {fault}" for fault in read.faults)]
    verb = "检查通过，将" if dry_run else "已"
    lines.append(
        f"{verb}新增支部{len(saved.branches_added)}个、更新{len(saved.branches_changed)}个；"
        f"新增党员{len(saved.added)}名、更新{len(saved.changed)}名，{saved.unchanged}名未变。"
    )
    if saved.missing:
        lines.append(f"系统里有{len(saved.missing)}名党员不在这份名册中，保持不变：{'、'.join(saved.missing[:20])}{'等' if len(saved.missing) > 20 else ''}。")
    return lines
