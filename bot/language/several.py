"""Several meetings in one message: which words belong to which (rule 20)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.domain.activity import Event
from bot.language.events import EventSaid
from bot.language.headcount import counts_heads
from bot.language.marks import DAY, EVENT, NUMBER, PART, TIME
from bot.language.said import MOST_GROUPS, Said

_CLAUSE = re.compile(r"[^，。；\n ]*[，。；\n ]*")
_MERGED = re.compile(
    "合并|一起(?:开|办|搞|上)|连着(?:开|办)|一块儿?(?:开|办|搞|上)|套着|同时(?:开|召开|进行)|一并|接着(?:开|上)的|结合|合在一起|套开|合开"
    rf"|{EVENT}(?:和|跟|与|、|加|及|还有|\+|暨){EVENT}"
)
_GROUP = re.compile(rf"第?({NUMBER})(?:党?小?组(?!织)|(?={EVENT}))")
_ONLY_WHEN = re.compile(rf"(?:{DAY}|{PART}|{TIME}|[，。；、\n ]|{NUMBER}[、.，)）])+")
_SHARED = re.compile(
    "^(?:两个会?|三个会?|全部|全)?(?:都|均)(?!到|在|来|参加)(?:是)?.*"
    f"|^(?:两个会|三个会|各组|两组|三个组|两个组).*都.*|^(?:一共|总共)?(?:日期|时间)都?是?{DAY}"
)


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting reported: its event, its group and the words that belong to it."""

    event: EventSaid | None
    group: int | None
    said: Said


def sessions(said: Said) -> list[Session]:
    """One session for each event, or for each group of one event; the words after a mention belong to it."""
    mentions = [said.marks.value(found[0]) for found in re.finditer(EVENT, said.text)]
    own = [mention for mention in mentions if mention.event is not None]
    events = list(dict.fromkeys(mention.event for mention in own))
    numbers = [int(said.marks.value(found[1])) for found in _GROUP.finditer(said.text)]
    groups = list(dict.fromkeys(number for number in numbers if number <= MOST_GROUPS))
    if len(events) > 1 and _MERGED.search(said.text) and not _each_counted(said):
        first = {mention.event: mention for mention in reversed(own)}
        return [
            Session(first[event], said.group() if event in _IN_GROUPS else None, said) for event in events
        ]
    if len(events) > 1:
        return _split(said, lambda clause: _event_in(said, clause))
    if len(events) == 1 and len(set(re.findall(_ON_A_DAY, said.text))) > 1:
        return _split(said, _day_in)
    if len(groups) > 1 and len(events) == 1 and events[0] in _IN_GROUPS and _MERGED.search(said.text):
        return [Session(own[0], group, said) for group in groups]
    if len(groups) > 1 and (not events or events[0] in _IN_GROUPS):
        event = own[0] if own else None
        return [
            replace(session, event=event) for session in _split(said, lambda clause: _group_in(said, clause))
        ]
    return [Session(own[0] if own else None, said.group(), said)]


_IN_GROUPS = (Event.GROUP_MEETING, Event.FRIDAY_STUDY)


def _each_counted(said: Said) -> bool:
    """支委会应到5实到4，接着开的党员大会应到18实到16: counted apart, they were not one meeting."""
    behind = re.split(EVENT, said.text)[1:]
    return sum(counts_heads(words) for words in behind) > 1


def _event_in(said: Said, clause: str) -> object:
    found = [said.marks.value(mark) for mark in re.findall(EVENT, clause)]
    return next((mention.event for mention in found if mention.event is not None), None)


_ON_A_DAY = re.compile(rf"({DAY})(?:{PART})?的?{EVENT}(?=.*{NUMBER})")


def _day_in(clause: str) -> object:
    """7.10学习日9应9实，7.17学习日9应8实: one meeting for each day."""
    found = _ON_A_DAY.search(clause)
    return found[1] if found else None


def _group_in(said: Said, clause: str) -> object:
    found = _GROUP.search(clause)
    return said.marks.value(found[1]) if found else None


def _split(said: Said, topic_of: Callable[[str], object]) -> list[Session]:
    """Cut before every clause that turns to another event or group; days said once hold for what follows."""
    head, shared = "", ""
    parts: list[list[str]] = []
    current: object = None
    waiting = ""
    for clause in _CLAUSE.findall(said.text):
        if not clause:
            continue
        if parts and _ONLY_WHEN.fullmatch(clause):
            waiting += clause  # 5月12日 主题党日: a day alone belongs to what follows
            continue
        clause, waiting = f"{waiting}{clause}", ""
        turn = topic_of(clause)
        if turn is not None and turn != current:
            parts.append([head, clause] if not parts else [clause])
            current = turn
        elif parts and len(parts) > 1 and _SHARED.match(clause):
            shared += clause
        elif parts:
            parts[-1].append(clause)
        else:
            head += clause
    if waiting and parts:
        parts[-1].append(waiting)
    found: list[Session] = []
    day = ""
    for words in ("".join(part) for part in parts):
        own_day = "".join(re.findall(DAY, words)[:1])
        shared_day = "".join(re.findall(DAY, shared)[:1])
        text = words if own_day else f"{shared_day or day}{words}"
        day = own_day or day
        part = said.part(f"{text}，{re.sub(DAY, '', shared)}" if shared else text)
        event = next((e for e in part.values(EVENT) if e.event is not None), None)
        found.append(Session(event, part.group(), part))
    return found
