"""Ledger workbooks as people write them: what is understood, and every fault with its place."""

import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from bot.documents import extent
from bot.documents.cells import Cell, NoValue
from bot.documents.ledger import LedgerFile, parse_ledger, read_ledger
from bot.documents.ledger.desk import Meeting, Record
from bot.documents.ledger.reading import SHEETS
from bot.documents.workbook import Fault, Table
from bot.domain.activity import Activity, Attendance, Event, Presence, State, Talk, Training
from bot.domain.ledger import (
    Application,
    Ballots,
    Dues,
    Flag,
    Grade,
    Pledge,
    RoomItem,
    Service,
    ServiceKind,
    Waiver,
)
from bot.domain.people import Branch, Office, Person, Roster
from bot.domain.rectification import Item, Manner, Severity
from bot.domain.term import Term
from bot.standards import shipped_standard
from tests.documents.sheets import Rows, written

THIRD, SIXTH = "第三党支部", "第六党支部"
ROSTER = Roster(
    (
        Branch(THIRD, "三支部", has_committee=True, groups=2, founded_on=date(2026, 1, 5)),
        Branch(SIXTH, "六支部"),
    ),
    (
        Person("张华", "zhanghua", THIRD, 1, frozenset({Office.SECRETARY})),
        Person("张明", "zhangming", THIRD, 1, aliases=("小张",)),
        Person("李娜", "lina", THIRD, 2),
        Person("王伟", "wangwei", THIRD, 1),
        Person("王伟", "wangwei2", THIRD, 2),
        Person("陈静", "chenjing", THIRD, 2),
        Person("陈静", "chenjing6", SIXTH),
        Person("赵强", "zhaoqiang", SIXTH, joined_branch_on=date(2026, 7, 1), former_branch=THIRD),
    ),
)
STANDARD = shipped_standard()
ON = date(2026, 11, 20)
NOTHING = "工作表里没有可以导入的记录"
REQUIRED: dict[str, dict[str, Cell]] = {
    "组织生活": {"支部": THIRD, "类型": "党课", "日期": "2026-11-20"},
    "谈心谈话": {"支部": THIRD, "日期": "2026-11-20", "谈话人": "张华", "谈话对象": "张明"},
    "培训": {"姓名": "张明", "日期": "2026-11-20", "学时": "8"},
    "党费": {"支部": THIRD, "月份": "2026-11", "收齐": "是"},
    "志愿服务": {"支部": THIRD, "日期": "2026-11-20", "类型": "志愿服务"},
    "先锋承诺": {"姓名": "张明"},
    "问题整改": {
        "编号": "7", "支部": THIRD, "检查日期": "2026-11-20", "问题": "记录不全", "程度": "一般", "期限": "2026-11-30",
    },
    "述职测评": {"姓名": "张华", "年度": "2026", "层级": "L3", "测评组": "支部党员"},
    "检查评分": {"支部": THIRD, "年度": "2026", "指标": "C05", "得分": "1.5"},
    "八有": {"支部": THIRD, "年度": "2026", "项目": "R1", "有": "是"},
    "换届": {"支部": THIRD, "届期起": "2024-05-21", "任期": "3"},
    "申报": {"支部": THIRD, "年度": "2026", "申报星级": "四星"},
    "豁免": {"支部": THIRD, "年度": "2026", "指标": "B03", "会议纪要": "机委纪要〔2026〕9号"},
    "否决标记": {"支部": THIRD, "年度": "2026", "规则": "V3"},
}  # fmt: skip
"""The least a row of each sheet needs."""


def parse(**sheets: Table) -> LedgerFile:
    return parse_ledger(sheets, ROSTER, STANDARD)


def table(row: Mapping[str, Cell]) -> list[list[Cell]]:
    """A header and one row."""
    return [[*row], [*row.values()]]


def one(sheet: str, **cells: Cell) -> LedgerFile:
    """One row with these cells besides or instead of the required ones; an empty one stays an empty cell."""
    row = REQUIRED[sheet] | cells
    return parse(**{sheet: table(row)})


def record(found: LedgerFile) -> Any:
    assert found.faults == []
    ((only,),) = found.records.values()
    return only


def activity(**cells: Cell) -> Activity:
    kept: Activity = record(one("组织生活", **cells)).activity
    return kept


def marks(**cells: Cell) -> list[tuple[str, Presence, date | None]]:
    return [(mark.account, mark.presence, mark.made_up_on) for mark in record(one("组织生活", **cells)).marks]


def faults(found: LedgerFile) -> list[str]:
    return [str(fault) for fault in found.faults]


def warnings(found: LedgerFile) -> list[str]:
    return [str(warning) for warning in found.warnings]


def from_file(tmp_path: Path, sheet: str, **cells: object) -> LedgerFile:
    """One row, by way of a file."""
    row = {**REQUIRED[sheet], **cells}
    path = written(tmp_path / "ledger.xlsx", {sheet: [[*row], [*row.values()]]})
    return read_ledger(path, ROSTER, STANDARD)


# ---------------------------------------------------------------------- every sheet, every column

FULL: list[tuple[str, Mapping[str, Cell], Record]] = [
    (
        "组织生活",
        {
            "支部*": "三支部", "类型*": "周五学习", "日期*": ON, "开始": "15:00", "时长(分钟)": 90.0, "地点": "三楼会议室",
            "主题": "传达全会精神", "党小组": "第二党小组", "主持": "张 华", "记录": "李娜", "主讲": "张华、外请教授",
            "专题研究党建(是/否)": "是", "应到": 9.0, "实到": 7.0, "请假": "张明", "缺席": "李娜", "补学": "张明(2026-11-30)",
            "环节": "", "优秀人数": 3.0, "登记日期": "2026-12-01",
        },
        Meeting(
            Activity(
                THIRD, Event.FRIDAY_STUDY, ON, 2, "15:00", 90, "三楼会议室", "传达全会精神", "张华", "李娜", ("张华", "外请教授"),
                party_work=True, due=9, present=7, excellent=3, state=State.CONFIRMED,
            ),
            (
                Attendance(0, "zhangming", "张明", Presence.ON_LEAVE),
                Attendance(0, "lina", "李娜", Presence.ABSENT),
                Attendance(0, "zhangming", "张明", Presence.MADE_UP, made_up_on=date(2026, 11, 30)),
            ),
        ),
    ),
    (
        "谈心谈话",
        {"支部*": THIRD, "日期*": ON, "谈话人*": "张华、欧阳书记", "谈话对象*": "张 明，李娜"},
        Talk(THIRD, ON, ("张华", "欧阳书记"), ("张明", "李娜")),
    ),
    (
        "培训",
        {"姓名*": "王伟", "账号": "WangWei2", "日期*": ON, "班次": "党务干部培训班", "学时*": 7.5, "方式": "网络"},
        Training("wangwei2", ON, "党务干部培训班", Decimal("7.5"), online=True),
    ),
    (
        "党费",
        {"支部*": THIRD, "月份*": "2026年11月", "收齐(是/否)*": "否"},
        Dues(THIRD, date(2026, 11, 1), complete=False),
    ),
    (
        "志愿服务",
        {
            "支部*": THIRD, "日期*": ON, "类型*": "结对共建", "参加人": "张华、小张", "小时": 2.5, "主题": "社区普法",
            "服务群众(是/否)": "是",
        },
        Service(
            THIRD, ON, ServiceKind.PAIRED_BUILDING, ("张华", "小张"), Decimal("2.5"), "社区普法", for_public=True
        ),
    ),
    (
        "先锋承诺",
        {"姓名*": "小张", "账号": "", "承诺日期": "2026-02-10", "进展日期": "2026-05-01、2026/8/1，2026年9月1日", "评诺日期": ON},
        Pledge(
            "zhangming",
            frozenset({date(2026, 2, 10)}),
            frozenset({date(2026, 5, 1), date(2026, 8, 1), date(2026, 9, 1)}),
            frozenset({ON}),
        ),
    ),
    (
        "问题整改",
        {
            "编号*": 12.0, "支部*": THIRD, "检查日期*": "2026-09-10", "检查方式": "抽查", "指标": "b03 党小组会", "问题*": "记录不全",
            "程度*": "较重", "期限*": "2026-10-03", "提交日期": "2026-10-08", "退回次数": 3.0, "销号日期": "2026-10-12",
            "延期至": "2026-10-20", "反弹日期": "2026-11-11",
        },
        Item(
            "12", THIRD, date(2026, 9, 10), "记录不全", Severity.SERIOUS, date(2026, 10, 3), Manner.SPOT_CHECK, "B03",
            date(2026, 10, 8), 3, date(2026, 10, 12), date(2026, 10, 20), date(2026, 11, 11),
        ),
    ),
    (
        "述职测评",
        {
            "姓名*": "张华", "账号": "zhanghua", "年度*": 2026.0, "层级(L1/L2/L3)*": "L3", "测评组*": "支部书记", "好": 4.0,
            "较好": 3.0, "一般": "", "差": 1.0,
        },
        Ballots("zhanghua", 2026, "L3", "branch_secretaries", good=4, fair=3, average=0, poor=1),
    ),
    (
        "检查评分",
        {
            "支部*": THIRD, "年度*": 2026.0, "指标*": "D04", "分项": "台账档案", "得分*": 1.9, "说明": "缺一次签到表",
            "检查员": "赵强",
        },
        Grade(THIRD, 2026, "D04", "records", Decimal("1.9"), "缺一次签到表", "赵强"),
    ),
    ("八有", {"支部*": THIRD, "年度*": "2026", "项目(R1…R8)*": "r3", "有(是/否)*": "否"}, RoomItem(THIRD, 2026, "R3", met=False)),
    (
        "换届",
        {
            "支部*": THIRD, "届期起*": "2023-06-16", "任期*": 3.0, "批准延期至": "2026-09-01", "空缺职务": "副书记、纪检委员",
            "空缺起": "2026-03-01", "补选日期": "2026-05-01", "分工明确(是/否)": "否",
        },
        Term(
            THIRD, date(2023, 6, 16), 3, date(2026, 9, 1), ("副书记", "纪检委员"), date(2026, 3, 1), date(2026, 5, 1),
            duties_assigned=False,
        ),
    ),
    (
        "申报",
        {"支部*": THIRD, "年度*": "2026", "申报星级*": 5.0, "自评分": 96.25, "提交日期": "2027-01-10", "迟交原因": "合并支部"},
        Application(THIRD, 2026, 5, Decimal("96.25"), date(2027, 1, 10), "合并支部"),
    ),
    (
        "豁免",
        {"支部*": THIRD, "年度*": "2026", "指标*": "党小组会", "会议纪要*": "机委纪要〔2026〕9号"},
        Waiver(THIRD, 2026, "B03", "机委纪要〔2026〕9号"),
    ),
    ("否决标记", {"支部*": THIRD, "年度*": "2026", "规则*": "v4", "说明": "见纪要"}, Flag(THIRD, 2026, "V4", "见纪要")),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "cells", "expected"), FULL, ids=[sheet for sheet, _, _ in FULL])
def test_every_column_of_a_sheet_finds_its_place(
    sheet: str, cells: Mapping[str, Cell], expected: Record
) -> None:
    found = parse(**{sheet: table(cells)})
    assert faults(found) == []
    assert found.records == {sheet: [expected]}


@pytest.mark.parametrize(("sheet", "cells", "expected"), FULL, ids=[sheet for sheet, _, _ in FULL])
def test_every_column_that_a_sheet_knows_is_tried_above(
    sheet: str, cells: Mapping[str, Cell], expected: Record
) -> None:
    (layout,) = (layout for layout, _ in SHEETS if layout.name == sheet)
    assert {header.partition("(")[0].rstrip("*") for header in cells} == set(layout.columns)


def test_every_sheet_is_tried_above() -> None:
    assert [layout.name for layout, _ in SHEETS] == list(REQUIRED)
    assert {sheet for sheet, _, _ in FULL} == set(REQUIRED)


LEAST: list[tuple[str, Record]] = [
    ("组织生活", Meeting(Activity(THIRD, Event.PARTY_LECTURE, ON, state=State.CONFIRMED), ())),
    ("谈心谈话", Talk(THIRD, ON, ("张华",), ("张明",))),
    ("培训", Training("zhangming", ON, "", Decimal(8), online=False)),
    ("党费", Dues(THIRD, date(2026, 11, 1), complete=True)),
    ("志愿服务", Service(THIRD, ON, ServiceKind.VOLUNTEERING)),
    ("先锋承诺", Pledge("zhangming")),
    ("问题整改", Item("7", THIRD, ON, "记录不全", Severity.MINOR, date(2026, 11, 30))),
    ("述职测评", Ballots("zhanghua", 2026, "L3", "branch_members")),
    ("检查评分", Grade(THIRD, 2026, "C05", "member_management", Decimal("1.5"))),
    ("八有", RoomItem(THIRD, 2026, "R1", met=True)),
    ("换届", Term(THIRD, date(2024, 5, 21), 3, duties_assigned=True)),
    ("申报", Application(THIRD, 2026, 4)),
    ("豁免", Waiver(THIRD, 2026, "B03", "机委纪要〔2026〕9号")),
    ("否决标记", Flag(THIRD, 2026, "V3")),
]


@pytest.mark.parametrize(("sheet", "expected"), LEAST, ids=[sheet for sheet, _ in LEAST])
def test_required_columns_are_enough(sheet: str, expected: Record) -> None:
    found = one(sheet)
    assert (faults(found), warnings(found)) == ([], [])
    assert found.records == {sheet: [expected]}


@pytest.mark.parametrize(
    ("sheet", "header"), [(sheet, header) for sheet, row in REQUIRED.items() for header in row]
)
def test_an_empty_required_cell_is_named(sheet: str, header: str) -> None:
    column = "ABCDEF"[list(REQUIRED[sheet]).index(header)]
    more = {"承诺日期": "2026-02-10"} if sheet == "先锋承诺" else {}  # a row of nothing is no row
    assert faults(one(sheet, **{header: ""}, **more)) == [f"{sheet}!{column}2：“{header}”不能空着"]


@pytest.mark.parametrize(
    ("sheet", "header"), [(sheet, header) for sheet, row in REQUIRED.items() for header in row]
)
def test_a_missing_required_column_is_named(sheet: str, header: str) -> None:
    row = {name: cell for name, cell in REQUIRED[sheet].items() if name != header}
    found = parse(**{sheet: table(row)})
    if row:
        assert faults(found) == [f"{sheet}!A1：缺少“{header}”列"]
    else:
        assert faults(found) == [f"{sheet}!A1：没有找到表头，应有 {header} 等列"]


# ---------------------------------------------------------------------- headers


@pytest.mark.parametrize(
    "header",
    [
        "时长",
        "时长(分钟)",
        "时长（分钟）",
        "时长*",
        "时 长＊",
        "*时长（分钟，取整）*",
        "\ufeff时长\u200b",
        "时长\n(分钟)",
    ],
)
def test_a_header_is_read_without_stars_and_brackets(header: str) -> None:
    assert activity(**{header: 45.0}).minutes == 45


def test_one_header_twice_is_refused_however_it_is_written() -> None:
    assert faults(one("组织生活", **{"时长": 60, "时长（分钟）": 90})) == [
        "组织生活!E1：“时长”列出现了两次，请删去一列"
    ]


def test_unknown_columns_are_named_and_ignored() -> None:
    found = one("党费", 备注="李娜经手", 收缴人="李娜")
    assert warnings(found) == [
        "党费!D1：“备注”一列用不到，已忽略",
        "党费!E1：“收缴人”一列用不到，已忽略",
    ]
    assert record(found) == Dues(THIRD, date(2026, 11, 1), complete=True)


@pytest.mark.parametrize("sheet", list(REQUIRED))
@pytest.mark.parametrize(
    "header", ["身份证号", "电话", "住址", "手机号码", "金额", "工资（元）", "银行卡号", "病情"]
)
def test_what_must_not_be_kept_is_refused_and_not_repeated(sheet: str, header: str) -> None:
    column = "ABCDEFG"[len(REQUIRED[sheet])]
    plain = header.partition("（")[0]
    assert faults(one(sheet, **{header: "36010219800101001X"})) == [
        f"{sheet}!{column}1：“{plain}”一列不能导入：系统不保存这类个人信息，请删去整列"
    ]


def test_a_title_above_the_table_and_an_empty_column_before_it_do_no_harm(tmp_path: Path) -> None:
    rows: Rows = [
        ["党费收缴情况"],
        [],
        ["", *REQUIRED["党费"]],
        ["", *REQUIRED["党费"].values()],
        [],
        ["", THIRD, "十月", "是"],
    ]
    path = written(tmp_path / "ledger.xlsx", {"党费": rows})
    assert faults(read_ledger(path, ROSTER, STANDARD)) == [
        "党费!C6：读到“十月”，不是月份，请写成 2026-11"
    ]  # fmt: skip


# ---------------------------------------------------------------------- dates, times, numbers


@pytest.mark.parametrize(
    "cell",
    [
        "2026-11-20", "2026/11/20", "2026.11.20", "2026年11月20日", " 2026-11-20 ", "２０２６－１１－２０", "2026-11-20\u200b", ON,
        datetime(2026, 11, 20, 15, 0),  # noqa: DTZ001 as spreadsheets have them, without a zone
    ],
)  # fmt: skip
def test_a_day_is_written_in_many_ways(cell: Cell) -> None:
    assert activity(日期=cell).held_on == ON


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("2026-02-31", "读到“2026-02-31”，不是日期，请写成 2026-11-23"),
        ("11月20日", "读到“11月20日”，不是日期，请写成 2026-11-23"),
        ("2026-11", "读到“2026-11”，不是日期，请写成 2026-11-23"),
        (46346.0, "读到“46346”，不是日期，请写成 2026-11-23"),
        (1e300, "读到“10000000000000000525…”，不是日期，请写成 2026-11-23"),
        (True, "读到“True”，不是日期，请写成 2026-11-23"),
        (time(15, 0), "读到“15:00:00”，不是日期，请写成 2026-11-23"),
        (timedelta(hours=30), "读到“1 day, 6:00:00”，不是日期，请写成 2026-11-23"),
        (date(1899, 12, 31), "读到 1899-12-31，年份不对，请检查"),
        ("9999-11-20", "读到 9999-11-20，年份不对，请检查"),
    ],
)
def test_what_is_no_day_is_quoted_with_the_cure(cell: Cell, said: str) -> None:
    assert faults(one("组织生活", 日期=cell)) == [f"组织生活!C2：{said}"]


@pytest.mark.parametrize(
    "cell", ["2026-11", "2026年11月", "2026/11", "2026.11", "202611", 202611.0, "2026-11-20", ON, "２０２６年１１月"]
)  # fmt: skip
def test_a_month_is_written_in_many_ways(cell: Cell) -> None:
    assert record(one("党费", 月份=cell)) == Dues(THIRD, date(2026, 11, 1), complete=True)


@pytest.mark.parametrize(
    ("cell", "quoted"),
    [
        ("2026-13", "2026-13"), ("11月", "11月"), ("2026-02-31", "2026-02-31"), ("2026", "2026"), ("26-11", "26-11"),
        (2026.1, "2026.1"), (2026.11, "2026.11"), (time(0, 0), "00:00:00"), ("0206-11", "0206-11"),
    ],
)  # fmt: skip
def test_what_is_no_month_is_quoted_with_the_cure(cell: Cell, quoted: str) -> None:
    assert faults(one("党费", 月份=cell)) == [f"党费!B2：读到“{quoted}”，不是月份，请写成 2026-11"]


@pytest.mark.parametrize(
    "cell",
    [
        "15:00", "15：00", "15点00", "15时", "15点", "15:00:00", "１５：００", 0.625, time(15, 0), timedelta(hours=15),
        datetime(2026, 11, 20, 15, 0),  # noqa: DTZ001 as spreadsheets have them, without a zone
    ],
)  # fmt: skip
def test_a_time_of_day_is_written_in_many_ways(cell: Cell) -> None:
    assert activity(开始=cell).starts_at == "15:00"


@pytest.mark.parametrize(
    ("cell", "quoted"),
    [
        ("下午三点", "下午三点"), (15.0, "15"), ("25:00", "25:00"), ("15:60", "15:60"), ("15:00-16:30", "15:00-16:30"),
        (timedelta(hours=24), "1 day, 0:00:00"), (-0.5, "-0.5"), (True, "True"),
    ],
)  # fmt: skip
def test_what_is_no_time_of_day_is_quoted_with_the_cure(cell: Cell, quoted: str) -> None:
    assert faults(one("组织生活", 开始=cell)) == [f"组织生活!D2：读到“{quoted}”，不是时间，请写成 15:00"]


def test_dates_and_times_as_a_spreadsheet_keeps_them(tmp_path: Path) -> None:
    found = from_file(tmp_path, "组织生活", 日期=ON, 开始=time(15, 0), 登记日期=date(2026, 12, 1))
    assert (record(found).activity.held_on, record(found).activity.starts_at) == (ON, "15:00")
    found = from_file(tmp_path, "组织生活", 日期=datetime(2026, 11, 20), 开始=timedelta(hours=15))  # noqa: DTZ001
    assert (record(found).activity.held_on, record(found).activity.starts_at) == (ON, "15:00")
    assert record(from_file(tmp_path, "党费", 月份=ON)).month == date(2026, 11, 1)
    assert record(from_file(tmp_path, "先锋承诺", 承诺日期=ON)).pledged == {ON}


@pytest.mark.parametrize(
    ("sheet", "cells", "said"),
    [
        ("组织生活", {"时长": "两小时"}, "D2：读到“两小时”，应为0到1440的整数，如 60"),
        ("组织生活", {"时长": 90.5}, "D2：读到“90.5”，应为0到1440的整数，如 60"),
        ("组织生活", {"时长": 1e308}, "D2：读到“10000000000000000109…”，应为0到1440的整数，如 60"),
        ("组织生活", {"应到": -1.0}, "D2：读到“-1”，应为0到100000的整数，如 18"),
        ("组织生活", {"实到": "全部"}, "D2：读到“全部”，应为0到100000的整数，如 16"),
        ("组织生活", {"优秀人数": True}, "D2：读到“True”，应为0到100000的整数，如 5"),
        ("组织生活", {"专题研究党建": "有"}, "D2：读到“有”，应为“是”或“否”"),
        ("组织生活", {"党小组": "青年组"}, "D2：读到“青年组”，应如 2 或 第二党小组，没有编组的留空"),
        ("组织生活", {"登记日期": "昨天"}, "D2：读到“昨天”，不是日期，请写成 2026-11-23"),
        ("组织生活", {"主持": "长" * 41}, "D2：读到41个字，太长，请检查是否填错了列"),
        (
            "组织生活",
            {"环节": "会前学习、表决"},
            "D2：读到“表决”，应为会前学习、谈心谈话、听取意见、查摆批评、整改清单、自评、互评、测评、结论中的一个或几个，用“、”隔开",
        ),
        (
            "组织生活",
            {"类型": "团课"},
            "B2：读到“团课”，应为支部党员大会或支委会或党小组会或党课或主题党日或周五学习或组织生活会或民主评议或机关党建大讲堂或党员大会或周五学习日或民主评议党员",
        ),
        ("培训", {"学时": "八"}, "C2：读到“八”，应为0到999的数，如 8"),
        ("培训", {"学时": 1e9}, "C2：读到“1000000000”，应为0到999的数，如 8"),
        ("培训", {"学时": "NaN"}, "C2：读到“NaN”，应为0到999的数，如 8"),
        ("培训", {"学时": "1e999999999999"}, "C2：读到“1e999999999999”，应为0到999的数，如 8"),
        ("培训", {"方式": "自学"}, "D2：读到“自学”，应为集中或网络"),
        ("培训", {"账号": "张 明"}, "D2：读到“张 明”，账号由字母、数字和 _ - . @ 组成，不超过64位，请照通讯录里的账号填写"),
        ("党费", {"收齐": "缴清"}, "C2：读到“缴清”，应为“是”或“否”"),
        ("志愿服务", {"类型": "捐款"}, "C2：读到“捐款”，应为志愿服务或结对共建或微党课"),
        ("志愿服务", {"小时": -2.0}, "D2：读到“-2”，应为0到999的数，如 2"),
        ("志愿服务", {"主题": "题" * 201}, "D2：读到201个字，最多200个字，请缩短"),
        ("先锋承诺", {"进展日期": "2026-05-01、五月底"}, "B2：读到“五月底”，不是日期，请写成 2026-11-23"),
        ("问题整改", {"编号": "9" * 61}, "A2：读到61个字，最多60个字，请缩短"),
        ("问题整改", {"程度": "轻微"}, "E2：读到“轻微”，应为一般或较重或严重"),
        ("问题整改", {"检查方式": "年度"}, "G2：读到“年度”，应为季度或抽查或专项"),
        ("问题整改", {"退回次数": 100.0}, "G2：读到“100”，应为0到99的整数，如 1"),
        ("问题整改", {"指标": "三会一课" * 6}, "G2：读到24个字，最多20个字，请缩短"),
        ("述职测评", {"年度": "二〇二六"}, "B2：读到“二〇二六”，应为1921到9998的整数，如 2026"),
        ("述职测评", {"层级": "L4"}, "C2：读到“L4”，应为L1或L2或L3"),
        ("述职测评", {"测评组": "群众"}, "D2：读到“群众”，应为机关党委或支部书记或支部党员或党组或党员代表"),
        ("述职测评", {"好": "多数"}, "E2：读到“多数”，应为0到100000的整数，如 5"),
        ("检查评分", {"检查员": "员" * 51}, "E2：读到51个字，最多50个字，请缩短"),
        ("八有", {"有": "√"}, "D2：读到“√”，应为“是”或“否”"),
        ("换届", {"任期": "三年"}, "C2：读到“三年”，应为1到10的整数，如 3"),
        ("换届", {"分工明确": "基本"}, "D2：读到“基本”，应为“是”或“否”"),
        ("申报", {"申报星级": "六星"}, "C2：读到“六星”，应为0到5，如 4 或 四星"),
        ("申报", {"自评分": "优"}, "D2：读到“优”，应为0到999的数，如 95"),
        ("豁免", {"指标": "B33"}, "C2：评定标准里没有“B33”，应为 A01 这样的编号"),
        ("否决标记", {"规则": "V1"}, "C2：读到“V1”，应为V3或V4"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_understood_is_quoted_with_the_cure(
    sheet: str, cells: dict[str, Cell], said: str
) -> None:
    found = one(sheet, **cells)
    assert faults(found) == [f"{sheet}!{said}"]
    assert found.records == {}


@pytest.mark.parametrize(
    ("cell", "star"),
    [(4.0, 4), ("4", 4), ("４", 4), ("四星", 4), ("四星级", 4), ("５星", 5), ("零星", 0), ("0", 0)],
)
def test_a_star_is_written_in_many_ways(cell: Cell, star: int) -> None:
    assert record(one("申报", 申报星级=cell)).star == star


@pytest.mark.parametrize(
    ("cell", "group"), [(2.0, 2), ("２", 2), ("第2党小组", 2), ("第二党小组", 2), ("一组", 1), ("", None)]
)
def test_a_group_is_written_in_many_ways(cell: Cell, group: int | None) -> None:
    assert activity(类型="周五学习", 党小组=cell).group == group


@pytest.mark.parametrize("event", ["支部党员大会", "支委会", "党课", "主题党日", "组织生活会", "民主评议"])
def test_the_group_means_nothing_on_other_kinds(event: str) -> None:
    found = one("组织生活", 类型=event, 党小组="第9党小组")
    assert (record(found).activity.group, warnings(found)) == (None, [])


@pytest.mark.parametrize(
    ("cell", "said"), [("是", True), ("否", False), ("", False), (True, True), (" 是 ", True)]
)
def test_what_is_not_said_to_be_so_is_not(cell: Cell, said: bool) -> None:
    assert activity(专题研究党建=cell).party_work is said
    assert record(one("志愿服务", 服务群众=cell)).for_public is said


@pytest.mark.parametrize(("cell", "said"), [("是", True), ("否", False), ("", True), (False, False)])
def test_posts_are_assigned_unless_it_is_said_that_they_are_not(cell: Cell, said: bool) -> None:
    assert record(one("换届", 分工明确=cell)).duties_assigned is said


def test_numbers_are_kept_as_exactly_as_they_can_be_stored() -> None:
    assert record(one("培训", 学时=1.6666666666666667)).hours == Decimal("1.67")
    assert record(one("志愿服务", 小时="２.５")).hours == Decimal("2.5")
    assert record(one("申报", 自评分="95.125分")).self_score == Decimal("95.12")


def test_steps_are_kept_in_the_order_of_the_meeting() -> None:
    found = activity(类型="组织生活会", 环节="整改清单,会前学习，查摆批评")
    assert found.steps == ("pre_study", "problems_and_criticism", "rectification_list")
    assert activity(类型="民主评议", 环节="自评、互评、测评、结论").steps == (
        "self_assessment", "peer_review", "ballot", "conclusion",
    )  # fmt: skip
    assert activity(类型="党课", 环节="会前学习").steps == ()


def test_invisible_characters_and_blanks_are_no_part_of_a_text() -> None:
    kept = activity(主题="\ufeff学习\u200b 二十大\u00ad \n精神\x7f ", 地点="　\u2060")
    assert (kept.topic, kept.place) == ("学习 二十大 精神", "")


# ---------------------------------------------------------------------- branches


@pytest.mark.parametrize("said", [THIRD, "三支部", "第三 党支部", "第三党支部\u200b"])
def test_a_branch_goes_by_its_name_or_its_short_name(said: str) -> None:
    assert activity(支部=said).branch == THIRD


@pytest.mark.parametrize("sheet", [sheet for sheet, row in REQUIRED.items() if "支部" in row])
def test_a_branch_that_is_not_on_the_roster_is_a_fault(sheet: str) -> None:
    column = "ABC"[list(REQUIRED[sheet]).index("支部")]
    assert faults(one(sheet, 支部="第三支部")) == [
        f"{sheet}!{column}2：名册里没有“第三支部”，是否应为“第三党支部”"
    ]
    assert faults(one(sheet, 支部="总务处")) == [f"{sheet}!{column}2：名册里没有“总务处”，请先导入名册"]


@pytest.mark.parametrize("sheet", ["组织生活", "谈心谈话", "志愿服务"])
def test_rows_from_before_the_branch_are_left_out(sheet: str) -> None:
    before = one(sheet, 日期="2026-01-04")
    column = "ABC"[list(REQUIRED[sheet]).index("日期")]
    assert warnings(before) == [f"{sheet}!{column}2：早于第三党支部的成立日期，这一行不计", NOTHING]
    assert before.records == {sheet: []}
    assert [len(rows) for rows in one(sheet, 日期="2026-01-05").records.values()] == [1]


def test_a_day_to_come_is_a_planned_meeting_and_no_fault() -> None:
    assert activity(日期="2099-12-31").held_on == date(2099, 12, 31)


# ---------------------------------------------------------------------- names


@pytest.mark.parametrize("said", ["张明", "张　明", "小张", "zhangming", "ZhangMing", "张\u200b明"])
def test_a_name_in_a_branch_is_a_name_an_alias_or_an_account(said: str) -> None:
    assert marks(缺席=said) == [("zhangming", Presence.ABSENT, None)]


def test_names_are_parted_by_commas_of_any_kind() -> None:
    assert [mark[0] for mark in marks(缺席="张明、李娜,张华，陈静、")] == [
        "zhangming", "lina", "zhanghua", "chenjing",
    ]  # fmt: skip


@pytest.mark.parametrize("header", ["请假", "缺席", "补学"])
@pytest.mark.parametrize("said", ["王伟", "欧阳书记", "chenjing6"])
def test_a_name_that_fits_nobody_or_two_is_left_out_with_a_warning(header: str, said: str) -> None:
    found = one("组织生活", **{header: said})
    assert warnings(found) == [f"组织生活!D2：第三党支部没有能对上“{said}”的一位党员，这个名字不计"]
    assert record(found).marks == ()


def test_outsiders_in_talks_and_services_are_kept_as_they_are_written() -> None:
    found = one("谈心谈话", 谈话人="欧阳书记", 谈话对象="王伟")
    assert warnings(found) == [
        "谈心谈话!C2：第三党支部没有能对上“欧阳书记”的一位党员，这个名字不计",
        "谈心谈话!D2：第三党支部没有能对上“王伟”的一位党员，这个名字不计",
    ]
    assert record(found) == Talk(THIRD, ON, ("欧阳书记",), ("王伟",))
    found = one("志愿服务", 参加人="张明、王伟")
    assert warnings(found) == ["志愿服务!D2：第三党支部没有能对上“王伟”的一位党员，这个名字不计"]
    assert record(found).participants == ("张明", "王伟")


def test_a_former_member_is_known_in_both_branches() -> None:
    assert (
        marks(支部=THIRD, 缺席="赵强")
        == marks(支部=SIXTH, 缺席="赵强")
        == [("zhaoqiang", Presence.ABSENT, None)]
    )


PERSONAL = ("培训", "先锋承诺", "述职测评")


@pytest.mark.parametrize("sheet", PERSONAL)
def test_a_person_must_be_exactly_one_of_the_whole_roster(sheet: str) -> None:
    assert faults(one(sheet, 姓名="陈静")) == [f"{sheet}!A2：名册里有2位“陈静”，请加“账号”列写明是哪一位"]
    assert faults(one(sheet, 姓名="欧阳书记")) == [f"{sheet}!A2：名册里没有“欧阳书记”，请核对姓名"]


@pytest.mark.parametrize("sheet", PERSONAL)
@pytest.mark.parametrize("account", ["chenjing6", "ChenJing6", " CHENJING6 ", "ｃhenjing6"])
def test_the_account_tells_namesakes_apart_in_whatever_case(sheet: str, account: str) -> None:
    assert record(one(sheet, 姓名="陈静", 账号=account)).account == "chenjing6"


@pytest.mark.parametrize("sheet", PERSONAL)
@pytest.mark.parametrize("said", ["小张", "ZHANGMING", "张 明"])
def test_a_person_goes_by_alias_and_account_as_well(sheet: str, said: str) -> None:
    assert record(one(sheet, 姓名=said)).account == "zhangming"


@pytest.mark.parametrize("sheet", PERSONAL)
def test_an_account_that_is_unknown_or_of_somebody_else_is_a_fault(sheet: str) -> None:
    column = "ABCDEF"[len(REQUIRED[sheet])]
    assert faults(one(sheet, 姓名="张明", 账号="nobody")) == [f"{sheet}!{column}2：名册里没有账号“nobody”"]
    assert faults(one(sheet, 姓名="张明", 账号="lina")) == [
        f"{sheet}!{column}2：账号 lina 是李娜，与姓名“张明”不符，请核对"
    ]


# ---------------------------------------------------------------------- those who were away


@pytest.mark.parametrize(
    "cell",
    [
        "张明(2026-11-30)、李娜", "张明（2026-11-30），李娜", "张明 ( 2026/11/30 ), 李娜", "张明(2026年11月30日)、李娜",
        "张 明(２０２６-11-30)、李娜", "张明(2026-11-30、李娜",
    ],
)  # fmt: skip
def test_a_make_up_is_a_name_with_or_without_its_day(cell: str) -> None:
    assert marks(请假="张明", 缺席="李娜", 补学=cell) == [
        ("zhangming", Presence.ON_LEAVE, None),
        ("lina", Presence.ABSENT, None),
        ("zhangming", Presence.MADE_UP, date(2026, 11, 30)),
        ("lina", Presence.MADE_UP, None),
    ]


def test_a_make_up_with_a_wrong_day_is_a_fault() -> None:
    assert faults(one("组织生活", 请假="张明", 补学="张明(11-30)")) == [
        "组织生活!E2：读到“11-30”，不是日期，请写成 2026-11-23"
    ]


def test_a_make_up_of_somebody_who_was_there_is_left_out() -> None:
    found = one("组织生活", 请假="张明", 补学="张明、李娜")
    assert warnings(found) == ["组织生活!E2：李娜不在请假或缺席之列，这次补学不计"]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("张明(2026-11-19)、张明(2026-12-02)、张明(2026-11-30)", date(2026, 11, 30)),
        ("张明(2026-11-19)、张明(2026-11-18)", date(2026, 11, 18)),
        ("张明(2026-12-02)、张明", None),
    ],
)
def test_of_several_make_ups_the_one_that_counts_is_kept(cell: str, day: date | None) -> None:
    assert marks(请假="张明", 补学=cell)[-1] == ("zhangming", Presence.MADE_UP, day)


def test_somebody_named_twice_was_absent() -> None:
    assert marks(请假="张明、张明、小张", 缺席="张明") == [("zhangming", Presence.ABSENT, None)]


def test_more_present_than_due_is_a_fault() -> None:
    assert faults(one("组织生活", 应到=7, 实到=8)) == ["组织生活!E2：实到8人多于应到7人，请核对"]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"实到": 7}, "D2：实到7人多于名册应到6人，按6人计"),
        ({"实到": 5, "缺席": "张明、李娜"}, "D2：应到6人、实到5人，与请假和缺席的2人对不上，请核对"),
        (
            {"应到": 9, "实到": 8, "请假": "张明、李娜"},
            "E2：应到9人、实到8人，与请假和缺席的2人对不上，请核对",
        ),
    ],
)
def test_numbers_that_do_not_fit_are_told_and_taken(cells: dict[str, Cell], said: str) -> None:
    found = one("组织生活", 日期="2026-11-20", **cells)
    assert warnings(found) == [f"组织生活!{said}"]
    assert record(found).activity.present == cells["实到"]


def test_numbers_that_fit_the_names_need_no_word() -> None:
    assert warnings(one("组织生活", 应到=7, 实到=5, 请假="张明", 缺席="李娜")) == []
    assert warnings(one("组织生活", 应到=7, 实到=3)) == []


def test_a_group_that_there_is_not_and_a_group_meeting_without_one_are_told() -> None:
    assert warnings(one("组织生活", 类型="党小组会", 党小组="3")) == [
        "组织生活!D2：第三党支部没有第3党小组，请核对"
    ]
    assert warnings(one("组织生活", 类型="党小组会")) == [
        "组织生活!B2：没有写是哪个党小组的会，不能计入任何一个党小组"
    ]
    assert warnings(one("组织生活", 类型="党小组会", 支部=SIXTH)) == []


# ---------------------------------------------------------------------- 检查评分


@pytest.mark.parametrize("said", ["satisfaction", "满意度", "满意度(%)", "满意度（%）"])
def test_a_part_goes_by_its_number_or_name(said: str) -> None:
    kept = record(one("检查评分", 指标="E05", 分项=said, 得分="72%"))
    assert (kept.part, kept.score) == ("satisfaction", 72)


@pytest.mark.parametrize("said", ["C05", "c05", "Ｃ05", "党员发展与日常管理", "C05 党员发展与日常管理"])
def test_an_indicator_goes_by_its_number_or_name(said: str) -> None:
    assert record(one("检查评分", 指标=said)).indicator == "C05"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"指标": "B03"}, "C2：B03 党小组会由登记的记录计算，不接受检查评分，请删去这一行"),
        ({"指标": "D03"}, "C2：D03 党员活动室“八有”与设备配置由登记的记录计算，不接受检查评分，请删去这一行"),
        ({"指标": "Z01"}, "C2：评定标准里没有“Z01”，应为 A01 这样的编号"),
        ({"指标": "D04"}, "C2：要写明分项：台账档案或党务公开"),
        ({"指标": "D04", "分项": ""}, "E2：要写明分项：台账档案或党务公开"),
        ({"指标": "D04", "分项": "卫生"}, "E2：没有分项“卫生”，应为台账档案或党务公开"),
        ({"指标": "E03", "分项": "joint"}, "E2：没有分项“joint”，应为结对协议"),
        ({"得分": 2.5}, "D2：读到“2.5”，发展与管理满分2分"),
        ({"得分": 0.7}, "D2：读到“0.7”，发展与管理按0.5分一档评分"),
        ({"得分": -0.5}, "D2：读到“-0.5”，应为0到100的数，如 1"),
        ({"得分": "良好"}, "D2：读到“良好”，应为0到100的数，如 1"),
        ({"指标": "E05", "分项": "满意度", "得分": 100.5}, "D2：读到“100.5”，应为0到100的数，如 1"),
        ({"指标": "E05", "分项": "brand", "得分": 1.505}, "D2：读到“1.505”，品牌与示范岗满分1.5分"),
    ],
)  # fmt: skip
def test_what_cannot_be_graded_so_is_named(cells: dict[str, Cell], said: str) -> None:
    assert faults(one("检查评分", **cells)) == [f"检查评分!{said}"]


def test_without_a_branch_column_an_untold_part_is_named_all_the_same() -> None:
    assert faults(parse(检查评分=[("年度", "指标", "得分"), (2026, "D04", 1)])) == [
        "检查评分!A1：缺少“支部”列",
        "检查评分!B2：要写明分项：台账档案或党务公开",
    ]


@pytest.mark.parametrize(
    ("cells", "score"),
    [
        ({"得分": 0.0}, "0"),
        ({"得分": "2分"}, "2"),
        ({"指标": "D04", "分项": "records", "得分": 0.1 + 0.2}, "0.3"),
        ({"指标": "E04", "得分": 3.2}, "3.2"),
        ({"指标": "E03", "得分": 0.35}, "0.35"),
        ({"指标": "E05", "分项": "满意度", "得分": 100.0}, "100"),
    ],
)  # fmt: skip
def test_scores_lie_in_the_steps_of_their_part(cells: dict[str, Cell], score: str) -> None:
    assert record(one("检查评分", **cells)).score == Decimal(score)


def test_a_percentage_that_looks_like_a_share_is_pointed_out() -> None:
    found = one("检查评分", 指标="E05", 分项="满意度", 得分=0.72)
    assert warnings(found) == ["检查评分!D2：读到“0.72”，满意度是0到100的百分数，如 72，请核对"]
    assert record(found).score == Decimal("0.72")


# ---------------------------------------------------------------------- other sheets


def test_an_item_of_the_room_that_the_standard_lacks_is_ignored() -> None:
    found = one("八有", 项目="R9")
    assert warnings(found) == ["八有!C2：评定标准的“八有”里没有“R9”，这一行不计", NOTHING]
    assert found.records == {"八有": []}


def test_an_item_of_the_room_goes_by_its_name_as_well() -> None:
    assert record(one("八有", 项目="有标识")).item == "R2"


def test_what_looks_odd_in_a_problem_is_told() -> None:
    assert warnings(one("问题整改", 期限="2026-11-19")) == ["问题整改!F2：早于检查日期，请核对"]
    found = one("问题整改", 指标="作风")
    assert warnings(found) == ["问题整改!G2：评定标准里没有“作风”，请核对"]
    assert record(found).indicator == "作风"


def test_a_vacancy_without_its_beginning_is_told() -> None:
    assert warnings(one("换届", 空缺职务="副书记")) == ["换届!D2：没有写“空缺起”，这项空缺不计"]


# ---------------------------------------------------------------------- the workbook as a whole


def test_all_faults_are_told_at_once_and_no_record_is_given_out() -> None:
    meeting = {
        "支部": "第九支部",
        "类型": "团课",
        "日期": "昨天",
        "开始": "下午",
        "应到": "全体",
        "登记日期": "x",
    }
    found = parse(
        组织生活=table(meeting),
        问题整改=[(*REQUIRED["问题整改"], "退回次数"), ("1", THIRD, "?", "", "一般", "2026-11-30", "多次")],
        党费=[("支部", "月份", "收齐"), (THIRD, "2026-11", "是"), (THIRD, "2026-12", "")],
    )
    assert faults(found) == [
        "组织生活!A2：名册里没有“第九支部”，是否应为“第六党支部”",
        "组织生活!B2：读到“团课”，应为支部党员大会或支委会或党小组会或党课或主题党日或周五学习或组织生活会或民主评议或机关党建大讲堂或党员大会或周五学习日或民主评议党员",
        "组织生活!C2：读到“昨天”，不是日期，请写成 2026-11-23",
        "组织生活!D2：读到“下午”，不是时间，请写成 15:00",
        "组织生活!E2：读到“全体”，应为0到100000的整数，如 18",
        "组织生活!F2：读到“x”，不是日期，请写成 2026-11-23",
        "党费!C3：“收齐”不能空着",
        "问题整改!C2：读到“?”，不是日期，请写成 2026-11-23",
        "问题整改!D2：“问题”不能空着",
        "问题整改!G2：读到“多次”，应为0到99的整数，如 1",
    ]  # fmt: skip
    assert found.records == {}


def test_an_unknown_sheet_is_named_and_ignored() -> None:
    found = parse(党费=table(REQUIRED["党费"]), 说明=[("随便写",)], Sheet2=[])
    assert warnings(found) == ["说明：这张工作表用不到，已忽略", "Sheet2：这张工作表用不到，已忽略"]
    assert list(found.records) == ["党费"]


def test_a_workbook_of_other_sheets_is_no_ledger() -> None:
    assert faults(parse(Sheet1=[("支部", "日期")])) == [
        "没有找到台账的工作表，应有 组织生活、谈心谈话、培训、党费、志愿服务、先锋承诺、问题整改、述职测评、检查评分、八有、换届、申报、豁免、否决标记 等"
    ]


def test_without_a_roster_nothing_can_be_taken_over() -> None:
    found = parse_ledger({"党费": [list(REQUIRED["党费"])]}, Roster(), STANDARD)
    assert faults(found) == ["还没有名册，请先执行 fivestar import roster"]


def test_empty_sheets_and_headers_alone_bring_nothing_and_say_so(tmp_path: Path) -> None:
    path = written(tmp_path / "ledger.xlsx", {"组织生活": [], "党费": [list(REQUIRED["党费"])]})
    found = read_ledger(path, ROSTER, STANDARD)
    assert (faults(found), warnings(found)) == ([], [NOTHING])


def test_a_sheet_without_its_header_is_named() -> None:
    assert faults(parse(党费=[(THIRD, "2026-11", "是")])) == [
        "党费!A1：没有找到表头，应有 支部、月份、收齐 等列"
    ]


def test_merged_cells_hold_something_in_their_first_row_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("党费")
        sheet.write_row(0, 0, list(REQUIRED["党费"]))
        sheet.merge_range(1, 0, 2, 0, THIRD)
        sheet.write_column(1, 1, ["2026-10", "2026-11"])
        sheet.write_column(1, 2, ["是", "是"])
    assert faults(read_ledger(path, ROSTER, STANDARD)) == ["党费!A3：“支部”不能空着"]


def test_empty_rows_and_rows_of_blanks_are_passed_over(tmp_path: Path) -> None:
    row = list(REQUIRED["党费"].values())
    rows: Rows = [list(REQUIRED["党费"]), [], row, ["  ", "\u200b", "　"], [THIRD, "2026-12", "否"]]
    found = read_ledger(written(tmp_path / "ledger.xlsx", {"党费": rows}), ROSTER, STANDARD)
    assert [one.month.month for one in found.records["党费"] if isinstance(one, Dues)] == [11, 12]


def test_a_file_that_cannot_be_read_is_a_fault_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "ledger.xlsx").write_text("支部,月份", encoding="utf-8")
    found = read_ledger(tmp_path / "ledger.xlsx", ROSTER, STANDARD)
    assert faults(found) == ["不是 Excel 工作簿，请在 Excel 或 WPS 里另存为 .xlsx"]
    assert faults(read_ledger(tmp_path / "no.xlsx", ROSTER, STANDARD)) == ["没有这个文件，或没有读取它的权限"]


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1e9, "组织生活 第2行的时间单元格里是没有意义的大数，没有读取，请改正后再导入"),
        (1e300, "组织生活 第2行的时间单元格里是没有意义的大数，没有读取，请改正后再导入"),
        (-1e300, "有工作表的 D2 里是没有意义的负数，没有读取，请改正后再导入"),
    ],
)
def test_a_time_that_is_no_time_is_refused_before_the_reader_breaks_down(
    tmp_path: Path, number: float, said: str
) -> None:
    path = tmp_path / "ledger.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("组织生活")
        sheet.write_row(0, 0, [*REQUIRED["组织生活"], "开始"])
        sheet.write_row(1, 0, list(REQUIRED["组织生活"].values()))
        sheet.write_number(1, 3, number, book.add_format({"num_format": "[h]:mm"}))
    assert faults(read_ledger(path, ROSTER, STANDARD)) == [said]


@pytest.mark.parametrize("reference", ["F99999999", "ABCD2", "f2"])
def test_a_cell_at_a_place_that_there_is_not_is_refused(tmp_path: Path, reference: str) -> None:
    path, bent = written(tmp_path / "ledger.xlsx", {"党费": table(REQUIRED["党费"])}), tmp_path / "bent.xlsx"
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(bent, "w") as other:
        for name in archive.namelist():
            data = archive.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b'r="C2"', f'r="{reference}"'.encode())
            other.writestr(name, data)
    assert faults(read_ledger(bent, ROSTER, STANDARD)) == [
        "文件已损坏，读不出来，请在 Excel 里打开并另存为 .xlsx"
    ]


ANYTHING = st.one_of(
    st.sampled_from([cell for _, row, _ in FULL for cell in row.values()]),
    st.text(max_size=30),
    st.text(alphabet="张明李娜、，,()（） 2026-11是否\u200b\x00", max_size=30),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.sampled_from([NoValue(""), NoValue("#REF!")]),
)


@st.composite
def scribbled(draw: st.DrawFn) -> tuple[str, list[list[Cell]]]:
    """A sheet as in the examples above, of some of its columns, with anything in some of its cells."""
    sheet, row, _ = draw(st.sampled_from(FULL))
    columns = draw(st.lists(st.sampled_from([*row]), unique=True))
    cells = [draw(ANYTHING) if draw(st.integers(0, 3)) == 0 else row[header] for header in columns]
    return sheet, [[*columns], cells]


@given(scribbled())
def test_whatever_the_cells_hold_there_are_records_or_faults_with_their_places(
    given_: tuple[str, list[list[Cell]]],
) -> None:
    sheet, rows = given_
    found = parse(**{sheet: rows})
    assert bool(found.faults) != bool(found.records)
    for told in [*found.faults, *found.warnings]:
        assert told == Fault("", "", NOTHING) or re.fullmatch(rf"{sheet}![A-Z]+[12]：.+", str(told))


# ---------------------------------------------------------------------- formulas


def with_formula(path: Path, value: object, header: str = "缺席") -> Path:
    row = {**REQUIRED["组织生活"], header: ""}
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("说明").write(0, 0, "台账")
        sheet = book.add_worksheet("组织生活")
        sheet.write_row(2, 1, list(row))
        sheet.write_row(3, 1, list(row.values()))
        sheet.write_formula(3, 1 + list(row).index(header), "=名单!A1", None, value)
    return path


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!", "#NAME?", "#VALUE!"])
def test_an_error_in_a_cell_is_no_empty_cell(tmp_path: Path, error: str) -> None:
    path = with_formula(tmp_path / "ledger.xlsx", error)
    assert faults(read_ledger(path, ROSTER, STANDARD)) == [
        f"组织生活!E4：公式的结果是 {error}，请改正公式，或直接填写内容"
    ]
    path = with_formula(tmp_path / "ledger.xlsx", error, "日期")
    assert faults(read_ledger(path, ROSTER, STANDARD)) == [
        f"组织生活!D4：公式的结果是 {error}，请改正公式，或直接填写内容"
    ]


def test_an_error_in_a_column_nobody_reads_does_no_harm(tmp_path: Path) -> None:
    found = read_ledger(with_formula(tmp_path / "ledger.xlsx", "#REF!", "序号"), ROSTER, STANDARD)
    assert (faults(found), len(found.records["组织生活"])) == ([], 1)


def test_a_formula_counts_by_its_value(tmp_path: Path) -> None:
    found = read_ledger(with_formula(tmp_path / "ledger.xlsx", "张明"), ROSTER, STANDARD)
    assert [mark.account for mark in record(found).marks] == ["zhangming"]
    assert record(read_ledger(with_formula(tmp_path / "ledger.xlsx", ""), ROSTER, STANDARD)).marks == ()


def test_a_formula_that_was_never_computed_is_named() -> None:
    assert faults(one("组织生活", 缺席=NoValue(""))) == [
        "组织生活!D2：公式还没有算出结果，请在 Excel 里打开并保存，或直接填写内容"
    ]


def test_very_many_errors_are_refused_before_they_take_all_memory(tmp_path: Path) -> None:
    path = tmp_path / "ledger.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("组织生活")
        for number in range(extent.MAX_ERRORS + 1):
            sheet.write_formula(number, 0, "=1/0", None, "#DIV/0!")
    assert faults(read_ledger(path, ROSTER, STANDARD)) == [
        "有工作表里超过10000个公式没有结果（如 #REF!），请改正公式后再导入"
    ]
