"""What branches keep books of beside meetings: each record found by its key, a later one replacing the earlier.

Nothing is overwritten: the earlier version goes to the revisions, a revoked record stays.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, bindparam, insert, select, update

from bot.domain.ledger import Books, Entry, Pledge
from bot.domain.rectification import Item
from bot.store.entry import Entry as Own
from bot.store.registers import BY_RECORD, COLUMNS, REGISTERS, Register, fact_name, key_of, restored
from bot.store.revising import keep
from bot.store.tables import revisions

if TYPE_CHECKING:
    from bot.store.work import Work

STANDS, REVOKED = "confirmed", "revoked"
CHUNK = 5_000
"""So many ids in one statement at the most."""


def _of_owners(register: Register) -> Select[Any]:
    """Everything of some branches or members that stands, each record after its owner's id."""
    owner = register.table.c["member_id" if register.of_person else "branch_id"]
    return (
        select(owner, *register.columns)
        .where(owner.in_(bindparam("owners", expanding=True)), register.table.c.state != REVOKED)
        .order_by(register.table.c.id)
    )


_OF_OWNERS = {register.name: _of_owners(register) for register in REGISTERS}


@dataclass(frozen=True, slots=True)
class Kept:
    """How many records a save added, changed, and found as they were."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Kept") -> "Kept":
        return Kept(self.added + other.added, self.changed + other.changed, self.unchanged + other.unchanged)


class Ledger:
    def __init__(self, work: "Work") -> None:
        self._work = work

    # ------------------------------------------------------------------ reading

    def books(
        self, branches: Collection[str], accounts: Collection[str], others: Collection[str] = ()
    ) -> "Shelf":
        """Everything of these branches and people, and the services of the other branches."""
        mine = [self._work.people.branch_id(name) for name in branches]
        theirs = [self._work.people.branch_id(name) for name in others]
        members = [self._work.people.member_id(account) for account in accounts]
        return Shelf(
            {
                register.name: self._rows(register, register.owners(mine, theirs, members))
                for register in REGISTERS
            }
        )

    def of_branch(self, kind: type[Any], branch: str) -> list[Any]:
        """All standing records of one kind of a branch, oldest first."""
        register = BY_RECORD[kind]
        return [record for _, record in self._rows(register, [self._work.people.branch_id(branch)])]

    def of_people(self, kind: type[Any], accounts: Collection[str]) -> list[Any]:
        register = BY_RECORD[kind]
        ids = sorted(self._work.people.member_id(account) for account in accounts)
        return [record for _, record in self._rows(register, ids)]

    def find(self, kind: type[Any], **values: Any) -> list[Any]:
        """Standing records of one kind with these values in their columns, of whatever branch."""
        register = BY_RECORD[kind]
        statement = select(*register.columns).where(register.table.c.state != REVOKED)
        for name, value in values.items():
            statement = statement.where(register.table.c[COLUMNS.get(name, name)] == value)
        rows, read = (
            self._work.connection.execute(statement.order_by(register.table.c.id)),
            self.reader(register),
        )
        return [read(row) for row in rows]

    def _rows(self, register: Register, owners: list[int]) -> list[tuple[int, Any]]:
        """(owner's id, record) of everything that stands."""
        found, read = [], self.reader(register)
        for start in range(0, len(owners), CHUNK):
            some = {"owners": owners[start : start + CHUNK]}
            found += [
                (row[0], read(row[1:]))
                for row in self._work.connection.execute(_OF_OWNERS[register.name], some)
            ]
        return found

    # ------------------------------------------------------------------ writing

    def save(self, records: Iterable[Entry]) -> Kept:
        """Bring the books up to date by key; of two records with one key the later counts."""
        by_register: dict[type[Any], dict[tuple[Any, ...], Entry]] = defaultdict(dict)
        for record in records:
            by_register[type(record)][key_of(BY_RECORD[type(record)], record)] = record
        kept = Kept()
        for kind, wanted in by_register.items():
            kept += self._save(BY_RECORD[kind], wanted)
        return kept

    def unite(self, pledges: Collection[Pledge]) -> Kept:
        """Add days to people's pledges: all that is known of one person is one record (scoring-notes.md §2.4)."""
        wanted: dict[str, Pledge] = {}
        known = {pledge.account: pledge for pledge in self.of_people(Pledge, {p.account for p in pledges})}
        for pledge in pledges:
            before = wanted.get(pledge.account) or known.get(pledge.account) or Pledge(pledge.account)
            wanted[pledge.account] = Pledge(
                pledge.account,
                before.pledged | pledge.pledged,
                before.progress | pledge.progress,
                before.reviewed | pledge.reviewed,
            )
        return self.save(wanted.values())

    # ------------------------------------------------------------------ taking back

    def own(self, account: str, since: datetime) -> list[Own]:
        """What this account recorded last in each register since then: all records of that one moment."""
        found = []
        for register in REGISTERS:
            if register.record is Item:
                continue  # a problem goes its way by steps, and back by a step (bot.domain.case)
            table = register.table
            statement = (
                select(table.c.recorded_at, *register.columns)
                .where(table.c.recorded_by == account, table.c.recorded_at >= since)
                .where(table.c.state != REVOKED)
                .order_by(table.c.recorded_at.desc(), table.c.id)
            )
            rows, read = self._work.connection.execute(statement).all(), self.reader(register)
            books = tuple(read(row[1:]) for row in rows if row[0] == rows[0][0])
            if books:
                found.append(Own("book", books[0].id, rows[0][0], books=books))
        return found

    def take_back(self, record: Entry) -> None:
        """Undo the last change of a record: its earlier version stands again, a new one is revoked."""
        register = BY_RECORD[type(record)]
        table, kind = register.table, fact_name(register)
        current = self._work.connection.execute(
            select(table.c.revision).where(table.c.id == record.id)
        ).scalar_one()
        if current == 1:
            self.revoke(record)
            return
        before = self._work.connection.execute(
            select(revisions.c.before)
            .where(revisions.c.kind == kind, revisions.c.fact_id == record.id)
            .where(revisions.c.revision == current - 1)
        ).scalar_one()
        keep(self._work, table, kind, record.id, "撤销")
        values = {
            column.name: restored(column, before[column.name])
            for column in table.columns
            if column.name not in ("id", "revision")
        }
        self._work.connection.execute(
            update(table).where(table.c.id == record.id).values(**values, revision=current + 1)
        )
        self._work.audit.note(f"{kind}_taken_back", f"{kind}:{record.id}", record)

    def revoke(self, record: Entry) -> None:
        """Taken back: kept, no longer counted."""
        register = BY_RECORD[type(record)]
        keep(self._work, register.table, fact_name(register), record.id, "撤销")
        self._work.connection.execute(
            update(register.table)
            .where(register.table.c.id == record.id)
            .values(state=REVOKED, revision=register.table.c.revision + 1)
        )
        self._work.audit.note(f"{fact_name(register)}_revoked", f"{fact_name(register)}:{record.id}", record)

    def _save(self, register: Register, wanted: Mapping[tuple[Any, ...], Entry]) -> Kept:
        known = self._known(register, wanted.values())
        added, changed = [], 0
        for key, record in wanted.items():
            before = known.get(key)
            if before is None:
                added.append(record)
            elif before[1] is None or _values(self._work, before[1]) != _values(self._work, record):
                self._change(register, before[0], before[1], record)
                changed += 1
        self._add(register, added)
        return Kept(len(added), changed, len(wanted) - len(added) - changed)

    def _known(
        self, register: Register, records: Iterable[Entry]
    ) -> dict[tuple[Any, ...], tuple[int, Entry | None]]:
        """What is in the table under the keys of these records: id and record, which is None when revoked."""
        table, work = register.table, self._work
        owner = register.key[0] if register.key[0] in ("branch", "account") else None
        column = table.c[COLUMNS.get(owner, register.key[0]) if owner else register.key[0]]
        values = sorted({_values(work, record)[column.name] for record in records})
        known, read = {}, self.reader(register)
        for start in range(0, len(values), CHUNK):
            statement = select(table.c.state, *register.columns).where(
                column.in_(values[start : start + CHUNK])
            )
            for state, *row in work.connection.execute(statement.order_by(table.c.id)):
                record = read(row)
                known[key_of(register, record)] = record.id, None if state == REVOKED else record
        return known

    def _add(self, register: Register, records: list[Entry]) -> None:
        if not records:
            return
        kind, work = fact_name(register), self._work
        rows = [{**_values(work, record), **self._origin(), "revision": 1} for record in records]
        statement = insert(register.table).returning(register.table.c.id, sort_by_parameter_order=True)
        ids = work.connection.execute(statement, rows).scalars().all()
        for id_, record in zip(ids, records, strict=True):
            work.audit.note(f"{kind}_added", f"{kind}:{id_}", None, record)

    def _change(self, register: Register, id_: int, before: Entry | None, record: Entry) -> None:
        table, kind = register.table, fact_name(register)
        revision = keep(self._work, table, kind, id_)
        self._work.connection.execute(
            update(table)
            .where(table.c.id == id_)
            .values(**_values(self._work, record), **self._origin(), revision=revision + 1)
        )
        self._work.audit.note(f"{kind}_changed", f"{kind}:{id_}", before, record)

    def _origin(self) -> dict[str, Any]:
        origin = self._work.origin
        return {
            "state": STANDS,
            "source": origin.source or None,
            "message_id": origin.message_id or None,
            "recorded_by": origin.actor or None,
            "recorded_at": self._work.at,
        }

    def reader(self, register: Register) -> Callable[[Sequence[Any]], Any]:
        """What makes a record of the register's columns; those that are no plain values are found out once, not row by row."""
        people = self._work.people
        reads: dict[str, Callable[[Any], Any]] = {
            **{field.name: _text for field in fields(register.record) if field.type is str},
            "branch": people.branch_name,
            "account": lambda id_: people.member(id_)[0],
            **register.reads,
        }
        converted = [
            (position, reads[field.name])
            for position, field in enumerate(fields(register.record))
            if field.name in reads
        ]

        def read(row: Sequence[Any]) -> Any:
            values = list(row)
            for position, convert in converted:
                values[position] = convert(values[position])
            return register.record(*values)

        return read


class Shelf:
    """The books of several branches, read together, given out branch by branch."""

    def __init__(self, rows: Mapping[str, Iterable[tuple[int, Any]]]) -> None:
        self._by_owner: dict[str, dict[int, list[Any]]] = {}
        for name, found in rows.items():
            by_owner = self._by_owner[name] = defaultdict(list)
            for owner, record in found:
                by_owner[owner].append(record)

    def of(self, branch: int, others: Iterable[int], members: Iterable[int]) -> Books:
        """Of one branch, with its people's own records and the services of their other branches."""
        people, elsewhere = list(members), list(others)
        taken = {
            register.name: tuple(
                record
                for owner in register.owners([branch], elsewhere, people)
                for record in self._by_owner[register.name].get(owner, ())
            )
            for register in REGISTERS
        }
        return Books(**taken)


def _values(work: "Work", record: Entry) -> dict[str, Any]:
    """A record's columns."""
    values = {}
    for field in fields(record):
        value = getattr(record, field.name)
        if field.name == "id":
            continue
        if field.name == "branch":
            value = work.people.branch_id(value)
        elif field.name == "account":
            value = work.people.member_id(value)
        elif isinstance(value, frozenset):
            value = sorted(day.isoformat() for day in value)
        elif isinstance(value, tuple):
            value = list(value)
        elif isinstance(value, StrEnum):
            value = value.value
        values[COLUMNS.get(field.name, field.name)] = value
    return values


def _text(value: str | None) -> str:
    return "" if value is None else value
