"""Real workers, killed in mid-delivery again and again, against a platform that counts: nothing lost, nothing shown twice."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from bot.chat import Address, Reply
from bot.clock import wall_clock
from bot.delivery.courier import AT_ONCE
from bot.lab.faults import Faults
from bot.lab.phones import Phones
from bot.lab.sealing import Sealing
from bot.lab.wecom_api import FakeApi
from bot.store import Store, Work
from bot.store.engine import make_engine
from tests import make
from tests.house.test_killed import sealing_part, until_ready

CORP, AGENT, SECRET = "wwtest", 1000002, "s3cret"
REPOSITORY = Path(__file__).parents[2]
KILLS, MESSAGES = 20, 900
LEASE_S = 2


@asynccontextmanager
async def platform(people: int = MESSAGES) -> AsyncIterator[tuple[FakeApi, str]]:
    """The fake WeCom on loopback, everybody within its range."""
    accounts = {f"m{number}": f"党员{number}" for number in range(people)}
    api = FakeApi(CORP, AGENT, SECRET, accounts, Phones(wall_clock), wall_clock, Faults())
    async with TestServer(api.application()) as server:
        yield api, f"http://127.0.0.1:{server.port}"


def configuration(folder: Path, url: str, api_base: str) -> Path:
    config = folder / "config.toml"
    config.write_text(
        f'[database]\nurl = "{url}"\n[log]\nlevel = "ERROR"\n[delivery]\nlease_s = {LEASE_S}\n[files]\nfolder = "f"\n'
        f'[wecom]\nenabled = true\ncorp_id = "{CORP}"\nagent_id = {AGENT}\nsecret = "{SECRET}"\ntoken = "t0ken"\n'
        f'encoding_aes_key = "{"k" * 42}A"\napi_base = "{api_base}"\n',
        encoding="utf-8",
    )
    config.chmod(0o600)
    return config


def start(config: Path, role: str = "worker") -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "bot", "serve", "--role", role, "--config", str(config)]
    return subprocess.Popen(command, cwd=REPOSITORY)


@contextmanager
def workers(config: Path, count: int) -> Iterator[list["subprocess.Popen[bytes]"]]:
    running = [start(config) for _ in range(count)]
    try:
        yield running
    finally:
        for process in running:
            process.kill()
            process.wait()


async def until(done: Callable[[], bool], seconds: float) -> None:
    """Wait until a condition holds.

    Raises:
        AssertionError: it does not in time.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if done():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it took too long")


@pytest.fixture
def opened(url: str) -> Iterator[Store]:
    store = Store.open(url, wall_clock)
    store.run_now(lambda work: work.people.save(make.roster()))
    yield store
    store.close()


def promise_all(store: Store, count: int = MESSAGES) -> None:
    def add(work: Work) -> None:
        for number in range(count):
            work.promises.add(f"r{number}", Address("wecom", f"m{number}"), Reply(f"提醒{number}"))

    store.run_now(add)


def counts(store: Store) -> dict[str, int]:
    return store.read_now(lambda work: work.promises.counts())


async def test_twenty_kills_lose_nothing_and_show_nothing_twice(
    opened: Store, url: str, tmp_path: Path
) -> None:
    async with platform() as (api, base):
        api.faults.latency_ms = 150
        config = configuration(tmp_path, url, base)
        promise_all(opened)
        with workers(config, 2) as running:
            for kill in range(KILLS):
                before = len(api.accepted)
                await until(lambda before=before: len(api.accepted) >= min(before + 12, MESSAGES), 60)  # type: ignore[misc]
                os.kill(running[kill % 2].pid, signal.SIGKILL)
                running[kill % 2].wait()
                running[kill % 2] = start(config)
            api.faults.latency_ms = 0
            await until(lambda: counts(opened).get("sent") == MESSAGES, 60)

        shown = Counter(bubble.text for number in range(MESSAGES) for bubble in api.phones.of(f"m{number}"))
        assert shown == Counter({f"提醒{number}": 1 for number in range(MESSAGES)})
        assert api.faults.counts["duplicate swallowed"] <= KILLS * AT_ONCE


async def test_a_web_process_promises_and_a_worker_sends_at_once(
    opened: Store, url: str, tmp_path: Path
) -> None:
    """What another process promises goes out without its being told twice: on PostgreSQL by a job, on SQLite by looking."""
    async with platform(5) as (api, base):
        config = configuration(tmp_path, url, base)
        with workers(config, 2):
            promise_all(opened, 1)
            await until(lambda: len(api.accepted) == 1, 30)  # both are up, or one of them
            opened.run_now(lambda work: work.promises.add("next", Address("wecom", "m2"), Reply("下一条")))
            await until(lambda: len(api.accepted) == 2, 10)
        assert counts(opened) == {"sent": 2}


async def test_sigterm_ends_a_worker_cleanly(opened: Store, url: str, tmp_path: Path) -> None:
    async with platform(900) as (api, base):
        api.faults.latency_ms = 200
        config = configuration(tmp_path, url, base)
        promise_all(opened, 900)
        process = start(config)
        await until(lambda: len(api.accepted) >= 5, 30)
        process.terminate()
        code = await asyncio.to_thread(process.wait, 12)
        sent = counts(opened).get("sent", 0)
        assert code == 0
        assert sent == len(api.accepted)  # nothing in flight was left without its record
        assert counts(opened) == {
            "sent": sent,
            "due": 900 - sent,
        }  # and what was not begun is there for anybody


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
async def test_the_connections_are_cut_while_messages_go_out(opened: Store, url: str, tmp_path: Path) -> None:
    """Its connections are cut, the jobs with them; the workers find their way back and everything arrives once."""
    async with platform(300) as (api, base):
        api.faults.latency_ms = 50
        config = configuration(tmp_path, url, base)
        promise_all(opened, 300)
        with workers(config, 2):
            await until(lambda: len(api.accepted) >= 20, 30)
            engine = make_engine(url)
            with engine.connect() as connection:
                connection.exec_driver_sql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            engine.dispose()
            await until(lambda: len({m["touser"] for m in api.accepted}) == 300, 60)
        shown = Counter(bubble.text for number in range(300) for bubble in api.phones.of(f"m{number}"))
        assert set(shown.values()) == {1}


async def test_a_question_to_the_web_side_is_answered_and_its_notice_sent_by_a_worker(
    opened: Store, url: str, tmp_path: Path, unused_tcp_port: int
) -> None:
    """请假 comes in at a web process; the group leader's message goes out by a worker, which listens nowhere."""
    async with platform(10) as (api, base), aiohttp.ClientSession() as session:
        config = configuration(tmp_path, url, base)
        text = config.read_text(encoding="utf-8")
        config.write_text(f"[server]\nport = {unused_tcp_port}\n{text}", encoding="utf-8")
        web = start(config, "web")
        try:
            with workers(config, 1):
                await until_ready(unused_tcp_port, session)
                answer = await say(session, unused_tcp_port, "m9", "明天的学习我请个假，要开庭")
                assert "批准" in answer
                await until(lambda: any("请假申请" in str(message) for message in api.accepted), 30)
        finally:
            web.terminate()
            assert await asyncio.to_thread(web.wait, 12) == 0


async def say(session: aiohttp.ClientSession, port: int, account: str, text: str) -> str:
    """One sentence through the encrypted callback; the direct answer."""
    sealing, stamp = Sealing("t0ken", "k" * 42 + "A", CORP), str(int(time.time()))  # noqa: TID251 - the platform's clock
    sealed = sealing.seal(
        f"<xml><ToUserName>{CORP}</ToUserName><FromUserName>{account}</FromUserName><CreateTime>{stamp}</CreateTime>"
        f"<MsgType>text</MsgType><Content>{text}</Content><MsgId>1</MsgId><AgentID>{AGENT}</AgentID></xml>"
    )
    query = urlencode(
        {"msg_signature": sealing.signature(stamp, "n", sealed), "timestamp": stamp, "nonce": "n"}
    )
    body = f"<xml><ToUserName>{CORP}</ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    async with session.post(f"http://127.0.0.1:{port}/wecom/callback?{query}", data=body.encode()) as answer:
        assert answer.status == 200
        return sealing.open(sealing_part(await answer.text()))
