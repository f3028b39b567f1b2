"""The courier: claim → send → record. The outbox is the memory, the courier has none.

A promise is rendered once and its request frozen in the store before it is sent; every later attempt, of this
process or another, sends the same bytes. What the platform does is one of three: done, later, never.
"""

import asyncio
import hashlib
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

from bot.chat import Address, Receipt, Reply, TemporaryTrouble, Undeliverable
from bot.clock import Clock
from bot.delivery.limits import PerMember
from bot.store import Store
from bot.store.promises import Promise

log = logging.getLogger(__name__)

LEASE_S = 60.0
"""Longer than two of the client's time limits: a slow send is not taken for a dead process."""
BATCH = 50
AT_ONCE = 10
LONGEST_WAIT_S = 300.0


class Postman(Protocol):
    """One platform's sending side."""

    name: str

    def render(self, to: Address, reply: Reply, key: str) -> str:
        """The request, whole, as text to be kept."""
        ...

    async def deliver(self, request: str) -> Receipt:
        """Send it. Raises TemporaryTrouble or Undeliverable."""
        ...


class Courier:
    """One worker. `owner` names this process in the leases."""

    def __init__(self, store: Store, postmen: Mapping[str, Postman], clock: Clock, owner: str) -> None:
        self._store = store
        self._postmen = postmen
        self._clock = clock
        self._owner = owner
        self._limits = PerMember()
        self._paused_until: datetime | None = None

    async def round(self) -> int:
        """Send what is due now. Returns how many promises were taken up; none while everybody has to hold back."""
        now = self._clock()
        await self._store.run(lambda work: work.promises.expire())
        if self._paused_until is not None and now < self._paused_until:
            return 0
        taken = await self._store.run(lambda work: work.promises.claim(self._owner, LEASE_S, BATCH))
        by_recipient: dict[Address, list[Promise]] = {}
        for promise in taken:
            by_recipient.setdefault(promise.to, []).append(promise)
        gate = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._send_in_order(promises, gate) for promises in by_recipient.values()))
        return len(taken)

    async def _send_in_order(self, promises: list[Promise], gate: asyncio.Semaphore) -> None:
        """One recipient gets one message after the other, in the order of the promises."""
        async with gate:
            for promise in promises:
                await self._send(promise)

    async def _send(self, promise: Promise) -> None:
        now = self._clock()
        postman = self._postmen.get(promise.to.platform)
        if postman is None:
            await self._store.run(lambda work: work.promises.dead(promise, "no such platform"))
            return
        free = self._limits.next_free(str(promise.to), now)
        if free > now or (self._paused_until is not None and now < self._paused_until):
            later = max(free, self._paused_until or free)
            await self._store.run(lambda work: work.promises.again(promise, later, "held back"))
            return
        request = promise.request or postman.render(promise.to, promise.reply, promise.key)
        if not promise.request:
            await self._store.run(lambda work: work.promises.freeze(promise, request))
        try:
            receipt = await postman.deliver(request)
        except TemporaryTrouble as trouble:
            await self._later(promise, trouble)
        except Undeliverable as never:
            log.error("promise %d undeliverable: %s %s", promise.id, never.code, never.hint)
            code = str(never.code)
            await self._store.run(lambda work: work.promises.dead(promise, code))
        else:
            self._limits.went_out(str(promise.to), now)
            await self._store.run(lambda work: work.promises.sent(promise, receipt))

    async def _later(self, promise: Promise, trouble: TemporaryTrouble) -> None:
        now = self._clock()
        wait = timedelta(seconds=back_off(promise.key, promise.attempts))
        if trouble.pause:
            self._paused_until = now + timedelta(seconds=trouble.pause)
            wait = max(wait, timedelta(seconds=trouble.pause))
        log.warning("promise %d later: %s %s", promise.id, trouble.code, trouble.hint)
        await self._store.run(lambda work: work.promises.again(promise, now + wait, str(trouble.code)))


def back_off(key: str, attempts: int) -> float:
    """Seconds until the next attempt: doubling from one to five minutes' worth, spread by the key so that not all come at once."""
    spread = int.from_bytes(hashlib.sha256(f"{key}:{attempts}".encode()).digest()[:2], "big") / 65535
    return float(min(2.0 ** max(attempts - 1, 0), LONGEST_WAIT_S) * (0.75 + 0.5 * spread))
