"""Talk without a platform: what comes in, what goes out, and what may go wrong on the way.

A platform's door turns its own format into `Incoming` and a `Reply` into its own format; nothing
behind the door has heard of XML, tokens or template cards.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

TEXT_BYTES = 2048
"""The longest text a platform shows whole, in bytes of UTF-8 (WeCom message/send, passive reply)."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a person, or a group, is reached: `Address("wecom", "zhanghua")`.

    `user` is the platform's account, lower case; `chat` names a group conversation, empty in a private one.
    """

    platform: str
    user: str
    chat: str = ""

    def __str__(self) -> str:
        return f"{self.platform}:{self.user}" + (f"@{self.chat}" if self.chat else "")

    @property
    def private(self) -> "Address":
        """The same person without others listening."""
        return Address(self.platform, self.user)

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Read back what `str(address)` wrote."""
        platform, _, rest = text.partition(":")
        user, _, chat = rest.partition("@")
        return cls(platform, user, chat)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or file somebody sent, by the platform's temporary handle (valid three days on WeCom)."""

    kind: str  # image, file, voice, video
    media_id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Tap:
    """A card's button was pressed: `key` as we gave it, the card's `task_id`, chosen options by question."""

    key: str
    task_id: str = ""
    response_code: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a platform delivered. `id` is the de-duplication key: equal ids are one message."""

    id: str
    address: Address
    at: datetime
    text: str = ""
    tap: Tap | None = None
    attachment: Attachment | None = None
    event: str = ""  # "enter", "subscribe", "unsubscribe", … ; empty for messages and taps


@dataclass(frozen=True, slots=True)
class Button:
    """`key` comes back in a `Tap`; `says` is the sentence that does the same when typed."""

    label: str
    key: str
    says: str = ""
    style: int = 1  # 1 primary, 2 quiet, 3 warning


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    text: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A choice within a card. `many` allows several options."""

    key: str
    title: str
    options: tuple[Option, ...]
    many: bool = False


@dataclass(frozen=True, slots=True)
class Card:
    """A card with facts, and buttons or questions. Every card has a plain text twin: `Reply.text`.

    `task_id` is unique for ever within one app. `facts` are (name, value) pairs, six at most.
    """

    task_id: str
    title: str
    subtitle: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    buttons: tuple[Button, ...] = ()
    questions: tuple[Question, ...] = ()
    submit: Button | None = None
    url: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG to be sent, with the name it gets."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Document:
    """A file to be sent."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: always text; a card where the platform has them; perhaps a picture or a file.

    `done` replaces the label of the tapped card's button ("已确认"), so that the card shows it is settled.
    `aside` is what a group conversation may hear instead; the rest then goes to the asker alone. `hint` stands behind
    the text, once below several answers. Both are settled before a reply leaves the dialogue.
    """

    text: str
    card: Card | None = None
    picture: Picture | None = None
    document: Document | None = None
    done: str = ""
    aside: str = ""
    hint: str = ""

    def __bool__(self) -> bool:
        return bool(self.text or self.card or self.picture or self.document or self.done)


NOTHING = Reply("")
"""Nothing to say: the platform gets its acknowledgement and the person no message."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a platform said when it took a message: its own id (for recall), a code to update a card."""

    message_id: str = ""
    response_code: str = ""


class Messenger(Protocol):
    """One platform's way of sending. Raises `TemporaryTrouble` or `Undeliverable`, nothing else."""

    name: str

    async def send(self, to: Address, reply: Reply, *, key: str = "") -> Receipt:
        """Send now. `key` marks the promise it fulfils; equal keys give byte-identical requests."""
        ...


class PlatformTrouble(Exception):
    """A platform could not do what was asked.

    PlatformTrouble
    ├── TemporaryTrouble    try again later
    └── Undeliverable       stop: it will never work for this recipient or this content
    """

    def __init__(self, code: int | str, hint: str = "") -> None:
        super().__init__(f"{code} {hint}".strip())
        self.code = code
        self.hint = hint


class TemporaryTrouble(PlatformTrouble):
    """Try again later; `pause` asks everybody to hold back for that many seconds (rate, trusted address)."""

    def __init__(self, code: int | str, hint: str = "", pause: float = 0.0) -> None:
        super().__init__(code, hint)
        self.pause = pause


class Undeliverable(PlatformTrouble):
    """Stop: unknown recipient, refused content, wrong configuration."""


def split_bytes(text: str, limit: int = TEXT_BYTES) -> list[str]:
    """Cut a text into pieces of at most `limit` bytes of UTF-8, at line ends where possible, never in a character.

    The pieces joined give the text back.
    """
    pieces: list[str] = []
    rest = text
    while len(rest.encode()) > limit:
        # a cut inside a character leaves an incomplete tail, which `ignore` drops
        head = rest.encode()[:limit].decode(errors="ignore")
        line_end = head.rfind("\n") + 1
        cut = line_end or len(head)
        pieces.append(rest[:cut])
        rest = rest[cut:]
    if rest or not pieces:
        pieces.append(rest)
    return pieces
