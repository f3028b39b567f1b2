"""`fivestar parse`: what the bot reads in a sentence (conversation.md)."""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.almanac import load_calendar
from bot.clock import HOUSE
from bot.commands.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    fail,
    open_store,
    print_json,
    read_settings,
)
from bot.commands.house import standard_of
from bot.documents.roster import read_roster
from bot.domain.people import Person, Roster
from bot.language.intents import Understanding
from bot.language.understand import Reader
from bot.standards import shipped_standard


def parse(
    text: Annotated[str, typer.Argument(help="要读的话；以 - 开头时前面加 --")] = "",
    roster: Annotated[
        Path | None, typer.Option("--roster", help="名册工作簿；不给则用数据库里的名册")
    ] = None,
    name: Annotated[str, typer.Option("--as", help="谁说的：姓名或账号")] = "",
    at: Annotated[str, typer.Option("--at", help="什么时候说的，如 2026-11-23T16:40")] = "",
    batch: Annotated[str, typer.Option("--batch", help="- 表示从标准输入逐行读 {as, at, text}")] = "",
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """读一句话，打印读出的意思；不登记任何内容"""
    people = _roster(roster, config)
    reader = _reader(people, roster, config)
    if batch:
        for line in sys.stdin:
            if line.strip():
                print(json.dumps(_one_of_many(reader, people, line), ensure_ascii=False), flush=True)
        return
    try:
        document = read_one(reader, people, name, at, text)
    except ValueError as error:
        fail(str(error))
    if as_json:
        print_json(document)
    else:
        for one in document["readings"]:
            print(one["intent"], json.dumps(one["slots"], ensure_ascii=False))
        if document["question"]:
            print(f"反问：{document['question']}")


def read_one(reader: Reader, people: Roster, name: str, at: str, text: str) -> dict[str, Any]:
    """The JSON document of one utterance.

    Raises:
        ValueError: unknown speaker or moment, in Chinese.
    """
    speaker = _speaker(people, name)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise ValueError(f"--at 读到“{at}”，应如 2026-11-23T16:40") from None
    moment = moment.replace(tzinfo=HOUSE) if moment.tzinfo is None else moment.astimezone(HOUSE)
    return _document(reader.read(text, speaker, moment))


def _one_of_many(reader: Reader, people: Roster, line: str) -> dict[str, Any]:
    try:
        given = json.loads(line)
        return read_one(reader, people, str(given["as"]), str(given["at"]), str(given["text"]))
    except (ValueError, KeyError, TypeError) as error:
        return {"error": f"{type(error).__name__}: {error}"}


def _document(understood: Understanding) -> dict[str, Any]:
    readings = [{"intent": one.intent.value, "slots": dict(one.slots)} for one in understood.readings]
    return {"readings": readings, "question": understood.question}


def _speaker(people: Roster, name: str) -> Person:
    found = people.person(name) or next(iter(people.named(name)), None)
    if found is None:
        raise ValueError(f"名册里没有“{name}”")
    return found


def _reader(people: Roster, file: Path | None, config: Path) -> Reader:
    """With a roster file nothing else is needed; else the calendar and the standard of the configuration."""
    if file is not None:
        return Reader(people, load_calendar(), shipped_standard())
    settings = read_settings(config)
    calendar = load_calendar(settings.calendar.holidays, settings.calendar.workdays)
    return Reader(people, calendar, standard_of(settings))


def _roster(file: Path | None, config: Path) -> Roster:
    if file is None:
        store = open_store(config)
        try:
            return store.read_now(lambda work: work.people.roster())
        finally:
            store.close()
    read = read_roster(file)
    if read.faults:
        fail("\n".join([f"{file} 有{len(read.faults)}处问题：", *(f"  {fault}" for fault in read.faults)]))
    return read.roster
