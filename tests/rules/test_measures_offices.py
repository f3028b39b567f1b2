"""Officers, their training, dues, ballots and terms, by the example sentences of scoring-notes.md §7.8 to §7.11."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.domain.activity import Training
from bot.domain.ledger import Ballots, Books, Dues
from bot.domain.people import Branch, Office, Roster
from bot.domain.term import Term
from tests import make
from tests.rules.branch_years import YEAR_END, changed, score, three, year

NOVEMBER = date(2026, 11, 23)


# ---------------------------------------------------------------------- §7.8 training of officers


def officer(*offices: Office, since: date | None = None, until: date | None = None) -> Roster:
    """One officer among plain members."""
    people = [make.person(f"党员{n}", f"m{n}") for n in range(1, 5)]
    first = replace(make.person("党员0", "m0", offices=offices), office_from=since, office_until=until)
    return Roster((make.branch(),), (first, *people))


def trained(on: date, account: str = "m0") -> Training:
    return Training(account, on, "党务干部培训班", Decimal(8))


def test_every_officer_is_trained_once_a_year() -> None:
    one_of_two = [trained(date(2026, 4, 1))]
    assert three(year(trainings=one_of_two), "C03") == ("1.00", "0.00", "1.00")
    assert three(year(trainings=one_of_two, as_of=YEAR_END), "C03") == ("1.00", "1.00", "0.00")
    both = [*one_of_two, trained(date(2026, 12, 31), "m1")]
    assert three(year(trainings=both, as_of=YEAR_END), "C03") == ("2.00", "0.00", "0.00")


@pytest.mark.parametrize(("on", "earned"), [
    (date(2026, 3, 1), "0.00"),  # the day before
    (date(2026, 3, 2), "2.00"),
    (date(2026, 8, 29), "2.00"),  # day 180
    (date(2026, 8, 30), "0.00"),
])  # fmt: skip
def test_somebody_newly_appointed_is_trained_within_180_days(on: date, earned: str) -> None:
    appointed = officer(Office.SECRETARY, since=date(2026, 3, 2))
    assert three(year(roster=appointed, trainings=[trained(on)], as_of=YEAR_END), "C03")[0] == earned


@pytest.mark.parametrize(("as_of", "wanted"), [
    (date(2026, 8, 29), ("0.00", "0.00", "2.00")), (date(2026, 8, 30), ("0.00", "2.00", "0.00")),
])  # fmt: skip
def test_the_points_are_lost_when_the_180_days_are_over(as_of: date, wanted: tuple[str, str, str]) -> None:
    appointed = officer(Office.SECRETARY, since=date(2026, 3, 2))
    assert three(year(roster=appointed, as_of=as_of), "C03") == wanted


@pytest.mark.parametrize(("since", "state"), [
    (date(2026, 7, 4), "done"),  # the 180 days end on 31 December
    (date(2026, 7, 5), "not_applicable"),
])  # fmt: skip
def test_whoever_may_still_be_trained_next_year_is_left_out(since: date, state: str) -> None:
    assert score(year(roster=officer(Office.SECRETARY, since=since), as_of=YEAR_END), "C03").state == state


@pytest.mark.parametrize(("office", "asked"), [
    (Office.SECRETARY, True), (Office.DEPUTY_SECRETARY, True), (Office.PART_TIME_CADRE, True),
    (Office.ORGANISATION_MEMBER, False), (Office.GROUP_LEADER, False),
])  # fmt: skip
def test_only_those_who_run_the_branch_are_asked(office: Office, asked: bool) -> None:
    assert (score(year(roster=officer(office)), "C03").state == "open") == asked


def test_a_standard_may_name_others_and_ask_for_more() -> None:
    groups = changed(C03={"roles": ["group_leader"]})
    assert three(year(roster=officer(Office.GROUP_LEADER), standard=groups), "C03")[0] == "0.00"
    twice = changed(C03={"per_year": 2})
    assert three(year(trainings=[trained(date(2026, 4, 1))], standard=twice), "C03")[0] == "0.00"


def test_who_has_left_office_is_not_asked() -> None:
    resigned = officer(Office.SECRETARY, until=date(2026, 11, 23))
    assert score(year(roster=resigned, as_of=date(2026, 11, 22)), "C03").state == "open"
    assert score(year(roster=resigned), "C03").state == "not_applicable"


def test_a_training_of_another_year_or_of_a_day_to_come_trains_nobody() -> None:
    days = [date(2025, 12, 31), date(2026, 11, 24)]
    assert three(year(trainings=[trained(on) for on in days]), "C03")[0] == "0.00"


# ---------------------------------------------------------------------- §7.9 dues


def dues(*months: int, complete: bool = True) -> Books:
    return Books(dues=[Dues(make.BRANCH, date(2026, month, 1), complete) for month in months])


@pytest.mark.parametrize(("as_of", "wanted"), [
    (date(2026, 3, 31), ("0.00", "0.00", "2.00")),
    (date(2026, 11, 30), ("1.40", "0.20", "0.40")),  # March is lost; November and December are open
    (date(2026, 12, 1), ("1.40", "0.40", "0.20")),
    (YEAR_END, ("1.40", "0.60", "0.00")),
])  # fmt: skip
def test_a_month_without_a_row_is_not_complete(as_of: date, wanted: tuple[str, str, str]) -> None:
    without_march = dues(1, 2, *range(4, 11))
    assert three(year(books=without_march, as_of=as_of), "C06") == wanted


def test_a_row_counts_from_the_first_day_of_its_month() -> None:
    whole_year = dues(*range(1, 13))
    assert three(year(books=whole_year, as_of=date(2026, 11, 30)), "C06") == ("1.80", "0.00", "0.20")
    assert three(year(books=whole_year, as_of=date(2026, 12, 1)), "C06") == ("2.00", "0.00", "0.00")


def test_no_is_as_good_as_no_row_and_there_are_only_two_points() -> None:
    assert three(year(books=dues(*range(1, 13), complete=False), as_of=YEAR_END), "C06")[1] == "2.00"


def test_dues_are_not_asked_for_months_that_began_before_the_founding() -> None:
    assert three(year(founded=date(2026, 5, 18), as_of=YEAR_END), "C06") == ("0.60", "1.40", "0.00")


# ---------------------------------------------------------------------- §7.10 what the ballots say


def ballots(
    group: str, good: int, fair: int = 0, account: str = "m0", of: int = 2026, level: str = "L3"
) -> Ballots:
    return Ballots(account, of, level, group, good, fair)  # fmt: skip


COMPLETE = (
    ballots("organ_committee", 4, 6),
    ballots("branch_secretaries", 5, 5),
    ballots("branch_members", 5, 4),
)
TOO_FEW = (ballots("organ_committee", 1, 9), ballots("branch_secretaries", 2), ballots("branch_members", 1, 6))  # fmt: skip


def test_with_all_groups_complete_the_value_is_final_at_once() -> None:
    facts = year(books=Books(ballots=COMPLETE))
    assert (three(facts, "A03"), score(facts, "A03").state) == (("3.68", "0.32", "0.00"), "done")


@pytest.mark.parametrize(("as_of", "wanted"), [
    (date(2027, 1, 31), ("3.47", "0.00", "0.53")), (date(2027, 2, 1), ("3.47", "0.53", "0.00")),
])  # fmt: skip
def test_the_weight_of_a_group_with_two_ballots_is_spread(as_of: date, wanted: tuple[str, str, str]) -> None:
    assert three(year(books=Books(ballots=TOO_FEW), as_of=as_of), "A03") == wanted


def test_three_ballots_are_enough() -> None:
    three_ballots = (*TOO_FEW[:1], ballots("branch_secretaries", 3), *TOO_FEW[2:])
    assert score(year(books=Books(ballots=three_ballots)), "A03").state == "done"


@pytest.mark.parametrize("given", [
    (),
    tuple(replace(one, account="m1") for one in COMPLETE),  # of the deputy
    tuple(replace(one, year=2025) for one in COMPLETE),
    tuple(replace(one, level="L1") for one in COMPLETE),
])  # fmt: skip
def test_without_ballots_on_the_secretary_of_the_year_there_is_nothing(given: tuple[Ballots, ...]) -> None:
    books = Books(ballots=given)
    assert three(year(books=books), "A03") == ("0.00", "0.00", "4.00")
    assert three(year(books=books, as_of=date(2027, 2, 1)), "A03") == ("0.00", "4.00", "0.00")


def test_the_secretary_of_the_reference_day_is_the_one_reviewed() -> None:
    roster = make.roster()
    old = replace(roster.people[0], office_until=date(2026, 6, 1))
    new = replace(roster.people[9], offices=frozenset({Office.SECRETARY}), office_from=date(2026, 6, 1))
    changed_office = Roster(roster.branches, (old, *roster.people[1:9], new))
    for_the_new = tuple(replace(one, account="m9") for one in COMPLETE)
    assert three(year(roster=changed_office, books=Books(ballots=COMPLETE)), "A03")[0] == "0.00"
    assert three(year(roster=changed_office, books=Books(ballots=for_the_new)), "A03")[0] == "3.68"


def test_no_ballot_at_all_is_no_grade_even_where_none_is_required() -> None:
    none_required = changed(duty_review={"min_ballots": 0})
    books = Books(ballots=[ballots("organ_committee", 0)])
    assert three(year(books=books, standard=none_required), "A03")[0] == "0.00"


# ---------------------------------------------------------------------- §7.11 terms


def term(starts: date, years: int = 3, **more: object) -> Term:
    return Term(make.BRANCH, starts, years, **more)  # type: ignore[arg-type]


def of_terms(*terms: Term, as_of: date = YEAR_END, **more: object) -> tuple[str, str, str]:
    return three(year(books=Books(terms=terms), as_of=as_of, **more), "A04")  # type: ignore[arg-type]


@pytest.mark.parametrize(("as_of", "wanted"), [
    (date(2026, 8, 31), ("0.00", "0.00", "3.00")), (date(2026, 9, 1), ("0.00", "3.00", "0.00")),
])  # fmt: skip
def test_a_term_runs_to_the_day_before_its_anniversary(as_of: date, wanted: tuple[str, str, str]) -> None:
    assert of_terms(term(date(2023, 9, 1)), as_of=as_of) == wanted


@pytest.mark.parametrize(("first", "elected", "earned"), [
    (term(date(2023, 6, 16)), date(2026, 6, 16), "3.00"),
    (term(date(2023, 6, 16)), date(2026, 6, 17), "0.00"),  # one day too late: not healed by the election
    (term(date(2024, 2, 29), 2), date(2026, 3, 1), "3.00"),
    (term(date(2024, 2, 29), 2), date(2026, 3, 2), "0.00"),
    (term(date(2022, 12, 31)), date(2026, 1, 1), "3.00"),  # the gap was last year's
    (term(date(2022, 12, 31)), date(2026, 1, 2), "0.00"),
    (term(date(2023, 6, 16), extended_to=date(2026, 9, 30)), date(2026, 10, 1), "3.00"),
    (term(date(2023, 6, 16), extended_to=date(2026, 5, 1)), date(2026, 6, 16), "3.00"),
])  # fmt: skip
def test_a_day_of_the_year_without_a_term_costs_everything(first: Term, elected: date, earned: str) -> None:
    assert of_terms(first, term(elected))[0] == earned


@pytest.mark.parametrize(("as_of", "lost"), [(date(2026, 12, 30), "0.00"), (date(2026, 12, 31), "3.00")])
def test_an_approved_extension_lasts_a_year_at_most(as_of: date, lost: str) -> None:
    extended = term(date(2022, 12, 31), extended_to=date(2027, 12, 31))
    assert of_terms(extended, as_of=as_of)[1] == lost


def test_a_term_that_has_not_begun_is_not_known() -> None:
    terms = (term(date(2023, 9, 1)), term(date(2026, 9, 1)))
    assert of_terms(*terms, as_of=date(2026, 8, 31)) == ("0.00", "0.00", "3.00")
    assert of_terms(*terms, as_of=date(2026, 9, 1)) == ("3.00", "0.00", "0.00")


def test_days_before_the_first_term_or_the_founding_are_nobodys_fault() -> None:
    assert of_terms(term(date(2026, 7, 1)))[0] == "3.00"
    assert of_terms(term(date(2020, 1, 1)), term(date(2026, 7, 1)), founded=date(2026, 7, 1))[0] == "3.00"


def with_own_term(starts: date | None, years: int | None = None) -> Roster:
    roster = make.roster()
    branch: Branch = replace(roster.branches[0], term_from=starts, term_years=years)
    return Roster((branch,), roster.people)


@pytest.mark.parametrize(("starts", "years", "earned"), [
    (date(2023, 9, 1), None, "0.00"),  # three years, where the roster does not say
    (date(2023, 9, 1), 5, "3.00"),
    (date(2024, 9, 1), 3, "3.00"),
    (None, None, "3.00"),
])  # fmt: skip
def test_without_any_row_the_term_of_the_roster_is_taken(
    starts: date | None, years: int | None, earned: str
) -> None:
    assert of_terms(roster=with_own_term(starts, years))[0] == earned


def test_a_row_makes_the_roster_silent() -> None:
    assert of_terms(term(date(2025, 5, 21)), roster=with_own_term(date(2020, 1, 1)))[0] == "3.00"


SINCE = date(2026, 3, 1)


def vacant(since: date = SINCE, filled: date | None = None, *posts: str) -> Term:
    return term(date(2025, 5, 21), vacant_posts=posts or ("宣传委员",), vacant_from=since, filled_on=filled)


@pytest.mark.parametrize(("row", "as_of", "wanted"), [
    (vacant(date(2026, 10, 2)), YEAR_END, ("3.00", "0.00", "0.00")),  # ninety days on 31 December
    (vacant(date(2026, 10, 1)), YEAR_END, ("2.00", "1.00", "0.00")),
    (vacant(date(2026, 10, 1)), date(2026, 12, 30), ("2.00", "0.00", "1.00")),
    (vacant(date(2026, 10, 1)), date(2026, 12, 31), ("2.00", "1.00", "0.00")),
    (vacant(date(2026, 8, 1)), date(2026, 7, 31), ("3.00", "0.00", "0.00")),  # not known yet
    (vacant(SINCE, SINCE + timedelta(days=90)), YEAR_END, ("3.00", "0.00", "0.00")),
    (vacant(SINCE, SINCE + timedelta(days=91)), YEAR_END, ("2.00", "1.00", "0.00")),
    (vacant(SINCE, SINCE + timedelta(days=90)), date(2026, 5, 20), ("2.00", "0.00", "1.00")),  # not filled yet
    (vacant(date(2025, 3, 1), date(2025, 12, 31)), YEAR_END, ("3.00", "0.00", "0.00")),  # last year's matter
    (vacant(date(2025, 3, 1), date(2026, 1, 1)), YEAR_END, ("2.00", "1.00", "0.00")),
    (vacant(SINCE, None, "副书记", "组织委员"), YEAR_END, ("1.00", "2.00", "0.00")),
])  # fmt: skip
def test_a_post_may_be_vacant_for_ninety_days(row: Term, as_of: date, wanted: tuple[str, str, str]) -> None:
    assert of_terms(row, as_of=as_of) == wanted


@pytest.mark.parametrize(("days", "earned"), [(90, "3.00"), (91, "2.00")])
def test_the_next_term_ends_a_vacancy(days: int, earned: str) -> None:
    assert of_terms(vacant(), term(SINCE + timedelta(days=days)))[0] == earned


def test_vacancies_of_several_rows_of_a_term_add_up() -> None:
    assert of_terms(vacant(), vacant(date(2026, 2, 1), None, "副书记"))[0] == "1.00"


@pytest.mark.parametrize(("older", "latest", "earned"), [(False, True, "3.00"), (True, False, "2.50")])
def test_duties_are_divided_in_the_latest_term(older: bool, latest: bool, earned: str) -> None:
    terms = term(date(2023, 6, 16), duties_assigned=older), term(date(2026, 6, 16), duties_assigned=latest)
    assert of_terms(*terms)[0] == earned


def test_one_row_of_the_latest_term_that_says_no_is_enough() -> None:
    assert of_terms(vacant(date(2026, 12, 1)), term(date(2025, 5, 21), duties_assigned=False))[0] == "2.50"
