"""How names sound: a slip by voice input or quick typing replaces a character by another of the same sound (温国强 → 温国墙).

Characters and their syllables are pypinyin's; what is ours is which syllables a southern ear takes for one another.
"""

from functools import cache

from pypinyin import Style, pinyin

_SURNAME_SOUNDS = {
    "单": "shan", "解": "xie", "曾": "zeng", "区": "ou", "仇": "qiu", "任": "ren", "盖": "ge", "查": "zha",
    "翟": "zhai", "乐": "yue", "朴": "piao", "尉": "yu", "覃": "qin", "冼": "xian", "晁": "chao", "缪": "miao",
    "洗": "xian", "种": "chong", "宓": "mi", "谌": "chen", "召": "shao", "员": "yun", "逄": "pang",
}  # fmt: skip
"""Characters that sound differently as a surname."""

_ACCENTS = (
    ("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("r", "l"), ("hua", "fa"), ("hui", "fei"), ("hu", "fu"),
)  # fmt: skip
"""Initials that southern accents, and dictation, take for one another."""


def sound(name: str) -> tuple[str, ...]:
    """The syllables of a name without tones; what is no Chinese character sounds like itself.

    >>> sound("章明") == sound("张明")
    True
    """
    return (_SURNAME_SOUNDS.get(name[:1]) or _syllable(name[:1]), *(_syllable(char) for char in name[1:]))


def loosely(syllables: tuple[str, ...]) -> tuple[str, ...]:
    """The same syllables with accents levelled: 黄 and 房, 林 and 宁 become equal."""
    return tuple(_level(syllable) for syllable in syllables)


@cache
def _syllable(char: str) -> str:
    return str(pinyin(char, style=Style.NORMAL, errors=lambda other: other)[0][0]) if char else ""


@cache
def _level(syllable: str) -> str:
    for spoken, plain in _ACCENTS:
        if syllable.startswith(spoken):
            syllable = plain + syllable[len(spoken) :]
            break
    return syllable[:-1] if syllable.endswith(("ing", "eng", "ang")) else syllable
