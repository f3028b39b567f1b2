"""Workbooks for tests, written as people write them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import xlsxwriter

Rows = Sequence[Sequence[object]]


def written(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """Dates and times get the formats Excel shows them by; a text that begins with = is a formula."""
    with xlsxwriter.Workbook(path) as book:
        shown = {
            kind: book.add_format({"num_format": form})
            for kind, form in {date: "yyyy-mm-dd", datetime: "yyyy-mm-dd hh:mm", time: "hh:mm"}.items()
        }
        length = book.add_format({"num_format": "[h]:mm"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, timedelta):
                        sheet.write_datetime(number, column, cell, length)
                    elif isinstance(cell, date | time):
                        sheet.write_datetime(number, column, cell, shown[type(cell)])
                    else:
                        sheet.write(number, column, cell)
    return path
