"""What changed between two standards, place by place, in words for branches.

Both are compared as documents, not as loaded: a standard says more than the program keeps of it, and all of it is
what branches agreed to. Whether a place changed is decided by its words, so that 4 and 4.0 are the same.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.domain.standard_rows import ROWS, Row, Rows
from bot.domain.standard_values import PERIODS, UNITS, Said, stars
from bot.domain.standard_words import TITLES, VOCABULARY, Words

Document = Mapping[str, Any]
"""A parsed TOML document that `load_standard` takes without fault."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what it concerns, the two values in words (None where there is none), and the whole sentence."""

    what: str
    before: str | None
    after: str | None
    text: str


_NAMELESS: Mapping[str, str] = {"row": "", "every": "", "unit": "1次"}


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the comparison stands: its key in the vocabulary, its place in the file, and what its labels may name."""

    key: str = ""
    file: str = ""
    what: str = "标准"
    heads: bool = False  # `what` stands before a colon
    names: Mapping[str, str] = field(default_factory=lambda: _NAMELESS)

    def inner(self, name: str) -> "_Place":
        if not self.key:
            return _Place(name, f"[{name}]", TITLES.get(name, f"[{name}]"))
        return _Place(f"{self.key}.{name}", f"{self.file} {name}", self.what, self.heads, self.names)

    def row(self, rows: Rows, row: Row) -> "_Place":
        """The place of a row; one within a row that heads its changes still belongs to that one."""
        title = rows.title(row)
        file = f"{self.file if '.' in self.key else f'[{self.file}]'} {row[rows.key]}"
        heads = rows.heads and not self.heads
        return replace(
            self,
            file=file,
            what=title if heads else self.what,
            heads=self.heads or heads,
            names={**_NAMELESS, "row": title},
        )

    def label(self) -> str:
        """A place that nobody gave words is called by its names in the file."""
        words = VOCABULARY.get(self.key)
        return f"参数“{self.file}”" if words is None else words.label.format_map(self.names)

    def change(self, before: str | None, after: str | None, text: str) -> Change:
        return Change(self.what, before, after, f"{self.what}：{text}" if self.heads else text)


def changes(before: Document, after: Document) -> tuple[Change, ...]:
    """Every difference once, in the order of the file; nothing for two documents that say the same."""
    return tuple(_table(before, _without_restatements(before, after), _Place()))


# ---------------------------------------------------------------------- walking both documents


def _table(before: Mapping[str, Any], after: Mapping[str, Any], place: _Place) -> Iterator[Change]:
    for name in {**before, **after}:
        yield from _either(before.get(name), after.get(name), place.inner(name))


def _either(before: Any, after: Any, place: _Place) -> Iterator[Change]:
    """Tables and lists of rows are entered, anything else is compared."""
    rows = ROWS.get(place.key)
    if rows is not None and _keyed(before, rows) and _keyed(after, rows):
        yield from _rows(before or [], after or [], rows, place)
    elif _is_table(before) and _is_table(after) and (before or after):
        enter = _ENTRANCES.get(place.key, _table)
        yield from enter(before or {}, after or {}, place)
    else:
        yield from _value(before, after, place)


def _is_table(value: Any) -> bool:
    return value is None or isinstance(value, Mapping)


def _keyed(value: Any, rows: Rows) -> bool:
    """Whether a list, perhaps a missing one, is of tables that can be told apart."""
    if value is None:
        return True
    if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
        return False
    keys = [row.get(rows.key) for row in value]
    return all(isinstance(key, Hashable) for key in keys) and len({*keys} - {None}) == len(keys)


def _rows(before: list[Row], after: list[Row], rows: Rows, place: _Place) -> Iterator[Change]:
    old, new = ({row[rows.key]: row for row in side} for side in (before, after))
    for key in {**old, **new}:
        if key not in new:
            said = _titled(old[key], rows)
            yield _coming_or_going(old[key], rows, place).change(said, None, f"取消{said}")
        elif key not in old:
            said = _titled(new[key], rows)
            text = f"新增{said}{rows.more(new[key])}"
            yield _coming_or_going(new[key], rows, place).change(None, said, text)
        else:
            yield from _table(old[key], new[key], place.row(rows, new[key]))


def _titled(row: Row, rows: Rows) -> str:
    return f"{rows.noun}{rows.title(row)}{rows.brief(row)}"


def _coming_or_going(row: Row, rows: Rows, place: _Place) -> _Place:
    """A whole row is named in the sentence itself; only what surrounds it may stand before the colon."""
    return replace(place, what=rows.title(row)) if rows.heads and not place.heads else place


def _measure(before: Mapping[str, Any], after: Mapping[str, Any], place: _Place) -> Iterator[Change]:
    """With another kind the parameters of the old one are gone, which needs no words."""
    if before.get("kind") != after.get("kind"):
        before = {name: value for name, value in before.items() if name in after}
    yield from _table(before, after, replace(place, names={**_NAMELESS, **_period(before, after)}))


def _quota(before: Mapping[str, Any], after: Mapping[str, Any], place: _Place) -> Iterator[Change]:
    """Its labels name the star that the places are for."""
    yield from _table(before, after, replace(place, names={**_NAMELESS, "row": stars(after.get("star"))}))


_ENTRANCES = {"indicators.measure": _measure, "quota": _quota}
"""Tables whose labels depend on what else stands there."""


def _period(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, str]:
    """The period of a measure as its labels name it, where it has one and that is the same on both sides."""
    period = after.get("period")
    same = period == before.get("period", period)
    single = before.get("required", 1) == after.get("required", 1) == 1
    unit = UNITS.get(str(period), "1次") if same and single else "1次"
    if after.get("per_group") and before.get("per_group", True):
        unit = "1个组次（按党小组数平均）"
    return {"every": PERIODS.get(str(period), "") if same else "", "unit": unit}


# ---------------------------------------------------------------------- the sentences


def _value(before: Any, after: Any, place: _Place) -> Iterator[Change]:
    words = VOCABULARY.get(place.key, _PLAIN)
    old, new = _said(before, words), _said(after, words)
    if old == new or (isinstance(old, tuple) and isinstance(new, tuple) and {*old} == {*new}):
        return
    yield place.change(_joined(old), _joined(new), _sentence(place.label(), old, new, words.changed))


_PLAIN = Words("")


def _said(value: Any, words: Words) -> Said | None:
    """An empty text says no more than a missing one."""
    value = words.absent if value is None else value
    return None if value is None or value == "" else words.say(value)


def _joined(said: Said | None) -> str | None:
    return ("、".join(said) or "无") if isinstance(said, tuple) else said


def _sentence(label: str, before: Said | None, after: Said | None, changed: str) -> str:
    if before is None:
        return f"新增{label}：{_joined(after)}"
    if after is None:
        return f"取消{label}（原为{_joined(before)}）"
    if isinstance(before, tuple) and isinstance(after, tuple) and {*before} & {*after}:
        return f"{label}{_came_and_went(before, after)}"
    return changed.format(label=label, before=_joined(before), after=_joined(after))


def _came_and_went(before: tuple[str, ...], after: tuple[str, ...]) -> str:
    came = "、".join(one for one in after if one not in before)
    went = "、".join(one for one in before if one not in after)
    return "，".join(f"{verb}{ones}" for verb, ones in (("增加", came), ("减少", went)) if ones)


# ---------------------------------------------------------------------- nothing twice


def _without_restatements(before: Document, after: Document) -> Document:
    """`after`, with what only repeats another change put back: counts of rows, and what indicators say twice."""
    told = {**after}
    for section, names in _COUNTS.items():
        told[section] = {**after[section], **{n: before[section][n] for n in names}}
    old = {row["id"]: row for row in before["indicators"]}
    vetoed = (_vetoed(before), _vetoed(after))
    told["indicators"] = [
        _indicator(old[row["id"]], row, *vetoed) if row["id"] in old else row for row in after["indicators"]
    ]
    return told


_COUNTS: Mapping[str, tuple[str, ...]] = {
    "meta": ("expected_aspects", "expected_indicators"),
    "stars": ("min_star", "max_star"),
}
"""A standard is checked to have as many as it says, so a row that came or went tells it."""


def _vetoed(document: Document) -> set[str]:
    return {id_ for veto in document.get("veto", ()) if veto["enabled"] for id_ in veto["indicators"]}


def _indicator(before: Row, after: Row, vetoed_before: set[str], vetoed_after: set[str]) -> Row:
    """The formula restates points and measure; frequency and the mark of a veto do where they agree with them."""
    put_back = []
    if (before["points"], before["measure"]) != (after["points"], after["measure"]):
        put_back.append("formula")
    if all(row.get("frequency") == row["measure"].get("period") for row in (before, after)):
        put_back.append("frequency")
    if all(
        row.get("veto") is (row["id"] in ids) for row, ids in ((before, vetoed_before), (after, vetoed_after))
    ):
        put_back.append("veto")
    return {**after, **{name: before[name] for name in put_back if name in before and name in after}}
