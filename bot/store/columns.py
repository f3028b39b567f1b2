"""What the tables have in common: one metadata with the names of constraints, CHECKs of codes, and where a fact came from."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CheckConstraint, Column, MetaData, String

from bot.store.types import Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """A CHECK that a column holds one of the codes."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(str(v)) for v in values)})", name=column)


_said = (
    ("state", String(20), False),
    ("source", String(20), True),
    ("message_id", String(255), True),
    ("recorded_by", String(64), True),
)


def recorded() -> list[Column[Any]]:
    """The columns every small fact has: where it came from, and whether it stands."""
    return [
        *(Column(n, t, nullable=nullable) for n, t, nullable in _said),
        Column("recorded_at", Moment, nullable=False),
    ]
