"""Terms of office of a branch's committee (domain.md §3.14, scoring-notes.md §7.11)."""

from datetime import date, timedelta


def last_day(first: date, years: int) -> date:
    """A term runs to the day before its anniversary.

    >>> last_day(date(2023, 6, 16), 3), last_day(date(2024, 2, 29), 3)
    (datetime.date(2026, 6, 15), datetime.date(2027, 2, 28))
    """
    year = first.year + years
    try:
        return first.replace(year=year) - timedelta(days=1)
    except ValueError:  # 29 February has no anniversary in that year
        return date(year, 2, 28)
