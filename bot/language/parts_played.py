"""Who was away, late, in the chair, at the minutes: names joined to the words beside them (rules 7, 8, 9)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.domain.people import Person
from bot.language import away
from bot.language.marks import NAME, NUMBER, Kind
from bot.language.names import NameSaid
from bot.language.said import Said

_JOIN = r"(?:[、和跟与及同，, \n]|还有|以及)*"
_RUN = re.compile(rf"{NAME}(?:{_JOIN}(?:{NUMBER}[个名位]?人?)?{NAME})*")
NEAR = 40
"""A label stands so near the names it is for."""
_LABEL_AT_END = re.compile(
    rf"(?P<sep>^|.*[\s，、。；：（）)]|.*{NUMBER}[个名人]*)?(?P<label>{away.PART_PLAYED}|{away.LEAVE}|{away.ABSENT}"
    f"|{away.LATE}|病假|事假|公差|出差|缺|(?:就|只)?差|只有|列席)"
    rf"(?P<gap>(?:的|的是|的有|是|有|由|为|了|人员|人数|同志)*(?:{NUMBER}[个名位]?人?)?[：:（(是有 ，]*)$",
    re.DOTALL,
)
_EXCEPT = re.compile(r"(?:除了?|除去|扣除|就差|只差|差|缺|只有|就)[ ]?$")
_CLAUSE_END = re.compile(
    r"[，。；\n）]| (?=应到|实到|列席|旁听|主持|记录|主讲|地点|时间|议题|主题|内容|缺席|请假|迟到|表决|其[他余])"
)
_ROLES = (
    ("chair", re.compile(away.CHAIR)),
    ("recorder", re.compile(away.RECORDER)),
    ("lecturer", re.compile(away.LECTURER)),
)
_REASON = re.compile(away.REASON)
_LEAVE = re.compile(away.LEAVE + "|请假")
_ABSENT = re.compile(away.ABSENT)
_LATE = re.compile(away.LATE)
_NOT_COUNTED = re.compile(away.NOT_COUNTED)
_NOW_REASON = re.compile(
    rf"^(?:他|她|他们|是|说是|因为?|在|去|要|有|说|都|两人都|确实)*.{{0,6}}{away.REASON}"
)
_ME = re.compile(
    f"我(?=自己|来|也)?(?=(?:自己|来)?(?:{away.PART_PLAYED}|请假|{away.LATE}))|(?<=主持[：:是])我"
    "|(?<=[持录讲]人[是：])我|(?<=记录[：:是])我|(?<=主讲[：:是])我|(?<=[持录讲学])我(?=$|[，。 ])"
)


@dataclass
class PartsPlayed:
    """Lists of persons by part; `reasons` by person, a code or None."""

    leave: list[Person] = field(default_factory=list)
    absent: list[Person] = field(default_factory=list)
    late: list[Person] = field(default_factory=list)
    roles: dict[str, Person] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)  # by account
    unknown: int = 0  # named as away, but not to be resolved


@dataclass
class _Run:
    """A list of names, what stands before it (its label) and behind it (up to the next list)."""

    marks: list[str]
    label: str = ""
    excepted: bool = False
    tail: str = ""


def parts_played(said: Said) -> PartsPlayed:
    """Join every name to its part. Names without any part are left alone."""
    found = PartsPlayed()
    for run in _runs(with_me(said)):
        _assign(run, said, found)
    return found


def with_me(said: Said) -> str:
    """我主持 names the sender; as a name only where a part follows or precedes."""
    if "我" not in said.text:
        return said.text
    me = NameSaid(said.speaker.name, (said.speaker,))
    return _ME.sub(lambda found: said.marks.put(Kind.NAME, me, "我"), said.text)


def _runs(text: str) -> Iterator[_Run]:
    """The lists of names in order; the words between two are divided between them."""
    lists = list(_RUN.finditer(text))
    runs = [_Run(re.findall(NAME, found[0])) for found in lists]
    before = text[: lists[0].start()] if lists else ""
    if lists:
        _take_label(before, None, runs[0])
    for index, found in enumerate(lists):
        last = index + 1 == len(lists)
        between = text[found.end() :] if last else text[found.end() : lists[index + 1].start()]
        if last:
            runs[index].tail = between
        else:
            follows = text[lists[index + 1].end() :]
            runs[index].tail = _take_label(
                between, runs[index], runs[index + 1], _OWN_STATUS.match(follows) is not None
            )
    yield from runs


_OWN_STATUS = re.compile(rf"[ （：，]?(?:{away.REASON}|{away.LEAVE}|{away.ABSENT}|{away.LATE})")


def _take_label(between: str, previous: _Run | None, following: _Run, has_its_own: bool = False) -> str:
    """Give the following list its label, if the words before it are one; returns what is left for the previous.

    王芳 病假 赵磊 出庭: the blanks do not tell whose 病假 is; a list that has a status behind it needs none before it.
    """
    if _EXCEPT.search(between):
        following.excepted = True
    found = _LABEL_AT_END.fullmatch(between[-NEAR:])
    if found is None:
        return between
    before = len(between) - len(between[-NEAR:])
    apart_before = bool(found["sep"] and found["sep"][-1] in " ，、。；：（）)\n") or (
        found.start("label") == 0 and previous is None
    )
    apart_after = bool(found["gap"]) and found["gap"].strip("的是有由为了人员数") in (" ", "，")
    if previous is not None and has_its_own and _OWN_STATUS.fullmatch(between.rstrip()):
        return between
    if previous is not None and not (apart_before and not apart_after):
        belongs_to_next = bool(previous.label) and not (apart_after and not apart_before)
        if not belongs_to_next:
            return between
    following.label = found["label"]
    return between[: before + found.start("label")]


def _assign(run: _Run, said: Said, found: PartsPlayed) -> None:
    clauses = [clause for clause in _CLAUSE_END.split(run.tail) if clause.strip(" （）")]
    near = clauses[0] if clauses else ""
    next_clause = clauses[1] if len(clauses) > 1 else ""
    if run.tail[:1] in "（(" and "）" in run.tail:
        near = run.tail[1 : run.tail.index("）")]
    role = _role(run.label) or ("" if run.label else _role(near))
    if role:
        for mark in run.marks:
            person = said.who(mark)
            if person is not None:
                found.roles.setdefault(role, person)
        return
    if _NOT_COUNTED.search(near) or run.label == "列席":
        return
    _assign_away(run, near, next_clause, said, found)


def _role(words: str) -> str:
    return next((role for role, pattern in _ROLES if pattern.search(words[:14])), "")


def _assign_away(run: _Run, near: str, next_clause: str, said: Said, found: PartsPlayed) -> None:
    label_decides = bool(run.label)
    words = f"{run.label} {near}" if label_decides or not _REST_FIRST.match(near) else run.label
    reason = _REASON.search(words) and away.reason(words)
    if reason is None and _NOW_REASON.match(next_clause) and not _LATE.search(words):
        reason = away.reason(next_clause)
    if _LATE.search(words) and not _LEAVE.search(words):
        group = found.late
    elif reason is not None or _LEAVE.search(words):
        group = found.leave
    elif _ABSENT.search(words) or run.excepted or run.label in ("缺", "差", "就差", "只差"):
        group = found.absent
    elif _LEAVE.search(next_clause[:10]) and not near.strip():
        group = found.leave
    else:
        return
    for mark in run.marks:
        person = said.who(mark)
        if person is None:
            found.unknown += 1
        elif person not in group:
            group.append(person)
            if reason is not None:
                found.reasons[person.account] = reason.value


_REST_FIRST = re.compile("(?:其他|其余|别的|剩下|外(?![出地勤派调省]))")
