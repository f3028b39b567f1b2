"""What would be: the least score for a star, the cheapest way there, problems put right or left."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.activity import Event
from bot.domain.forecast import annual_needed, cheapest, if_closed, if_held, open_items
from bot.domain.ledger import Books
from bot.domain.rectification import Item, Severity
from bot.domain.scoring import final, standing
from tests import make
from tests.rules.branch_years import STANDARD, changed, year

TODAY = date(2026, 11, 27)
LATE = Item("1", make.BRANCH, date(2026, 11, 10), "讲稿未归档", Severity.SERIOUS, date(2026, 11, 24))
OPEN = Item("2", make.BRANCH, date(2026, 11, 20), "签到表缺签名", Severity.MINOR, date(2026, 12, 4))
CLOSED = replace(OPEN, number="3", handed_in_on=date(2026, 11, 21), closed_on=date(2026, 11, 23))

SCORES = st.integers(0, 10000).map(lambda cents: Decimal(cents) / 100)


@given(st.lists(st.none() | SCORES, min_size=4, max_size=4), st.sampled_from([1, 2, 3, 4, 5]), st.booleans())
def test_the_score_needed_is_the_least_that_reaches_the_star(
    quarters: list[Decimal | None], star: int, deducts: bool
) -> None:
    standard = changed(scoring={"combine": "deduct"}) if deducts else STANDARD
    least = next(band.min for band in standard.bands if band.star == star)
    needed = annual_needed(standard, star, tuple(quarters))
    assert final(standard, needed, quarters) >= least
    if needed > 0:
        assert final(standard, needed - Decimal("0.01"), quarters) < least


def test_what_gives_most_for_the_least_work_comes_first() -> None:
    now = standing(year(as_of=TODAY))
    worth = [step.points / step.pieces for step, _ in cheapest(now)]
    assert worth == sorted(worth, reverse=True)


def test_only_what_is_not_closed_is_open() -> None:
    facts = year(as_of=TODAY, books=Books(items=[OPEN, CLOSED, LATE]))
    assert [item.number for item in open_items(facts)] == ["1", "2"]


def test_problems_put_right_and_problems_left() -> None:
    """LATE is 3 days over: −0.5 either way, −0.5 more when it is left for more than 30 days; OPEN costs −0.5 when left."""
    facts = year(as_of=TODAY, books=Books(items=[LATE, OPEN]))
    done, left = if_closed(facts, {"1", "2"}, date(2026, 11, 30))
    assert done.annual == standing(facts).attainable
    assert done.annual - left.annual == Decimal("1.00")
    assert done.daily is not None
    assert left.daily is not None
    assert done.daily > left.daily


def test_a_forecast_of_one_problem_takes_the_others_as_settled() -> None:
    facts = year(as_of=TODAY, books=Books(items=[LATE, OPEN]))
    done, left = if_closed(facts, {"2"}, date(2026, 12, 4))
    assert done.annual - left.annual == Decimal("0.50")


@pytest.mark.parametrize(("event", "indicator", "gain"), [
    (Event.THEME_DAY, "B05", "0.00"),  # eleven months are lost already: the floor is nought
    (Event.BRANCH_ASSEMBLY, "B01", "1.00"),
])  # fmt: skip
def test_one_more_meeting(event: Event, indicator: str, gain: str) -> None:
    before, after = if_held(year(as_of=TODAY), event, [None])
    was, will = before.score(indicator), after.score(indicator)
    assert was is not None
    assert will is not None
    assert f"{will.earned - was.earned:.2f}" == gain
