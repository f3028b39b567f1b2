"""Cells of the workbooks, periods of a year, working days and rounding, as the rules word them (scoring-notes.md §2, §4, §6)."""

import calendar
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path

import chinese_calendar
from chinese_calendar.constants import holidays
from python_calamine import CalamineWorkbook

Cell = str | float | date | time | timedelta | None
Row = Mapping[str, Cell]
Sheets = Mapping[str, Sequence[Row]]
"""Rows by sheet; their headers are bare: no star, nothing in brackets."""

DAY = timedelta(days=1)
DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九十")}
SHIPPED_YEARS = {day.year for day in holidays}
STATUTORY_2027 = {
    (1, 1), (2, 5), (2, 6), (2, 7), (2, 8), (4, 5), (5, 1), (5, 2), (6, 9), (9, 15), (10, 1), (10, 2), (10, 3),
}  # fmt: skip


def read_workbook(path: Path) -> dict[str, list[Row]]:
    """Its sheets; empty rows are left out."""
    book = CalamineWorkbook.from_path(str(path))
    sheets: dict[str, list[Row]] = {}
    for name in book.sheet_names:
        header, *rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False) or [[]]
        bare = [bare_header(str(cell)) for cell in header]
        sheets[name] = [dict(zip(bare, row, strict=True)) for row in rows if any(text(cell) for cell in row)]
    return sheets


def bare_header(header: str) -> str:
    return re.sub(r"[(（].*?[)）]", "", header).replace("*", "").strip()


# ---------------------------------------------------------------------- cells


def text(cell: Cell) -> str:
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell).strip()


def day_or_none(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return date.fromisoformat(text(cell)) if text(cell) else None


def day(cell: Cell) -> date:
    found = day_or_none(cell)
    assert found is not None
    return found


def month(cell: Cell) -> tuple[int, int]:
    if isinstance(cell, date):
        return cell.year, cell.month
    year, number = text(cell).split("-")[:2]
    return int(year), int(number)


def clock(cell: Cell) -> str:
    return f"{cell:%H:%M}" if isinstance(cell, datetime | time) else text(cell)


def number(cell: Cell) -> Fraction | None:
    return Fraction(text(cell)) if text(cell) else None


def whole(cell: Cell) -> int:
    return int(number(cell) or 0)


def small(cell: Cell) -> int | None:
    """2, 第2党小组, 第二党小组, 四星, 四星级."""
    said = text(cell)
    figures = re.search(r"\d+", said)
    if figures:
        return int(figures[0])
    return next((DIGITS[character] for character in said if character in DIGITS), None)


def yes(cell: Cell, *, empty: bool = False) -> bool:
    return text(cell) == "是" if text(cell) else empty


def listed(cell: Cell) -> list[str]:
    return [part.strip() for part in re.split("[、,，]", text(cell)) if part.strip()]


# ---------------------------------------------------------------------- time and numbers


def periods(year: int, kind: str) -> list[tuple[date, date]]:
    """First and last day of each month, quarter, …"""
    length = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[kind]
    lasts = range(length, 13, length)
    return [
        (date(year, last - length + 1, 1), date(year, last, calendar.monthrange(year, last)[1]))
        for last in lasts
    ]


def month_day(year: int, said: str) -> date:
    return date.fromisoformat(f"{year}-{said}")


def is_workday(on: date) -> bool:
    if on.year in SHIPPED_YEARS:
        return bool(chinese_calendar.is_workday(on))
    return on.weekday() < 5 and (on.month, on.day) not in STATUTORY_2027


def next_workday(on: date) -> date:
    while not is_workday(on):
        on += DAY
    return on


def add_workdays(on: date, count: int) -> date:
    for _ in range(count):
        on = next_workday(on + DAY)
    return on


def round2(value: Fraction) -> Fraction:
    """Half up, two places."""
    return Fraction((value * 100 + Fraction(1, 2)).__floor__(), 100)


def show(value: Fraction) -> str:
    cents = int(value * 100)
    return f"{cents // 100}.{cents % 100:02d}"
