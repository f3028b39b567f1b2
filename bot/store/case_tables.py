"""Tables of what becomes of problems: the steps taken, the numbers given out, evidence, and the list a chat last saw."""

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.domain.case import Action, Stage
from bot.store.columns import metadata, one_of
from bot.store.types import BigId, Moment

item_steps = Table(
    "item_steps",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("item_id", ForeignKey("rectification_items.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("action", String(20), nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", Moment, nullable=False),
    Column("stage", String(20), nullable=False),
    Column("note", Text),
    Column("until", Date),
    Column("responsible", String(64)),
    Column("reference", String(60)),
    Column("message_id", String(255)),
    UniqueConstraint("item_id", "position"),  # of two who take a step at once, one does
    one_of("action", Action),
    one_of("stage", Stage),
    Index(None, "message_id"),
    Index(None, "by", "at"),
)

item_numbers = Table(
    "item_numbers",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
    CheckConstraint("id = 1", name="single"),
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", BigId, primary_key=True),
    Column(
        "item_id", ForeignKey("rectification_items.id")
    ),  # empty until it is said which item it belongs to
    Column("sender", String(64), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("media_id", String(255), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("name", Text),
    Column("received_at", Moment, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("sha256", String(64)),
    Column("size", Integer),
    UniqueConstraint("platform", "media_id", "sender"),
    one_of("state", ["wanted", "kept", "lost"]),
    Index(None, "item_id"),
    Index(None, "state", "not_before"),
    Index(None, "sender", "received_at"),
)

shown_items = Table(
    "shown_items",
    metadata,
    Column("address", String(200), primary_key=True),
    Column("numbers", JSON, nullable=False),
    Column("shown_at", Moment, nullable=False),
)
