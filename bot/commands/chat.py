"""`fivestar chat --as NAME`: talk to the bot in the terminal."""

import asyncio
import sys
from typing import Annotated

import typer

from bot.almanac import load_calendar
from bot.clock import wall_clock
from bot.commands.common import DEFAULT_CONFIG, ConfigOption, fail, open_store, read_settings
from bot.commands.house import font_of, standard_of
from bot.dialogue import Dialogue
from bot.dispatch import Dispatcher
from bot.logs import set_up_logging
from bot.platforms.console import Console
from bot.router import House
from bot.store import Store
from handlers import all_routes


def chat(
    name: Annotated[str, typer.Option("--as", help="以谁的身份说话：姓名或账号")],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """在终端里和助手对话；空行或 Ctrl-D 结束"""
    settings = read_settings(config)
    standard = standard_of(settings)
    set_up_logging("ERROR", settings.log.format)
    store = open_store(config)
    routes = all_routes()
    calendar = load_calendar(settings.calendar.holidays, settings.calendar.workdays)
    dispatcher = Dispatcher(
        store,
        Dialogue(routes, House(standard, calendar, settings.organ.name, routes, font_of(settings))),
        lambda: None,
    )
    try:
        console = Console(_account(store, name), wall_clock)
        asyncio.run(_talk(dispatcher, console))
    finally:
        store.close()


def _account(store: Store, name: str) -> str:
    roster = store.read_now(lambda work: work.people.roster())
    known = roster.person(name)
    if known is not None:
        return known.account
    named = roster.named(name)
    if len(named) != 1:
        fail(f"名册里{'没有' if not named else '不止一位'}“{name}”，请用账号指定。")
    return named[0].account


async def _talk(dispatcher: Dispatcher, console: Console) -> None:
    while line := (await asyncio.to_thread(sys.stdin.readline)).strip():
        reply = await dispatcher.answer(console.hear(line), 60.0, lambda _reply: True)
        print(console.show(reply) if reply else "（不回答）", flush=True)
    await dispatcher.finish()
