"""kill -9 at any moment under load, restart, the platform delivers again: every acknowledged check-in exactly once."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

import aiohttp

from bot.clock import wall_clock
from bot.lab.sealing import Sealing
from bot.store import Store
from bot.store.facts import facts
from tests import make

TOKEN, KEY, CORP, AGENT = "t0ken", "k" * 42 + "A", "wwtest", 1000002
MEMBERS, KILLS = 120, 5
REPOSITORY = Path(__file__).parents[2]


def configuration(folder: Path, url: str, port: int) -> Path:
    config = folder / "config.toml"
    config.write_text(
        f'[server]\nport = {port}\n[database]\nurl = "{url}"\n[log]\nlevel = "ERROR"\n'
        f'[wecom]\nenabled = true\ncorp_id = "{CORP}"\nagent_id = {AGENT}\nsecret = "s"\ntoken = "{TOKEN}"\n'
        f'encoding_aes_key = "{KEY}"\napi_base = "http://127.0.0.1:9"\n',
        encoding="utf-8",
    )
    config.chmod(0o600)
    return config


def start(config: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "bot", "serve", "--config", str(config)], cwd=REPOSITORY)


async def until_ready(port: int, session: aiohttp.ClientSession) -> None:
    for _ in range(400):
        try:
            async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                if answer.status == 200:
                    return
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(0.05)
    raise AssertionError("the bot did not become ready")


async def check_in(session: aiohttp.ClientSession, port: int, number: int) -> bool:
    """One delivery of member `number`'s message, freshly sealed; True when the bot acknowledged it."""
    stamp, sealing = str(int(time.time())), Sealing(TOKEN, KEY, CORP)  # noqa: TID251 - the platform has its own clock
    sealed = sealing.seal(
        f"<xml><ToUserName>{CORP}</ToUserName><FromUserName>m{number}</FromUserName><CreateTime>{stamp}</CreateTime>"
        f"<MsgType>text</MsgType><Content>签到 党课</Content><MsgId>{9000 + number}</MsgId><AgentID>{AGENT}</AgentID></xml>"
    )
    query = urlencode(
        {"msg_signature": sealing.signature(stamp, "n", sealed), "timestamp": stamp, "nonce": "n"}
    )
    body = f"<xml><ToUserName>{CORP}</ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    try:
        async with session.post(
            f"http://127.0.0.1:{port}/wecom/callback?{query}", data=body.encode()
        ) as answer:
            text = await answer.text()
            return answer.status == 200 and "签到成功" in sealing.open(sealing_part(text))
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return False


def sealing_part(xml: str) -> str:
    return xml.partition("<Encrypt><![CDATA[")[2].partition("]]>")[0]


async def test_every_acknowledged_check_in_is_stored_exactly_once(
    url: str, tmp_path: Path, unused_tcp_port: int
) -> None:
    seeded = Store.open(url, wall_clock)
    seeded.run_now(lambda work: work.people.save(make.roster(MEMBERS)))
    seeded.close()
    config = configuration(tmp_path, url, unused_tcp_port)
    waiting, acknowledged, kills = set(range(MEMBERS)), Counter[int](), 0
    process = start(config)
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            await until_ready(unused_tcp_port, session)
            while waiting:
                batch = sorted(waiting)[:24]
                deliveries = [asyncio.create_task(check_in(session, unused_tcp_port, n)) for n in batch]
                if kills < KILLS:
                    # a different moment each time: before, within and after the commit of the batch
                    await asyncio.sleep(0.004 * (kills + 1))
                    os.kill(process.pid, signal.SIGKILL)
                    process.wait()
                    kills += 1
                    process = start(config)
                results = await asyncio.gather(*deliveries)
                await until_ready(unused_tcp_port, session)
                acknowledged.update(n for n, fine in zip(batch, results, strict=True) if fine)
                waiting -= {n for n, fine in zip(batch, results, strict=True) if fine}
    finally:
        process.terminate()
        assert process.wait(15) == 0

    left = Store.open(url, wall_clock)
    stored = Counter(
        f["member"] for f in left.read_now(lambda work: facts(work, kind="party_lecture")) if "member" in f
    )
    verdict = left.read_now(lambda work: work.audit.verify())
    left.close()
    assert stored == Counter({f"m{n}": 1 for n in range(MEMBERS)})
    assert verdict.ok
    assert kills == KILLS
