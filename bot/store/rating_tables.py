"""Tables of the year's results and of the standards they are measured by."""

from sqlalchemy import JSON, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from bot.domain.publication import Stage
from bot.domain.standard_life import StandardState
from bot.store.columns import metadata, one_of
from bot.store.types import BigId, Moment

ratings = Table(
    "ratings",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("stage", String(10), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("standard", String(100), nullable=False),  # id@version
    Column("facts_hash", String(64), nullable=False),
    Column("results", JSON, nullable=False),
    Column("minutes", Text, nullable=False),  # the committee's, that decided on the notice
    Column("noticed_on", Date, nullable=False),
    Column("notice_until", Date, nullable=False),
    Column("publication_minutes", Text),
    Column("published_on", Date),
    Column("decided_by", String(64), nullable=False),
    Column("recorded_at", Moment, nullable=False),
    one_of("stage", Stage),
    Index(None, "year"),
)

objections = Table(
    "objections",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("rating_id", ForeignKey("ratings.id"), nullable=False),
    Column("branch_id", ForeignKey("branches.id"), nullable=False),
    Column("text", Text, nullable=False),
    Column("raised_on", Date, nullable=False),
    Column("raised_by", String(64), nullable=False),
    Column("upheld", Integer),  # 1, 0, empty while it is under review
    Column("answer", Text),
    Column("settled_on", Date),
    Index(None, "rating_id"),
)

standards = Table(
    "standards",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("standard_id", String(80), nullable=False),
    Column("version", String(20), nullable=False),
    Column("year", Integer, nullable=False),
    Column("variant", String(40), nullable=False),
    Column("state", String(12), nullable=False),
    Column("document", Text, nullable=False),  # the TOML, word for word
    Column("reference", Text),  # of the conference or the minutes that decided last
    Column("changed_on", Date, nullable=False),
    Column("recorded_by", String(64), nullable=False),
    Column("recorded_at", Moment, nullable=False),
    UniqueConstraint("standard_id", "version"),
    one_of("state", StandardState),
    Index(None, "year"),
)

standard_readings = Table(
    "standard_readings",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("standard_id", ForeignKey("standards.id"), nullable=False),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("read_at", Moment, nullable=False),
    UniqueConstraint("standard_id", "member_id"),
)
