"""From Incoming to Reply: one message, one transaction.

The inbox row, the effect, its audit row and the answer commit together, so a repeated delivery finds the
answer of the first. Questions that only read are accepted durably first, answered from a reader connection and
settled afterwards: a long answer never keeps the writer waiting.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.chat import NOTHING, Address, Incoming, Reply, TemporaryTrouble
from bot.dialogue import Dialogue, Heard, privacy_notice
from bot.domain.people import Roster
from bot.store import Store
from bot.store.work import Work

log = logging.getLogger(__name__)

GRACE = 1.5
"""Seconds past the patience within which a write may still commit and be answered: 3 s + 1.5 s < WeCom's 5 s."""


class Dispatcher:
    """Answers what platforms deliver. `nudge` wakes the courier when something was promised."""

    def __init__(self, store: Store, dialogue: Dialogue, nudge: Callable[[], None]) -> None:
        self._store = store
        self._dialogue = dialogue
        self._nudge = nudge
        self._roster: Roster | None = None
        self._greeted: set[str] = set()
        self._under_way: dict[str, asyncio.Task[Reply]] = {}
        self._afterwards: set[asyncio.Task[None]] = set()

    async def answer(
        self, incoming: Incoming, patience: float, fits: Callable[[Reply], bool]
    ) -> Reply | None:
        """The reply, once committed; None when it will be pushed instead.

        Args:
            patience: seconds the platform gives us for a direct answer.
            fits: whether the platform can carry this reply in its direct answer (length, cards, pictures).

        Raises:
            TemporaryTrouble: the message could not be made durable in time; the platform should deliver it again.
        """
        task = self._under_way.get(incoming.id)
        if task is None:
            task = asyncio.create_task(self._handle(incoming))
            self._under_way[incoming.id] = task
            task.add_done_callback(lambda _: self._under_way.pop(incoming.id, None))
        done, _ = await asyncio.wait({task}, timeout=patience)
        if done:
            reply = task.result()
            if not reply or fits(reply):
                return reply
            await self.push(incoming, reply)
            return None
        await self._too_slow(incoming, task)
        return None

    async def push(self, incoming: Incoming, reply: Reply) -> None:
        """Promise the reply instead of giving it directly; the key makes a second promise of it a no-op."""
        if reply:
            key = f"answer:{incoming.id}"
            await self._store.run(lambda work: work.promises.add(key, incoming.address, reply, urgent=True))
            self._nudge()

    async def resume(self, older: timedelta = timedelta(0)) -> int:
        """Answer what was accepted so long ago and not answered: its process died. Returns how many."""
        waiting = await self._store.read(lambda work: work.inbox.unsettled(work.at - older))
        for left in waiting:
            await self.push(left.incoming, await self._read(left.incoming))
        return len(waiting)

    async def finish(self) -> None:
        """Wait for everything in hand (a clean stop)."""
        while self._under_way or self._afterwards:
            await asyncio.wait({*self._under_way.values(), *self._afterwards})

    # ------------------------------------------------------------------ the two ways through

    async def _handle(self, incoming: Incoming) -> Reply:
        try:
            heard = self._listen(incoming)
            if heard is not None and self._dialogue.only_reads(heard):
                return await self._accept_then_read(incoming)
            reply = await self._store.run(lambda work: self._write(incoming, heard, work))
        except Exception:
            log.exception("message %s failed", incoming.id)
            reply = await self._apologise(incoming)
        self._nudge()
        return reply

    def _listen(self, incoming: Incoming) -> Heard | None:
        """Read the text on the loop, against the roster of the last transaction. None: nothing to go by yet."""
        return self._dialogue.hear(incoming, self._roster) if self._roster is not None else None

    def _write(self, incoming: Incoming, heard: Heard | None, work: Work) -> Reply:
        if not work.inbox.first_time(incoming.id):
            return work.inbox.answer(incoming.id) or NOTHING
        reply = self._dialogue.turn(self._fresh(incoming, heard, work), work)
        self._greet(incoming.address, work)
        work.inbox.settle(incoming.id, reply)
        return reply

    async def _accept_then_read(self, incoming: Incoming) -> Reply:
        def accept(work: Work) -> Reply | None:
            if work.inbox.accept(incoming.id, incoming):
                self._greet(incoming.address, work)
                return None
            return work.inbox.answer(incoming.id)

        answered = await self._store.run(accept)
        return answered if answered is not None else await self._read(incoming)

    async def _read(self, incoming: Incoming) -> Reply:
        reply = await self._store.read(
            lambda work: self._dialogue.turn(self._fresh(incoming, None, work), work)
        )
        # Settling saves a second reading of a repeated delivery, nothing more: the answer need not wait for it.
        self._later(self._store.run(lambda work: work.inbox.settle(incoming.id, reply)))
        return reply

    def _fresh(self, incoming: Incoming, heard: Heard | None, work: Work) -> Heard:
        """What was heard, read against the roster of this transaction: another process may have imported one."""
        roster = work.people.roster()
        self._roster = roster
        return (
            heard if heard is not None and heard.roster is roster else self._dialogue.hear(incoming, roster)
        )

    def _greet(self, address: Address, work: Work) -> None:
        """At the first contact the notice about data follows the answer as a message of its own."""
        if address.user in self._greeted or self._roster is None or self._roster.person(address.user) is None:
            return
        key, notice = privacy_notice(address)
        work.promises.add(key, replace(address, chat=""), notice)
        self._greeted.add(address.user)

    # ------------------------------------------------------------------ when it takes too long or breaks

    async def _too_slow(self, incoming: Incoming, task: asyncio.Task[Reply]) -> None:
        """A reading question is durably accepted and answered later; a write has to commit before we may say yes."""

        async def push_when_done() -> None:
            await self.push(incoming, await task)

        heard = self._listen(incoming)
        durable = heard is not None and self._dialogue.only_reads(heard)
        if not durable:
            done, _ = await asyncio.wait({task}, timeout=GRACE)
            durable = bool(done)
        self._later(push_when_done())
        if not durable:
            raise TemporaryTrouble("busy", "not committed in time")

    async def _apologise(self, incoming: Incoming) -> Reply:
        """The transaction is gone; the message counts as answered all the same, or its repetition would fail again."""
        reply = Reply(_apology(incoming.id))

        def remember(work: Work) -> None:
            work.inbox.first_time(incoming.id)
            work.inbox.settle(incoming.id, reply)

        await self._store.run(remember)
        return reply

    def _later(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(coroutine)
        self._afterwards.add(task)
        task.add_done_callback(self._afterwards.discard)


def _apology(message_id: str) -> str:
    return f"抱歉，这条消息处理时出了问题，没有登记。请稍后再说一遍；仍不行请把编号告诉管理员：{message_id[-24:]}"
