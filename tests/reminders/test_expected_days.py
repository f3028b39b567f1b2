"""Sends ⊆ expected days (fault 6): every day of a year asked, every notice falls on its own working day and hour."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.clock import HOUSE
from bot.domain.calendar import days
from bot.domain.case import Said
from bot.domain.people import Branch, Role, Roster
from bot.domain.rectification import Item, Severity
from bot.store import Store
from bot.store.schema import upgrade
from reminders import ALL
from reminders.kind import Reminder
from tests import make
from tests.reminders.test_november import THE_HOUSE

EXPECTED: dict[str, Callable[[date], bool]] = {
    "late_entry": lambda day: 3 <= day.day <= 12,
    "quarterly_duties": lambda day: day.month % 3 == 0 and 10 <= day.day <= 16,
    "branches_at_risk": lambda day: day.month % 3 == 1 and day.day <= 8,
    "monthly_duties": lambda day: day.day >= 20,
    "application": lambda day: day.month in (10, 11),
    "hours": lambda day: day.month in (6, 11),
    "dues": lambda day: day.day >= 20,
    "holidays": lambda day: day.month == 12,
    "inspection": lambda day: (
        (day.month, day.day // 8) in {(3, 1), (6, 0), (6, 1), (9, 0), (9, 1), (11, 2), (11, 3)}
    ),
}


def _any_day(_day: date) -> bool:
    return True


@pytest.mark.parametrize("reminder", ALL, ids=lambda reminder: reminder.name)
def test_nothing_is_said_on_another_day_or_hour(reminder: Reminder, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'year.db'}"
    upgrade(url)
    store = Store.open(url, lambda: make.NOON)
    everybody = make.roster()
    organ = [make.person(role.value, f"r{number}", roles=[role]) for number, role in enumerate(Role)]
    branch = Branch(
        make.BRANCH, "三支部", has_committee=True, groups=2, term_from=date(2023, 7, 1), term_years=3
    )
    store.run_now(lambda work: work.people.save(Roster((branch,), (*everybody.people, *organ))))
    for month in (2, 5, 8, 12):
        item = Item(
            "", make.BRANCH, date(2026, month, 1), f"{month}月的问题", Severity.MINOR, date(2026, month, 28)
        )
        said = Said(organ[0], make.NOON.replace(month=month, day=2, tzinfo=HOUSE))
        store.run_now(lambda work, item=item, said=said: work.cases.issue(item, said))  # type: ignore[misc]
    expected = EXPECTED.get(reminder.name, _any_day)
    seen = 0
    for day in days(date(2026, 1, 1), date(2026, 12, 31)):
        for notice in store.read_now(lambda work, day=day: list(reminder.due(work, day, THE_HOUSE))):  # type: ignore[misc]
            seen += 1
            assert notice.at.date() == day, notice
            assert notice.at.timetz().replace(tzinfo=None) in reminder.times, notice
            assert THE_HOUSE.calendar.is_workday(day), notice
            assert expected(day), notice
            assert "！" not in notice.text
            assert "None" not in notice.text
    store.close()
    assert seen or reminder.name == "training"  # nobody is newly in office here
