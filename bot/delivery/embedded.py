"""The loop within the process: wakes when something was promised, and every few seconds."""

import asyncio
import logging
from contextlib import suppress

from bot.delivery.courier import Courier

log = logging.getLogger(__name__)

EVERY_S = 2.0


class Embedded:
    """Runs a courier until it is stopped."""

    def __init__(self, courier: Courier) -> None:
        self._courier = courier
        self._bell = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def nudge(self) -> None:
        """Something was promised: do not wait for the next round."""
        self._bell.set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="courier")

    async def stop(self) -> None:
        """Finish the round in hand, claim nothing more."""
        self._stopping = True
        self._bell.set()
        if self._task is not None:
            await self._task

    @property
    def alive(self) -> bool:
        return self._task is not None and not self._task.done()

    async def _run(self) -> None:
        while not self._stopping:
            self._bell.clear()
            try:
                while await self._courier.round() and not self._stopping:
                    pass
            except Exception:
                log.exception("a round of the courier failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._bell.wait(), EVERY_S)
