"""What was said unasked: each reminder is noted once, whoever rings the alarm first; what it became can be told."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, delete, func, select

from bot.store.coding import reply_from_json
from bot.store.dialects import insert_once, put
from bot.store.prepared import Prepared
from bot.store.reminder_tables import mutes, reminded, ticks
from bot.store.tables import promises

if TYPE_CHECKING:
    from bot.store.work import Work

_PLANNER = "reminders"
_note = insert_once(reminded, ("key", "kind", "account", "due_at", "why", "outcome", "promise", "noted_at"))
_tick = put(ticks, "name", ("at",))
_ticked = Prepared(select(ticks.c.at).where(ticks.c.name == bindparam("n")))
_mute = put(mutes, "account", ("until", "asked_at"))


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the reminders of one kind that fell due in a time: how many were owed, reached their person, wait, or did not."""

    kind: str
    owed: int = 0
    reached: int = 0
    waiting: int = 0
    expired: int = 0
    dead: int = 0
    dropped: int = 0  # nobody was there to send them within a day


@dataclass(frozen=True, slots=True)
class Sent:
    """One reminder that became a message."""

    key: str
    kind: str
    account: str
    due_at: datetime
    why: str
    promise: str
    state: str
    text: str
    sent_at: datetime | None


class Reminded:
    def __init__(self, work: "Work") -> None:
        self._work = work

    # ------------------------------------------------------------------ noting

    def note(
        self, key: str, kind: str, account: str, due_at: datetime, why: str, promise: str | None
    ) -> bool:
        """This reminder is dealt with: promised, or dropped where `promise` is None. False when it was before."""
        added = _note.changed(
            self._work.connection,
            key=key,
            kind=kind,
            account=account,
            due_at=due_at,
            why=why,
            outcome="dropped" if promise is None else "promised",
            promise=promise,
            noted_at=self._work.at,
        )
        if added and promise is None:
            self._work.audit.note("reminder_dropped", f"reminder:{kind}", None, key)
        return added == 1

    def known(self, keys: Collection[str]) -> set[str]:
        """Which of these were dealt with already."""
        found: set[str] = set()
        wanted = sorted(keys)
        for start in range(0, len(wanted), CHUNK):
            some = wanted[start : start + CHUNK]
            found |= set(
                self._work.connection.execute(
                    select(reminded.c.key).where(reminded.c.key.in_(some))
                ).scalars()
            )
        return found

    def tick(self) -> datetime | None:
        """The moment up to which everything was planned; None before the first time."""
        rows = _ticked(self._work.connection, n=_PLANNER)
        return rows[0][0] if rows else None

    def move_tick(self, at: datetime) -> None:
        _tick(self._work.connection, name=_PLANNER, at=at)

    # ------------------------------------------------------------------ being left alone

    def mute(self, account: str, until: date) -> None:
        _mute(self._work.connection, account=account, until=until, asked_at=self._work.at)
        self._work.audit.note("muted", f"member:{account}", None, until)

    def unmute(self, account: str) -> bool:
        done = self._work.connection.execute(delete(mutes).where(mutes.c.account == account)).rowcount == 1
        if done:
            self._work.audit.note("unmuted", f"member:{account}")
        return done

    def muted(self, day: date) -> set[str]:
        """The accounts that want no reminder on a day."""
        return set(
            self._work.connection.execute(select(mutes.c.account).where(mutes.c.until >= day)).scalars()
        )

    # ------------------------------------------------------------------ telling

    def report(self, first: datetime, last: datetime) -> list[Tally]:
        """What became of the reminders that fell due in a time, by kind."""
        statement = (
            select(reminded.c.kind, reminded.c.outcome, promises.c.state, func.count())
            .select_from(reminded.outerjoin(promises, promises.c.key == reminded.c.promise))
            .where(reminded.c.due_at >= first, reminded.c.due_at <= last)
            .group_by(reminded.c.kind, reminded.c.outcome, promises.c.state)
        )
        counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for kind, outcome, state, count in self._work.connection.execute(statement):
            counts[kind]["owed"] += count
            counts[kind]["dropped" if outcome == "dropped" else _BECAME.get(state, "waiting")] += count
        return [Tally(kind, **became) for kind, became in sorted(counts.items())]

    def said(self, first: datetime, last: datetime) -> list[Sent]:
        """The reminders of a time that became messages, with what was sent."""
        statement = (
            select(
                reminded.c.key, reminded.c.kind, reminded.c.account, reminded.c.due_at, reminded.c.why,
                promises.c.key, promises.c.state, promises.c.reply, promises.c.settled_at,
            )
            .select_from(reminded.join(promises, promises.c.key == reminded.c.promise))
            .where(reminded.c.due_at >= first, reminded.c.due_at <= last)
            .order_by(reminded.c.due_at, reminded.c.key)
        )  # fmt: skip
        return [
            Sent(
                key,
                kind,
                account,
                due_at,
                why,
                promise,
                state,
                reply_from_json(reply).text,
                settled if state == "sent" else None,
            )
            for key, kind, account, due_at, why, promise, state, reply, settled in self._work.connection.execute(
                statement
            )
        ]


CHUNK = 500
_BECAME: dict[Any, str] = {"sent": "reached", "dead": "dead", "expired": "expired"}
