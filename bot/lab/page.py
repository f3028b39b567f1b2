"""The sandbox page: phones side by side, cards with working buttons, and the time bar."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader

from bot.clock import HOUSE
from bot.lab.deliverer import Deliverer, selected
from bot.lab.faults import Faults
from bot.lab.phones import Bubble, Phones
from bot.lab.travel import TravellingClock
from bot.lab.wecom_api import FakeApi

HERE = Path(__file__).parent
CSP = "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'"
MAX_PICTURE = 10 * 1024 * 1024

OnTravel = Callable[[datetime, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Phone:
    """One phone on the page: whose it is, the role's name, and sentences to try."""

    account: str
    role: str
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody a phone may be given to."""

    account: str
    name: str
    title: str


class LabPage:
    """Everything under /lab."""

    def __init__(
        self,
        *,
        phones: Sequence[Phone],
        owners: Sequence[Owner],
        shown: Phones,
        api: FakeApi,
        deliverer: Deliverer,
        clock: TravellingClock,
        faults: Faults,
        on_travel: OnTravel,
        organ: str,
    ) -> None:
        self._phones, self._owners, self._shown = phones, owners, shown
        self._api, self._deliverer, self._clock, self._faults = api, deliverer, clock, faults
        self._on_travel, self._organ = on_travel, organ
        self._template = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True
        ).get_template("lab.html")

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/lab", self.page),
            web.get("/lab/stream", self.stream),
            web.get("/lab/state", self.state),
            web.get("/lab/media/{id}", self.media),
            web.post("/lab/say", self.say),
            web.post("/lab/tap", self.tap),
            web.post("/lab/picture", self.picture),
            web.post("/lab/clock", self.clock),
            web.post("/lab/faults", self.faults),
            web.static("/lab/static", HERE / "static"),
        ]

    # ------------------------------------------------------------------ showing

    async def page(self, _request: web.Request) -> web.Response:
        html = self._template.render(phones=self._phones, owners=self._owners, organ=self._organ)
        return web.Response(text=html, content_type="text/html", headers={"Content-Security-Policy": CSP})

    async def state(self, _request: web.Request) -> web.Response:
        """All bubbles, the clock, the switches and the counters."""
        return _json(
            {
                "bubbles": [asdict(bubble) for bubble in self._shown.bubbles],
                "now": self._clock().isoformat(timespec="seconds"),
                "away": self._clock.away,
                "faults": {name: value for name, value in asdict(self._faults).items() if name != "counts"},
                "counts": dict(self._faults.counts),
                "traffic": self._deliverer.traffic[-40:],
            }
        )

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: every new or changed bubble."""
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        async with self._shown.watch() as queue:
            while True:
                try:
                    event = await asyncio.wait_for(queue.get(), 15)
                    line = f"data: {json.dumps(event, ensure_ascii=False)}\n\n"
                except TimeoutError:
                    line = ": still here\n\n"
                try:
                    await response.write(line.encode())
                except (ConnectionError, RuntimeError):
                    return response

    async def media(self, request: web.Request) -> web.Response:
        found = self._api.media.get(request.match_info["id"])
        if found is None:
            raise web.HTTPNotFound
        kind = (
            "image/png"
            if found.data[:4] == b"\x89PNG"
            else "image/jpeg"
            if found.data[:2] == b"\xff\xd8"
            else "application/octet-stream"
        )
        return web.Response(body=found.data, content_type=kind)

    # ------------------------------------------------------------------ what members do

    async def say(self, request: web.Request) -> web.Response:
        body = await request.json()
        return _json({"status": await self.member_says(str(body["account"]), str(body["text"]))})

    async def member_says(self, account: str, text: str) -> int:
        """A member types: through the encrypted callback, like everything else."""
        self._shown.show(account, "text", text, mine=True)
        return await self._deliverer.message(account, "text", {"Content": text})

    async def tap(self, request: web.Request) -> web.Response:
        body = await request.json()
        bubble = self._bubble(int(body["bubble"]))
        return _json({"status": await self.member_taps(bubble, str(body["key"]), body.get("chosen", {}))})

    async def member_taps(self, bubble: Bubble, key: str, chosen: Mapping[str, list[str]]) -> int:
        """A tap on a card: a fresh response code each time."""
        card = bubble.card or {}
        fields = {
            "EventKey": key,
            "TaskId": bubble.task_id,
            "CardType": str(card.get("card_type", "")),
            "ResponseCode": self._api.new_code(bubble),
        }
        label = next((b["text"] for b in card.get("button_list", []) if b["key"] == key), "提交")
        self._shown.show(bubble.account, "note", f"按下“{label}”", mine=True)
        status = await self._deliverer.event(bubble.account, "template_card_event", fields, selected(chosen))
        if not bubble.done:
            bubble.done = label
            self._shown.changed(bubble)
        return status

    async def picture(self, request: web.Request) -> web.Response:
        account = request.query["account"]
        data = await request.content.read(MAX_PICTURE + 1)
        if len(data) > MAX_PICTURE:
            raise web.HTTPRequestEntityTooLarge(MAX_PICTURE, len(data))
        media_id = self._api.keep("图片", data)
        self._shown.show(account, "image", "图片", mine=True, media_id=media_id)
        fields = {"PicUrl": f"https://wework.example/pic/{media_id}", "MediaId": media_id}
        return _json({"status": await self._deliverer.message(account, "image", fields)})

    # ------------------------------------------------------------------ time and trouble

    async def clock(self, request: web.Request) -> web.Response:
        """Set the clock; forward travel lets the reminders of the skipped time come."""
        body = await request.json()
        before = self._clock()
        target = _target(str(body["to"]), before)
        if target is None:
            self._clock.back()
        else:
            self._clock.set(target)
        await self._on_travel(before, self._clock())
        self._shown.tell({"now": self._clock().isoformat(timespec="seconds"), "away": self._clock.away})
        return _json({"now": self._clock().isoformat(timespec="seconds")})

    async def faults(self, request: web.Request) -> web.Response:
        for name, value in (await request.json()).items():
            if name == "expire_tokens":
                self._api.expire_tokens()
            elif name != "counts" and hasattr(self._faults, name):
                setattr(self._faults, name, type(getattr(self._faults, name))(value))
        return _json({"ok": True})

    def _bubble(self, number: int) -> Bubble:
        if not 1 <= number <= len(self._shown.bubbles):
            raise web.HTTPNotFound
        return self._shown.bubbles[number - 1]


def _target(words: str, now: datetime) -> datetime | None:
    """A moment by name, or as typed; None is the present."""
    if words == "now":
        return None
    if words in ("hour", "day"):
        return now + (timedelta(hours=1) if words == "hour" else timedelta(days=1))
    if words == "thursday":
        ahead = (3 - now.weekday()) % 7
        target = (now + timedelta(days=ahead)).replace(hour=16, minute=0, second=0, microsecond=0)
        return target if target > now else target + timedelta(days=7)
    try:
        return datetime.fromisoformat(words).replace(tzinfo=HOUSE)
    except ValueError:
        raise web.HTTPBadRequest from None


def _json(document: Any) -> web.Response:
    return web.json_response(document, dumps=lambda d: json.dumps(d, ensure_ascii=False))
