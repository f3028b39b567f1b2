"""A Chinese font for pictures: the configured file, one dropped beside the configuration, or what the system has."""

import os
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
SYSTEM_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("~/.local/share/fonts"),
    Path("~/.fonts"),
    Path("C:/Windows/Fonts"),
    Path("/System/Library/Fonts"),
    Path("/Library/Fonts"),
    Path("~/Library/Fonts"),
)
WELL_KNOWN = (
    "notosanscjk*-regular.*",
    "notosanssc*-regular.*",
    "sourcehansans*-regular.*",
    "wqy-microhei.*",
    "wqy-zenhei.*",
    "msyh.tt?",
    "deng.ttf",
    "simhei.ttf",
    "pingfang.ttc",
    "hiragino sans gb*.ttc",
    "stheiti medium.ttc",
    "droidsansfallback*.ttf",
    "simsun.ttc",
    "notosanscjk*-vf.*",  # last: variable, drawn in its default weight, a thin one
)
"""Names of files in lower case, what reads best first: upright sans-serif faces of the usual weight."""

_SIMPLIFIED_CHINESE = 1 << 18
"""The bit of ulCodePageRange1 (table OS/2) by which a font says that it serves GBK."""

_READ = (b"OS/2", b"name")
_FAMILY, _TYPOGRAPHIC_FAMILY = 1, 16
_WINDOWS, _ENGLISH = 3, 0x409


@dataclass(frozen=True, slots=True)
class ChineseFont:
    """A font file, and the family in it by which a picture asks for it."""

    path: Path
    family: str


@dataclass(eq=False)
class BadFont(Exception):
    """The file cannot serve; `reason` names the cure."""

    path: Path
    reason: str

    def __str__(self) -> str:
        return f"字体 {self.path}：{self.reason}"


def find_font(
    configured: Path | None = None,
    dropped: Path | None = None,
    system: Iterable[Path] = SYSTEM_FOLDERS,
) -> ChineseFont | None:
    """The configured file; else the first usable one in the folder `dropped`, by name; else one the system has.

    Walks the system's folders, so ask once, when the program starts.

    Raises:
        BadFont: the configured file cannot serve. Whoever names a file wants to know.
    """
    if configured is not None:
        return read_font(configured)
    folders = [folder.expanduser() for folder in system]
    candidates = [*_files([dropped] if dropped is not None else []), *_well_known(folders)]
    return next(filter(None, map(_usable, candidates)), None)


def read_font(path: Path) -> ChineseFont:
    """The file's simplified Chinese face.

    Raises:
        BadFont: unreadable, no TrueType or OpenType font, or without simplified Chinese.
    """
    try:
        data = path.read_bytes()
    except OSError:
        raise BadFont(path, "没有这个文件，或没有读取它的权限") from None
    try:
        families = [_family(tables) for tables in _faces(data) if _speaks_chinese(tables)]
    except (struct.error, UnicodeDecodeError):
        raise BadFont(path, "不是字体文件，或已损坏，请换用 .ttf、.otf 或 .ttc 文件") from None
    # a collection for all of East Asia draws the same characters differently in each of its faces
    mainland = [family for family in families if family.endswith((" SC", " CN", " GB"))]
    family = next(filter(None, [*mainland, *families]), "")
    if not family:
        raise BadFont(path, "里面没有简体中文，请换用中文字体")
    return ChineseFont(path, family)


def _usable(path: Path) -> ChineseFont | None:
    try:
        return read_font(path)
    except BadFont:
        return None


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        for here, _, names in os.walk(folder):
            yield from (Path(here, name) for name in sorted(names) if name.lower().endswith(SUFFIXES))


def _well_known(folders: Iterable[Path]) -> list[Path]:
    files = list(_files(folders))
    return [path for name in WELL_KNOWN for path in files if fnmatchcase(path.name.lower(), name)]


# ---------------------------------------------------------------------- inside a font file


def _faces(data: bytes) -> Iterator[Mapping[bytes, bytes]]:
    """The tables of every face, by tag. A collection has several faces, any other file one."""
    starts: tuple[int, ...] = (0,)
    if data[:4] == b"ttcf":
        (count,) = struct.unpack_from(">I", data, 8)
        starts = struct.unpack_from(f">{count}I", data, 12)
    for start in starts:
        (count,) = struct.unpack_from(">H", data, start + 4)
        entries = (struct.unpack_from(">4s4xII", data, start + 12 + 16 * row) for row in range(count))
        # the two that are read: the outlines of an East Asian font are 20 MB a face
        yield {tag: data[offset : offset + length] for tag, offset, length in entries if tag in _READ}


def _speaks_chinese(tables: Mapping[bytes, bytes]) -> bool:
    os2 = tables.get(b"OS/2", b"")
    # the code pages came with version 1 of the table
    return len(os2) >= 82 and bool(struct.unpack_from(">I", os2, 78)[0] & _SIMPLIFIED_CHINESE)


def _family(tables: Mapping[bytes, bytes]) -> str:
    """The name a renderer knows the face by: the typographic family before the family, English before others."""
    names = tables.get(b"name", b"")
    _, count, storage = struct.unpack_from(">3H", names)
    found: dict[tuple[bool, bool], str] = {}
    for row in range(count):
        platform, _, language, meaning, length, offset = struct.unpack_from(">6H", names, 6 + 12 * row)
        if platform == _WINDOWS and meaning in (_FAMILY, _TYPOGRAPHIC_FAMILY):
            text = names[storage + offset : storage + offset + length].decode("utf-16-be")
            found.setdefault((meaning == _FAMILY, language != _ENGLISH), text)
    return found[min(found)] if found else ""
