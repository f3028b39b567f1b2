"""Everything people were heard to say, said to the whole program: no answer is an apology, a group learns nothing of a person."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.almanac import load_calendar
from bot.chat import Address, Incoming
from bot.dialogue import Dialogue
from bot.dispatch import Dispatcher
from bot.router import House
from bot.standards import shipped_standard
from bot.store import Store
from bot.store.schema import upgrade
from handlers import all_routes
from tests import make
from tests.conftest import StandingClock
from tests.language.corpus import Utterance, collections, roster, utterances

CLASSIFIED = ("机密★1年\n关于赤兔的通知", "示委发〔2026〕7号\n关于赤兔的意见", "【内部资料】赤兔，请组织学习")


@dataclass
class Premises:
    """A program of its own with the roster of the utterances."""

    url: str
    store: Store
    clock: StandingClock
    dispatcher: Dispatcher

    async def hears(self, said: Utterance, chat: str = "") -> str:
        self.clock.moment = said.at
        (speaker, *_) = roster().named(said.who)
        incoming = Incoming(f"{said.id}{chat}", Address("wecom", speaker.account, chat), said.at, said.text)
        reply = await self.dispatcher.answer(incoming, 30, lambda _reply: True)
        await self.dispatcher.finish()
        assert reply is not None
        return reply.text


@pytest.fixture
def house(tmp_path: Path) -> Premises:
    url, clock, routes = f"sqlite:///{tmp_path / 'house.db'}", StandingClock(make.NOON), all_routes()
    upgrade(url)
    store = Store.open(url, clock)
    store.run_now(lambda work: work.people.save(roster()))
    dialogue = Dialogue(routes, House(shipped_standard(), load_calendar(), "示例机关党委", routes))
    return Premises(url, store, clock, Dispatcher(store, dialogue, nudge=lambda: None))


@pytest.mark.parametrize("name", collections())
async def test_every_utterance_has_an_answer(house: Premises, name: str) -> None:
    for said in utterances(name):
        assert not (await house.hears(said)).startswith("抱歉"), said.text
    house.store.close()


@pytest.mark.parametrize("name", collections())
async def test_a_group_learns_nothing_of_a_person(house: Premises, name: str) -> None:
    """Who asks may be called by name; nobody else, and no reason, appears where all can read it."""
    names = {person.name for person in roster().people}
    for said in utterances(name):
        answer = (await house.hears(said, chat="group")).replace(said.who, "")
        assert [other for other in names if other in answer] == [], said.text
        assert not any(word in answer for word in ("病假", "住院", "事假", "哺乳")), said.text
    house.store.close()


@pytest.mark.parametrize("text", CLASSIFIED)
async def test_a_classified_document_is_kept_nowhere(
    house: Premises, text: str, caplog: pytest.LogCaptureFixture
) -> None:
    said = Utterance("s1", "张华", make.NOON, text, (), asks=False)

    assert "没有保存" in await house.hears(said)
    house.store.close()

    kept = b"".join(path.read_bytes() for path in Path(house.url.removeprefix("sqlite:///")).parent.iterdir())
    assert "赤兔".encode() not in kept
    assert rb"\u8d64\u5154" not in kept
    assert "赤兔" not in caplog.text
