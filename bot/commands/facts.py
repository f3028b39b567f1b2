"""`fivestar facts`: what is stored, readable (interfaces.md, detail 3)."""

from datetime import date, datetime
from typing import Annotated

import typer

from bot.commands.common import DEFAULT_CONFIG, ConfigOption, JsonOption, open_store, print_json
from bot.store.facts import facts as stored_facts


def facts(
    config: ConfigOption = DEFAULT_CONFIG,
    branch: Annotated[str, typer.Option("--branch", help="支部名称")] = "",
    member: Annotated[str, typer.Option("--member", help="党员账号")] = "",
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="从哪一天")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="到哪一天")] = None,
    kind: Annotated[str, typer.Option("--kind", help="活动类型代码，或 study leave talk training")] = "",
    everything: Annotated[bool, typer.Option("--all", help="包括已撤销和已被更正的")] = False,
    as_json: JsonOption = False,
) -> None:
    """列出已登记的事实"""
    store = open_store(config)
    try:
        found = store.read_now(
            lambda work: stored_facts(
                work,
                branch=branch,
                member=member,
                first=_day(first),
                last=_day(last),
                kind=kind,
                everything=everything,
            )
        )
    finally:
        store.close()
    if as_json:
        print_json(found)
        return
    for fact in found:
        who = fact.get("member", "")
        print(
            f"{fact['date']} {fact['branch']} {fact['kind']} {who} {fact.get('status', '')} {fact['state']} {fact['id']}"
        )


def _day(value: datetime | None) -> date | None:
    return value.date() if value is not None else None
