"""The kinds of records a branch keeps books of: a list with a line for each (decision 8)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Date, Numeric, Table

from bot.domain.ledger import (
    Application,
    Ballots,
    Dues,
    Entry,
    Flag,
    Grade,
    Pledge,
    RoomItem,
    Service,
    ServiceKind,
    Waiver,
)
from bot.domain.rectification import Item, Manner, Severity
from bot.domain.term import Term
from bot.store import book_tables as tables
from bot.store.types import Moment

COLUMNS = {"branch": "branch_id", "account": "member_id", "on": "on_day"}
"""Columns that are not called as the field is."""


def _days(values: Iterable[str]) -> frozenset[date]:
    return frozenset(date.fromisoformat(value) for value in values)


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value).normalize()


def _maybe(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


@dataclass(frozen=True, slots=True)
class Register:
    """One kind of record: its table, what it is found by, and how columns that are no plain values are read."""

    name: str  # the field of Books, and the kind of fact
    table: Table
    record: type[Any]
    key: tuple[str, ...]
    reads: Mapping[str, Callable[[Any], Any]]

    @property
    def of_person(self) -> bool:
        return "member_id" in self.table.c

    def owners(self, branches: Iterable[int], others: Iterable[int], members: Iterable[int]) -> list[int]:
        """Whose records belong to the books of these branches and people: services are taken of others, too."""
        if self.of_person:
            return list(members)
        return [*branches, *others] if self.record is Service else list(branches)

    @property
    def columns(self) -> list[Column[Any]]:
        """In the order of the record's fields."""
        return [self.table.c[COLUMNS.get(field.name, field.name)] for field in fields(self.record)]


REGISTERS: tuple[Register, ...] = (
    Register("dues", tables.dues, Dues, ("branch", "month"), {}),
    Register("services", tables.services, Service, ("branch", "on", "kind", "topic"), {
        "kind": ServiceKind, "participants": tuple, "hours": _number,
    }),
    Register("pledges", tables.pledges, Pledge, ("account",), {
        "pledged": _days, "progress": _days, "reviewed": _days,
    }),
    Register("items", tables.items, Item, ("number",), {"severity": Severity, "manner": _maybe(Manner)}),
    Register("ballots", tables.ballots, Ballots, ("account", "year", "level", "group"), {}),
    Register("grades", tables.grades, Grade, ("branch", "year", "indicator", "part"), {"score": _number}),
    Register("room", tables.room_items, RoomItem, ("branch", "year", "item"), {}),
    Register("terms", tables.terms, Term, ("branch", "starts_on", "vacant_posts"), {"vacant_posts": tuple}),
    Register("applications", tables.applications, Application, ("branch", "year", "submitted_on"), {
        "self_score": _number,
    }),
    Register("waivers", tables.waivers, Waiver, ("branch", "year", "indicator"), {}),
    Register("flags", tables.flags, Flag, ("branch", "year", "rule"), {}),
)  # fmt: skip

BY_RECORD = {register.record: register for register in REGISTERS}


def fact_name(register: Register) -> str:
    """What one record of the register is called in audit and revisions."""
    return register.record.__name__.lower()


def key_of(register: Register, record: Entry) -> tuple[Any, ...]:
    return tuple(getattr(record, name) for name in register.key)


def restored(column: Column[Any], value: Any) -> Any:
    """A value as the revisions keep it, back in its column's type."""
    if not isinstance(value, str):
        return value
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    if isinstance(column.type, Moment):
        return datetime.fromisoformat(value)
    return Decimal(value) if isinstance(column.type, Numeric) else value
