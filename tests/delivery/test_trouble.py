"""A platform in every kind of trouble: the real client against the fake WeCom, the clock moved on by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from bot.chat import Address, Attachment, Reply
from bot.delivery.collector import Collector
from bot.delivery.courier import Courier
from bot.files import Files
from bot.lab.faults import Faults
from bot.lab.phones import Phones
from bot.lab.wecom_api import FakeApi
from bot.platforms.wecom.client import WeComClient
from bot.platforms.wecom.messenger import WeComMessenger
from bot.platforms.wecom.settings import WeComSettings
from bot.store import Store
from tests.conftest import StandingClock

TO = Address("wecom", "zhangming")


@dataclass
class World:
    api: FakeApi
    courier: Courier
    store: Store
    clock: StandingClock
    client: WeComClient

    async def live(self, seconds: int, step: int = 5) -> None:
        for _ in range(0, seconds, step):
            while await self.courier.round():
                pass
            self.clock.move(seconds=step)

    def shown(self) -> list[str]:
        return [bubble.text for bubble in self.api.phones.of("zhangming")]

    def states(self) -> dict[str, int]:
        return self.store.read_now(lambda work: work.promises.counts())


@asynccontextmanager
async def world(store: Store, clock: StandingClock) -> AsyncIterator[World]:
    api = FakeApi("wwcorp", 1000002, "s3cret", {"zhangming": "张明"}, Phones(clock), clock, Faults())
    async with TestServer(api.application()) as server:
        settings = WeComSettings(
            "wwcorp", 1000002, "s3cret", "t", "A" * 43, f"http://127.0.0.1:{server.port}"
        )
        async with WeComClient(settings) as client:
            courier = Courier(store, {"wecom": WeComMessenger(client)}, clock, "a")
            yield World(api, courier, store, clock, client)


def promise(store: Store) -> None:
    store.run_now(lambda work: work.promises.add("r", TO, Reply("【整改提醒】1号今日到期。")))


@pytest.mark.parametrize(
    ("fault", "value"), [("server_error", 3), ("busy", 3), ("over_limit", 2), ("lose_answer", 1)]
)
async def test_trouble_passes_and_the_message_is_shown_once(
    store: Store, clock: StandingClock, fault: str, value: int
) -> None:
    async with world(store, clock) as it:
        setattr(it.api.faults, fault, value)
        promise(store)
        await it.live(180)
        assert it.shown() == ["【整改提醒】1号今日到期。"]
        assert it.states() == {"sent": 1}
        if fault == "lose_answer":  # accepted, and the answer lost: sent again, and swallowed
            assert it.api.faults.counts["duplicate swallowed"] == 1


async def test_an_expired_token_is_replaced_on_the_way(store: Store, clock: StandingClock) -> None:
    async with world(store, clock) as it:
        promise(store)
        await it.live(5)
        it.api.expire_tokens()
        store.run_now(lambda work: work.promises.add("r2", TO, Reply("第二条")))
        await it.live(5)
        assert it.shown()[-1] == "第二条"
        assert it.api.faults.counts["gettoken"] == 2


async def test_an_address_that_is_not_trusted_stops_everything_but_a_probe(
    store: Store, clock: StandingClock
) -> None:
    async with world(store, clock) as it:
        it.api.faults.untrusted_ip = True
        for number in range(6):
            store.run_now(lambda work, n=number: work.promises.add(f"r{n}", TO, Reply(f"第{n}条")))  # type: ignore[misc]
        await it.live(600)
        calls = it.api.faults.counts["message/send"] + it.api.faults.counts["gettoken"]
        assert calls <= 600 // 30 + 2
        it.api.faults.untrusted_ip = False  # the operator has entered the address
        await it.live(120)
        assert it.shown() == [f"第{n}条" for n in range(6)]


async def test_a_wrong_secret_is_asked_for_once_though_many_wait(store: Store, clock: StandingClock) -> None:
    async with world(store, clock) as it:
        it.api.secret = "changed"
        for number in range(30):
            to = Address("wecom", f"m{number}")
            store.run_now(lambda work, to=to: work.promises.add(f"s{to.user}", to, Reply("一")))  # type: ignore[misc]
        await it.courier.round()
        assert it.api.faults.counts["gettoken"] == 1


async def test_what_lapsed_with_its_process_is_not_sent_after_all(store: Store, clock: StandingClock) -> None:
    async with world(store, clock) as it:
        until = clock.moment.replace(hour=13)
        store.run_now(lambda work: work.promises.add("r", TO, Reply("提醒"), expires=until))
        store.run_now(lambda work: work.promises.claim("dead", 60, 10))
        clock.move(hours=2)
        await it.courier.round()
        assert (it.shown(), it.states()) == ([], {"expired": 1})


async def test_what_nobody_serves_here_is_kept(store: Store, clock: StandingClock) -> None:
    store.run_now(lambda work: work.promises.add("r", TO, Reply("提醒")))
    await Courier(store, {}, clock, "a").round()
    assert store.read_now(lambda work: work.promises.counts()) == {"due": 1}


async def test_what_comes_after_waits_behind_what_failed(store: Store, clock: StandingClock) -> None:
    async with world(store, clock) as it:
        it.api.faults.busy = 1
        for number in range(3):
            store.run_now(lambda work, n=number: work.promises.add(f"o{n}", TO, Reply(f"第{n}条")))  # type: ignore[misc]
        await it.live(30)
        assert it.shown() == [f"第{n}条" for n in range(3)]


async def test_a_picture_is_kept_though_the_platform_forgets_it(
    store: Store, clock: StandingClock, tmp_path: Path
) -> None:
    async with world(store, clock) as it:
        files = Files(tmp_path / "files")
        collector = Collector(store, {"wecom": it.client}, files, clock)
        media_id = it.api.keep("照片.jpg", b"\xff\xd8 a picture")
        sent = Attachment("image", media_id, "照片.jpg")
        store.run_now(lambda work: work.evidence.add("wecom", "m0", sent))
        store.run_now(lambda work: work.evidence.add("wecom", "m0", sent))  # delivered a second time

        it.api.faults.latency_ms = 0
        assert await collector.round() == 1
        assert await collector.round() == 0
        clock.move(days=30)
        (piece,) = store.read_now(lambda work: work.evidence.loose("m0", clock.moment.replace(year=2020)))
        assert files.read(piece.sha256) == b"\xff\xd8 a picture"


async def test_what_can_no_longer_be_fetched_is_asked_for_again(
    store: Store, clock: StandingClock, tmp_path: Path
) -> None:
    async with world(store, clock) as it:
        collector = Collector(store, {"wecom": it.client}, Files(tmp_path / "files"), clock)
        store.run_now(lambda work: work.evidence.add("wecom", "zhangming", Attachment("image", "gone")))
        for _ in range(5):
            await collector.round()
            clock.move(hours=20)
        await it.live(5)
        assert it.shown() == ["您11月27日发来的材料没有取到，没有保存，请重新发送一次。"]
