"""The store keeps its promises, on SQLite and on PostgreSQL alike."""

import asyncio
import contextlib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.engine import Engine

from bot.chat import Address, Attachment, Button, Card, Incoming, Receipt, Reply
from bot.domain.activity import Event, Leave, Presence, Reason, State, StudyEntry, Talk
from bot.domain.people import Office
from bot.files import Files
from bot.store import SchemaOutOfDate, Store, Work, dump
from bot.store.all_tables import metadata
from bot.store.engine import make_engine
from bot.store.facts import facts
from bot.store.pendings import Pending
from bot.store.schema import upgrade
from tests import make
from tests.conftest import StandingClock

TO = Address("wecom", "m5")


async def test_one_failing_message_does_not_hurt_the_others_of_its_batch(store: Store) -> None:
    def heard(number: int) -> bool:
        def write(work: Work) -> bool:
            first = work.inbox.first_time(f"k{number}")
            if number == 3:
                raise ValueError("this one only")
            return first

        return write  # type: ignore[return-value]

    results = await asyncio.gather(*(store.run(heard(n)) for n in range(8)), return_exceptions=True)  # type: ignore[arg-type]

    assert [type(result) for result in results] == [ValueError if n == 3 else bool for n in range(8)]
    kept = [store.run_now(lambda work, n=n: work.inbox.first_time(f"k{n}")) for n in range(8)]  # type: ignore[misc]
    assert kept == [n == 3 for n in range(8)]


def test_a_message_is_heard_once_and_its_answer_kept(store: Store) -> None:
    card = Card("t1", "请确认", facts=(("时间", "11月27日"),), buttons=(Button("确认", "confirm:1"),))
    assert store.run_now(lambda work: work.inbox.first_time("k"))
    store.run_now(lambda work: work.inbox.settle("k", Reply("已登记", card=card)))

    assert not store.run_now(lambda work: work.inbox.first_time("k"))
    assert store.read_now(lambda work: work.inbox.answer("k")) == Reply("已登记", card=card)


def test_an_accepted_message_waits_until_it_is_answered_and_then_forgets_its_words(store: Store) -> None:
    incoming = Incoming("q", TO, make.NOON, "我们几分")
    store.run_now(lambda work: work.inbox.accept("q", incoming))
    assert [left.incoming for left in store.read_now(lambda work: work.inbox.unsettled(work.at))] == [
        incoming
    ]

    store.run_now(lambda work: work.inbox.settle("q", Reply("…")))

    assert store.read_now(lambda work: work.inbox.unsettled(work.at)) == []


def test_a_refused_turn_undoes_its_effect_and_keeps_what_came_before(store: Store) -> None:
    def turn(work: Work) -> None:
        work.inbox.first_time("k")
        with contextlib.suppress(ValueError), work.savepoint():
            work.records.add(make.activity())
            raise ValueError("no")

    store.run_now(turn)

    assert store.read_now(lambda work: work.records.on_day(make.BRANCH, make.FRIDAY)) == []
    assert not store.run_now(lambda work: work.inbox.first_time("k"))


def test_the_same_promise_twice_is_one_row(store: Store) -> None:
    assert store.run_now(lambda work: work.promises.add("r1", TO, Reply("提醒")))
    assert not store.run_now(lambda work: work.promises.add("r1", TO, Reply("提醒")))


def test_two_workers_never_claim_the_same_promise(store: Store, url: str, clock: StandingClock) -> None:
    for number in range(20):
        store.run_now(lambda work, n=number: work.promises.add(f"r{n}", TO, Reply("提醒")))  # type: ignore[misc]
    other = Store.open(url, clock)

    mine = store.run_now(lambda work: work.promises.claim("a", 60, 12))
    theirs = other.run_now(lambda work: work.promises.claim("b", 60, 12))
    other.close()

    assert len(mine) == 12
    assert len(theirs) == 8
    assert {p.id for p in mine} & {p.id for p in theirs} == set()


def test_a_dead_workers_promise_is_taken_up_again_with_its_frozen_request(
    store: Store, clock: StandingClock
) -> None:
    store.run_now(lambda work: work.promises.add("r", TO, Reply("提醒")))
    (first,) = store.run_now(lambda work: work.promises.claim("a", 60, 10))
    store.run_now(lambda work: work.promises.freeze([(first, "the bytes")]))
    assert store.run_now(lambda work: work.promises.claim("b", 60, 10)) == []

    clock.move(seconds=61)
    (again,) = store.run_now(lambda work: work.promises.claim("b", 60, 10))

    assert again.request == "the bytes"
    store.run_now(lambda work: work.promises.sent([(first, Receipt("late"))]))
    assert store.read_now(lambda work: work.promises.counts()) == {"sending": 1}
    store.run_now(lambda work: work.promises.sent([(again, Receipt("m"))]))


def test_what_may_no_longer_be_sent_is_recorded_not_sent(store: Store, clock: StandingClock) -> None:
    store.run_now(
        lambda work: work.promises.add("r", TO, Reply("提醒"), expires=clock() + timedelta(hours=1))
    )
    clock.move(hours=2)

    assert store.run_now(lambda work: work.promises.expire()) == 1
    assert store.run_now(lambda work: work.promises.claim("a", 60, 10)) == []
    assert store.read_now(lambda work: work.promises.counts()) == {"expired": 1}


def test_one_pending_confirmation_replaces_the_other(store: Store) -> None:
    def pending(shown: str) -> Pending:
        return Pending(
            "wecom:m5",
            shown,
            "",
            [{"intent": "log_meeting", "slots": {"due": 5}}],
            shown,
            make.NOON,
            make.NOON,
        )

    assert store.run_now(lambda work: work.pending.put(pending("支委会"))) is None
    assert store.run_now(lambda work: work.pending.put(pending("党课"))) == pending("支委会")
    store.run_now(lambda work: work.pending.drop("wecom:m5"))
    assert store.read_now(lambda work: work.pending.get("wecom:m5")) is None


def test_what_was_heard_long_ago_is_forgotten(store: Store, clock: StandingClock) -> None:
    lapsed = Pending("wecom:m5", "", "今天支委会", [], "1", clock(), clock() + timedelta(hours=24))
    store.run_now(lambda work: (work.inbox.first_time("old"), work.pending.put(lapsed)))
    clock.move(days=31)
    store.run_now(lambda work: work.inbox.first_time("new"))

    before = clock() - timedelta(days=30)
    assert store.run_now(lambda work: (work.inbox.forget(before), work.pending.forget(before))) == (1, 0)
    clock.move(days=1)
    assert store.run_now(lambda work: work.pending.forget(clock() - timedelta(days=30))) == 1


# ---------------------------------------------------------------------- records


def test_a_changed_record_keeps_its_earlier_version(store: Store) -> None:
    added = store.run_now(lambda work: work.records.add(make.activity(due=10, present=9)))
    changed = store.run_now(lambda work: work.records.change(replace(added, present=8), reason="数错了"))

    assert (changed.id, changed.revision, changed.present) == (added.id, 2, 8)
    current = store.read_now(lambda work: facts(work))
    every = store.read_now(lambda work: facts(work, everything=True))
    assert [(fact["present"], fact["revision"]) for fact in current] == [(8, 2)]
    assert [(fact["present"], fact["revision"]) for fact in every] == [(9, 1), (8, 2)]


def test_a_revoked_mark_is_kept_and_not_counted(store: Store) -> None:
    def check_in(work: Work) -> None:
        work.acting(actor="m5", source="wecom", message_id="x")
        person = work.people.roster().person("m5")
        assert person is not None
        session = work.records.add(make.activity(state=State.PLANNED))
        work.records.mark(session, person, Presence.PRESENT, at=work.at)

    store.run_now(check_in)
    entry = store.read_now(lambda work: work.records.last_own("m5", make.NOON - timedelta(hours=1)))
    assert entry is not None
    store.run_now(lambda work: work.records.revoke(entry))

    assert store.read_now(lambda work: work.records.attended("m5", make.FRIDAY, make.FRIDAY)) == []
    states = [f["state"] for f in store.read_now(lambda work: facts(work, member="m5", everything=True))]
    assert states == ["revoked"]


def test_small_facts_are_found_again(store: Store) -> None:
    def write(work: Work) -> None:
        work.acting(actor="m5", source="wecom")
        work.studies.log(StudyEntry("m5", make.FRIDAY, 120, "民法典"))
        work.studies.ask_leave(
            Leave("m5", make.FRIDAY, make.FRIDAY, Event.FRIDAY_STUDY, Reason.OFFICIAL_DUTY)
        )
        work.studies.add_talk(Talk(make.BRANCH, make.FRIDAY, ("党员0",), ("党员5",)))

    store.run_now(write)
    found = store.read_now(lambda work: facts(work))

    assert sorted(fact["kind"] for fact in found) == ["leave", "study", "talk"]
    assert {fact["kind"]: fact.get("topic") for fact in found}["study"] == "民法典"


def test_the_roster_is_updated_by_account_and_nobody_is_doubled(store: Store) -> None:
    again = store.run_now(lambda work: work.people.save(make.roster()))
    assert (again.added, again.changed, again.unchanged) == ((), (), 10)

    renamed = make.roster(11)
    moved = make.person("新名字", "M5", offices=[Office.PUBLICITY_MEMBER])
    changed = store.run_now(
        lambda work: work.people.save(
            type(renamed)(renamed.branches, (*renamed.people[:5], moved, *renamed.people[6:]))
        )
    )

    assert (changed.added, changed.changed) == (("m10",), ("M5",))
    found = store.read_now(lambda work: work.people.roster())
    assert [p.name for p in found.people if p.account == "m5"] == ["新名字"]
    assert len(found.people) == 11


# ---------------------------------------------------------------------- audit


def test_the_audit_chain_names_the_first_changed_record(store: Store, url: str) -> None:
    for number in range(3):
        store.run_now(lambda work, n=number: work.audit.note("test", f"thing:{n}"))  # type: ignore[misc]
    verdict = store.read_now(lambda work: work.audit.verify())
    assert verdict.ok

    _tamper(url, f"UPDATE audit SET object = 'other' WHERE id = {verdict.records - 1}")

    broken = store.read_now(lambda work: work.audit.verify())
    assert (broken.ok, broken.first_broken) == (False, verdict.records - 1)


@pytest.mark.parametrize("which", ["middle", "tail"])
def test_a_missing_audit_record_is_noticed(store: Store, url: str, which: str) -> None:
    records = store.read_now(lambda work: work.audit.verify()).records
    gone = records if which == "tail" else records - 2

    _tamper(url, f"DELETE FROM audit WHERE id = {gone}")

    broken = store.read_now(lambda work: work.audit.verify())
    assert (broken.ok, broken.first_broken) == (False, gone)


# ---------------------------------------------------------------------- schema and backups


def test_the_migrated_schema_is_the_one_the_program_means(bare_url: str) -> None:
    upgrade(bare_url)
    migrated, meant = make_engine(bare_url), make_engine(bare_url)
    found = _shape(migrated)
    for table in ("alembic_version", *reversed([t.name for t in metadata.sorted_tables])):
        _tamper(bare_url, f"DROP TABLE {table}")
    metadata.create_all(meant)

    assert found == _shape(meant)
    migrated.dispose()
    meant.dispose()


def test_an_older_schema_is_not_opened(bare_url: str, clock: StandingClock) -> None:
    with pytest.raises(SchemaOutOfDate):
        Store.open(bare_url, clock)


def test_a_backup_restores_into_the_other_data_base_and_equals_it(
    store: Store, url: str, tmp_path: Path
) -> None:
    store.run_now(lambda work: work.records.add(make.activity(due=10, present=9)))
    store.run_now(lambda work: work.promises.add("r", TO, Reply("提醒")))
    kept, there = Files(tmp_path / "kept"), Files(tmp_path / "there")
    digest = kept.keep("一张照片".encode())
    piece = store.run_now(lambda work: work.evidence.add("wecom", "m1", Attachment("image", "m")))
    store.run_now(lambda work: work.evidence.kept(piece, digest, 12))
    engine, scratch = make_engine(url), make_engine(f"sqlite:///{tmp_path / 'restored.db'}")

    rows = dump.backup(engine, tmp_path / "backup.zip", kept)
    restored = dump.restore(scratch, tmp_path / "backup.zip", there)

    assert rows == restored
    assert there.read(digest) == "一张照片".encode()
    with pytest.raises(dump.NotEmpty):
        dump.restore(scratch, tmp_path / "backup.zip", there)
    kept.path(digest).write_bytes(b"something else")
    with pytest.raises(dump.MissingFile):
        dump.backup(engine, tmp_path / "again.zip", kept)
    engine.dispose()
    scratch.dispose()


def test_a_damaged_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "b.zip").write_bytes(b"PK no zip at all")
    engine = make_engine(f"sqlite:///{tmp_path / 'x.db'}")
    with pytest.raises(dump.BadBackup):
        dump.restore(engine, tmp_path / "b.zip", Files(tmp_path / "files"))
    engine.dispose()


def test_a_moment_without_zone_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="time zone"):
        store.run_now(
            lambda work: work.promises.add("r", TO, Reply("x"), expires=make.NOON.replace(tzinfo=None))
        )


def _tamper(url: str, sql: str) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        connection.execute(text(sql))
    engine.dispose()


def _shape(engine: Engine) -> dict[str, object]:
    """Tables, columns, keys, indices and checks, as the data base itself reports them."""
    inspector = inspect(engine)
    shape: dict[str, object] = {}
    for table in sorted(set(inspector.get_table_names()) - {"alembic_version"}):
        shape[table] = {
            "columns": {c["name"]: (str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)},
            "primary": inspector.get_pk_constraint(table)["constrained_columns"],
            "foreign": sorted(
                str(k["constrained_columns"]) + str(k["referred_table"])
                for k in inspector.get_foreign_keys(table)
            ),
            "unique": sorted(str(u["column_names"]) for u in inspector.get_unique_constraints(table)),
            "indices": sorted(str(i["name"]) for i in inspector.get_indexes(table)),
            "checks": sorted(
                (str(c["name"]), str(c["sqltext"])) for c in inspector.get_check_constraints(table)
            ),
        }
    return shape


def test_dates_come_back_as_they_went(store: Store) -> None:
    store.run_now(lambda work: work.records.add(make.activity(on=date(2028, 2, 29))))
    (found,) = store.read_now(lambda work: work.records.on_day(make.BRANCH, date(2028, 2, 29)))
    assert found.recorded_at == make.NOON
