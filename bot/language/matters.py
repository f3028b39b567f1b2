"""Several matters in one message: 我们几分？离五星还差多少 — and what merely goes on about the same one.

A message is cut at the ends of its sentences; each piece is read by itself. A piece that reads as a matter of its own
begins a new one, everything else (names of who was away, a topic, a correction) belongs to the matter before it.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.language.intents import Intent, Reading
from bot.language.marks import DAY, EVENT, NAME, PART

_ENDS = re.compile(r"[^。；？！\n]*[。；？！\n]*")
_TURNS = re.compile(
    "[，~ ](?=(?:另外|还有就是|还有[，：]|顺便|顺带|对了|再就是|再有|另[，：]|还想问|想问|再问|请问|问一?下))"
    "|，(?=(?:完了|然后|之后|会后|结束后|散会后)[^，。；]*(?:志愿|谈心|共建|慰问))"
    rf"|，(?=(?:{DAY}|{PART})[^，。；？]{{2,}})|，(?={EVENT}(?:从|由|改|挪|推|取消|不开|也))"
)
_BARE_QUESTION = re.compile(
    "[，。 ]*(?:(?:这样|这个|那|我?看|你看|大家)?(?:行不行|可以吗|可以不|行吗|行不|算数吗|有效吗|有效不|够吗|够不够"
    "|对吗|对不对|好吗|成不成|中不中|怎么办|是不是|是吗|合规吗|算不算))[？。啊呢 ]*"
)

_GO_ON: dict[Intent, frozenset[Intent]] = {
    Intent.LOG_MEETING: frozenset(
        {
            Intent.LEAVE,
            Intent.LOG_STUDY,
            Intent.CHECK_IN,
            Intent.AMEND,
            Intent.LOG_MEETING,
            Intent.MAKE_UP,
            Intent.PLAN_MEETING,
        }
    ),
    Intent.PLAN_MEETING: frozenset(
        {Intent.PLAN_MEETING, Intent.LOG_STUDY, Intent.LEAVE, Intent.LOG_MEETING, Intent.CHECK_IN}
    ),
    Intent.MOVE_MEETING: frozenset({Intent.PLAN_MEETING, Intent.MOVE_MEETING, Intent.CANCEL_MEETING}),
    Intent.CANCEL_MEETING: frozenset({Intent.PLAN_MEETING, Intent.CANCEL_MEETING, Intent.LEAVE}),
    Intent.LEAVE: frozenset(
        {Intent.LEAVE, Intent.LOG_MEETING, Intent.CHECK_IN, Intent.MAKE_UP, Intent.LOG_STUDY}
    ),
    Intent.LOG_STUDY: frozenset({Intent.LOG_STUDY, Intent.LOG_MEETING, Intent.CHECK_IN}),
    Intent.CHECK_IN: frozenset({Intent.LOG_STUDY, Intent.CHECK_IN, Intent.LOG_MEETING}),
    Intent.MAKE_UP: frozenset({Intent.LOG_STUDY, Intent.MAKE_UP}),
    Intent.AMEND: frozenset({Intent.LOG_MEETING, Intent.LEAVE, Intent.AMEND, Intent.LOG_STUDY}),
    Intent.LOG_ACTIVITY: frozenset(
        {Intent.LOG_ACTIVITY, Intent.LOG_STUDY, Intent.LOG_MEETING, Intent.CHECK_IN}
    ),
    Intent.LOG_TALK: frozenset({Intent.LOG_TALK, Intent.LOG_MEETING, Intent.LOG_STUDY}),
    Intent.LOG_DUES: frozenset({Intent.LOG_DUES, Intent.LOG_MEETING, Intent.LEAVE}),
    Intent.PLAN_ITEM: frozenset({Intent.MAKE_UP, Intent.LOG_STUDY, Intent.PLAN_MEETING, Intent.SUBMIT_ITEM}),
}
"""Which readings of a piece that names no event of its own merely go on about the matter before."""

_EACH_DAY = frozenset({Intent.LOG_STUDY, Intent.MAKE_UP, Intent.LEAVE, Intent.CHECK_IN, Intent.LOG_TALK})
"""Of these another day is another matter."""

_ITEM_MATTERS = frozenset(
    {
        Intent.SUBMIT_ITEM,
        Intent.EXTEND_ITEM,
        Intent.OBJECT_ITEM,
        Intent.VERIFY_ITEM,
        Intent.RETURN_ITEM,
        Intent.ACKNOWLEDGE_ITEM,
        Intent.PLAN_ITEM,
        Intent.REOPEN_ITEM,
        Intent.REGRADE_ITEM,
        Intent.CANCEL_ITEM,
    }
)
_ONE_MATTER = frozenset({Intent.LOG_MEETING, Intent.ADD_FINDING, Intent.GRADE})
"""What several pieces of one message say is read together: dates and branches said once hold for all."""


MOST_PIECES = 10
"""A message in more sentences than these is one document."""


@dataclass
class _Matter:
    text: str
    readings: Sequence[Reading]


def pieces(text: str) -> list[str]:
    """The sentences of a marked text; together they are the text."""
    return [piece for part in _TURNS.split(text) for piece in _ENDS.findall(part) if piece]


def matters(text: str, read: Callable[[str], Sequence[Reading]]) -> list[str]:
    """The texts of the matters a message is about; one when it is about one thing.

    Args:
        text: the marked text of the whole message.
        read: the readings of one piece by itself, empty when it says nothing of its own.
    """
    cut = pieces(text)
    if not 1 < len(cut) <= MOST_PIECES or any(_BARE_QUESTION.fullmatch(piece) for piece in cut):
        return [text]
    found: list[_Matter] = []
    for piece in cut:
        readings = read(piece)
        if _doubts(piece, readings):
            return [text]
        if not found or (readings and not _goes_on(found[-1], piece, readings)):
            found.append(_Matter(piece, readings))
        else:
            found[-1].text += (
                piece if found[-1].text.endswith(("。", "；", "\n", "？", "！")) else f"，{piece}"
            )
            found[-1].readings = found[-1].readings or readings
    speaking = [matter for matter in found if matter.readings]
    if len(speaking) < 2 or len({_kind(matter) for matter in speaking}) < 2:
        return [text]
    return [matter.text for matter in _merged(found)]


_YES_OR_NO = re.compile("(?:吗|了没有?|没有|过没|不|么)[啊呀呢]?[？。 ]*$")
_ASKS_FOR_SOMETHING = re.compile("谁|哪|几|多少|什么|啥|怎|还|我的|我们")
_FINDINGS_OUT = frozenset(
    {
        Intent.QUERY_CALENDAR, Intent.QUERY_OWN, Intent.QUERY_STANDING, Intent.QUERY_GAP, Intent.QUERY_TERM, Intent.QUERY_ITEMS,
        Intent.QUERY_RANKING, Intent.HELP, Intent.PRIVACY, Intent.EXPORT,
    }
)  # fmt: skip


def _doubts(piece: str, readings: Sequence[Reading]) -> bool:
    """A yes-or-no question that asks for nothing of its own puts the whole message in question (rule 1)."""
    if _YES_OR_NO.search(piece) is None:
        return False
    of_its_own = any(reading.intent in _FINDINGS_OUT for reading in readings)
    return not (of_its_own and _ASKS_FOR_SOMETHING.search(piece))


def _goes_on(before: _Matter, piece: str, readings: Sequence[Reading]) -> bool:
    if not before.readings:
        return False
    was, now = before.readings[-1], readings[0]
    undated = "date" not in was.slots and "from" not in was.slots
    if (
        was.intent is Intent.LEAVE
        and now.intent is Intent.PLAN_MEETING
        and undated
        and "time" not in now.slots
    ):
        return True  # 我还是请假吧，明天的学习
    if was.intent is now.intent and undated and was.intent in (Intent.LEAVE, Intent.PLAN_MEETING):
        return was.intent is Intent.LEAVE or was.slots.get("event") == now.slots.get("event")
    if now.intent is was.intent is Intent.LOG_ACTIVITY:
        return bool(now.slots["activity"] == was.slots["activity"])
    if (
        now.intent is was.intent
        and now.intent in _EACH_DAY
        and now.slots.get("date") != was.slots.get("date")
    ):
        return re.search(f"{DAY}|{PART}", piece) is None
    if was.intent in _ONE_MATTER and now.intent is was.intent:
        return True
    if was.intent in _ITEM_MATTERS and now.intent in _ITEM_MATTERS:
        return "item" not in now.slots
    if now.intent in (Intent.SUBMIT_ITEM,) and "item" not in now.slots and was.intent not in _ITEM_MATTERS:
        return True
    if now.intent not in _GO_ON.get(was.intent, ()):
        return False
    names_event = re.search(EVENT, piece) is not None
    if now.intent is Intent.LEAVE and was.intent is Intent.LOG_MEETING and "event" not in was.slots:
        return True  # 老吴病又犯了，明天的大会我替他请个假: of no meeting yet, so no report
    if now.intent is Intent.LEAVE and was.intent in (Intent.LOG_MEETING, Intent.AMEND):
        return re.search(NAME, piece) is not None and "name" in now.slots
    return not names_event or (now.intent is was.intent and was.intent not in _SEPARATE)


_SEPARATE = frozenset(
    {Intent.PLAN_MEETING, Intent.CANCEL_MEETING, Intent.MOVE_MEETING, Intent.MAKE_UP, Intent.LEAVE}
)


def _kind(matter: _Matter) -> object:
    """Two meetings planned, or two absences announced, are two matters; two meetings reported are read together."""
    first = matter.readings[0]
    return first.intent if first.intent in _ONE_MATTER | _ITEM_MATTERS else (first.intent, id(matter))


def _merged(found: list[_Matter]) -> list[_Matter]:
    """Neighbours of the kinds that are read together become one; what says nothing goes with its neighbour."""
    merged: list[_Matter] = []
    for matter in found:
        last = merged[-1] if merged else None
        together = last is not None and (
            not last.readings
            or not matter.readings
            or (
                matter.readings[0].intent in _ONE_MATTER
                and last.readings[0].intent is matter.readings[0].intent
            )
        )
        if last is not None and together:
            last.text += matter.text
            last.readings = last.readings or matter.readings
        else:
            merged.append(matter)
    return merged
