"""The outbox: what is owed to whom, written in the transaction of its reason, sent afterwards.

due → sending (claimed with a lease) → sent | due again | dead; due → expired. A row whose lease has ended is
due again: its process died, and whether its message went out is unknown, so the same bytes are sent once more.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, or_, select, update

from bot.chat import Address, Receipt, Reply
from bot.store.coding import payload_of, reply_from_json, reply_to_json
from bot.store.dialects import insert_once
from bot.store.prepared import Prepared
from bot.store.tables import promises

if TYPE_CHECKING:
    from bot.store.work import Work

_c = promises.c
_add = insert_once(
    promises,
    (
        "key",
        "recipient",
        "reply",
        "payload",
        "urgent",
        "not_before",
        "expires",
        "state",
        "attempts",
        "promised_at",
    ),
)
_claimable = or_(
    and_(_c.state == "due", _c.not_before <= bindparam("now", type_=_c.not_before.type)),
    and_(_c.state == "sending", _c.lease_until <= bindparam("now", type_=_c.not_before.type)),
)
_due = Prepared(
    select(_c.id, _c.attempts).where(_claimable).order_by(_c.urgent.desc(), _c.id).limit(bindparam("many"))
)
_claim = Prepared(
    update(promises)
    .where(_c.id == bindparam("row"), _c.attempts == bindparam("seen"), _claimable)
    .values(
        state="sending",
        attempts=_c.attempts + 1,
        lease_owner=bindparam("owner"),
        lease_until=bindparam("until", type_=_c.lease_until.type),
    )
)
_READ = (
    _c.id,
    _c.key,
    _c.recipient,
    _c.reply,
    _c.payload,
    _c.not_before,
    _c.expires,
    _c.attempts,
    _c.request,
)
_READ_MORE = (*_READ, _c.state, _c.settled_at)
_one = Prepared(select(*_READ_MORE).where(_c.id == bindparam("row")))
_next = Prepared(select(func.min(_c.not_before)).where(_c.state == "due"))


@dataclass(frozen=True, slots=True)
class Promise:
    """One message owed. `attempts` counts the claim that gave it out; `request` is frozen after the first rendering."""

    id: int
    key: str
    to: Address
    reply: Reply
    not_before: datetime
    expires: datetime | None
    attempts: int
    request: str
    state: str
    settled_at: datetime | None


class Promises:
    """`key` says what is owed to whom for which day; the same promise twice is one row."""

    def __init__(self, work: "Work") -> None:
        self._work = work

    def add(
        self,
        key: str,
        to: Address,
        reply: Reply,
        *,
        not_before: datetime | None = None,
        expires: datetime | None = None,
        urgent: bool = False,
    ) -> bool:
        """Promise; False when it was promised already."""
        added = _add.changed(
            self._work.connection,
            key=key,
            recipient=str(to),
            reply=reply_to_json(reply),
            payload=payload_of(reply),
            urgent=urgent,
            not_before=not_before or self._work.at,
            expires=expires,
            state="due",
            attempts=0,
            promised_at=self._work.at,
        )
        return added == 1

    def rewrite(self, key: str, to: Address, reply: Reply, *, urgent: bool = False) -> None:
        """Promise, or say it anew where nobody has taken it up yet: more has come to the same matter."""
        changed = self._work.connection.execute(
            update(promises)
            .where(_c.key == key, _c.state == "due", _c.attempts == 0)
            .values(reply=reply_to_json(reply), payload=payload_of(reply))
        ).rowcount
        if not changed:
            self.add(key, to, reply, urgent=urgent)

    def claim(self, owner: str, lease_seconds: float, limit: int) -> list[Promise]:
        """Take what is due, by compare and set: of two claimants one gets a row."""
        now = self._work.at
        until = now + timedelta(seconds=lease_seconds)
        rows = _due(self._work.connection, now=now, many=limit)
        taken = [
            row
            for row, seen in rows
            if _claim.changed(self._work.connection, row=row, seen=seen, now=now, owner=owner, until=until)
        ]
        return [_promise(_one(self._work.connection, row=row)[0]) for row in taken]

    def freeze(self, promise: Promise, request: str) -> None:
        """Keep the rendered request: every later attempt sends these very bytes."""
        self._set(promise, request=request)

    def sent(self, promise: Promise, receipt: Receipt) -> bool:
        """Done. False when the lease had been lost to another process meanwhile."""
        return self._set(
            promise,
            state="sent",
            receipt=receipt.message_id or None,
            settled_at=self._work.at,
            payload=None,
            error=None,
        )

    def again(self, promise: Promise, not_before: datetime, error: str) -> bool:
        return self._set(
            promise, state="due", not_before=not_before, error=error, lease_owner=None, lease_until=None
        )

    def dead(self, promise: Promise, error: str) -> bool:
        return self._set(promise, state="dead", error=error, settled_at=self._work.at)

    def expire(self) -> int:
        """Record what may no longer be sent. Returns how many."""
        statement = (
            update(promises)
            .where(_c.state == "due", _c.expires.is_not(None), _c.expires <= self._work.at)
            .values(state="expired", settled_at=self._work.at)
        )
        return self._work.connection.execute(statement).rowcount

    def next_due(self) -> datetime | None:
        """The moment at which something is due next."""
        moment: datetime | None = _next(self._work.connection)[0][0]
        return moment

    def of(
        self, to: Address | None = None, first: datetime | None = None, last: datetime | None = None
    ) -> list[Promise]:
        """What was promised, in order: to one address, within a time."""
        statement = select(*_READ_MORE).order_by(_c.not_before, _c.id)
        if to is not None:
            statement = statement.where(_c.recipient == str(to))
        if first is not None:
            statement = statement.where(_c.not_before >= first)
        if last is not None:
            statement = statement.where(_c.not_before <= last)
        return [_promise(tuple(row)) for row in self._work.connection.execute(statement)]

    def counts(self) -> dict[str, int]:
        """How many are in which state."""
        rows = self._work.connection.execute(select(_c.state, func.count()).group_by(_c.state))
        return {str(row[0]): int(row[1]) for row in rows}

    def _set(self, promise: Promise, **values: Any) -> bool:
        """Change a claimed row, unless its lease went to somebody else."""
        statement = update(promises).where(
            _c.id == promise.id, _c.attempts == promise.attempts, _c.state == "sending"
        )
        return self._work.connection.execute(statement.values(values)).rowcount == 1


def _promise(row: tuple[Any, ...]) -> Promise:
    id_, key, recipient, reply, payload, not_before, expires, attempts, request, state, settled_at = row
    return Promise(
        id_, key, Address.parse(recipient), reply_from_json(reply, payload), not_before, expires, attempts, request or "",
        state, settled_at,
    )  # fmt: skip
