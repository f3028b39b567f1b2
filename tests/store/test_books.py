"""Books on both data bases: found by their keys, nothing overwritten, taken back to what they were."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from bot.domain.ledger import Application, Dues, Grade, Pledge, Service, ServiceKind
from bot.domain.rectification import Item, Severity
from bot.domain.term import Term
from bot.store import Store, Work
from bot.store.books import Kept
from bot.store.tables import revisions
from tests import make
from tests.conftest import StandingClock

MARCH = date(2026, 3, 1)
DUES = Dues(make.BRANCH, MARCH, complete=False)
SERVICE = Service(
    make.BRANCH,
    date(2026, 5, 18),
    ServiceKind.VOLUNTEERING,
    ("党员1", "党员2"),
    Decimal("2.5"),
    "社区",
    for_public=True,
)
ITEM = Item("2026-Q1-01", make.BRANCH, MARCH, "记录不全", Severity.MINOR, date(2026, 3, 8), returns=1)
TERM = Term(
    make.BRANCH, date(2025, 5, 21), 3, vacant_posts=("副书记",), vacant_from=MARCH, duties_assigned=False
)
PLEDGE = Pledge("m1", pledged=frozenset({date(2026, 2, 10)}))


def kept(store: Store, *records: object) -> Kept:
    return store.run_now(lambda work: work.ledger.save(records))  # type: ignore[arg-type]


def standing(store: Store, kind: type) -> list[object]:
    found = store.read_now(lambda work: work.ledger.find(kind))
    return [replace(record, id=0) for record in found]


def earlier_versions(store: Store) -> int:
    return len(store.read_now(lambda work: work.connection.execute(select(revisions.c.id)).all()))


def test_every_kind_comes_back_as_it_was_kept(store: Store) -> None:
    graded = Grade(make.BRANCH, 2026, "C04", "quiz", Decimal("0.5"), "少一次", "检查组")
    applied = Application(make.BRANCH, 2026, 4, Decimal("95.5"), date(2026, 10, 20), "")
    for record in (DUES, SERVICE, ITEM, TERM, PLEDGE, graded, applied):
        assert kept(store, record) == Kept(added=1)
        assert standing(store, type(record)) == [record]
        assert kept(store, record) == Kept(unchanged=1)
    assert earlier_versions(store) == 0


def test_a_later_record_of_the_same_key_replaces_the_earlier_which_is_kept(store: Store) -> None:
    kept(store, DUES)
    assert kept(store, replace(DUES, complete=True)) == Kept(changed=1)
    assert standing(store, Dues) == [replace(DUES, complete=True)]
    assert earlier_versions(store) == 1


def test_of_two_records_with_one_key_in_one_go_the_later_counts(store: Store) -> None:
    assert kept(store, DUES, replace(DUES, complete=True)) == Kept(added=1)
    assert standing(store, Dues) == [replace(DUES, complete=True)]


def test_all_that_is_known_of_a_persons_pledges_is_one_record(store: Store) -> None:
    more = Pledge("m1", progress=frozenset({date(2026, 6, 12)}))
    store.run_now(lambda work: work.ledger.unite([PLEDGE]))
    assert store.run_now(lambda work: work.ledger.unite([more, PLEDGE])) == Kept(changed=1)
    assert standing(store, Pledge) == [replace(PLEDGE, progress=more.progress)]


def test_what_one_said_last_is_taken_back_to_what_it_was(store: Store, clock: StandingClock) -> None:
    def say(work: Work, record: Dues) -> None:
        work.acting(actor="m0", source="wecom")
        work.ledger.save([record])

    store.run_now(lambda work: say(work, DUES))
    clock.move(minutes=5)
    store.run_now(lambda work: say(work, replace(DUES, complete=True)))

    def take_back(work: Work) -> None:
        entry = work.records.last_own("m0", work.at - timedelta(hours=24))
        assert entry is not None
        work.records.revoke(entry)

    store.run_now(take_back)
    assert standing(store, Dues) == [DUES]
    store.run_now(lambda work: work.ledger.revoke(work.ledger.find(Dues)[0]))
    assert standing(store, Dues) == []
    assert kept(store, DUES) == Kept(changed=1)  # a revoked record may be written down again
    assert standing(store, Dues) == [DUES]
    assert store.read_now(lambda work: work.audit.verify()).ok


def test_facts_show_books_with_their_earlier_versions(store: Store) -> None:
    from bot.store.facts import facts

    kept(store, SERVICE)
    kept(store, replace(SERVICE, for_public=False, hours=Decimal(3)))
    (now,) = store.read_now(lambda work: facts(work, kind="volunteering"))
    assert (now["date"], now["topic"], now["hours"], now["state"]) == (
        "2026-05-18",
        "社区",
        "3.00",
        "confirmed",
    )
    both = store.read_now(lambda work: facts(work, kind="volunteering", everything=True))
    assert [(fact["for_public"], fact["state"]) for fact in both] == [(True, "revoked"), (False, "confirmed")]
