"""The year's rating: who may apply, vetoes, transitions and sanctions (scoring-notes.md §9, domain.md §3.10)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.domain.application import Applied, application
from bot.domain.ledger import Application, Books, Flag
from bot.domain.people import Branch
from bot.domain.rating import in_scope, plaque, sanctions, transition
from bot.domain.scoring import standing
from bot.domain.standard import Standard
from bot.domain.term import Term
from tests import make
from tests.rules.branch_years import STANDARD, YEAR_END, changed, year
from tests.rules.rated_branches import failing, field, one, rated, stars

# ---------------------------------------------------------------------- §9.1 scope and application


@pytest.mark.parametrize(("founded", "as_of", "rated"), [
    (None, date(2026, 5, 1), True), (date(2026, 5, 1), date(2026, 5, 1), True), (date(2026, 5, 2), date(2026, 5, 1), False),
    (date(2026, 12, 31), YEAR_END, True), (date(2027, 1, 1), YEAR_END, False),
])  # fmt: skip
def test_a_branch_is_rated_if_it_existed_on_the_reference_day(
    founded: date | None, as_of: date, rated: bool
) -> None:
    assert in_scope(make.branch(founded=founded), 2026, as_of) == rated


def test_a_branch_founded_later_takes_no_place_and_gives_none() -> None:
    later = replace(Branch("新"), founded_on=date(2027, 1, 1))
    four = [one(name) for name in ("甲", "乙", "丙", "新")]
    rating = rated(four, branches=[Branch("甲"), Branch("乙"), Branch("丙"), later])
    assert (rating.places, len(rating.branches)) == (0, 3)


def applied(
    *given: tuple[int, date | None, str], as_of: date = YEAR_END, standard: Standard = STANDARD
) -> Applied:
    rows = [Application(make.BRANCH, 2026, star, None, on, reason) for star, on, reason in given]
    return application(year(books=Books(applications=rows), as_of=as_of, standard=standard))  # fmt: skip


@pytest.mark.parametrize(("on", "reason", "star"), [
    (date(2026, 9, 1), "", 4), (date(2026, 10, 31), "", 4), (None, "", 4), (date(2026, 11, 2), "", None),
    (date(2026, 11, 6), "专案任务", 4),  # the fifth working day
    (date(2026, 11, 7), "专案任务", None),
    (date(2026, 11, 9), "专案任务", None),
])  # fmt: skip
def test_an_application_is_on_time_or_late_with_a_reason(
    on: date | None, reason: str, star: int | None
) -> None:
    assert applied((4, on, reason)) == Applied(star, missed=star is None)


def test_how_late_a_standard_decides() -> None:
    late = (4, date(2026, 11, 4), "专案任务")
    two_days = changed(application={"late_working_days": 2})
    never = changed(application={"late_allowed_with_reason": False})
    assert [applied(late, standard=own).star for own in (STANDARD, two_days, never)] == [4, None, None]


def test_nobody_has_missed_it_before_the_closing_day_is_over() -> None:
    assert applied(as_of=date(2026, 10, 31)) == Applied(None, missed=False)
    assert applied(as_of=date(2026, 11, 1)) == Applied(None, missed=True)


def test_the_latest_application_on_time_counts() -> None:
    three = ((5, date(2026, 10, 20), ""), (4, date(2026, 10, 30), ""), (3, date(2026, 11, 20), "专案任务"))
    assert applied(*three).star == 4
    assert applied(*three, as_of=date(2026, 10, 29)).star == 5
    assert applied((3, None, ""), (5, date(2026, 10, 20), "")).star == 5


def test_an_application_of_another_year_is_none() -> None:
    last_year = Application(make.BRANCH, 2025, 5, None, date(2025, 10, 20))
    assert application(year(books=Books(applications=[last_year]))) == Applied(None, missed=True)


# ---------------------------------------------------------------------- §9.2, §9.3 stars and vetoes


@pytest.mark.parametrize(("final", "applied", "band", "star"), [
    ("95.00", 5, 5, 5), ("94.99", 5, 4, 4), ("99", 4, 5, 4), ("75", 5, 3, 3), ("59.99", 5, 0, 0), ("99", None, 5, 0),
])  # fmt: skip
def test_no_more_stars_than_applied_for_and_none_without(
    final: str, applied: int | None, band: int, star: int
) -> None:
    (first, *_) = rated(field([one("甲", final, applied=applied)])).branches
    assert (first.band_star, first.star) == (band, star)


def vetoed(*ids: str, **more: Any) -> list[tuple[str, tuple[str, ...]]]:
    """The vetoes that fail when these are in force, with their indicators."""
    waivable = more.pop("waivable", None)
    own = replace(STANDARD, vetoes=tuple(
        replace(v, enabled=v.id in ids, waiver_allowed=v.waiver_allowed if waivable is None else waivable)
        for v in STANDARD.vetoes
    ))  # fmt: skip
    now = standing(year(standard=own, as_of=YEAR_END, **more))
    return [(failed.veto.id, failed.failed) for failed in now.vetoes]


OVERDUE = Term(make.BRANCH, date(2023, 9, 1), 3)


def test_a_term_that_ran_out_without_approval_is_a_veto_where_it_is_in_force() -> None:
    approved = replace(OVERDUE, extended_to=date(2026, 12, 31))
    assert vetoed("V2", books=Books(terms=[OVERDUE])) == [("V2", ("A04",))]
    assert vetoed("V2", books=Books(terms=[approved])) == []
    assert vetoed(books=Books(terms=[OVERDUE])) == []


@pytest.mark.parametrize(("waivable", "failed"), [(True, []), (False, [("V2", ("A04",))])])
def test_a_waiver_lifts_the_veto_on_terms_where_it_may(
    waivable: bool, failed: list[tuple[str, tuple[str, ...]]]
) -> None:
    books = Books(terms=[OVERDUE], waivers=year(waived=["A04"]).books.waivers)
    assert vetoed("V2", books=books, waivable=waivable) == failed


@pytest.mark.parametrize(("rule", "of", "failed"), [
    ("V3", 2026, [("V3", ())]), ("V4", 2026, [("V4", ())]), ("V3", 2025, []), ("V1", 2026, []),
])  # fmt: skip
def test_a_flag_set_by_hand_is_a_veto_of_its_year(
    rule: str, of: int, failed: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert vetoed("V3", "V4", books=Books(flags=[Flag(make.BRANCH, of, rule)])) == failed


@pytest.mark.parametrize(("vetoes", "final", "star"), [
    (("V1",), "99", 3), (("V1",), "80", 3), (("V1",), "70", 2), (("V3",), "99", 4), (("V3",), "90", 4), (("V4",), "99", 2),
    (("V4",), "70", 2), (("V1", "V4"), "99", 2), (("V2", "V3"), "99", 3),
])  # fmt: skip
def test_each_veto_caps_the_stars_it_speaks_of(vetoes: tuple[str, ...], final: str, star: int) -> None:
    assert stars(rated(field([one("甲", final, vetoes=failing(*vetoes))])))["甲"] == star


def test_a_veto_on_five_stars_leaves_four_alone_whatever_its_cap() -> None:
    (strict,) = (replace(failed, veto=replace(failed.veto, cap_star=2)) for failed in failing("V3"))
    assert [stars(rated(field([one("甲", final, vetoes=(strict,))])))["甲"] for final in ("99", "90")] == [
        2,
        4,
    ]


# ---------------------------------------------------------------------- §9.5 what follows


@pytest.mark.parametrize(("previous", "peak", "held", "new", "wanted"), [
    (4, None, False, 5, ("promote", "plaque_award")),  # four to five for the first time
    (5, 5, True, 4, ("demote", "plaque_remove")),
    (4, 5, False, 5, ("restore", "plaque_restore")),  # five again
    (5, 5, True, 5, ("keep", "plaque_keep")),
    (3, 5, False, 4, ("restore", None)),
    (3, 3, False, 4, ("promote", None)),
    (3, 4, False, 5, ("promote", "plaque_award")),
    (5, 5, False, 5, ("keep", "plaque_restore")),
    (5, None, False, 5, ("keep", "plaque_restore")),  # last year's star is a peak as well
    (4, 4, False, 4, ("keep", None)),
    (4, 5, True, 0, ("demote", "plaque_remove")),
    (None, None, False, 5, ("first_rating", "plaque_award")),
    (None, 5, False, 5, ("first_rating", "plaque_restore")),
    (None, None, False, 3, ("first_rating", None)),
    (0, None, False, 1, ("promote", None)),
])  # fmt: skip
def test_against_last_year_and_the_best_year(
    previous: int | None, peak: int | None, held: bool, new: int, wanted: tuple[str, str | None]
) -> None:
    branch = Branch("甲", previous_star=previous, peak_star=peak, holds_plaque=held)
    assert (transition(branch, new), plaque(branch, new, STANDARD.plaque_min_star)) == wanted


@pytest.mark.parametrize(("previous", "new", "missed", "wanted"), [
    (5, 3, False, ()), (3, 2, False, ("S2",)), (2, 2, False, ("S2", "S3")), (None, 2, False, ("S2",)), (2, 3, False, ()),
    (4, 0, True, ("S1", "S2")), (0, 0, True, ("S1", "S2", "S3")),
])  # fmt: skip
def test_what_follows_from_a_bad_result(
    previous: int | None, new: int, missed: bool, wanted: tuple[str, ...]
) -> None:
    assert sanctions(STANDARD, Branch("甲", previous_star=previous), new, not_applied=missed) == wanted


def test_what_follows_is_judged_by_the_stars_after_the_quota() -> None:
    kept = Branch("甲", previous_star=5, peak_star=5, holds_plaque=True)
    (first,) = rated([one("甲")], branches=[kept]).branches
    assert (first.band_star, first.star, first.transition, first.plaque) == (5, 4, "demote", "plaque_remove")
