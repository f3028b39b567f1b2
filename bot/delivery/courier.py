"""The courier: claim → send → record. The outbox is the memory, the courier has none.

A promise is rendered once and its request frozen in the store before it is sent; every later attempt, of this
process or another, sends the same bytes. What the platform does is one of three: done, later, never.
"""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.chat import Address, Receipt, Reply, TemporaryTrouble, Undeliverable
from bot.clock import Clock
from bot.delivery.alerts import raise_alert
from bot.delivery.limits import next_free
from bot.delivery.recorder import Recorder
from bot.store import Store, Work
from bot.store.promises import Promise

log = logging.getLogger(__name__)

LEASE_S = 60.0
"""Longer than two of the client's time limits: a slow send is not taken for a dead process."""
BATCH = 200
AT_ONCE = 25
LONGEST_WAIT_S = 300.0


Hours = Callable[[datetime], datetime]
"""The moment itself where anything may be said unasked, else the next one at which it may."""


class Postman(Protocol):
    """One platform's sending side."""

    name: str

    def render(self, to: Address, reply: Reply, key: str) -> str:
        """The request, whole, as text to be kept."""
        ...

    async def deliver(self, request: str) -> Receipt:
        """Send it. Raises TemporaryTrouble or Undeliverable."""
        ...

    def cure(self, code: str) -> str:
        """What the administrator can do about an error code, in a sentence."""
        ...


class Courier:
    """One worker. `owner` names this process in the leases; `per_day` is the most an application may send in a day.

    `hours` tells when what is said unasked may go out; without it, always.
    """

    def __init__(
        self,
        store: Store,
        postmen: Mapping[str, Postman],
        clock: Clock,
        owner: str,
        *,
        lease_s: float = LEASE_S,
        per_day: int = 0,
        limited: bool = True,
        hours: Hours | None = None,
    ) -> None:
        self._store = store
        self._postmen = postmen
        self._clock = clock
        self._owner = owner
        self._lease_s = lease_s
        self._per_day = per_day
        self._limited = limited
        self._hours = hours
        self._paused_until: datetime | None = None
        self._probing = False
        self._recorder = Recorder(store)
        self._one_round = asyncio.Lock()
        self._stopping = False

    async def round(self) -> int:
        """Send what is due now. Returns how many promises were taken up; none while everybody has to hold back."""
        async with self._one_round:  # the engine's bell and the loop ring at their own times
            return await self._round()

    def stop(self) -> None:
        """Claim nothing more; what is claimed and not begun goes back."""
        self._stopping = True

    async def _round(self) -> int:
        if self._stopping or self._held_until() is not None:
            return 0
        total, claiming = 0, asyncio.ensure_future(self._store.run(self._take))
        while True:
            taken, ready = await claiming
            total += taken
            full = taken == BATCH and self._held_until() is None and not self._stopping
            if full:  # the next lot is fetched while this one goes out
                claiming = asyncio.ensure_future(self._store.run(self._take))
            await self._send_all(ready)
            if not full:
                await self._recorder.finish()
                return total

    async def _send_all(self, ready: list[Promise]) -> None:
        by_recipient: dict[Address, list[Promise]] = {}
        for promise in ready:
            by_recipient.setdefault(promise.to, []).append(promise)
        gate = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._send_in_order(promises, gate) for promises in by_recipient.values()))

    def _take(self, work: Work) -> tuple[int, list[Promise]]:
        """Claim, see who may be written to now, and freeze what will be sent: one transaction, before anything is sent."""
        work.promises.expire()
        claimed = work.promises.claim(self._owner, self._lease_s, 1 if self._probing else BATCH)
        ready: list[Promise] = []
        fresh: list[tuple[Promise, str]] = []
        for promise in claimed:
            postman = self._postmen.get(promise.to.platform)
            if postman is None:  # this process does not serve it; another one may, or the configuration will
                work.promises.held_back(promise, work.at + NOT_SERVED)
                continue
            free = self._free(work, promise)
            if free > work.at:
                work.promises.held_back(promise, free)
            elif promise.request:
                ready.append(promise)
            else:
                fresh.append((promise, postman.render(promise.to, promise.reply, promise.key)))
        if len(claimed) == BATCH:
            work.promises.woken = True  # there is more: somebody else may take it up meanwhile
        frozen = {promise.id: promise for promise in [*ready, *work.promises.freeze(fresh)]}
        return len(claimed), [frozen[promise.id] for promise in claimed if promise.id in frozen]

    def _free(self, work: Work, promise: Promise) -> datetime:
        """Now where it may go out, else when it may: in the hours for what is said unasked, within the platform's limits."""
        if promise.in_hours and self._hours is not None and (opens := self._hours(work.at)) > work.at:
            return opens
        return next_free(work, promise, self._per_day) if self._limited else work.at

    async def _send_in_order(self, promises: list[Promise], gate: asyncio.Semaphore) -> None:
        """One recipient gets one message after the other, in the order of the promises."""
        async with gate:
            for number, promise in enumerate(promises):
                later = await self._send(promise)
                if later is not None:  # the others wait behind it
                    behind = promises[number + 1 :]
                    await self._store.run(lambda work, behind=behind, later=later: _hold(work, behind, later))  # type: ignore[misc]
                    return

    async def _send(self, promise: Promise) -> datetime | None:
        """Send one. Returns when it is tried again, None when it is settled."""
        until = self._clock() if self._stopping else self._held_until()
        if until is not None:
            await self._store.run(lambda work: work.promises.held_back(promise, until))
            return until
        postman = self._postmen[promise.to.platform]
        try:
            receipt = await postman.deliver(promise.request)
        except TemporaryTrouble as trouble:
            return await self._later(promise, trouble)
        except Undeliverable as never:
            self._probing, self._paused_until = False, None  # refused for itself: the platform is there
            log.error("promise %d undeliverable: %s %s", promise.id, never.code, never.hint)
            code = str(never.code)
            await self._store.run(lambda work: _give_up(work, promise, code, postman.cure(code)))
        else:
            self._probing, self._paused_until = False, None
            self._recorder.note(promise, receipt)
        return None

    def _held_until(self) -> datetime | None:
        """Until when everybody holds back; None while nobody has to."""
        now, until = self._clock(), self._paused_until
        return until if until is not None and now < until <= now + LONGEST_PAUSE else None

    async def _later(self, promise: Promise, trouble: TemporaryTrouble) -> datetime:
        """Again after a while; trouble that is everybody's holds all back, and ends with a single probe."""
        now = self._clock()
        wait = timedelta(seconds=back_off(promise.key, promise.attempts))
        if trouble.pause:
            self._paused_until, self._probing = now + timedelta(seconds=trouble.pause), True
            wait = timedelta(seconds=trouble.pause)
        log.warning("promise %d later: %s %s", promise.id, trouble.code, trouble.hint)
        await self._store.run(lambda work: work.promises.again(promise, now + wait, str(trouble.code)))
        return now + wait


NOT_SERVED = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(minutes=10)
"""A pause that seems longer than this was set by a clock that has been put back since."""


def _hold(work: Work, promises: Sequence[Promise], until: datetime) -> None:
    for promise in promises:
        work.promises.held_back(promise, until)


def _give_up(work: Work, promise: Promise, code: str, cure: str) -> None:
    """Dead, and whoever can do something about it hears of it in the same transaction."""
    if work.promises.dead(promise, code):
        raise_alert(work, promise, code, cure)


def back_off(key: str, attempts: int) -> float:
    """Seconds until the next attempt: doubling from one to five minutes' worth, spread by the key so that not all come at once."""
    spread = int.from_bytes(hashlib.sha256(f"{key}:{attempts}".encode()).digest()[:2], "big") / 65535
    return float(min(2.0 ** max(attempts - 1, 0), LONGEST_WAIT_S) * (0.75 + 0.5 * spread))
