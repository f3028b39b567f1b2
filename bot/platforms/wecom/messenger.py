"""Sending by message/send: a reply is rendered once into frozen requests, and those are sent, again if need be.

Identical bytes within the interval are shown once by WeCom (`enable_duplicate_check`, §7), so a repetition after a
lost answer does no harm.
"""

import asyncio
import base64
import json
from typing import Any

from bot.chat import TEXT_BYTES, Address, Receipt, Reply, Undeliverable, split_bytes
from bot.platforms.wecom.cards import template_card
from bot.platforms.wecom.client import WeComClient
from bot.platforms.wecom.codes import CARD_REFUSED, cure
from bot.platforms.wecom.passive import neutral

BETWEEN_PARTS_S = 0.5
"""WeCom does not keep the order of messages sent at once (wecom.md §14.6)."""
DUPLICATE_WINDOW_S = 14_400


class WeComMessenger:
    """The WeCom side of delivery: `render` once, `deliver` the rendered request as often as needed."""

    name = "wecom"

    def __init__(self, client: WeComClient, *, plain_text_only: bool = False) -> None:
        self._client = client
        self._plain = plain_text_only

    def render(self, to: Address, reply: Reply, key: str) -> str:
        """The requests as one JSON document: messages in order, and the bytes of a picture or file."""
        messages: list[dict[str, Any]] = []
        twin = [
            self._message(to, "text", {"content": part})
            for part in split_bytes(neutral(reply.text), TEXT_BYTES)
            if part
        ]
        if reply.card is not None and not self._plain:
            messages.append(self._message(to, "template_card", template_card(reply.card)))
        else:
            messages = twin
        document: dict[str, Any] = {
            "key": key,
            "messages": messages,
            "twin": twin if reply.card is not None else [],
        }
        carried = reply.picture or reply.document
        if carried is not None:
            kind = "image" if reply.picture is not None else "file"
            document["media"] = {
                "kind": kind,
                "name": carried.name,
                "data": base64.b64encode(carried.data).decode(),
            }
            document["to"] = to.user
        return json.dumps(document, ensure_ascii=False, sort_keys=True)

    async def deliver(self, request: str) -> Receipt:
        """Send what was rendered.

        Raises:
            TemporaryTrouble: later again, with the same bytes.
            Undeliverable: never for this recipient.
        """
        document = json.loads(request)
        try:
            answer = await self._send_all(document["messages"])
        except Undeliverable as refused:
            if refused.code not in CARD_REFUSED or not document["twin"]:
                raise
            answer = await self._send_all(document["twin"])
        if "media" in document:
            media = document["media"]
            media_id = await self._client.upload(
                media["kind"], media["name"], base64.b64decode(media["data"])
            )
            answer = await self._send(
                self._message(Address(self.name, document["to"]), media["kind"], {"media_id": media_id})
            )
        return Receipt(str(answer.get("msgid", "")), str(answer.get("response_code", "")))

    def cure(self, code: str) -> str:
        """What the administrator can do about an error code."""
        return cure(code)

    async def send(self, to: Address, reply: Reply, *, key: str = "") -> Receipt:
        """Render and deliver at once."""
        return await self.deliver(self.render(to, reply, key))

    async def _send_all(self, messages: list[dict[str, Any]]) -> dict[str, Any]:
        answer: dict[str, Any] = {}
        for number, message in enumerate(messages):
            if number:
                await asyncio.sleep(BETWEEN_PARTS_S)
            answer = await self._send(message)
        return answer

    async def _send(self, message: dict[str, Any]) -> dict[str, Any]:
        answer = await self._client.send(message)
        if answer.get("invaliduser"):
            # one recipient, and it is not in the application's range
            raise Undeliverable(81013)
        return answer

    @staticmethod
    def _message(to: Address, kind: str, body: dict[str, Any]) -> dict[str, Any]:
        return {
            "touser": to.user,
            "msgtype": kind,
            kind: body,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": DUPLICATE_WINDOW_S,
        }
