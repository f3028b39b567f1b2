"""What is looked at before a workbook is read: its size, its kind, its extent (interfaces.md, detail 10)."""

import zipfile
import zlib
from pathlib import Path
from typing import IO

from bot.documents.extent import BadWorkbook, Extent

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 100 * 1024 * 1024

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
"""How files of Excel before 2007 begin, and encrypted ones of today."""


def check(path: Path) -> Extent:
    """Whether the file may be read at all; what was measured on the way.

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
            return _check_archive(archive)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError):
        raise BadWorkbook("文件已损坏，读不出来，请在 Excel 里打开并另存为 .xlsx") from None


def _check_kind(file: IO[bytes]) -> None:
    head = file.read(len(_OLE))
    if head == _OLE:
        if "EncryptedPackage".encode("utf-16-le") in file.read():
            raise BadWorkbook("文件有打开密码，请去掉密码后再导入")
        raise BadWorkbook("这是旧版 .xls 文件，请在 Excel 里另存为 .xlsx")
    if not head.startswith(b"PK"):
        raise BadWorkbook("不是 Excel 工作簿，请在 Excel 或 WPS 里另存为 .xlsx")


def _check_archive(archive: zipfile.ZipFile) -> Extent:
    names = {name.lower() for name in archive.namelist()}
    if "[content_types].xml" not in names or "xl/workbook.bin" in names:
        raise BadWorkbook("不是 .xlsx 工作簿，请在 Excel 或 WPS 里另存为 .xlsx")
    if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED_BYTES:
        raise BadWorkbook("文件展开后超过100 MB，没有读取，请检查是否夹带了大量空白格式或图片")
    extent = Extent()
    for entry in archive.infolist():
        if entry.flag_bits & 1:
            raise BadWorkbook("文件有打开密码，请去掉密码后再导入")
        with archive.open(entry) as part:  # whatever its name: a sheet may be called otherwise
            extent.measure(part, entry.filename)
    if extent.text_bytes() > MAX_UNPACKED_BYTES:
        raise BadWorkbook("文件里的文字展开后超过100 MB，没有读取，请检查是否有大段文字成列重复")
    return extent
