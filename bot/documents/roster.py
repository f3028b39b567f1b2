"""The roster workbook (interfaces.md): sheets 支部 and 党员, all faults at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from bot.documents import cells
from bot.documents.extent import BadWorkbook
from bot.documents.roster_checks import (
    check_namesakes,
    check_order_of_dates,
    check_secretaries,
    without_doubles,
)
from bot.documents.workbook import Fault, Layout, Row, Sheet, Table, read_sheet, read_tables
from bot.domain.people import OFFICE_NAMES, ROLE_NAMES, STATUS_NAMES, Branch, Person, Roster, Span

_REFUSED = re.compile("身份证|身份号|证件号|电话|手机|联系方式|住址|地址|银行|卡号|工资")
"""What nobody may bring in, whatever the column is called exactly (domain.md §4.3)."""

BRANCHES = Layout(
    "支部",
    columns=(
        "支部名称", "简称", "部门", "设支委会", "党小组数", "成立日期", "届期起", "任期", "上年星级", "最高星级", "持牌",
    ),
    required=("支部名称",),
    refused=_REFUSED,
)  # fmt: skip
PEOPLE = Layout(
    "党员",
    columns=(
        "姓名", "账号", "钉钉账号", "支部", "党小组", "党内职务", "党员身份", "入党日期", "加入支部日期", "离开支部日期", "原支部",
        "任职日期", "卸任日期", "免除", "免除起", "免除止", "流动", "流动起", "流动止", "角色", "别名",
    ),
    required=("姓名", "账号", "支部", "党员身份"),
    refused=_REFUSED,
)  # fmt: skip

_OFFICES = {name: office for office, name in OFFICE_NAMES.items()}
_ROLES = {name: role for role, name in ROLE_NAMES.items()}
_STATUSES = {name: status for status, name in STATUS_NAMES.items()}


@dataclass
class RosterFile:
    """What a workbook holds. With faults the roster is empty; warnings are things to look at."""

    roster: Roster = field(default_factory=Roster)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


def read_roster(path: Path) -> RosterFile:
    """Read and check a workbook. Whatever is in the file, or no file at all: the result has its faults."""
    try:
        return parse_roster(read_tables(path))
    except BadWorkbook as bad:
        return RosterFile(faults=[Fault("", "", bad.reason)])


def parse_roster(tables: Mapping[str, Table]) -> RosterFile:
    """The roster in the sheets 支部 and 党员."""
    missing = [layout.name for layout in (BRANCHES, PEOPLE) if layout.name not in tables]
    if missing:
        return RosterFile(faults=[Fault(name, "", f"没有名为“{name}”的工作表") for name in missing])
    branch_sheet = read_sheet(tables[BRANCHES.name], BRANCHES)
    people_sheet = read_sheet(tables[PEOPLE.name], PEOPLE)
    branches = _branches(branch_sheet)
    people = _people(people_sheet, branches)
    faults = _in_order(branch_sheet.faults, people_sheet.faults)
    roster = Roster() if faults else Roster(tuple({b.name: b for b in branches.values()}.values()), people)
    return RosterFile(roster, faults, _in_order(branch_sheet.warnings, people_sheet.warnings))


def _in_order(*sheets: list[Fault]) -> list[Fault]:
    """Sheet by sheet, from top to bottom."""
    return [fault for faults in sheets for fault in sorted(faults, key=lambda fault: fault.position)]


# ---------------------------------------------------------------------- 支部


def _branches(sheet: Sheet) -> dict[str, Branch]:
    """Branches by name and by short name; a name that two of them bear is a fault."""
    known: dict[str, tuple[int, Branch]] = {}
    for row in sheet.rows:
        branch = _branch(row)
        for header, name in (("支部名称", branch.name), ("简称", branch.short_name)):
            number, other = known.setdefault(name, (row.number, branch)) if name else (row.number, branch)
            if other is not branch:
                row.fault(header, f"“{name}”与第{number}行的“{other.name}”重复")
    if not known and not sheet.faults:
        sheet.faults.append(Fault(sheet.name, "", "没有登记任何支部"))
    return {name: branch for name, (_, branch) in known.items()}


def _branch(row: Row) -> Branch:
    return Branch(
        name=row.need("支部名称", cells.name) or "",
        short_name=row.get("简称", cells.name) or "",
        department=row.get("部门", cells.text) or "",
        has_committee=row.get("设支委会", cells.yes) or False,
        groups=row.get("党小组数", cells.whole(0, 30, "2")) or 0,
        founded_on=row.get("成立日期", cells.day),
        term_from=row.get("届期起", cells.day),
        term_years=row.get("任期", cells.whole(1, 10, "3")),
        previous_star=row.get("上年星级", cells.star),
        peak_star=row.get("最高星级", cells.star),
        holds_plaque=row.get("持牌", cells.yes) or False,
    )


# ---------------------------------------------------------------------- 党员


def _people(sheet: Sheet, branches: Mapping[str, Branch]) -> tuple[Person, ...]:
    read = [(row, _person(row, branches)) for row in sheet.rows]
    people = without_doubles(read)
    check_secretaries(people)
    check_namesakes(people)
    return tuple(person for _, person in people)


def _person(row: Row, branches: Mapping[str, Branch]) -> Person:
    branch = _branch_named(row, "支部", branches, required=True)
    former = _branch_named(row, "原支部", branches)
    person = Person(
        name=row.need("姓名", cells.name) or "",
        account=row.need("账号", cells.account) or "",
        branch=branch.name if branch else "",
        group=_group(row, branch),
        offices=row.get("党内职务", cells.several_of(_OFFICES, _without_body)) or frozenset(),
        status=row.need("党员身份", cells.one_of(_STATUSES, _without_member)) or _STATUSES["正式"],
        roles=row.get("角色", cells.several_of(_ROLES)) or frozenset(),
        aliases=row.get("别名", cells.words) or (),
        dingtalk=row.get("钉钉账号", cells.account) or "",
        joined_party_on=row.get("入党日期", cells.day),
        joined_branch_on=row.get("加入支部日期", cells.day),
        left_branch_on=row.get("离开支部日期", cells.day),
        former_branch=former.name if former else "",
        office_from=row.get("任职日期", cells.day),
        office_until=row.get("卸任日期", cells.day),
        exempt=_span(row, "免除"),
        mobile=_span(row, "流动"),
    )
    check_order_of_dates(row, person)
    return person


def _branch_named(
    row: Row, header: str, branches: Mapping[str, Branch], *, required: bool = False
) -> Branch | None:
    name = row.need(header, cells.name) if required else row.get(header, cells.name)
    if name is None or not branches:
        return None  # that there are no branches is said once
    if name not in branches:
        near = get_close_matches(name, branches, 1)
        hint = f"，是否应为“{near[0]}”" if near else "，请先在“支部”表里登记"
        row.fault(header, f"“支部”表里没有“{name}”{hint}")
    return branches.get(name)


def _group(row: Row, branch: Branch | None) -> int | None:
    group = row.get("党小组", cells.group)
    if group is not None and branch is not None and group > branch.groups:
        groups = f"只有{branch.groups}个党小组" if branch.groups else "没有划分党小组"
        row.fault("党小组", f"读到第{group}党小组，但{branch.name}{groups}，请改这里或“支部”表的党小组数")
    return group


def _span(row: Row, header: str) -> Span | None:
    """The dates are read only where the flag is 是 (§2.5)."""
    if not row.get(header, cells.yes):
        return None
    return Span(row.get(f"{header}起", cells.day), row.get(f"{header}止", cells.day))


def _without_body(word: str) -> str:
    """支部书记 is 书记."""
    return re.sub("^党?支部", "", word)


def _without_member(word: str) -> str:
    """正式党员 is 正式."""
    return re.sub("党员$", "", word)
