"""How far the sheets of a workbook reach and how much text they hold, measured while their XML passes by.

The reader lays a sheet out as a full rectangle and writes every text out in full: one cell at XFD1048576, or one
long text that a million cells refer to, would take all memory. Declared sizes may lie; the cells are believed.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

MAX_ROWS = 20_000
MAX_COLUMNS = 200

_CHUNK = 256 * 1024


@dataclass(eq=False)
class BadWorkbook(Exception):
    """The file as a whole cannot be taken; `reason` says why and what to do."""

    reason: str


class Extent:
    """Measures the parts of one workbook, one after another, in whatever order they come."""

    def __init__(self) -> None:
        self.shared = _SharedTexts()
        self.references: Counter[str] = Counter()

    def measure(self, part: IO[bytes]) -> None:
        """Follow one part; those that are neither a worksheet nor the shared texts are left after their first tag.

        Raises:
            BadWorkbook: cells too far out, or broken XML.
        """
        parser = expat.ParserCreate()
        watch = _Watch(parser, self)
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

    def __init__(self, references: Counter[str]) -> None:
        self._references = references
        self._row = 0
        self._column = 0
        self._shared = False
        self._number = ""
        self._in_value = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif tag == "c":
            self._shared = attributes.get("t") == "s"
            self._to_cell(attributes.get("r", ""))
        elif tag in ("v", "is", "f"):
            if self._row > MAX_ROWS or self._column > MAX_COLUMNS:
                raise BadWorkbook(
                    f"有工作表超过{MAX_ROWS}行或{MAX_COLUMNS}列，没有读取，请删去多余的行列或拆分"
                )
            self._in_value, self._number = tag == "v" and self._shared, ""

    def end(self, tag: str) -> None:
        if tag == "v" and self._in_value:
            self._references[self._number.strip()] += 1
            self._in_value = False

    def text(self, data: str) -> None:
        if self._in_value:
            self._number += data

    def _to_cell(self, reference: str) -> None:
        if found := re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", reference):
            self._column, self._row = column_number(found[1]), int(found[2])
        else:
            self._column += 1


class _Watch:
    """Hands what the parser finds to the kind of part its first tag names."""

    def __init__(self, parser: expat.XMLParserType, extent: Extent) -> None:
        self.interested = True
        self.is_xml = False
        self._parser = parser
        self._extent = extent
        parser.buffer_text = True
        parser.StartElementHandler = self._root
        parser.StartDoctypeDeclHandler = self._doctype

    def _root(self, name: str, _attributes: dict[str, str]) -> None:
        self.is_xml = True
        kind = _local(name)
        if kind not in ("worksheet", "sst"):
            self.interested = False
            self._parser.StartElementHandler = None
            return
        part = self._extent.shared if kind == "sst" else _Cells(self._extent.references)
        self._parser.StartElementHandler = lambda tag, attributes: part.start(_local(tag), attributes)
        self._parser.EndElementHandler = lambda tag: part.end(_local(tag))
        self._parser.CharacterDataHandler = part.text

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
