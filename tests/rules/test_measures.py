"""The automatic measures, example by example (scoring-notes.md §5 to §7), and what must always hold."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.activity import Activity, Attendance, Event, Presence, Talk, Training
from bot.domain.scoring import standing
from tests import make
from tests.rules.branch_years import CALENDAR, YEAR_END, monthly, score, three, year


def test_a_missing_month_costs_half_a_point_and_the_open_ones_are_pending() -> None:
    facts = year(monthly(Event.COMMITTEE_MEETING, until=6, without=[3]), date(2026, 7, 15))
    assert three(facts, "B02") == ("0.50", "0.50", "3.00")


def test_a_group_that_missed_a_month_costs_its_share() -> None:
    held = [
        *monthly(Event.GROUP_MEETING, until=11, group=1),
        *monthly(Event.GROUP_MEETING, until=11, without=[10], group=2),
    ]
    found = score(year(held), "B03")

    assert three(year(held), "B03") == ("3.25", "0.25", "0.50")
    assert [loss.text for loss in found.losses] == ["第二党小组 10月未召开党小组会"]


def test_the_secretarys_own_lecture_is_owed_until_the_years_end() -> None:
    held = [make.activity(Event.PARTY_LECTURE, date(2026, m, 12)) for m in (2, 5, 8, 11)]
    assert three(year(held), "B04") == ("3.00", "0.00", "1.00")
    assert three(year(held, YEAR_END), "B04") == ("3.00", "1.00", "0.00")
    by_secretary = [replace(held[0], lecturers=("党员0",)), *held[1:]]
    assert three(year(by_secretary, YEAR_END), "B04") == ("4.00", "0.00", "0.00")


@pytest.mark.parametrize(("as_of", "wanted"), [
    (date(2026, 12, 31), ("0.00", "0.00", "4.00")),
    (date(2027, 1, 20), ("4.00", "0.00", "0.00")),  # planned: scheduled
    (date(2027, 2, 25), ("3.50", "0.50", "0.00")),
])  # fmt: skip
def test_the_yearly_meeting_in_its_window(as_of: date, wanted: tuple[str, str, str]) -> None:
    steps = ("pre_study", "talks", "opinions", "rectification_list")
    held = replace(make.activity(Event.ORG_LIFE_MEETING, date(2027, 2, 25)), steps=steps)
    assert three(year([held], as_of), "B06") == wanted


def test_a_yearly_meeting_outside_its_window_is_none() -> None:
    held = make.activity(Event.ORG_LIFE_MEETING, date(2026, 9, 29))
    assert three(year([held], YEAR_END), "B06") == ("0.00", "4.00", "0.00")


def test_too_many_excellent_members_cost_a_point() -> None:
    steps = ("self_assessment", "peer_review", "ballot", "conclusion")
    held = replace(make.activity(Event.MEMBER_APPRAISAL, date(2026, 12, 16)), steps=steps, excellent=4)
    assert three(year([held], YEAR_END), "B07") == ("2.00", "1.00", "0.00")


def test_talks_cover_members_by_name() -> None:
    talks = [Talk(make.BRANCH, date(2026, 3, n), ("党员0",), (f"党员{n}",)) for n in range(1, 9)]
    assert three(year(talks=talks), "B08") == ("2.70", "0.00", "0.30")
    assert three(year(talks=talks, as_of=YEAR_END), "B08") == ("2.70", "0.30", "0.00")


@pytest.mark.parametrize(("due", "present", "wanted"), [
    (1000, 900, "5.00"), (10_000, 8999, "4.00"), (100, 70, "2.00"), (100, 69, "0.00"),
])  # fmt: skip
def test_attendance_falls_into_its_band_unrounded(due: int, present: int, wanted: str) -> None:
    held = [make.activity(Event.THEME_DAY, date(2026, 5, 8), due=due, present=present)]
    assert three(year(held, YEAR_END), "B09")[0] == wanted


def test_an_unexcused_absence_costs_a_tenth_and_a_make_up_does_not_cancel_it() -> None:
    held = [make.activity(Event.THEME_DAY, date(2026, 5, 8), due=100, present=94)]
    away = {1: [Attendance(1, "m5", "党员5", Presence.ABSENT), Attendance(1, "m6", "党员6", Presence.ABSENT)]}
    assert three(year(held, YEAR_END, marks=away), "B09") == ("4.80", "0.20", "0.00")


def test_exactly_half_counts_and_less_does_not() -> None:
    half = make.activity(Event.BRANCH_ASSEMBLY, date(2026, 2, 5), due=8, present=4)
    fewer = make.activity(Event.BRANCH_ASSEMBLY, date(2026, 5, 5), due=8, present=3)
    assert three(year([half, fewer], YEAR_END), "B01") == ("1.00", "3.00", "0.00")


def test_of_a_merged_session_only_allowed_kinds_count() -> None:
    day = date(2026, 11, 5)
    allowed = [
        make.activity(e, day, starts_at="14:00")
        for e in (Event.BRANCH_ASSEMBLY, Event.PARTY_LECTURE, Event.THEME_DAY)
    ]
    assert [s.counts for s in year(allowed).sessions] == [True, True, True]
    forbidden = [
        make.activity(e, day, starts_at="14:00") for e in (Event.ORG_LIFE_MEETING, Event.BRANCH_ASSEMBLY)
    ]
    assert [s.counts for s in year(forbidden).sessions] == [True, False]


def fridays() -> list[date]:
    return CALENDAR.study_fridays(2026)


def test_a_year_of_fridays_with_one_missed_is_full() -> None:
    held = [make.activity(Event.FRIDAY_STUDY, day, due=100, present=92) for day in fridays()[1:]]
    assert len(fridays()) == 46
    assert three(year(held, YEAR_END), "C01") == ("5.00", "0.00", "0.00")


def test_ten_missed_fridays_cost_their_share() -> None:
    held = [make.activity(Event.FRIDAY_STUDY, day, due=100, present=92) for day in fridays()[10:]]
    assert three(year(held, YEAR_END), "C01")[0] == "4.47"  # 3·(36/46)/0.95 = 2.4714 → with 2 for the rate


def test_a_session_moved_within_its_week_holds_the_week() -> None:
    thursday = [make.activity(Event.FRIDAY_STUDY, fridays()[0] - timedelta(days=1), due=10, present=10)]
    rest = [make.activity(Event.FRIDAY_STUDY, day, due=10, present=10) for day in fridays()[1:]]
    assert three(year([*thursday, *rest], YEAR_END), "C01")[0] == "5.00"


@pytest.mark.parametrize(("made_up", "counted"), [(14, True), (15, False)])
def test_a_make_up_counts_within_fourteen_days(made_up: int, counted: bool) -> None:
    on = date(2026, 11, 20)
    held = [make.activity(Event.FRIDAY_STUDY, on)]
    mark = Attendance(1, "m5", "党员5", Presence.MADE_UP, made_up_on=on + timedelta(days=made_up))
    (session,) = year(held, YEAR_END, marks={1: [mark]}).sessions
    assert (session.present, bool(session.made_up)) == (9, counted)


def test_hours_are_rounded_down_to_halves_and_online_ones_limited() -> None:
    long = [
        replace(make.activity(Event.FRIDAY_STUDY, day), minutes=100) for day in fridays()[:22]
    ]  # 1.5 h each: 33 h
    trained = [Training("m5", date(2026, 6, 1), "班", Decimal(40), online=True)]
    assert (
        three(year(long, YEAR_END, trainings=trained), "C02")[0] == "2.00"
    )  # five of ten: the committee needs 56


def test_what_does_not_apply_is_full() -> None:
    facts = year(groups=0, committee=False)
    assert [score(facts, id_).state for id_ in ("B02", "B03")] == ["not_applicable", "not_applicable"]
    assert three(facts, "B02") == ("4.00", "0.00", "0.00")


def test_months_before_the_branch_was_founded_are_not_required() -> None:
    facts = year(founded=date(2026, 7, 1), as_of=date(2026, 10, 1))
    assert three(facts, "B02")[1] == "1.50"  # July, August, September


def test_what_nobody_has_scored_is_pending_not_zero() -> None:
    found = score(year(), "A02")
    assert (found.state, found.pending, found.lost) == ("awaiting_score", Decimal("3.00"), Decimal("0.00"))


def test_a_lost_point_of_the_basic_systems_bars_four_and_five_stars() -> None:
    now = standing(year(monthly(Event.COMMITTEE_MEETING, until=11, without=[3])))
    assert [failed.veto.id for failed in now.vetoes] == ["V1"]
    assert now.star_attainable <= 3


days_of_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))
some = st.lists(
    st.builds(
        make.activity,
        event=st.sampled_from(list(Event)),
        on=days_of_2026,
        due=st.just(10),
        present=st.integers(0, 10),
        group=st.sampled_from([None, 1, 2]),
    ),
    max_size=40,
)


@given(held=some, as_of=st.dates(date(2026, 1, 1), date(2027, 5, 1)))
def test_no_indicator_leaves_its_range_and_the_three_parts_are_its_points(
    held: list[Activity], as_of: date
) -> None:
    for found in standing(year(held, as_of)).scores:
        parts = (found.earned, found.lost, found.pending)
        assert all(Decimal(0) <= part <= found.indicator.points for part in parts)
        assert sum(parts) == found.indicator.points


@given(
    held=some,
    on=days_of_2026,
    event=st.sampled_from(list(Event)),
    as_of=st.dates(date(2026, 1, 1), date(2027, 5, 1)),
)
def test_one_more_full_meeting_never_lowers_a_score(
    held: list[Activity], on: date, event: Event, as_of: date
) -> None:
    more = make.activity(event, on, due=10, present=10, group=1 if event is Event.GROUP_MEETING else None)
    before, after = standing(year(held, as_of)), standing(year([*held, more], as_of))
    counted = {"A01", "B01", "B02", "B03", "B04", "B05", "B08", "B09", "C01", "C02"}
    for old, new in zip(before.scores, after.scores, strict=True):
        if old.indicator.id in counted:
            assert new.earned >= old.earned
