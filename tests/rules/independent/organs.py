"""Organs that nobody would invent: branches and people with every oddity that the rules have a word for."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

from tests.rules.independent.cells import DAY, Cell, Row, Sheets
from tests.rules.independent.draws import Draws

YEAR = 2026
OFFICES = ("书记", "副书记", "组织委员", "宣传委员", "纪检委员")
EDGES = tuple(
    date(YEAR, *edge)
    for edge in (
        (1, 1), (1, 15), (3, 31), (4, 1), (6, 30), (7, 1), (7, 15), (7, 16), (10, 1), (12, 15), (12, 31),
    )
)  # fmt: skip

VARIANTS = (
    ("month_grace_days = 0", "month_grace_days = 5"),
    ('not_applicable = "full"', 'not_applicable = "zero"'),
    ('not_applicable = "full"', 'not_applicable = "reweight"'),
    ('combine = "weighted"', 'combine = "deduct"'),
    ('base = "all_branches"', 'base = "applicants"'),
    ("min_places = 0", "min_places = 2"),
    ("max_percent = 30", "max_percent = 50"),
    ('unresolved_tie = "committee_decides"', 'unresolved_tie = "all_below"'),
    ('"aspect:B", "overdue_items:asc", "indicator:A03"', '"overdue_items:asc"'),
    ('holiday_rule = "skip"', 'holiday_rule = "previous_workday"'),
    ('holiday_rule = "skip"', 'holiday_rule = "next_workday"'),
    ("makeup_within_days = 14", "makeup_within_days = 7"),
    ("online_hours_max_share = 0.5", "online_hours_max_share = 0.25"),
    ('["org_life_meeting", "member_appraisal"]', '["org_life_meeting", "branch_assembly"]'),
    ('cycle = "opens_in_year"', 'cycle = "closes_in_year"'),
    ('"full_if_scheduled"', '"hold_result"'),
    ("enabled = false", "enabled = true"),
    ("waiver_allowed = true", "waiver_allowed = false"),
    ("min_attendance_to_count = 0.50", "min_attendance_to_count = 0.75"),
    ("restore_if_closed_on_time = 0.5", "restore_if_closed_on_time = 0.3"),
    ("reopen_window_days = 90", "reopen_window_days = 30"),
    ("min_ballots = 3", "min_ballots = 5"),
    ("award_is_capped_by_application = true", "award_is_capped_by_application = false"),
    ('closes = "10-31"', 'closes = "11-15"'),
    ("extension_max_days = 15", "extension_max_days = 5"),
    ("new_within_days = 180", "new_within_days = 90"),
    ("vacancy_grace_days = 90", "vacancy_grace_days = 60"),
    ("required_per_member = 1", "required_per_member = 2"),
)
"""What a conference may decide otherwise: lines of the standard, before and after."""


def variant(draws: Draws, standard: str) -> str:
    """The standard's text with some other decisions."""
    for before, after in draws.some(list(VARIANTS), 6):
        standard = standard.replace(before, after)
    return standard


# ---------------------------------------------------------------------- branches and people


@dataclass(eq=False)
class Unit:
    """A branch that is to be made up; `care` says how often what is due is done."""

    name: str
    short: str
    care: float
    committee: bool
    groups: int
    founded: date | None
    people: list["Somebody"] = field(default_factory=list)
    came_from: list["Somebody"] = field(default_factory=list)  # who left for another branch

    @property
    def perfect(self) -> bool:
        return self.care == 1

    @property
    def since(self) -> date:
        return self.founded or date(2000, 1, 1)


@dataclass(eq=False)
class Somebody:
    name: str
    account: str
    unit: Unit
    group: int | None = None
    offices: list[str] = field(default_factory=list)
    full: bool = True
    party: date | None = date(2010, 7, 1)
    joined: date | None = None
    left: date | None = None
    former: Unit | None = None
    office_from: date | None = None
    office_until: date | None = None
    alias: str = ""

    def is_at(self, unit: Unit, on: date) -> bool:
        """Roughly: good enough to make up plausible rows."""
        if self.joined is not None and on < self.joined:
            return self.former is unit
        return self.unit is unit and (self.left is None or on < self.left)


class Organ:
    """The branches and people of one seed, and their roster's sheets."""

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        self.units = [self._unit(number) for number in "一二三四"[: draws.number(3, 4)]]
        self.people: list[Somebody] = []
        for unit in self.units:
            self._fill(unit)
        self._make_namesakes()

    def named(self, unit: Unit) -> str:
        return self._draws.pick(unit.name, unit.short)

    def word(self, person: Somebody) -> str:
        """How a row of his branch calls somebody."""
        return self._draws.pick(person.name, person.name, person.account, person.alias or person.name)

    def who(self, person: Somebody) -> dict[str, Cell]:
        """The columns of a sheet by person."""
        unique = sum(other.name == person.name for other in self.people) == 1
        return {"姓名": person.name, "账号": "" if unique and self._draws.chance(0.8) else person.account}

    def sheets(self) -> Sheets:
        return {
            "支部": [self._unit_row(unit) for unit in self.units],
            "党员": [self._person_row(person) for person in self.people],
        }

    # ------------------------------------------------------------------ drawing

    def _unit(self, number: str) -> Unit:
        draws = self._draws
        care = draws.pick(1.0, 1.0, 0.95, 0.8, 0.45)
        within = (
            date(YEAR, 1, 2),
            date(YEAR, 5, 18),
            date(YEAR, 7, 1),
            date(YEAR, 12, 15),
            date(YEAR + 1, 2, 1),
        )
        founded = draws.pick(None, date(2015, 3, 1), date(2018, 6, 1), draws.pick(*within))  # fmt: skip
        return Unit(
            f"第{number}党支部", f"{number}支部", care, draws.chance(0.6), draws.pick(0, 0, 1, 2, 3), founded
        )

    def _fill(self, unit: Unit) -> None:
        """A committee, a 党务干部, and members who come, go, are exempt or away."""
        draws = self._draws
        offices = [["书记"], *([office] for office in draws.each(list(OFFICES[1:]), 0.85) if unit.committee)]
        if unit.perfect or draws.chance(0.7):
            offices.append(["党务干部"])
        for number in range(draws.number(5, 9)):
            account = f"u{len(self.people):03}"
            person = Somebody(
                f"{draws.pick(*'张李王赵陈周吴郑孙马朱胡林何高罗')}{len(self.people):03}", account, unit
            )
            person.group = draws.number(1, unit.groups) if unit.groups and draws.chance(0.95) else None
            person.offices = offices[number] if number < len(offices) else []
            person.alias = f"老{account}" if draws.chance(0.1) else ""
            if unit.founded is not None and unit.founded.year >= YEAR and draws.chance(0.6):
                self._move(person, unit.founded)
            if not unit.perfect:
                self._oddities(person)
            self.people.append(person)
            unit.people.append(person)

    def _move(self, person: Somebody, on: date) -> None:
        others = [unit for unit in self.units if unit is not person.unit]
        person.joined, person.former = on, self._draws.pick(None, *others)
        if person.former is not None:
            person.former.came_from.append(person)

    def _oddities(self, person: Somebody) -> None:
        draws = self._draws
        chosen = draws.number(0, 14)
        if chosen == 0:
            self._move(person, draws.pick(*EDGES))
        elif chosen == 1:
            person.left = max(draws.pick(*EDGES), (person.joined or date.min) + DAY)
        elif chosen == 2 and person.former is None:
            person.party, person.full = draws.day(date(2025, 6, 1), date(YEAR, 9, 30)), False
            if person.joined is not None:
                person.party = min(person.party, person.joined)
        elif chosen == 3:
            person.party = None
        if person.offices and draws.chance(0.4):
            person.office_from = draws.pick(
                date(2024, 1, 1), date(YEAR, 3, 2), date(YEAR, 7, 4), date(YEAR, 7, 5)
            )
            if draws.chance(0.3):
                person.office_until = person.office_from + DAY * draws.number(100, 900)  # fmt: skip

    def _make_namesakes(self) -> None:
        one, other = self._draws.some(self.people, 2)
        other.name = one.name

    # ------------------------------------------------------------------ rows

    def _unit_row(self, unit: Unit) -> Row:
        draws = self._draws
        return {
            "支部名称": unit.name, "简称": unit.short, "设支委会": "是" if unit.committee else draws.pick("否", ""),
            "党小组数": unit.groups or "", "成立日期": unit.founded,
            "届期起": draws.pick(None, date(2024, 9, 1), date(2023, 6, 16), date(2024, 2, 29)), "任期": draws.pick(2, 3, 5),
            "上年星级": draws.pick(None, 1, 2, 3, 4, "四星", "五星级"), "最高星级": draws.pick(None, 3, 5, "五星"),
            "持牌": draws.pick("是", "否", ""),
        }  # fmt: skip

    def _person_row(self, person: Somebody) -> Row:
        draws = self._draws
        odd = not person.unit.perfect
        return {
            "姓名": person.name, "账号": person.account, "支部": self.named(person.unit),
            "党小组": group_cell(draws, person.group), "党内职务": "、".join(person.offices),
            "党员身份": "正式" if person.full else "预备", "入党日期": person.party, "加入支部日期": person.joined,
            "离开支部日期": person.left, "原支部": self.named(person.former) if person.former else "",
            "任职日期": person.office_from, "卸任日期": person.office_until, "别名": person.alias,
            **self._span("免除", odd), **self._span("流动", odd),
        }  # fmt: skip

    def _span(self, what: str, odd: bool) -> Row:
        """Sometimes for the whole time, sometimes from or to a day; dates without 是 mean nothing."""
        draws = self._draws
        first, last = sorted(draws.some(list(EDGES), 2))
        return {
            what: "是" if odd and draws.chance(0.07) else draws.pick("否", ""),
            f"{what}起": draws.pick(None, first),
            f"{what}止": draws.pick(None, last),
        }


def group_cell(draws: Draws, group: int | None) -> Cell:
    return "" if group is None else draws.cell(group, f"第{group}党小组", f"第{'一二三'[group - 1]}党小组")


def write_workbook(path: Path, sheets: Sheets) -> None:
    """Sheets without rows are left out, as everybody does."""
    book = xlsxwriter.Workbook(str(path))
    as_day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        if not rows:
            continue
        sheet = book.add_worksheet(name)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        sheet.write_row(0, 0, columns)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(map(row.get, columns)):
                if isinstance(cell, date):
                    sheet.write_datetime(number, column, datetime(cell.year, cell.month, cell.day), as_day)  # noqa: DTZ001 — a cell has no zone
                elif cell is not None and cell != "":
                    sheet.write(number, column, cell)
    book.close()
