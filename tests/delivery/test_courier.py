"""The courier against a platform that is sometimes out of order."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from bot.chat import Address, Receipt, Reply, TemporaryTrouble, Undeliverable
from bot.delivery.courier import Courier, back_off
from bot.delivery.embedded import Embedded
from bot.store import Store
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
    assert len(platform.got) == 1
    assert states(store) == {"dead": 1}


async def test_when_the_platform_refuses_everybody_all_hold_back(store: Store, clock: StandingClock) -> None:
    platform = Platform(moods=[TemporaryTrouble(60020, pause=30)])
    promise(store, 4)
    worker = courier(store, platform, clock)

    await worker.round()
    clock.move(seconds=20)
    assert await worker.round() == 0
    assert len(platform.got) == 1

    clock.move(seconds=20)
    await worker.round()
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
    promise(store, 40)
    worker = courier(store, platform, clock)
    await worker.round()
    assert len(platform.got) == 28
    clock.move(seconds=61)
    await worker.round()
    assert len(platform.got) == 40


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
