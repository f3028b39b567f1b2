"""Fetching what people sent: platforms keep a picture or file for a few days only, here it stays.

The row that says what is wanted was written with the message; this brings the bytes, keeps them under their hash and
records it. A process that dies in between leaves a row that is still wanted, and the same file fetched twice is one.
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Protocol

from bot.chat import Address, PlatformTrouble, Reply, Undeliverable
from bot.clock import Clock
from bot.delivery.courier import back_off
from bot.files import Files
from bot.store import Store
from bot.store.evidence import Piece
from bot.store.work import Work

log = logging.getLogger(__name__)

BATCH = 20
KEPT_THERE = timedelta(days=3)
"""So long WeCom keeps what was uploaded (wecom.md §8); afterwards nothing can be fetched any more."""


class Source(Protocol):
    """One platform's side that hands out what was sent to it."""

    async def media(self, media_id: str) -> bytes:
        """The bytes. Raises TemporaryTrouble or Undeliverable."""
        ...


class Collector:
    """Brings in what is wanted; `round` is called again and again by the loop."""

    def __init__(self, store: Store, sources: Mapping[str, Source], files: Files, clock: Clock) -> None:
        self._store = store
        self._sources = sources
        self._files = files
        self._clock = clock

    async def round(self) -> int:
        """Fetch what may be tried now. Returns how many were brought in."""
        wanted = await self._store.read(lambda work: work.evidence.wanted(BATCH))
        brought = 0
        for piece in wanted:
            brought += await self._fetch(piece)
        return brought

    async def _fetch(self, piece: Piece) -> bool:
        source = self._sources.get(piece.platform)
        if source is None:
            await self._store.run(lambda work: _lose(work, piece))
            return False
        try:
            data = await source.media(piece.media_id)
            digest = await asyncio.to_thread(self._files.keep, data)
        except Undeliverable as never:
            log.warning("evidence %d cannot be fetched: %s", piece.id, never.code)
            await self._store.run(lambda work: _lose(work, piece))
            return False
        except (PlatformTrouble, OSError) as trouble:
            log.warning("evidence %d later: %s", piece.id, type(trouble).__name__)
            await self._store.run(lambda work: self._later(work, piece))
            return False
        await self._store.run(lambda work: work.evidence.kept(piece, digest, len(data)))
        return True

    def _later(self, work: Work, piece: Piece) -> None:
        if work.at - piece.received_at > KEPT_THERE:
            _lose(work, piece)
        else:
            work.evidence.again(
                piece, timedelta(seconds=back_off(f"evidence:{piece.id}", piece.attempts + 1))
            )


def _lose(work: Work, piece: Piece) -> None:
    """It must be sent again, and whoever sent it is told."""
    work.evidence.lost(piece)
    to = Address(piece.platform, piece.sender)
    work.promises.add(f"evidence:{piece.id}:lost", to, Reply(_lost(piece)))


def _lost(piece: Piece) -> str:
    return f"您{piece.received_at.month}月{piece.received_at.day}日发来的材料没有取到，没有保存，请重新发送一次。"
