"""What the opened XML says, as `Incoming`: all messages and events of wecom.md §3 and §4.

A small reader on pyexpat. wechatpy does not know card events, contact changes or files, and reads a repeated element as a
list; here the first element of a name counts, except where a list is meant, and a repeated sender is refused.
"""

from dataclasses import dataclass, field
from xml.parsers import expat

from bot.chat import Address, Attachment, Incoming, Tap
from bot.clock import from_stamp
from bot.platforms.wecom.envelope import BadCallback

PLATFORM = "wecom"
MEDIA = frozenset({"image", "voice", "video", "file"})
CARD_EVENTS = frozenset({"template_card_event", "template_card_menu_event"})
_ONCE = frozenset(
    {"ToUserName", "FromUserName", "CreateTime", "MsgType", "MsgId", "AgentID", "Event", "EventKey"}
)
_DEPTH = 12


@dataclass(slots=True)
class Node:
    """An element: its own text, and its children by name."""

    text: str = ""
    children: dict[str, list["Node"]] = field(default_factory=dict)

    def value(self, *path: str) -> str:
        """The text at the first of each name, or nothing."""
        node = self
        for name in path:
            found = node.children.get(name)
            if not found:
                return ""
            node = found[0]
        return node.text

    def all(self, *path: str) -> list["Node"]:
        """Every element at the end of the path, through all branches."""
        nodes = [self]
        for name in path:
            nodes = [child for node in nodes for child in node.children.get(name, [])]
        return nodes


def read_xml(data: bytes) -> Node:
    """Parse an opened message.

    Raises:
        BadCallback: not well-formed UTF-8 XML, nested too deeply, a document type, or a repeated head element.
    """
    root = Node()
    stack = [root]
    parts: list[list[str]] = [[]]

    def start(name: str, _attributes: dict[str, str]) -> None:
        if len(stack) > _DEPTH:
            raise BadCallback("bad_message", 200)
        node = Node()
        stack[-1].children.setdefault(name, []).append(node)
        stack.append(node)
        parts.append([])

    def end(_name: str) -> None:
        stack.pop().text = "".join(parts.pop())

    def doctype(*_declared: object) -> None:
        raise BadCallback("bad_message", 200)

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda text: parts[-1].append(text)
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data.decode("utf-8"), True)
    except (expat.ExpatError, UnicodeDecodeError, ValueError):
        raise BadCallback("bad_message", 200) from None
    found = root.children.get("xml")
    if not found or any(len(found[0].children.get(name, ())) > 1 for name in _ONCE):
        raise BadCallback("bad_message", 200)
    return found[0]


def read_letter(xml: Node) -> Incoming:
    """The message or event.

    Raises:
        BadCallback: without a type, a sender or a time it is none.
    """
    kind, sender, stamp = xml.value("MsgType"), xml.value("FromUserName"), xml.value("CreateTime")
    if not kind or not sender or not stamp.isdigit():
        raise BadCallback("bad_message", 200)
    user = sender.lower()
    event = xml.value("Event").lower()
    incoming = Incoming(":".join(dedup_key(xml)), Address(PLATFORM, user), from_stamp(int(stamp)))
    if kind != "event":
        return _message(incoming, kind, xml)
    return Incoming(
        incoming.id, incoming.address, incoming.at, tap=_tap(event, xml), event=event or "unknown"
    )


def dedup_key(xml: Node) -> tuple[str, ...]:
    """What makes two deliveries one message (§2.5): a member's MsgId, or everything that tells events apart."""
    sender = xml.value("FromUserName")
    if xml.value("MsgType") != "event":
        return ("msg", sender, xml.value("MsgId"))
    event = xml.value("Event").lower()
    agent = xml.value("AgentID") or xml.value("AgentId")
    return ("event", sender, xml.value("CreateTime"), event, _what(event, xml), agent)


def _what(event: str, xml: Node) -> str:
    """The part of an event that tells it from another of the same second."""
    if event == "change_contact":
        changed = xml.value("UserID") or xml.value("Id") or xml.value("TagId")
        return f"{xml.value('ChangeType')}:{changed}"
    return (
        xml.value("ResponseCode")
        or xml.value("BatchJob", "JobId")
        or xml.value("ApprovalInfo", "ThirdNo")
        or (xml.value("TaskId") if event == "taskcard_click" else "")
        or xml.value("EventKey")
    )


def _message(incoming: Incoming, kind: str, xml: Node) -> Incoming:
    if kind == "text":
        return Incoming(incoming.id, incoming.address, incoming.at, xml.value("Content"))
    if kind in MEDIA:
        attachment = Attachment(kind, xml.value("MediaId"), xml.value("FileName"))
        return Incoming(incoming.id, incoming.address, incoming.at, attachment=attachment)
    return Incoming(incoming.id, incoming.address, incoming.at, event=kind)


def _tap(event: str, xml: Node) -> Tap | None:
    """A pressed button, of a card or of the menu: the menu's keys are sentences to be said."""
    if event in CARD_EVENTS:
        chosen = {
            item.value("QuestionKey"): tuple(option.text for option in item.all("OptionIds", "OptionId"))
            for item in xml.all("SelectedItems", "SelectedItem")
        }
        return Tap(xml.value("EventKey"), xml.value("TaskId"), xml.value("ResponseCode"), chosen)
    if event in ("click", "taskcard_click"):
        return Tap(xml.value("EventKey"), xml.value("TaskId"))
    return None
