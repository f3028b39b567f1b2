"""The access token: one per application, fetched by one caller for all who wait (wecom.md §6)."""

import asyncio
from collections.abc import Awaitable, Callable

Fetch = Callable[[], Awaitable[tuple[str, float]]]
"""Returns a token and for how many seconds it is good."""

EARLY_S = 300.0


class Token:
    """Cached until five minutes before its end; `refresh` replaces one that was refused."""

    def __init__(self, fetch: Fetch, monotonic: Callable[[], float]) -> None:
        self._fetch = fetch
        self._monotonic = monotonic
        self._value = ""
        self._good_until = 0.0
        self._lock = asyncio.Lock()

    async def get(self) -> str:
        if not self._is_good():
            async with self._lock:
                if not self._is_good():
                    await self._renew()
        return self._value

    async def refresh(self, refused: str) -> str:
        """A fresh token in place of the refused one; who comes later finds it renewed already."""
        async with self._lock:
            if self._value == refused:
                await self._renew()
        return self._value

    def _is_good(self) -> bool:
        return bool(self._value) and self._monotonic() < self._good_until

    async def _renew(self) -> None:
        value, seconds = await self._fetch()
        self._value = value
        self._good_until = self._monotonic() + max(seconds - EARLY_S, 1.0)
