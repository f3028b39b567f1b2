"""What is looked at before a workbook is read: its size, its kind, its extent (interfaces.md, detail 10)."""

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.parsers import expat

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
"""How files of Excel before 2007 begin, and encrypted ones of today."""
_CHUNK = 256 * 1024


@dataclass(eq=False)
class BadWorkbook(Exception):
    """The file as a whole cannot be taken; `reason` says why and what to do."""

    reason: str


def check(path: Path) -> None:
    """Whether the file may be read at all.

    Raises:
        BadWorkbook: missing, too large, encrypted, of another kind, damaged.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            if size > MAX_BYTES:
                raise BadWorkbook(f"文件有{size // 1024 // 1024} MB，超过20 MB，请拆分或删去图片后再导入")
            _check_kind(file)
    except OSError:
        raise BadWorkbook("没有这个文件，或没有读取它的权限") from None
    try:
        with zipfile.ZipFile(path) as archive:
            _check_archive(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, EOFError, ValueError):
        raise BadWorkbook("文件已损坏，读不出来，请在 Excel 里打开并另存为 .xlsx") from None


def _check_kind(file: IO[bytes]) -> None:
    head = file.read(len(_OLE))
    if head == _OLE:
        if "EncryptedPackage".encode("utf-16-le") in file.read():
            raise BadWorkbook("文件有打开密码，请去掉密码后再导入")
        raise BadWorkbook("这是旧版 .xls 文件，请在 Excel 里另存为 .xlsx")
    if not head.startswith(b"PK"):
        raise BadWorkbook("不是 Excel 工作簿，请在 Excel 或 WPS 里另存为 .xlsx")


def _check_archive(archive: zipfile.ZipFile) -> None:
    names = {name.lower() for name in archive.namelist()}
    if "[content_types].xml" not in names or "xl/workbook.bin" in names:
        raise BadWorkbook("不是 .xlsx 工作簿，请在 Excel 或 WPS 里另存为 .xlsx")
    if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
        raise BadWorkbook("文件展开后超过100 MB，没有读取，请检查是否夹带了大量空白格式或图片")
    for entry in archive.infolist():
        if entry.flag_bits & 1:
            raise BadWorkbook("文件有打开密码，请去掉密码后再导入")
        if entry.filename.lower().endswith(".xml"):
            with archive.open(entry) as part:
                _Extent().measure(part)


class _Extent:
    """Follows the cells of a worksheet part that hold something, and stops at the first one too far out.

    The reader lays a sheet out as a full rectangle, so one cell at XFD1048576 would take all memory.
    The declared `<dimension>` may lie; the cells are believed.
    """

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._is_sheet: bool | None = None
        self._row = 0
        self._column = 0

    def measure(self, part: IO[bytes]) -> None:
        try:
            while self._is_sheet is not False and (chunk := part.read(_CHUNK)):
                self._parser.Parse(chunk)
        except expat.ExpatError:
            raise BadWorkbook("文件已损坏，读不出来，请在 Excel 里打开并另存为 .xlsx") from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        if self._is_sheet is None:
            self._is_sheet = tag == "worksheet"
        elif tag == "row":
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0
        elif tag == "c":
            self._to_cell(attributes.get("r", ""))
        elif tag in ("v", "is", "f") and (self._row > MAX_ROWS or self._column > MAX_COLUMNS):
            raise BadWorkbook(f"有工作表超过{MAX_ROWS}行或{MAX_COLUMNS}列，没有读取，请删去多余的行列或拆分")

    def _to_cell(self, reference: str) -> None:
        if found := re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", reference):
            self._column, self._row = column_number(found[1]), int(found[2])
        else:
            self._column += 1

    @staticmethod
    def _doctype(*_: object) -> None:
        raise BadWorkbook("文件里有不该有的内容（DTD），没有读取")


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
