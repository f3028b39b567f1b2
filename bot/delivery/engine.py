"""On PostgreSQL: procrastinate tells the workers at once that something is due, whichever process promised it.

The engine is transport only. A job says "look into the outbox"; the courier claims rows by compare and set, and the
loop that looks every few seconds (embedded.py) finds whatever a lost job would have said.
"""

import asyncio
import logging
from contextlib import suppress

from bot.delivery.courier import Courier
from bot.store.jobs import QUEUE, TASK, conninfo

log = logging.getLogger(__name__)

AGAIN_S = 5.0
"""procrastinate's worker ends for good when the data base goes away: it is started again (tech.md §3.4)."""


class Engine:
    """One worker of procrastinate within this process."""

    def __init__(self, address: str, courier: Courier) -> None:
        self._conninfo = address
        self._courier = courier
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="engine")

    async def stop(self) -> None:
        """Take no further job; one in hand has its round finished by the courier's loop."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            try:
                await self._work()
            except Exception as error:  # noqa: BLE001 - whatever ended it, it begins again
                log.warning("the engine stopped (%s) and is started again", type(error).__name__)
            await asyncio.sleep(AGAIN_S)

    async def _work(self) -> None:
        # loaded where it is used: on SQLite nobody waits for it, and nobody needs it
        from procrastinate import App, PsycopgConnector

        app = App(connector=PsycopgConnector(conninfo=self._conninfo, min_size=1, max_size=3))

        @app.task(name=TASK, queue=QUEUE)
        async def deliver() -> None:
            while await self._courier.round():
                pass

        async with app.open_async():
            await app.run_worker_async(
                queues=[QUEUE], concurrency=1, install_signal_handlers=False, delete_jobs="always"
            )


def engine_for(url: str, courier: Courier) -> Engine | None:
    """The engine where the data base is PostgreSQL; SQLite has the loop within the process."""
    address = conninfo(url)
    return Engine(address, courier) if address else None
