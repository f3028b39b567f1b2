"""What every sheet of the ledger is read with: the roster and the standard, and how rows name branches and people."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

from bot.documents import cells
from bot.documents.workbook import Row
from bot.domain.activity import Activity, Attendance, Talk, Training
from bot.domain.facts import existed
from bot.domain.ledger import Entry
from bot.domain.people import Branch, Person, Roster
from bot.domain.standard import Indicator, Standard

REFUSED = re.compile("身份证|身份号|证件号|电话|手机|联系方式|住址|银行|卡号|工资|金额|病情|诊断")
"""What nobody may bring in, whatever the column is called exactly (domain.md §4.3)."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A row of 组织生活. `marks` are of those who were away; an absent one who made up has two, 缺席 first."""

    activity: Activity
    marks: tuple[Attendance, ...]


Record = Meeting | Talk | Training | Entry


@dataclass(frozen=True)
class Desk:
    roster: Roster
    standard: Standard
    branches: dict[str, Branch] = field(default_factory=dict)

    @classmethod
    def of(cls, roster: Roster, standard: Standard) -> "Desk":
        by_short_name = {branch.short_name: branch for branch in roster.branches if branch.short_name}
        return cls(roster, standard, by_short_name | {branch.name: branch for branch in roster.branches})

    def branch(self, row: Row, header: str = "支部") -> Branch | None:
        """The branch of a row, by 支部名称 or 简称."""
        name = row.need(header, cells.name)
        if name is None:
            return None
        branch = self.branches.get(name)
        if branch is None:
            near = get_close_matches(name, self.branches, 1)
            hint = f"，是否应为“{near[0]}”" if near else "，请先导入名册"
            row.fault(header, f"名册里没有“{name}”{hint}")
        return branch

    def existing(self, row: Row, branch: Branch, on_header: str = "日期") -> bool:
        """Whether the branch existed on the row's day; a row from before is left out, and said so (§2.4)."""
        on = row.get(on_header, cells.day)
        if on is None or existed(branch, on):
            return True
        row.warn(on_header, f"早于{branch.name}的成立日期，这一行不计")
        return False

    def members(self, row: Row, header: str, branch: Branch) -> Iterator[Person]:
        """The people a list of names means; a name that fits nobody, or two, is left out, and said so (§2.3)."""
        for name in row.get(header, cells.words) or ():
            if (person := self.member(row, header, branch, name)) is not None:
                yield person

    def member(self, row: Row, header: str, branch: Branch, name: str) -> Person | None:
        person = self.roster.who(branch.name, name)
        if person is None:
            row.warn(header, f"{branch.name}没有能对上“{name}”的一位党员，这个名字不计")
        return person

    def person(self, row: Row) -> Person | None:
        """The one person of the whole roster a row is about; namesakes need their 账号 (§2.3)."""
        name = row.need("姓名", cells.name)
        account = row.get("账号", cells.account)
        if name is None:
            return None
        if account is not None:
            person = self.roster.person(account)
            if person is None:
                row.fault("账号", f"名册里没有账号“{account}”")
            elif name not in (person.name, *person.aliases):
                row.fault("账号", f"账号 {account} 是{person.name}，与姓名“{name}”不符，请核对")
            return person
        fitting = self._called.get(name.lower(), [])
        if len(fitting) != 1:
            row.fault("姓名", _not_one(name, len(fitting)))
            return None
        return fitting[0]

    @cached_property
    def _called(self) -> dict[str, list[Person]]:
        called = defaultdict[str, list[Person]](list)
        for person in self.roster.people:
            for name in {word.lower() for word in (person.name, person.account, *person.aliases)}:
                called[name].append(person)
        return called

    def indicator(self, row: Row) -> Indicator | None:
        """The indicator a row is about."""
        said = row.need("指标", cells.text)
        if said is None:
            return None
        found = self.indicator_called(said)
        if found is None:
            row.fault("指标", f"评定标准里没有“{said}”，应为 {self.standard.indicators[0].id} 这样的编号")
        return found

    def indicator_called(self, said: str) -> Indicator | None:
        """An indicator by its number, its name, or both: B03 党小组会."""
        return self._indicators.get(said) or self._indicators.get(cells.narrow(said).split(" ")[0].upper())

    @cached_property
    def _indicators(self) -> dict[str, Indicator]:
        indicators = self.standard.indicators
        return {i.id.upper(): i for i in indicators} | {i.name: i for i in indicators}


def _not_one(name: str, count: int) -> str:
    if count == 0:
        return f"名册里没有“{name}”，请核对姓名"
    return f"名册里有{count}位“{name}”，请加“账号”列写明是哪一位"


year = cells.whole(1921, 9998, "2026")
