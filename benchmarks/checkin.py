"""A check-in, whole, beside the bare floor: requests/s, p50, p99, CPU per message, and the ratios.

    python -m benchmarks.checkin [--rounds 7] [--conc 32] [--secs 2] [--burst 300]

Both servers run at once on one core, in shuffled order within a round, against the same generator on the other
core; the data bases lie on a real disk. Ratios of one round are paired; the median of the rounds is what counts.
"""

import argparse
import asyncio
import itertools
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.envelopes import AES_KEY, AGENT, CORP, TOKEN, Sealer
from benchmarks.load import Result, cpu_seconds, resident_mib, send_all
from bot.clock import wall_clock
from bot.domain.people import Branch, Person, Roster
from bot.store import Store

BRANCHES, EACH = 100, 30
EVENTS = ("党课", "主题党日", "支部党员大会", "组织生活会", "民主评议", "周五学习", "党建大讲堂", "党小组会")


@dataclass
class Server:
    name: str
    process: subprocess.Popen[bytes]
    port: int
    started: float  # CPU seconds until the first 200
    idle_mib: float


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--conc", type=int, default=32)
    parser.add_argument("--secs", type=float, default=2.0)
    parser.add_argument("--burst", type=int, default=300)
    arguments = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=Path.cwd()))
    servers: list[Server] = []
    try:
        pin(os.getpid(), 1)
        servers.append(start_floor(folder))
        servers.append(start_bot(folder))
        for server in servers:
            print(f"{server.name:6} start {server.started:.2f} s CPU, idle {server.idle_mib:.0f} MiB")
        asyncio.run(measure(servers, arguments))
    finally:
        for server in servers:
            server.process.terminate()
            server.process.wait(20)
        shutil.rmtree(folder)


def start_floor(folder: Path) -> Server:
    return start(
        "floor", [sys.executable, "-m", "benchmarks.floor", "18081", str(folder / "floor.db")], 18081
    )


def start_bot(folder: Path) -> Server:
    """The shipped program, with a roster of its own, exactly as `fivestar serve` runs it."""
    config = folder / "config.toml"
    config.write_text(
        f"""[server]\nport = 18082\n[database]\nurl = "sqlite:///bot.db"\n[organ]\nname = "测量用机关党委"\n"""
        f"""[wecom]\nenabled = true\ncorp_id = "{CORP}"\nagent_id = {AGENT}\nsecret = "bench"\ntoken = "{TOKEN}"\n"""
        f"""encoding_aes_key = "{AES_KEY}"\napi_base = "http://127.0.0.1:9"\n[log]\nlevel = "ERROR"\n""",
        encoding="utf-8",
    )
    config.chmod(0o600)
    subprocess.run(
        [sys.executable, "-m", "bot", "db", "upgrade", "--config", str(config)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    store = Store.open(f"sqlite:///{folder / 'bot.db'}", wall_clock)
    store.run_now(lambda work: work.people.save(roster()))
    store.close()
    return start("bot", [sys.executable, "-m", "bot", "serve", "--config", str(config)], 18082)


def roster() -> Roster:
    branches = tuple(Branch(name=f"第{n}党支部", has_committee=True) for n in range(1, BRANCHES + 1))
    people = tuple(
        Person(name=f"党员{chr(0x4E00 + b)}{chr(0x5000 + n)}", account=account(b, n), branch=branch.name)
        for b, branch in enumerate(branches)
        for n in range(EACH)
    )
    return Roster(branches, people)


def account(branch: int, number: int) -> str:
    return f"m{branch:03}{number:02}"


def start(name: str, command: list[str], port: int) -> Server:
    process = subprocess.Popen(command)
    pin(process.pid, 0)
    while True:
        time.sleep(0.05)
        if process.poll() is not None:
            raise SystemExit(f"{name} did not start")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
                if answer.status == 200:
                    break
        except OSError:
            continue
    started = cpu_seconds(process.pid)
    time.sleep(1)
    return Server(name, process, port, started, resident_mib(process.pid))


def pin(pid: int, core: int) -> None:
    if (os.cpu_count() or 1) >= 2:
        os.sched_setaffinity(pid, {core})


def letters(numbers: Iterator[int], amount: int) -> list[bytes]:
    """Check-ins that nobody has sent before: every member at every kind of event on each of many days."""
    sealer, at = Sealer(), int(time.time())
    made = []
    for number in itertools.islice(numbers, amount):
        who, rest = number % (BRANCHES * EACH), number // (BRANCHES * EACH)
        day, event = divmod(rest, len(EVENTS))
        words = "签到" if day == 0 else f"我参加了{day}天前的"
        text = f"签到 {EVENTS[event]}" if day == 0 else f"{words}{EVENTS[event]}"
        made.append(sealer.message(account(*divmod(who, EACH)), text, 10**12 + number, at))
    return made


async def measure(servers: list[Server], arguments: argparse.Namespace) -> None:
    numbers = {server.name: itertools.count() for server in servers}
    table: dict[str, list[Result]] = {server.name: [] for server in servers}
    amount = int(arguments.secs * 6000)
    for server in servers:  # the first contact of every member costs more once (the notice about data)
        await send_all(
            server.port,
            iter(letters(numbers[server.name], BRANCHES * EACH)),
            arguments.conc,
            60,
            server.process.pid,
        )
    for number in range(arguments.rounds):
        for server in servers if number % 2 else reversed(servers):
            ready = letters(numbers[server.name], amount)
            result = await send_all(
                server.port, iter(ready), arguments.conc, arguments.secs, server.process.pid
            )
            table[server.name].append(result)
    for server in servers:
        show(server.name, table[server.name])
    for label, value in (("rps bot/floor", "rate"), ("CPU bot/floor", "cpu_each")):
        ratios = [
            getattr(b, value) / getattr(f, value) for b, f in zip(table["bot"], table["floor"], strict=True)
        ]
        print(
            f"RATIO {label:14} min {min(ratios):.2f} med {statistics.median(ratios):.2f} max {max(ratios):.2f} n {len(ratios)}"
        )
    for server in servers:
        ready = letters(numbers[server.name], arguments.burst)
        burst = await send_all(server.port, iter(ready), arguments.burst, 60, server.process.pid)
        print(
            f"{server.name:6} burst of {arguments.burst}: last answer after {burst.at(1):.0f} ms, bad {burst.bad}"
        )


def show(name: str, results: list[Result]) -> None:
    def middle(value: str) -> str:
        found = [getattr(r, value) for r in results]
        return f"{statistics.median(found):.0f} ({min(found):.0f}-{max(found):.0f})"

    p50, p99 = (statistics.median(r.at(share) for r in results) for share in (0.5, 0.99))
    print(
        f"{name:6} {middle('rate')} req/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms, CPU {middle('cpu_each')} us, bad {sum(r.bad for r in results)}"
    )


if __name__ == "__main__":
    main()
