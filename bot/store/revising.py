"""Earlier versions: the row as it stands goes to the revisions before it is changed."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, Table, bindparam, insert, select

from bot.store.prepared import Prepared
from bot.store.tables import revisions

if TYPE_CHECKING:
    from bot.store.work import Work


_VALUES = ("kind", "fact_id", "revision", "before", "reason", "replaced_by", "replaced_at")
_add = Prepared(insert(revisions).values({name: bindparam(name) for name in _VALUES}))


@cache
def _row_of(table: Table) -> Select[Any]:
    """Always the very same statement, which is then compiled once."""
    return select(table).where(table.c.id == bindparam("row"))


def keep(work: "Work", table: Table, kind: str, id_: int, reason: str = "") -> int:
    """Keep the row of this id; returns its revision.

    Raises:
        NoResultFound: there is no such row.
    """
    row = work.connection.execute(_row_of(table), {"row": id_}).mappings().one()
    _add(
        work.connection,
        kind=kind,
        fact_id=id_,
        revision=row["revision"],
        before={name: _plain(value) for name, value in row.items()},
        reason=reason or None,
        replaced_by=work.origin.actor or None,
        replaced_at=work.at,
    )
    return int(row["revision"])


def _plain(value: Any) -> Any:
    """As JSON can hold it."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
