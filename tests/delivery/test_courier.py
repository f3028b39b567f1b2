"""The courier against a platform that is sometimes out of order."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.almanac import load_calendar
from bot.chat import Address, Receipt, Reply, TemporaryTrouble, Undeliverable
from bot.delivery.courier import Courier, back_off
from bot.delivery.embedded import Embedded
from bot.domain.people import Role, Roster
from bot.store import Store
from bot.window import Window
from tests import make
from tests.conftest import StandingClock

TO = Address("wecom", "m5")


@dataclass
class Platform:
    """The world outside: does what it is told to for the next attempts, then accepts."""

    name: str = "wecom"
    moods: list[Exception | Callable[[], None]] = field(default_factory=list)
    got: list[str] = field(default_factory=list)

    def render(self, to: Address, reply: Reply, key: str) -> str:
        return f"{to.user}|{reply.text}|{key}"

    def cure(self, code: str) -> str:
        return f"请处理{code}。"

    async def deliver(self, request: str) -> Receipt:
        self.got.append(request)
        if self.moods:
            mood = self.moods.pop(0)
            if isinstance(mood, Exception):
                raise mood
            mood()
        return Receipt(f"id{len(self.got)}")


class Killed(BaseException):
    """Like a process's end: nothing catches it."""


def courier(store: Store, platform: Platform, clock: StandingClock, owner: str = "a") -> Courier:
    return Courier(store, {"wecom": platform}, clock, owner)


def promise(store: Store, count: int = 1) -> None:
    for number in range(count):
        store.run_now(lambda work, n=number: work.promises.add(f"r{n}", TO, Reply(f"第{n}条")))  # type: ignore[misc]


def states(store: Store) -> dict[str, int]:
    return store.read_now(lambda work: work.promises.counts())


async def test_one_recipient_gets_his_messages_in_order(store: Store, clock: StandingClock) -> None:
    platform = Platform()
    promise(store, 5)

    await courier(store, platform, clock).round()

    assert platform.got == [f"m5|第{n}条|r{n}" for n in range(5)]
    assert states(store) == {"sent": 5}


async def test_trouble_is_tried_again_later_with_the_same_bytes(store: Store, clock: StandingClock) -> None:
    platform = Platform(moods=[TemporaryTrouble(-1), TemporaryTrouble(-1)])
    promise(store)
    worker = courier(store, platform, clock)

    await worker.round()
    assert await worker.round() == 0  # not at once
    for _ in range(2):
        clock.move(seconds=5)
        await worker.round()

    assert platform.got == ["m5|第0条|r0"] * 3
    assert states(store) == {"sent": 1}


async def test_a_refused_recipient_is_not_tried_again(store: Store, clock: StandingClock) -> None:
    platform = Platform(moods=[Undeliverable(81013)])
    promise(store)
    worker = courier(store, platform, clock)
    await worker.round()
    clock.move(hours=1)
    await worker.round()
    assert len([request for request in platform.got if request.startswith("m5|")]) == 1
    assert states(store)["dead"] == 1


async def test_who_can_do_something_hears_of_what_cannot_be_delivered(
    store: Store, clock: StandingClock
) -> None:
    admin = make.person("万里云", "admin", roles=[Role.SYSADMIN])
    everybody = make.roster()
    store.run_now(lambda work: work.people.save(Roster(everybody.branches, (*everybody.people, admin))))
    platform = Platform(moods=[Undeliverable(81013)] * 3)  # the message, and both alerts about it
    promise(store, 2)
    worker = courier(store, platform, clock)
    for _ in range(4):
        await worker.round()
        clock.move(minutes=5)

    told = {tuple(request.split("|")[:2]) for request in platform.got if not request.startswith("m5|")}
    assert told == {
        ("admin", "【送达提醒】发给账号 m5 的消息无法送达（错误码81013）。请处理81013。同类问题一小时内只提醒一次，未送达的数量见 fivestar remind --report。"),
        ("m0", "【送达提醒】发给党员5同志的消息今天没有送达，请当面转告，并请系统管理员检查其账号。"),
    }  # fmt: skip
    assert states(store)["dead"] == 3  # nobody is told of an alert that could not be delivered
    assert not any("第0条" in request for request in platform.got if not request.startswith("m5|"))


async def test_when_the_platform_refuses_everybody_all_hold_back(store: Store, clock: StandingClock) -> None:
    platform = Platform(moods=[TemporaryTrouble(60020, pause=30)])
    promise(store, 4)
    worker = courier(store, platform, clock)

    await worker.round()
    clock.move(seconds=20)
    assert await worker.round() == 0
    assert len(platform.got) == 1

    clock.move(seconds=20)
    while await worker.round():
        pass
    assert states(store) == {"sent": 4}


async def test_killed_between_sending_and_recording_the_same_bytes_go_out_again(
    store: Store, clock: StandingClock
) -> None:
    def die() -> None:
        raise Killed

    platform = Platform(moods=[die])
    promise(store)
    with pytest.raises(Killed):
        await courier(store, platform, clock).round()

    survivor = courier(store, platform, clock, "b")
    assert await survivor.round() == 0  # the lease still runs
    clock.move(seconds=61)
    await survivor.round()

    assert platform.got == ["m5|第0条|r0"] * 2
    assert states(store) == {"sent": 1}


async def test_a_member_never_gets_more_than_his_share_of_a_minute(
    store: Store, clock: StandingClock
) -> None:
    platform = Platform()
    promise(store, 80)
    workers = [courier(store, platform, clock, owner) for owner in ("a", "b")]  # two processes, one limit
    sent_at: list[float] = []
    for second in range(240):
        for worker in workers:
            await worker.round()
        sent_at += [second] * (len(platform.got) - len(sent_at))
        clock.move(seconds=1)
    assert len(sent_at) == 80
    assert max(sum(first <= at < first + 60 for at in sent_at) for first in range(240)) <= 30
    attempts = {p.attempts for p in store.read_now(lambda work: work.promises.of())}
    assert attempts == {1}  # to be held back costs nothing


async def test_an_application_never_sends_more_than_its_day_holds(store: Store, clock: StandingClock) -> None:
    platform = Platform()
    for number in range(5):
        to = Address("wecom", f"m{number}")
        store.run_now(lambda work, to=to: work.promises.add(f"d{to.user}", to, Reply("一")))  # type: ignore[misc]
    worker = Courier(store, {"wecom": platform}, clock, "a", per_day=3)
    await worker.round()
    await worker.round()
    assert len(platform.got) == 3
    clock.move(hours=13)
    await worker.round()
    assert len(platform.got) == 5


async def test_a_pause_ends_with_a_single_probe(store: Store, clock: StandingClock) -> None:
    platform = Platform(moods=[TemporaryTrouble(45009, pause=30)] * 3)
    for number in range(8):
        to = Address("wecom", f"m{number}")
        store.run_now(lambda work, to=to: work.promises.add(f"p{to.user}", to, Reply("一")))  # type: ignore[misc]
    worker = courier(store, platform, clock)
    first = await worker.round()
    tried = len(platform.got)
    for _ in range(2):
        clock.move(seconds=31)
        await worker.round()
        tried += 1
        assert len(platform.got) == tried or first > 1
    platform.moods.clear()
    clock.move(seconds=31)
    for _ in range(4):
        await worker.round()
    assert states(store) == {"sent": 8}


async def test_a_clock_that_was_ahead_holds_nobody_back(store: Store, clock: StandingClock) -> None:
    platform = Platform(moods=[TemporaryTrouble(45009, pause=30)])
    promise(store, 1)
    worker = courier(store, platform, clock)
    clock.move(days=400)
    await worker.round()
    clock.move(days=-400)
    store.run_now(lambda work: work.promises.add("now", Address("wecom", "m6"), Reply("现在")))
    while await worker.round():
        pass
    assert any("现在" in request for request in platform.got)
    assert states(store) == {"sent": 2}


async def test_what_is_said_unasked_waits_for_the_morning_and_answers_do_not(
    store: Store, clock: StandingClock
) -> None:
    platform, window, calendar = Platform(), Window(), load_calendar()
    worker = Courier(
        store, {"wecom": platform}, clock, "a", hours=lambda moment: window.next_moment(moment, calendar)
    )
    clock.move(hours=10)  # Friday, ten in the evening: the process was down since the afternoon
    store.run_now(lambda work: work.promises.add("reminder", TO, Reply("提醒"), in_hours=True))
    store.run_now(lambda work: work.promises.add("answer", Address("wecom", "m6"), Reply("答复")))
    await worker.round()
    assert [request.split("|")[1] for request in platform.got] == ["答复"]
    clock.move(hours=12)  # Saturday morning
    await worker.round()
    assert len(platform.got) == 1
    clock.move(hours=47)  # Monday, nine
    await worker.round()
    assert len(platform.got) == 2


async def test_what_lost_its_use_is_recorded_and_not_sent(store: Store, clock: StandingClock) -> None:
    platform = Platform(moods=[TemporaryTrouble(-1)] * 100)
    until = clock() + timedelta(hours=24)
    store.run_now(lambda work: work.promises.add("late", TO, Reply("提醒"), expires=until))
    worker = courier(store, platform, clock)
    for _ in range(60):
        await worker.round()
        clock.move(minutes=25)
    assert states(store) == {"expired": 1}


async def test_the_loop_wakes_when_nudged_and_stops_cleanly(store: Store, clock: StandingClock) -> None:
    platform = Platform()
    loop = Embedded(courier(store, platform, clock))
    loop.start()
    await asyncio.sleep(0.05)
    promise(store)

    loop.nudge()
    for _ in range(100):
        if platform.got:
            break
        await asyncio.sleep(0.01)
    await loop.stop()

    assert len(platform.got) == 1
    assert not loop.alive


def test_waits_grow_and_are_spread() -> None:
    waits = [back_off("k", attempt) for attempt in range(1, 14)]
    assert waits == sorted(waits) or max(waits) <= 300 * 1.25
    assert 0.75 <= waits[0] <= 1.25
    assert back_off("k", 5) != back_off("other", 5)
