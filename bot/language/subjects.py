"""What a standard's indicators and aspects are called among people: 党小组会 → B03, 八有 → D03, 制度执行 → B (rule 13).

Computed from the standard's own names, so that another unit's standard needs no code: the part of a sentence that
is shared with one indicator's name, and with no other's, tells which is meant.
"""

import re
from collections.abc import Mapping

from bot.domain.activity import Event
from bot.domain.standard import Indicator, Standard

_ID = re.compile(r"(?<![A-Za-z])([A-Za-z])[ -]?(\d\d)(?!\d)")
_SHORTEST = 2
_WORDS_OF_ANYTHING = frozenset(
    {
        "支部",
        "党员",
        "工作",
        "组织",
        "定期",
        "检查",
        "问题",
        "按期",
        "党建",
        "发挥",
        "作用",
        "中心",
        "任务",
        "与",
        "管理",
        "日常",
        "群众",
        "集中",
        "集中学",
        "学习",
        "民主",
        "服务",
        "志愿",
        "党务",
        "书记",
        "研究",
        "部署",
        "档案",
        "公开",
        "评议",
    }
)
"""Too common to name an indicator by themselves."""


class Subjects:
    """The indicators and aspects of one standard by what they are called."""

    def __init__(self, standard: Standard) -> None:
        self._ids = {indicator.id.upper() for indicator in standard.indicators}
        self._aspects = {aspect.name: aspect.id for aspect in standard.aspects}
        self._pieces = _pieces({indicator.id: indicator.name for indicator in standard.indicators})
        self._events = {
            event: indicator.id for indicator in standard.indicators for event in _measured_alone(indicator)
        }

    def aspect(self, words: str) -> str | None:
        """The aspect named in full (制度执行)."""
        return next((id_ for name, id_ in self._aspects.items() if name in words), None)

    def by_id(self, words: str) -> str | None:
        """An id written out: B03, b03, B-03."""
        found = _ID.search(words)
        if found is None:
            return None
        id_ = f"{found[1].upper()}{found[2]}"
        return id_ if id_ in self._ids else None

    def indicator(self, words: str, event: Event | None = None) -> str | None:
        """By id, by the event it counts, or by the longest piece of one indicator's name in the words."""
        known = self.by_id(words) or (self._events.get(event) if event is not None else None)
        if known is not None:
            return known
        found = [(len(piece), id_) for piece, id_ in self._pieces.items() if piece in words]
        longest = max((length for length, _ in found), default=0)
        ids = {id_ for length, id_ in found if length == longest}
        return ids.pop() if len(ids) == 1 else None


def _pieces(names: Mapping[str, str]) -> dict[str, str]:
    """Every piece of a name that no other name has, and its indicator. A whole name counts even inside another."""
    owners: dict[str, set[str]] = {}
    for id_, name in names.items():
        for part in re.split(r"[^\u4e00-\u9fff]+|与|和", name):
            for start in range(len(part)):
                for end in range(start + _SHORTEST, len(part) + 1):
                    owners.setdefault(part[start:end], set()).add(id_)
    whole = {name: id_ for id_, name in names.items()}
    return {
        piece: whole.get(piece) or next(iter(ids))
        for piece, ids in owners.items()
        if (len(ids) == 1 or piece in whole) and piece not in _WORDS_OF_ANYTHING
    }


def _measured_alone(indicator: Indicator) -> tuple[Event, ...]:
    """The event an indicator counts, if it counts one kind of event and all of that kind."""
    if indicator.kind == "friday_study":
        return (Event.FRIDAY_STUDY,)
    events: tuple[Event, ...] = indicator.measure.get("events", ())
    return events if len(events) == 1 and "topic_tag" not in indicator.measure else ()
