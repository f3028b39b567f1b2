"""Sums, vetoes, stars and what to do next (scoring-notes.md §6.3, §8, §9.2, §9.3)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.activity import Activity, Event
from bot.domain.facts import BranchYear
from bot.domain.scoring import Standing, standing, star
from tests import make
from tests.rules.branch_years import STANDARD, YEAR_END, changed, monthly, score, three, year


def good_year(**more: object) -> BranchYear:
    """Everything of B01 to B05 held, by the secretary himself where he must."""
    quarterly = [date(2026, month, 12) for month in (2, 5, 8, 11)]
    held: list[Activity] = [
        *(make.activity(Event.BRANCH_ASSEMBLY, day) for day in quarterly),
        *(replace(make.activity(Event.PARTY_LECTURE, day), lecturers=("党员0",)) for day in quarterly),
        *(replace(meeting, party_work=True) for meeting in monthly(Event.COMMITTEE_MEETING)),
        *(meeting for group in (1, 2) for meeting in monthly(Event.GROUP_MEETING, group=group)),
        *monthly(Event.THEME_DAY),
    ]
    return year(held, **more)  # type: ignore[arg-type]


# ---------------------------------------------------------------------- §8.1, §8.2 waived and not applicable


def test_a_waived_indicator_is_full_and_says_so() -> None:
    facts = year(as_of=YEAR_END, waived=frozenset({"B05"}))
    assert three(facts, "B05") == ("4.00", "0.00", "0.00")
    assert (score(facts, "B05").state, score(facts, "B05").losses) == ("waived", ())


def test_what_does_not_apply_cannot_be_waived() -> None:
    assert score(year(committee=False, waived=frozenset({"B02"})), "B02").state == "not_applicable"


@pytest.mark.parametrize(
    ("rule", "wanted"), [("full", ("4.00", "0.00", "0.00")), ("zero", ("0.00", "4.00", "0.00"))]
)
def test_what_does_not_apply_is_full_or_nothing(rule: str, wanted: tuple[str, str, str]) -> None:
    assert three(year(committee=False, standard=changed(scoring={"not_applicable": rule})), "B02") == wanted


def test_reweighting_gives_what_the_aspects_other_indicators_reach() -> None:
    """Of B's other 27 points a year with assemblies alone earns 4 + 4 (B09) and can still get 4 + 3 (B06, B07) more."""
    held = [
        make.activity(Event.BRANCH_ASSEMBLY, date(2026, month, 12), due=20, present=17)
        for month in (2, 5, 8, 11)
    ]
    reweight = changed(scoring={"not_applicable": "reweight"})
    facts = year(held, date(2027, 1, 1), committee=False, groups=0, standard=reweight)
    assert three(facts, "B02") == ("1.19", "1.78", "1.03")  # 4·8/27 and 4·15/27, rounded
    assert score(facts, "B02").state == "not_applicable"


def test_an_aspect_in_which_nothing_applies_is_full() -> None:
    reweight = changed(scoring={"not_applicable": "reweight"})
    only = replace(reweight, indicators=tuple(i for i in reweight.indicators if i.id in ("B02", "B03")))
    assert three(year(committee=False, groups=0, standard=only), "B02") == ("4.00", "0.00", "0.00")


# ---------------------------------------------------------------------- §8.3, §8.4 daily and final


@pytest.mark.parametrize(("as_of", "founded", "quarters"), [
    (date(2026, 3, 31), None, [None, None, None, None]),
    (date(2026, 11, 23), None, ["100.00", "100.00", "100.00", None]),
    (YEAR_END, date(2026, 5, 18), [None, "100.00", "100.00", "100.00"]),  # the quarter of founding is rated
    (YEAR_END, date(2026, 7, 1), [None, None, "100.00", "100.00"]),
])  # fmt: skip
def test_quarters_are_rated_once_they_are_over(
    as_of: date, founded: date | None, quarters: list[str | None]
) -> None:
    now = standing(year(as_of=as_of, founded=founded))
    assert [None if q is None else str(q) for q in now.quarters] == quarters


def test_without_a_daily_score_nothing_was_taken_off() -> None:
    now = standing(good_year(as_of=date(2026, 1, 5)))
    assert (now.daily, now.final_attainable) == (None, Decimal("100.00"))


def test_the_final_score_weighs_rounded_numbers() -> None:
    now = standing(year(monthly(Event.COMMITTEE_MEETING, until=11, without=[3]), date(2026, 11, 23)))
    assert now.final_attainable == ((60 * now.attainable + 40 * Decimal(100)) / 100).quantize(Decimal("0.01"))


def test_deducting_takes_the_annual_score_alone_while_nothing_was_found() -> None:
    now = standing(year(standard=changed(scoring={"combine": "deduct"})))
    assert now.final_attainable == now.attainable


def test_there_is_no_final_score_while_something_is_pending() -> None:
    now = standing(year(as_of=YEAR_END))
    assert (now.final_now, now.pending > 0) == (None, True)


# ---------------------------------------------------------------------- §9.2, §9.3 vetoes and stars


def test_points_still_open_fail_no_veto() -> None:
    assert standing(good_year()).vetoes == ()


def test_a_point_lost_in_the_basic_systems_bars_four_and_five_stars() -> None:
    now = standing(year(monthly(Event.COMMITTEE_MEETING, until=2), date(2026, 4, 1)))
    assert [(f.veto.id, f.failed) for f in now.vetoes] == [("V1", ("B01", "B02", "B03", "B04", "B05"))]
    assert (now.star_without_veto, now.star_attainable) == (5, 3)


def test_what_does_not_apply_fails_no_veto_even_where_it_gives_no_points() -> None:
    zero = changed(scoring={"not_applicable": "zero"})
    now = standing(good_year(committee=False, groups=0, standard=zero))
    assert score(good_year(committee=False, groups=0, standard=zero), "B02").lost == 4
    assert now.vetoes == ()


@pytest.mark.parametrize(("allowed", "failed"), [(True, []), (False, ["B05"])])
def test_a_waiver_lifts_a_veto_only_where_the_standard_allows_it(allowed: bool, failed: list[str]) -> None:
    veto = replace(STANDARD.vetoes[0], waiver_allowed=allowed, indicators=("B05",))
    own = replace(STANDARD, vetoes=(veto,))
    now = standing(year(as_of=YEAR_END, standard=own, waived=frozenset({"B05"})))
    assert [id_ for found in now.vetoes for id_ in found.failed] == failed


def test_a_disabled_veto_fails_nobody() -> None:
    off = replace(STANDARD, vetoes=(replace(STANDARD.vetoes[0], enabled=False),))
    assert standing(year(as_of=YEAR_END, standard=off)).vetoes == ()


@pytest.mark.parametrize(("band", "applied", "reached"), [(5, None, 5), (5, 4, 4), (3, 5, 3), (5, 0, 0)])
def test_no_more_stars_than_applied_for(band: int, applied: int | None, reached: int) -> None:
    assert star(STANDARD, band, applied, ()) == reached


def test_a_standard_may_award_more_than_was_applied_for() -> None:
    free = replace(STANDARD, award_is_capped=False)
    assert star(free, 5, 3, ()) == 5


def test_a_veto_leaves_stars_it_does_not_speak_of() -> None:
    failed = standing(year(as_of=YEAR_END)).vetoes
    assert [star(STANDARD, band, None, failed) for band in (5, 4, 3, 2)] == [3, 3, 3, 2]


# ---------------------------------------------------------------------- what to do next


def next_steps(now: Standing) -> list[tuple[str, str, str]]:
    return [(indicator.id, step.text, step.by.isoformat()) for step, indicator in now.steps()]


def test_what_expires_first_comes_first_and_a_vetos_indicators_before_others() -> None:
    held = [
        *monthly(Event.COMMITTEE_MEETING, until=10),
        *(meeting for group in (1, 2) for meeting in monthly(Event.GROUP_MEETING, group=group, until=11)),
        *monthly(Event.THEME_DAY, until=11),
        make.activity(Event.BRANCH_ASSEMBLY, date(2026, 11, 12)),
        replace(make.activity(Event.PARTY_LECTURE, date(2026, 11, 13)), lecturers=("党员0",)),
    ]
    assert next_steps(standing(year(held)))[:4] == [
        ("C01", "组织并登记周五学习", "2026-11-27"),
        ("B02", "召开11月支委会", "2026-11-30"),
        ("C06", "收齐并登记11月党费", "2026-11-30"),
        ("B08", "与10名党员谈心谈话并登记", "2026-12-31"),
    ]


def test_a_finished_year_leaves_nothing_to_do() -> None:
    assert standing(good_year(as_of=YEAR_END)).steps() == []


# ---------------------------------------------------------------------- what must always hold

DAYS = st.dates(date(2025, 10, 1), date(2027, 3, 31))
HELD = st.lists(
    st.builds(
        make.activity,
        event=st.sampled_from(list(Event)),
        on=DAYS,
        due=st.one_of(st.none(), st.integers(0, 12)),
        present=st.one_of(st.none(), st.integers(0, 12)),
        group=st.sampled_from([None, 1, 2]),
        starts_at=st.sampled_from([None, "09:00", "14:00"]),
    ),
    max_size=30,
)
AS_OF = st.dates(date(2026, 1, 1), date(2027, 5, 1))
RULE = st.sampled_from(["full", "zero", "reweight"]).map(
    lambda rule: changed(scoring={"not_applicable": rule})
)


@given(
    HELD,
    AS_OF,
    RULE,
    st.integers(0, 3),
    st.booleans(),
    st.sampled_from([None, date(2026, 5, 18), date(2026, 12, 5)]),
)
def test_the_three_parts_of_every_indicator_are_its_points(
    held: list[Activity], as_of: date, standard: object, groups: int, committee: bool, founded: date | None
) -> None:
    now = standing(
        year(held, as_of, standard=standard, groups=groups, committee=committee, founded=founded)  # type: ignore[arg-type]
    )
    for found in now.scores:
        parts = (found.earned, found.lost, found.pending)
        assert sum(parts) == found.indicator.points
        assert all(0 <= part <= found.indicator.points for part in parts)
        assert {part.as_tuple().exponent for part in parts} == {-2}
    assert now.earned + now.lost + now.pending == 100


@given(HELD, AS_OF, st.sampled_from(["A01", "B01", "B02", "B03", "B05"]), DAYS, st.sampled_from([1, 2]))
def test_one_more_fully_attended_meeting_never_lowers_a_counted_indicator(
    held: list[Activity], as_of: date, id_: str, on: date, group: int
) -> None:
    """A session of its own: held together with what it may not be merged with, a record may cost the other its place."""
    events = {
        "A01": Event.COMMITTEE_MEETING, "B01": Event.BRANCH_ASSEMBLY, "B02": Event.COMMITTEE_MEETING,
        "B03": Event.GROUP_MEETING, "B05": Event.THEME_DAY,
    }  # fmt: skip
    more = make.activity(events[id_], on, due=10, present=10, group=group if id_ == "B03" else None)
    before, after = (
        score(year(records, as_of), id_) for records in (held, [*held, replace(more, party_work=True)])
    )
    assert (after.earned >= before.earned, after.lost <= before.lost) == (True, True)


@given(HELD, AS_OF, AS_OF)
def test_what_is_lost_of_a_counted_indicator_never_comes_back(
    held: list[Activity], one: date, other: date
) -> None:
    earlier, later = sorted((one, other))
    for id_ in ("B01", "B02", "B03", "B05"):
        assert score(year(held, later), id_).lost >= score(year(held, earlier), id_).lost


@given(
    HELD,
    AS_OF,
    st.sampled_from([e for e in Event if e is not Event.LECTURE_HALL]),
    DAYS,
    st.sampled_from([1, 2]),
)
def test_one_more_meeting_that_everybody_attended_never_lowers_a_score(
    held: list[Activity], as_of: date, event: Event, on: date, group: int
) -> None:
    """A session of its own, whole in its steps and with the secretary as speaker where there is one."""
    steps = tuple(
        i.measure["steps"]
        for i in STANDARD.indicators
        if event in i.measure.get("events", ()) and "steps" in i.measure
    )
    more = replace(
        make.activity(event, on, due=10, present=10, group=group if event is Event.GROUP_MEETING else None),
        party_work=True,
        lecturers=("党员0",),
        steps=tuple(steps[0]) if steps else (),
    )
    before, after = standing(year(held, as_of)), standing(year([*held, more], as_of))
    assert after.earned >= before.earned
    assert after.attainable >= before.attainable
    assert after.final_attainable >= before.final_attainable
