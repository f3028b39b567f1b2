"""Reading a workbook people filled in: headers, rows, and every fault with its place."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from bot.documents import limits
from bot.documents.cells import BadCell, Cell, NoValue, is_blank, text
from bot.documents.extent import BadWorkbook, column_letters, column_number

Value = TypeVar("Value")

Table = Sequence[Sequence[Cell]]
"""A sheet from A1 on; empty cells are empty strings."""

_HEADER_WITHIN = 10
"""Above the header there may be a title; further down nobody puts it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at 党员!C12, and what to do. Sheet and cell are empty where they make no sense."""

    sheet: str
    cell: str
    reason: str

    def __str__(self) -> str:
        place = "!".join(part for part in (self.sheet, self.cell) if part)
        return f"{place}：{self.reason}" if place else self.reason

    @property
    def position(self) -> tuple[int, int]:
        """Row and column, so that faults can be told from top to bottom."""
        found = re.fullmatch(r"([A-Z]+)(\d+)", self.cell)
        return (int(found[2]), column_number(found[1])) if found else (0, 0)


@dataclass
class Row:
    """One row of a sheet; reads its cells by header and notes what it cannot read."""

    sheet: "Sheet"
    number: int  # as the spreadsheet shows it
    cells: Mapping[str, Cell]

    def get(self, header: str, read: Callable[[Cell], Value]) -> Value | None:
        """The cell's value; None when it is empty, its column is missing, or it cannot be read."""
        cell = self.cells.get(header, "")
        if is_blank(cell):
            return None
        try:
            return read(cell)
        except BadCell as bad:
            self.fault(header, bad.reason)
            return None

    def need(self, header: str, read: Callable[[Cell], Value]) -> Value | None:
        """`get` for a required cell: an empty one is a fault. That a column is missing is said once, at the header."""
        if header in self.sheet.columns and is_blank(self.cells.get(header, "")):
            self.fault(header, f"“{header}”不能空着")
        return self.get(header, read)

    def fault(self, header: str, reason: str) -> None:
        self.sheet.faults.append(Fault(self.sheet.name, self.place(header), reason))

    def warn(self, header: str, reason: str) -> None:
        self.sheet.warnings.append(Fault(self.sheet.name, self.place(header), reason))

    def place(self, header: str) -> str:
        """The cell's address, C12."""
        return f"{column_letters(self.sheet.columns[header])}{self.number}"


@dataclass
class Sheet:
    """A sheet with known columns: their places by header (A is 1), its rows, and what was found wrong so far."""

    name: str
    columns: dict[str, int] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns a sheet has. Columns that fit `refused` must not be brought at all."""

    name: str
    columns: Collection[str]
    required: Collection[str]
    refused: re.Pattern[str]


def read_tables(path: Path) -> dict[str, Table]:
    """The sheets of a workbook within the limits, by name.

    Raises:
        BadWorkbook: the file as a whole cannot be taken.
    """
    without_value = limits.check(path).without_value()
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            return {
                name: list(_cells(book.get_sheet_by_name(name), without_value.get(name, {})))
                for name in book.sheet_names
            }
    except (CalamineError, OSError, ValueError):
        raise BadWorkbook("文件已损坏，读不出来，请在 Excel 里打开并另存为 .xlsx") from None


def _cells(sheet: CalamineSheet, without_value: Mapping[int, Mapping[int, str]]) -> Iterator[list[Cell]]:
    """Rows from A1 on; the reader itself begins with the first column that holds something, and leaves out errors."""
    before: list[Cell] = [""] * (sheet.start[1] if sheet.start else 0)
    for number, row in enumerate(_rows(sheet), 1):
        cells = [*before, *row]
        for column, error in without_value.get(number, {}).items():
            cells += [""] * (column - len(cells))
            cells[column - 1] = NoValue(error)
        yield cells


def _rows(sheet: CalamineSheet) -> Iterator[Sequence[Cell]]:
    number = 0
    try:
        for row in sheet.iter_rows():
            number += 1
            yield row
    except OverflowError:
        raise BadWorkbook(
            f"{sheet.name} 第{number + 1}行的时间单元格里是没有意义的大数，没有读取，请改正后再导入"
        ) from None


def read_sheet(table: Table, layout: Layout) -> Sheet:
    """Find the header, keep the known columns, leave out empty rows."""
    sheet = Sheet(layout.name)
    top = _header_row(table, layout)
    if top is None:
        sheet.faults.append(Fault(layout.name, "A1", f"没有找到表头，应有 {'、'.join(layout.required)} 等列"))
        return sheet
    for number, cell in enumerate(table[top], 1):
        if header := plain_header(cell):
            _place_column(sheet, layout, header, number, f"{column_letters(number)}{top + 1}")
    for header in layout.required:
        if header not in sheet.columns:
            sheet.faults.append(Fault(layout.name, f"A{top + 1}", f"缺少“{header}”列"))
    for number, row in enumerate(table[top + 1 :], top + 2):
        cells = {header: row[at - 1] for header, at in sheet.columns.items() if at <= len(row)}
        if not all(map(is_blank, cells.values())):
            sheet.rows.append(Row(sheet, number, cells))
    return sheet


def _header_row(table: Table, layout: Layout) -> int | None:
    """The first row with a required header in it."""
    for number, row in enumerate(table[:_HEADER_WITHIN]):
        if any(plain_header(cell) in layout.required for cell in row):
            return number
    return None


def _place_column(sheet: Sheet, layout: Layout, header: str, number: int, cell: str) -> None:
    if layout.refused.search(header):
        reason = f"“{header}”一列不能导入：系统不保存这类个人信息，请删去整列"
        sheet.faults.append(Fault(layout.name, cell, reason))
    elif header not in layout.columns:
        sheet.warnings.append(Fault(layout.name, cell, f"“{header}”一列用不到，已忽略"))
    elif header in sheet.columns:
        sheet.faults.append(Fault(layout.name, cell, f"“{header}”列出现了两次，请删去一列"))
    else:
        sheet.columns[header] = number


def plain_header(cell: Cell) -> str:
    """Without the star, blanks, and anything in brackets (§2.1)."""
    return "" if isinstance(cell, NoValue) else re.sub(r"[（(].*?[）)]|[*＊\s]", "", text(cell))
