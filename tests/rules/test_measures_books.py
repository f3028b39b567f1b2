"""Problems, service, pledges and what inspectors score, by the example sentences of scoring-notes.md §7.12 to §7.17."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.domain.ledger import Books, Grade, Pledge, RoomItem, Service, ServiceKind
from bot.domain.people import Branch, Office, Roster, Span
from bot.domain.rectification import Item, Severity, deadline
from tests import make
from tests.rules.branch_years import CALENDAR, STANDARD, YEAR_END, score, three, year

Three = tuple[str, str, str]
IN_NOVEMBER = date(2026, 11, 23)


# ---------------------------------------------------------------------- §7.12 problems put right


def item(due: date, handed_in: date | None = None, **more: Any) -> Item:
    found = due - timedelta(days=15)
    plain = Item("2026-001", make.BRANCH, found, "台账不全", Severity.SERIOUS, due, handed_in_on=handed_in)
    return replace(plain, **more)


def of_items(*items: Item, as_of: date = YEAR_END) -> Three:
    return three(year(books=Books(items=items), as_of=as_of), "A05")


@pytest.mark.parametrize(("due", "extended", "last"), [
    (date(2026, 10, 9), None, date(2026, 10, 9)),
    (date(2026, 10, 3), None, date(2026, 10, 8)),  # a holiday: the next working day
    (date(2026, 11, 2), date(2026, 11, 12), date(2026, 11, 12)),
    (date(2026, 11, 2), date(2026, 11, 30), date(2026, 11, 17)),  # fifteen days at most
    (date(2026, 11, 2), date(2026, 10, 30), date(2026, 11, 2)),  # earlier is no extension
    (date(2026, 11, 2), date(2026, 11, 14), date(2026, 11, 16)),  # a Saturday
])  # fmt: skip
def test_the_deadline_of_a_problem(due: date, extended: date | None, last: date) -> None:
    assert deadline(item(due, extended_to=extended), STANDARD.rectifying, CALENDAR) == last


JUNE = date(2026, 6, 1)


@pytest.mark.parametrize(("problem", "earned"), [
    (item(date(2026, 10, 3), date(2026, 10, 8)), "3.00"),
    (item(date(2026, 10, 3), date(2026, 10, 9)), "2.50"),
    (item(date(2026, 10, 3), date(2026, 10, 23), extended_to=date(2026, 10, 23)), "2.50"),  # only to 10-19
    (item(JUNE, JUNE + timedelta(days=30)), "2.50"),
    (item(JUNE, JUNE + timedelta(days=31)), "2.00"),
    (item(JUNE, None, closed_on=JUNE), "3.00"),  # closed: it had been handed in
    (item(JUNE, None, closed_on=JUNE + timedelta(days=1)), "2.50"),
    (item(JUNE, JUNE, closed_on=JUNE + timedelta(days=40)), "3.00"),  # how long the check takes is not the branch's matter
    (item(JUNE, JUNE, returns=2), "3.00"),
    (item(JUNE, JUNE, returns=3), "2.70"),
    (item(JUNE, JUNE + timedelta(days=31), returns=3), "1.70"),
])  # fmt: skip
def test_what_a_problem_costs(problem: Item, earned: str) -> None:
    assert of_items(problem)[0] == earned


@pytest.mark.parametrize(("as_of", "wanted"), [
    (date(2026, 11, 20), ("2.00", "0.00", "1.00")),  # left alone, it will be 41 days late
    (date(2026, 11, 21), ("2.00", "0.50", "0.50")),
    (date(2026, 12, 20), ("2.00", "0.50", "0.50")),
    (date(2026, 12, 21), ("2.00", "1.00", "0.00")),
])  # fmt: skip
def test_a_problem_left_alone_costs_more_with_time(as_of: date, wanted: Three) -> None:
    assert of_items(item(date(2026, 11, 20)), as_of=as_of) == wanted


def test_what_has_not_been_handed_in_yet_is_not_known() -> None:
    late = item(date(2026, 11, 20), date(2026, 11, 25))
    assert of_items(late, as_of=date(2026, 11, 24)) == ("2.00", "0.50", "0.50")
    assert of_items(late, as_of=date(2026, 11, 25)) == ("2.50", "0.50", "0.00")


@pytest.mark.parametrize(("due", "lost"), [
    (date(2025, 12, 31), "0.00"), (date(2026, 1, 4), "1.00"), (date(2026, 12, 31), "0.00"), (date(2027, 1, 4), "0.00"),
])  # fmt: skip
def test_a_problem_belongs_to_the_year_of_its_deadline(due: date, lost: str) -> None:
    """On the last day of a year nothing is overdue yet."""
    assert of_items(item(due))[1] == lost


def test_a_problem_found_later_is_not_known() -> None:
    later = item(date(2026, 12, 4), found_on=date(2026, 11, 24))
    assert of_items(later, as_of=IN_NOVEMBER) == ("3.00", "0.00", "0.00")
    assert of_items(later, as_of=date(2026, 11, 24)) == ("2.50", "0.00", "0.50")


def test_problems_add_up_to_three_points_at_most() -> None:
    assert of_items(*[item(JUNE)] * 4) == ("0.00", "3.00", "0.00")


# ---------------------------------------------------------------------- §7.13 volunteering


def service(
    month: int,
    *numbers: int,
    at: str = make.BRANCH,
    kind: ServiceKind = ServiceKind.VOLUNTEERING,
    **more: Any,
) -> Service:
    return Service(at, date(2026, month, 12), kind, tuple(f"党员{n}" for n in numbers), topic=f"{month}", **more)  # fmt: skip


def test_four_activities_and_fifteen_of_seventeen_members() -> None:
    given = Books(services=[service(2, *range(17)), service(5, *range(15)), service(8), service(11)])
    assert three(year(size=17, books=given, as_of=YEAR_END), "E02") == ("3.76", "0.24", "0.00")
    assert three(year(size=17, books=given), "E02") == ("3.76", "0.00", "0.24")


def test_more_activities_than_needed_do_not_make_up_for_members() -> None:
    given = Books(services=[service(month) for month in (1, 2, 3, 4, 5, 6, 8, 11)])
    assert three(year(books=given, as_of=YEAR_END), "E02") == ("2.00", "2.00", "0.00")


@pytest.mark.parametrize(("founded", "earned"), [
    (None, "1.00"), (date(2026, 5, 18), "2.00"), (date(2026, 2, 1), "1.33"), (date(2026, 12, 5), "2.00"),
])  # fmt: skip
def test_a_branch_founded_within_the_year_needs_fewer_activities(founded: date | None, earned: str) -> None:
    """Two of four; of two, from July on; of three; none is needed in a year without a whole quarter."""
    given = Books(services=[service(8), service(11)])
    assert three(year(founded=founded, books=given, as_of=YEAR_END), "E02")[0] == earned


@pytest.mark.parametrize("given", [
    [service(2, 5)],  # once is not twice
    [service(2, 5, 5)],
    [service(2, 5), service(3, 5, kind=ServiceKind.PAIRED_BUILDING)],
    [service(2, 5), service(12, 5)],  # a day to come
    [service(2, 5), replace(service(3, 5), on=date(2025, 3, 12))],
])  # fmt: skip
def test_a_member_takes_part_twice_a_year(given: list[Service]) -> None:
    once, twice = (
        three(year(books=Books(services=rows)), "E02")[0] for rows in (given, [service(2, 5), service(3, 5)])
    )
    assert (once, twice) == ("0.50", "1.20")  # one activity; two, and one member of ten


def test_what_somebody_did_in_the_former_branch_counts_for_him_and_not_for_the_branch() -> None:
    roster = make.roster()
    moved = replace(roster.people[9], former_branch="第六党支部", joined_branch_on=date(2026, 7, 1))
    both = Roster((*roster.branches, Branch("第六党支部")), (*roster.people[:9], moved))
    given = Books(services=[service(2, 9, at="第六党支部"), service(3, 5, 9, at="第六党支部")])
    assert three(year(roster=both, books=given), "E02")[0] == "0.20"


def test_without_members_nobody_is_asked_to_volunteer_or_to_pledge() -> None:
    facts = year(roster=Roster((make.branch(),), ()))
    assert [score(facts, id_).state for id_ in ("E01", "E02")] == ["not_applicable"] * 2


# ---------------------------------------------------------------------- §7.14 building together


def grade(indicator: str, part: str, points: str, of: int = 2026) -> Grade:
    return Grade(make.BRANCH, of, indicator, part, Decimal(points))


AGREED = grade("E03", "agreement", "1")
JOINT = ServiceKind.PAIRED_BUILDING


@pytest.mark.parametrize(("grades", "services", "wanted"), [
    ([AGREED], [service(3, kind=JOINT), service(6, kind=JOINT, for_public=True)], ("3.00", "0.00", "0.00")),
    ([AGREED], [service(3, kind=JOINT)], ("1.50", "1.50", "0.00")),
    ([AGREED], [service(m, kind=JOINT) for m in (3, 6, 9)], ("2.00", "1.00", "0.00")),  # a third one adds nothing
    ([AGREED], [service(3, for_public=True)], ("1.00", "2.00", "0.00")),  # volunteering is something else
    ([], [service(3, kind=JOINT, for_public=True)], ("1.50", "0.50", "1.00")),
    ([grade("E03", "agreement", "0")], [], ("0.00", "3.00", "0.00")),
])  # fmt: skip
def test_an_agreement_and_what_came_of_it(
    grades: list[Grade], services: list[Service], wanted: Three
) -> None:
    assert three(year(books=Books(grades=grades, services=services), as_of=YEAR_END), "E03") == wanted


def test_until_the_year_is_over_building_together_can_still_be_done() -> None:
    facts = year(books=Books(grades=[AGREED]))
    assert (three(facts, "E03"), score(facts, "E03").state) == (("1.00", "0.00", "2.00"), "open")


@pytest.mark.parametrize("as_of", [IN_NOVEMBER, YEAR_END])
def test_an_agreement_nobody_has_looked_at_awaits_its_score(as_of: date) -> None:
    assert score(year(as_of=as_of), "E03").state == "awaiting_score"


# ---------------------------------------------------------------------- §7.15 pledges


def pledge(number: int, **days: date) -> Pledge:
    return replace(Pledge(f"m{number}"), **{what: frozenset({day}) for what, day in days.items()})  # type: ignore[arg-type]


@pytest.mark.parametrize(("given", "earned"), [
    ([pledge(n, pledged=JUNE, progress=JUNE, reviewed=JUNE) for n in range(10)], "4.00"),
    ([pledge(n, pledged=JUNE) for n in range(10)], "1.00"),
    ([pledge(n, progress=JUNE) for n in range(5)], "0.75"),  # without a pledge, all the same
    ([pledge(n, reviewed=JUNE) for n in range(1)], "0.15"),
    ([pledge(n, pledged=date(2025, 12, 31), reviewed=date(2027, 1, 1)) for n in range(10)], "0.00"),  # of other years
])  # fmt: skip
def test_pledged_at_work_and_reviewed_are_counted_apart(given: list[Pledge], earned: str) -> None:
    facts = year(books=Books(pledges=given), as_of=YEAR_END)
    assert three(facts, "E01") == (earned, f"{4 - Decimal(earned)}", "0.00")


def test_a_review_still_to_come_is_pending() -> None:
    given = [pledge(n, pledged=JUNE, progress=JUNE, reviewed=date(2026, 12, 21)) for n in range(10)]
    assert three(year(books=Books(pledges=given)), "E01") == ("2.50", "0.00", "1.50")


def test_any_day_of_the_year_is_enough() -> None:
    days = frozenset({date(2025, 12, 1), date(2026, 12, 31)})
    given = [Pledge(f"m{n}", progress=days) for n in range(10)]
    assert three(year(books=Books(pledges=given), as_of=YEAR_END), "E01")[0] == "1.50"


def test_exempt_members_need_not_pledge() -> None:
    roster = make.roster()
    exempt = Roster(roster.branches, (*roster.people[:9], replace(roster.people[9], exempt=Span())))
    given = Books(pledges=[pledge(n, pledged=JUNE) for n in range(9)])
    assert three(year(roster=exempt, books=given), "E01")[0] == "1.00"


# ---------------------------------------------------------------------- §7.16 there or not


def with_cadre(until: date | None = None) -> Roster:
    roster = make.roster()
    cadre = replace(roster.people[9], offices=frozenset({Office.PART_TIME_CADRE}), office_until=until)
    return Roster(roster.branches, (*roster.people[:9], cadre))


@pytest.mark.parametrize(("roster", "duties", "as_of", "wanted", "state"), [
    (with_cadre(), "1", IN_NOVEMBER, ("3.00", "0.00", "0.00"), "open"),
    (with_cadre(), "1", YEAR_END, ("3.00", "0.00", "0.00"), "done"),
    (with_cadre(), None, YEAR_END, ("2.00", "0.00", "1.00"), "awaiting_score"),
    (with_cadre(), "0", IN_NOVEMBER, ("2.00", "1.00", "0.00"), "open"),
    (make.roster(), "1", IN_NOVEMBER, ("1.00", "0.00", "2.00"), "open"),
    (make.roster(), "1", YEAR_END, ("1.00", "2.00", "0.00"), "done"),
    (with_cadre(date(2026, 12, 31)), "1", YEAR_END, ("1.00", "2.00", "0.00"), "done"),
])  # fmt: skip
def test_a_part_time_cadre_with_clear_duties(
    roster: Roster, duties: str | None, as_of: date, wanted: Three, state: str
) -> None:
    books = Books(grades=[] if duties is None else [grade("D01", "duties", duties)])
    facts = year(roster=roster, books=books, as_of=as_of)
    assert (three(facts, "D01"), score(facts, "D01").state) == (wanted, state)


def seen(there: int, missing: int = 0, of: int = 2026) -> list[RoomItem]:
    return [RoomItem(make.BRANCH, of, f"R{n}", n <= there) for n in range(1, there + missing + 1)]


@pytest.mark.parametrize(("found", "wanted", "state"), [
    (seen(8), ("5.00", "0.00", "0.00"), "done"),
    (seen(5, 3), ("3.13", "1.87", "0.00"), "done"),
    (seen(6, 1), ("3.75", "0.62", "0.63"), "awaiting_score"),  # nobody has looked for the eighth
    ([], ("0.00", "0.00", "5.00"), "awaiting_score"),
    (seen(8, of=2025), ("0.00", "0.00", "5.00"), "awaiting_score"),
    ([*seen(8), RoomItem(make.BRANCH, 2026, "R9", False)], ("5.00", "0.00", "0.00"), "done"),  # not in the standard
])  # fmt: skip
def test_the_eight_things_of_an_activity_room(found: list[RoomItem], wanted: Three, state: str) -> None:
    facts = year(books=Books(room=found))
    assert (three(facts, "D03"), score(facts, "D03").state) == (wanted, state)


# ---------------------------------------------------------------------- §7.17 scored part by part


def test_a_part_that_is_scored_loses_its_rest_at_once_and_the_others_wait() -> None:
    two_of_three = [grade("A02", "duty_list", "1"), grade("A02", "half_year_report", "0.5")]
    facts = year(books=Books(grades=two_of_three))
    assert (three(facts, "A02"), score(facts, "A02").state) == (("1.50", "0.50", "1.00"), "awaiting_score")
    facts = year(books=Books(grades=[*two_of_three, grade("A02", "joint_deployment", "0")]))
    assert (three(facts, "A02"), score(facts, "A02").state) == (("1.50", "1.50", "0.00"), "done")


@pytest.mark.parametrize(("percentage", "earned"), [
    ("72", "1.70"), ("90", "2.00"), ("100", "2.00"), ("89.99", "2.00"), ("89", "1.98"), ("0", "0.50"),
])  # fmt: skip
def test_a_measured_percentage_earns_its_part_at_the_target(percentage: str, earned: str) -> None:
    """With half a point for 品牌; of 89.99 % 1.4998 is rounded."""
    grades = [grade("E05", "brand", "0.5"), grade("E05", "satisfaction", percentage)]
    assert three(year(books=Books(grades=grades)), "E05")[0] == earned


def test_last_years_scores_are_not_this_years() -> None:
    grades = [grade("C05", "member_management", "2", of=2025)]
    assert three(year(books=Books(grades=grades), as_of=YEAR_END), "C05") == ("0.00", "0.00", "2.00")
