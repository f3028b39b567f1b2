"""Meetings by the example sentences of scoring-notes.md §5, §6, §7.1 to §7.3 and §7.6."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.almanac import load_calendar
from bot.domain.activity import Activity, Event
from bot.domain.measures.outcome import rounded
from bot.domain.people import Roster, Span
from tests import make
from tests.rules.branch_years import CALENDAR, YEAR_END, away, changed, monthly, score, three, year

# ---------------------------------------------------------------------- §5 which records count


def test_a_mobile_member_named_as_absent_changes_nothing() -> None:
    roster = make.roster(10)
    mobile = replace(roster.people[9], mobile=Span())
    roster = Roster(roster.branches, (*roster.people[:9], mobile))
    held = [make.activity(Event.THEME_DAY, date(2026, 5, 8))]
    (session,) = year(held, roster=roster, marks={1: away(1, "m7", "m8", "m9")}).sessions
    assert (session.due, session.present, session.absent) == (9, 7, frozenset({"m7", "m8"}))


def test_numbers_said_stand_and_never_exceed_those_due() -> None:
    held = [make.activity(Event.THEME_DAY, date(2026, 5, 8), due=8, present=9)]
    (session,) = year(held).sessions
    assert (session.due, session.present) == (8, 8)


@pytest.mark.parametrize(("present", "counts"), [(4, True), (3, False)])
def test_exactly_half_of_those_due_is_enough(present: int, counts: bool) -> None:
    (session,) = year(
        [make.activity(Event.BRANCH_ASSEMBLY, date(2026, 5, 8), due=8, present=present)]
    ).sessions
    assert session.counts is counts


def test_a_record_for_which_nobody_is_due_does_not_count() -> None:
    (session,) = year([make.activity(Event.COMMITTEE_MEETING, date(2026, 5, 8), due=0, present=0)]).sessions
    assert not session.counts


def test_two_groups_at_the_same_time_do_not_disturb_each_other() -> None:
    held = [make.activity(Event.GROUP_MEETING, date(2026, 5, 8), group=g, starts_at="14:00") for g in (1, 2)]
    assert [session.counts for session in year(held).sessions] == [True, True]


def test_records_without_a_beginning_are_sessions_of_their_own() -> None:
    held = [make.activity(e, date(2026, 11, 5)) for e in (Event.ORG_LIFE_MEETING, Event.BRANCH_ASSEMBLY)]
    assert [session.counts for session in year(held).sessions] == [True, True]


def test_a_kind_must_go_with_every_kind_taken_before_it() -> None:
    kinds = (Event.BRANCH_ASSEMBLY, Event.COMMITTEE_MEETING, Event.FRIDAY_STUDY)
    held = [make.activity(e, date(2026, 11, 6), starts_at="14:00") for e in kinds]
    assert {s.event: s.counts for s in year(held).sessions} == dict(
        zip(kinds, (True, False, True), strict=True)
    )


# ---------------------------------------------------------------------- §6 time and numbers


@pytest.mark.parametrize(("as_of", "lost"), [(date(2026, 11, 30), "0.00"), (date(2026, 12, 1), "0.50")])
def test_a_month_is_over_on_the_day_after_its_last(as_of: date, lost: str) -> None:
    assert three(year(monthly(Event.COMMITTEE_MEETING, until=10), as_of), "B02")[1] == lost


@pytest.mark.parametrize(("founded", "months", "quarters"), [
    (date(2026, 7, 1), "3.00", "2.00"),  # July to December, Q3 and Q4
    (date(2026, 5, 18), "3.50", "2.00"),  # June to December, Q3 and Q4
])  # fmt: skip
def test_only_periods_that_began_after_the_founding_are_required(
    founded: date, months: str, quarters: str
) -> None:
    facts = year(founded=founded, as_of=YEAR_END)
    assert (three(facts, "B05")[1], three(facts, "B01")[1]) == (months, quarters)


def test_a_branch_founded_in_december_is_not_asked_for_quarters() -> None:
    facts = year(founded=date(2026, 12, 2), as_of=YEAR_END)
    states = [score(facts, id_).state for id_ in ("B01", "B02", "B03", "B04", "B05", "B09")]
    assert states == ["not_applicable"] * 6


def test_records_before_the_founding_are_no_facts() -> None:
    held = monthly(Event.THEME_DAY, until=7)
    facts = year(held, YEAR_END, founded=date(2026, 7, 1))
    assert [session.on.month for session in facts.sessions] == [7]


@pytest.mark.parametrize(
    ("cents", "wanted"), [("3.125", "3.13"), ("3.124999", "3.12"), ("0.005", "0.01"), ("0", "0.00")]
)
def test_half_a_cent_is_rounded_up(cents: str, wanted: str) -> None:
    assert str(rounded(Fraction(cents))) == wanted


@pytest.mark.parametrize(("as_of", "state"), [(date(2026, 12, 31), "open"), (date(2027, 1, 1), "done")])
def test_a_counted_indicator_is_done_from_new_years_day(as_of: date, state: str) -> None:
    facts = year(as_of=as_of)
    assert {score(facts, id_).state for id_ in ("A01", "B01", "B05", "B08", "B09", "C01", "C02")} == {state}


# ---------------------------------------------------------------------- §7.1 and §7.2 counting


def test_party_work_is_counted_by_quarter_and_only_when_it_was_the_topic() -> None:
    held = [
        replace(a, party_work=a.held_on.month in (1, 4, 7))
        for a in monthly(Event.COMMITTEE_MEETING, until=11)
    ]
    assert three(year(held), "A01") == ("3.00", "0.00", "1.00")


def test_without_a_committee_the_assembly_studies_party_work() -> None:
    held = [
        replace(make.activity(Event.BRANCH_ASSEMBLY, date(2026, m, 5)), party_work=True)
        for m in (2, 5, 8, 11)
    ]
    assert three(year(held, committee=False), "A01") == ("4.00", "0.00", "0.00")


def test_a_group_without_anybody_due_at_the_months_end_is_not_required() -> None:
    roster = make.roster(10)
    moved = tuple(replace(p, left_branch_on=date(2026, 7, 1)) if p.group == 2 else p for p in roster.people)
    held = [*monthly(Event.GROUP_MEETING, group=1), *monthly(Event.GROUP_MEETING, group=2, until=5)]
    facts = year(held, YEAR_END, roster=Roster(roster.branches, moved))
    assert three(facts, "B03") == ("3.75", "0.25", "0.00")  # June alone, at half of 0.5


def test_what_was_held_in_vain_is_told_with_the_reason() -> None:
    few = make.activity(Event.BRANCH_ASSEMBLY, date(2026, 2, 5), due=8, present=3)
    forbidden = make.activity(Event.BRANCH_ASSEMBLY, date(2026, 5, 5), starts_at="14:00")
    org_life = make.activity(Event.ORG_LIFE_MEETING, date(2026, 5, 5), starts_at="14:00")
    found = score(year([few, forbidden, org_life], date(2026, 7, 1)), "B01")
    assert [(loss.text, str(loss.points), *loss.facts) for loss in found.losses] == [
        ("一季度未召开支部党员大会", "1", "2月5日应到8人实到3人，不足1/2，不计次"),
        ("二季度未召开支部党员大会", "1", "5月5日与不能合并的会议同场登记，不计次"),
    ]


GRACE = changed(meetings={"month_grace_days": 5})


def test_within_the_grace_a_late_meeting_serves_the_month_before_and_not_its_own() -> None:
    held = [*monthly(Event.THEME_DAY, without=[3, 4]), make.activity(Event.THEME_DAY, date(2026, 4, 3))]
    found = score(year(held, YEAR_END, standard=GRACE), "B05")
    assert [loss.text for loss in found.losses] == ["4月未召开主题党日"]


def test_december_may_take_from_january_and_is_open_until_the_grace_is_over() -> None:
    held = [*monthly(Event.THEME_DAY, until=11), make.activity(Event.THEME_DAY, date(2027, 1, 5))]
    assert three(year(held, date(2027, 1, 3), standard=GRACE), "B05") == ("3.50", "0.00", "0.50")
    assert score(year(held, date(2027, 1, 5), standard=GRACE), "B05").state == "open"
    assert three(year(held, YEAR_END, standard=GRACE), "B05") == ("4.00", "0.00", "0.00")


def test_a_required_number_of_two_is_asked_for_in_each_half_year() -> None:
    halves = changed(B05={"period": "half_year", "required": 2})
    held = monthly(Event.THEME_DAY, until=3)
    found = score(year(held, date(2026, 8, 1), standard=halves), "B05")
    assert (str(found.earned), str(found.lost)) == ("3.00", "0.00")
    assert [(step.text, step.by) for step in found.steps] == [("召开下半年2次主题党日", date(2026, 12, 31))]


def lectures(*by: str) -> list[Activity]:
    days = [date(2026, month, 12) for month in (2, 5, 8, 11)]
    return [
        replace(make.activity(Event.PARTY_LECTURE, day), lecturers=(name,))
        for day, name in zip(days, by, strict=True)
    ]


def test_the_secretary_of_that_very_day_must_have_spoken() -> None:
    roster = make.roster(10)
    old = replace(roster.people[0], office_until=date(2026, 6, 1))
    new = replace(roster.people[7], offices=roster.people[0].offices, office_from=date(2026, 6, 1))
    roster = Roster(roster.branches, (old, *roster.people[1:7], new, *roster.people[8:]))
    too_late = year(lectures("党员7", "党员8", "党员0", "党员8"), YEAR_END, roster=roster)
    in_time = year(lectures("党员0", "党员8", "党员8", "党员8"), YEAR_END, roster=roster)
    assert three(too_late, "B04") == ("3.00", "1.00", "0.00")
    assert three(in_time, "B04") == ("4.00", "0.00", "0.00")


def test_a_lecture_too_few_came_to_is_not_the_secretarys_lecture() -> None:
    held = [replace(lecture, due=10, present=4) for lecture in lectures("党员0", "党员0", "党员0", "党员0")]
    assert three(year(held, YEAR_END), "B04") == ("0.00", "4.00", "0.00")


# ---------------------------------------------------------------------- §7.3 the yearly meetings

ALL_STEPS = ("pre_study", "talks", "opinions", "problems_and_criticism", "rectification_list")


def org_life(on: date, *steps: str, due: int | None = None, present: int | None = None) -> Activity:
    return replace(make.activity(Event.ORG_LIFE_MEETING, on, due=due, present=present), steps=steps)


@pytest.mark.parametrize("held", [
    [org_life(date(2026, 9, 29), *ALL_STEPS)],
    [org_life(date(2026, 12, 16), *ALL_STEPS, due=15, present=7)],
])  # fmt: skip
def test_outside_the_window_or_with_too_few_it_is_no_meeting(held: list[Activity]) -> None:
    assert three(year(held, date(2027, 3, 31)), "B06") == ("0.00", "0.00", "4.00")
    assert three(year(held, date(2027, 4, 1)), "B06") == ("0.00", "4.00", "0.00")


def test_the_best_meeting_of_the_window_is_taken() -> None:
    held = [org_life(date(2026, 11, 5)), org_life(date(2026, 12, 16), *ALL_STEPS[:4])]
    found = score(year(held, YEAR_END), "B06")
    assert (found.earned, found.state) == (Decimal("3.50"), "done")
    assert [loss.text for loss in found.losses] == ["组织生活会缺“整改清单”环节"]


def test_a_meeting_without_any_step_named_has_all_of_them_missing() -> None:
    assert three(year([org_life(date(2026, 12, 16))], YEAR_END), "B06") == ("1.50", "2.50", "0.00")


def test_the_window_may_close_in_the_year_instead() -> None:
    closes = changed(B06={"cycle": "closes_in_year"})
    held = [org_life(date(2026, 2, 25), *ALL_STEPS)]
    assert three(year(held, standard=closes), "B06") == ("4.00", "0.00", "0.00")
    assert three(year([], date(2026, 4, 1), standard=closes), "B06") == ("0.00", "4.00", "0.00")


def test_a_scheduled_meeting_gives_nothing_where_the_standard_holds_the_result() -> None:
    holds = changed(B06={"pending_at_evaluation": "hold_result"})
    held = [org_life(date(2027, 2, 25), *ALL_STEPS)]
    assert three(year(held, date(2027, 1, 20), standard=holds), "B06") == ("0.00", "0.00", "4.00")


@pytest.mark.parametrize(("excellent", "earned"), [(3, "3.00"), (4, "2.00")])
def test_a_third_of_the_full_members_may_be_excellent_exempt_ones_included(
    excellent: int, earned: str
) -> None:
    roster = make.roster(9)
    exempt = replace(roster.people[8], exempt=Span())
    steps = ("self_assessment", "peer_review", "ballot", "conclusion")
    held = replace(
        make.activity(Event.MEMBER_APPRAISAL, date(2026, 12, 16)), steps=steps, excellent=excellent
    )
    facts = year([held], YEAR_END, roster=Roster(roster.branches, (*roster.people[:8], exempt)))
    assert three(facts, "B07")[0] == earned


# ---------------------------------------------------------------------- §7.6 周五学习

FRIDAYS = CALENDAR.study_fridays(2026)


def study(day: date, group: int | None = None) -> Activity:
    return make.activity(Event.FRIDAY_STUDY, day, group=group, due=10, present=10)


def held_part(held: list[Activity], as_of: date = YEAR_END, **more: Any) -> str:
    return three(year(held, as_of, **more), "C01")[0]


def test_a_unit_with_one_more_free_friday_expects_one_week_less() -> None:
    own = load_calendar(free=[date(2026, 11, 20)])
    assert (len(FRIDAYS), len(own.study_fridays(2026))) == (46, 45)
    held = [study(day) for day in own.study_fridays(2026)[10:]]
    assert held_part(held, calendar=own) == "4.46"  # 3·(35/45)/0.95 = 2.4561


@pytest.mark.parametrize(("day", "is_held"), [
    (date(2026, 11, 16), True),  # Monday of the same week
    (date(2026, 11, 21), False),  # a free Saturday
    (date(2026, 11, 23), False),  # Monday of the next week
])  # fmt: skip
def test_a_week_is_held_on_any_of_its_working_days(day: date, is_held: bool) -> None:
    missed = {*FRIDAYS[:2], date(2026, 11, 20)}
    rest = [study(friday) for friday in FRIDAYS if friday not in missed]
    assert held_part([*rest, study(day)]) == ("5.00" if is_held else "4.95")  # 3·(43/46)/0.95 = 2.9519


def test_a_make_up_saturday_holds_its_week() -> None:
    saturday = date(2026, 2, 14)  # worked for 春节
    assert CALENDAR.is_workday(saturday)
    rest = [study(friday) for friday in FRIDAYS[2:] if friday != date(2026, 2, 13)]
    assert held_part([*rest, study(saturday)]) == held_part([*rest, study(date(2026, 2, 13))])


def test_groups_hold_a_week_only_all_together() -> None:
    rest = [study(friday) for friday in FRIDAYS[:-3]]
    one = [study(FRIDAYS[-1], 1)]
    assert held_part([*rest, *one]) == "4.95"
    assert held_part([*rest, *one, study(FRIDAYS[-1] - timedelta(days=1), 2)]) == "5.00"


def test_several_records_are_one_week() -> None:
    assert held_part([study(FRIDAYS[0]), study(FRIDAYS[0])]) == held_part([study(FRIDAYS[0])])


def test_where_sessions_may_not_move_only_the_friday_counts() -> None:
    fixed = changed(study={"move_within_same_week": False})
    held = [study(friday - timedelta(days=1)) for friday in FRIDAYS]
    assert held_part(held, standard=fixed) == "2.00"


def test_a_free_friday_may_be_owed_on_another_day() -> None:
    before = changed(study={"holiday_rule": "previous_workday"})
    held = [study(friday) for friday in FRIDAYS]
    assert three(year(held, YEAR_END, standard=before), "C01")[0] < "5.00"


def test_a_missed_week_is_lost_after_its_sunday() -> None:
    few = changed(C01={"target_held": 1})
    held = [study(friday) for friday in FRIDAYS if friday < date(2026, 11, 20)]
    assert three(year(held, date(2026, 11, 22), standard=few), "C01")[1] == "0.00"
    assert three(year(held, date(2026, 11, 23), standard=few), "C01")[1] == "0.07"
    found = score(year(held, date(2026, 11, 23), standard=few), "C01")
    assert [(loss.text, loss.facts) for loss in found.losses] == [("1周没有周五学习登记", ("11月20日",))]


def test_only_records_of_the_year_hold_its_weeks() -> None:
    january = load_calendar(worked=[date(2026, 1, 2)])
    held = [study(date(2025, 12, 31))]
    assert three(year(held, YEAR_END, calendar=january), "C01")[0] == "0.00"


@given(st.lists(st.sampled_from(FRIDAYS), unique=True), st.dates(date(2026, 1, 1), date(2027, 2, 1)))
def test_what_is_lost_of_friday_study_never_comes_back(held: list[date], as_of: date) -> None:
    sessions = [study(day) for day in held]
    now, later = (score(year(sessions, day), "C01") for day in (as_of, as_of + timedelta(days=30)))
    assert later.lost >= now.lost
