"""Commands that somebody takes in his own name: who it is, and one transaction that says so."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.commands.common import fail, open_store
from bot.domain.people import Person
from bot.domain.refusal import NotAllowed
from bot.store import Work

T = TypeVar("T")


def act(config: Path, fn: Callable[[Work], T], account: str = "") -> T:
    """Run in a transaction in this person's name; without one only read. What the rules refuse is exit 2."""
    store = open_store(config)

    def job(work: Work) -> T:
        work.acting(actor=account.lower(), source="cli")
        return fn(work)

    try:
        return store.run_now(job) if account else store.read_now(fn)
    except NotAllowed as refused:
        fail(f"这件事由{refused.who}办理。")
    finally:
        store.close()


def person_of(work: Work, account: str) -> Person:
    """Who acts; an account that is not on the roster is exit 2."""
    person = work.people.roster().person(account)
    if person is None:
        fail(f"名册里没有账号“{account}”。")
    return person
