"""Writing down what was sent: whatever came in while the last lot was being written is the next lot.

So a lone message is recorded at once, and of many each commit records as many as went out meanwhile.
"""

import asyncio

from bot.chat import Receipt
from bot.store import Store
from bot.store.promises import Promise


class Recorder:
    """`note` does not wait; `finish` returns when everything noted is written."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._noted: list[tuple[Promise, Receipt]] = []
        self._writing: asyncio.Task[None] | None = None

    def note(self, promise: Promise, receipt: Receipt) -> None:
        self._noted.append((promise, receipt))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def finish(self) -> None:
        """Raises whatever the data base said; what could not be recorded is sent once more when its lease ends."""
        if self._writing is not None:
            await self._writing

    async def _write(self) -> None:
        while self._noted:
            lot, self._noted = self._noted, []
            await self._store.run(lambda work, lot=lot: work.promises.sent(lot))  # type: ignore[misc]
