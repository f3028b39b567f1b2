"""The worked example of the scoring rules, from its workbooks to every printed number."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.rules.organ import Organ, flat

EXAMPLE = Path(__file__).parent / "scoring_example"
EXPECTED: dict[str, Any] = json.loads((EXAMPLE / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture
def organ(url: str, tmp_path: Path) -> Organ:
    return Organ.at(url, tmp_path)


def test_every_number_of_the_worked_example(organ: Organ) -> None:
    organ.bring_in(EXAMPLE)
    for as_of, expected in EXPECTED.items():
        assert flat(organ.year(date.fromisoformat(as_of))) == flat(expected)


def test_importing_the_same_workbooks_again_changes_nothing(organ: Organ) -> None:
    first = organ.bring_in(EXAMPLE)
    last_day = date.fromisoformat(max(EXPECTED))
    before, records = organ.year(last_day), organ.tell("audit", "verify")["records"]

    again = organ.bring_in(EXAMPLE)

    assert again == {
        sheet: {"added": 0, "changed": 0, "unchanged": one["added"]} for sheet, one in first.items()
    }
    assert organ.year(last_day) == before
    assert organ.tell("audit", "verify") == {"ok": True, "records": records}
