"""Slow handlers, repeated deliveries, broken handlers: what the platform and the person get."""

import asyncio
import time

import pytest

from bot.almanac import load_calendar
from bot.chat import Address, Incoming, Reply, TemporaryTrouble
from bot.dialogue import Dialogue
from bot.dispatch import Dispatcher
from bot.language.intents import Intent
from bot.router import House, Message, Route, Router
from bot.standards import shipped_standard
from bot.store import Store
from bot.store.facts import facts
from bot.store.work import Work
from handlers import all_routes
from tests import make
from tests.conftest import StandingClock

TO = Address("wecom", "m5")
PATIENCE = 0.2


def everything_fits(_reply: Reply) -> bool:
    return True


def only_text_fits(reply: Reply) -> bool:
    return reply.card is None


def replaced(intent: Intent, handler: Route) -> Router:
    router = Router()
    for route in all_routes():
        router.add(handler if route.intent is intent else route)
    return router


def dispatcher(store: Store, routes: Router | None = None) -> Dispatcher:
    used = routes or all_routes()
    return Dispatcher(
        store, Dialogue(used, House(shipped_standard(), load_calendar(), "机关党委", used)), lambda: None
    )


def pushed(store: Store) -> list[str]:
    return [
        p.reply.text
        for p in store.read_now(lambda work: work.promises.of(TO))
        if not p.key.startswith("notice:")
    ]


async def warmed(store: Store, routes: Router | None = None) -> Dispatcher:
    """A dispatcher that has seen the roster: the first message of all always goes the writing way."""
    made = dispatcher(store, routes)
    await made.answer(Incoming("first", TO, make.NOON, "收到"), 3, everything_fits)
    return made


async def test_a_slow_question_is_acknowledged_empty_and_answered_by_a_push(
    store: Store, clock: StandingClock
) -> None:
    def slow(message: Message, work: Work) -> Reply:
        time.sleep(PATIENCE * 2)  # in its own thread
        return Reply("算好了")

    routes = replaced(Intent.QUERY_STANDING, Route(Intent.QUERY_STANDING, slow, "我们几分", reads=True))
    asked = await warmed(store, routes)
    incoming = Incoming("slow", TO, clock(), "我们几分")

    first = await asked.answer(incoming, PATIENCE, everything_fits)
    await asked.finish()

    assert first is None
    assert pushed(store) == ["算好了"]


async def test_a_question_accepted_before_a_crash_is_answered_after_the_restart(
    store: Store, clock: StandingClock
) -> None:
    incoming = Incoming("q", TO, clock(), "我是谁")
    store.run_now(lambda work: work.inbox.accept("q", incoming))

    restarted = dispatcher(store)
    assert await restarted.resume() == 1
    await restarted.finish()

    assert len(pushed(store)) == 1
    assert await restarted.resume() == 0


async def test_the_same_delivery_twice_has_one_effect_and_the_same_answer(
    store: Store, clock: StandingClock
) -> None:
    heard = await warmed(store)
    incoming = Incoming("c", TO, clock(), "签到 党课")

    answers = await asyncio.gather(*(heard.answer(incoming, 3, everything_fits) for _ in range(3)))
    again = await dispatcher(store).answer(incoming, 3, everything_fits)

    assert {answer.text for answer in [*answers, again] if answer} == {"党员5同志，12:00签到成功：党课。"}
    marks = [fact for fact in store.read_now(lambda work: facts(work)) if "member" in fact]
    assert len(marks) == 1


async def test_what_does_not_fit_into_the_direct_answer_is_pushed_once(
    store: Store, clock: StandingClock
) -> None:
    heard = await warmed(store)
    incoming = Incoming("m", Address("wecom", "m0"), clock(), "支委会 应到5 实到5")

    assert await heard.answer(incoming, 3, only_text_fits) is None
    assert await heard.answer(incoming, 3, only_text_fits) is None

    promised = store.read_now(lambda work: work.promises.of(Address("wecom", "m0")))
    assert len([p for p in promised if p.key.startswith("answer:")]) == 1


async def test_a_broken_handler_apologises_with_a_number_and_writes_nothing(
    store: Store, clock: StandingClock, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(message: Message, work: Work) -> Reply:
        work.audit.note("half", "done")
        raise RuntimeError("a mistake of ours")

    routes = replaced(Intent.CHECK_IN, Route(Intent.CHECK_IN, broken, "签到"))
    heard = await warmed(store, routes)
    before = store.read_now(lambda work: work.audit.verify()).records

    reply = await heard.answer(Incoming("b", TO, clock(), "签到 党课"), 3, everything_fits)

    assert reply is not None
    assert reply.text.startswith("抱歉，这条消息处理时出了问题，没有登记。")
    assert store.read_now(lambda work: work.audit.verify()).records == before
    assert "签到" not in caplog.text.replace("签到成功", "")


async def test_a_write_that_cannot_commit_in_time_is_not_acknowledged(
    store: Store, clock: StandingClock
) -> None:
    heard = await warmed(store)
    gate = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hold(work: Work) -> None:
        asyncio.run_coroutine_threadsafe(gate.wait(), loop).result()

    holding = [
        asyncio.create_task(store.run(hold)) for _ in range(8)
    ]  # the writer, and every thread of a pool
    await asyncio.sleep(0.05)
    with pytest.raises(TemporaryTrouble):
        await heard.answer(Incoming("late", TO, clock(), "签到 党课"), 0.05, everything_fits)
    gate.set()
    await asyncio.gather(*holding)
    await heard.finish()

    assert pushed(store) == ["党员5同志，12:00签到成功：党课。"]
