"""Replies and messages as JSON documents, and back."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.chat import (
    Address,
    Attachment,
    Button,
    Card,
    Document,
    Incoming,
    Option,
    Picture,
    Question,
    Reply,
    Tap,
)


def reply_to_json(reply: Reply) -> dict[str, Any]:
    """Without the bytes of a picture or document: they are kept beside, in a column of their own."""
    document: dict[str, Any] = {"text": reply.text}
    if reply.done:
        document["done"] = reply.done
    if reply.card is not None:
        document["card"] = asdict(reply.card)
    if reply.picture is not None:
        document["picture"] = reply.picture.name
    if reply.document is not None:
        document["document"] = reply.document.name
    return document


def payload_of(reply: Reply) -> bytes | None:
    """The bytes of the picture or the document."""
    carried = reply.picture or reply.document
    return carried.data if carried is not None else None


def reply_from_json(document: dict[str, Any], payload: bytes | None = None) -> Reply:
    data = bytes(payload or b"")
    return Reply(
        text=document["text"],
        done=document.get("done", ""),
        card=_card(document["card"]) if "card" in document else None,
        picture=Picture(document["picture"], data) if "picture" in document else None,
        document=Document(document["document"], data) if "document" in document else None,
    )


def _card(card: dict[str, Any]) -> Card:
    return Card(
        task_id=card["task_id"],
        title=card["title"],
        subtitle=card["subtitle"],
        facts=tuple((name, value) for name, value in card["facts"]),
        buttons=tuple(Button(**button) for button in card["buttons"]),
        questions=tuple(
            Question(q["key"], q["title"], tuple(Option(**o) for o in q["options"]), q["many"])
            for q in card["questions"]
        ),
        submit=Button(**card["submit"]) if card["submit"] else None,
        url=card["url"],
        note=card["note"],
    )


def incoming_to_json(incoming: Incoming) -> dict[str, Any]:
    return {
        "id": incoming.id,
        "address": str(incoming.address),
        "at": incoming.at.isoformat(),
        "text": incoming.text,
        "event": incoming.event,
        "tap": asdict(incoming.tap) if incoming.tap else None,
        "attachment": asdict(incoming.attachment) if incoming.attachment else None,
    }


def incoming_from_json(document: dict[str, Any]) -> Incoming:
    tap, attachment = document["tap"], document["attachment"]
    return Incoming(
        id=document["id"],
        address=Address.parse(document["address"]),
        at=datetime.fromisoformat(document["at"]),
        text=document["text"],
        event=document["event"],
        tap=Tap(**{**tap, "chosen": {q: tuple(a) for q, a in tap["chosen"].items()}}) if tap else None,
        attachment=Attachment(**attachment) if attachment else None,
    )
