"""`fivestar import roster`: what it says, what it writes, and that faults leave everything as it was."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
import xlsxwriter
from typer.testing import CliRunner

from bot.clock import wall_clock
from bot.commands import imports
from bot.domain.people import Roster
from bot.store import Store
from bot.store.schema import upgrade

HEADER = ("姓名*", "账号*", "支部*", "党员身份*", "党内职务")
ZHANG_HUA = ("张华", "zhanghua", "第三党支部", "正式", "书记")
ZHANG_MING = ("张明", "zhangming", "第三党支部", "正式", "")
LI_NA = ("李娜", "lina", "第三党支部", "正式", "")

cli = typer.Typer()
cli.add_typer(imports.app, name="import")


@dataclass
class Place:
    """A configured house with an empty data base."""

    folder: Path

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'fivestar.db'}"

    def workbook(self, *people: tuple[str, ...], branches: tuple[str, ...] = ("第三党支部",)) -> Path:
        path = self.folder / "名册.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("支部")
            sheet.write_column(0, 0, ("支部名称*", *branches))
            sheet = book.add_worksheet("党员")
            for number, row in enumerate((HEADER, *people)):
                sheet.write_row(number, 0, row)
        return path

    def run(self, file: Path, *options: str) -> tuple[int, str]:
        config = str(self.folder / "config.toml")
        result = CliRunner().invoke(cli, ["import", "roster", str(file), "--config", config, *options])
        return result.exit_code, result.stdout

    def json(self, file: Path, *options: str) -> tuple[int, Any]:
        code, printed = self.run(file, "--json", *options)
        return code, json.loads(printed)

    def stored(self) -> Roster:
        store = Store.open(self.url, wall_clock)
        try:
            return store.read_now(lambda work: work.people.roster())
        finally:
            store.close()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    (tmp_path / "config.toml").write_text('[database]\nurl = "sqlite:///fivestar.db"', encoding="utf-8")
    place = Place(tmp_path)
    upgrade(place.url)
    return place


def test_a_first_import_adds_everybody(place: Place) -> None:
    assert place.run(place.workbook(ZHANG_HUA, ZHANG_MING)) == (
        0,
        "支部：已新增1个，已更新0个，未变0个\n"
        "党员：已新增2名，已更新0名，未变0名\n"
        "  新增：张华（zhanghua）、张明（zhangming）\n",
    )
    assert [person.name for person in place.stored().people] == ["张华", "张明"]


def test_the_same_workbook_again_changes_nothing(place: Place) -> None:
    file = place.workbook(ZHANG_HUA, ZHANG_MING)
    place.run(file)
    before = place.stored()
    assert place.run(file) == (
        0,
        "支部：已新增0个，已更新0个，未变1个\n党员：已新增0名，已更新0名，未变2名\n",
    )
    assert place.stored() == before


def test_a_changed_row_updates_the_account_and_an_unlisted_one_stays(place: Place) -> None:
    place.run(place.workbook(ZHANG_HUA, ZHANG_MING, branches=("第三党支部", "第六党支部")))
    renamed = ("张小明", "ZhangMing", "第三党支部", "预备", "")
    assert place.json(place.workbook(renamed, LI_NA)) == (
        0,
        {
            "ok": True,
            "dry_run": False,
            "faults": [],
            "warnings": [],
            "branches": {"added": [], "changed": [], "unchanged": 1, "missing": ["第六党支部"]},
            "members": {"added": ["lina"], "changed": ["ZhangMing"], "unchanged": 0, "missing": ["zhanghua"]},
        },
    )
    stored = place.stored()
    assert {person.name for person in stored.people} == {"张华", "张小明", "李娜"}
    assert len(stored.named("张小明")) == 1


def test_people_who_are_not_listed_are_named(place: Place) -> None:
    place.run(place.workbook(ZHANG_HUA, ZHANG_MING))
    code, said = place.run(place.workbook(ZHANG_HUA))
    assert code == 0
    assert said.splitlines()[-1] == (
        "名册里没有列出的党员，保持不变（已调离的请填写“离开支部日期”）：张明（zhangming）"
    )


def test_one_wrong_cell_and_nothing_is_written(place: Place) -> None:
    place.run(place.workbook(ZHANG_HUA))
    file = place.workbook(ZHANG_HUA, ZHANG_MING, ("李娜", "lina", "第三党支部", "群众", "院长"))
    assert place.run(file) == (
        2,
        "名册.xlsx 有2处问题，没有写入任何内容：\n"
        "  党员!D4：读到“群众”，应为正式或预备\n"
        "  党员!E4：读到“院长”，应为书记、副书记、组织委员、宣传委员、纪检委员、党小组长、党务干部中的一个或几个，用“、”隔开\n",
    )
    assert [person.name for person in place.stored().people] == ["张华"]


def test_faults_as_json_have_sheet_cell_and_reason(place: Place) -> None:
    code, document = place.json(place.workbook(("张明", "", "第三党支部", "正式", "")))
    assert code == 2
    assert document["ok"] is False
    assert document["faults"] == [{"sheet": "党员", "cell": "B2", "reason": "“账号”不能空着"}]


def test_a_dry_run_tells_the_changes_and_makes_none(place: Place) -> None:
    place.run(place.workbook(ZHANG_HUA))
    code, said = place.run(place.workbook(ZHANG_HUA, ZHANG_MING), "--dry-run")
    assert (code, said.splitlines()) == (
        0,
        [
            "支部：将新增0个，将更新0个，未变1个",
            "党员：将新增1名，将更新0名，未变1名",
            "  新增：张明（zhangming）",
            "以上是试运行，没有写入。",
        ],
    )
    assert [person.name for person in place.stored().people] == ["张华"]


def test_a_dry_run_with_faults_is_a_finding(place: Place) -> None:
    code, document = place.json(place.workbook(("", "x", "第三党支部", "正式", "")), "--dry-run")
    assert (code, document["dry_run"], len(document["faults"])) == (1, True, 1)


def test_a_file_that_is_no_workbook_is_wrong_input(place: Place) -> None:
    code, said = place.run(place.folder / "none.xlsx")
    assert (code, said) == (
        2,
        "none.xlsx 有1处问题，没有写入任何内容：\n  没有这个文件，或没有读取它的权限\n",
    )


def test_an_import_notes_who_came_by_it(place: Place) -> None:
    place.run(place.workbook(ZHANG_HUA))
    store = Store.open(place.url, wall_clock)
    try:
        verdict = store.read_now(lambda work: work.audit.verify())
    finally:
        store.close()
    assert (verdict.ok, verdict.records) == (True, 1)


def test_everybody_keeps_the_dates_of_the_workbook(place: Place) -> None:
    path = place.folder / "dates.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("支部").write_column(0, 0, ("支部名称", "第三党支部"))
        sheet = book.add_worksheet("党员")
        sheet.write_row(0, 0, (*HEADER, "任职日期", "加入支部日期"))
        sheet.write_row(1, 0, (*ZHANG_HUA, "2025-05-21", "2017-04-06"))
    assert place.run(path)[0] == 0
    person = place.stored().person("zhanghua")
    assert person is not None
    assert (person.office_from, person.joined_branch_on) == (date(2025, 5, 21), date(2017, 4, 6))
