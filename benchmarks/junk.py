"""What junk costs before anybody is authenticated: how long each answer took, which bounds how long the loop stood still.

python -m benchmarks.junk
"""

import asyncio
import logging
import statistics
import time
from collections.abc import Callable

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

from benchmarks.envelopes import AES_KEY, AGENT, CORP, TOKEN, Sealer
from bot.chat import Incoming, Reply
from bot.clock import wall_clock
from bot.platforms.wecom.callback import WeComDoor
from bot.platforms.wecom.settings import WeComSettings

TRIES = 20


class Nobody:
    """Behind the door, for a letter that should never come so far."""

    async def answer(
        self, incoming: Incoming, patience: float, fits: Callable[[Reply], bool]
    ) -> Reply | None:
        return Reply("好")


def bodies() -> dict[str, bytes]:
    """The attacks of the issue, and a good letter for comparison."""
    sealer, deep = Sealer(), b"<a>" * 20_000
    bomb = (
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">' * 8
        + b"]><xml>&b;</xml>"
    )
    return {
        "good letter": sealer.message("m1", "签到", 1, int(time.time())).partition(b"\r\n\r\n")[2],
        "1 MiB nested XML": b"<xml>" + b"<a>" * 350_000,
        "60 KiB nested XML": b"<xml>" + deep,
        "60 KiB of <Encrypt": b"<Encrypt>" * 6_600,
        "60 KiB in one <Encrypt>": b"<xml><Encrypt>" + b"A" * 60_000 + b"</Encrypt></xml>",
        "entity bomb": bomb,
        "truncated": b"<xml><Encrypt><![CDATA[abc",
        "foreign corporation": Sealer(corp="wwother")
        .message("m1", "签到", 2, int(time.time()))
        .partition(b"\r\n\r\n")[2],
    }


async def main() -> None:
    logging.disable(logging.WARNING)
    settings = WeComSettings(CORP, AGENT, "s", TOKEN, AES_KEY)
    app = web.Application(client_max_size=2 * 1024 * 1024)
    app.add_routes(WeComDoor(settings, Nobody(), wall_clock).routes())
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        print(f"{'':26}{'status':>7}{'median ms':>11}{'longest ms':>12}")
        for name, body in bodies().items():
            times, status = [], 0
            for _ in range(TRIES):
                started = time.perf_counter()
                url = URL(
                    f"http://{server.host}:{server.port}/wecom/callback?msg_signature=x&timestamp=1&nonce=1",
                    encoded=True,
                )
                try:
                    async with session.post(url, data=body) as answer:
                        status = answer.status
                except aiohttp.ClientError:
                    status = 0
                times.append(time.perf_counter() - started)
            print(f"{name:26}{status:>7}{statistics.median(times) * 1000:>11.2f}{max(times) * 1000:>12.2f}")


if __name__ == "__main__":
    asyncio.run(main())
