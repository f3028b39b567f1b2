"""Cards as WeCom's template cards (wecom.md §7.1). What would be refused is cut or left out before it is sent."""

import re
from typing import Any

from bot.chat import Card, Question
from bot.platforms.wecom.passive import neutral

_NOT_IN_TASK_ID = re.compile(r"[^0-9A-Za-z_\-@]")
MAX_KEY = 1024
MAX_FACTS, MAX_BUTTONS, MAX_SELECTS, MAX_OPTIONS, MAX_VOTES = 6, 6, 3, 10, 20


def template_card(card: Card) -> dict[str, Any]:
    """The JSON of `template_card`: buttons, a vote, several selections, or a plain notice."""
    document: dict[str, Any] = {
        "task_id": task_id(card.task_id),
        "main_title": {"title": _cut(card.title, 36), **_given("desc", _cut(card.note, 44))},
    }
    if card.buttons:
        return {
            "card_type": "button_interaction",
            **document,
            **_facts(card),
            **_subtitle(card),
            **_buttons(card),
        }
    if (
        len(card.questions) == 1
        and card.submit
        and (card.questions[0].many or len(card.questions[0].options) > MAX_OPTIONS)
    ):
        return {
            "card_type": "vote_interaction",
            **document,
            "checkbox": _vote(card.questions[0]),
            **_submit(card),
        }
    if card.questions and card.submit:
        selects = [_select(question) for question in card.questions[:MAX_SELECTS]]
        return {"card_type": "multiple_interaction", **document, "select_list": selects, **_submit(card)}
    notice = {"card_type": "text_notice", **document, **_facts(card), **_subtitle(card)}
    return {**notice, "card_action": {"type": 1, "url": card.url}} if card.url else notice


def task_id(text: str) -> str:
    """At most 128 bytes of `[0-9A-Za-z_-@]`."""
    return _NOT_IN_TASK_ID.sub("_", text)[:128]


def _buttons(card: Card) -> dict[str, Any]:
    return {
        "button_list": [
            {"text": _cut(button.label, 10), "style": button.style, "key": _cut_bytes(button.key, MAX_KEY)}
            for button in card.buttons[:MAX_BUTTONS]
        ]
    }


def _facts(card: Card) -> dict[str, Any]:
    facts = [
        {"keyname": _cut(name, 5), "value": _cut(value, 30)} for name, value in card.facts[:MAX_FACTS] if name
    ]
    return {"horizontal_content_list": facts} if facts else {}


def _subtitle(card: Card) -> dict[str, Any]:
    return _given("sub_title_text", _cut(card.subtitle, 112))


def _vote(question: Question) -> dict[str, Any]:
    options = [
        {"id": option.id[:128], "text": _cut(option.text, 17), "is_checked": option.chosen}
        for option in question.options[:MAX_VOTES]
    ]
    return {"question_key": question.key, "mode": int(question.many), "option_list": options}


def _select(question: Question) -> dict[str, Any]:
    chosen = next((option.id for option in question.options if option.chosen), "")
    options = [
        {"id": option.id[:128], "text": _cut(option.text, 16)} for option in question.options[:MAX_OPTIONS]
    ]
    return {
        "question_key": question.key,
        "title": _cut(question.title, 13),
        "option_list": options,
        **_given("selected_id", chosen),
    }


def _submit(card: Card) -> dict[str, Any]:
    assert card.submit is not None  # noqa: S101 - asked by both callers
    return {
        "submit_button": {"text": _cut(card.submit.label, 10), "key": _cut_bytes(card.submit.key, MAX_KEY)}
    }


def _given(name: str, value: str) -> dict[str, str]:
    return {name: value} if value else {}


def _cut(text: str, characters: int) -> str:
    text = neutral(text)
    return text if len(text) <= characters else f"{text[: characters - 1]}…"


def _cut_bytes(text: str, limit: int) -> str:
    return text.encode()[:limit].decode(errors="ignore")
