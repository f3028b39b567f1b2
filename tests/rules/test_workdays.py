"""Working days across a year's end, when next year's calendar is not out yet (scoring-notes.md §4)."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.almanac import load_calendar
from bot.clock import HOUSE
from bot.language.understand import Reader
from bot.standards import shipped_standard
from tests.language.corpus import roster

CALENDAR = load_calendar()


def test_fifteen_working_days_from_late_december_reach_the_next_year() -> None:
    day = CALENDAR.add_workdays(date(2026, 12, 28), 15)

    assert day == date(2027, 1, 19)  # 1 January is statutory, everything else Monday to Friday
    assert CALENDAR.is_provisional(day)
    assert not CALENDAR.is_provisional(date(2026, 12, 31))


def test_the_units_own_days_go_before_the_shipped_ones() -> None:
    unit = replace(CALENDAR, holidays=frozenset({date(2026, 12, 30)}), workdays=frozenset({date(2027, 1, 1)}))

    assert unit.add_workdays(date(2026, 12, 29), 2) == date(2027, 1, 1)
    assert not unit.is_provisional(date(2027, 1, 1))


def test_spring_festival_of_a_year_without_calendar_is_statutory() -> None:
    assert not CALENDAR.is_workday(date(2027, 2, 8))
    assert CALENDAR.next_workday(date(2027, 2, 5)) == date(2027, 2, 9)


@pytest.mark.parametrize(("text", "slot", "day"), [
    ("第3条申请延期15个工作日，材料还没齐", "until", "2027-01-19"),
    ("明天起请假15个工作日，住院", "to", "2027-01-19"),
    ("第3条申请延期到下个工作日", "until", "2026-12-29"),
])  # fmt: skip
def test_time_limits_are_said_in_working_days(text: str, slot: str, day: str) -> None:
    speaker = next(person for person in roster().people if person.name == "张华")
    late = datetime(2026, 12, 28, 10, tzinfo=HOUSE)
    reader = Reader(roster(), CALENDAR, shipped_standard())

    (one,) = reader.read(text, speaker, late).readings

    assert one.slots[slot] == day
