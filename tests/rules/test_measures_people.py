"""Members by the example sentences of scoring-notes.md §2.3, §3, §5.4, §5.5, §7.4, §7.5 and §7.7."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.activity import Activity, Attendance, Event, Presence, Talk, Training
from bot.domain.facts import session_of
from bot.domain.measures.study_hours import hours_required
from bot.domain.people import Branch, Office, Person, Roster, Span
from tests import make
from tests.rules.branch_years import STANDARD, YEAR_END, away, changed, score, three, year

MAY = date(2026, 5, 8)


def with_last(**changes: object) -> Roster:
    """Ten members, the last of them (m9) as said."""
    roster = make.roster(10)
    last = replace(roster.people[9], **changes)  # type: ignore[arg-type]
    return Roster(roster.branches, (*roster.people[:9], last))


def talk(*partners: str, on: date = MAY, at: str = make.BRANCH) -> Talk:
    return Talk(at, on, ("党员0",), partners)


# ---------------------------------------------------------------------- §2.3 names, §3 membership


def test_membership_ends_the_day_before_somebody_leaves() -> None:
    roster = with_last(joined_branch_on=date(2026, 7, 1), left_branch_on=date(2026, 12, 15))
    days = [date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 14), date(2026, 12, 15)]
    assert [len(roster.due(make.BRANCH, day)) for day in days] == [9, 10, 10, 9]


@pytest.mark.parametrize(("called", "covered"), [("m9", 2), ("老九", 2), ("党员9", 2), ("欧阳书记", 1)])
def test_a_member_is_known_by_name_alias_and_account(called: str, covered: int) -> None:
    facts = year(roster=with_last(aliases=("老九",)), talks=[talk(called)])
    assert three(facts, "B08")[0] == f"{Decimal(3) * covered / 10:.2f}"


def test_a_name_that_fits_two_of_the_branch_means_nobody() -> None:
    facts = year(roster=with_last(name="党员8"), talks=[talk("党员8")])
    assert three(facts, "B08")[0] == "0.30"


def test_who_left_before_the_reference_day_is_not_assessed_and_who_joined_is() -> None:
    gone = year(
        roster=with_last(left_branch_on=date(2026, 11, 1)), talks=[talk(*(f"党员{n}" for n in range(1, 9)))]
    )
    came = year(
        roster=with_last(joined_branch_on=date(2026, 11, 1)), talks=[talk(*(f"党员{n}" for n in range(1, 9)))]
    )
    assert (three(gone, "B08")[0], three(came, "B08")[0]) == ("3.00", "2.70")


def test_exempt_members_are_not_assessed_and_mobile_ones_are() -> None:
    talks = [talk(*(f"党员{n}" for n in range(1, 9)))]
    exempt, mobile = with_last(exempt=Span()), with_last(mobile=Span())
    assert three(year(roster=exempt, talks=talks), "B08")[0] == "3.00"
    assert three(year(roster=mobile, talks=talks), "B08")[0] == "2.70"


# ---------------------------------------------------------------------- §7.4 talks


def test_sixteen_of_seventeen_covered() -> None:
    facts = year(size=17, talks=[talk(*(f"党员{n}" for n in range(1, 16)))], as_of=YEAR_END)
    found = score(facts, "B08")
    assert three(facts, "B08") == ("2.82", "0.18", "0.00")
    assert [loss.text for loss in found.losses] == ["1名党员没有谈心谈话登记"]


def test_talks_of_another_year_or_of_days_to_come_do_not_cover() -> None:
    talks = [talk("党员5", on=date(2025, 12, 31)), talk("党员6", on=date(2026, 11, 24))]
    assert three(year(talks=talks), "B08") == ("0.00", "0.00", "3.00")


def test_two_talks_a_year_may_be_required() -> None:
    twice = changed(B08={"required_per_member": 2})
    assert three(year(talks=[talk("党员5"), talk("党员6")], standard=twice), "B08")[0] == "0.30"


def test_a_talk_in_the_former_branch_covers_who_moved() -> None:
    moved = with_last(former_branch="第六党支部", joined_branch_on=date(2026, 7, 1))
    roster = Roster((*moved.branches, Branch("第六党支部")), moved.people)
    talks = [Talk("第六党支部", MAY, ("党员9",), ("党员5",))]
    assert three(year(roster=roster, talks=talks), "B08")[0] == "0.30"  # 党员5 never belonged there


def test_a_branch_without_members_to_assess_is_not_asked() -> None:
    facts = year(roster=Roster((make.branch(),), ()))
    assert [score(facts, id_).state for id_ in ("B08", "C02")] == ["not_applicable"] * 2


# ---------------------------------------------------------------------- §5.4, §5.5, §7.5 attendance


def made_up(activity: int, account: str, on: date | None) -> Attendance:
    return Attendance(activity, account, account, Presence.MADE_UP, made_up_on=on)


@pytest.mark.parametrize(("on", "as_of", "counts"), [
    (date(2026, 12, 4), YEAR_END, True),
    (date(2026, 12, 5), YEAR_END, False),
    (date(2026, 11, 19), YEAR_END, False),  # before the session
    (date(2026, 12, 4), date(2026, 12, 3), False),  # not yet
    (None, date(2026, 11, 20), True),
])  # fmt: skip
def test_a_make_up_counts_for_fourteen_days(on: date | None, as_of: date, counts: bool) -> None:
    held = make.activity(Event.FRIDAY_STUDY, date(2026, 11, 20))
    (session,) = year([held], as_of, marks={1: [made_up(1, "m9", on)]}).sessions
    assert (session.present, session.made_up) == (9, frozenset({"m9"} if counts else ()))


def test_a_december_session_is_made_up_in_january_for_its_own_year() -> None:
    held = make.activity(Event.THEME_DAY, date(2026, 12, 29))
    facts = year([held], YEAR_END, marks={1: [made_up(1, "m8", date(2027, 1, 8)), *away(1, "m9")]})
    assert three(facts, "B09")[0] == "4.90"  # nine of ten: five points, less one unexcused


def test_who_is_not_due_cannot_make_up() -> None:
    held = make.activity(Event.GROUP_MEETING, MAY, group=1)
    (session,) = year([held], marks={1: [made_up(1, "m9", None), made_up(1, "m8", None)]}).sessions
    assert session.made_up == frozenset({"m8"})  # m9 belongs to the second group


def test_a_make_up_does_not_cancel_an_absence_without_leave() -> None:
    held = make.activity(Event.THEME_DAY, MAY)
    facts = year([held], YEAR_END, marks={1: [*away(1, "m9"), made_up(1, "m9", MAY + timedelta(days=3))]})
    (session,) = facts.sessions
    assert (session.present, session.leave, session.absent) == (9, frozenset(), frozenset({"m9"}))
    assert three(facts, "B09") == ("4.90", "0.10", "0.00")


def test_absence_from_a_merged_session_is_one_fact() -> None:
    kinds = (Event.BRANCH_ASSEMBLY, Event.PARTY_LECTURE, Event.THEME_DAY)
    held = [make.activity(kind, MAY, starts_at="14:00") for kind in kinds]
    marks = {number: away(number, "m9") for number in (1, 2, 3)}
    assert three(year(held, marks=marks), "B09")[1] == "0.10"
    apart = [replace(activity, starts_at=None) for activity in held]
    assert three(year(apart, marks=marks), "B09")[1] == "0.30"


def test_at_most_one_point_is_taken_for_absences_and_nobody_is_named() -> None:
    held = make.activity(Event.THEME_DAY, MAY, due=100, present=90)
    facts = year([held], YEAR_END, size=40, marks={1: away(1, *(f"m{n}" for n in range(20, 32)))})
    (loss,) = score(facts, "B09").losses
    assert three(facts, "B09") == ("4.00", "1.00", "0.00")
    assert (loss.text, loss.facts) == ("无故缺席12人次", ("5月8日主题党日",))


def test_records_that_do_not_count_are_in_the_rate_all_the_same() -> None:
    held = [make.activity(Event.THEME_DAY, MAY, due=10, present=n) for n in (10, 2)]
    found = score(year(held, YEAR_END), "B09")
    assert found.earned == 0
    assert [loss.text for loss in found.losses] == ["平均到会率60.0%"]


def test_no_more_can_be_made_up_than_were_away() -> None:
    held = make.activity(Event.THEME_DAY, MAY, due=10, present=10)
    facts = year([held], YEAR_END, marks={1: [made_up(1, "m8", None), made_up(1, "m9", None)]})
    assert three(facts, "B09")[0] == "5.00"


def test_a_standard_may_leave_make_ups_out_of_the_rate() -> None:
    strict = changed(B09={"count_makeup_as_present": False})
    held = make.activity(Event.THEME_DAY, MAY)
    marks = {1: [made_up(1, "m8", None), made_up(1, "m9", None)]}
    assert three(year([held], YEAR_END, marks=marks), "B09")[0] == "5.00"
    assert three(year([held], YEAR_END, marks=marks, standard=strict), "B09")[0] == "3.00"


def test_a_year_without_any_record_earns_nothing_for_attendance() -> None:
    assert three(year(as_of=YEAR_END), "B09") == ("0.00", "5.00", "0.00")


def test_a_rate_just_below_its_band_does_not_read_as_if_it_had_reached_it() -> None:
    held = make.activity(Event.THEME_DAY, MAY, due=10_000, present=8_999)
    (loss,) = score(year([held], YEAR_END), "B09").losses
    assert loss.text == "平均到会率89.9%"


# ---------------------------------------------------------------------- §7.7 hours


def studied(
    hours: int, *, roster: Roster | None = None, marks: Sequence[Attendance] = (), as_of: date = YEAR_END
) -> str:
    """Points for one single session of so many hours."""
    held = replace(make.activity(Event.THEME_DAY, date(2026, 7, 20)), minutes=hours * 60)
    return three(year([held], as_of, roster=roster, marks={1: marks}), "C02")[0]


def test_officers_need_more_hours_than_members() -> None:
    assert (studied(31), studied(32), studied(56)) == ("0.00", "2.00", "4.00")


def test_sixteen_of_seventeen_with_their_hours() -> None:
    held = replace(make.activity(Event.THEME_DAY, MAY), minutes=56 * 60)
    facts = year([held], YEAR_END, size=17, marks={1: away(1, "m16", presence=Presence.ON_LEAVE)})
    assert three(facts, "C02") == ("3.76", "0.24", "0.00")


def test_who_joined_in_july_needs_half_the_hours() -> None:
    facts = year(roster=with_last(joined_branch_on=date(2026, 7, 1)), as_of=YEAR_END)
    indicator = STANDARD.indicator("C02")
    assert indicator is not None
    assert hours_required(facts, indicator, facts.roster.people[9]) == 16
    assert hours_required(facts, indicator, facts.roster.people[8]) == 32


def test_months_in_the_former_branch_are_required_too() -> None:
    roster = with_last(
        former_branch="第六党支部", joined_branch_on=date(2026, 7, 1), joined_party_on=date(2026, 3, 16)
    )
    facts = year(roster=roster, as_of=YEAR_END)
    indicator = STANDARD.indicator("C02")
    assert indicator is not None
    assert hours_required(facts, indicator, facts.roster.people[9]) == Fraction(
        32 * 9, 12
    )  # April to December


def test_without_a_former_branch_nothing_is_required_before_the_founding() -> None:
    facts = year(founded=date(2026, 7, 1), as_of=YEAR_END)
    indicator = STANDARD.indicator("C02")
    assert indicator is not None
    assert hours_required(facts, indicator, facts.roster.people[0]) == 28


def test_the_office_on_the_reference_day_decides() -> None:
    resigned = with_last(offices=frozenset({Office.SECRETARY}), office_until=date(2026, 12, 31))
    in_office = with_last(offices=frozenset({Office.SECRETARY}))
    assert (studied(32, roster=resigned), studied(32, roster=in_office)) == ("2.00", "1.60")


@pytest.mark.parametrize(
    ("presence", "points"),
    [(Presence.ON_LEAVE, "1.60"), (Presence.ABSENT, "1.60"), (Presence.MADE_UP, "2.00")],
)
def test_who_was_away_gets_no_hours_unless_made_up(presence: Presence, points: str) -> None:
    assert studied(32, marks=away(1, "m9", presence=presence)) == points


def test_sessions_that_do_not_count_give_hours_all_the_same() -> None:
    held = replace(make.activity(Event.THEME_DAY, MAY, due=10, present=1), minutes=32 * 60)
    assert three(year([held], YEAR_END), "C02")[0] == "2.00"


def test_of_one_session_only_the_largest_credit_is_taken() -> None:
    kinds = ((Event.PARTY_LECTURE, 31 * 60), (Event.THEME_DAY, 16 * 60))
    together = [
        replace(make.activity(kind, MAY, starts_at="14:00"), minutes=minutes) for kind, minutes in kinds
    ]
    assert three(year(together, YEAR_END), "C02")[0] == "0.00"
    apart = [replace(activity, starts_at=None) for activity in together]
    assert three(year(apart, YEAR_END), "C02")[0] == "2.00"


@pytest.mark.parametrize(("minutes", "hours"), [(100, "1.5"), (60, "1"), (59, "0.5"), (29, "0"), (None, "1")])
def test_the_length_is_rounded_down_to_half_hours(minutes: int | None, hours: str) -> None:
    held = replace(make.activity(Event.FRIDAY_STUDY, MAY), minutes=minutes)
    needed = changed(C02={"member_hours": Decimal(hours), "secretary_hours": 99, "committee_hours": 99})
    more = changed(
        C02={"member_hours": Decimal(hours) + Decimal("0.1"), "secretary_hours": 99, "committee_hours": 99}
    )
    assert three(year([held], YEAR_END, standard=needed), "C02")[0] == "2.00"
    assert three(year([held], YEAR_END, standard=more), "C02")[0] == "0.00"


@pytest.mark.parametrize(
    ("in_class", "online", "qualified"), [(32, 0, True), (16, 40, True), (15, 40, False), (0, 32, False)]
)
def test_online_hours_count_up_to_half_of_what_is_required(
    in_class: int, online: int, qualified: bool
) -> None:
    trainings = [
        Training("m9", MAY, "集中班", Decimal(in_class)),
        Training("m9", MAY, "网络班", Decimal(online), online=True),
    ]
    assert three(year(trainings=trainings, as_of=YEAR_END), "C02")[0] == ("0.40" if qualified else "0.00")


def test_trainings_of_other_years_and_days_to_come_give_no_hours() -> None:
    trainings = [Training("m9", day, "班", Decimal(32)) for day in (date(2025, 12, 31), date(2026, 11, 24))]
    assert three(year(trainings=trainings), "C02")[0] == "0.00"


def test_hours_studied_in_the_former_branch_count() -> None:
    roster = with_last(former_branch="第六党支部", joined_branch_on=date(2026, 7, 1))
    before: Activity = replace(make.activity(Event.THEME_DAY, MAY, at="第六党支部"), minutes=32 * 60, id=77)
    elsewhere = [session_of(before, (), roster, YEAR_END, STANDARD)]
    assert three(year(roster=roster, as_of=YEAR_END, elsewhere=elsewhere), "C02")[0] == "0.40"


@given(
    present=st.lists(st.integers(0, 10), max_size=12),
    absent=st.sets(st.sampled_from([f"m{n}" for n in range(10)])),
)
def test_naming_somebody_absent_never_raises_the_attendance(present: list[int], absent: set[str]) -> None:
    held = [make.activity(Event.THEME_DAY, MAY, due=10, present=n) for n in present]
    named = {number: away(number, *absent) for number in range(1, len(held) + 1)}
    assert score(year(held, marks=named), "B09").earned <= score(year(held), "B09").earned


def test_a_person_without_any_office_is_nobodys_secretary() -> None:
    roster = Roster((make.branch(),), (Person("党员1", "m1", make.BRANCH),))
    assert roster.secretary(make.BRANCH, MAY) is None
