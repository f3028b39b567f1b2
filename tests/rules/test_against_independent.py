"""Every number of made-up organs at odd moments, against a computation that shares nothing with the program but the notes."""

import json
import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from bot.standards import DEFAULT
from bot.store.schema import upgrade
from tests.rules.independent import books, ledgers, organs
from tests.rules.independent.cells import read_workbook
from tests.rules.independent.draws import Draws
from tests.rules.independent.rating import compute
from tests.rules.organ import Organ, flat

DAYS = (
    date(2026, 11, 30),
    date(2027, 1, 1),
    date(2027, 2, 1),
    date(2027, 4, 10),
    date(2026, 7, 1),
    date(2026, 12, 31),
)


@pytest.mark.parametrize("seed", [0, 5, 17, 30, 36, 67])
def test_the_program_and_an_independent_computation_agree(seed: int, tmp_path: Path) -> None:
    """Every second organ has a standard of its own (the odd seeds), and other moments are asked for."""
    draws = Draws(seed)
    made_up = organs.Organ(draws)
    roster, ledger = made_up.sheets(), ledgers.Ledger(made_up, draws).sheets()
    organs.write_workbook(tmp_path / "roster.xlsx", roster)
    organs.write_workbook(tmp_path / "ledger.xlsx", ledger)
    text = DEFAULT.read_text(encoding="utf-8")
    standard = tmp_path / "standard.toml"
    standard.write_text(organs.variant(draws, text) if seed % 2 else text, encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'organ.db'}"
    upgrade(url)

    program = Organ.at(url, tmp_path, standard)
    program.bring_in(tmp_path)
    rules = tomllib.loads(standard.read_text(encoding="utf-8"), parse_float=Fraction)
    other = books.Organ(roster, ledger, rules)

    for as_of in DAYS[seed % 2 * 3 :][:3]:
        assert flat(program.year(as_of)) == flat(compute(other, organs.YEAR, as_of))


def test_the_independent_computation_finds_the_worked_example() -> None:
    example = Path(__file__).parent / "scoring_example"
    rules = tomllib.loads(DEFAULT.read_text(encoding="utf-8"), parse_float=Fraction)
    other = books.Organ(read_workbook(example / "roster.xlsx"), read_workbook(example / "ledger.xlsx"), rules)
    for as_of, expected in json.loads((example / "expected.json").read_text(encoding="utf-8")).items():
        assert flat(compute(other, 2026, date.fromisoformat(as_of))) == flat(expected)


def test_the_independent_computation_imports_nothing_of_the_program() -> None:
    sources = (Path(__file__).parent / "independent").glob("*.py")
    lines = [line for source in sources for line in source.read_text(encoding="utf-8").splitlines()]
    assert [line for line in lines if line.startswith(("import bot", "from bot"))] == []
