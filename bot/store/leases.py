"""Who does what only one process may do at a time: a lease that ends by itself when its owner dies."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, or_, update

from bot.store.delivery_tables import leases
from bot.store.dialects import insert_once
from bot.store.prepared import Prepared

if TYPE_CHECKING:
    from bot.store.work import Work

_LONG_AGO = timedelta(days=1)
_first = insert_once(leases, ("name", "owner", "until"))
_take = Prepared(
    update(leases)
    .where(
        leases.c.name == bindparam("n"),
        or_(
            leases.c.owner == bindparam("who"),
            leases.c.until <= bindparam("now", type_=leases.c.until.type),
            leases.c.until > bindparam("absurd", type_=leases.c.until.type),
        ),
    )
    .values(owner=bindparam("who_new"), until=bindparam("end", type_=leases.c.until.type))
)


class Leases:
    def __init__(self, work: "Work") -> None:
        self._work = work

    def take(self, name: str, owner: str, seconds: float) -> bool:
        """Take or renew; False while somebody else holds it. A lease from a clock far ahead does not count."""
        now: datetime = self._work.at
        connection = self._work.connection
        _first(connection, name=name, owner=owner, until=now - _LONG_AGO)
        taken = _take.changed(
            connection,
            n=name,
            who=owner,
            now=now,
            absurd=now + timedelta(seconds=2 * seconds),
            who_new=owner,
            end=now + timedelta(seconds=seconds),
        )
        return taken == 1
