"""An organ on the command line: its workbooks are brought in, and the points of its year are read as they are printed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner

from bot.__main__ import build

WORDS = ("reasons", "next_steps")
"""What is said about the points, and is no number."""


@cache
def _command_line() -> typer.Typer:
    return build(["import", "standing", "rate", "audit"])


@dataclass(frozen=True)
class Organ:
    """One configuration: an empty data base at the newest schema and, perhaps, a standard of its own."""

    config: Path

    @classmethod
    def at(cls, url: str, folder: Path, standard: Path | None = None) -> "Organ":
        config = folder / "config.toml"
        file = "" if standard is None else standard
        config.write_text(
            f'[organ]\nname = "示例机关党委"\n[database]\nurl = "{url}"\n[standard]\nfile = "{file}"\n',
            encoding="utf-8",
        )
        return cls(config)

    def tell(self, *words: str) -> Any:
        """The JSON that a command prints."""
        done = CliRunner().invoke(_command_line(), [*words, "--config", str(self.config), "--json"])
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    def bring_in(self, folder: Path) -> dict[str, Any]:
        """Import roster.xlsx and ledger.xlsx; what the ledger's sheets changed."""
        self.tell("import", "roster", str(folder / "roster.xlsx"))
        sheets: dict[str, Any] = self.tell("import", "ledger", str(folder / "ledger.xlsx"))["sheets"]
        return sheets

    def year(self, as_of: date, year: int = 2026) -> dict[str, Any]:
        """`standing --all` and `rate`, the numbers alone."""
        asked = ("--year", str(year), "--at", as_of.isoformat())
        return {
            "standing": numbers(self.tell("standing", "--all", *asked)),
            "rate": numbers(self.tell("rate", *asked)),
        }


def numbers(document: Any) -> Any:
    """A document without its words."""
    if isinstance(document, Mapping):
        return {name: numbers(value) for name, value in document.items() if name not in WORDS}
    return [numbers(value) for value in document] if isinstance(document, list) else document


def flat(document: Any, place: str = "") -> dict[str, Any]:
    """Every number by its place (`standing/第一党支部/indicators/B03/lost`), so that differences can be read."""
    if isinstance(document, Mapping):
        pairs = [(name, value) for name, value in document.items() if name not in ("branch", "id")]
    elif isinstance(document, list):
        pairs = [(_name(value, number), value) for number, value in enumerate(document)]
    else:
        return {place: document}
    here = {place: [name for name, _ in pairs]} if isinstance(document, list) else {}
    return here | {at: value for name, part in pairs for at, value in flat(part, f"{place}/{name}").items()}


def _name(value: Any, number: int) -> str:
    named = value if isinstance(value, Mapping) else {}
    return str(named.get("branch") or named.get("id") or named.get("kind") or number)
