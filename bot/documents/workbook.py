"""Reading a workbook people filled in: limits first, then headers and cells, every fault with its place."""

import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where: `党员!C12`, and why, with the cure."""

    sheet: str
    cell: str
    reason: str

    def __str__(self) -> str:
        place = f"工作表“{self.sheet}”" + (f" {self.cell}" if self.cell else "") if self.sheet else "文件"
        return f"{place}：{self.reason}"


@dataclass(eq=False)
class BadWorkbook(Exception):
    """The file as a whole cannot be read."""

    reason: str


@dataclass
class Row:
    """One row of a sheet, by header; reads cells and collects faults."""

    sheet: str
    number: int  # as the spreadsheet shows it
    cells: Mapping[str, Any]
    columns: Mapping[str, int]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, header: str, reason: str) -> None:
        self.faults.append(Fault(self.sheet, f"{_letters(self.columns[header])}{self.number}" if header in self.columns else f"第{self.number}行", reason))

    def text(self, header: str, *, required: bool = False) -> str:
        value = self.cells.get(header, "")
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        text = str(value).strip() if value is not None else ""
        if required and not text:
            self.fault(header, f"“{header}”必须填写")
        return text

    def day(self, header: str) -> date | None:
        value = self.cells.get(header)
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        text = self.text(header)
        if not text:
            return None
        found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text)
        try:
            if found:
                return date(*(int(part) for part in found.groups()))
        except ValueError:
            pass
        self.fault(header, f"读到“{text}”，不是日期，应如 2026-11-23")
        return None

    def number_in(self, header: str) -> int | None:
        text = self.text(header)
        if not text:
            return None
        if not re.fullmatch(r"\d{1,4}", text):
            self.fault(header, f"读到“{text}”，应为整数")
            return None
        return int(text)

    def yes(self, header: str) -> bool:
        text = self.text(header)
        if text not in ("", "是", "否"):
            self.fault(header, f"读到“{text}”，应为“是”或“否”")
        return text == "是"

    def words(self, header: str) -> list[str]:
        """A list separated by 、 or a comma."""
        return [word.strip() for word in re.split(r"[、,，]", self.text(header)) if word.strip()]


@dataclass(frozen=True, slots=True)
class Sheet:
    name: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]


def open_workbook(path: Path) -> dict[str, Sheet]:
    """All sheets by name; empty rows are left out.

    Raises:
        BadWorkbook: missing, too large, encrypted, or no workbook at all.
    """
    _within_limits(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        raw = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    except (CalamineError, OSError, ValueError):
        raise BadWorkbook("不是可以读取的 Excel 工作簿（.xlsx），可能已加密或损坏，请另存为 .xlsx 后再试") from None
    return {name: _sheet(name, rows) for name, rows in raw.items()}


def _within_limits(path: Path) -> None:
    """Sizes are looked up before anything is unpacked (interfaces.md, detail 10)."""
    try:
        size = path.stat().st_size
    except OSError:
        raise BadWorkbook("没有这个文件，或没有读取权限") from None
    if size > MAX_BYTES:
        raise BadWorkbook(f"文件有{size // 1024 // 1024} MB，超过20 MB")
    if not zipfile.is_zipfile(path):
        raise BadWorkbook("不是 .xlsx 工作簿，请在 Excel 里另存为 .xlsx")
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
            raise BadWorkbook("展开后超过100 MB，已拒绝读取")


def _sheet(name: str, raw: Sequence[Sequence[Any]]) -> Sheet:
    if len(raw) > MAX_ROWS or (raw and len(raw[0]) > MAX_COLUMNS):
        raise BadWorkbook(f"工作表“{name}”超过{MAX_ROWS}行或{MAX_COLUMNS}列")
    if not raw:
        return Sheet(name, (), ())
    headers = tuple(plain_header(str(cell)) for cell in raw[0])
    columns = {header: index for index, header in reversed(list(enumerate(headers))) if header}
    return Sheet(name, tuple(header for header in headers if header), tuple(_rows(name, raw, columns)))


def _rows(name: str, raw: Sequence[Sequence[Any]], columns: Mapping[str, int]) -> Iterator[Row]:
    for number, cells in enumerate(raw[1:], 2):
        if any(str(cell).strip() for cell in cells):
            yield Row(name, number, {header: cells[index] for header, index in columns.items()}, columns)


def plain_header(text: str) -> str:
    """Without the star and without anything in brackets (scoring-notes.md §2.1)."""
    return re.sub(r"[（(].*?[）)]", "", text).replace("*", "").strip()


def _letters(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
