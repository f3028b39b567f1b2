"""Ledgers of made-up organs, sheet by sheet: valid, and at the edges of the rules on purpose."""

from collections.abc import Callable
from datetime import date

from tests.rules.independent.cells import DAY, Cell, Row, Sheets, is_workday, periods
from tests.rules.independent.draws import Draws
from tests.rules.independent.organs import EDGES, YEAR, Organ, Somebody, Unit, group_cell

MONTHS, QUARTERS = periods(YEAR, "month"), periods(YEAR, "quarter")
STEPS = {
    "组织生活会": ["会前学习", "谈心谈话", "听取意见", "查摆批评", "整改清单"],
    "民主评议": ["自评", "互评", "测评", "结论"],
}
GRADED: tuple[tuple[str, tuple[str, ...], tuple[float, ...]], ...] = (
    ("A02", ("duty_list", "责任清单"), (1, 0, 0.5)),
    ("A02", ("half_year_report", "半年履责报告"), (1, 0, 0.5)),
    ("A02", ("joint_deployment", "同部署同检查"), (1, 0, 0.5)),
    ("C04", ("quiz", "应知应会"), (1, 0, 0.5)),
    ("C04", ("micro_lecture", "微党课"), (1, 0, 0.5)),
    ("C05", ("", "发展与管理"), (2, 0, 1.5)),
    ("D01", ("duties", "职责明确"), (1, 0)),
    ("D02", ("plan", "有计划有保障"), (1, 0.5)),
    ("D02", ("open", "使用规范并公开"), (1, 0.5)),
    ("D04", ("records", "台账档案"), (2, 0.1, 1.9)),
    ("D04", ("disclosure", "党务公开"), (1, 0.4)),
    ("E03", ("agreement", "结对协议"), (1, 0)),
    ("E04", ("", "年度绩效等次"), (4, 0.8, 3.2)),
    ("E05", ("brand", "品牌与示范岗"), (1.5, 0.37, 1.01)),
    ("E05", ("satisfaction", "满意度(%)"), (95, 72, 89.99, 90, 33.33)),
)
"""Indicator, what its part may be called, and scores, the best first."""


class Ledger:
    """All sheets of one organ's ledger."""

    def __init__(self, organ: Organ, draws: Draws) -> None:
        self._organ, self._draws = organ, draws
        self._rows: dict[str, list[Row]] = {}
        books: tuple[Callable[[Unit], None], ...] = (
            self._monthly, self._quarterly, self._fridays, self._yearly, self._outside, self._talks, self._trainings,
            self._dues, self._services, self._pledges, self._items, self._ballots, self._grades, self._terms,
            self._applications, self._decisions,
        )  # fmt: skip
        for unit in organ.units:
            for book in books:
                book(unit)
        self._repeat()

    def sheets(self) -> Sheets:
        return self._rows

    def _add(self, sheet: str, *of: Unit, **row: Cell) -> None:
        """A row, of a branch where the sheet names one."""
        branches = [("支部", self._organ.named(unit)) for unit in of]
        self._rows.setdefault(sheet, []).append({**dict(branches), **row})

    def _done(self, unit: Unit, share: float = 1.0) -> bool:
        return unit.perfect or self._draws.chance(unit.care * share)

    def _words(self, people: list[Somebody]) -> str:
        return self._draws.pick("、", "、", ",").join(self._organ.word(person) for person in people)

    def _some_day(self, unit: Unit) -> date:
        """Mostly of the year and of a founded branch."""
        if not unit.perfect and self._draws.chance(0.12):
            return self._draws.pick(*EDGES, unit.since - DAY, date(YEAR - 1, 12, 20), date(YEAR + 1, 1, 15))
        return self._draws.day(max(unit.since, date(YEAR, 1, 5)), date(YEAR, 12, 28))

    # ------------------------------------------------------------------ 组织生活

    def _hold(
        self, unit: Unit, kind: str, on: date, begins: str | None = None, group: int | None = None
    ) -> None:
        draws = self._draws
        present = [p for p in (*unit.people, *unit.came_from) if p.is_at(unit, on)]
        row: dict[str, Cell] = {
            "类型": kind, "日期": on, "时长": draws.cell(60, 60, 90, 100, 120, ""), "党小组": group_cell(draws, group),
            "开始": draws.pick("", "09:00", "14:00", "16:00") if begins is None else begins,
            "应到": "", "实到": "", "请假": "", "缺席": "", "补学": "", "主讲": "", "环节": "", "优秀人数": "",
            "专题研究党建": "是" if self._done(unit, 0.6) else draws.pick("否", ""),
        }  # fmt: skip
        if not unit.perfect and draws.chance(0.2):
            row["应到"] = due = draws.number(1, 10)
            row["实到"] = draws.cell("", due, (due + 1) // 2, due // 2)
        elif draws.chance(0.25):
            row |= self._away(unit, on, draws.some(present, draws.number(1, 1 if unit.perfect else 4)))
        if kind == "党课":
            row["主讲"] = (
                self._words(unit.people[:1]) if self._done(unit, 0.4) else draws.pick("外请专家", "")
            )
        if kind in STEPS:
            row["环节"] = "、".join(draws.each(STEPS[kind], 1 if unit.perfect else 0.85))
            row["优秀人数"] = draws.cell("", 0, len(present) // 3, len(present) // 3 + (not unit.perfect))
        self._add("组织生活", unit, **row)  # fmt: skip

    def _away(self, unit: Unit, on: date, people: list[Somebody]) -> Row:
        """On leave or absent, perhaps made up: in time, on the last day, too late, or before."""
        draws = self._draws
        leave = draws.each(people, 1 if unit.perfect else 0.6)
        days = (0, 1, 7) if unit.perfect else (0, 1, 7, 8, 13, 14, 15, 20, -1)
        made_up = [
            self._organ.word(person) + draws.pick("", f"({on + DAY * draws.pick(*days)})")
            for person in draws.each(people, 0.6)
        ]
        return {
            "请假": self._words(leave) + draws.pick("", "", "、欧阳局长"),
            "缺席": self._words([person for person in people if person not in leave]),
            "补学": "、".join(made_up),
        }

    def _monthly(self, unit: Unit) -> None:
        for first, last in MONTHS:
            if last < unit.since and self._draws.chance(0.95):
                continue
            duties: list[tuple[str, int | None]] = [
                ("主题党日", None),
                *([("支委会", None)] * unit.committee),
            ]
            duties += [("党小组会", group) for group in range(1, unit.groups + 1)]
            for kind, group in duties:
                if self._done(unit):
                    on = self._draws.workday(max(first, min(unit.since, last)), last)
                    if not unit.perfect and self._draws.chance(0.2):
                        on = last + DAY * self._draws.pick(0, 1, 3, 5, 6)
                    self._hold(unit, kind, on, group=group)

    def _quarterly(self, unit: Unit) -> None:
        """Some with another meeting at the same time, allowed or not."""
        for first, last in QUARTERS:
            if last < unit.since:
                continue
            for kind in ("支部党员大会", "党课"):
                if self._done(unit):
                    on = self._draws.workday(max(first, unit.since), last)
                    self._hold(unit, kind, on, "14:30")
                    if self._draws.chance(0.3):
                        self._hold(unit, self._draws.pick("主题党日", "党课"), on, "14:30")
                    if not unit.perfect and self._draws.chance(0.15):
                        self._hold(unit, self._draws.pick("组织生活会", "支委会"), on, "14:30")

    def _fridays(self, unit: Unit) -> None:
        for friday in (date(YEAR, 1, 2) + DAY * 7 * week for week in range(52)):
            if friday < unit.since or not (
                self._done(unit) if is_workday(friday) else self._draws.chance(0.4)
            ):
                continue
            if unit.groups and self._draws.chance(0.15):
                groups = range(1, unit.groups + 1)
                for group in self._draws.each(list(groups), 1 if unit.perfect else 0.8):
                    self._hold(unit, "周五学习", friday, "15:00", group)
            elif self._draws.chance(0.9):
                self._hold(unit, "周五学习", friday, self._draws.pick("16:00", ""))
            else:
                on = self._draws.workday(friday - DAY * 4, friday)
                self._hold(unit, "周五学习", on if unit.perfect else friday + DAY * self._draws.pick(-4, 1, 2))  # fmt: skip

    def _yearly(self, unit: Unit) -> None:
        held = [(YEAR, 12, 16), (YEAR, 10, 1), (YEAR + 1, 1, 20), (YEAR + 1, 2, 25), (YEAR + 1, 3, 31)]
        outside = [(YEAR, 9, 30), (YEAR + 1, 4, 1), (YEAR, 2, 10), (YEAR - 1, 11, 20)]
        for kind in STEPS:
            for on in self._draws.some([date(*day) for day in held + outside * (not unit.perfect)], 2):
                if on >= unit.since:
                    self._hold(unit, kind, on, "10:00")

    def _outside(self, unit: Unit) -> None:
        """Before the founding, and around both ends of the year."""
        for on in (unit.since - DAY, date(YEAR - 1, 12, 30), date(YEAR + 1, 1, self._draws.number(1, 9))):
            if self._draws.chance(0.5):
                self._hold(unit, self._draws.pick("支委会", "主题党日", "支部党员大会", "周五学习"), on)

    # ------------------------------------------------------------------ by person

    def _talks(self, unit: Unit) -> None:
        for person in (*unit.people, *unit.came_from):
            if self._done(unit):
                other = self._draws.pick(*unit.people)
                self._add(
                    "谈心谈话", unit, 日期=self._some_day(unit), 谈话对象=self._organ.word(person),
                    谈话人=self._draws.pick(self._organ.word(other), self._words([other, unit.people[0]]), "欧阳书记"),
                )  # fmt: skip

    def _trainings(self, unit: Unit) -> None:
        draws = self._draws
        for person in unit.people:
            if self._done(unit, 1 if person.offices else 0.2):
                on = self._some_day(unit)
                if person.office_from is not None and draws.chance(0.8):
                    on = person.office_from + DAY * draws.pick(0, 89, 90, 91, 179, 180, 181)
                self._train(person, on, draws.pick(2, 8, 16, 24, 1.5), "集中")
            if draws.chance(0.25):
                self._train(person, self._some_day(unit), draws.pick(4, 16, 17, 30, 7.5), "网络")

    def _train(self, person: Somebody, on: date, hours: float, manner: str) -> None:
        self._add("培训", **self._organ.who(person), 日期=on, 班次=f"{manner}班", 学时=hours, 方式=manner)

    def _pledges(self, unit: Unit) -> None:
        draws = self._draws
        columns: dict[str, tuple[Cell, ...]] = {
            "承诺日期": (date(YEAR, 2, 10), date(YEAR, 1, 1), date(YEAR - 1, 12, 30)),
            "进展日期": ("2026-06-10、2026-11-10", date(YEAR, 9, 9), "2025-12-01、2026-12-31"),
            "评诺日期": (date(YEAR, 12, 21), date(YEAR, 12, 31), date(YEAR + 1, 1, 5)),
        }
        for person in unit.people:
            for column, options in columns.items():
                if self._done(unit):
                    cell = options[0] if unit.perfect else draws.pick(*options)
                    self._add("先锋承诺", **self._organ.who(person), **{column: cell})

    def _ballots(self, unit: Unit) -> None:
        draws = self._draws
        for person in unit.people:
            if "书记" not in person.offices:
                continue
            for group in ("机关党委", "支部书记", "支部党员"):
                if self._done(unit, 0.9):
                    counts = [5, 0, 0, 0] if unit.perfect else [draws.number(0, 3) for _ in range(4)]
                    votes = dict(zip(("好", "较好", "一般", "差"), counts, strict=True))
                    for year in draws.pick((YEAR,), (YEAR - 1, YEAR)):
                        who = self._organ.who(person)
                        self._add("述职测评", **who, 年度=year, 层级="L3", 测评组=group, **votes)

    # ------------------------------------------------------------------ by branch

    def _dues(self, unit: Unit) -> None:
        for first, _ in MONTHS:
            if self._done(unit):
                complete = "是" if self._done(unit, 0.95) else "否"
                self._add("党费", unit, 月份=f"{first:%Y-%m}", 收齐=complete)

    def _services(self, unit: Unit) -> None:
        draws = self._draws
        kinds = ["志愿服务"] * draws.number(3, 5) + ["结对共建"] * draws.number(0, 3) + ["微党课"]
        for number, kind in enumerate(["志愿服务"] * 4 + ["结对共建"] * 2 if unit.perfect else kinds):
            people = draws.each([*unit.people, *unit.came_from], 1 if unit.perfect else 0.6)
            self._add(
                "志愿服务", unit, 日期=self._some_day(unit), 类型=kind, 主题=f"活动{number}", 参加人=self._words(people),
                服务群众="是" if unit.perfect else draws.pick("是", "否", ""),
            )  # fmt: skip

    def _items(self, unit: Unit) -> None:
        draws = self._draws
        for number in range(draws.number(0, 1 if unit.perfect else 5)):
            found = draws.pick(
                date(YEAR, 3, 20),
                date(YEAR, 6, 30),
                date(YEAR, 9, 16),
                date(YEAR, 12, 20),
                date(YEAR - 1, 12, 28),
            )
            due = found + DAY * draws.pick(3, 7, 15, 17, 30)
            extended = due + DAY * draws.pick(-2, 5, 15, 16, 40) if draws.chance(0.3) else None
            row: dict[str, Cell] = {"提交日期": max(found, due - DAY), "销号日期": due}
            if not unit.perfect:
                handed_in = max(found, due + DAY * draws.pick(-3, 0, 1, 5, 7, 8, 14, 30, 31, 60))
                closed = handed_in + DAY * draws.pick(0, 1, 10)
                row = {
                    "提交日期": draws.pick(None, handed_in), "销号日期": draws.pick(None, closed), "延期至": extended,
                    "退回次数": draws.cell("", 0, 2, 3),
                }  # fmt: skip
                if row["销号日期"] is not None:
                    row["反弹日期"] = draws.pick(None, *(closed + DAY * days for days in (0, 30, 31, 90, 91)))
            self._add(
                "问题整改", unit, 编号=f"{unit.short}{number}", 检查日期=found, 问题="台账不全",
                程度=draws.pick("一般", "较重", "严重"), 期限=due, **row,
            )  # fmt: skip

    def _grades(self, unit: Unit) -> None:
        draws = self._draws
        for indicator, names, scores in GRADED:
            if self._done(unit):
                score = scores[0] if unit.perfect else draws.pick(*scores)
                part = draws.pick(*names)
                self._add("检查评分", unit, 年度=YEAR, 指标=indicator, 分项=part, 得分=score)
        for number in range(1, 9):
            if self._done(unit, 0.95):
                there = "是" if self._done(unit, 0.9) else "否"
                self._add("八有", unit, 年度=YEAR, 项目=f"R{number}", 有=there)

    def _terms(self, unit: Unit) -> None:
        """None, one with a vacancy, or one that runs out, perhaps extended, perhaps followed by another."""
        draws = self._draws
        assigned = "是" if unit.perfect else draws.pick("是", "", "否")
        if unit.perfect or draws.chance(0.4):
            vacant = (
                None
                if unit.perfect
                else draws.pick(date(YEAR, 10, 1), date(YEAR, 10, 2), date(YEAR - 1, 9, 1))
            )
            filled = (
                None if vacant is None else draws.pick(None, *(vacant + DAY * days for days in (10, 90, 91)))
            )
            self._add(
                "换届",
                unit,
                届期起=date(2025, 5, 21),
                任期=3,
                分工明确=assigned,
                空缺起=vacant,
                补选日期=filled,
                空缺职务="" if vacant is None else draws.pick("宣传委员", "副书记、组织委员"),
            )
        elif draws.chance(0.8):
            starts = draws.pick(
                date(2023, 6, 16), date(2024, 1, 1), date(2023, 12, 31), date(2024, 2, 29), date(2023, 3, 1)
            )
            extended = draws.pick(None, date(YEAR, 9, 30), date(YEAR, 12, 31), date(YEAR + 2, 1, 1))
            self._add(
                "换届", unit, 届期起=starts, 任期=draws.pick(2, 3), 批准延期至=extended, 分工明确=assigned
            )
            if draws.chance(0.6):
                following = draws.pick(
                    date(YEAR, 6, 16), date(YEAR, 6, 17), date(YEAR, 10, 1), date(YEAR + 1, 1, 10)
                )
                self._add("换届", unit, 届期起=following, 任期=3, 分工明确=draws.pick("是", "否"))  # fmt: skip

    def _applications(self, unit: Unit) -> None:
        draws = self._draws
        days = (
            date(YEAR, 10, 8),
            date(YEAR, 10, 31),
            date(YEAR, 11, 1),
            date(YEAR, 11, 6),
            date(YEAR, 11, 9),
            None,
        )
        for on in draws.some(
            list(days[:2] if unit.perfect else days), 1 if unit.perfect else draws.number(0, 2)
        ):
            star = draws.cell(5, "五星级") if unit.perfect else draws.cell(3, 4, 5, "四星")
            reason = draws.pick("", "专案任务")
            self._add("申报", unit, 年度=YEAR, 申报星级=star, 提交日期=on, 迟交原因=reason)  # fmt: skip

    def _decisions(self, unit: Unit) -> None:
        draws = self._draws
        if not unit.perfect and draws.chance(0.4):
            year, indicator = (
                draws.pick(YEAR, YEAR, YEAR - 1),
                draws.pick("A04", "B01", "B02", "B05", "B08", "C06"),
            )
            self._add("豁免", unit, 年度=year, 指标=indicator, 会议纪要="机关党委会纪要〔2026〕3号")
        if draws.chance(0.15):
            self._add("否决标记", unit, 年度=draws.pick(YEAR, YEAR - 1), 规则=draws.pick("V3", "V4"), 说明="")  # fmt: skip

    # ------------------------------------------------------------------ again

    def _repeat(self) -> None:
        """The same key with other values: the later row counts."""
        draws = self._draws
        again: dict[str, tuple[str, tuple[Cell, ...]]] = {
            "组织生活": ("时长", (45, 130)), "党费": ("收齐", ("是", "否")), "八有": ("有", ("是", "否")), "培训": ("学时", (3, 6)),
        }  # fmt: skip
        for sheet, (column, values) in again.items():
            for row in draws.some(self._rows[sheet], 2):
                self._rows[sheet].append({**row, column: draws.cell(*values)})
