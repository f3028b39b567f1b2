"""The bare floor of a check-in: aiohttp, verify, decrypt, one durable group-committed insert, encrypted reply.

No roster, no rules, no audit, no language: what any bot that answers durably has to pay. `python -m benchmarks.floor PORT DB`.
"""

import asyncio
import hmac
import queue
import re
import sqlite3
import sys
import threading
import time
from xml.etree import ElementTree

from aiohttp import web

from benchmarks.envelopes import Sealer

ENCRYPT = re.compile(rb"<Encrypt><!\[CDATA\[([A-Za-z0-9+/=]+)\]\]></Encrypt>")


class Writer:
    """One thread, one transaction for everybody who waits, answered after the commit."""

    def __init__(self, path: str) -> None:
        self._waiting: queue.SimpleQueue[tuple[tuple[str, str, str], asyncio.Future[None]]] = (
            queue.SimpleQueue()
        )
        self._path = path
        threading.Thread(target=self._run, daemon=True).start()

    def insert(self, row: tuple[str, str, str]) -> "asyncio.Future[None]":
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.put((row, done))
        return done

    def _run(self) -> None:
        db = sqlite3.connect(self._path, isolation_level=None)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute("CREATE TABLE IF NOT EXISTS heard (id TEXT PRIMARY KEY, account TEXT, text TEXT)")
        while True:
            batch = [self._waiting.get()]
            while not self._waiting.empty():
                batch.append(self._waiting.get())
            db.execute("BEGIN IMMEDIATE")
            db.executemany("INSERT OR IGNORE INTO heard VALUES (?, ?, ?)", [row for row, _ in batch])
            db.execute("COMMIT")
            loop = batch[0][1].get_loop()
            loop.call_soon_threadsafe(_answer, [future for _, future in batch])


def _answer(futures: "list[asyncio.Future[None]]") -> None:
    for future in futures:
        if not future.done():
            future.set_result(None)


def application(path: str) -> web.Application:
    sealer, writer = Sealer(), Writer(path)

    async def callback(request: web.Request) -> web.Response:
        found = ENCRYPT.search(await request.read())
        query = request.query
        if found is None:
            return web.Response(status=400)
        sealed = found[1].decode()
        expected = sealer.sign(query["timestamp"], query["nonce"], sealed)
        if not hmac.compare_digest(expected, query["msg_signature"]):
            return web.Response(status=403)
        xml = ElementTree.fromstring(sealer.open(sealed))
        account, number, text = (xml.findtext(tag) or "" for tag in ("FromUserName", "MsgId", "Content"))
        await writer.insert((number, account, text))
        now = str(int(time.time()))
        reply = (
            f"<xml><ToUserName><![CDATA[{account}]]></ToUserName><FromUserName><![CDATA[{sealer.corp}]]></FromUserName>"
            f"<CreateTime>{now}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[签到成功]]></Content></xml>"
        )
        answer = sealer.seal(reply.encode())
        return web.Response(
            text=f"<xml><Encrypt><![CDATA[{answer}]]></Encrypt><MsgSignature><![CDATA[{sealer.sign(now, number, answer)}]]>"
            f"</MsgSignature><TimeStamp>{now}</TimeStamp><Nonce><![CDATA[{number}]]></Nonce></xml>",
            content_type="text/xml",
        )

    async def ready(_request: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app.add_routes([web.post("/wecom/callback", callback), web.get("/readyz", ready)])
    return app


if __name__ == "__main__":
    web.run_app(
        application(sys.argv[2]), host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None
    )
