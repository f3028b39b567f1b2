"""党员活动室“八有”: what is there and what is missing, item by item (scoring-notes.md §7.16)."""

import re

from bot import wording
from bot.chat import Reply
from bot.domain import permissions
from bot.domain.ledger import RoomItem
from bot.domain.refusal import NotFound
from bot.domain.sections import Part
from bot.language.intents import Intent
from bot.router import Audience, Message, Proposal, Router
from bot.store.work import Work

routes = Router()

_MISSING = re.compile("[缺少差]|没有|不全|无")


@routes.on(
    Intent.LOG_ROOM,
    title="登记八有检查",
    examples=("三支部八有齐全", "三支部八有缺有设备"),
    audience=Audience.ORGAN,
)
def log_room(message: Message, work: Work) -> Reply | Proposal:
    branch = message.roster.branch(str(message.slots["branch"]))
    if branch is None:
        raise NotFound("这个支部")
    permissions.require_grading(message.sender, branch.name, message.today)
    items = message.house.standard.room
    missing = _missing(message.said, items)
    if missing is None:
        return Reply(_which(items, branch.short_name or branch.name))
    year = work.ratings.being_rated(message.today)
    if not message.confirmed:
        facts = (
            ("支部", branch.name),
            *((("年度", str(year)),) if year != message.today.year else ()),
            ("有", wording.listed(item.name for item in items if item not in missing) or "无"),
            ("缺", wording.listed(item.name for item in missing) or "无"),
        )
        return Proposal("八有检查", facts, message.slots, correctable=False)
    work.ledger.save(RoomItem(branch.name, year, item.id, item not in missing) for item in items)
    said = f"缺{wording.listed(item.name for item in missing)}" if missing else "齐全"
    return Reply(f"已登记：{branch.name}党员活动室“八有”{said}。", done="已登记")


def _missing(text: str, items: tuple[Part, ...]) -> list[Part] | None:
    """The items named behind 缺; none when everything is said to be there; None when it cannot be told."""
    found = _MISSING.search(text.replace("八有", "　　"))
    if found is None:
        return []
    named = [item for item in items if _called(item) in text[found.start() :]]
    return named or None


def _called(item: Part) -> str:
    """有设备 is called 设备 as well."""
    return item.name.removeprefix("有")


def _which(items: tuple[Part, ...], branch: str) -> str:
    names = wording.listed(item.name for item in items)
    return (
        f"“八有”是{names}。请说明缺哪几项，例如“{branch}八有缺{items[0].name}”；都有就说“{branch}八有齐全”。"
    )
