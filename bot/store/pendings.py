"""What waits for an answer: one confirmation or question per person and chat."""

from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, select

from bot.store.dialects import put
from bot.store.prepared import Prepared
from bot.store.tables import pendings

if TYPE_CHECKING:
    from bot.store.work import Work


@dataclass(frozen=True, slots=True)
class Pending:
    """`shown` is the title of what waits for a yes, empty for a mere question; `text` the sentence a question is about.

    `readings` are `{"intent": …, "slots": {…}}` as conversation.md has them; `token` marks the card's buttons.
    `choices` are the answers a question offers, label and sentence; `number_into` and `name_into` are sentences with
    a blank for a bare number or a name; `fills` is the slot that free words go into.
    """

    address: str
    shown: str
    text: str
    readings: list[dict[str, Any]]
    token: str
    asked_at: datetime
    expires_at: datetime
    choices: list[list[str]] = field(default_factory=list)
    number_into: str = ""
    name_into: str = ""
    fills: str = ""


_NAMES = tuple(one.name for one in fields(Pending))
_get = Prepared(select(*(pendings.c[name] for name in _NAMES)).where(pendings.c.address == bindparam("a")))
_put = put(pendings, "address", _NAMES[1:])
_forget = Prepared(
    delete(pendings).where(pendings.c.expires_at < bindparam("before", type_=pendings.c.expires_at.type))
)
_drop = Prepared(delete(pendings).where(pendings.c.address == bindparam("a")))


class Pendings:
    """By the text form of an address."""

    def __init__(self, work: "Work") -> None:
        self._work = work

    def get(self, address: str) -> Pending | None:
        rows = _get(self._work.connection, a=address)
        if not rows:
            return None
        kept: dict[str, Any] = dict(zip(_NAMES, rows[0], strict=True))
        return Pending(
            **kept
            | {name: kept[name] or "" for name in ("shown", "text", "number_into", "name_into", "fills")}
        )

    def put(self, pending: Pending) -> Pending | None:
        """Keep it; returns the one it replaces."""
        replaced = self.get(pending.address)
        _put(self._work.connection, **asdict(pending))
        return replaced

    def forget(self, before: datetime) -> int:
        """Drop what lapsed before that moment: its words are not kept longer than they may be."""
        return _forget.changed(self._work.connection, before=before)

    def drop(self, address: str) -> None:
        _drop(self._work.connection, a=address)
