"""Branches, people and rows of the two workbooks, each row by its key (scoring-notes.md §2, §3, §5)."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.rules.independent.cells import (
    Cell,
    Row,
    Sheets,
    bare_header,
    clock,
    day,
    day_or_none,
    listed,
    month,
    next_workday,
    number,
    small,
    text,
    whole,
    yes,
)

Standard = dict[str, Any]
"""The standard's TOML document, its decimals as fractions."""

MERGE_ORDER = ("组织生活会", "民主评议", "支部党员大会", "党课", "主题党日", "支委会", "党小组会", "周五学习")
EVENTS = dict(
    zip(
        (
            "org_life_meeting", "member_appraisal", "branch_assembly", "party_lecture", "theme_day",
            "committee_meeting", "group_meeting", "friday_study",
        ),
        MERGE_ORDER,
        strict=True,
    )
)  # fmt: skip
COMMITTEE = frozenset({"书记", "副书记", "组织委员", "宣传委员", "纪检委员"})
GRADES = {"good": "好", "fair": "较好", "average": "一般", "poor": "差"}
SEVERITIES = {"一般": "minor", "较重": "serious", "严重": "grave"}
PLEDGES = ("承诺日期", "进展日期", "评诺日期")


@dataclass(eq=False)
class Branch:
    name: str
    short: str
    has_committee: bool
    groups: int
    founded: date | None
    term_from: date | None
    term_years: Fraction | None
    previous: int | None
    highest: int | None
    plaque: bool

    def required(self, first: date) -> bool:
        return self.founded is None or first >= self.founded


@dataclass(eq=False)
class Person:
    name: str
    account: str
    aliases: list[str]
    branch: Branch
    former: Branch | None
    group: int | None
    offices: frozenset[str]
    full: bool
    spans: list[tuple[Branch, date, date]]  # branch, first day, first day no longer
    office_from: date
    office_until: date
    exempt: tuple[date, date] | None
    mobile: tuple[date, date] | None

    def is_called(self, name: str) -> bool:
        return name in (self.name, self.account, *self.aliases)

    def ever_in(self, branch: Branch) -> bool:
        return any(where is branch for where, _, _ in self.spans)

    def is_in(self, branch: Branch | None, on: date) -> bool:
        """In that branch; in any, without one."""
        return any(branch in (None, where) and first <= on < end for where, first, end in self.spans)

    def is_exempt(self, on: date) -> bool:
        return self.exempt is not None and self.exempt[0] <= on <= self.exempt[1]

    def is_due(self, branch: Branch, on: date) -> bool:
        away = self.mobile is not None and self.mobile[0] <= on <= self.mobile[1]
        return self.is_in(branch, on) and not self.is_exempt(on) and not away

    def holds(self, offices: Iterable[str], on: date) -> bool:
        in_office = self.office_from <= on < self.office_until and self.is_in(self.branch, on)
        return in_office and not self.offices.isdisjoint(offices)


@dataclass(eq=False)
class Meeting:
    branch: Branch
    kind: str
    on: date
    sitting: object
    minutes: Fraction | None
    group: int | None
    lecturers: set[Person]
    party_work: bool
    due: set[Person]
    due_count: Fraction
    present: Fraction
    leave: set[Person]
    absent: set[Person]
    made_up: list[tuple[Person, date | None]]
    steps: list[str]
    excellent: Fraction
    counts: bool = False


@dataclass(eq=False)
class Service:
    branch: Branch
    on: date
    kind: str
    people: set[Person]
    for_public: bool


@dataclass(eq=False)
class Item:
    branch: Branch
    found: date
    severity: str
    deadline: date
    handed_in: date | None
    closed: date | None
    returns: int
    relapsed: date | None


@dataclass(eq=False)
class Term:
    branch: Branch
    starts: date
    years: int
    extended: date | None = None
    posts: list[str] = field(default_factory=list)
    vacant: date | None = None
    filled: date | None = None
    assigned: bool = True


@dataclass(eq=False)
class Application:
    branch: Branch
    year: int
    star: int
    handed_in: date | None
    reason: str


class Organ:
    """Everything the workbooks say."""

    def __init__(self, roster: Sheets, ledger: Sheets, standard: Standard) -> None:
        self.standard = standard
        self._ledger = ledger
        self.branches = [_branch(row) for row in roster["支部"]]
        rows = {text(row["账号"]): row for row in roster["党员"]}
        self.people = [self._person(row) for row in rows.values()]
        self.meetings = [self._meeting(row) for row in self._dated("组织生活", self._meeting_key)]
        self._accept_sittings()
        self.talks = [
            (day(row["日期"]), self._named(row, row["谈话人"]) | self._named(row, row["谈话对象"]))
            for row in self._dated(
                "谈心谈话", lambda r: (self.of(r), day(r["日期"]), text(r["谈话人"]), text(r["谈话对象"]))
            )
        ]
        self.trainings = [
            (self.person(row), day(row["日期"]), number(row["学时"]) or Fraction(0), text(row.get("方式")) == "网络")
            for row in self._keyed("培训", lambda r: (self.person(r), day(r["日期"]), text(r.get("班次"))))
        ]  # fmt: skip
        self.dues = {(self.of(r), *month(r["月份"])): yes(r["收齐"]) for r in self._rows("党费")}
        self.services = [
            Service(
                self.of(row), day(row["日期"]), text(row["类型"]), self._named(row, row.get("参加人")), yes(row.get("服务群众"))
            )
            for row in self._dated(
                "志愿服务", lambda r: (self.of(r), day(r["日期"]), text(r["类型"]), text(r.get("主题")))
            )
        ]  # fmt: skip
        self.pledges = self._pledges()
        self.items = [self._item(row) for row in self._keyed("问题整改", lambda r: (text(r["编号"]),))]
        self.ballots = {
            (self.person(r), whole(r["年度"]), text(r["层级"]), text(r["测评组"])): {
                grade: whole(r.get(name)) for grade, name in GRADES.items()
            }
            for r in self._rows("述职测评")
        }
        self.grades = {
            (self.of(r), whole(r["年度"]), text(r["指标"]), self._part(r)): number(r["得分"]) or Fraction(0)
            for r in self._rows("检查评分")
        }
        self.room = {
            (self.of(r), whole(r["年度"]), text(r["项目"])): yes(r["有"]) for r in self._rows("八有")
        }
        self.terms = [
            Term(
                self.of(row), day(row["届期起"]), whole(row["任期"]), day_or_none(row.get("批准延期至")),
                listed(row.get("空缺职务")), day_or_none(row.get("空缺起")), day_or_none(row.get("补选日期")),
                yes(row.get("分工明确"), empty=True),
            )
            for row in self._keyed(
                "换届", lambda r: (self.of(r), day(r["届期起"]), text(r.get("空缺职务")))
            )
        ]  # fmt: skip
        self.applications = [
            Application(
                self.of(row), whole(row["年度"]), small(row["申报星级"]) or 0, day_or_none(row.get("提交日期")),
                text(row.get("迟交原因")),
            )
            for row in self._keyed(
                "申报", lambda r: (self.of(r), whole(r["年度"]), day_or_none(r.get("提交日期")))
            )
        ]  # fmt: skip
        self.waivers = {(self.of(r), whole(r["年度"]), text(r["指标"])) for r in self._rows("豁免")}
        self.flags = {(self.of(r), whole(r["年度"]), text(r["规则"])) for r in self._rows("否决标记")}

    # ------------------------------------------------------------------ rows

    def _rows(self, sheet: str) -> list[Row]:
        return list(self._ledger.get(sheet, []))

    def _keyed(self, sheet: str, key: Callable[[Row], tuple[object, ...]]) -> list[Row]:
        """A later row with the same key replaces the earlier one."""
        return list({key(row): row for row in self._rows(sheet)}.values())

    def _dated(self, sheet: str, key: Callable[[Row], tuple[object, ...]]) -> list[Row]:
        """Without rows dated before their branch was founded."""
        return [row for row in self._keyed(sheet, key) if self.of(row).required(day(row["日期"]))]

    def of(self, row: Row) -> Branch:
        return self.branch(row["支部"])

    def branch(self, cell: Cell) -> Branch:
        return next(b for b in self.branches if text(cell) in (b.name, b.short))

    def person(self, row: Row) -> Person:
        """The one person a row is about, of the whole roster."""
        account = text(row.get("账号"))
        fitting = [
            p for p in self.people if p.account == account or (not account and p.is_called(text(row["姓名"])))
        ]
        (found,) = fitting
        return found  # fmt: skip

    def _member(self, branch: Branch, name: str) -> Person | None:
        fitting = [p for p in self.people if p.ever_in(branch) and p.is_called(name)]
        return fitting[0] if len(fitting) == 1 else None

    def _named(self, row: Row, cell: Cell) -> set[Person]:
        found = (self._member(self.of(row), name) for name in listed(cell))
        return {person for person in found if person is not None}

    def _part(self, row: Row) -> str:
        """检查评分.分项 by id or by name; the only one where it is empty."""
        measure = next(i for i in self.standard["indicators"] if i["id"] == text(row["指标"]))["measure"]
        if measure["kind"] == "activity_count":
            return "agreement"
        parts = measure.get("parts") or measure["items"]
        said = bare_header(text(row.get("分项")))
        found: str = next(part["id"] for part in parts if said in ("", part["id"], part["name"]))
        return found

    # ------------------------------------------------------------------ people of a day

    def members(self, branch: Branch, on: date) -> list[Person]:
        return [person for person in self.people if person.is_in(branch, on)]

    def due(self, branch: Branch, on: date, kind: str = "", group: int | None = None) -> set[Person]:
        """Who is expected. A group is one of the present branch: in a former one nobody is of any."""
        people = {person for person in self.people if person.is_due(branch, on)}
        if kind == "支委会":
            return {person for person in people if person.branch is branch and person.holds(COMMITTEE, on)}
        if kind == "党小组会" or (kind == "周五学习" and group is not None):
            return {person for person in people if person.branch is branch and person.group == group}
        return people

    def secretary(self, branch: Branch, on: date) -> Person | None:
        return next((p for p in self.people if p.branch is branch and p.holds({"书记"}, on)), None)

    # ------------------------------------------------------------------ what single rows say

    def _person(self, row: Row) -> Person:
        branch = self.of(row)
        former = self.branch(row["原支部"]) if text(row.get("原支部")) else None
        joined_party, joined, left = (
            day_or_none(row.get(column)) for column in ("入党日期", "加入支部日期", "离开支部日期")
        )
        first = max(joined_party or date.min, joined or date.min)
        spans = [(branch, first, left or date.max)]
        if former is not None and joined is not None:
            spans.append((former, joined_party or date.min, joined))
        return Person(
            text(row["姓名"]), text(row["账号"]), listed(row.get("别名")), branch, former, small(row.get("党小组")),
            frozenset(listed(row.get("党内职务"))), text(row["党员身份"]) == "正式",
            [span for span in spans if span[1] < span[2]],
            day_or_none(row.get("任职日期")) or date.min, day_or_none(row.get("卸任日期")) or date.max,
            _span(row, "免除"), _span(row, "流动"),
        )  # fmt: skip

    def _meeting_key(self, row: Row) -> tuple[object, ...]:
        return (
            self.of(row), text(row["类型"]), day(row["日期"]), clock(row.get("开始")), small(row.get("党小组"))
        )  # fmt: skip

    def _meeting(self, row: Row) -> Meeting:
        branch, kind, on = self.of(row), text(row["类型"]), day(row["日期"])
        group = small(row.get("党小组")) if kind in ("党小组会", "周五学习") else None
        due = self.due(branch, on, kind, group)
        leave, absent = self._named(row, row.get("请假")), self._named(row, row.get("缺席"))
        given = number(row.get("应到"))
        due_count = Fraction(len(due)) if given is None else given
        present = number(row.get("实到"))
        if present is None:
            present = max(Fraction(0), due_count - len((leave | absent) & due))
        begins = clock(row.get("开始"))
        return Meeting(
            branch, kind, on, (branch, on, begins) if begins else object(), number(row.get("时长")), group,
            self._named(row, row.get("主讲")), yes(row.get("专题研究党建")), due, due_count,
            min(present, due_count), leave, absent, self._made_up(row), listed(row.get("环节")),
            number(row.get("优秀人数")) or Fraction(0),
        )  # fmt: skip

    def _made_up(self, row: Row) -> list[tuple[Person, date | None]]:
        found = []
        for entry in listed(row.get("补学")):
            with_day = re.fullmatch(r"(.*)[(（](.*)[)）]", entry)
            who = self._member(self.of(row), with_day[1] if with_day else entry)
            if who is not None:
                found.append((who, date.fromisoformat(with_day[2]) if with_day else None))
        return found

    def _accept_sittings(self) -> None:
        """Which records fulfil a duty: enough people, and a kind that goes with the others of the sitting."""
        rules = self.standard["meetings"]
        allowed = [{EVENTS[one], EVENTS[other]} for one, other in rules["merged_sessions_allowed"]]
        together: dict[object, set[str]] = {}
        for meeting in self.meetings:
            together.setdefault(meeting.sitting, set()).add(meeting.kind)
        for meeting in self.meetings:
            accepted: list[str] = []
            for kind in MERGE_ORDER:
                if kind in together[meeting.sitting] and all({kind, other} in allowed for other in accepted):
                    accepted.append(kind)
            enough = (
                meeting.due_count > 0
                and meeting.present >= rules["min_attendance_to_count"] * meeting.due_count
            )
            meeting.counts = enough and meeting.kind in accepted  # fmt: skip

    def _pledges(self) -> dict[tuple[Person, str], list[date]]:
        """All days of a person, by column."""
        found: dict[tuple[Person, str], list[date]] = {}
        for row in self._rows("先锋承诺"):
            for column in PLEDGES:
                cell = row.get(column)
                days = [day(cell)] if isinstance(cell, date) else [day(part) for part in listed(cell)]
                found.setdefault((self.person(row), column), []).extend(days)
        return found

    def _item(self, row: Row) -> Item:
        last, extended = day(row["期限"]), day_or_none(row.get("延期至"))
        if extended is not None and extended > last:
            last = min(extended, last + timedelta(days=self.standard["rectification"]["extension_max_days"]))
        return Item(
            self.of(row), day(row["检查日期"]), SEVERITIES[text(row["程度"])], next_workday(last),
            day_or_none(row.get("提交日期")), day_or_none(row.get("销号日期")), whole(row.get("退回次数")),
            day_or_none(row.get("反弹日期")),
        )  # fmt: skip


def _branch(row: Row) -> Branch:
    return Branch(
        text(row["支部名称"]), text(row.get("简称")) or text(row["支部名称"]), yes(row.get("设支委会")),
        small(row.get("党小组数")) or 0, day_or_none(row.get("成立日期")), day_or_none(row.get("届期起")),
        number(row.get("任期")), small(row.get("上年星级")), small(row.get("最高星级")), yes(row.get("持牌")),
    )  # fmt: skip


def _span(row: Row, what: str) -> tuple[date, date] | None:
    """Both days included; read only where it is said to be so."""
    if not yes(row.get(what)):
        return None
    return day_or_none(row.get(f"{what}起")) or date.min, day_or_none(row.get(f"{what}止")) or date.max
