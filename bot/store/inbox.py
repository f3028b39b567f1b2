"""What was heard, each once; and what was answered, so that a repeated delivery gets the same answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, null, select, update

from bot.chat import Incoming, Reply
from bot.store.coding import incoming_from_json, incoming_to_json, reply_from_json, reply_to_json
from bot.store.dialects import insert_once
from bot.store.prepared import Prepared
from bot.store.tables import inbox

if TYPE_CHECKING:
    from bot.store.work import Work

_hear = insert_once(inbox, ("key", "received_at", "incoming"))
_settle = Prepared(
    update(inbox)
    .where(inbox.c.key == bindparam("k"))
    .values(answer=bindparam("a", type_=inbox.c.answer.type), incoming=null())
)
_answer = Prepared(select(inbox.c.answer).where(inbox.c.key == bindparam("k")))
_unsettled = Prepared(
    select(inbox.c.key, inbox.c.incoming, inbox.c.received_at)
    .where(
        inbox.c.answer.is_(None),
        inbox.c.incoming.is_not(None),
        inbox.c.received_at <= bindparam("before", type_=inbox.c.received_at.type),
    )
    .order_by(inbox.c.received_at)
)
_forget = Prepared(
    delete(inbox).where(inbox.c.received_at < bindparam("before", type_=inbox.c.received_at.type))
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Accepted, and not yet answered."""

    key: str
    incoming: Incoming
    received_at: datetime


class Inbox:
    """`key` is the platform's de-duplication key, `Incoming.id`."""

    def __init__(self, work: "Work") -> None:
        self._work = work

    def first_time(self, key: str) -> bool:
        """Write down that this was heard; False when it had been before."""
        return _hear.changed(self._work.connection, key=key, received_at=self._work.at, incoming=None) == 1

    def accept(self, key: str, incoming: Incoming) -> bool:
        """As `first_time`, with the message kept until it is answered: for what is answered after the commit."""
        document = incoming_to_json(incoming)
        return (
            _hear.changed(self._work.connection, key=key, received_at=self._work.at, incoming=document) == 1
        )

    def settle(self, key: str, reply: Reply) -> None:
        """Keep the answer; the message itself is no longer needed."""
        _settle(self._work.connection, k=key, a=reply_to_json(reply))

    def answer(self, key: str) -> Reply | None:
        rows = _answer(self._work.connection, k=key)
        return reply_from_json(rows[0][0]) if rows and rows[0][0] is not None else None

    def unsettled(self, before: datetime) -> list[Waiting]:
        """What was accepted before that moment and has no answer yet."""
        rows = _unsettled(self._work.connection, before=before)
        return [Waiting(key, incoming_from_json(document), at) for key, document, at in rows]

    def forget(self, before: datetime) -> int:
        """Drop what is older than anybody will deliver again. Returns how many rows."""
        return _forget.changed(self._work.connection, before=before)
