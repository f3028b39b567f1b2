"""The platform's API as the bot sees it (wecom.md §6–§10, §16): always HTTP 200 and JSON, errors by code."""

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import BodyPartReader, web

from bot.clock import Clock
from bot.lab.faults import Faults
from bot.lab.phones import Bubble, Phones

TOKEN_LIFE = timedelta(seconds=7200)
MEDIA_LIFE = timedelta(days=3)
RECALL_LIFE = timedelta(hours=24)
CODE_LIFE = timedelta(hours=72)
PER_MINUTE, PER_HOUR = 30, 1000
TEXT_LIMIT = 2048
INTERACTIVE = frozenset({"button_interaction", "vote_interaction", "multiple_interaction"})
KINDS = frozenset(
    {"text", "markdown", "image", "voice", "video", "file", "textcard", "news", "mpnews", "template_card"}
)

Answer = dict[str, Any]


class ApiError(Exception):
    """An error code, answered as JSON."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words


@dataclass
class Media:
    name: str
    data: bytes
    until: datetime


@dataclass
class FakeApi:
    """One corporation with one application. People are account → name, all within the application's range."""

    corp_id: str
    agent_id: int
    secret: str
    people: Mapping[str, str]
    phones: Phones
    clock: Clock
    faults: Faults
    media: dict[str, Media] = field(default_factory=dict)
    codes: dict[str, tuple[Bubble, datetime]] = field(default_factory=dict)
    menu: dict[str, Any] = field(default_factory=dict)
    accepted: list[dict[str, Any]] = field(default_factory=list)
    _tokens: dict[str, datetime] = field(default_factory=dict)
    _seen: dict[str, tuple[datetime, str]] = field(default_factory=dict)
    _sent: dict[str, deque[datetime]] = field(default_factory=dict)
    _task_ids: set[str] = field(default_factory=set)

    def application(self) -> web.Application:
        """To be served at the bot's `api_base`."""
        app = web.Application(client_max_size=25 * 1024 * 1024)
        app.router.add_get("/cgi-bin/gettoken", self._json(self.gettoken, token=False))
        app.router.add_get("/cgi-bin/media/get", self.media_get)
        for method, path, answer in (
            ("POST", "message/send", self.send),
            ("POST", "message/update_template_card", self.update_card),
            ("POST", "message/recall", self.recall),
            ("POST", "media/upload", self.upload),
            ("POST", "menu/create", self.create_menu),
            ("GET", "user/get", self.user),
            ("GET", "user/simplelist", self.users),
            ("GET", "department/list", self.departments),
        ):
            app.router.add_route(method, f"/cgi-bin/{path}", self._json(answer))
        return app

    def expire_tokens(self) -> None:
        """As if two hours had passed: 42001 for every token given out."""
        self._tokens = dict.fromkeys(self._tokens, self.clock())

    # ------------------------------------------------------------------ around every call

    def _json(
        self, answer: Callable[[web.Request], Awaitable[Answer]], *, token: bool = True
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            self.faults.counts[request.path.removeprefix("/cgi-bin/")] += 1
            await asyncio.sleep(self.faults.latency_ms / 1000)
            if self.faults.take("server_error"):
                return web.Response(status=502)
            try:
                self._faulty()
                if token:
                    self._check_token(request.query.get("access_token"))
                document = {"errcode": 0, "errmsg": "ok", **await answer(request)}
            except ApiError as error:
                self.faults.counts[f"errcode {error.code}"] += 1
                document = {"errcode": error.code, "errmsg": f"{error.words}, hint: [0], from ip: 127.0.0.1"}
            if token and self.faults.take("lose_answer") and request.transport is not None:
                request.transport.abort()
            return web.json_response(document, dumps=lambda d: json.dumps(d, ensure_ascii=False))

        return handle

    def _faulty(self) -> None:
        if self.faults.untrusted_ip:
            raise ApiError(60020, "not allow to access from your ip")
        if self.faults.take("busy"):
            raise ApiError(-1, "system busy")
        if self.faults.take("over_limit"):
            raise ApiError(45009, "api freq out of limit")

    def _check_token(self, token: str | None) -> None:
        if not token:
            raise ApiError(41001, "access_token missing")
        if token not in self._tokens:
            raise ApiError(40014, "invalid access_token")
        if self._tokens[token] <= self.clock():
            raise ApiError(42001, "access_token expired")

    # ------------------------------------------------------------------ calls

    async def gettoken(self, request: web.Request) -> Answer:
        if request.query.get("corpid") != self.corp_id:
            raise ApiError(40013, "invalid corpid")
        if request.query.get("corpsecret") != self.secret:
            raise ApiError(40001, "invalid credential")
        good = [token for token, until in self._tokens.items() if until > self.clock()]
        token = good[-1] if good else secrets.token_urlsafe(48)
        self._tokens.setdefault(token, self.clock() + TOKEN_LIFE)
        return {
            "access_token": token,
            "expires_in": int((self._tokens[token] - self.clock()).total_seconds()),
        }

    async def send(self, request: web.Request) -> Answer:
        message = await _document(request)
        if message.get("agentid") != self.agent_id:
            raise ApiError(301002, "agentid not match")
        recipients, invalid = self._recipients(message)
        kind = message.get("msgtype")
        if kind not in KINDS or not isinstance(message.get(str(kind)), dict):
            raise ApiError(40058, "invalid message type or body")
        key = json.dumps([recipients, kind, message[kind]], sort_keys=True)
        now = self.clock()
        if self.faults.limits and message.get("enable_duplicate_check") == 1 and key in self._seen:
            until, message_id = self._seen[key]
            if now < until:
                self.faults.counts["duplicate swallowed"] += 1
                return {"msgid": message_id}
        message_id = secrets.token_urlsafe(12)
        self._seen[key] = (
            now + timedelta(seconds=int(message.get("duplicate_check_interval", 1800))),
            message_id,
        )
        self.accepted.append(message)
        answer: Answer = {"msgid": message_id}
        if invalid:
            answer["invaliduser"] = "|".join(invalid)
        for account in recipients:
            code = self._show(account, str(kind), message[kind], message_id)
            if code:
                answer["response_code"] = code
        return answer

    async def update_card(self, request: web.Request) -> Answer:
        body = await _document(request)
        bubble, until = self.codes.pop(str(body.get("response_code")), (None, self.clock()))
        if bubble is None or until <= self.clock():
            raise ApiError(60140, "invalid response_code")
        bubble.done = body.get("button", {}).get("replace_name") or body.get("template_card", {}).get(
            "replace_text", "已更新"
        )
        self.phones.changed(bubble)
        return {"invaliduser": []}

    async def recall(self, request: web.Request) -> Answer:
        body = await _document(request)
        for bubble in self.phones.bubbles:
            if bubble.message_id == body.get("msgid"):
                if datetime.fromisoformat(bubble.at) < self.clock() - RECALL_LIFE:
                    raise ApiError(42052, "recall too late")
                bubble.recalled = True
                self.phones.changed(bubble)
                return {}
        raise ApiError(40058, "invalid msgid")

    async def upload(self, request: web.Request) -> Answer:
        field_ = await (await request.multipart()).next()
        if not isinstance(field_, BodyPartReader):
            raise ApiError(44001, "empty media data")
        data = bytes(await field_.read())
        if len(data) <= 5:
            raise ApiError(40006, "invalid file size")
        return {
            "type": request.query.get("type"),
            "media_id": self.keep(field_.filename or "file", data),
            "created_at": "0",
        }

    def keep(self, name: str, data: bytes) -> str:
        """Store a file for three days. Returns its media id."""
        media_id = secrets.token_urlsafe(24)
        self.media[media_id] = Media(name, data, self.clock() + MEDIA_LIFE)
        return media_id

    async def media_get(self, request: web.Request) -> web.StreamResponse:
        try:
            self._faulty()
            self._check_token(request.query.get("access_token"))
        except ApiError as error:
            return web.json_response({"errcode": error.code, "errmsg": error.words})
        found = self.media.get(request.query.get("media_id", ""))
        if found is None or found.until <= self.clock():
            return web.json_response({"errcode": 40007, "errmsg": "invalid media_id"})
        return web.Response(body=found.data, content_type="application/octet-stream")

    async def create_menu(self, request: web.Request) -> Answer:
        self.menu = await _document(request)
        return {}

    async def user(self, request: web.Request) -> Answer:
        account = request.query.get("userid", "").lower()
        if account not in self.people:
            raise ApiError(60111, "userid not found")
        return {"userid": account, "name": self.people[account], "department": [1]}

    async def users(self, _request: web.Request) -> Answer:
        return {
            "userlist": [
                {"userid": account, "name": name, "department": [1]} for account, name in self.people.items()
            ]
        }

    async def departments(self, _request: web.Request) -> Answer:
        return {
            "department": [{"id": 1, "name": "机关党委", "parentid": 0, "order": 1, "department_leader": []}]
        }

    # ------------------------------------------------------------------ showing

    def _recipients(self, message: Mapping[str, Any]) -> tuple[list[str], list[str]]:
        wanted = [part.lower() for part in str(message.get("touser") or "").split("|") if part]
        if not wanted and not message.get("toparty") and not message.get("totag"):
            raise ApiError(82001, "no recipient")
        if len(wanted) > 1000:
            raise ApiError(40032, "too many users")
        if wanted == ["@all"] or not wanted:
            return sorted(self.people), []
        known = [account for account in wanted if account in self.people]
        if not known:
            raise ApiError(81013, "all recipients invalid")
        return known, [account for account in wanted if account not in self.people]

    def _show(self, account: str, kind: str, body: Mapping[str, Any], message_id: str) -> str:
        """On one phone, unless the member's limit drops it silently. Returns an interactive card's code."""
        if not self._within_limits(account):
            self.faults.counts["dropped silently"] += 1
            return ""
        if kind == "template_card":
            return self._show_card(account, body, message_id)
        if kind in ("text", "markdown"):
            content = body.get("content")
            if not content:
                raise ApiError(44004, "empty content")
            self.phones.show(account, "text", cut(str(content)), message_id=message_id)
        elif kind in ("image", "file", "voice", "video"):
            media = self.media.get(str(body.get("media_id")))
            if media is None or media.until <= self.clock():
                raise ApiError(40007, "invalid media_id")
            self.phones.show(account, kind, media.name, media_id=str(body["media_id"]), message_id=message_id)
        else:
            title = str(body.get("title") or (body.get("articles") or [{}])[0].get("title", ""))
            self.phones.show(account, "text", title, message_id=message_id)
        return ""

    def _show_card(self, account: str, card: Mapping[str, Any], message_id: str) -> str:
        check_card(card)
        interactive = card["card_type"] in INTERACTIVE
        task_id = str(card.get("task_id", ""))
        if interactive and task_id in self._task_ids:
            raise ApiError(42014, "task_id used")
        self._task_ids.add(task_id)
        title = card.get("main_title", {}).get("title", "")
        bubble = self.phones.show(
            account, "card", title, card=dict(card), task_id=task_id, message_id=message_id
        )
        return self.new_code(bubble) if interactive else ""

    def new_code(self, bubble: Bubble) -> str:
        """A code with which the bot may update this card once."""
        code = secrets.token_urlsafe(16)
        self.codes[code] = (bubble, self.clock() + CODE_LIFE)
        return code

    def _within_limits(self, account: str) -> bool:
        if not self.faults.limits:
            return True
        now, sent = self.clock(), self._sent.setdefault(account, deque())
        while sent and sent[0] <= now - timedelta(hours=1):
            sent.popleft()
        last_minute = sum(moment > now - timedelta(minutes=1) for moment in sent)
        if last_minute >= PER_MINUTE or len(sent) >= PER_HOUR:
            return False
        sent.append(now)
        return True


def check_card(card: Mapping[str, Any]) -> None:
    """The faults the platform refuses a card for (42027–42051)."""
    kind = card.get("card_type")
    if kind not in INTERACTIVE | {"text_notice", "news_notice"}:
        raise ApiError(42031, "invalid card_type")
    _refuse(kind in INTERACTIVE and not card.get("task_id"), 42014, "task_id required")
    if not card.get("main_title", {}).get("title") and not card.get("sub_title_text"):
        raise ApiError(42033, "title required")
    facts: Sequence[Mapping[str, Any]] = card.get("horizontal_content_list", ())
    _refuse(len(facts) > 6, 42035, "too many horizontal_content")
    _refuse(any(not fact.get("keyname") for fact in facts), 42027, "keyname required")
    _refuse(
        kind in ("text_notice", "news_notice") and not card.get("card_action"), 42045, "card_action required"
    )
    if kind == "button_interaction":
        buttons = card.get("button_list") or []
        _refuse(not 1 <= len(buttons) <= 6, 42038, "1 to 6 buttons")
        _refuse(any(not b.get("text") for b in buttons), 42038, "button text")
        _refuse(
            any(not 0 < len(str(b.get("key", "")).encode()) <= 1024 for b in buttons), 42039, "button key"
        )
    elif kind in INTERACTIVE:
        _refuse(not card.get("submit_button", {}).get("key"), 42046, "submit_button required")
        lists = [card["checkbox"]] if "checkbox" in card else list(card.get("select_list", ()))
        _refuse(not lists or len(lists) > 3, 42047, "1 to 3 lists")
        _refuse(any(not one.get("question_key") for one in lists), 42043, "question_key required")
        _refuse(
            any(
                not 1 <= len(one.get("option_list", ())) <= (20 if "checkbox" in card else 10)
                for one in lists
            ),
            42037,
            "options",
        )


def _refuse(wrong: bool, code: int, words: str) -> None:
    if wrong:
        raise ApiError(code, words)


def cut(text: str) -> str:
    """What a member sees of a text: the first 2,048 bytes."""
    return text.encode()[:TEXT_LIMIT].decode(errors="ignore")


async def _document(request: web.Request) -> dict[str, Any]:
    try:
        document = await request.json()
    except ValueError:
        raise ApiError(40058, "invalid json") from None
    if not isinstance(document, dict):
        raise ApiError(40058, "invalid json")
    return document
