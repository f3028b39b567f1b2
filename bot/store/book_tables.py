"""Tables of what branches keep books of beside meetings. Columns are called as the fields of `bot.domain.ledger`."""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Numeric,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

from bot.domain.ledger import ServiceKind
from bot.domain.rectification import Manner, Severity
from bot.store.columns import metadata, one_of, recorded
from bot.store.types import BigId


def _book(name: str, owner: str, *columns: SchemaItem) -> Table:
    """A table of facts that belong to a branch or to a member, with their revision."""
    return Table(
        name,
        metadata,
        Column("id", BigId, primary_key=True),
        Column(
            f"{owner}_id", ForeignKey(f"{'branches' if owner == 'branch' else 'members'}.id"), nullable=False
        ),
        *columns,
        *recorded(),
        Column("revision", Integer, nullable=False),
    )


dues = _book(
    "dues",
    "branch",
    Column("month", Date, nullable=False),
    Column("complete", Boolean, nullable=False),
    UniqueConstraint("branch_id", "month"),
)

services = _book(
    "services",
    "branch",
    Column("on_day", Date, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("participants", JSON, nullable=False),
    Column("hours", Numeric(6, 2)),
    Column("topic", String(200), nullable=False),
    Column("for_public", Boolean, nullable=False),
    UniqueConstraint("branch_id", "on_day", "kind", "topic"),
    one_of("kind", ServiceKind),
)

pledges = _book(
    "pledges",
    "member",
    Column("pledged", JSON, nullable=False),
    Column("progress", JSON, nullable=False),
    Column("reviewed", JSON, nullable=False),
    UniqueConstraint("member_id"),
)

items = _book(
    "rectification_items",
    "branch",
    Column("number", String(60), nullable=False),
    Column("found_on", Date, nullable=False),
    Column("manner", String(30)),
    Column("indicator", String(20)),
    Column("problem", Text, nullable=False),
    Column("severity", String(10), nullable=False),
    Column("due_on", Date, nullable=False),
    Column("handed_in_on", Date),
    Column("returns", Integer, nullable=False),
    Column("closed_on", Date),
    Column("extended_to", Date),
    Column("relapsed_on", Date),
    UniqueConstraint("number"),
    one_of("manner", Manner),
    one_of("severity", Severity),
    CheckConstraint("returns >= 0", name="returns"),
    Index(None, "branch_id"),
)

ballots = _book(
    "ballots",
    "member",
    Column("year", Integer, nullable=False),
    Column("level", String(10), nullable=False),
    Column("group", String(30), nullable=False),
    *(Column(grade, Integer, nullable=False) for grade in ("good", "fair", "average", "poor")),
    UniqueConstraint("member_id", "year", "level", "group"),
)

grades = _book(
    "grades",
    "branch",
    Column("year", Integer, nullable=False),
    Column("indicator", String(20), nullable=False),
    Column("part", String(40), nullable=False),
    Column("score", Numeric(8, 4), nullable=False),
    Column("note", Text),
    Column("inspector", String(50)),
    UniqueConstraint("branch_id", "year", "indicator", "part"),
)

room_items = _book(
    "room_items",
    "branch",
    Column("year", Integer, nullable=False),
    Column("item", String(20), nullable=False),
    Column("met", Boolean, nullable=False),
    UniqueConstraint("branch_id", "year", "item"),
)

terms = _book(
    "terms",
    "branch",
    Column("starts_on", Date, nullable=False),
    Column("years", Integer, nullable=False),
    Column("extended_to", Date),
    Column("vacant_posts", JSON, nullable=False),
    Column("vacant_from", Date),
    Column("filled_on", Date),
    Column("duties_assigned", Boolean, nullable=False),
    Index(None, "branch_id"),
)

applications = _book(
    "applications",
    "branch",
    Column("year", Integer, nullable=False),
    Column("star", Integer, nullable=False),
    Column("self_score", Numeric(6, 2)),
    Column("submitted_on", Date),
    Column("late_reason", Text),
    Index(None, "branch_id", "year"),
)

waivers = _book(
    "waivers",
    "branch",
    Column("year", Integer, nullable=False),
    Column("indicator", String(20), nullable=False),
    Column("minutes", Text, nullable=False),
    UniqueConstraint("branch_id", "year", "indicator"),
)

flags = _book(
    "veto_flags",
    "branch",
    Column("year", Integer, nullable=False),
    Column("rule", String(20), nullable=False),
    Column("note", Text),
    UniqueConstraint("branch_id", "year", "rule"),
)

BOOK_TABLES = (
    dues, services, pledges, items, ballots, grades, room_items, terms, applications, waivers, flags,
)  # fmt: skip
