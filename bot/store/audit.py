"""The audit: rows that are only ever added, each carrying the hash of the one before (domain.md §4.4).

Rows carry hashes of what changed, never the words themselves. The head keeps count and last hash, so that a
missing tail is noticed as well as a changed or missing row in the middle.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, is_dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select, update

from bot.store.prepared import Prepared
from bot.store.tables import audit, audit_head

if TYPE_CHECKING:
    from bot.store.work import Work

GENESIS = "0" * 64
_FIELDS = (
    "actor",
    "role",
    "action",
    "object",
    "before_hash",
    "after_hash",
    "source",
    "message_id",
    "on_behalf_of",
)

# the lock on the head keeps two processes from chaining to the same row; SQLite has one writer anyway
_head = Prepared(select(audit_head.c.count, audit_head.c.hash).with_for_update())
_tail = Prepared(select(audit_head.c.count, audit_head.c.hash))
_first = Prepared(insert(audit_head).values(id=1, count=bindparam("count"), hash=bindparam("hash")))
_move = Prepared(update(audit_head).values(count=bindparam("n"), hash=bindparam("h")))
_add = Prepared(
    insert(audit).values({name: bindparam(name) for name in ("id", "at", *_FIELDS, "previous", "hash")})
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the chain found; `first_broken` is a record's number."""

    ok: bool
    records: int
    first_broken: int | None = None
    why: str = ""


class Audit:
    """Collects notes during the transaction and chains them at its end."""

    def __init__(self, work: "Work") -> None:
        self._work = work
        self._notes: list[dict[str, Any]] = []

    def note(self, action: str, object_: str, before: object = None, after: object = None) -> None:
        """Somebody did something to something; `before` and `after` are kept as hashes only."""
        origin = self._work.origin
        self._notes.append(
            {
                "actor": origin.actor or None,
                "role": origin.role or None,
                "action": action,
                "object": object_,
                "before_hash": digest(before),
                "after_hash": digest(after),
                "source": origin.source or None,
                "message_id": origin.message_id or None,
                "on_behalf_of": origin.on_behalf_of or None,
            }
        )

    def mark(self) -> int:
        return len(self._notes)

    def forget(self, mark: int) -> None:
        """Drop what was noted since the mark: its savepoint was undone."""
        del self._notes[mark:]

    def write(self) -> None:
        if not self._notes:
            return
        connection = self._work.connection
        head = _head(connection)
        count, previous = head[0] if head else (0, GENESIS)
        for note in self._notes:
            count += 1
            hash_ = _chained(count, self._work.at, note, previous)
            _add(connection, id=count, at=self._work.at, previous=previous, hash=hash_, **note)
            previous = hash_
        if head:
            _move(connection, n=count, h=previous)
        else:
            _first(connection, count=count, hash=previous)
        self._notes.clear()

    def verify(self) -> Verdict:
        """Walk the chain; name the first record that does not fit."""
        previous, number = GENESIS, 0
        rows = self._work.connection.execute(select(audit).order_by(audit.c.id)).mappings()
        for row in rows:
            number += 1
            if row["id"] != number:
                return Verdict(False, number - 1, number, "这条记录不见了")
            if row["previous"] != previous:
                return Verdict(False, number, number, "与上一条记录接不上")
            if row["hash"] != _chained(number, row["at"], {name: row[name] for name in _FIELDS}, previous):
                return Verdict(False, number, number, "内容与登记时不一致")
            previous = row["hash"]
        head = _tail(self._work.connection) or [(0, GENESIS)]
        if head[0] != (number, previous):
            return Verdict(False, number, number + 1, "末尾的记录不见了")
        return Verdict(True, number)


def digest(value: object) -> str | None:
    """SHA-256 of a value's canonical JSON; None for None."""
    if value is None:
        return None
    plain = asdict(value) if is_dataclass(value) and not isinstance(value, type) else value
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _chained(number: int, at: datetime, note: dict[str, Any], previous: str) -> str:
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    text = "\x1f".join([str(number), moment, *(note[name] or "" for name in _FIELDS), previous])
    return hashlib.sha256(text.encode()).hexdigest()
