"""`fivestar remind --from --to`: what would be said, to whom and why; nothing is sent."""

from datetime import datetime, time, timedelta
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
from bot.domain.calendar import days
from bot.router import House
from bot.store.work import Work
from handlers import all_routes
from reminders import ALL
from reminders.kind import Notice, Window

MOMENT = ["%Y-%m-%d", "%Y-%m-%dT%H:%M"]


def remind(
    first: Annotated[datetime, typer.Option("--from", formats=MOMENT, help="从何时")],
    last: Annotated[datetime, typer.Option("--to", formats=MOMENT, help="到何时，日期算全天")],
    config: ConfigOption = DEFAULT_CONFIG,
    branch: Annotated[str, typer.Option("--branch", help="只看一个支部")] = "",
    as_json: JsonOption = False,
) -> None:
    """预览一段时间里会发的提醒，不发送"""
    start, end = first.replace(tzinfo=HOUSE), last.replace(tzinfo=HOUSE)
    if end.time() == time(0):
        end += timedelta(days=1, microseconds=-1)
    if end < start:
        fail("--to 早于 --from。")
    settings, store = read_settings(config), open_store(config)
    calendar = load_calendar(settings.calendar.holidays, settings.calendar.workdays)
    house = House(standard_of(settings), calendar, settings.organ.name, all_routes())
    given = settings.reminders
    window = Window(
        time.fromisoformat(given.send_from), time.fromisoformat(given.send_to), given.workdays_only
    )
    try:
        found = store.read_now(lambda work: preview(work, house, window, start, end, branch))
    finally:
        store.close()
    if as_json:
        print_json(found)
        return
    for item in found:
        print(f"{item['at']} {'、'.join(item['to'])}：{item['text']}（{item['why']}）")


def preview(
    work: Work, house: House, window: Window, start: datetime, end: datetime, branch: str
) -> list[dict[str, Any]]:
    """Every message of that time; one that goes to all members of a branch is one item."""
    roster = work.people.roster()
    items: dict[tuple[str, str], dict[str, Any]] = {}
    for day in days(start.date(), end.date()):
        for reminder in ALL:
            for notice in reminder.due(work, day, house):
                person = roster.person(notice.account)
                if (
                    not start <= notice.at <= end
                    or not window.allows(notice.at, house.calendar)
                    or person is None
                ):
                    continue
                if branch and person.branch != branch:
                    continue
                item = items.setdefault((notice.key, notice.text), _item(reminder.name, notice))
                item["to"].append(f"member:{notice.account}")
    for item in items.values():
        accounts = {to.removeprefix("member:") for to in item["to"]}
        homes = {p.branch for p in roster.people if p.account in accounts}
        if (
            len(homes) == 1
            and len(accounts) > 1
            and accounts >= {p.account for p in roster.due(min(homes), day)}
        ):
            item["to"] = [f"branch:{min(homes)}"]
    return sorted(items.values(), key=lambda item: (item["at"], item["key"]))


def _item(kind: str, notice: Notice) -> dict[str, Any]:
    return {
        "at": notice.at.isoformat(timespec="minutes"),
        "kind": kind,
        "to": [],
        "key": notice.key,
        "text": notice.text,
        "why": notice.why,
    }
