"""Results, objections and standards as they are kept, on both data bases."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.almanac import load_calendar
from bot.domain.ledger import Dues
from bot.domain.publication import NotPublishable, Result, Stage
from bot.domain.standard_life import STEPS, StandardState
from bot.standards import DEFAULT, shipped_standard
from bot.store import Store, Work
from bot.store.rating import fingerprint
from tests import make
from tests.conftest import StandingClock

STANDARD, CALENDAR = shipped_standard(), load_calendar()
RESULT = Result(
    make.BRANCH,
    5,
    Decimal("96.75"),
    None,
    Decimal("97.97"),
    5,
    "in",
    "promote",
    "plaque_award",
    (),
    decided=True,
)


def put_up(work: Work, *results: Result, until: date = date(2026, 12, 4)) -> None:
    work.ratings.notice(
        2026,
        results or (RESULT,),
        as_of=work.today,
        standard=STANDARD.name,
        facts_hash="f" * 64,
        minutes="纪要1号",
        until=until,
    )


def test_a_published_result_is_what_was_noticed_and_stays(store: Store, clock: StandingClock) -> None:
    store.run_now(put_up)
    clock.move(days=8)
    store.run_now(lambda work: work.ratings.publish(2026, "纪要2号"))
    found = store.read_now(lambda work: work.ratings.published(2026))
    assert found is not None
    assert (found.results, found.stage, found.published_on) == ((RESULT,), Stage.PUBLISHED, date(2026, 12, 5))
    with pytest.raises(NotPublishable):
        store.run_now(put_up)


def test_an_open_objection_keeps_a_result_from_being_published(store: Store, clock: StandingClock) -> None:
    store.run_now(put_up)

    def raise_objection(work: Work) -> None:
        found = work.ratings.current(2026)
        assert found is not None
        work.ratings.object(found, make.BRANCH, "10月的会已经开过")

    store.run_now(raise_objection)
    clock.move(days=8)
    with pytest.raises(NotPublishable) as refused:
        store.run_now(lambda work: work.ratings.publish(2026, "纪要2号"))
    assert (refused.value.why, refused.value.branches) == ("objections", (make.BRANCH,))
    assert store.read_now(lambda work: work.ratings.published(2026)) is None


def test_a_new_notice_takes_the_place_of_the_old_one(store: Store) -> None:
    store.run_now(put_up)
    store.run_now(lambda work: put_up(work, replace(RESULT, star=4)))
    found = store.read_now(lambda work: work.ratings.current(2026))
    assert found is not None
    assert found.results[0].star == 4


def test_next_year_starts_from_what_was_published(store: Store, clock: StandingClock) -> None:
    store.run_now(put_up)
    clock.move(days=8)
    store.run_now(lambda work: work.ratings.publish(2026, "纪要2号"))
    (branch,) = store.read_now(lambda w: w.ratings.with_last_year(w.people.roster().branches, 2027))
    assert (branch.previous_star, branch.peak_star, branch.holds_plaque) == (5, 5, True)


def test_the_same_facts_have_one_fingerprint_and_every_change_another(store: Store) -> None:
    def hashed(work: Work) -> str:
        return fingerprint(work, 2026, date(2026, 11, 27), STANDARD, CALENDAR)

    before = store.read_now(hashed)
    assert store.read_now(hashed) == before
    store.run_now(lambda work: work.ledger.save([Dues(make.BRANCH, date(2026, 3, 1), complete=True)]))
    after = store.read_now(hashed)
    assert after != before
    store.run_now(lambda work: work.ledger.save([Dues(make.BRANCH, date(2026, 3, 1), complete=True)]))
    assert store.read_now(hashed) == after  # written down once more it is the same fact


def test_reading_a_standard_is_recorded_once(store: Store) -> None:
    def add(work: Work) -> None:
        work.standards.add(STANDARD, DEFAULT.read_text(encoding="utf-8"))

    store.run_now(add)
    kept = store.read_now(lambda work: work.standards.get(STANDARD.name))
    assert kept is not None
    assert kept.state is StandardState.DRAFT
    assert [store.run_now(lambda work: work.standards.mark_read(kept, "m0")) for _ in range(2)] == [
        True,
        False,
    ]
    assert store.read_now(lambda work: work.standards.readers(kept)) == {"m0"}
    assert STEPS["circulate"].target is StandardState.COMMENTING
