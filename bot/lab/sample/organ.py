"""The people of the sample organ: two tables as in the roster workbook, read by the same rules."""

import csv
import re
from datetime import date
from pathlib import Path

import xlsxwriter

from bot.documents.cells import Cell
from bot.documents.roster import BRANCHES, PEOPLE, parse_roster
from bot.documents.workbook import Table, plain_header
from bot.domain.people import Roster

HERE = Path(__file__).parent

WRITTEN_ON = date(2026, 10, 1)
"""The dates in the tables lie before this day; with every year that passes they move along."""


def sample_roster(today: date) -> Roster:
    """24 branches with 300 members, none of them real."""
    read = parse_roster(sample_tables(today))
    if read.faults:
        raise ValueError("\n".join(str(fault) for fault in read.faults))
    return read.roster


def sample_tables(today: date) -> dict[str, Table]:
    """The sheets of the roster workbook, with dates as they would stand on the day."""
    passed = (today.month, today.day) >= (WRITTEN_ON.month, WRITTEN_ON.day)
    years = today.year - WRITTEN_ON.year - (not passed)
    return {
        BRANCHES.name: _table("branches.csv", years),
        PEOPLE.name: _table("people.csv", years),
    }


def write_roster_workbook(path: Path, today: date) -> None:
    """The sample roster as people would fill it in: required columns starred, dates as dates, header frozen."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        head = book.add_format({"bold": True, "bg_color": "#F2DCDB", "bottom": 1})
        for layout, table in zip((BRANCHES, PEOPLE), sample_tables(today).values(), strict=True):
            sheet = book.add_worksheet(layout.name)
            for column, header in enumerate(table[0]):
                star = "*" if plain_header(header) in layout.required else ""
                sheet.write_string(0, column, f"{header}{star}", head)
            for number, row in enumerate(table[1:], 1):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, column, cell, day)
                    elif cell:
                        sheet.write_string(number, column, str(cell))
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, len(table[0]) - 1, 13)


def _table(name: str, years: int) -> Table:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return [[_cell(word, years) for word in row] for row in csv.reader(file)]


def _cell(word: str, years: int) -> Cell:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", word):
        return word
    day = date.fromisoformat(word)
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)
