"""Tables of inspections, who inspects which branch, and the spot-check draws."""

from sqlalchemy import (
    JSON,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from bot.domain.inspection import Phase, Progress
from bot.domain.rectification import Manner
from bot.store.columns import metadata, one_of
from bot.store.types import BigId, Moment

inspections = Table(
    "inspections",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("title", String(100), nullable=False),
    Column("year", Integer, nullable=False),
    Column("quarter", Integer),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("phase", String(15)),  # of a campaign
    Column("opened_by", String(64), nullable=False),
    Column("opened_at", Moment, nullable=False),
    one_of("kind", Manner),
    one_of("phase", Phase),
    Index(None, "year"),
)

inspection_duties = Table(
    "inspection_duties",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("inspection_id", ForeignKey("inspections.id"), nullable=False),
    Column("branch_id", ForeignKey("branches.id"), nullable=False),
    Column("progress", String(15), nullable=False),
    Column("moved_on", Date, nullable=False),
    UniqueConstraint("inspection_id", "branch_id"),
    one_of("progress", Progress),
    Index(None, "branch_id"),
)

inspection_inspectors = Table(
    "inspection_inspectors",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("duty_id", ForeignKey("inspection_duties.id"), nullable=False),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    UniqueConstraint("duty_id", "member_id"),
)

draws = Table(
    "draws",
    metadata,
    Column("id", BigId, primary_key=True),
    Column("check_id", String(8), nullable=False),
    Column("inspection_id", ForeignKey("inspections.id"), nullable=False),
    Column("statement", JSON, nullable=False),
    Column("seal", String(64), nullable=False),
    Column("nonce", String(64), nullable=False),
    Column("visited_on", Date),
    Column("published_at", Moment),
    UniqueConstraint("check_id"),
    UniqueConstraint("inspection_id"),
)
