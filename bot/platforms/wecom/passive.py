"""Answers within the callback: plain text, or a greyed button (wecom.md §5)."""

import re

from bot.chat import TEXT_BYTES, Incoming, Reply

_LINK = re.compile(r"<(/?)a\b", re.IGNORECASE)
_MARKDOWN_LINK = re.compile(r"\]\(")
_SCHEME = re.compile(r"dtmd://", re.IGNORECASE)


def fits(reply: Reply) -> bool:
    """Whether a reply can be given directly: text that is not cut; no card, picture or file."""
    plain = reply.card is None and reply.picture is None and reply.document is None
    return plain and len(neutral(reply.text).encode()) <= TEXT_BYTES


def neutral(text: str) -> str:
    """Members' words stay words: no links are made of them in any channel (interfaces.md, detail 20)."""
    text = _LINK.sub(r"＜\1a", text)
    text = _MARKDOWN_LINK.sub("]（", text)
    return _SCHEME.sub("dtmd：//", text)


def passive_xml(incoming: Incoming, reply: Reply, corp_id: str, now: int) -> str:
    """The plaintext of the answer: a text, or for a tap without words the button's new label."""
    head = (
        f"<xml><ToUserName>{cdata(incoming.address.user)}</ToUserName><FromUserName>{cdata(corp_id)}</FromUserName>"
        f"<CreateTime>{now}</CreateTime>"
    )
    if reply.done and not reply.text:
        return f"{head}<MsgType><![CDATA[update_button]]></MsgType><Button><ReplaceName>{cdata(reply.done)}</ReplaceName></Button></xml>"
    return f"{head}<MsgType><![CDATA[text]]></MsgType><Content>{cdata(neutral(reply.text))}</Content></xml>"


def cdata(text: str) -> str:
    """A CDATA section that text cannot leave."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"
