"""Earlier versions: the row as it stands goes to the revisions before it is changed."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, insert, select

from bot.store.tables import revisions

if TYPE_CHECKING:
    from bot.store.work import Work


def keep(work: "Work", table: Table, kind: str, id_: int, reason: str = "") -> int:
    """Keep the row of this id; returns its revision.

    Raises:
        NoResultFound: there is no such row.
    """
    row = work.connection.execute(select(table).where(table.c.id == id_)).mappings().one()
    work.connection.execute(
        insert(revisions).values(
            kind=kind,
            fact_id=id_,
            revision=row["revision"],
            before={name: _plain(value) for name, value in row.items()},
            reason=reason or None,
            replaced_by=work.origin.actor or None,
            replaced_at=work.at,
        )
    )
    return int(row["revision"])


def _plain(value: Any) -> Any:
    """As JSON can hold it."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
