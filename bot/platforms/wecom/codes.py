"""WeCom's error codes and what to do about each (wecom.md §10). Only codes are matched, never the words."""

from collections.abc import Mapping
from typing import Any

from bot.chat import TemporaryTrouble, Undeliverable

OK = 0
STALE_TOKEN = frozenset({40001, 40014, 41001, 42001})
"""An ordinary call refused its token: fetch a fresh one once, repeat once."""

RETRY = frozenset({-1, 45033})
PAUSE_S: Mapping[int, float] = {
    45009: 30.0,
    60020: 30.0,
    48006: 30.0,
    40001: 60.0,
    40013: 60.0,
    40014: 60.0,
    42001: 60.0,
    40091: 60.0,
}
"""Trouble that is everybody's: hold all sending back for that long before one probe (interfaces.md, detail 19)."""

CARD_REFUSED = frozenset({43012, *range(42027, 42052)})
"""A card this application or client cannot show: its text goes out instead."""


def trouble(code: int, answer: Mapping[str, Any]) -> TemporaryTrouble | Undeliverable:
    """The exception for an error code. 60020 keeps the address that WeCom saw: the operator needs it."""
    hint = _seen_address(str(answer.get("errmsg", ""))) if code == 60020 else ""
    if code in PAUSE_S:
        return TemporaryTrouble(code, hint, pause=PAUSE_S[code])
    if code in RETRY:
        return TemporaryTrouble(code)
    return Undeliverable(code)


def _seen_address(message: str) -> str:
    _, _, rest = message.partition("from ip: ")
    return rest.split(",")[0].strip()[:45]


_CURES: Mapping[str, str] = {
    "81013": "该账号不在应用的可见范围内或已停用，请在企业微信后台检查可见范围。",
    "60111": "企业微信里没有这个账号，请核对名册中的账号。",
    "60011": "该账号不在应用的可见范围内，请在企业微信后台调整可见范围。",
    "40056": "应用的 AgentId 不正确，请核对配置 [wecom] agent_id。",
    "301002": "应用的 AgentId 与 Secret 不是同一个应用，请核对配置。",
    "40058": "消息格式被拒绝，请把错误码告诉开发者。",
    "44004": "消息内容为空，请把错误码告诉开发者。",
}


def cure(code: str) -> str:
    """What can be done about it, in a sentence for the administrator."""
    return _CURES.get(code, "请按错误码查阅企业微信文档，或联系企业微信管理员。")
