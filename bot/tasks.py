"""What runs beside the answers: the courier, the collector, the alarm clock. A process is all of it, the web side, or a worker."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from bot.clock import HOUSE
from bot.delivery.engine import Engine
from bot.delivery.rounds import Rounds
from bot.dispatch import Dispatcher

log = logging.getLogger(__name__)

CLEAN_STOP_S = 9.0
"""Work in hand is finished within ten seconds of SIGTERM."""
ORPHANED = timedelta(seconds=15)
"""An accepted question that nobody has answered for so long belongs to a process that died."""


class Part(StrEnum):
    """Which part of the program a process is."""

    ALL = "all"
    WEB = "web"
    WORKER = "worker"


@dataclass
class Tasks:
    """Started with the process and stopped with it, in this order and back."""

    part: Part
    dispatcher: Dispatcher
    courier: Rounds
    collector: Rounds
    engine: Engine | None
    remind: Callable[[], Awaitable[int]]
    tidy: Callable[[], Awaitable[None]]
    alone: bool  # no other process answers on this data base

    @property
    def alive(self) -> bool:
        """Whether what this process has to do is being done."""
        return self.part is Part.WEB or self.courier.alive

    async def start(self) -> None:
        if self.part is Part.WEB:
            return
        await self.dispatcher.resume(timedelta(0) if self.alone else ORPHANED)
        self.courier.start()
        self.collector.start()
        if self.engine is not None:
            self.engine.start()
        self._scheduler = self._alarm_clock()
        self._scheduler.start()
        await self.remind()

    async def stop(self) -> None:
        if self.part is not Part.WEB:
            self._scheduler.shutdown(wait=False)
        try:
            async with asyncio.timeout(CLEAN_STOP_S):
                await self.dispatcher.finish()
                await self.courier.stop()
                if self.engine is not None:
                    await self.engine.stop()
                await self.collector.stop()
        except TimeoutError:
            log.warning("stopped with work in hand; it is in the store and goes on after the next start")

    def _alarm_clock(self) -> AsyncIOScheduler:
        """Without memory: what it rings for finds out by itself what is owed. Never on the full minute, when all others ring."""
        scheduler = AsyncIOScheduler(timezone=HOUSE)
        rings = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        scheduler.add_job(self.remind, CronTrigger(second=17, timezone=HOUSE), **rings)
        scheduler.add_job(self.tidy, CronTrigger(hour=3, minute=20, timezone=HOUSE), **rings)
        every = IntervalTrigger(seconds=int(ORPHANED.total_seconds()), timezone=HOUSE)
        scheduler.add_job(self.dispatcher.resume, every, [ORPHANED], **rings)
        return scheduler
