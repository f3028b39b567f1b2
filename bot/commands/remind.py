"""`fivestar remind --from --to`: what would be said, to whom and why; nothing is sent. `--report`: what became of it."""

from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated

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
from bot.router import House
from bot.store.reminded import Tally
from bot.window import Window
from handlers import all_routes
from reminders import ALL
from reminders.planner import preview

MOMENT = ["%Y-%m-%d", "%Y-%m-%dT%H:%M"]


def remind(
    first: Annotated[datetime, typer.Option("--from", formats=MOMENT, help="从何时")],
    last: Annotated[datetime, typer.Option("--to", formats=MOMENT, help="到何时，日期算全天")],
    config: ConfigOption = DEFAULT_CONFIG,
    branch: Annotated[str, typer.Option("--branch", help="只看一个支部")] = "",
    report: Annotated[bool, typer.Option("--report", help="改为汇总：应提醒多少，已达多少")] = False,
    as_json: JsonOption = False,
) -> None:
    """预览一段时间里会发的提醒，不发送；--report 汇总已发的"""
    start, end = first.replace(tzinfo=HOUSE), last.replace(tzinfo=HOUSE)
    if end.time() == time(0):
        end += timedelta(days=1, microseconds=-1)
    if end < start:
        fail("--to 早于 --from。")
    if report:
        _report(config, start, end, as_json=as_json)
        return
    settings, store = read_settings(config), open_store(config)
    calendar = load_calendar(settings.calendar.holidays, settings.calendar.workdays)
    house = House(standard_of(settings), calendar, settings.organ.name, all_routes())
    given = settings.reminders
    window = Window.between(given.send_from, given.send_to, workdays_only=given.workdays_only)
    try:
        found = store.read_now(lambda work: preview(ALL, work, house, window, start, end, branch))
    finally:
        store.close()
    if as_json:
        print_json(found)
        return
    for item in found:
        sent = f"，{item['sent_at']}已发" if "sent_at" in item else ""
        print(f"{item['at']} {'、'.join(item['to'])}：{item['text']}（{item['why']}{sent}）")


def _report(config: Path, start: datetime, end: datetime, *, as_json: bool) -> None:
    """本月应提醒 47 已达 47: what became of the reminders that fell due in a time."""
    store = open_store(config)
    try:
        tallies = store.read_now(lambda work: work.reminded.report(start, end))
    finally:
        store.close()
    if as_json:
        print_json([asdict(tally) for tally in tallies])
        return
    for name, tallied in [*((tally.kind, tally) for tally in tallies), ("合计", _sum(tallies))]:
        print(f"{name}：应提醒{tallied.owed}，已达{tallied.reached}{_rest(tallied)}")


def _sum(tallies: Sequence[Tally]) -> Tally:
    counts = [asdict(tally) for tally in tallies]
    names = [field.name for field in fields(Tally) if field.name != "kind"]
    return Tally("", **{name: sum(count[name] for count in counts) for name in names})


def _rest(tally: Tally) -> str:
    rest = (
        (tally.waiting, "待发"),
        (tally.expired, "过期未发"),
        (tally.dead, "无法送达"),
        (tally.dropped, "停机期间未发"),
    )
    return "".join(f"，{words}{count}" for count, words in rest if count)
