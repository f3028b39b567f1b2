"""What a cell may hold (scoring-notes.md §2.2): from what the spreadsheet gives to a value, or the reason why not."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from bot.language.numbers import chinese


@dataclass(frozen=True, slots=True)
class NoValue:
    """A formula's cell without a value: `error` is #REF! and the like, empty where it was never computed."""

    error: str

    def __str__(self) -> str:
        return self.error


Cell = str | float | bool | date | datetime | time | timedelta | NoValue
Value = TypeVar("Value")

_YEARS = range(1900, 2101)
_CHARACTER = "[\u3400-\u9fff\U00020000-\U0003ffff]"
_INVISIBLE = "[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"


@dataclass(eq=False)
class BadCell(Exception):
    """The cell cannot be understood; `reason` quotes what was read and names the cure."""

    reason: str


def text(cell: Cell) -> str:
    """One line without blanks around and characters nobody sees. A number without a fraction is written without one."""
    if isinstance(cell, NoValue):
        raise BadCell(_without_value(cell))
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return re.sub(_INVISIBLE, "", re.sub(r"\s+", " ", str(cell))).strip()


def _without_value(cell: NoValue) -> str:
    if cell.error:
        return f"公式的结果是 {cell.error}，请改正公式，或直接填写内容"
    return "公式还没有算出结果，请在 Excel 里打开并保存，或直接填写内容"


def is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not text(cell)


def narrow(cell: Cell) -> str:
    """The same with full-width letters, digits and signs as on an English keyboard."""
    return unicodedata.normalize("NFKC", text(cell)).strip()


def short(most: int) -> Callable[[Cell], str]:
    """A reader of texts of so many characters at the most."""

    def read(cell: Cell) -> str:
        written = text(cell)
        if len(written) > most:
            raise BadCell(f"读到{len(written)}个字，最多{most}个字，请缩短")
        return written

    return read


def name(cell: Cell) -> str:
    """A name; 张　明, spread out to the width of three characters, is 张明."""
    written = _closed(text(cell))
    if len(written) > 40:
        raise BadCell(f"读到{len(written)}个字，太长，请检查是否填错了列")
    return written


def _closed(written: str) -> str:
    return re.sub(rf"(?<={_CHARACTER})\s+(?={_CHARACTER})", "", written)


def account(cell: Cell) -> str:
    """The platform's account: letters, digits and a few signs, 64 at the most."""
    written = narrow(cell)
    if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z_.@-]{0,63}", written):
        raise BadCell(
            f"读到{quoted(cell)}，账号由字母、数字和 _ - . @ 组成，不超过64位，请照通讯录里的账号填写"
        )
    return written


def day(cell: Cell) -> date:
    """An Excel date, 2026-11-23, 2026/11/23 or 2026年11月23日."""
    if isinstance(cell, datetime):
        found = cell.date()
    elif isinstance(cell, date):
        found = cell
    else:
        parts = re.fullmatch(r"(\d{4})([-/.年])(\d{1,2})([-/.月])(\d{1,2})日?", narrow(cell))
        try:
            if parts is None:
                raise ValueError
            found = date(int(parts[1]), int(parts[3]), int(parts[5]))
        except ValueError:
            raise BadCell(f"读到{quoted(cell)}，不是日期，请写成 2026-11-23") from None
    if found.year not in _YEARS:
        raise BadCell(f"读到 {found.isoformat()}，年份不对，请检查")
    return found


def days(cell: Cell) -> frozenset[date]:
    """Several days parted by 、 or commas."""
    if isinstance(cell, date):
        return frozenset({day(cell)})
    return frozenset(day(word) for word in words(cell))


def month(cell: Cell) -> date:
    """2026-11, 2026年11月 or any day of it; its first day. The number 2026.1 may have been 2026.10, and is none."""
    parts = re.fullmatch(r"(\d{4})[-/.年]?(\d{1,2})月?", narrow(cell))
    fraction = isinstance(cell, float) and not cell.is_integer()
    try:
        return day(f"{parts[1]}-{parts[2]}-1" if parts and not fraction else cell).replace(day=1)
    except BadCell:
        raise BadCell(f"读到{quoted(cell)}，不是月份，请写成 2026-11") from None


def clock(cell: Cell) -> str:
    """A time of day, 09:00; as Excel keeps it or as people write it."""
    if isinstance(cell, datetime | time):
        return f"{cell.hour:02d}:{cell.minute:02d}"
    if isinstance(cell, timedelta):
        minutes = round(cell.total_seconds() / 60)
    elif isinstance(cell, float | int) and not isinstance(cell, bool) and 0 <= cell < 1:
        minutes = round(cell * 24 * 60)
    else:
        parts = re.fullmatch(r"(\d{1,2})[:.点时](\d{2})分?(?::\d{2})?", narrow(cell))
        whole_hour = re.fullmatch(r"(\d{1,2})[点时]", narrow(cell))
        if parts:
            minutes = int(parts[1]) * 60 + int(parts[2]) if int(parts[2]) < 60 else -1
        else:
            minutes = int(whole_hour[1]) * 60 if whole_hour else -1
    if not 0 <= minutes < 24 * 60:
        raise BadCell(f"读到{quoted(cell)}，不是时间，请写成 15:00")
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def number(least: int, most: int, example: str, places: int = 4) -> Callable[[Cell], Decimal]:
    """A reader of decimals from `least` to `most`, exact to so many places."""

    def read(cell: Cell) -> Decimal:
        try:
            value = Decimal(narrow(cell).removesuffix("分").removesuffix("%"))
        except InvalidOperation:
            value = Decimal("NaN")
        if isinstance(cell, bool) or not value.is_finite() or not least <= value <= most:
            raise BadCell(f"读到{quoted(cell)}，应为{least}到{most}的数，如 {example}")
        return round(value, places).normalize()

    return read


def yes(cell: Cell) -> bool:
    """是 or 否; an empty cell never comes here."""
    written = "是否"[not cell] if isinstance(cell, bool) else text(cell)
    if written not in ("是", "否"):
        raise BadCell(f"读到{quoted(cell)}，应为“是”或“否”")
    return written == "是"


def whole(least: int, most: int, example: str) -> Callable[[Cell], int]:
    """A reader of whole numbers from `least` to `most`."""

    def read(cell: Cell) -> int:
        written = narrow(cell)
        if not re.fullmatch(r"\d{1,6}", written) or not least <= int(written) <= most:
            raise BadCell(f"读到{quoted(cell)}，应为{least}到{most}的整数，如 {example}")
        return int(written)

    return read


def words(cell: Cell) -> tuple[str, ...]:
    """A list parted by 、 or commas; 张　明 in it is 张明."""
    return tuple(_closed(word.strip()) for word in re.split("[、,，]", text(cell)) if word.strip())


def group(cell: Cell) -> int:
    """2, 第2党小组 or 第二党小组."""
    found = re.fullmatch(r"第?\s*(\d{1,2}|[一二两三四五六七八九十]{1,3})\s*(?:党?小?组)?", narrow(cell))
    number = found and (int(found[1]) if found[1].isdecimal() else chinese(found[1]))
    if not number:
        raise BadCell(f"读到{quoted(cell)}，应如 2 或 第二党小组，没有编组的留空")
    return number


def star(cell: Cell) -> int:
    """4, 四星 or 四星级; 0 to 5."""
    found = re.fullmatch(r"([0-5]|[零一二三四五])(?:星级?)?", narrow(cell))
    if found is None:
        raise BadCell(f"读到{quoted(cell)}，应为0到5，如 4 或 四星")
    return int(found[1]) if found[1].isdecimal() else "零一二三四五".index(found[1])


def one_of(known: Mapping[str, Value], spoken: Callable[[str], str] = str) -> Callable[[Cell], Value]:
    """A reader of a single word out of `known`; `spoken` drops what people add to it."""

    def read(cell: Cell) -> Value:
        word = narrow(cell)
        found = known.get(word) or known.get(spoken(word))
        if found is None:
            raise BadCell(f"读到{quoted(cell)}，应为{'或'.join(known)}")
        return found

    return read


def several_of(
    known: Mapping[str, Value], spoken: Callable[[str], str] = str
) -> Callable[[Cell], frozenset[Value]]:
    """A reader of a list of words out of `known`."""

    def read(cell: Cell) -> frozenset[Value]:
        found = {word: known.get(word) or known.get(spoken(word)) for word in words(cell)}
        if unknown := [word for word, value in found.items() if value is None]:
            raise BadCell(f"读到“{'、'.join(unknown)}”，应为{'、'.join(known)}中的一个或几个，用“、”隔开")
        return frozenset(value for value in found.values() if value is not None)

    return read


def quoted(cell: Cell) -> str:
    """What was read, shortened, in quotation marks."""
    written = text(cell)
    return f"“{written[:20]}…”" if len(written) > 20 else f"“{written}”"
