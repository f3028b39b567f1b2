"""Evidence: pictures and files that were sent, by the platform's handle until their bytes are kept, then by their hash.

The bytes lie outside the data base (bot/files.py). A row is written in the transaction of the message that brought
it, so nothing is forgotten when the process dies before the bytes are fetched.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select, update

from bot.chat import Attachment
from bot.store.case_tables import evidence
from bot.store.dialects import insert_once
from bot.store.prepared import Prepared

if TYPE_CHECKING:
    from bot.store.work import Work

_c = evidence.c
_COLUMNS = (
    _c.id, _c.item_id, _c.sender, _c.platform, _c.media_id, _c.kind, _c.name, _c.received_at, _c.state, _c.attempts,
    _c.sha256, _c.size,
)  # fmt: skip
_add = insert_once(
    evidence,
    (
        "item_id",
        "sender",
        "platform",
        "media_id",
        "kind",
        "name",
        "received_at",
        "state",
        "attempts",
        "not_before",
    ),
)
_of_handle = Prepared(
    select(*_COLUMNS).where(
        _c.platform == bindparam("p"), _c.media_id == bindparam("m"), _c.sender == bindparam("s")
    )
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One picture or file. `item_id` is None until it is known what it proves; `sha256` and `size` once it is kept."""

    id: int
    item_id: int | None
    sender: str
    platform: str
    media_id: str
    kind: str
    name: str
    received_at: datetime
    state: str  # wanted, kept, lost
    attempts: int
    sha256: str
    size: int | None


class Evidence:
    def __init__(self, work: "Work") -> None:
        self._work = work

    def add(self, platform: str, sender: str, attachment: Attachment, item_id: int | None = None) -> Piece:
        """Write down that this came; the same picture sent again is the same row."""
        _add(
            self._work.connection,
            item_id=item_id,
            sender=sender,
            platform=platform,
            media_id=attachment.media_id,
            kind=attachment.kind,
            name=attachment.name or None,
            received_at=self._work.at,
            state="wanted",
            attempts=0,
            not_before=self._work.at,
        )
        found = _piece(_of_handle(self._work.connection, p=platform, m=attachment.media_id, s=sender)[0])
        self._work.audit.note("evidence_received", f"evidence:{found.id}", None, attachment.media_id)
        return found

    def assign(self, pieces: list[Piece], item_id: int) -> None:
        """Say which item they belong to."""
        for piece in pieces:
            self._set(piece.id, item_id=item_id)
            self._work.audit.note("evidence_assigned", f"evidence:{piece.id}", piece.item_id, item_id)

    def loose(self, sender: str, since: datetime) -> list[Piece]:
        """What this person sent since then that belongs to no item yet, oldest first."""
        return self._find(_c.sender == sender, _c.item_id.is_(None), _c.received_at >= since)

    def of_item(self, item_id: int) -> list[Piece]:
        return self._find(_c.item_id == item_id)

    def wanted(self, limit: int) -> list[Piece]:
        """What is still to be fetched, and may be tried now."""
        statement = (
            select(*_COLUMNS)
            .where(_c.state == "wanted", _c.not_before <= self._work.at)
            .order_by(_c.id)
            .limit(limit)
        )
        return [_piece(row) for row in self._work.connection.execute(statement)]

    def kept(self, piece: Piece, sha256: str, size: int) -> None:
        """The bytes are safe on disk, under this hash."""
        self._set(piece.id, state="kept", sha256=sha256, size=size)
        self._work.audit.note("evidence_kept", f"evidence:{piece.id}", None, sha256)

    def again(self, piece: Piece, wait: timedelta) -> None:
        self._set(piece.id, attempts=piece.attempts + 1, not_before=self._work.at + wait)

    def lost(self, piece: Piece) -> None:
        """The platform no longer has it: it must be sent once more."""
        self._set(piece.id, state="lost")
        self._work.audit.note("evidence_lost", f"evidence:{piece.id}", None, None)

    def hashes(self) -> list[str]:
        """The hashes of everything that is kept, each once."""
        rows = self._work.connection.execute(select(_c.sha256).where(_c.sha256.is_not(None)).distinct())
        return sorted(rows.scalars())

    def _find(self, *conditions: Any) -> list[Piece]:
        rows = self._work.connection.execute(select(*_COLUMNS).where(*conditions).order_by(_c.id))
        return [_piece(row) for row in rows]

    def _set(self, id_: int, **values: Any) -> None:
        self._work.connection.execute(update(evidence).where(_c.id == id_).values(**values))


def _piece(row: Any) -> Piece:
    id_, item_id, sender, platform, media_id, kind, name, at, state, attempts, sha256, size = row
    return Piece(
        id_, item_id, sender, platform, media_id, kind, name or "", at, state, attempts, sha256 or "", size
    )
