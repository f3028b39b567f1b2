"""Tables of what was said unasked: each reminder once, how far the alarm clock has come, and who wants to be left alone."""

from sqlalchemy import Column, Date, Index, String, Table, Text

from bot.store.columns import metadata, one_of
from bot.store.types import Moment

reminded = Table(
    "reminded",
    metadata,
    Column("key", String(255), primary_key=True),  # what was owed to whom for which day
    Column("kind", String(40), nullable=False),
    Column("account", String(64), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("why", Text, nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("promise", String(255)),  # the key of the message it went out with
    Column("noted_at", Moment, nullable=False),
    one_of("outcome", ["promised", "dropped"]),
    Index(None, "due_at"),
    Index(None, "promise"),
)

ticks = Table(
    "ticks",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("at", Moment, nullable=False),
)

mutes = Table(
    "mutes",
    metadata,
    Column("account", String(64), primary_key=True),
    Column("until", Date, nullable=False),  # the last quiet day
    Column("asked_at", Moment, nullable=False),
)
