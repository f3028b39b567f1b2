"""日常检查分 and the final score, by the example sentences of scoring-notes.md §8.3 and §8.4."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.domain.ledger import Books
from bot.domain.rectification import Item, Severity
from bot.domain.scoring import Standing, final, standing
from bot.domain.standard import Standard
from tests import make
from tests.rules.branch_years import STANDARD, YEAR_END, changed, year

LAST = date(2026, 10, 8)
"""The deadline of the problems here: 期限 10-03 is a holiday."""


def problem(
    severity: Severity = Severity.SERIOUS, late: int = 0, closed: int | None = None, **more: Any
) -> Item:
    """Found in the third quarter, handed in so many days late, closed so many days after its deadline, or never."""
    plain = Item(
        "2026-001", make.BRANCH, date(2026, 9, 16), "台账不全", severity, date(2026, 10, 3),
        handed_in_on=LAST + timedelta(days=late), closed_on=None if closed is None else LAST + timedelta(days=closed),
    )  # fmt: skip
    return replace(plain, **more)


def after(*items: Item, as_of: date = YEAR_END, standard: Standard = STANDARD, **more: Any) -> Standing:
    return standing(year(books=Books(items=items), as_of=as_of, standard=standard, **more))


def third_quarter(*items: Item, as_of: date = YEAR_END, standard: Standard = STANDARD) -> str:
    return str(after(*items, as_of=as_of, standard=standard).quarters[2])


# ---------------------------------------------------------------------- one problem


@pytest.mark.parametrize(("severity", "closed_late", "closed_in_time"), [
    (Severity.MINOR, "99.50", "99.75"), (Severity.SERIOUS, "98.00", "99.00"), (Severity.GRAVE, "95.00", "97.50"),
])  # fmt: skip
def test_half_is_given_back_for_a_problem_closed_by_its_deadline(
    severity: Severity, closed_late: str, closed_in_time: str
) -> None:
    assert third_quarter(problem(severity, closed=0)) == closed_in_time
    assert third_quarter(problem(severity, closed=1)) == closed_late
    assert third_quarter(problem(severity)) == closed_late  # handed in, not closed


def test_nothing_is_given_back_before_the_problem_is_closed() -> None:
    days = (LAST - timedelta(days=1), LAST)
    assert [third_quarter(problem(closed=0), as_of=day) for day in days] == ["98.00", "99.00"]


@pytest.mark.parametrize(("days", "left"), [(0, "98.00"), (90, "98.00"), (91, "99.00")])
def test_a_relapse_within_ninety_days_takes_it_back(days: int, left: str) -> None:
    relapsed = problem(closed=0, relapsed_on=LAST + timedelta(days=days))
    assert third_quarter(relapsed) == left


def test_a_relapse_still_to_come_takes_nothing_back() -> None:
    relapsed = problem(closed=0, relapsed_on=date(2026, 11, 24))
    days = (date(2026, 11, 23), date(2026, 11, 24))
    assert [third_quarter(relapsed, as_of=day) for day in days] == ["99.00", "98.00"]


@pytest.mark.parametrize(("late", "left"), [
    (6, "98.00"), (7, "97.50"), (13, "97.50"), (14, "97.00"), (15, "97.00"), (28, "96.00"), (70, "96.00"),
])  # fmt: skip
def test_every_full_week_overdue_costs_half_a_point_up_to_two(late: int, left: str) -> None:
    assert third_quarter(problem(late=late, closed=late)) == left


@pytest.mark.parametrize(("as_of", "left"), [
    (date(2027, 1, 1), "97.00"), (date(2027, 1, 7), "97.00"), (date(2027, 1, 8), "96.50"),
])  # fmt: skip
def test_the_weeks_run_on_after_the_end_of_the_year(as_of: date, left: str) -> None:
    due = date(2026, 12, 18)
    forgotten = problem(found_on=date(2026, 12, 3), due_on=due, handed_in_on=None)
    assert str(after(forgotten, as_of=as_of).quarters[3]) == left


# ---------------------------------------------------------------------- quarters and their mean


@pytest.mark.parametrize(("found", "quarter"), [
    (date(2025, 12, 31), None), (date(2026, 1, 1), 0), (date(2026, 3, 31), 0), (date(2026, 6, 30), 1),
    (date(2026, 7, 1), 2), (date(2026, 9, 30), 2), (date(2026, 10, 1), 3), (date(2027, 1, 1), None),
])  # fmt: skip
def test_a_problem_counts_in_the_quarter_it_was_found_in(found: date, quarter: int | None) -> None:
    due = date(2027, 1, 29)
    now = after(problem(found_on=found, due_on=due, handed_in_on=due))
    assert [number for number, left in enumerate(now.quarters) if left != 100] == (
        [] if quarter is None else [quarter]
    )


def test_no_quarter_falls_below_its_floor() -> None:
    many = [problem(Severity.GRAVE)] * 21
    assert third_quarter(*many) == "0.00"
    assert third_quarter(*many, standard=changed(daily={"floor": 60})) == "60.00"


@pytest.mark.parametrize(("as_of", "founded", "daily"), [
    (date(2026, 9, 30), None, "100.00"),  # the third quarter is not over
    (date(2026, 10, 1), None, "99.33"),  # of 100, 100 and 98
    (YEAR_END, None, "99.50"),
    (YEAR_END, date(2026, 7, 2), "99.00"),  # the quarter of founding is rated
    (YEAR_END, date(2026, 6, 30), "99.33"),
    (YEAR_END, date(2026, 10, 1), "100.00"),
    (date(2026, 3, 31), None, "None"),
])  # fmt: skip
def test_the_mean_is_of_the_rated_quarters_alone(as_of: date, founded: date | None, daily: str) -> None:
    assert str(after(problem(), as_of=as_of, founded=founded).daily) == daily


def test_quarters_and_their_mean_are_rounded_half_up() -> None:
    quarter_back = changed(daily={"restore_if_closed_on_time": Decimal("0.25")})
    assert third_quarter(problem(Severity.MINOR, closed=0), standard=quarter_back) == "99.63"  # 99.625
    first = problem(Severity.MINOR, found_on=date(2026, 3, 2), due_on=LAST, closed=0)
    assert str(after(first, as_of=date(2026, 10, 31)).daily) == "99.92"  # of 99.75, 100, 100
    assert str(after(first, as_of=date(2026, 7, 1)).daily) == "99.75"  # not closed yet: 99.50, 100


def test_the_example_of_three_findings() -> None:
    found = [
        problem(Severity.MINOR, found_on=date(2026, 3, 20), due_on=date(2026, 3, 27), handed_in_on=date(2026, 3, 25),
                closed_on=date(2026, 3, 27)),
        problem(Severity.MINOR, closed=4),
    ]  # fmt: skip
    now = after(*found)
    assert [str(left) for left in now.quarters] == ["99.75", "100.00", "99.50", "100.00"]
    assert now.daily == Decimal("99.81")


# ---------------------------------------------------------------------- §8.4 the final score


def points(*quarters: str | None) -> list[Decimal | None]:
    return [None if quarter is None else Decimal(quarter) for quarter in quarters]


def test_the_band_is_that_of_the_rounded_final_score() -> None:
    reached = final(STANDARD, Decimal("91.66"), points("100", "100", "100", "100"))
    assert (str(reached), STANDARD.band(reached).star) == ("95.00", 5)  # 94.996
    below = final(STANDARD, Decimal("91.65"), points("100", "100", "100", "100"))
    assert (str(below), STANDARD.band(below).star) == ("94.99", 4)


@pytest.mark.parametrize(("annual", "quarters", "wanted"), [
    ("96.75", ("99.75", None, "99.50", "100"), "96.00"), ("96.75", (None,) * 4, "96.75"), ("1.00", ("98", "0", None, None), "0.00"),
])  # fmt: skip
def test_a_standard_may_deduct_what_daily_checks_found(
    annual: str, quarters: Sequence[str | None], wanted: str
) -> None:
    deduct = changed(scoring={"combine": "deduct"})
    assert str(final(deduct, Decimal(annual), points(*quarters))) == wanted
