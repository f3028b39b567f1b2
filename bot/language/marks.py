"""Marked text: every word already understood is replaced by one character of Unicode's private use area.

    支委会应到5，李强出差   →   ▢应到▢，▢出差

A mark stands for a value (an event, a number, a person) and remembers the words it replaced. Grammar rules are
ordinary regular expressions over marked text: `rf"应到{NUMBER}"` finds a number however it was written, and a
member whose name is 明天宇 can never be taken for tomorrow, because he is a mark before days are looked for.
"""

import re
from enum import IntEnum
from typing import Any


class Kind(IntEnum):
    NAME = 0
    BRANCH = 1
    EVENT = 2
    DAY = 3
    PERIOD = 4
    PART = 5  # of a day: morning, afternoon, evening
    TIME = 6
    LENGTH = 7
    NUMBER = 8
    ITEM = 9


_BASE = 0xE000
_ROOM = 0x200  # marks of one kind in one message; more are left as plain words


def _class(kind: Kind) -> str:
    first = _BASE + kind * _ROOM
    return f"[{chr(first)}-{chr(first + _ROOM - 1)}]"


NAME = _class(Kind.NAME)
BRANCH = _class(Kind.BRANCH)
EVENT = _class(Kind.EVENT)
DAY = _class(Kind.DAY)
PERIOD = _class(Kind.PERIOD)
PART = _class(Kind.PART)
TIME = _class(Kind.TIME)
LENGTH = _class(Kind.LENGTH)
NUMBER = _class(Kind.NUMBER)
ITEM = _class(Kind.ITEM)

_CLASSES = (NAME, EVENT, DAY, PERIOD, TIME, LENGTH, NUMBER)
_CORRECTED = re.compile(
    "(?:"
    + "|".join(
        rf"{one}[^，。；\n\ue000-\uf8ff]{{0,4}}(?:[，。…、 \\-]|[哦噢啊呃额诶欸哎唉哟呀]|那个)+(?:不对|不是"
        "|不(?=[，。…、 ])|错了|说错了|打错了|写错了|口误|等等|等下)"
        rf"(?:[，。…、： ]|[哦噢啊呃额])*(?:应该是|应当是|是)?(?={one})"
        for one in _CLASSES
    )
    + ")"
)


def as_corrected(text: str) -> str:
    """昨天，不对，前天下午: what was taken back in the same breath is dropped (rule 25)."""
    return _CORRECTED.sub("", text) if any(hint in text for hint in "不错误等") else text


ANY_MARK = re.compile("[\ue000-\uf8ff]")


class Marks:
    """The marks of one message."""

    __slots__ = ("_count", "_surfaces", "_values")

    def __init__(self) -> None:
        self._count = [0] * len(Kind)
        self._values: dict[str, Any] = {}
        self._surfaces: dict[str, str] = {}

    def put(self, kind: Kind, value: Any, words: str) -> str:
        """The mark that replaces `words`; the words themselves when there are too many marks."""
        count = self._count[kind]
        if count == _ROOM:
            return words
        self._count[kind] = count + 1
        mark = chr(_BASE + kind * _ROOM + count)
        self._values[mark] = value
        self._surfaces[mark] = self.plain(words)
        return mark

    def has(self, kind: Kind) -> bool:
        return self._count[kind] > 0

    def value(self, mark: str) -> Any:
        return self._values[mark]

    def plain(self, text: str) -> str:
        """The text with the words that were said in place of their marks."""
        return ANY_MARK.sub(lambda found: self._surfaces.get(found[0], ""), text)
