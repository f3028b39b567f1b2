"""How fast a recipient may be written to, counted in the data base: all processes together keep the platform's limits.

GCRA: a bucket remembers the moment at which it is empty again. Every message moves it on by its interval; as long as it
is not ahead of now by more than the burst allows, one more may go out. With 2.5 s and a burst of six no sliding minute
holds more than thirty (tech.md §3.5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

from bot.store.delivery_tables import rate_buckets
from bot.store.dialects import insert_once
from bot.store.prepared import Prepared

if TYPE_CHECKING:
    from bot.store.work import Work

_c = rate_buckets.c
_first = insert_once(rate_buckets, ("key", "free_at_ms", "used"))
_read = Prepared(select(_c.free_at_ms, _c.used).where(_c.key == bindparam("k")).with_for_update())
_move = Prepared(
    update(rate_buckets)
    .where(_c.key == bindparam("k"))
    .values(free_at_ms=bindparam("at"), used=bindparam("n"))
)


@dataclass(frozen=True, slots=True)
class Rate:
    """One message each `interval_ms`, and `burst` of them at once after a silence."""

    name: str
    interval_ms: int
    burst: int


class Rates:
    def __init__(self, work: "Work") -> None:
        self._work = work

    def take(self, recipient: str, rates: Sequence[Rate]) -> datetime:
        """Use up one message to this recipient. Returns now where it may go out, else when it may; then nothing is used up."""
        now = round(self._work.at.timestamp() * 1000)
        held = []
        free_at = now
        for rate in sorted(rates, key=lambda rate: rate.name):
            key = f"{rate.name}:{recipient}"
            tat, _ = self._bucket(key, now)
            free_at = max(free_at, tat - rate.interval_ms * (rate.burst - 1))
            held.append((key, max(tat, now) + rate.interval_ms))
        if free_at > now:
            return self._work.at + timedelta(milliseconds=free_at - now)
        for key, tat in held:
            _move(self._work.connection, k=key, at=tat, n=0)
        return self._work.at

    def take_of_day(self, name: str, day: date, most: int) -> bool:
        """Use up one of a day's messages; False when none is left."""
        key = f"{name}:{day.isoformat()}"
        _, used = self._bucket(key, 0)
        if used >= most:
            return False
        _move(self._work.connection, k=key, at=0, n=used + 1)
        return True

    def _bucket(self, key: str, now: int) -> tuple[int, int]:
        rows = _read(self._work.connection, k=key)
        if not rows:
            _first(self._work.connection, key=key, free_at_ms=now, used=0)
            rows = _read(self._work.connection, k=key)
        free_at, used = rows[0]
        # a bucket far ahead was filled by a clock that was ahead: it holds nobody back
        return (now if now and free_at > now + FARTHEST_MS else free_at), used


FARTHEST_MS = 3_600_000 + 60_000
