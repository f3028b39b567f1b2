"""A parsed TOML document, read field by field so that every fault is found and named with its place."""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

_LEAP = 2024
"""A year that has every day, to try a month-day on."""


class Table:
    """One table of the document. A getter gives a usable value even when what stands there is wrong.

    `place` is how a person finds the table ("[study]", "[[indicators]] B03 measure"); `faults` is shared by all
    tables of one document.
    """

    def __init__(self, values: Mapping[str, Any], place: str, faults: list[str]) -> None:
        self.values, self.place, self.faults = values, place, faults

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def wrong(self, name: str, why: str) -> None:
        self.faults.append(f"{self.place} {name}：{why}")

    def only(self, names: Collection[str]) -> None:
        """Anything else is a slip of the pen that would silently change nothing."""
        for name in self.values:
            if name not in names:
                self.wrong(name, "没有这个参数，请核对拼写")

    # ------------------------------------------------------------------ single values

    def text(self, name: str) -> str:
        value = self._get(name)
        if isinstance(value, str) and value:
            return value
        return str(self._instead(name, value, "应为文字", ""))

    def flag(self, name: str) -> bool:
        value = self._get(name)
        return (
            value
            if isinstance(value, bool)
            else bool(self._instead(name, value, "应为 true 或 false", False))
        )

    def number(self, name: str, *, least: int = 0, most: int | None = None) -> Decimal:
        """A decimal or whole number, exact."""
        value = self._get(name)
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            exact = Decimal(str(value))
            if exact.is_finite() and exact >= least and (most is None or exact <= most):
                return exact
        return Decimal(self._instead(name, value, f"应为{_range('数', least, most)}", least))

    def positive(self, name: str) -> Decimal:
        """A number that something is divided by."""
        if self._get(name) == 0:
            return Decimal(self._instead(name, 0, "应大于0", 1))
        return self.number(name) or Decimal(1)

    def whole(self, name: str, *, least: int = 0, most: int | None = None) -> int:
        value = self._get(name)
        if (
            isinstance(value, int)
            and not isinstance(value, bool)
            and value >= least
            and (most is None or value <= most)
        ):
            return value
        return int(self._instead(name, value, f"应为{_range('整数', least, most)}", least))

    def share(self, name: str) -> Fraction:
        """A part of one, written 0.9 or "1/3"."""
        value = self._get(name)
        if isinstance(value, str) and re.fullmatch(r"[0-9]+/[1-9][0-9]*", value) and Fraction(value) <= 1:
            return Fraction(value)
        if isinstance(value, str):
            return Fraction(self._instead(name, value, "应为0到1之间的数或分数", 0))
        return Fraction(self.number(name, most=1))

    def one_of(self, name: str, options: Collection[str]) -> str:
        value = self._get(name)
        if isinstance(value, str) and value in options:
            return value
        return str(self._instead(name, value, f"应为 {'、'.join(options)} 之一", next(iter(options))))

    def month_day(self, name: str) -> tuple[int, int]:
        """A day of every year, written "10-31"."""
        value = self._get(name)
        try:
            day = date.fromisoformat(f"{_LEAP}-{value}")
        except ValueError:
            self._instead(name, value, "应为月-日，如 10-31", "")
            return 1, 1
        return day.month, day.day

    # ------------------------------------------------------------------ several values

    def texts(self, name: str, options: Collection[str] | None = None) -> tuple[str, ...]:
        values = self._list(name)
        for value in values:
            if not isinstance(value, str) or (options is not None and value not in options):
                self.wrong(name, f"没有“{value}”" if options else f"“{value}”应为文字")
        return tuple(str(value) for value in values if options is None or value in options)

    def wholes(self, name: str, *, least: int = 0, most: int | None = None) -> tuple[int, ...]:
        values = self._list(name)
        fitting = [
            v for v in values
            if isinstance(v, int) and not isinstance(v, bool) and v >= least and (most is None or v <= most)
        ]  # fmt: skip
        if len(fitting) < len(values):
            self.wrong(name, f"应为{_range('整数', least, most)}的列表，写的是{values}")
        return tuple(fitting)

    def pairs(self, name: str, options: Collection[str]) -> tuple[tuple[str, str], ...]:
        found = []
        for value in self._list(name):
            if isinstance(value, list) and len(value) == 2 and all(one in options for one in value):
                found.append((value[0], value[1]))
            else:
                self.wrong(name, f"{value} 应为两个已知的代码")
        return tuple(found)

    # ------------------------------------------------------------------ tables within

    def table(self, name: str, place: str = "") -> "Table":
        place = place or f"{self.place} {name}"
        value = self.values.get(name)
        if isinstance(value, Mapping):
            return Table(value, place, self.faults)
        self.faults.append(f"{place}：缺少这一节" if value is None else f"{place}：应为一节")
        return Table({}, place, [])  # its own emptiness is no further fault

    def tables(self, name: str, place: str = "") -> "list[Table]":
        """The tables of a list; each is called by its id, or by its number."""
        place, found = place or f"{self.place} {name}", []
        for number, value in enumerate(self._list(name), 1):
            if isinstance(value, Mapping):
                found.append(Table(value, f"{place} {value.get('id', f'第{number}项')}", self.faults))
            else:
                self.faults.append(f"{place} 第{number}项：应为一节")
        return found

    # ------------------------------------------------------------------ what stands there

    def _get(self, name: str) -> Any:
        return self.values.get(name)

    def _list(self, name: str) -> Sequence[Any]:
        value = self._get(name)
        if isinstance(value, list):
            return value
        self._instead(name, value, "应为列表", [])
        return []

    def _instead(self, name: str, value: Any, wanted: str, instead: Any) -> Any:
        self.wrong(name, f"缺少，{wanted}" if value is None else f"{wanted}，写的是“{value}”")
        return instead


def _range(what: str, least: int, most: int | None) -> str:
    return f"不小于{least}的{what}" if most is None else f"{least}到{most}的{what}"
