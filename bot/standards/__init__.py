"""Standards as data. The shipped default is `2026-default.toml`."""

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from bot.domain.standard import Standard, load_standard

DEFAULT = Path(__file__).parent / "2026-default.toml"


def read_document(path: Path) -> dict[str, Any]:
    """The TOML document, its decimals exact."""
    return parse_document(path.read_text(encoding="utf-8"))


def parse_document(text: str) -> dict[str, Any]:
    return tomllib.loads(text, parse_float=Decimal)


def read_standard(path: Path) -> Standard:
    """Raises StandardFaults, OSError, UnicodeDecodeError or tomllib.TOMLDecodeError."""
    return load_standard(read_document(path))


def parse_standard(text: str) -> Standard:
    """Raises StandardFaults or tomllib.TOMLDecodeError."""
    return load_standard(parse_document(text))


@cache
def shipped_standard() -> Standard:
    return read_standard(DEFAULT)
