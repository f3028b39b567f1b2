"""The explicit lists are complete, and every refusal has words."""

from dataclasses import fields
from datetime import date, datetime
from pathlib import Path

import pytest

import bot.__main__ as command_line
import handlers
import reminders
from bot import wording
from bot.clock import HOUSE
from bot.domain import refusal
from bot.language.intents import Intent
from handlers import all_routes

ROOT = Path(__file__).parents[2]
SAMPLES = {
    "str": "支委会。", "datetime.datetime | None": datetime(2026, 11, 27, 15, tzinfo=HOUSE), "date": date(2026, 11, 27), "int": 30,
    "int | None": 5,
}  # fmt: skip


@pytest.mark.parametrize("kind", refusal.Refusal.__subclasses__(), ids=lambda kind: kind.__name__)
def test_every_refusal_has_words(kind: type[refusal.Refusal]) -> None:
    facts = {field.name: SAMPLES[str(getattr(field.type, "__name__", field.type))] for field in fields(kind)}
    sentence = wording.refusal(kind(**facts))
    assert sentence.endswith(("。", "”。"))
    assert "！" not in sentence


def test_every_handler_file_is_in_the_list() -> None:
    files = {path.stem for path in (ROOT / "handlers").glob("*.py")} - {"__init__"}
    assert {module.__name__.partition(".")[2] for module in handlers.MATTERS} == files


def test_every_reminder_file_is_in_the_list() -> None:
    files = {path.stem for path in (ROOT / "reminders").glob("*.py")} - {
        "__init__",
        "kind",
        "letters",
        "planner",
    }
    assert {reminder.due.__module__.partition(".")[2] for reminder in reminders.ALL} == files


def test_every_intent_is_answered_or_said_to_be_not_open() -> None:
    routed = {route.intent for route in all_routes()} | {Intent.CONFIRM, Intent.CANCEL}
    requests = {"approve_make_up", "approve_amend"}  # matters within an intent
    assert {intent.value for intent in Intent if intent not in routed} == set(wording.MATTERS) - requests


def test_every_command_of_the_list_is_there() -> None:
    names = list(command_line.COMMANDS)
    app = command_line.build(names)
    found = {c.name for c in app.registered_commands} | {g.name for g in app.registered_groups}
    assert found == set(names)


def test_locks_have_hashes_and_no_addresses() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text(encoding="utf-8")
        assert "://" not in text
        assert text.count("==") <= text.count("--hash=")
