"""问题清单: the list of findings an inspection hands over, from a workbook or pasted from one (domain.md §6, no. 6).

Nothing is stored here, and nothing is half read: with faults there are no findings.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from bot.documents import cells
from bot.documents.extent import BadWorkbook
from bot.documents.ledger.desk import REFUSED, Desk
from bot.documents.workbook import Fault, Layout, Row, Table, read_sheet, read_tables
from bot.domain.facts import existed
from bot.domain.people import Branch, Roster
from bot.domain.rectification import MANNER_NAMES, SEVERITY_NAMES, Manner, Severity
from bot.domain.standard import Standard

LAYOUT = Layout(
    "问题清单",
    columns=(
        "序号", "检查时间", "检查方式", "被检查支部", "对应指标", "存在问题", "程度", "检查人", "扣分", "整改期限",
    ),
    required=("检查时间", "被检查支部", "存在问题", "程度"),
    refused=REFUSED,
)  # fmt: skip

_SEVERITIES = {name: severity for severity, name in SEVERITY_NAMES.items()}
_MANNERS = {name: manner for manner, name in MANNER_NAMES.items()}
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """One row. `due_on` is None where the standard's own term shall hold; `inspectors` are as they are written."""

    number: str
    branch: str
    found_on: date
    problem: str
    severity: Severity
    manner: Manner | None
    indicator: str
    inspectors: tuple[str, ...]
    points_off: Decimal | None
    due_on: date | None


def read_findings(
    path: Path, roster: Roster, standard: Standard, today: date
) -> tuple[list[Finding], list[Fault]]:
    """The findings of a workbook, or all its faults. Whatever is in the file, or no file at all: the faults say it."""
    try:
        tables = read_tables(path)
    except BadWorkbook as bad:
        return [], [Fault("", "", bad.reason)]
    if LAYOUT.name not in tables:
        return [], [Fault("", "", f"没有找到工作表“{LAYOUT.name}”")]
    return parse_findings(tables[LAYOUT.name], roster, standard, today)


def pasted(text: str) -> Table:
    """Rows copied from a spreadsheet: cells parted by tabs."""
    return [line.split("\t") for line in text.splitlines()]


def parse_findings(
    table: Table, roster: Roster, standard: Standard, today: date
) -> tuple[list[Finding], list[Fault]]:
    """The findings of a table with its header, or all its faults."""
    if not roster.branches:
        return [], [Fault("", "", "还没有名册，请先执行 fivestar import roster")]
    sheet, desk = read_sheet(table, LAYOUT), Desk.of(roster, standard)
    read = [(row, _finding(row, desk, today)) for row in sheet.rows]
    found = [(row, finding) for row, finding in read if finding is not None]
    _only_once(found)
    if not sheet.rows and not sheet.faults:
        sheet.faults.append(Fault(LAYOUT.name, "", "工作表里没有问题"))
    if sheet.faults:
        return [], sorted(sheet.faults, key=lambda fault: fault.position)
    return [finding for _, finding in found], []


def _finding(row: Row, desk: Desk, today: date) -> Finding | None:
    branch, found_on = desk.branch(row, "被检查支部"), row.need("检查时间", cells.day)
    problem, severity = (
        row.need("存在问题", cells.short(_LONGEST)),
        row.need("程度", cells.one_of(_SEVERITIES)),
    )
    manner = row.get("检查方式", cells.one_of(_MANNERS, _without_inspection))
    number, indicator = row.get("序号", cells.short(20)) or "", _indicator(row, desk)
    points_off, due_on = row.get("扣分", cells.number(0, 100, "0.5")), row.get("整改期限", cells.day)
    inspectors = row.get("检查人", cells.words) or ()
    if branch is None or found_on is None or problem is None or severity is None:
        return None
    if found_on > today:
        row.fault("检查时间", f"读到 {found_on.isoformat()}，还没有到，请核对")
    elif not existed(branch, found_on):
        row.fault("检查时间", f"早于{branch.name}的成立日期，请核对")
    if due_on is not None and due_on < found_on:
        row.fault("整改期限", f"读到 {due_on.isoformat()}，早于检查时间，请核对")
    _from_elsewhere(row, desk.roster, branch, inspectors, found_on)
    return Finding(
        number, branch.name, found_on, problem, severity, manner, indicator, inspectors, points_off, due_on
    )


def _indicator(row: Row, desk: Desk) -> str:
    said = row.get("对应指标", cells.text)
    if said is None:
        return ""
    known = desk.indicator_called(said)
    if known is None:
        row.fault(
            "对应指标",
            f"评定标准里没有“{said}”，应为 {desk.standard.indicators[0].id} 这样的编号，没有对应的留空",
        )
        return ""
    return known.id


def _from_elsewhere(row: Row, roster: Roster, branch: Branch, inspectors: Sequence[str], on: date) -> None:
    """Nobody inspects his own branch. Names that are not on the roster are nobody's own."""
    for name in inspectors:
        fitting = roster.named(name)
        if len(fitting) == 1 and fitting[0].branch_on(on) == branch.name:
            row.fault("检查人", f"{name}是{branch.name}的党员，不能检查本支部，请核对")


def _only_once(found: Sequence[tuple[Row, Finding]]) -> None:
    first: dict[tuple[str, date, str], int] = {}
    for row, finding in found:
        key = finding.branch, finding.found_on, finding.problem
        if key in first:
            row.fault("存在问题", f"与第{first[key]}行重复，请删去一行")
        first.setdefault(key, row.number)


def _without_inspection(word: str) -> str:
    """季度检查 is 季度, 专项整治 is 专项."""
    return re.sub("(?<=..)(?:检查|考核|整治|督查)$", "", word)
