"""How a transaction is run: one writer thread with group commit on SQLite, a small pool on PostgreSQL."""

import asyncio
import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")
Job = Callable[[Connection], T]

log = logging.getLogger(__name__)

BATCH = 256
"""Messages in one commit at the most, so that a burst is answered in waves."""
RETRIES = 5
BUSY_MS = 10_000


class Runner(Protocol):
    """Runs jobs, each in a transaction of its own as far as the job can tell."""

    engine: Engine

    def write(self, job: Job[T]) -> "Future[T]":
        """Run in a transaction; the future has the result after the commit."""
        ...

    def write_for(self, job: Job[T], loop: asyncio.AbstractEventLoop) -> "asyncio.Future[T]":
        """The same for a coroutine of this loop."""
        ...

    def read(self, job: Job[T]) -> "Future[T]": ...

    def close(self) -> None: ...


def make_engine(url: str, *, read_only: bool = False) -> Engine:
    """The engine of a data base, by the configuration's address: sqlite:///… or postgresql://…"""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return _sqlite_engine(url, read_only=read_only)
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    return create_engine(address, pool_size=8, max_overflow=4, pool_pre_ping=True)


def make_runner(url: str) -> Runner:
    engine = make_engine(url)
    return (
        GroupCommit(engine, make_engine(url, read_only=True))
        if engine.dialect.name == "sqlite"
        else Pool(engine)
    )


def _sqlite_engine(url: str, *, read_only: bool) -> Engine:
    path = Path(make_url(url).database or "")
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
    engine = create_engine(url, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        for pragma in (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # a deferred BEGIN that writes later loses against another writer; the lock is taken at once
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


@dataclass(slots=True)
class _Waiting:
    job: Job[Any]
    future: "Future[Any] | asyncio.Future[Any]"
    result: Any = None
    error: BaseException | None = None


class GroupCommit:
    """SQLite: everybody who waits goes into one transaction, a savepoint each, and is answered after its commit."""

    def __init__(self, engine: Engine, reading: Engine) -> None:
        self.engine = engine
        self._reading = reading
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._readers = ThreadPoolExecutor(4, thread_name_prefix="store-read")
        self._writer = threading.Thread(target=self._run, name="store-write", daemon=True)
        self._writer.start()

    def write(self, job: Job[T]) -> "Future[T]":
        future: Future[T] = Future()
        self._waiting.put(_Waiting(job, future))
        return future

    def write_for(self, job: Job[T], loop: asyncio.AbstractEventLoop) -> "asyncio.Future[T]":
        future: asyncio.Future[T] = loop.create_future()
        self._waiting.put(_Waiting(job, future))
        return future

    def read(self, job: Job[T]) -> "Future[T]":
        return self._readers.submit(self._read, job)

    def close(self) -> None:
        self._waiting.put(None)
        self._writer.join()
        self._readers.shutdown()
        self.engine.dispose()
        self._reading.dispose()

    def _read(self, job: Job[T]) -> T:
        with self._reading.begin() as connection:
            return job(connection)

    def _run(self) -> None:
        with self.engine.connect() as connection:
            while True:
                batch, last = self._take()
                if batch:
                    self._commit(connection, batch)
                if last:
                    return

    def _take(self) -> tuple[list[_Waiting], bool]:
        """Wait for one, then take all that wait. The flag says that the store is closing."""
        batch: list[_Waiting] = []
        while len(batch) < BATCH and (not batch or not self._waiting.empty()):
            entry = self._waiting.get()
            if entry is None:
                return batch, True
            batch.append(entry)
        return batch, False

    def _commit(self, connection: Connection, batch: list[_Waiting]) -> None:
        try:
            with connection.begin():
                for entry in batch:
                    self._try(connection, entry)
        except Exception as error:
            log.exception("a commit of %d failed", len(batch))
            for entry in batch:
                entry.error = entry.error or error
        _tell(batch)

    @staticmethod
    def _try(connection: Connection, entry: _Waiting) -> None:
        cursor = connection.connection.cursor()
        cursor.execute("SAVEPOINT message")
        try:
            entry.result = entry.job(connection)
        except Exception as error:  # noqa: BLE001 - it belongs to this message alone and is raised to whoever sent it
            entry.error = error
            cursor.execute("ROLLBACK TO message")
        cursor.execute("RELEASE message")
        cursor.close()


def _tell(batch: list[_Waiting]) -> None:
    """Answer everybody. A loop is woken once for all who wait on it: waking costs more than answering."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Waiting]] = {}
    for entry in batch:
        if isinstance(entry.future, Future):
            _answer(entry)
        else:
            by_loop.setdefault(entry.future.get_loop(), []).append(entry)
    for loop, entries in by_loop.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(_answer_all, entries)


def _answer_all(entries: list[_Waiting]) -> None:
    for entry in entries:
        _answer(entry)


def _answer(entry: _Waiting) -> None:
    if entry.future.done():  # the one who asked has gone
        return
    if entry.error is not None:
        entry.future.set_exception(entry.error)
    else:
        entry.future.set_result(entry.result)


class Pool:
    """PostgreSQL: a few threads, a transaction each; tried again where the data base asks for it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writers = ThreadPoolExecutor(6, thread_name_prefix="store-write")
        self._readers = ThreadPoolExecutor(4, thread_name_prefix="store-read")

    def write(self, job: Job[T]) -> "Future[T]":
        return self._writers.submit(self._write, job)

    def write_for(self, job: Job[T], loop: asyncio.AbstractEventLoop) -> "asyncio.Future[T]":
        return asyncio.wrap_future(self.write(job), loop=loop)

    def read(self, job: Job[T]) -> "Future[T]":
        return self._readers.submit(self._read, job)

    def close(self) -> None:
        self._writers.shutdown()
        self._readers.shutdown()
        self.engine.dispose()

    def _read(self, job: Job[T]) -> T:
        with self.engine.begin() as connection:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
            return job(connection)

    def _write(self, job: Job[T]) -> T:
        for attempt in range(RETRIES):
            try:
                with self.engine.begin() as connection:
                    return job(connection)
            except Exception as error:
                if attempt + 1 == RETRIES or not _worth_again(error):
                    raise
        raise AssertionError("unreachable")


def _worth_again(error: Exception) -> bool:
    """Serialization failure or deadlock (class 40): nothing was committed, and the next try sees what the other one did."""
    original = error.orig if isinstance(error, DBAPIError) else error
    return (getattr(original, "sqlstate", None) or "").startswith("40")
