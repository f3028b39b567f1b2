"""The spot-check draw that anybody can recompute (domain.md §3.6, decision 11).

Before the visit a *statement* is fixed: which draw it is, when, by whom, how many branches are taken and why, all
branches with how often each was drawn before in the year, and the SHA-256 of a nonce that nobody knows yet. The
SHA-256 of the statement is its *seal* (承诺码), which the drawer writes down. After the visit the nonce is published.

The exact bytes, all of them UTF-8 without a byte order mark or a line end, `‖` being plain concatenation:

    nonce       64 lower-case hexadecimal digits (256 bits), taken as text
    nonce_hash  SHA-256(nonce) in lower-case hexadecimal
    rank of a branch   SHA-256(nonce ‖ check_id ‖ name of the branch) in lower-case hexadecimal
    seal        SHA-256(statement), the statement being JSON with sorted keys, no blanks, characters unescaped

`check_id` is year and number of the draw, 2026-001, always eight characters, so the concatenation has one reading.
Those drawn least often come first, among them the lowest rank; the first `count` are drawn. So the candidates are
the branches not yet drawn in the year; where fewer are left than are wanted, all of them are drawn and the rest comes
from those drawn once; where none is left, all are candidates again.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.domain.document import Table

FORMAT = "fivestar-draw-1"


@dataclass(frozen=True, slots=True)
class Drawing:
    """How many branches a month's spot check takes, and whether all are to be seen within a year."""

    percent: int
    least: int
    cover_all: bool


def read_drawing(section: Table) -> Drawing:
    section.one_of("draw", ("sha256_rank",))
    section.one_of("publish_nonce", ("after_visit",))
    return Drawing(
        section.whole("per_month_percent", most=100),
        section.whole("per_month_min"),
        section.flag("cover_all_within_year"),
    )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A branch, and how often it was drawn before in the year."""

    branch: str
    drawn: int


@dataclass(frozen=True, slots=True)
class Statement:
    """What is fixed before the visit. `asked` is how many the drawer wanted, None where the standard decides."""

    check_id: str
    drawn_at: str
    drawn_by: str
    asked: int | None
    percent: int
    least: int
    count: int
    candidates: tuple[Candidate, ...]
    nonce_hash: str

    @property
    def seal(self) -> str:
        document = {"format": FORMAT, **asdict(self)}
        return _sha256(json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


@dataclass(frozen=True, slots=True)
class Record:
    """What is published after the visit: everything that is needed to draw again."""

    statement: Statement
    nonce: str
    drawn: tuple[str, ...]
    seal: str

    def document(self) -> dict[str, Any]:
        plain = asdict(self.statement)
        plain["candidates"] = list(plain["candidates"])
        return {"format": FORMAT, **plain, "seal": self.seal, "nonce": self.nonce, "drawn": list(self.drawn)}


def check_id(year: int, number: int) -> str:
    """2026-001: the number of a draw within its year."""
    return f"{year:04d}-{number:03d}"


def how_many(total: int, asked: int | None, percent: int, least: int) -> int:
    """k: what was asked for, else the standard's share rounded up and its minimum; never more than there are."""
    wanted = asked if asked is not None else max(least, -(-percent * total // 100))
    return min(wanted, total)


def commit(
    check_id: str,
    drawn_at: str,
    drawn_by: str,
    branches: Mapping[str, int],
    rules: Drawing,
    nonce: str,
    asked: int | None = None,
) -> Statement:
    """The statement of a draw among these branches, each with how often it was drawn before in the year."""
    candidates = tuple(
        Candidate(name, times if rules.cover_all else 0) for name, times in sorted(branches.items())
    )
    count = how_many(len(candidates), asked, rules.percent, rules.least)
    return Statement(
        check_id, drawn_at, drawn_by, asked, rules.percent, rules.least, count, candidates, _sha256(nonce)
    )


def drawn(statement: Statement, nonce: str) -> tuple[str, ...]:
    """The branches drawn, in the order of the draw."""
    ordered = sorted(
        statement.candidates,
        key=lambda one: (one.drawn, _sha256(f"{nonce}{statement.check_id}{one.branch}")),
    )
    return tuple(candidate.branch for candidate in ordered[: statement.count])


def record(statement: Statement, nonce: str) -> Record:
    return Record(statement, nonce, drawn(statement, nonce), statement.seal)


def faults(found: Record) -> list[str]:
    """What does not fit in a published record; nothing when the draw was made as it says."""
    statement = found.statement
    names = [candidate.branch for candidate in statement.candidates]
    checks = (
        (len(set(names)) == len(names), "候选支部有重复"),
        (names == sorted(names), "候选支部的顺序与抽取时不同"),
        (_sha256(found.nonce) == statement.nonce_hash, "随机数与抽取时承诺的不符"),
        (
            statement.count == how_many(len(names), statement.asked, statement.percent, statement.least),
            f"抽取个数{statement.count}与候选{len(names)}个支部应抽的个数不符",
        ),
        (statement.seal == found.seal, "候选名单、时间、抽取人或个数与承诺码不符"),
        (sorted(drawn(statement, found.nonce)) == sorted(found.drawn), "重新计算的抽取结果与公布的不同"),
        (
            drawn(statement, found.nonce) == found.drawn
            or sorted(drawn(statement, found.nonce)) != sorted(found.drawn),
            "公布的支部顺序与抽取顺序不同",
        ),
    )
    return [why for fits, why in checks if not fits]


# ---------------------------------------------------------------------- reading a published record


@dataclass(eq=False)
class BadRecord(Exception):
    """The file is no published record; `why` says what is the matter."""

    why: str


def read_record(text: str) -> Record:
    """The record in a published file.

    Raises:
        BadRecord: it is none, or something is missing or of another kind.
    """
    try:
        document = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise BadRecord("不是抽查公布文件，读不出 JSON 内容") from error
    if not isinstance(document, dict):
        raise BadRecord("不是抽查公布文件")
    missing = [name for name in _KEYS if name not in document]
    unknown = [name for name in document if name not in _KEYS]
    if missing or unknown:
        said = [f"缺少 {'、'.join(missing)}"] if missing else []
        said += [f"不应有 {'、'.join(unknown)}"] if unknown else []
        raise BadRecord(f"不是完整的抽查公布文件：{'；'.join(said)}")
    wrong = [name for name, fits in _KEYS.items() if not fits(document[name])]
    if wrong:
        raise BadRecord(f"抽查公布文件的内容不对：{'、'.join(wrong)}")
    candidates = tuple(Candidate(one["branch"], one["drawn"]) for one in document["candidates"])
    statement = Statement(
        **{name: document[name] for name in _PLAIN}, candidates=candidates, nonce_hash=document["nonce_hash"]
    )
    return Record(statement, document["nonce"], tuple(document["drawn"]), document["seal"])


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BadRecord("不是完整的抽查公布文件：同一项写了两次")
    return found


def _no_number(_word: str) -> None:
    raise BadRecord("抽查公布文件的内容不对：有不是数的数字")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value) and _is_encodable(value)


def _is_encodable(value: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 1_000_000


def _is_hex(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9a-f]{64}", value) is not None


def _is_candidate(value: object) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"branch", "drawn"}
        and _is_text(value["branch"])
        and _is_whole(value["drawn"])
    )


_PLAIN = ("check_id", "drawn_at", "drawn_by", "asked", "percent", "least", "count")
_KEYS: Mapping[str, Callable[[Any], bool]] = {
    "format": lambda value: value == FORMAT,
    "check_id": lambda value: isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{3}", value) is not None,
    "drawn_at": _is_text,
    "drawn_by": _is_text,
    "asked": lambda value: value is None or _is_whole(value),
    "percent": _is_whole,
    "least": _is_whole,
    "count": _is_whole,
    "candidates": lambda value: isinstance(value, list) and all(_is_candidate(one) for one in value),
    "nonce_hash": _is_hex,
    "seal": _is_hex,
    "nonce": _is_hex,
    "drawn": lambda value: isinstance(value, list) and all(_is_text(one) for one in value),
}  # fmt: skip


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
