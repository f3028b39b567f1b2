"""Doing something again and again beside everything else, until told to stop."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

log = logging.getLogger(__name__)


class Rounds:
    """Calls `work` every so many seconds, at once again as long as it reports that something was done."""

    def __init__(self, name: str, work: Callable[[], Awaitable[int]], every_s: float) -> None:
        self._name = name
        self._work = work
        self._every = every_s
        self._bell = asyncio.Event()
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def nudge(self) -> None:
        """Something came: do not wait for the next round."""
        self._bell.set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name=self._name)

    async def stop(self) -> None:
        """Finish the round in hand, begin no other."""
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
                while await self._work() and not self._stopping:
                    pass
            except Exception:
                log.exception("a round of the %s failed", self._name)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._bell.wait(), self._every)
