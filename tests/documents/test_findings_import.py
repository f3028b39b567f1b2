"""`fivestar import findings`: a sheet becomes problems with numbers, one list for each secretary, and nothing twice."""

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import build
from bot.chat import Address
from bot.clock import wall_clock
from bot.domain.people import Branch, Office, Role, Roster
from bot.store import Store
from bot.store.schema import upgrade
from tests import make
from tests.documents.sheets import written
from tests.documents.test_findings import HEADER

ROSTER = Roster(
    (Branch("第三党支部", "三支部"), Branch("第六党支部", "六支部")),
    (
        make.person("张华", "zhanghua", group=None, offices=[Office.SECRETARY]),
        make.person("赵立军", "zhao", at="第六党支部", group=None, roles=[Role.INSPECTOR]),
        make.person("廖永凯", "office", at="第六党支部", group=None, roles=[Role.ORGAN_OFFICE]),
    ),
)


class Desk:
    def __init__(self, folder: Path) -> None:
        self.url, self.config, self.folder = f"sqlite:///{folder / 'x.db'}", folder / "config.toml", folder
        upgrade(self.url)
        self.config.write_text(f'[database]\nurl = "{self.url}"\n', encoding="utf-8")
        self.config.chmod(0o600)
        store = Store.open(self.url, wall_clock)
        store.run_now(lambda work: work.people.save(ROSTER))
        store.close()

    def bring_in(
        self, *rows: tuple[object, ...], more: tuple[str, ...] = (), account: str = "office"
    ) -> Result:
        book = written(self.folder / "问题清单.xlsx", {"问题清单": [HEADER, *rows]})
        words = ["import", "findings", str(book), "--as", account, "--config", str(self.config), *more]
        return CliRunner().invoke(build(["import"]), words)

    def read(self) -> tuple[list[tuple[str, str, str]], list[str]]:
        """(number, branch, inspector) of the problems, and what the secretary was told."""
        store = Store.open(self.url, wall_clock)
        cases = store.read_now(lambda work: work.cases.all())
        told = store.read_now(lambda work: work.promises.of(Address("wecom", "zhanghua")))
        store.close()
        return [(c.item.number, c.item.branch, c.inspector) for c in cases], [p.reply.text for p in told]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def row(problem: str, branch: str = "三支部", inspector: str = "赵立军") -> tuple[object, ...]:
    today = wall_clock().date()
    return (1, date(today.year, today.month, 1), "季度", branch, "B02", problem, "一般", inspector, 0.5, None)


def test_a_list_is_issued_once_and_told_once(desk: Desk) -> None:
    rows = (row("支委会记录缺请假人员"), row("党课没有讲稿"), row("活动室没有标识", "六支部", ""))
    tried = desk.bring_in(*rows, more=("--dry-run",))
    assert (tried.exit_code, desk.read()) == (0, ([], [])), tried.output

    assert desk.bring_in(*rows).exit_code == 0
    cases, told = desk.read()
    assert cases == [("1", "第三党支部", "zhao"), ("2", "第三党支部", "zhao"), ("3", "第六党支部", "office")]
    (words,) = told
    assert "第三党支部2项" in words
    assert "回复“第1、2条已签收”" in words

    again = desk.bring_in(*rows, row("党费没有登记"))
    assert "已下达1项问题" in again.output
    assert [number for number, _, _ in desk.read()[0]] == ["1", "2", "3", "4"]


def test_one_fault_and_nothing_is_issued(desk: Desk) -> None:
    result = desk.bring_in(row("党课没有讲稿"), row("党课没有讲稿", "九支部"))
    assert result.exit_code == 2
    assert "九支部" in result.output
    assert desk.read() == ([], [])


def test_only_who_may_issues(desk: Desk) -> None:
    result = desk.bring_in(row("党课没有讲稿"), account="zhanghua")
    assert result.exit_code == 2
    assert desk.read() == ([], [])
