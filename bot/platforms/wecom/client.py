"""WeCom's API on aiohttp: one refresh and one retry for a stale token, typed trouble, nothing secret in a log.

Every call raises `TemporaryTrouble` or `Undeliverable` and nothing else for what the platform or the network do.
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

import aiohttp

from bot.chat import TemporaryTrouble, Undeliverable
from bot.platforms.wecom.codes import OK, STALE_TOKEN, trouble
from bot.platforms.wecom.settings import WeComSettings
from bot.platforms.wecom.token import Token

log = logging.getLogger(__name__)

TIMEOUT = aiohttp.ClientTimeout(total=10, connect=5)
MEDIA_TIMEOUT = aiohttp.ClientTimeout(total=60, connect=5)
UNREACHABLE_PAUSE_S = 5.0
"""When nothing answers at all, everybody waits a little: each attempt costs more than a message."""
MAX_MEDIA = 20 * 1024 * 1024


class WeComClient:
    """One application. Use as an asynchronous context manager, or call `close`."""

    def __init__(self, settings: WeComSettings) -> None:
        self._settings = settings
        self._session: aiohttp.ClientSession | None = None
        self._token = Token(self._fetch_token, lambda: asyncio.get_running_loop().time())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    # ------------------------------------------------------------------ calls

    async def send(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """message/send (§7): the answer with msgid, response_code, invaliduser."""
        return await self._call(
            "POST", "message/send", json_body={**message, "agentid": self._settings.agent_id}
        )

    async def update_card(self, response_code: str, users: list[str], replace_name: str) -> None:
        """update_template_card (§7.2): the button of a card shows this text for these users. A code serves once."""
        await self._call(
            "POST",
            "message/update_template_card",
            json_body={
                "userids": users,
                "agentid": self._settings.agent_id,
                "response_code": response_code,
                "button": {"replace_name": replace_name},
            },
        )

    async def recall(self, message_id: str) -> None:
        """message/recall (§7.3), within 24 hours."""
        await self._call("POST", "message/recall", json_body={"msgid": message_id})

    async def create_menu(self, menu: Mapping[str, Any]) -> None:
        await self._call(
            "POST", "menu/create", json_body=menu, params={"agentid": str(self._settings.agent_id)}
        )

    async def user(self, account: str) -> dict[str, Any]:
        """user/get: userid, name, department and what else this application may see."""
        return await self._call("GET", "user/get", params={"userid": account})

    async def upload(self, kind: str, name: str, data: bytes) -> str:
        """media/upload (§8): the media id, good for three days. `kind` is image, voice, video or file."""

        def form() -> aiohttp.FormData:
            # RFC 2231 file names are not understood: the name goes as raw UTF-8
            made = aiohttp.FormData(quote_fields=False)
            made.add_field("media", data, filename=name, content_type="application/octet-stream")
            return made

        answer = await self._call("POST", "media/upload", params={"type": kind}, form=form)
        return str(answer["media_id"])

    async def media(self, media_id: str) -> bytes:
        """media/get: the bytes of what somebody sent; at most 20 MiB."""
        token = await self._token.get()
        async with self._request(
            "GET", "media/get", {"media_id": media_id, "access_token": token}, MEDIA_TIMEOUT
        ) as got:
            if "json" in got.content_type or got.content_type == "text/plain":
                answer = await got.json(content_type=None)
                raise trouble(int(answer.get("errcode", -1)), answer)
            data = await got.content.read(MAX_MEDIA + 1)
            if len(data) > MAX_MEDIA:
                raise Undeliverable("media_too_large")
            return data

    # ------------------------------------------------------------------ the way there

    async def _call(
        self,
        method: str,
        path: str,
        *,
        json_body: Mapping[str, Any] | None = None,
        params: Mapping[str, str] | None = None,
        form: Any = None,
    ) -> dict[str, Any]:
        token = await self._token.get()
        answer = await self._once(method, path, token, json_body, params, form)
        if answer["errcode"] in STALE_TOKEN:
            token = await self._token.refresh(token)
            answer = await self._once(method, path, token, json_body, params, form)
        if answer["errcode"] != OK:
            found = trouble(answer["errcode"], answer)
            log.warning("wecom %s: errcode %s %s", path, found.code, found.hint)
            raise found
        return answer

    async def _once(
        self,
        method: str,
        path: str,
        token: str,
        json_body: Mapping[str, Any] | None,
        params: Mapping[str, str] | None,
        form: Any,
    ) -> dict[str, Any]:
        query = {**(params or {}), "access_token": token}
        data = (
            json.dumps(json_body, ensure_ascii=False).encode()
            if json_body is not None
            else form()
            if form
            else None
        )
        headers = {"Content-Type": "application/json; charset=utf-8"} if json_body is not None else None
        timeout = MEDIA_TIMEOUT if form else TIMEOUT
        async with self._request(method, path, query, timeout, data=data, headers=headers) as got:
            return await _document(got)

    async def _fetch_token(self) -> tuple[str, float]:
        query = {"corpid": self._settings.corp_id, "corpsecret": self._settings.secret}
        async with self._request("GET", "gettoken", query, TIMEOUT) as got:
            answer = await _document(got)
        if answer["errcode"] != OK:
            found = trouble(answer["errcode"], answer)
            log.error("wecom gettoken: errcode %s %s", found.code, found.hint)
            raise found
        return str(answer["access_token"]), float(answer.get("expires_in", 7200))

    def _request(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        timeout: aiohttp.ClientTimeout,
        **more: Any,
    ) -> "_Call":
        if self._session is None:
            self._session = aiohttp.ClientSession()
        url = f"{self._settings.api_base}/cgi-bin/{path}"
        request = self._session.request(
            method, url, params=query, timeout=timeout, allow_redirects=False, **more
        )
        return _Call(request)


class _Call:
    """One request; what the network does becomes trouble without its address, for that carries the token."""

    def __init__(self, request: Any) -> None:
        self._request = request

    async def __aenter__(self) -> aiohttp.ClientResponse:
        try:
            response: aiohttp.ClientResponse = await self._request.__aenter__()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TemporaryTrouble(type(error).__name__, pause=UNREACHABLE_PAUSE_S) from None
        if response.status != 200:
            await self._request.__aexit__(None, None, None)
            raise TemporaryTrouble(f"http {response.status}")
        return response

    async def __aexit__(self, *failure: Any) -> None:
        await self._request.__aexit__(*failure)
        if isinstance(failure[1], (aiohttp.ClientError, TimeoutError)):
            raise TemporaryTrouble(type(failure[1]).__name__) from None


async def _document(response: aiohttp.ClientResponse) -> dict[str, Any]:
    try:
        answer = await response.json(content_type=None)
        return {**answer, "errcode": int(answer.get("errcode", 0))}
    except (ValueError, TypeError, AttributeError):
        raise TemporaryTrouble("not json") from None
