"""Tables that several processes share: how fast each recipient may be written to, and who does what nobody else does meanwhile."""

from sqlalchemy import BigInteger, Column, Integer, String, Table

from bot.store.columns import metadata
from bot.store.types import Moment

rate_buckets = Table(
    "rate_buckets",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("free_at_ms", BigInteger, nullable=False),  # since the epoch: when the bucket is empty again
    Column("used", Integer, nullable=False),  # of a day's count
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("owner", String(80), nullable=False),
    Column("until", Moment, nullable=False),
)
