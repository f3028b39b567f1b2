"""The standard in force by the configuration."""

import tomllib
from pathlib import Path

from bot.commands.common import fail
from bot.config import Settings
from bot.domain.standard import Standard, StandardFaults
from bot.fonts import BadFont, ChineseFont, find_font
from bot.standards import read_standard, shipped_standard


def standard_of(settings: Settings) -> Standard:
    """The unit's own file, or the shipped default; a faulty file is exit 2."""
    if not settings.standard.file:
        return shipped_standard()
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
