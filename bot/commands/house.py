"""The standard in force by the configuration."""

import tomllib
from pathlib import Path

from bot.clock import wall_clock
from bot.commands.common import fail
from bot.config import Settings
from bot.domain.standard import Standard, StandardFaults
from bot.fonts import BadFont, ChineseFont, find_font
from bot.standards import parse_standard, read_standard, shipped_standard
from bot.store import SchemaOutOfDate, Store


def standard_of(settings: Settings, year: int | None = None) -> Standard:
    """The unit's own file; else what is in force for the year (today's, when none is said); else the shipped default.

    A faulty file is exit 2.
    """
    if not settings.standard.file:
        return _in_force(settings, year or wall_clock().year) or shipped_standard()
    try:
        return read_standard(Path(settings.standard.file))
    except (OSError, UnicodeDecodeError):
        fail(f"[standard] file：读不了 {settings.standard.file}，请检查路径和权限。")
    except tomllib.TOMLDecodeError as error:
        fail(f"[standard] file：{settings.standard.file} 不是正确的 TOML：{error}")
    except StandardFaults as faults:
        fail(f"[standard] file：{settings.standard.file}\n{faults}")


def font_of(settings: Settings) -> ChineseFont | None:
    """The font for pictures: the configured one, or one the system has; a configured one that cannot serve is exit 2."""
    try:
        return find_font(Path(settings.pictures.font) if settings.pictures.font else None)
    except BadFont as bad:
        fail(f"[pictures] font：{bad}")


def _in_force(settings: Settings, year: int) -> Standard | None:
    """What the organ has adopted and put in force; nothing where there is no data base yet."""
    try:
        store = Store.open(settings.database.url, wall_clock)
    except SchemaOutOfDate:
        return None
    try:
        kept = store.read_now(lambda work: work.standards.in_force(year))
    finally:
        store.close()
    return parse_standard(kept.document) if kept is not None else None
