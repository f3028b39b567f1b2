"""The access token: one per application, fetched by one caller for all who wait (wecom.md §6)."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.chat import PlatformTrouble, TemporaryTrouble

Fetch = Callable[[], Awaitable[tuple[str, float]]]
"""Returns a token and for how many seconds it is good."""

EARLY_S = 300.0
REFUSED_S = 60.0
"""Trouble that asks for so long a pause is a refusal: a wrong secret, asked for again and again, blocks the address."""


class Token:
    """Cached until five minutes before its end; `refresh` replaces one that was refused.

    Whoever waited while a fetch failed hears of that failure and does not fetch again.
    """

    def __init__(self, fetch: Fetch, monotonic: Callable[[], float]) -> None:
        self._fetch = fetch
        self._monotonic = monotonic
        self._value = ""
        self._good_until = 0.0
        self._lock = asyncio.Lock()
        self._failures = 0
        self._trouble: PlatformTrouble | None = None
        self._refused_until = 0.0

    async def get(self) -> str:
        if not self._is_good():
            failures = self._failures
            async with self._lock:
                if not self._is_good():
                    await self._renew(failures)
        return self._value

    async def refresh(self, refused: str) -> str:
        """A fresh token in place of the refused one; who comes later finds it renewed already."""
        failures = self._failures
        async with self._lock:
            if self._value == refused:
                await self._renew(failures)
        return self._value

    def _is_good(self) -> bool:
        return bool(self._value) and self._monotonic() < self._good_until

    async def _renew(self, failures: int) -> None:
        """Fetch, unless one failed since so many failures were known, or was refused a short while ago."""
        if self._trouble is not None and (
            self._failures != failures or self._monotonic() < self._refused_until
        ):
            raise self._trouble
        try:
            value, seconds = await self._fetch()
        except PlatformTrouble as trouble:
            self._failures += 1
            self._trouble = trouble
            if isinstance(trouble, TemporaryTrouble) and trouble.pause >= REFUSED_S:
                self._refused_until = self._monotonic() + REFUSED_S
            raise
        self._trouble = None
        self._value = value
        self._good_until = self._monotonic() + max(seconds - EARLY_S, 1.0)
