"""The utterances beside this file, with the readings they should get; and how a reading is compared with one."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot.almanac import load_calendar
from bot.clock import HOUSE
from bot.domain.people import OFFICE_NAMES, ROLE_NAMES, STATUS_NAMES, Branch, Person, Roster
from bot.language.intents import Understanding
from bot.language.understand import Reader
from bot.standards import shipped_standard

HERE = Path(__file__).parent / "utterances"
FREE = frozenset({"topic", "place", "text", "note"})
"""Words as they were said: where they begin and end is a matter of taste, so they are not compared."""


@dataclass(frozen=True)
class Utterance:
    """What somebody said when, and the readings a person would give it. `asks`: the bot must ask back."""

    id: str
    who: str
    at: datetime
    text: str
    readings: tuple[Mapping[str, Any], ...]
    asks: bool


def utterances(name: str) -> list[Utterance]:
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_utterance(json.loads(line)) for line in lines if line.strip()]


def collections() -> list[str]:
    return sorted(path.stem for path in HERE.glob("*.jsonl"))


@cache
def roster() -> Roster:
    branches: list[Branch] = []
    people: list[Person] = []
    for fields in _rows():
        if len(fields) == 5:
            name, short, department, committee, groups = fields
            branches.append(
                Branch(name, short, department, has_committee=committee == "是", groups=int(groups))
            )
        else:
            people.append(_person(fields))
    return Roster(tuple(branches), tuple(people))


@cache
def reader() -> Reader:
    return Reader(roster(), load_calendar(), shipped_standard())


def read(said: Utterance, text: str | None = None) -> Understanding:
    """The program's reading; of another text by the same person at the same moment where one is given."""
    (speaker, *_) = roster().named(said.who)
    return reader().read(said.text if text is None else text, speaker, said.at)


def is_as_meant(said: Utterance, understood: Understanding) -> bool:
    """The same intents with the same slots, in any order."""
    return sorted(map(_comparable, said.readings)) == sorted(
        _comparable({"intent": one.intent.value, "slots": one.slots}) for one in understood.readings
    )


def _comparable(reading: Mapping[str, Any]) -> str:
    slots = {name: _value(value) for name, value in reading["slots"].items() if name not in FREE}
    return json.dumps([reading["intent"], slots], ensure_ascii=False, sort_keys=True)


def _value(value: Any) -> Any:
    """Numbers as numbers, lists in one order; of an item in words only that it is in words."""
    if isinstance(value, Mapping):
        return "text" if "text" in value else {name: _value(one) for name, one in value.items()}
    if isinstance(value, list):
        return sorted((_value(one) for one in value), key=lambda one: json.dumps(one, ensure_ascii=False))
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _utterance(line: Mapping[str, Any]) -> Utterance:
    at = datetime.fromisoformat(line["at"]).replace(tzinfo=HOUSE)
    return Utterance(
        line["id"], line["as"], at, line["text"], tuple(line["gold"]["readings"]), line["gold"]["question"]
    )


def _rows() -> Iterator[list[str]]:
    for line in (HERE / "roster.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _person(fields: list[str]) -> Person:
    branch, name, account, group, offices, status, roles, aliases = fields

    def codes(words: str, names: Mapping[Any, str]) -> frozenset[Any]:
        return frozenset(code for code, known in names.items() if known in words.split("、"))

    return Person(
        name=name,
        account=account,
        branch=branch,
        group=None if group == "-" else int(group),
        offices=codes(offices, OFFICE_NAMES),
        status=next(code for code, known in STATUS_NAMES.items() if known == status),
        roles=codes(roles, ROLE_NAMES),
        aliases=() if aliases == "-" else tuple(aliases.split("、")),
    )
