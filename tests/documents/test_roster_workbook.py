"""Roster workbooks as people write them: what is understood, and every fault with its place."""

import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from bot.documents import extent, limits
from bot.documents.roster import RosterFile, read_roster
from bot.domain.people import Branch, Office, Person, Role, Span, Status

Rows = Sequence[Sequence[object]]

BRANCHES: Rows = (
    ("支部名称*", "简称", "设支委会", "党小组数"),
    ("第三党支部", "民一庭支部", "是", 2),
    ("第六党支部", "刑一庭支部", "否", ""),
)
PEOPLE: Rows = (
    ("姓名*", "账号*", "支部*", "党员身份*", "党小组", "党内职务"),
    ("张华", "zhanghua", "第三党支部", "正式", 1, "书记"),
    ("张明", "zhangming", "第三党支部", "正式", 2, ""),
)


def written(path: Path, sheets: Mapping[str, Rows], *, first_row: int = 0, first_column: int = 0) -> Path:
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows, first_row):
                for column, cell in enumerate(row, first_column):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, column, cell, day)
                    else:
                        sheet.write(number, column, cell)
    return path


def read(tmp_path: Path, *, branches: Rows = BRANCHES, people: Rows = PEOPLE) -> RosterFile:
    return read_roster(written(tmp_path / "roster.xlsx", {"支部": branches, "党员": people}))


def member(tmp_path: Path, **cells: object) -> RosterFile:
    """One member of 第三党支部, with these cells besides or instead of the required ones."""
    row: dict[str, object] = {"姓名": "张明", "账号": "zhangming", "支部": "第三党支部", "党员身份": "正式"}
    row |= cells
    return read(tmp_path, people=(tuple(row), tuple(row.values())))


def branch(tmp_path: Path, **cells: object) -> RosterFile:
    row = {"支部名称": "第三党支部", **cells}
    return read(tmp_path, branches=(tuple(row), tuple(row.values())), people=(PEOPLE[0],))


def said(found: RosterFile) -> list[str]:
    return [str(fault) for fault in found.faults]


def only_reason(found: RosterFile) -> str:
    (fault,) = found.faults
    return fault.reason


# ---------------------------------------------------------------------- what is understood


def test_every_column_finds_its_place(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        branches=(
            ("支部名称*", "简称", "部门", "设支委会(是/否)", "党小组数", "成立日期", "届期起", "任期(年)", "上年星级", "最高星级", "持牌"),
            ("第三党支部", "三支部", "民一庭", "是", 2, date(2010, 8, 6), date(2024, 5, 21), 3, "四星", 5, "否"),
            ("第五党支部", "", "", "", "", "", "", "", "", "", ""),
        ),
        people=(
            ("姓名*", "账号*", "钉钉账号", "支部*", "党小组", "党内职务", "党员身份*", "入党日期", "加入支部日期", "原支部", "离开支部日期",
             "任职日期", "卸任日期", "免除", "免除起", "免除止", "流动", "流动起", "流动止", "角色", "别名"),
            ("张 明", "ZhangMing", "dt01", "三支部", "第二党小组", "组织委员、党务干部", "预备党员", date(2020, 7, 1), "2024-07-01", "第五党支部",
             date(2026, 12, 15), "2024/9/1", "2026年11月1日", "是", "2026-01-01", "", "是", "", "2026-06-30", "检查员，系统管理员", "小张,明哥"),
        ),
    )  # fmt: skip
    assert said(found) == []
    assert found.warnings == []
    assert found.roster.branches == (
        Branch(
            "第三党支部", "三支部", "民一庭", has_committee=True, groups=2, founded_on=date(2010, 8, 6),
            term_from=date(2024, 5, 21), term_years=3, previous_star=4, peak_star=5,
        ),
        Branch("第五党支部"),
    )  # fmt: skip
    assert found.roster.people == (
        Person(
            "张明", "ZhangMing", "第三党支部", group=2,
            offices=frozenset({Office.ORGANISATION_MEMBER, Office.PART_TIME_CADRE}), status=Status.PROBATIONARY,
            roles=frozenset({Role.INSPECTOR, Role.SYSADMIN}), aliases=("小张", "明哥"), dingtalk="dt01",
            joined_party_on=date(2020, 7, 1), joined_branch_on=date(2024, 7, 1), left_branch_on=date(2026, 12, 15),
            former_branch="第五党支部", office_from=date(2024, 9, 1), office_until=date(2026, 11, 1),
            exempt=Span(date(2026, 1, 1), None), mobile=Span(None, date(2026, 6, 30)),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "group"), [(2, 2), ("2", 2), ("第2党小组", 2), ("第二党小组", 2), ("二组", 2)]
)
def test_a_group_is_written_in_many_ways(tmp_path: Path, cell: object, group: int) -> None:
    assert member(tmp_path, 党小组=cell).roster.people[0].group == group


@pytest.mark.parametrize(
    ("cell", "star"), [(4, 4), ("4", 4), ("四星", 4), ("四星级", 4), ("0", 0), ("", None)]
)
def test_a_star_is_written_in_many_ways(tmp_path: Path, cell: object, star: int | None) -> None:
    assert branch(tmp_path, 最高星级=cell).roster.branches[0].peak_star == star


def test_the_dates_of_a_flag_are_read_only_where_it_is_set(tmp_path: Path) -> None:
    found = member(tmp_path, 免除="否", 免除起="2026-01-01", 流动="")
    assert (found.roster.people[0].exempt, found.roster.people[0].mobile) == (None, None)


def test_an_account_of_digits_stays_without_a_fraction(tmp_path: Path) -> None:
    assert member(tmp_path, 账号=10023).roster.people[0].account == "10023"


def test_offices_may_carry_the_name_of_the_body(tmp_path: Path) -> None:
    assert member(tmp_path, 党内职务="支部书记").roster.people[0].offices == {Office.SECRETARY}


def test_a_title_above_and_an_empty_column_before_the_table_do_no_harm(tmp_path: Path) -> None:
    path = written(
        tmp_path / "roster.xlsx",
        {"支部": [["支部一览"], *BRANCHES], "党员": [["党员名册"], *PEOPLE, ["", "", "", "", "", ""]]},
        first_row=2,
        first_column=1,
    )
    assert [person.name for person in read_roster(path).roster.people] == ["张华", "张明"]


def test_a_fault_below_a_title_is_placed_where_the_spreadsheet_shows_it(tmp_path: Path) -> None:
    people = [*PEOPLE, ("李娜", "lina", "第三党支部", "群众", "", "")]
    path = written(tmp_path / "r.xlsx", {"支部": BRANCHES, "党员": people}, first_row=2, first_column=1)
    assert said(read_roster(path)) == ["党员!E6：读到“群众”，应为正式或预备"]


def test_unknown_columns_are_named_and_ignored(tmp_path: Path) -> None:
    found = member(tmp_path, 备注="x", 学历="本科")
    assert [str(warning) for warning in found.warnings] == [
        "党员!E1：“备注”一列用不到，已忽略",
        "党员!F1：“学历”一列用不到，已忽略",
    ]
    assert len(found.roster.people) == 1


# ---------------------------------------------------------------------- faults, each with its place


def test_all_faults_are_told_at_once_and_the_roster_stays_empty(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        branches=(*BRANCHES, ("第六党支部", "民一庭支部", "有", "两个")),
        people=(
            *PEOPLE,
            ("", "ZHANGHUA", "第三党支", "正式", 3, ""),
            ("李娜", "", "第三党支部", "", "", "委员、党小组长"),
            ("丁一", "ding yi", "第六党支部", "正式", 1, ""),
        ),
    )
    assert said(found) == [
        "支部!A4：“第六党支部”与第3行的“第六党支部”重复",
        "支部!B4：“民一庭支部”与第2行的“第三党支部”重复",
        "支部!C4：读到“有”，应为“是”或“否”",
        "支部!D4：读到“两个”，应为0到30的整数，如 2",
        "党员!A4：“姓名”不能空着",
        "党员!B4：账号 ZHANGHUA 与第2行的张华重复，一人一个账号",
        "党员!C4：“支部”表里没有“第三党支”，是否应为“第三党支部”",
        "党员!B5：“账号”不能空着",
        "党员!D5：“党员身份”不能空着",
        "党员!F5：读到“委员”，应为书记、副书记、组织委员、宣传委员、纪检委员、党小组长、党务干部中的一个或几个，用“、”隔开",
        "党员!B6：读到“ding yi”，账号由字母、数字和 _ - . @ 组成，不超过64位，请照通讯录里的账号填写",
        "党员!E6：读到第1党小组，但第六党支部没有划分党小组，请改这里或“支部”表的党小组数",
    ]
    assert found.roster.people == ()
    assert found.roster.branches == ()


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"入党日期": "去年"}, "读到“去年”，不是日期，请写成 2026-11-23"),
        ({"入党日期": "2026-02-30"}, "读到“2026-02-30”，不是日期，请写成 2026-11-23"),
        ({"入党日期": 46349}, "读到“46349”，不是日期，请写成 2026-11-23"),
        ({"入党日期": "0206-11-23"}, "读到 0206-11-23，年份不对，请检查"),
        ({"党小组": 3}, "读到第3党小组，但第三党支部只有2个党小组，请改这里或“支部”表的党小组数"),
        ({"党小组": "无"}, "读到“无”，应如 2 或 第二党小组，没有编组的留空"),
        ({"党员身份": "积极分子"}, "读到“积极分子”，应为正式或预备"),
        (
            {"角色": "检查员、院长"},
            "读到“院长”，应为专职副书记、机关党委书记、机关党委办公室、检查员、机关纪委、系统管理员中的一个或几个，用“、”隔开",
        ),
        ({"免除": "病"}, "读到“病”，应为“是”或“否”"),
        ({"支部": "第九党支部x"}, "“支部”表里没有“第九党支部x”，是否应为“第六党支部”"),
        ({"支部": "xyz"}, "“支部”表里没有“xyz”，请先在“支部”表里登记"),
        ({"原支部": "abc"}, "“支部”表里没有“abc”，请先在“支部”表里登记"),
        (
            {"加入支部日期": "2026-07-01", "离开支部日期": "2026-06-01"},
            "2026-06-01 早于起始的 2026-07-01，请检查这两个日期",
        ),
        (
            {"任职日期": "2026-07-01", "卸任日期": "2026-06-01"},
            "2026-06-01 早于起始的 2026-07-01，请检查这两个日期",
        ),
        ({"姓名": "长" * 41}, "读到41个字，太长，请检查是否填错了列"),
    ],
)
def test_a_cell_that_cannot_be_understood_is_quoted_with_the_cure(
    tmp_path: Path, cells: dict[str, object], reason: str
) -> None:
    assert only_reason(member(tmp_path, **cells)) == reason


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"最高星级": "六星"}, "读到“六星”，应为0到5，如 4 或 四星"),
        ({"任期": 30}, "读到“30”，应为1到10的整数，如 3"),
        ({"党小组数": 1.5}, "读到“1.5”，应为0到30的整数，如 2"),
        ({"届期起": "五月"}, "读到“五月”，不是日期，请写成 2026-11-23"),
    ],
)
def test_the_same_holds_for_branches(tmp_path: Path, cells: dict[str, object], reason: str) -> None:
    assert only_reason(branch(tmp_path, **cells)) == reason


@pytest.mark.parametrize(
    "header", ["身份证号", "电话", "住址", "手机号码", "家庭地址（必填）", "公民身份号码"]
)
def test_what_must_not_be_kept_is_refused_and_not_repeated(tmp_path: Path, header: str) -> None:
    found = member(tmp_path, **{header: "36010219800101001X"})
    plain = header.partition("（")[0]
    assert said(found) == [f"党员!E1：“{plain}”一列不能导入：系统不保存这类个人信息，请删去整列"]


def test_a_missing_sheet_column_or_header_is_named(tmp_path: Path) -> None:
    assert said(read_roster(written(tmp_path / "a.xlsx", {"Sheet1": PEOPLE}))) == [
        "支部：没有名为“支部”的工作表",
        "党员：没有名为“党员”的工作表",
    ]
    assert said(read(tmp_path, people=(("姓名", "支部", "党员身份"), ("张明", "第三党支部", "正式")))) == [
        "党员!A1：缺少“账号”列",
    ]
    nameless = [[header, *column] for header, *column in zip(*PEOPLE, strict=True) if header != "姓名*"]
    assert said(read(tmp_path, people=list(zip(*nameless, strict=True)))) == ["党员!A1：缺少“姓名”列"]
    assert said(read(tmp_path, people=())) == ["党员!A1：没有找到表头，应有 姓名、账号、支部、党员身份 等列"]
    assert said(read(tmp_path, branches=(("简称",), ("民一庭支部",)))) == [
        "支部!A1：没有找到表头，应有 支部名称 等列",
    ]
    assert said(read(tmp_path, branches=(("支部名称",),))) == ["支部：没有登记任何支部"]
    assert said(member(tmp_path, **{"姓名*": "张明"})) == ["党员!E1：“姓名”列出现了两次，请删去一列"]


# ---------------------------------------------------------------------- warnings


def test_two_secretaries_at_one_time_are_pointed_out(tmp_path: Path) -> None:
    header = ("姓名", "账号", "支部", "党员身份", "党内职务", "任职日期", "卸任日期")
    in_turn = read(
        tmp_path,
        people=(
            header,
            ("张华", "a", "第三党支部", "正式", "书记", "", "2026-06-01"),
            ("李娜", "b", "第三党支部", "正式", "书记", "2026-06-01", ""),
            ("丁一", "c", "第六党支部", "正式", "书记", "", ""),
        ),
    )
    assert in_turn.warnings == []
    at_once = read(
        tmp_path,
        people=(
            header,
            ("张华", "a", "第三党支部", "正式", "书记", "", "2026-06-02"),
            ("李娜", "b", "第三党支部", "正式", "书记", "2026-06-01", ""),
        ),
    )
    assert [str(warning) for warning in at_once.warnings] == [
        "党员!E3：第三党支部同时有两位书记：张华、李娜，请核对任职和卸任日期"
    ]
    assert len(at_once.roster.people) == 2


def test_namesakes_of_one_branch_are_pointed_out(tmp_path: Path) -> None:
    people = (*PEOPLE, ("张明", "zhangming2", "第三党支部", "正式", 1, ""))
    assert [str(warning) for warning in read(tmp_path, people=people).warnings] == [
        "党员!A4：与第3行同在第三党支部，同名同姓，请在“别名”里写明怎样区分"
    ]


def test_a_later_row_of_the_same_person_replaces_the_earlier_one(tmp_path: Path) -> None:
    found = read(tmp_path, people=(*PEOPLE, ("张明", "ZhangMing", "第六党支部", "正式", "", "")))
    assert [(person.account, person.branch) for person in found.roster.people] == [
        ("zhanghua", "第三党支部"),
        ("ZhangMing", "第六党支部"),
    ]
    assert [str(warning) for warning in found.warnings] == [
        "党员!B4：账号 ZhangMing 与第3行重复，以这一行为准"
    ]


def test_a_former_branch_without_a_day_is_pointed_out(tmp_path: Path) -> None:
    assert [warning.cell for warning in member(tmp_path, 原支部="第六党支部").warnings] == ["E2"]


# ---------------------------------------------------------------------- the file as a whole


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert only_reason(read_roster(tmp_path / "none.xlsx")) == "没有这个文件，或没有读取它的权限"
    assert only_reason(read_roster(tmp_path)) == "没有这个文件，或没有读取它的权限"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "不是 Excel 工作簿，请在 Excel 或 WPS 里另存为 .xlsx"),
        ("姓名,账号\n张明,zhangming".encode(), "不是 Excel 工作簿，请在 Excel 或 WPS 里另存为 .xlsx"),
        (b"PK\x03\x04 and then nothing", "文件已损坏，读不出来，请在 Excel 里打开并另存为 .xlsx"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + bytes(512), "这是旧版 .xls 文件，请在 Excel 里另存为 .xlsx"),
        (
            bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"),
            "文件有打开密码，请去掉密码后再导入",
        ),
    ],
)
def test_what_is_no_workbook_gets_a_sentence(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "roster.xlsx"
    path.write_bytes(data)
    assert only_reason(read_roster(path)) == reason


def test_another_kind_of_archive_gets_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert only_reason(read_roster(path)) == "不是 .xlsx 工作簿，请在 Excel 或 WPS 里另存为 .xlsx"


def test_a_damaged_workbook_gets_a_sentence(tmp_path: Path) -> None:
    path = written(tmp_path / "roster.xlsx", {"支部": BRANCHES, "党员": PEOPLE})
    data = bytearray(path.read_bytes())
    for at in range(200, len(data) - 2000, 97):
        data[at] ^= 0xFF
    path.write_bytes(data)
    assert only_reason(read_roster(path)) == "文件已损坏，读不出来，请在 Excel 里打开并另存为 .xlsx"


def test_a_file_over_twenty_megabytes_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    with path.open("wb") as file:
        file.truncate(limits.MAX_BYTES + 1)
    assert only_reason(read_roster(path)) == "文件有20 MB，超过20 MB，请拆分或删去图片后再导入"


def test_a_file_that_unpacks_to_over_a_hundred_megabytes_is_not_read(tmp_path: Path) -> None:
    path = written(tmp_path / "roster.xlsx", {"支部": BRANCHES, "党员": PEOPLE})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.bmp", bytes(limits.MAX_UNPACKED_BYTES))
    assert only_reason(read_roster(path)).startswith("文件展开后超过100 MB")


@pytest.mark.parametrize("place", [(extent.MAX_ROWS, 0), (1, extent.MAX_COLUMNS), (1_048_575, 16_383)])
def test_one_cell_far_out_is_refused_before_it_takes_all_memory(
    tmp_path: Path, place: tuple[int, int]
) -> None:
    path = tmp_path / "roster.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("支部").write(*place, "x")
    assert only_reason(read_roster(path)).startswith("有工作表超过20000行或200列")


def test_one_text_that_very_many_cells_repeat_is_refused_before_it_takes_all_memory(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("支部")
        for row in range(2000):
            sheet.write_row(row, 0, ["长" * 9000] * 2)
    assert path.stat().st_size < 100_000
    assert only_reason(read_roster(path)).startswith("文件里的文字展开后超过100 MB")


def test_the_last_row_and_column_within_the_limits_are_read(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("支部")
        sheet.write(0, 0, "支部名称")
        sheet.write(extent.MAX_ROWS - 1, 0, "第三党支部")
        sheet.write(0, extent.MAX_COLUMNS - 1, "最后一列")
        book.add_worksheet("党员").write_row(0, 0, PEOPLE[0])
    found = read_roster(path)
    assert (said(found), len(found.roster.branches)) == ([], 1)


def test_formats_down_to_the_last_row_are_no_content(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in (("支部", BRANCHES), ("党员", PEOPLE)):
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            sheet.write_blank(900_000, 3, None, book.add_format({"bold": True}))
    assert said(read_roster(path)) == []


def test_a_part_with_a_document_type_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    bomb = '<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa">]><worksheet>&a;</worksheet>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", bomb)
    assert only_reason(read_roster(path)) == "文件里有不该有的内容（DTD），没有读取"


def test_an_archive_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "roster.xlsx", {"支部": BRANCHES, "党员": PEOPLE})
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
    true_size = struct.pack("<LL", sheet.compress_size, sheet.file_size)
    assert data.count(true_size) == 2
    path.write_bytes(data.replace(true_size, struct.pack("<LL", sheet.compress_size, 40)))
    assert only_reason(read_roster(path)) == "文件已损坏，读不出来，请在 Excel 里打开并另存为 .xlsx"
