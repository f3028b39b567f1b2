"""The door: GET verifies the address, POST brings a sealed letter (wecom.md §2).

Down the steps of the protocol, each refusing with 400 or 403 before the next costs anything; after a good
decryption always 200, unless the message could not be made durable, in which case the platform shall bring it again.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from aiohttp import web

from bot.chat import Incoming, Reply, TemporaryTrouble
from bot.clock import Clock
from bot.platforms.wecom.envelope import BadCallback, Seal, encrypted_part
from bot.platforms.wecom.letters import Node, read_letter, read_xml
from bot.platforms.wecom.passive import fits, passive_xml
from bot.platforms.wecom.settings import WeComSettings

log = logging.getLogger(__name__)

MAX_BODY = 64 * 1024
"""Bytes; real letters have less than 16 KiB (interfaces.md, detail 10)."""


class Conversation(Protocol):
    """What stands behind the door."""

    async def answer(
        self, incoming: Incoming, patience: float, fits: Callable[[Reply], bool]
    ) -> Reply | None:
        """The reply, committed; None when it will be pushed. Raises TemporaryTrouble when nothing is durable yet."""
        ...


class WeComDoor:
    """One application's callback address."""

    def __init__(
        self,
        settings: WeComSettings,
        conversation: Conversation,
        clock: Clock,
        settle_card: Callable[[str, str, str], None] = lambda code, account, label: None,
    ) -> None:
        """`settle_card(response_code, account, label)` greys the buttons of a tapped card, some time later."""
        self._settle_card = settle_card
        self._settings = settings
        self._conversation = conversation
        self._clock = clock
        self._seal = Seal(settings.token, settings.encoding_aes_key, settings.corp_id)

    def routes(self) -> list[web.RouteDef]:
        path = self._settings.callback_path
        return [web.get(path, self.verify, allow_head=False), web.post(path, self.receive)]

    async def verify(self, request: web.Request) -> web.Response:
        """The console's test of the address: the decrypted echo, bare (§2.1)."""
        try:
            signature, timestamp, nonce = _signed(request)
            if "echostr" not in request.query:
                raise BadCallback("bad_query", 400)
            # base64 has no blanks: a literal plus arrives as one
            echo = request.query["echostr"].replace(" ", "+")
            self._seal.check(signature, timestamp, nonce, echo)
            if not echo:
                raise BadCallback("bad_block", 400)
            return web.Response(body=self._seal.open(echo), content_type="text/plain")
        except BadCallback as bad:
            return _refused(bad)

    async def receive(self, request: web.Request) -> web.Response:
        """A message or event (§2.2)."""
        try:
            xml = await self._opened(request)
            incoming = self._for_us(xml, request.query["timestamp"])
        except BadCallback as bad:
            return _refused(bad)
        if incoming is None:
            return web.Response()
        try:
            reply = await self._conversation.answer(incoming, self._settings.passive_wait_s, fits)
        except TemporaryTrouble as trouble:
            log.warning("message not yet durable: %s", trouble.code)
            return web.Response(status=503)
        if reply and reply.done and reply.text and incoming.tap is not None:
            self._settle_card(incoming.tap.response_code, incoming.address.user, reply.done)
        return self._sealed(incoming, reply) if reply else web.Response()

    async def _opened(self, request: web.Request) -> Node:
        signature, timestamp, nonce = _signed(request)
        if (request.content_length or 0) > MAX_BODY:
            raise BadCallback("too_large", 413)
        body = await _read(request)
        encrypted = encrypted_part(body)
        self._seal.check(signature, timestamp, nonce, encrypted)
        return read_xml(self._seal.open(encrypted))

    def _for_us(self, xml: Node, timestamp: str) -> Incoming | None:
        """The letter, unless it is stale or for another application: then 200, and nothing is done (detail 11)."""
        incoming = read_letter(xml)
        now = self._clock().timestamp()
        skew = self._settings.max_skew_s
        if skew and (not timestamp.isdigit() or abs(int(timestamp) - now) > skew):
            log.warning("callback out of time by more than %d s: check the clock", skew)
            return None
        agent = xml.value("AgentID")
        if xml.value("ToUserName") != self._settings.corp_id or (
            agent and agent != str(self._settings.agent_id)
        ):
            log.warning("callback for another application")
            return None
        return incoming if incoming.address.user != "sys" else None

    def _sealed(self, incoming: Incoming, reply: Reply) -> web.Response:
        now = int(self._clock().timestamp())
        message = passive_xml(incoming, reply, self._settings.corp_id, now)
        return web.Response(text=self._seal.envelope(message, str(now), str(now)), content_type="text/xml")


def _signed(request: web.Request) -> tuple[str, str, str]:
    query = request.query
    try:
        return query["msg_signature"], query["timestamp"], query["nonce"]
    except KeyError:
        raise BadCallback("bad_query", 400) from None


async def _read(request: web.Request) -> bytes:
    """The body, cut off at the limit also when it comes in chunks of undeclared length."""
    try:
        await request.content.readexactly(MAX_BODY + 1)
    except asyncio.IncompleteReadError as whole:
        return whole.partial
    raise BadCallback("too_large", 413)


def _refused(bad: BadCallback) -> web.Response:
    log.warning("callback refused: %s", bad.code)
    return web.Response(status=bad.status)
