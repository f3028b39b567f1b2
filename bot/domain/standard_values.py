"""How what stands in a standard is said in Chinese: points, shares, days and the codes of every closed list.

Nothing here refuses a value: what is not of the expected sort is said as it is written.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bot.domain.activity import EVENT_NAMES
from bot.domain.people import OFFICE_NAMES, ROLE_NAMES
from bot.domain.standard_life import STATE_NAMES

Said = str | tuple[str, ...]
"""A value in words; a tuple where the order means nothing and what came and went is told."""

Say = Callable[[Any], Said]


def written(value: Any) -> str:
    """Anything, so that different values read differently."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float | Decimal):
        text = f"{Decimal(str(value)):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, list):
        return "、".join(written(one) for one in value) if value else "无"
    if isinstance(value, Mapping):
        return f"（{'，'.join(f'{name} {written(one)}' for name, one in value.items())}）"
    return f"“{value}”"


def stars(value: Any) -> str:
    """五星; above nine the number itself."""
    digit = isinstance(value, int) and 0 < value < len(_DIGITS)
    return f"{_DIGITS[value] if digit else written(value)}星"


_DIGITS = "零一二三四五六七八九"


def with_unit(unit: str, ahead: str = "") -> Callable[[Any], str]:
    return lambda value: f"{ahead}{written(value)}{unit}"


def share(value: Any) -> str:
    """90%, 62.5%; what has no end as a decimal stays a fraction."""
    try:
        part = Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        return written(value)
    hundredths = Decimal(part.numerator * 100) / part.denominator
    return f"{written(hundredths)}%" if Fraction(hundredths) == part * 100 else str(part)


def text(value: Any) -> str:
    return value if isinstance(value, str) else written(value)


def day(value: Any) -> str:
    """2026年1月1日, 10月31日; what is no date stays as written."""
    found = re.fullmatch(r"(?:(\d{4})-)?(\d\d)-(\d\d)", str(value))
    if found is None:
        return written(value)
    year, month, of_month = found.groups()
    return f"{f'{year}年' if year else ''}{int(month)}月{int(of_month)}日"


def day_of_next_year(value: Any) -> str:
    return f"次年{day(value)}"


def code(names: Mapping[Any, str]) -> Callable[[Any], str]:
    return lambda value: names[value] if isinstance(value, str) and value in names else written(value)


def each(say: Callable[[Any], str]) -> Say:
    """A list whose order means nothing."""
    return lambda values: tuple(map(say, values)) if isinstance(values, list | tuple) else written(values)


def in_order(say: Callable[[Any], str]) -> Say:
    return lambda values: "、".join(map(say, values)) if isinstance(values, list) else written(values)


def either(yes: str, no: str) -> Say:
    return lambda value: (yes if value else no) if isinstance(value, bool) else written(value)


def pair(value: Any) -> str:
    return "和".join(sorted(map(event, value))) if isinstance(value, list) else written(value)


def tie(value: Any) -> str:
    """What decides between equals. Aspects by their letter: renaming one is told elsewhere."""
    kind, _, what = str(value).partition(":")
    return {"aspect": f"{what}方面得分", "indicator": f"{what}得分"}.get(kind) or code(_TIES)(value)


points, off, percent = with_unit("分"), with_unit("分", "扣"), with_unit("%")
days, working_days, times, hours = with_unit("天"), with_unit("个工作日"), with_unit("次"), with_unit("学时")
event = code(EVENT_NAMES)

PERIODS = {"week": "每周", "month": "每月", "quarter": "每季度", "half_year": "每半年", "year": "每年", "continuous": "持续"}  # fmt: skip
UNITS = {"month": "1个月", "quarter": "1个季度", "half_year": "1个半年", "year": "1年"}

KIND_NAMES = {
    "meeting_count": "按会议次数", "lecture_count": "按党课次数", "org_life": "按组织生活会召开情况", "appraisal": "按民主评议开展情况",
    "talk_coverage": "按谈心谈话覆盖率", "attendance_rate": "按到会率", "friday_study": "按周五学习开展率和参学率",
    "study_hours": "按学时达标人数", "cadre_training": "按党务干部培训人数", "dues": "按党费收缴月份", "duty_review": "按述职评议得分",
    "term": "按换届和班子配备", "rectification": "按整改情况", "volunteer": "按志愿服务次数和参加面", "activity_count": "按结对共建情况",
    "pledge": "按承诺践诺评诺比例", "checklist": "按清单逐项", "rubric": "按分项评分",
}  # fmt: skip

PEOPLE: Mapping[Any, str] = {
    **ROLE_NAMES, **OFFICE_NAMES, "branch_secretary": "支部书记", "assigned_inspectors": "承担任务的检查员",
    "party_leading_group": "院党组", "organ_committee": "机关党委", "branch_secretaries": "各支部书记",
    "branch_members": "支部党员", "member_delegates": "党员代表",
}  # fmt: skip
_TIES = {"daily_score": "日常检查分", "overdue_items:asc": "逾期整改项数（少的在前）"}
WORKDAY_RULES = {
    "skip": "不组织",
    "previous_workday": "提前到上一个工作日",
    "next_workday": "顺延到下一个工作日",
}
STATUS: Mapping[Any, str] = {**STATE_NAMES, "archived": "已归档"}
TRIGGERS = {
    "not_applied": "未申报", "star_below": "低于规定星级", "consecutive_years_below": "连续低于规定星级",
}  # fmt: skip
QUARTERS = {1: "一季度", 2: "二季度", 3: "三季度", 4: "四季度"}
STANDINGS = {"laggard": "后进党支部", "talk_required": "应约谈", "adjust_proposed": "提请调整"}
MATERIALS = {
    "self_score": "自评分", "self_report": "自评报告", "evidence_index": "佐证材料目录", "title": "名称", "scope": "范围",
    "checklist": "检查清单", "window": "时段", "lead": "牵头人",
}  # fmt: skip
DUE = {
    "exempt": "老弱病党员", "seconded_elsewhere": "借调在外的党员", "not_yet_joined": "尚未转入的党员", "left": "已转出的党员",
}  # fmt: skip
CONDITIONS = {
    "full_marks": "所列指标须得满分", "term_overdue_unapproved": "未按期换届且未经批准延期", "manual_flag": "机关党委认定",
}  # fmt: skip
TRANSITIONS = {
    "promote": "升星", "restore": "复星", "keep": "保星", "demote": "降星", "first_rating": "首次定星",
    "plaque_award": "授牌", "plaque_restore": "复牌", "plaque_keep": "保牌", "plaque_remove": "摘牌",
}  # fmt: skip
NOT_APPLICABLE = {"full": "按满分计", "reweight": "在本方面内重新分配", "zero": "按零分计"}
