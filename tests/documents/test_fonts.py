"""Finding a Chinese font, and reading its family out of the file; the fonts here are made by hand and have no letters."""

import struct
from pathlib import Path

import pytest

from bot.fonts import BadFont, ChineseFont, find_font, read_font

GBK = 1 << 18
LATIN = 1


def name_table(names: dict[tuple[int, int], str]) -> bytes:
    """Of (language, meaning) → name, all for Windows."""
    records, storage = b"", b""
    for (language, meaning), name in names.items():
        text = name.encode("utf-16-be")
        records += struct.pack(">6H", 3, 1, language, meaning, len(text), len(storage))
        storage += text
    return struct.pack(">3H", 0, len(names), 6 + len(records)) + records + storage


def font(*faces: tuple[str, int], names: dict[tuple[int, int], str] | None = None) -> bytes:
    """A file of faces, each with its English family and its code pages; more than one make a collection."""
    head = 12 + 4 * len(faces) if len(faces) > 1 else 0
    data, starts = b"", []
    for family, pages in faces:
        starts.append(head + len(data))
        body = {
            b"OS/2": struct.pack(">H76xII10x", 1, pages, 0),
            b"name": name_table(names or {(0x409, 1): family}),
        }
        offset = starts[-1] + 12 + 16 * len(body)
        directory, tables = b"", b""
        for tag, table in body.items():
            directory += struct.pack(">4sIII", tag, 0, offset + len(tables), len(table))
            tables += table
        data += struct.pack(">IH6x", 0x00010000, len(body)) + directory + tables
    if len(faces) == 1:
        return data
    return struct.pack(f">4sII{len(faces)}I", b"ttcf", 0x00010000, len(faces), *starts) + data


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_the_family_is_read_from_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ttf", font(("Some Hei", GBK)))
    assert read_font(path) == ChineseFont(path, "Some Hei")


def test_of_a_collection_the_mainlands_face_is_taken(tmp_path: Path) -> None:
    faces = font(("Sans CJK JP", GBK), ("Sans CJK SC", GBK), ("Sans CJK TC", LATIN))
    assert read_font(write(tmp_path / "a.ttc", faces)).family == "Sans CJK SC"


def test_of_other_collections_the_first_chinese_face_is_taken(tmp_path: Path) -> None:
    faces = font(("Latin", LATIN), ("Micro Hei", GBK), ("Micro Hei Mono", GBK))
    assert read_font(write(tmp_path / "a.ttc", faces)).family == "Micro Hei"


def test_the_typographic_family_and_english_go_first(tmp_path: Path) -> None:
    names = {(0x804, 1): "黑体 中等", (0x409, 1): "Hei Medium", (0x804, 16): "黑体", (0x409, 16): "Hei"}
    assert read_font(write(tmp_path / "a.otf", font(("", GBK), names=names))).family == "Hei"


def test_a_font_with_a_chinese_name_only_is_known_by_it(tmp_path: Path) -> None:
    data = font(("", GBK), names={(0x804, 1): "仿宋"})
    assert read_font(write(tmp_path / "a.ttf", data)).family == "仿宋"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "不是字体文件，或已损坏，请换用 .ttf、.otf 或 .ttc 文件"),
        (font(("Some Hei", GBK))[:60], "里面没有简体中文，请换用中文字体"),
        (b"ttcf" + b"\xff" * 8, "不是字体文件，或已损坏，请换用 .ttf、.otf 或 .ttc 文件"),
        (font(("Latin", LATIN)), "里面没有简体中文，请换用中文字体"),
    ],
)
def test_what_cannot_serve_is_refused_with_the_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    path = write(tmp_path / "a.ttf", data)
    with pytest.raises(BadFont) as caught:
        read_font(path)
    assert str(caught.value) == f"字体 {path}：{reason}"


def test_a_configured_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadFont, match="没有这个文件"):
        find_font(tmp_path / "missing.ttf")


def test_the_configured_file_goes_first_then_the_dropped_then_the_systems(tmp_path: Path) -> None:
    configured = write(tmp_path / "own.ttf", font(("Own", GBK)))
    write(tmp_path / "fonts" / "dropped.ttf", font(("Dropped", GBK)))
    write(tmp_path / "system" / "wqy" / "wqy-microhei.ttc", font(("Systems", GBK)))

    def found(file: Path | None, dropped: str) -> str:
        font = find_font(file, tmp_path / dropped, [tmp_path / "system"])
        return font.family if font is not None else ""

    assert found(configured, "fonts") == "Own"
    assert found(None, "fonts") == "Dropped"
    assert found(None, "no folder") == "Systems"


def test_of_the_systems_fonts_the_best_to_read_is_taken(tmp_path: Path) -> None:
    write(tmp_path / "wqy-microhei.ttc", font(("Micro Hei", GBK)))
    write(tmp_path / "noto" / "NotoSansCJK-Regular.ttc", font(("Noto Sans CJK SC", GBK)))
    write(tmp_path / "noto" / "NotoSansCJK-Bold.ttc", font(("Too Bold", GBK)))
    found = find_font(system=[tmp_path])
    assert found is not None
    assert found.family == "Noto Sans CJK SC"


def test_dropped_fonts_that_cannot_serve_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "a.ttf", b"broken")
    write(tmp_path / "b.ttf", font(("Latin", LATIN)))
    write(tmp_path / "c.TTF", font(("Good", GBK)))
    write(tmp_path / "readme.txt", b"")
    found = find_font(dropped=tmp_path, system=[])
    assert found == ChineseFont(tmp_path / "c.TTF", "Good")


def test_no_font_at_all(tmp_path: Path) -> None:
    assert find_font(dropped=tmp_path / "fonts", system=[tmp_path]) is None
