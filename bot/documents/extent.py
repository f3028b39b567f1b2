"""How far the sheets of a workbook reach, how much text they hold and where a formula has no value, measured while their XML passes by.

The reader lays a sheet out as a full rectangle and writes every text out in full: one cell at XFD1048576, or one
long text that a million cells refer to, would take all memory. Declared sizes may lie; the cells are believed.
A cell with #REF! it gives out as an empty one.
"""

import posixpath
import re
from collections import Counter
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_ERRORS = 10_000

_LEAST = -1e10
"""On numbers far below zero the reader breaks down where the cell is formatted as a time."""

_CHUNK = 256 * 1024


@dataclass(eq=False)
class BadWorkbook(Exception):
    """The file as a whole cannot be taken; `reason` says why and what to do."""

    reason: str


class Extent:
    """Measures the parts of one workbook, one after another, in whatever order they come."""

    def __init__(self) -> None:
        self.shared = _SharedTexts()
        self.book = _Book()
        self.references: Counter[str] = Counter()
        self.errors: dict[str, dict[int, dict[int, str]]] = {}
        """By part, row and column."""

    def measure(self, part: IO[bytes], name: str) -> None:
        """Follow one part; what is neither a worksheet, the list of them, nor the shared texts is left after its first tag.

        Raises:
            BadWorkbook: cells too far out, too many errors, or broken XML.
        """
        parser = expat.ParserCreate()
        watch = _Watch(parser, self, name)
        try:
            while watch.interested and (chunk := part.read(_CHUNK)):
                parser.Parse(chunk)
        except expat.ExpatError:
            if watch.is_xml:  # otherwise a picture or a macro
                raise BadWorkbook("文件已损坏，读不出来，请在 Excel 里打开并另存为 .xlsx") from None

    def text_bytes(self) -> int:
        """The size of all shared texts, each as often as cells refer to it."""
        sizes = self.shared.sizes
        return sum(
            sizes[int(index)] * count
            for index, count in self.references.items()
            if index.isdecimal() and int(index) < len(sizes)
        )

    def without_value(self) -> dict[str, dict[int, dict[int, str]]]:
        """The errors of formulas by sheet, row and column; an empty one was never computed."""
        parts = self.book.parts()
        return {sheet: self.errors[part] for sheet, part in parts.items() if part in self.errors}


class _Book:
    """Which part is which sheet: the workbook names links, its links name parts."""

    def __init__(self) -> None:
        self.folder = ""
        self._links: dict[str, str] = {}
        self._targets: dict[str, str] = {}

    def parts(self) -> dict[str, str]:
        return {sheet: self._targets.get(link, "") for sheet, link in self._links.items()}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            links = (value for name, value in attributes.items() if ":" in name and _local(name) == "id")
            self._links[attributes.get("name", "")] = next(links, "")
        elif tag == "Relationship":
            target = posixpath.join("/", self.folder, attributes.get("Target", ""))
            self._targets[attributes.get("Id", "")] = posixpath.normpath(target).lstrip("/")

    def end(self, _tag: str) -> None:
        pass

    def text(self, _data: str) -> None:
        pass


class _SharedTexts:
    """The sizes of the texts that cells refer to by number."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        if tag == "si":
            self.sizes.append(0)

    def end(self, _tag: str) -> None:
        pass

    def text(self, data: str) -> None:
        if self.sizes:
            self.sizes[-1] += len(data.encode())


class _Cells:
    """The cells of one worksheet that hold something."""

    def __init__(self, references: Counter[str], errors: dict[int, dict[int, str]]) -> None:
        self._references = references
        self._errors = errors
        self._noted = 0
        self._row = 0
        self._column = 0
        self._kind = ""
        self._computed = True
        self._value = ""
        self._in_value = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif tag == "c":
            self._kind, self._computed = attributes.get("t", ""), True
            self._to_cell(attributes.get("r", ""))
        elif tag in ("v", "is", "f"):
            if self._row > MAX_ROWS or self._column > MAX_COLUMNS:
                raise BadWorkbook(
                    f"有工作表超过{MAX_ROWS}行或{MAX_COLUMNS}列，没有读取，请删去多余的行列或拆分"
                )
            self._computed = tag != "f"
            self._in_value, self._value = tag == "v" and self._kind in ("", "n", "s", "e"), ""

    def end(self, tag: str) -> None:
        if tag == "v" and self._in_value:
            self._in_value = False
            self._take(self._value.strip())
        elif tag == "c" and not self._computed:
            self._note("")

    def text(self, data: str) -> None:
        if self._in_value:
            self._value += data

    def _take(self, value: str) -> None:
        if self._kind == "s":
            self._references[value] += 1
        elif self._kind == "e":
            self._note(value)
        elif _is_far_below_zero(value):
            place = f"{column_letters(self._column)}{self._row}"
            raise BadWorkbook(f"有工作表的 {place} 里是没有意义的负数，没有读取，请改正后再导入")

    def _note(self, error: str) -> None:
        self._errors.setdefault(self._row, {})[self._column] = error
        self._noted += 1
        if self._noted > MAX_ERRORS:
            raise BadWorkbook(f"有工作表里超过{MAX_ERRORS}个公式没有结果（如 #REF!），请改正公式后再导入")

    def _to_cell(self, reference: str) -> None:
        if not reference:
            self._column += 1
        elif found := re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", reference):
            self._column, self._row = column_number(found[1]), int(found[2])
        else:
            raise BadWorkbook("文件已损坏，读不出来，请在 Excel 里打开并另存为 .xlsx")


def _is_far_below_zero(value: str) -> bool:
    try:
        return value.startswith("-") and float(value) < _LEAST
    except ValueError:
        return False


class _Watch:
    """Hands what the parser finds to the kind of part its first tag names."""

    def __init__(self, parser: expat.XMLParserType, extent: Extent, name: str) -> None:
        self.interested = True
        self.is_xml = False
        self._parser = parser
        self._extent = extent
        self._name = name
        parser.buffer_text = True
        parser.StartElementHandler = self._root
        parser.StartDoctypeDeclHandler = self._doctype

    def _root(self, name: str, _attributes: dict[str, str]) -> None:
        self.is_xml = True
        part = self._part(_local(name))
        if part is None:
            self.interested = False
            self._parser.StartElementHandler = None
            return
        self._parser.StartElementHandler = lambda tag, attributes: part.start(_local(tag), attributes)
        self._parser.EndElementHandler = lambda tag: part.end(_local(tag))
        self._parser.CharacterDataHandler = part.text

    def _part(self, kind: str) -> "_SharedTexts | _Cells | _Book | None":
        extent, folder = self._extent, posixpath.dirname(self._name)
        if kind == "worksheet":
            return _Cells(extent.references, extent.errors.setdefault(self._name, {}))
        if kind == "workbook":
            return extent.book
        if kind == "Relationships" and posixpath.basename(self._name).startswith("workbook."):
            extent.book.folder = posixpath.dirname(folder)
            return extent.book
        return extent.shared if kind == "sst" else None

    @staticmethod
    def _doctype(*_: object) -> None:
        raise BadWorkbook("文件里有不该有的内容（DTD），没有读取")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def column_number(letters: str) -> int:
    """A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def column_letters(number: int) -> str:
    """1 is A, 27 is AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
