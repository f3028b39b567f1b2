"""No more than three of ten: places, ties, and what is left to the committee (scoring-notes.md §9.4, domain.md §3.9)."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.scoring import Standing
from bot.domain.standard import Standard
from tests.rules.branch_years import STANDARD, changed
from tests.rules.rated_branches import ANNUAL, decisions, failing, field, one, quotas, rated, stars

# ---------------------------------------------------------------------- §9.4 places

PLACES = {
    1: 0, 3: 0, 4: 1, 6: 1, 7: 2, 9: 2, 10: 3, 13: 3, 14: 4, 16: 4, 17: 5, 19: 5, 20: 6, 23: 6, 24: 7, 25: 7, 26: 7, 27: 8,
    30: 9, 32: 9, 33: 9, 34: 10, 37: 11, 40: 12,
}  # fmt: skip


@pytest.mark.parametrize(("branches", "places"), PLACES.items())
def test_no_more_than_three_of_ten(branches: int, places: int) -> None:
    rating = rated([one(f"支部{number}", str(100 - number / 10)) for number in range(branches)])
    assert rating.places == places
    assert list(stars(rating).values())[: places + 1] == ([5] * places + [4])[:branches]


@pytest.mark.parametrize(("base", "places"), [
    ("all_branches", 3), ("applicants", 2), ("five_star_applicants", 1),
])  # fmt: skip
def test_of_what_thirty_percent_are_taken(base: str, places: int) -> None:
    """Ten branches, seven applications, four of them for five stars."""
    standings = [
        *(one(f"五{n}") for n in range(4)), *(one(f"四{n}", applied=4) for n in range(3)), *(one(f"无{n}", applied=None) for n in range(3))
    ]  # fmt: skip
    assert rated(standings, changed(scoring=ANNUAL, quota={"base": base})).places == places


def test_a_conference_may_fix_a_least_number_of_places() -> None:
    at_least_one = changed(scoring=ANNUAL, quota={"min_places": 1})
    assert quotas(rated([one("甲"), one("乙", "98")], at_least_one)) == {"甲": "in", "乙": "over"}
    assert rated(field([one()], size=10), at_least_one).places == 3


def test_without_a_place_everybody_is_over_and_the_committee_is_told() -> None:
    rating = rated([one("甲"), one("乙", "98")])
    assert (quotas(rating), stars(rating)) == ({"甲": "over", "乙": "over"}, {"甲": 4, "乙": 4})
    assert decisions(rating) == [("no_places", ("甲", "乙"), 0)]
    assert decisions(rated([one("甲", "90")])) == []


def test_whoever_is_beyond_the_quota_gets_the_stars_the_standard_says() -> None:
    three_stars = changed(scoring=ANNUAL, quota={"overflow_to": 3})
    assert stars(rated([one("甲")], three_stars)) == {"甲": 3}


def test_branches_that_cannot_have_five_stars_take_no_place() -> None:
    best = [one("甲", "100", vetoes=failing("V1")), one("乙", "100", applied=4), one("丙", "96")]
    assert quotas(rated(field(best, size=4))) == {"丙": "in"}


# ---------------------------------------------------------------------- §9.4 ties


def test_equals_at_the_last_place_are_left_to_the_committee() -> None:
    rating = rated(
        field([one("甲", "99"), one("乙", "98"), one("丙", "97"), one("丁", "97"), one("戊", "96")])
    )
    assert quotas(rating) == {"甲": "in", "乙": "in", "丙": "tie", "丁": "tie", "戊": "over"}
    assert [stars(rating)[name] for name in "甲乙丙丁戊"] == [5, 5, 4, 4, 4]
    assert decisions(rating) == [("quota_tie", ("丙", "丁"), 1)]


def test_or_none_of_them_is_in() -> None:
    all_below = changed(scoring=ANNUAL, quota={"unresolved_tie": "all_below"})
    rating = rated(field([one("甲", "99"), one("乙", "98"), one("丙", "97"), one("丁", "97")]), all_below)
    assert quotas(rating) == {"甲": "in", "乙": "in", "丙": "over", "丁": "over"}
    assert decisions(rating) == []


def test_equals_that_all_find_a_place_or_none_are_no_tie() -> None:
    enough = rated(field([one("甲"), one("乙"), one("丙", "97")]))
    assert set(quotas(enough).values()) == {"in"}
    behind = rated(
        field([one("甲", "99"), one("乙", "98"), one("丙", "97"), one("丁", "96"), one("戊", "96")])
    )
    assert quotas(behind) == {"甲": "in", "乙": "in", "丙": "in", "丁": "over", "戊": "over"}


@pytest.mark.parametrize(("ahead", "behind"), [
    ({"of": {"B01": "4.00"}, "overdue_items": 1}, {"of": {"B01": "3.99"}}),  # aspect B
    ({"overdue_items": 1}, {"overdue_items": 2, "of": {"A03": "4.00"}}),
    ({"of": {"A03": "3.68"}, "daily": Decimal("99.50")}, {"of": {"A03": "3.67"}}),
    ({"daily": Decimal("99.75")}, {"daily": Decimal("99.50"), "of": {"E05": "2.50"}}),
    ({"of": {"E05": "2.50"}}, {"of": {"E05": "2.49"}}),  # aspect E
])  # fmt: skip
def test_equals_are_parted_by_the_tie_breaks_in_their_order(
    ahead: dict[str, Any], behind: dict[str, Any]
) -> None:
    """Whoever is ahead in one is ahead, however far behind in the one that comes next."""
    rating = rated(field([one("后", **behind), one("先", **ahead)], size=4))
    assert quotas(rating) == {"先": "in", "后": "over"}


def test_without_a_daily_score_a_branch_stands_at_a_hundred() -> None:
    unrated = one("甲", quarters=(None,) * 4, daily=None)
    below = one("乙", daily=Decimal("99.99"))
    assert quotas(rated(field([below, unrated], size=4))) == {"甲": "in", "乙": "over"}
    assert set(quotas(rated(field([one("乙"), unrated], size=4))).values()) == {"tie"}


def test_equal_branches_stay_in_the_order_of_the_roster() -> None:
    rating = rated([one(name, "90") for name in "丙甲乙"])
    assert [rated.branch for rated in rating.branches] == ["丙", "甲", "乙"]


def test_whose_year_is_not_complete_is_named() -> None:
    rating = rated([one("甲", "90"), one("乙", "91", final_now=None), one("丙", "92", final_now=None)])
    assert decisions(rating) == [("incomplete", ("丙", "乙"), None)]


# ---------------------------------------------------------------------- what must always hold

ONES = st.builds(
    one,
    final=st.sampled_from(["90", "95", "96", "97.5", "100"]),
    applied=st.sampled_from([None, 3, 5, 5, 5]),
    of=st.sampled_from([{}, {"B01": "4.00"}, {"A03": "3.50"}]),
    vetoes=st.sampled_from([(), (), (), failing("V1"), failing("V4")]),
    overdue_items=st.integers(0, 1),
)
FIELDS = st.lists(ONES, max_size=14).map(
    lambda found: [replace(now, branch=f"支部{number}") for number, now in enumerate(found)]
)
QUOTAS = st.builds(
    lambda base, tie, least: changed(scoring=ANNUAL, quota={"base": base, "unresolved_tie": tie, "min_places": least}),
    st.sampled_from(["all_branches", "applicants", "five_star_applicants"]),
    st.sampled_from(["committee_decides", "all_below"]),
    st.integers(0, 2),
)  # fmt: skip


@given(FIELDS, QUOTAS)
def test_the_quota_is_never_exceeded(standings: list[Standing], standard: Standard) -> None:
    rating = rated(standings, standard)
    assert list(quotas(rating).values()).count("in") <= rating.places
    assert list(stars(rating).values()).count(5) <= rating.places


@given(FIELDS, QUOTAS, st.randoms(use_true_random=False))
def test_the_order_of_the_branches_decides_nothing(
    standings: list[Standing], standard: Standard, chance: Any
) -> None:
    """Equals may be listed the other way round; what each of them gets stays the same."""
    before = rated(standings, standard)
    shuffled = list(standings)
    chance.shuffle(shuffled)
    after = rated(shuffled, standard)
    assert (stars(after), quotas(after)) == (stars(before), quotas(before))
    assert [r.final for r in after.branches] == [r.final for r in before.branches]
    assert [(d.kind, set(d.branches), d.places) for d in after.needs_decision] == [
        (d.kind, set(d.branches), d.places) for d in before.needs_decision
    ]


@given(st.decimals(0, 100, places=2), st.sampled_from(["V1", "V2", "V3", "V4"]))
def test_no_score_beats_a_veto(final: Decimal, id_: str) -> None:
    (veto,) = (veto for veto in STANDARD.vetoes if veto.id == id_)
    (first,) = (r for r in rated(field([one("甲", final, vetoes=failing(id_))])).branches if r.branch == "甲")
    assert first.star <= veto.cap_star or first.star not in veto.applies_to_stars
    assert first.quota == "n/a"
