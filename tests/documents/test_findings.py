"""问题清单 as inspectors hand it over: what is understood, and every fault at its cell."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.findings import Finding, parse_findings, pasted, read_findings
from bot.documents.workbook import Fault
from bot.domain.people import Branch, Role, Roster
from bot.domain.rectification import Manner, Severity
from bot.standards import shipped_standard
from tests import make
from tests.documents.sheets import written

STANDARD = shipped_standard()
TODAY = date(2026, 12, 11)
HEADER = (
    "序号",
    "检查时间",
    "检查方式(季度/抽查/专项)",
    "被检查支部*",
    "对应指标",
    "存在问题",
    "程度",
    "检查人",
    "扣分",
    "整改期限",
)
ROW = (
    1,
    date(2026, 12, 8),
    "季度检查",
    "三支部",
    "B02 支部委员会会议",
    "9月支委会记录缺请假人员",
    "一般",
    "赵立军、吕志良",
    0.5,
    date(2026, 12, 22),
)
ROSTER = Roster(
    (Branch("第三党支部", "三支部", founded_on=date(2020, 1, 1)), Branch("第六党支部", "六支部")),
    (
        make.person("张明", "zhangming"),
        make.person("赵立军", "zhao", at="第六党支部", group=None, roles=[Role.INSPECTOR]),
    ),
)  # fmt: skip


def read(
    path: Path, *rows: Sequence[object], header: Sequence[object] = HEADER
) -> tuple[list[Finding], list[str]]:
    book = written(path / "问题清单.xlsx", {"问题清单": [header, *rows]})
    found, faults = read_findings(book, ROSTER, STANDARD, TODAY)
    return found, [str(fault) for fault in faults]


def with_(**cells: object) -> list[object]:
    names = [name.partition("(")[0].rstrip("*") for name in HEADER]
    return [cells.get(name, cell) for name, cell in zip(names, ROW, strict=True)]


def test_a_full_row(tmp_path: Path) -> None:
    assert read(tmp_path, ROW) == (
        [
            Finding(
                "1",
                "第三党支部",
                date(2026, 12, 8),
                "9月支委会记录缺请假人员",
                Severity.MINOR,
                Manner.QUARTERLY_INSPECTION,
                "B02",
                ("赵立军", "吕志良"),
                Decimal("0.5"),
                date(2026, 12, 22),
            )
        ],
        [],
    )


def test_what_may_be_left_empty(tmp_path: Path) -> None:
    row = with_(序号="", 检查方式="", 对应指标="", 检查人="", 扣分="", 整改期限="")
    (found,), faults = read(tmp_path, row)
    assert faults == []
    assert (found.number, found.manner, found.indicator, found.inspectors) == ("", None, "", ())
    assert (found.points_off, found.due_on) == (None, None)
    (few,), faults = read(
        tmp_path,
        ("2026-12-08", "第六党支部", "没有公开", "较重"),
        header=("检查时间", "被检查支部", "存在问题", "程度"),
    )
    assert (few.branch, few.severity, faults) == ("第六党支部", Severity.SERIOUS, [])


@pytest.mark.parametrize("said", ["季度", "季度检查", "季度考核", "抽查", "专项", "专项整治"])
def test_ways_to_write_the_manner(tmp_path: Path, said: str) -> None:
    (found,), faults = read(tmp_path, with_(检查方式=said))
    manners = {"季": Manner.QUARTERLY_INSPECTION, "抽": Manner.SPOT_CHECK, "专": Manner.CAMPAIGN}
    assert (found.manner, faults) == (manners[said[0]], [])


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"检查时间": "昨天"}, "问题清单!B2：读到“昨天”，不是日期，请写成 2026-11-23"),
        ({"检查时间": ""}, "问题清单!B2：“检查时间”不能空着"),
        ({"检查时间": TODAY + timedelta(days=1), "整改期限": ""}, "问题清单!B2：读到 2026-12-12，还没有到，请核对"),
        ({"检查时间": date(2019, 5, 1)}, "问题清单!B2：早于第三党支部的成立日期，请核对"),
        ({"检查方式": "随便"}, "问题清单!C2：读到“随便”，应为季度或抽查或专项"),
        ({"被检查支部": "第七党支部"}, "问题清单!D2：名册里没有“第七党支部”，是否应为“第六党支部”"),
        ({"对应指标": "Z99"}, "问题清单!E2：评定标准里没有“Z99”，应为 A01 这样的编号，没有对应的留空"),
        ({"存在问题": ""}, "问题清单!F2：“存在问题”不能空着"),
        ({"存在问题": "长" * 501}, "问题清单!F2：读到501个字，最多500个字，请缩短"),
        ({"程度": "很重"}, "问题清单!G2：读到“很重”，应为一般或较重或严重"),
        ({"检查人": "张明"}, "问题清单!H2：张明是第三党支部的党员，不能检查本支部，请核对"),
        ({"扣分": -1}, "问题清单!I2：读到“-1”，应为0到100的数，如 0.5"),
        ({"整改期限": date(2026, 12, 1)}, "问题清单!J2：读到 2026-12-01，早于检查时间，请核对"),
    ],
)  # fmt: skip
def test_a_fault_is_named_at_its_cell(tmp_path: Path, cells: dict[str, object], fault: str) -> None:
    assert read(tmp_path, with_(**cells)) == ([], [fault])


def test_all_faults_are_said_from_top_to_bottom_and_nothing_is_half_read(tmp_path: Path) -> None:
    found, faults = read(tmp_path, ROW, ROW, with_(程度="", 检查时间="x"), with_(被检查支部=""))
    assert found == []
    assert [fault.partition("：")[0] for fault in faults] == [
        "问题清单!F3", "问题清单!B4", "问题清单!G4", "问题清单!D5",
    ]  # fmt: skip
    assert faults[0].endswith("与第2行重复，请删去一行")


def test_files_that_hold_no_list(tmp_path: Path) -> None:
    def faults(path: Path) -> list[str]:
        found, faults = read_findings(path, ROSTER, STANDARD, TODAY)
        assert found == []
        return [str(fault) for fault in faults]

    garbage = tmp_path / "garbage.xlsx"
    garbage.write_bytes(b"\x00garbage")
    assert faults(written(tmp_path / "a.xlsx", {"别的": [["x"]]})) == ["没有找到工作表“问题清单”"]
    assert faults(written(tmp_path / "b.xlsx", {"问题清单": [HEADER]})) == ["问题清单：工作表里没有问题"]
    assert faults(written(tmp_path / "c.xlsx", {"问题清单": [["x"]]})) == [
        "问题清单!A1：没有找到表头，应有 检查时间、被检查支部、存在问题、程度 等列"
    ]
    assert len(faults(garbage)) == len(faults(tmp_path / "missing.xlsx")) == 1
    assert parse_findings([HEADER, ROW], Roster(), STANDARD, TODAY) == (
        [],
        [Fault("", "", "还没有名册，请先执行 fivestar import roster")],
    )


def test_what_nobody_may_bring_in(tmp_path: Path) -> None:
    _, faults = read(tmp_path, (*ROW, "1"), header=(*HEADER, "联系电话"))
    assert faults == ["问题清单!K1：“联系电话”一列不能导入：系统不保存这类个人信息，请删去整列"]


def test_a_pasted_list() -> None:
    table = pasted("检查时间\t被检查支部\t存在问题\t程度\t整改期限\n2026-12-08\t六支部\t没有公开\t一般\t\n")
    (found,), faults = parse_findings(table, ROSTER, STANDARD, TODAY)
    assert (found.branch, found.problem, found.due_on, faults) == ("第六党支部", "没有公开", None, [])


cell = st.text(max_size=12) | st.floats() | st.booleans() | st.dates() | st.datetimes() | st.timedeltas()


@given(st.lists(st.lists(cell, max_size=12), max_size=4), st.booleans())
def test_garbage_is_refused_and_never_breaks_anything(rows: list[list[object]], headed: bool) -> None:
    table = [list(HEADER), *rows] if headed else rows
    found, faults = parse_findings(table, ROSTER, STANDARD, TODAY)  # type: ignore[arg-type]
    assert not (found and faults)
    assert found or faults
