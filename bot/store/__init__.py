"""The only room that speaks SQL: `Store.run(fn)` gives `fn` one transaction, its Work."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.engine import Connection

from bot.clock import Clock
from bot.store import schema
from bot.store.engine import Runner, make_runner
from bot.store.people import RosterCache
from bot.store.schema import SchemaOutOfDate
from bot.store.work import Work

__all__ = ["SchemaOutOfDate", "Store", "Work"]

T = TypeVar("T")


class Store:
    """One data base. Handlers' functions run whole in its threads; what they return comes back after the commit."""

    def __init__(self, runner: Runner, clock: Clock) -> None:
        self._runner = runner
        self._clock = clock
        self._rosters = RosterCache()

    @classmethod
    def open(cls, url: str, clock: Clock) -> "Store":
        """Open without migrating.

        Raises:
            SchemaOutOfDate: the data base is at an older revision.
        """
        runner = make_runner(url)
        try:
            schema.require_newest(runner.engine)
        except BaseException:
            runner.close()
            raise
        return cls(runner, clock)

    async def run(self, fn: Callable[[Work], T]) -> T:
        """One write transaction, all of it or nothing; returns after the commit."""
        loop = asyncio.get_running_loop()
        return await self._runner.write_for(lambda connection: self._write(fn, connection), loop)

    async def read(self, fn: Callable[[Work], T]) -> T:
        """A consistent view on a reader connection; nothing can be written."""
        return await asyncio.wrap_future(self._runner.read(lambda connection: self._read(fn, connection)))

    def run_now(self, fn: Callable[[Work], T]) -> T:
        """`run` for commands and tests, without an event loop."""
        return self._runner.write(lambda connection: self._write(fn, connection)).result()

    def read_now(self, fn: Callable[[Work], T]) -> T:
        return self._runner.read(lambda connection: self._read(fn, connection)).result()

    def close(self) -> None:
        """Finish what waits and let go of all connections."""
        self._runner.close()

    def is_current(self) -> bool:
        """Whether the data base answers and stands at the newest revision."""
        return schema.current(self._runner.engine) == schema.newest()

    def _write(self, fn: Callable[[Work], T], connection: Connection) -> T:
        work = Work(connection, self._clock(), self._rosters)
        result = fn(work)
        work.finish()
        return result

    def _read(self, fn: Callable[[Work], T], connection: Connection) -> T:
        return fn(Work(connection, self._clock(), self._rosters))
