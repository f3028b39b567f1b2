"""The client and the fake platform, each written from the protocol alone, meet on loopback."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestServer

from bot.chat import Address, Button, Card, Option, Picture, Question, Reply, TemporaryTrouble, Undeliverable
from bot.lab.faults import Faults
from bot.lab.phones import Phones
from bot.lab.wecom_api import FakeApi
from bot.platforms.wecom.client import WeComClient
from bot.platforms.wecom.messenger import WeComMessenger
from bot.platforms.wecom.settings import WeComSettings
from tests.conftest import StandingClock

TO = Address("wecom", "zhangming")


@dataclass
class Meeting:
    api: FakeApi
    client: WeComClient
    messenger: WeComMessenger
    clock: StandingClock

    def shown(self) -> list[str]:
        return [bubble.text for bubble in self.api.phones.of("zhangming")]

    @property
    def calls(self) -> dict[str, int]:
        return dict(self.api.faults.counts)


@asynccontextmanager
async def meet(clock: StandingClock, *, secret: str = "s3cret") -> AsyncIterator[Meeting]:
    faults, phones = Faults(), Phones(clock)
    api = FakeApi("wwcorp", 1000002, "s3cret", {"zhangming": "张明"}, phones, clock, faults)
    async with TestServer(api.application()) as server:
        base = f"http://{server.host}:{server.port}"
        settings = WeComSettings("wwcorp", 1000002, secret, "t", "A" * 43, base)
        async with WeComClient(settings) as client:
            yield Meeting(api, client, WeComMessenger(client), clock)


async def test_many_callers_fetch_one_token(clock: StandingClock) -> None:
    async with meet(clock) as met:
        await asyncio.gather(*(met.messenger.send(TO, Reply(f"第{n}条")) for n in range(12)))
        assert met.calls["gettoken"] == 1
        assert len(met.shown()) == 12


@pytest.mark.parametrize("how", ["expired", "forgotten"])
async def test_a_stale_token_is_refreshed_once_and_the_call_repeated_once(
    clock: StandingClock, how: str
) -> None:
    async with meet(clock) as met:
        await met.messenger.send(TO, Reply("一"))
        if how == "expired":
            met.api.expire_tokens()
        else:
            met.api._tokens.clear()
        await met.messenger.send(TO, Reply("二"))
        assert (met.calls["gettoken"], met.calls["message/send"]) == (2, 3)
        assert met.shown() == ["一", "二"]


async def test_a_wrong_secret_pauses_everybody(clock: StandingClock) -> None:
    async with meet(clock, secret="wrong") as met:
        with pytest.raises(TemporaryTrouble) as trouble:
            await met.messenger.send(TO, Reply("一"))
        assert (trouble.value.code, trouble.value.pause) == (40001, 60.0)
        assert met.calls["gettoken"] == 1


@pytest.mark.parametrize(("fault", "code", "pause"), [("busy", -1, 0.0), ("over_limit", 45009, 30.0)])
async def test_passing_trouble_is_told_by_its_code(
    clock: StandingClock, fault: str, code: int, pause: float
) -> None:
    async with meet(clock) as met:
        await met.messenger.send(TO, Reply("先"))
        setattr(met.api.faults, fault, 1)
        with pytest.raises(TemporaryTrouble) as trouble:
            await met.messenger.send(TO, Reply("后"))
        assert (trouble.value.code, trouble.value.pause) == (code, pause)


async def test_an_untrusted_address_names_the_address_that_was_seen(clock: StandingClock) -> None:
    async with meet(clock) as met:
        met.api.faults.untrusted_ip = True
        with pytest.raises(TemporaryTrouble) as trouble:
            await met.messenger.send(TO, Reply("一"))
        assert (trouble.value.code, trouble.value.hint) == (60020, "127.0.0.1")


async def test_gateway_trouble_and_silence_are_temporary(clock: StandingClock) -> None:
    async with meet(clock) as met:
        await met.messenger.send(TO, Reply("先"))
        met.api.faults.server_error = 1
        with pytest.raises(TemporaryTrouble):
            await met.messenger.send(TO, Reply("后"))
    settings = WeComSettings("wwcorp", 1, "s", "t", "A" * 43, "http://127.0.0.1:9")
    async with WeComClient(settings) as nobody:
        with pytest.raises(TemporaryTrouble):
            await nobody.user("zhangming")


async def test_a_lost_answer_and_the_same_bytes_again_show_the_message_once(clock: StandingClock) -> None:
    async with meet(clock) as met:
        await met.messenger.send(TO, Reply("先"))
        request = met.messenger.render(TO, Reply("提醒"), "r1")
        met.api.faults.lose_answer = 1
        with pytest.raises(TemporaryTrouble):
            await met.messenger.deliver(request)
        await met.messenger.deliver(request)
        assert met.shown() == ["先", "提醒"]
        assert met.calls["duplicate swallowed"] == 1


async def test_who_is_out_of_range_is_undeliverable(clock: StandingClock) -> None:
    async with meet(clock) as met:
        with pytest.raises(Undeliverable) as never:
            await met.messenger.send(Address("wecom", "stranger"), Reply("一"))
        assert never.value.code == 81013


async def test_a_long_text_arrives_whole_in_parts(clock: StandingClock) -> None:
    text = "第一行很长。" * 150 + "\n" + "第二行。" * 100
    async with meet(clock) as met:
        await met.messenger.send(TO, Reply(text))
        assert "".join(met.shown()) == text
        assert all(len(part.encode()) <= 2048 for part in met.shown())


CARDS = {
    "buttons": Card("c-1", "请确认：支委会", facts=(("应到", "5人"),), buttons=(Button("确认", "confirm:1"), Button("取消", "cancel:1"))),
    "vote": Card("c-2", "选择", questions=(Question("q", "谁", (Option("a", "张明"), Option("b", "李娜")), many=True),), submit=Button("提交", "s")),
    "several": Card("c-3", "选择", questions=(Question("q", "哪项", (Option("a", "党课"),)), Question("w", "几人", (Option("5", "5"),))), submit=Button("提交", "s")),
    "notice": Card("c-4", "通知", subtitle="说明", url="https://bot.example/1"),
}  # fmt: skip


@pytest.mark.parametrize("kind", CARDS)
async def test_every_kind_of_card_is_accepted(clock: StandingClock, kind: str) -> None:
    async with meet(clock) as met:
        receipt = await met.messenger.send(TO, Reply("文字", card=CARDS[kind]))
        (bubble,) = met.api.phones.of("zhangming")
        assert bubble.card is not None
        assert bool(receipt.response_code) == (kind != "notice")


async def test_overlong_card_parts_are_cut_not_refused(clock: StandingClock) -> None:
    long = Card(
        "c" * 300,
        "标题" * 40,
        facts=(("很长的名字", "值" * 80),) * 9,
        buttons=(Button("按钮文字" * 9, "k" * 2000),) * 9,
    )
    async with meet(clock) as met:
        await met.messenger.send(TO, Reply("文字", card=long))
        assert [bubble.kind for bubble in met.api.phones.of("zhangming")] == ["card"]


async def test_a_card_is_updated_once_with_its_code_and_a_message_recalled(clock: StandingClock) -> None:
    async with meet(clock) as met:
        receipt = await met.messenger.send(TO, Reply("文字", card=CARDS["buttons"]))
        await met.client.update_card(receipt.response_code, ["zhangming"], "已确认")
        with pytest.raises(Undeliverable) as used:
            await met.client.update_card(receipt.response_code, ["zhangming"], "已确认")
        await met.client.recall(receipt.message_id)
        (bubble,) = met.api.phones.of("zhangming")
        assert (used.value.code, bubble.done, bubble.recalled) == (60140, "已确认", True)


async def test_pictures_go_up_and_come_down(clock: StandingClock) -> None:
    async with meet(clock) as met:
        await met.messenger.send(TO, Reply("请看", picture=Picture("得分.png", b"\x89PNG picture")))
        bubble = met.api.phones.of("zhangming")[-1]
        assert (bubble.kind, bubble.text) == ("image", "得分.png")
        assert await met.client.media(bubble.media_id) == b"\x89PNG picture"
        clock.moment += timedelta(days=4)
        with pytest.raises((Undeliverable, TemporaryTrouble)):
            await met.client.media(bubble.media_id)


async def test_menu_and_contacts(clock: StandingClock) -> None:
    async with meet(clock) as met:
        await met.client.create_menu({"button": [{"type": "click", "name": "签到", "key": "say:签到"}]})
        assert met.api.menu["button"][0]["name"] == "签到"
        assert (await met.client.user("ZhangMing"))["name"] == "张明"


async def test_plain_text_only_sends_the_cards_twin(clock: StandingClock) -> None:
    async with meet(clock) as met:
        plain = WeComMessenger(met.client, plain_text_only=True)
        await plain.send(TO, Reply("请确认：支委会", card=CARDS["buttons"]))
        assert met.shown() == ["请确认：支委会"]


def test_secrets_do_not_show(clock: StandingClock) -> None:
    settings = WeComSettings("wwcorp", 1, "s3cret", "t0ken", "K" * 43)
    assert not {"s3cret", "t0ken", "K" * 43} & set(repr(settings).replace("'", " ").split())
    rendered = json.loads(WeComMessenger(WeComClient(replace(settings))).render(TO, Reply("x"), "k"))
    assert rendered["messages"][0]["text"] == {"content": "x"}
