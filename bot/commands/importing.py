"""What the imports have in common: a dry run that is taken back, and faults told with their place."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from bot.documents.workbook import Fault
from bot.store import Store, Work

T = TypeVar("T")


class _Rehearsed(Exception):
    """Carries the result of a dry run out of a transaction that is thereby undone."""

    def __init__(self, result: Any) -> None:
        super().__init__()
        self.result = result


def save(store: Store, write: Callable[[Work], T], *, dry_run: bool) -> T:
    """All of it or nothing; a dry run does the very same and takes it back."""

    def job(work: Work) -> T:
        work.acting(source="import")
        result = write(work)
        if dry_run:
            raise _Rehearsed(result)
        return result

    try:
        return store.run_now(job)
    except _Rehearsed as rehearsed:
        result: T = rehearsed.result
        return result


def found(faults: Sequence[Fault], warnings: Sequence[Fault], *, dry_run: bool) -> dict[str, Any]:
    """The head of an import's JSON document."""
    return {
        "ok": not faults,
        "dry_run": dry_run,
        "faults": [_placed(fault) for fault in faults],
        "warnings": [_placed(warning) for warning in warnings],
    }


def lines_of(file: Path, faults: Sequence[Fault], warnings: Sequence[Fault]) -> list[str]:
    """The same for people."""
    lines = [f"提示 {warning}" for warning in warnings]
    if faults:
        lines.append(f"{file.name} 有{len(faults)}处问题，没有写入任何内容：")
    return [*lines, *(f"  {fault}" for fault in faults)]


def _placed(fault: Fault) -> dict[str, str]:
    return {"sheet": fault.sheet, "cell": fault.cell, "reason": fault.reason}
