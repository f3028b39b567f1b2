"""The outbox: what is owed to whom, written in the transaction of its reason, sent afterwards.

due → sending (claimed with a lease) → sent | due again | dead; due → expired. A row whose lease has ended is
due again: its process died, and whether its message went out is unknown, so the same bytes are sent once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, bindparam, func, null, or_, select, update

from bot.chat import Address, Receipt, Reply
from bot.store.coding import payload_of, reply_from_json, reply_to_json
from bot.store.dialects import PerDialect, insert_once
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
        "in_hours",
        "not_before",
        "expires",
        "state",
        "attempts",
        "promised_at",
    ),
)
FARTHEST = timedelta(days=1, hours=1)
_claimable = or_(
    and_(_c.state == "due", _c.not_before <= bindparam("now", type_=_c.not_before.type)),
    and_(_c.state == "sending", _c.lease_until <= bindparam("now", type_=_c.not_before.type)),
    # what was put off by more than a day was put off by a clock that was ahead
    and_(
        _c.attempts >= 1,
        _c.state == "due",
        _c.not_before > bindparam("absurd", type_=_c.not_before.type),
    ),
    and_(_c.state == "sending", _c.lease_until > bindparam("absurd", type_=_c.not_before.type)),
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
    _c.in_hours,
)
_READ_MORE = (*_READ, _c.state, _c.settled_at)


def _claim_on(dialect: str) -> Prepared:
    """One statement: of two claimants one gets a row, and on PostgreSQL neither waits for the other."""
    due = select(_c.id).where(_claimable).order_by(_c.urgent.desc(), _c.id).limit(bindparam("many"))
    if dialect == "postgresql":
        due = due.with_for_update(skip_locked=True)
    return Prepared(
        update(promises)
        .where(_c.id.in_(due.scalar_subquery()))
        .values(
            state="sending",
            attempts=_c.attempts + 1,
            lease_owner=bindparam("owner"),
            lease_until=bindparam("until", type_=_c.lease_until.type),
        )
        .returning(*_READ_MORE, _c.urgent)
    )


_claim = PerDialect({dialect: _claim_on(dialect) for dialect in ("sqlite", "postgresql")})
_freeze = Prepared(update(promises).where(_c.id == bindparam("row")).values(request=bindparam("text")))
_still_mine = and_(_c.id == bindparam("row"), _c.attempts == bindparam("seen"), _c.state == "sending")
_done = Prepared(
    update(promises)
    .where(_still_mine)
    .values(
        state="sent",
        receipt=bindparam("receipt_"),
        settled_at=bindparam("now", type_=_c.settled_at.type),
        payload=null(),
        error=null(),
    )
)
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
    in_hours: bool
    state: str
    settled_at: datetime | None


class Promises:
    """`key` says what is owed to whom for which day; the same promise twice is one row."""

    def __init__(self, work: "Work") -> None:
        self._work = work
        self.woken = False
        """Something was promised that may go out at once: the workers are to be told with the commit."""

    def add(
        self,
        key: str,
        to: Address,
        reply: Reply,
        *,
        not_before: datetime | None = None,
        expires: datetime | None = None,
        urgent: bool = False,
        in_hours: bool = False,
    ) -> bool:
        """Promise; False when it was promised already. `in_hours`: said unasked, and not in the night or on a free day."""
        added = _add.changed(
            self._work.connection,
            key=key,
            recipient=str(to),
            reply=reply_to_json(reply),
            payload=payload_of(reply),
            urgent=urgent,
            in_hours=in_hours,
            not_before=not_before or self._work.at,
            expires=expires,
            state="due",
            attempts=0,
            promised_at=self._work.at,
        )
        if added and (not_before is None or not_before <= self._work.at):
            self.woken = True
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
        """Take what is due, by compare and set, in the order in which it is to be said."""
        now = self._work.at
        until = now + timedelta(seconds=lease_seconds)
        rows = _claim(
            self._work.connection, now=now, absurd=now + FARTHEST, many=limit, owner=owner, until=until
        )
        return [_promise(row[:-1]) for row in sorted(rows, key=lambda row: (not row[-1], row[0]))]

    def freeze(self, rendered: Sequence[tuple[Promise, str]]) -> list[Promise]:
        """Keep the rendered requests: every later attempt sends these very bytes."""
        if rendered:
            _freeze.many(self._work.connection, [{"row": one.id, "text": text} for one, text in rendered])
        return [replace(one, request=text) for one, text in rendered]

    def sent(self, done: Sequence[tuple[Promise, Receipt]]) -> None:
        """Done, each unless its lease was lost to another process meanwhile."""
        rows = [
            {
                "row": one.id,
                "seen": one.attempts,
                "receipt_": receipt.message_id or None,
                "now": self._work.at,
            }
            for one, receipt in done
        ]
        _done.many(self._work.connection, rows)

    def again(self, promise: Promise, not_before: datetime, error: str) -> bool:
        """Later, after an attempt that failed."""
        return self._set(
            promise, state="due", not_before=not_before, error=error, lease_owner=None, lease_until=None
        )

    def held_back(self, promise: Promise, not_before: datetime) -> bool:
        """Later, without an attempt: it was nobody's turn yet."""
        return self._set(
            promise,
            state="due",
            not_before=not_before,
            attempts=promise.attempts - 1,
            lease_owner=None,
            lease_until=None,
        )

    def dead(self, promise: Promise, error: str) -> bool:
        return self._set(promise, state="dead", error=error, settled_at=self._work.at)

    def expire(self) -> int:
        """Record what may no longer be sent. Returns how many."""
        statement = (
            update(promises)
            .where(
                or_(_c.state == "due", and_(_c.state == "sending", _c.lease_until <= self._work.at)),
                _c.expires.is_not(None),
                _c.expires <= self._work.at,
            )
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
    (
        id_,
        key,
        recipient,
        reply,
        payload,
        not_before,
        expires,
        attempts,
        request,
        in_hours,
        state,
        settled_at,
    ) = row
    return Promise(
        id_, key, Address.parse(recipient), reply_from_json(reply, payload), not_before, expires, attempts, request or "",
        in_hours, state, settled_at,
    )  # fmt: skip
