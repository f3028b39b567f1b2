"""The roster workbook (interfaces.md): sheets 支部 and 党员, all faults at once, nothing half-read."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from bot.documents.workbook import BadWorkbook, Fault, Row, Sheet, open_workbook
from bot.domain.people import OFFICE_NAMES, ROLE_NAMES, STATUS_NAMES, Branch, Office, Person, Role, Roster, Span, Status

BRANCH_COLUMNS = (
    "支部名称", "简称", "部门", "设支委会", "党小组数", "成立日期", "届期起", "任期", "上年星级", "最高星级", "持牌",
)  # fmt: skip
MEMBER_COLUMNS = (
    "姓名", "账号", "钉钉账号", "支部", "党小组", "党内职务", "党员身份", "入党日期", "加入支部日期", "离开支部日期", "原支部",
    "任职日期", "卸任日期", "免除", "免除起", "免除止", "流动", "流动起", "流动止", "角色", "别名",
)  # fmt: skip
REFUSED = re.compile(r"身份证|电话|手机|住址|地址|银行|工资")
"""Columns nobody may bring: the bot does not want to know (domain.md §4.3)."""

Code = TypeVar("Code", Office, Role)

_DIGITS = "零一二三四五六七八九十"
_OFFICES = {name: office for office, name in OFFICE_NAMES.items()}
_ROLES = {name: role for role, name in ROLE_NAMES.items()}
_STATUSES = {name: status for status, name in STATUS_NAMES.items()}


@dataclass
class RosterFile:
    """What a workbook holds. With faults the roster must not be used."""

    roster: Roster = field(default_factory=Roster)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_roster(path: Path) -> RosterFile:
    """Read and check everything; never raises for what is in the file."""
    found = RosterFile()
    try:
        sheets = open_workbook(path)
    except BadWorkbook as bad:
        found.faults.append(Fault("", "", bad.reason))
        return found
    for name, columns in (("支部", BRANCH_COLUMNS), ("党员", MEMBER_COLUMNS)):
        if name not in sheets:
            found.faults.append(Fault(name, "", "没有这个工作表，请用名册模板"))
        else:
            _check_headers(sheets[name], columns, found)
    if found.faults:
        return found
    branches = [_branch(row) for row in sheets["支部"].rows]
    people = [_person(row) for row in sheets["党员"].rows]
    names = _branch_names(branches, sheets["支部"].rows)
    settled = [_in_branch(person, row, names) for person, row in zip(people, sheets["党员"].rows, strict=True)]
    _no_doubles(sheets["党员"].rows)
    for row in (*sheets["支部"].rows, *sheets["党员"].rows):
        found.faults += row.faults
    if not found.faults:
        found.roster = Roster(tuple(branches), tuple(settled))
        found.warnings += _two_secretaries(found.roster)
    return found


def _check_headers(sheet: Sheet, known: Iterable[str], found: RosterFile) -> None:
    for header in sheet.headers:
        if REFUSED.search(header):
            found.faults.append(Fault(sheet.name, "第1行", f"“{header}”列不能导入，请删去整列：助手不保存身份证号、电话、住址等信息"))
        elif header not in known:
            found.warnings.append(f"工作表“{sheet.name}”的“{header}”列不认识，已忽略")
    wanted = ("支部名称",) if sheet.name == "支部" else ("姓名", "账号", "支部", "党员身份")
    for header in wanted:
        if header not in sheet.headers:
            found.faults.append(Fault(sheet.name, "第1行", f"缺少“{header}”列"))


def _branch(row: Row) -> Branch:
    years = row.number_in("任期")
    return Branch(
        name=row.text("支部名称", required=True),
        short_name=row.text("简称"),
        department=row.text("部门"),
        has_committee=row.yes("设支委会"),
        groups=row.number_in("党小组数") or 0,
        founded_on=row.day("成立日期"),
        term_from=row.day("届期起"),
        term_years=years,
        previous_star=_star(row, "上年星级"),
        peak_star=_star(row, "最高星级"),
        holds_plaque=row.yes("持牌"),
    )


def _star(row: Row, header: str) -> int | None:
    text = re.sub(r"星级?$", "", row.text(header))
    if not text:
        return None
    if text in _DIGITS[:6]:
        return _DIGITS.index(text)
    if re.fullmatch(r"[0-5]", text):
        return int(text)
    row.fault(header, f"读到“{row.text(header)}”，应为0到5，或如“四星”")
    return None


def _person(row: Row) -> Person:
    status = row.text("党员身份", required=True)
    if status and status[:2] not in _STATUSES:
        row.fault("党员身份", f"读到“{status}”，应为“正式”或“预备”")
    account = row.text("账号", required=True)
    if account and not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z_\-@.]{0,63}", account):
        row.fault("账号", f"读到“{account}”，应为企业微信账号（字母数字及 _-@.，64位以内）")
    return Person(
        name=row.text("姓名", required=True),
        account=account.lower(),
        branch=row.text("支部", required=True),
        group=_group(row),
        offices=frozenset(_coded(row, "党内职务", _OFFICES)),
        status=_STATUSES.get(status[:2], Status.FULL),
        roles=frozenset(_coded(row, "角色", _ROLES)),
        aliases=tuple(row.words("别名")),
        dingtalk=row.text("钉钉账号"),
        joined_party_on=row.day("入党日期"),
        joined_branch_on=row.day("加入支部日期"),
        left_branch_on=row.day("离开支部日期"),
        former_branch=row.text("原支部"),
        office_from=row.day("任职日期"),
        office_until=row.day("卸任日期"),
        exempt=Span(row.day("免除起"), row.day("免除止")) if row.yes("免除") else None,
        mobile=Span(row.day("流动起"), row.day("流动止")) if row.yes("流动") else None,
    )


def _group(row: Row) -> int | None:
    """2, 第2党小组 or 第二党小组."""
    text = row.text("党小组")
    if not text:
        return None
    bare = re.sub(r"^第|(党小组|小组|组)$", "", text)
    if bare.isdigit():
        return int(bare)
    if bare in _DIGITS[1:]:
        return _DIGITS.index(bare)
    row.fault("党小组", f"读到“{text}”，应如 2 或 第二党小组")
    return None


def _coded(row: Row, header: str, known: Mapping[str, Code]) -> list[Code]:
    codes = []
    for word in row.words(header):
        if word in known:
            codes.append(known[word])
        else:
            row.fault(header, f"读到“{word}”，应为{'、'.join(known)}")
    return codes


def _branch_names(branches: Sequence[Branch], rows: Sequence[Row]) -> dict[str, Branch]:
    """By name and short name; a name used twice is a fault."""
    names: dict[str, Branch] = {}
    for branch, row in zip(branches, rows, strict=True):
        for header, name in (("支部名称", branch.name), ("简称", branch.short_name)):
            if name and name in names and names[name] is not branch:
                row.fault(header, f"“{name}”重复，与“{names[name].name}”相同")
            elif name:
                names[name] = branch
    return names


def _in_branch(person: Person, row: Row, names: Mapping[str, Branch]) -> Person:
    """The person with full branch names, checked against the branch's groups."""
    branch = names.get(person.branch)
    if person.branch and branch is None:
        row.fault("支部", f"读到“{person.branch}”，工作表“支部”里没有这个支部")
    former = names.get(person.former_branch)
    if person.former_branch and former is None:
        row.fault("原支部", f"读到“{person.former_branch}”，工作表“支部”里没有这个支部")
    if branch is not None and person.group is not None and person.group > branch.groups:
        row.fault("党小组", f"读到第{person.group}党小组，{branch.name}只有{branch.groups}个党小组")
    return replace(
        person,
        branch=branch.name if branch is not None else person.branch,
        former_branch=former.name if former is not None else "",
    )


def _no_doubles(rows: Sequence[Row]) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        account = row.text("账号").lower()
        if account in seen:
            row.fault("账号", f"“{account}”与第{seen[account]}行重复，一个账号只能有一行")
        elif account:
            seen[account] = row.number


def _two_secretaries(roster: Roster) -> list[str]:
    warnings = []
    for branch in roster.branches:
        holders = [
            p.name for p in roster.people if p.branch == branch.name and Office.SECRETARY in p.offices and p.office_until is None
        ]
        if len(holders) > 1:
            warnings.append(f"{branch.name}有{len(holders)}位在任书记（{'、'.join(holders)}），请核对卸任日期")
    return warnings
