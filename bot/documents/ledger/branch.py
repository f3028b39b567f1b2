"""Sheets about branches: 党费, 问题整改, 检查评分, 八有, 换届, 申报, 豁免, 否决标记."""

from decimal import Decimal
from functools import partial

from bot.documents import cells
from bot.documents.ledger.desk import REFUSED, Desk, year
from bot.documents.workbook import Layout, Row, plain_header
from bot.domain.ledger import Application, Dues, Flag, Grade, RoomItem, Waiver
from bot.domain.rectification import MANNER_NAMES, SEVERITY_NAMES, Item
from bot.domain.sections import Part
from bot.domain.term import Term


def _layout(name: str, *columns: str, required: int) -> Layout:
    """The first columns are required."""
    return Layout(name, columns, columns[:required], REFUSED)


DUES = _layout("党费", "支部", "月份", "收齐", required=3)
ITEMS = _layout(
    "问题整改", "编号", "支部", "检查日期", "问题", "程度", "期限", "检查方式", "指标", "提交日期", "退回次数", "销号日期", "延期至",
    "反弹日期", required=6,
)  # fmt: skip
GRADES = _layout("检查评分", "支部", "年度", "指标", "得分", "分项", "说明", "检查员", required=4)
ROOM = _layout("八有", "支部", "年度", "项目", "有", required=4)
TERMS = _layout(
    "换届", "支部", "届期起", "任期", "批准延期至", "空缺职务", "空缺起", "补选日期", "分工明确", required=3
)
APPLICATIONS = _layout("申报", "支部", "年度", "申报星级", "自评分", "提交日期", "迟交原因", required=3)
WAIVERS = _layout("豁免", "支部", "年度", "指标", "会议纪要", required=4)
FLAGS = _layout("否决标记", "支部", "年度", "规则", "说明", required=3)

_SEVERITIES = {name: severity for severity, name in SEVERITY_NAMES.items()}
_MANNERS = {name: manner for manner, name in MANNER_NAMES.items()}


def read_dues(row: Row, desk: Desk) -> Dues | None:
    branch, month = desk.branch(row), row.need("月份", cells.month)
    complete = row.need("收齐", cells.yes)
    return Dues(branch.name, month, complete) if branch and month and complete is not None else None


def read_item(row: Row, desk: Desk) -> Item | None:
    branch, number = desk.branch(row), row.need("编号", cells.short(60))
    found_on, due_on = row.need("检查日期", cells.day), row.need("期限", cells.day)
    problem = row.need("问题", cells.text)
    severity = row.need("程度", cells.one_of(_SEVERITIES))
    item = partial(
        Item,
        manner=row.get("检查方式", cells.one_of(_MANNERS)),
        indicator=_indicator_of_item(row, desk),
        handed_in_on=row.get("提交日期", cells.day),
        returns=row.get("退回次数", cells.whole(0, 99, "1")) or 0,
        closed_on=row.get("销号日期", cells.day),
        extended_to=row.get("延期至", cells.day),
        relapsed_on=row.get("反弹日期", cells.day),
    )
    if not (branch and number and found_on and due_on and problem and severity):
        return None
    if due_on < found_on:
        row.warn("期限", "早于检查日期，请核对")
    return item(number, branch.name, found_on, problem, severity, due_on)


def _indicator_of_item(row: Row, desk: Desk) -> str:
    """Its id; what the standard does not know stays as it is written."""
    said = row.get("指标", cells.short(20)) or ""
    known = desk.indicator_called(said)
    if said and known is None:
        row.warn("指标", f"评定标准里没有“{said}”，请核对")
    return known.id if known is not None else said


def read_grade(row: Row, desk: Desk) -> Grade | None:
    branch, of_year, indicator = desk.branch(row), row.need("年度", year), desk.indicator(row)
    note, inspector = row.get("说明", cells.text) or "", row.get("检查员", cells.short(50)) or ""
    if indicator is None:
        return None
    if not indicator.graded:
        row.fault("指标", f"{indicator.id} {indicator.name}由登记的记录计算，不接受检查评分，请删去这一行")
        return None
    part = _part(row, indicator.graded)
    score = _score(row, part) if part is not None else None
    if branch is None or of_year is None or part is None or score is None:
        return None
    return Grade(branch.name, of_year, indicator.id, part.id, score, note, inspector)


def _part(row: Row, parts: tuple[Part, ...]) -> Part | None:
    """By its id or name; may be left empty where there is one part only (§7.17)."""
    said = row.get("分项", cells.text)
    if said is None:
        if len(parts) > 1:
            row.fault("分项" if "分项" in row.sheet.columns else "指标", f"要写明分项：{_names(parts)}")
            return None
        return parts[0]
    for part in parts:
        if plain_header(said) in (part.id, plain_header(part.name)):
            return part
    row.fault("分项", f"没有分项“{said}”，应为{_names(parts)}")
    return None


def _score(row: Row, part: Part) -> Decimal | None:
    """Points in the part's steps; a percentage where the part has a target."""
    score = row.need("得分", cells.number(0, 100, "1"))
    if score is None:
        return None
    if part.target is not None:
        if 0 < score <= 1:
            row.warn("得分", f"读到“{score:f}”，{part.name}是0到100的百分数，如 72，请核对")
        return score
    if score > part.most:
        row.fault("得分", f"读到“{score:f}”，{part.name}满分{part.most.normalize():f}分")
        return None
    if part.step is not None and score % part.step:
        row.fault("得分", f"读到“{score:f}”，{part.name}按{part.step.normalize():f}分一档评分")
        return None
    return score


def _names(parts: tuple[Part, ...]) -> str:
    return "或".join(part.name for part in parts)


def read_room_item(row: Row, desk: Desk) -> RoomItem | None:
    branch, of_year = desk.branch(row), row.need("年度", year)
    said, met = row.need("项目", cells.text), row.need("有", cells.yes)
    known = {item.id: item.id for item in desk.standard.room} | {i.name: i.id for i in desk.standard.room}
    if said is not None and said.upper() not in known and said not in known:
        row.warn("项目", f"评定标准的“八有”里没有“{said}”，这一行不计")
        return None
    if branch is None or of_year is None or said is None or met is None:
        return None
    return RoomItem(branch.name, of_year, known.get(said) or known[said.upper()], met)


def read_term(row: Row, desk: Desk) -> Term | None:
    branch, starts_on = desk.branch(row), row.need("届期起", cells.day)
    years = row.need("任期", cells.whole(1, 10, "3"))
    posts, since = row.get("空缺职务", cells.words) or (), row.get("空缺起", cells.day)
    if posts and since is None:
        row.warn("空缺职务", "没有写“空缺起”，这项空缺不计")
    term = partial(
        Term,
        extended_to=row.get("批准延期至", cells.day),
        vacant_posts=posts,
        vacant_from=since,
        filled_on=row.get("补选日期", cells.day),
        duties_assigned=row.get("分工明确", cells.yes) is not False,
    )
    if branch is None or starts_on is None or years is None:
        return None
    return term(branch.name, starts_on, years)


def read_application(row: Row, desk: Desk) -> Application | None:
    branch, of_year, star = desk.branch(row), row.need("年度", year), row.need("申报星级", cells.star)
    application = partial(
        Application,
        self_score=row.get("自评分", cells.number(0, 999, "95", 2)),
        submitted_on=row.get("提交日期", cells.day),
        late_reason=row.get("迟交原因", cells.text) or "",
    )
    if branch is None or of_year is None or star is None:
        return None
    return application(branch.name, of_year, star)


def read_waiver(row: Row, desk: Desk) -> Waiver | None:
    branch, of_year, indicator = desk.branch(row), row.need("年度", year), desk.indicator(row)
    minutes = row.need("会议纪要", cells.text)
    if branch is None or of_year is None or indicator is None or minutes is None:
        return None
    return Waiver(branch.name, of_year, indicator.id, minutes)


def read_flag(row: Row, desk: Desk) -> Flag | None:
    branch, of_year = desk.branch(row), row.need("年度", year)
    by_hand = {veto.id: veto.id for veto in desk.standard.vetoes if veto.condition == "manual_flag"}
    rule = row.need("规则", cells.one_of(by_hand, str.upper))
    if branch is None or of_year is None or rule is None:
        return None
    return Flag(branch.name, of_year, rule, row.get("说明", cells.text) or "")
