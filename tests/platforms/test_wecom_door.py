"""The WeCom door against the protocol's vectors: real HTTP on loopback, real envelopes."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

from bot.chat import Address, Incoming, Reply, TemporaryTrouble, split_bytes
from bot.clock import from_stamp
from bot.platforms.wecom.callback import WeComDoor
from bot.platforms.wecom.envelope import Seal
from bot.platforms.wecom.letters import dedup_key, read_xml
from bot.platforms.wecom.passive import cdata, neutral, passive_xml
from bot.platforms.wecom.settings import WeComSettings

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parent / "wecom_vectors.json").read_text(encoding="utf-8")
)
GIVEN = VECTORS["credentials"]
NOW = from_stamp(VECTORS["clock"]["now"])
SETTINGS = WeComSettings(
    GIVEN["corp_id"],
    GIVEN["agent_id"],
    "secret",
    GIVEN["token"],
    GIVEN["encoding_aes_key"],
    "http://127.0.0.1:9",
)


@dataclass
class Listener:
    """Stands behind the door: keeps what it hears once, and says what it is told to."""

    reply: Reply = field(default_factory=lambda: Reply("好"))
    trouble: bool = False
    heard: list[Incoming] = field(default_factory=list)

    async def answer(
        self, incoming: Incoming, patience: float, fits: Callable[[Reply], bool]
    ) -> Reply | None:
        if self.trouble:
            raise TemporaryTrouble("busy")
        if all(incoming.id != known.id for known in self.heard):
            self.heard.append(incoming)
        return self.reply if fits(self.reply) else None


@asynccontextmanager
async def door(listener: Listener, settings: WeComSettings = SETTINGS) -> AsyncIterator[Callable[..., Any]]:
    """Opens the door on loopback; gives a function that knocks."""
    app = web.Application(client_max_size=1024 * 1024)
    app.add_routes(WeComDoor(settings, listener, lambda: NOW).routes())
    async with TestServer(app) as server, aiohttp.ClientSession() as session:

        async def knock(method: str, query: str, body: Any = None) -> tuple[int, str]:
            address = URL(f"http://{server.host}:{server.port}{settings.callback_path}?{query}", encoded=True)
            async with session.request(method, address, data=body) as answer:
                return answer.status, await answer.text()

        yield knock


def body_of(vector: dict[str, Any]) -> bytes:
    return str(vector.get("body") or "").encode()


def tolerated(expect: dict[str, Any]) -> list[int]:
    status = expect["status"]
    return status if isinstance(status, list) else [status]


@pytest.mark.parametrize("vector", VECTORS["url_verification"], ids=lambda v: v["name"])
async def test_the_address_is_verified(vector: dict[str, Any]) -> None:
    async with door(Listener()) as knock:
        status, text = await knock("GET", vector["query_string"])

    wanted = [
        vector["expect"],
        vector.get("alternative_if_repaired"),
        vector["expect"].get("alternative_if_repaired"),
    ]
    assert (status, text if status == 200 else None) in [(w["status"], w.get("body")) for w in wanted if w]


@pytest.mark.parametrize("vector", VECTORS["callbacks"], ids=lambda v: v["name"])
async def test_every_real_letter_is_accepted_and_read(vector: dict[str, Any]) -> None:
    listener = Listener()
    async with door(listener) as knock:
        status, _ = await knock("POST", vector["query_string"], body_of(vector))

    xml = read_xml(vector["plaintext"].encode())
    assert status == 200
    assert list(dedup_key(xml)) == vector["expect"]["dedup_key"]
    flat = {k: v for k, v in vector["expect"]["fields"].items() if isinstance(v, str)}
    assert {name: xml.value(name) for name in flat} == flat
    assert len(listener.heard) == (0 if flat["FromUserName"] == "sys" else 1)


async def test_a_tap_brings_its_choices_whether_one_or_many() -> None:
    listener = Listener()
    cards = [v for v in VECTORS["callbacks"] if "SelectedItems" in v["expect"]["fields"]]
    async with door(listener) as knock:
        for vector in cards:
            await knock("POST", vector["query_string"], body_of(vector))

    chosen = [
        {key: list(options) for key, options in heard.tap.chosen.items()}
        for heard in listener.heard
        if heard.tap
    ]
    assert chosen == [vector["expect"]["fields"]["SelectedItems"] for vector in cards]


@pytest.mark.parametrize("vector", VECTORS["callbacks_negative"], ids=lambda v: v["name"])
async def test_every_false_letter_is_refused_without_a_trace(
    vector: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    listener = Listener()
    async with door(listener) as knock:
        status, _ = await knock("POST", vector["query_string"], body_of(vector))

    assert status in tolerated(vector["expect"])
    codes = vector["expect"]["code"]
    if "ok" not in (codes if isinstance(codes, list) else [codes]):
        assert listener.heard == []
    assert [record for record in caplog.records if record.exc_info] == []


@pytest.mark.parametrize("sequence", VECTORS["sequences"], ids=lambda s: s["name"])
async def test_each_message_of_a_sequence_counts_once(sequence: dict[str, Any]) -> None:
    listener, processed = Listener(), []
    async with door(listener) as knock:
        for request in sequence["requests"]:
            before = len(listener.heard)
            status, _ = await knock("POST", request["query_string"], body_of(request))
            assert status == 200
            processed.append(len(listener.heard) > before)

    assert processed == sequence["expect_processed"]


@pytest.mark.parametrize("vector", VECTORS["passive_replies"], ids=lambda v: v["name"])
def test_a_sealed_reply_is_byte_for_byte_the_protocols(vector: dict[str, Any]) -> None:
    seal = Seal(GIVEN["token"], GIVEN["encoding_aes_key"], GIVEN["corp_id"])
    envelope = seal.envelope(
        vector["plaintext"], str(vector["timestamp"]), str(vector["nonce"]), random16=vector["random16"]
    )
    assert envelope == vector["expect"]["envelope"]


async def test_tencents_own_sample_is_accepted() -> None:
    sample = VECTORS["official_samples"]
    seal = Seal(sample["token"], sample["encoding_aes_key"], sample["corp_id"])
    query = sample["url_verification"]["query"]
    seal.check(query["msg_signature"], query["timestamp"], query["nonce"], query["echostr"])
    assert seal.open(query["echostr"]).decode() == sample["url_verification"]["expect"]["body"]


def test_text_is_split_by_bytes_and_never_within_a_character() -> None:
    for case in VECTORS["text_split_2048"]["cases"]:
        text = eval(case["build"])  # an expression of our own test data
        parts = split_bytes(text)
        assert [len(part.encode()) for part in parts] == case["hard_split_chunk_bytes"]
        assert "".join(parts) == text


async def test_too_large_a_body_is_refused_before_it_is_read_also_in_chunks() -> None:
    good = VECTORS["callbacks"][0]

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 4096

    listener = Listener()
    async with door(listener) as knock:
        assert (await knock("POST", good["query_string"], b"x" * 70_000))[0] == 413
        assert (await knock("POST", good["query_string"], chunks()))[0] == 413
        assert (await knock("PUT", good["query_string"]))[0] == 405
    assert listener.heard == []


async def test_what_is_not_yet_durable_is_not_acknowledged() -> None:
    good = VECTORS["callbacks"][0]
    async with door(Listener(trouble=True)) as knock:
        assert (await knock("POST", good["query_string"], body_of(good)))[0] == 503


async def test_a_reply_that_does_not_fit_leaves_the_answer_empty() -> None:
    good = VECTORS["callbacks"][0]
    async with door(Listener(Reply("长" * 700))) as knock:
        assert await knock("POST", good["query_string"], body_of(good)) == (200, "")


def test_members_words_cannot_leave_their_place() -> None:
    incoming = Incoming("i", Address("wecom", "zhangsan"), NOW)
    xml = read_xml(passive_xml(incoming, Reply("a ]]></Content><MsgType>x"), "corp", 1).encode())

    assert xml.value("Content") == "a ]]></Content><MsgType>x"
    assert xml.value("MsgType") == "text"
    assert (
        neutral('<a href="x">点</a> [点](http://x) dtmd://y')
        == '＜a href="x">点＜/a> [点]（http://x) dtmd：//y'
    )
    assert cdata("]]>") == "<![CDATA[]]]]><![CDATA[>]]>"
