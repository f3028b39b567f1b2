"""The platform's side of a callback: sealed, at most three times, its answer shown on the phone (wecom.md §2.2, §16)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import aiohttp

from bot.clock import Clock
from bot.lab.faults import Faults
from bot.lab.phones import Phones
from bot.lab.sealing import Sealing
from bot.lab.wecom_api import cut

DELIVERIES = 3
PATIENCE = aiohttp.ClientTimeout(total=5)


@dataclass
class Deliverer:
    """Brings what members do to the bot's callback address."""

    url: str
    corp_id: str
    agent_id: int
    sealing: Sealing
    phones: Phones
    clock: Clock
    faults: Faults
    traffic: list[dict[str, str]] = field(default_factory=list)
    _session: aiohttp.ClientSession | None = None
    _number: int = 7_459_035_031_717_000_000

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def verify(self) -> bool:
        """The console's test when the settings are saved: the bare echo within a second."""
        echo = str(secrets.randbelow(10**19)).zfill(19)
        sealed = self.sealing.seal(echo)
        query = self._query(sealed) | {"echostr": sealed}
        async with self._client().get(
            f"{self.url}?{urlencode(query)}", timeout=aiohttp.ClientTimeout(total=1)
        ) as answer:
            return answer.status == 200 and await answer.text() == echo

    async def message(self, account: str, kind: str, fields: Mapping[str, str]) -> int:
        """A member's message. Returns the HTTP status of the last delivery."""
        self._number += 1
        return await self._deliver(account, {"MsgType": kind, **fields, "MsgId": str(self._number)})

    async def event(self, account: str, event: str, fields: Mapping[str, str], extra: str = "") -> int:
        return await self._deliver(account, {"MsgType": "event", "Event": event, **fields}, extra)

    async def _deliver(self, account: str, fields: Mapping[str, str], extra: str = "") -> int:
        stamp = int(self.clock().timestamp())
        inner = self._xml(account, fields, stamp, extra)
        status = 0
        for _ in range(DELIVERIES):
            status, answer = await self._post(inner)
            if status == 200:
                self._take(account, answer)
                break
        if self.faults.deliver_twice:
            _, again = await self._post(inner)
            self.faults.counts["delivered twice"] += 1
            self.traffic.append({"direction": "again", "xml": again[:200]})
        return status

    async def _post(self, inner: str) -> tuple[int, str]:
        sealed = self.sealing.seal(inner)
        body = f"<xml><ToUserName><![CDATA[{self.corp_id}]]></ToUserName><AgentID><![CDATA[{self.agent_id}]]></AgentID><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        self.faults.counts["callbacks"] += 1
        self.traffic.append({"direction": "in", "xml": inner, "sealed": sealed[:60]})
        try:
            async with self._client().post(
                f"{self.url}?{urlencode(self._query(sealed))}",
                data=body.encode(),
                headers={"Content-Type": "text/xml"},
                timeout=PATIENCE,
            ) as answer:
                return answer.status, await answer.text()
        except (aiohttp.ClientError, TimeoutError):
            return 0, ""

    def _take(self, account: str, answer: str) -> None:
        """Show a passive reply; an empty one, or "success", says nothing."""
        if answer.strip() in ("", "success"):
            return
        try:
            plain = self.sealing.open_answer(answer)
            xml = ElementTree.fromstring(plain)  # noqa: S314 - made by our own bot, opened with its key
        except (ValueError, ElementTree.ParseError) as error:
            self.faults.counts["malformed replies"] += 1
            self.traffic.append({"direction": "malformed", "xml": str(error)})
            return
        self.traffic.append({"direction": "out", "xml": plain})
        kind = xml.findtext("MsgType")
        if kind == "text":
            self.phones.show(account, "text", cut(xml.findtext("Content") or ""))
        elif kind in ("update_button", "update_template_card"):
            self._update(
                account, xml.findtext("Button/ReplaceName") or xml.findtext("TemplateCard/ReplaceText") or ""
            )

    def _update(self, account: str, name: str) -> None:
        tapped = [bubble for bubble in self.phones.of(account) if bubble.kind == "card"]
        if tapped:
            tapped[-1].done = name
            self.phones.changed(tapped[-1])

    def _xml(self, account: str, fields: Mapping[str, str], stamp: int, extra: str) -> str:
        inner = "".join(f"<{name}>{_value(value)}</{name}>" for name, value in fields.items())
        return (
            f"<xml><ToUserName><![CDATA[{self.corp_id}]]></ToUserName><FromUserName>{_value(account)}</FromUserName>"
            f"<CreateTime>{stamp}</CreateTime>{inner}{extra}<AgentID>{self.agent_id}</AgentID></xml>"
        )

    def _query(self, sealed: str) -> dict[str, Any]:
        timestamp, nonce = str(int(self.clock().timestamp())), str(secrets.randbelow(10**10))
        return {
            "msg_signature": self.sealing.signature(timestamp, nonce, sealed),
            "timestamp": timestamp,
            "nonce": nonce,
        }

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session


def selected(chosen: Mapping[str, list[str]]) -> str:
    """The SelectedItems of a card with questions."""
    items = "".join(
        f"<SelectedItem><QuestionKey>{_value(key)}</QuestionKey><OptionIds>"
        + "".join(f"<OptionId>{_value(option)}</OptionId>" for option in options)
        + "</OptionIds></SelectedItem>"
        for key, options in chosen.items()
    )
    return f"<SelectedItems>{items}</SelectedItems>" if items else ""


def _value(text: str) -> str:
    return text if text.isdigit() else escape(text)
