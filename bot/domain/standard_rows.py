"""The lists of tables in a standard: what tells their rows apart, and what a row is called when it comes or goes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain import standard_values as say

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of tables. `noun` goes before the title of one that comes or goes, `brief` after it, `more` after a new one.

    The title of a row that `heads` stands before a colon in all its changes, else in the labels that ask for it.
    """

    key: str
    title: Callable[[Row], str]
    noun: str = ""
    brief: Callable[[Row], str] = lambda _: ""
    more: Callable[[Row], str] = lambda _: ""
    heads: bool = False


def _points(name: str) -> Callable[[Row], str]:
    return lambda row: f"（{say.points(row.get(name))}）"


def _numbered(row: Row) -> str:
    return f"{row.get('id')} {row.get('name', '')}"


def _quoted(noun: str) -> Callable[[Row], str]:
    return lambda row: f"{noun}“{row.get('name', row.get('id'))}”"


def _indicator_more(row: Row) -> str:
    said = (row.get("requirement"), f"评分办法：{row['deduction']}" if row.get("deduction") else "")
    return _after_colon(said)


def _veto_more(row: Row) -> str:
    indicators = "、".join(row.get("indicators", ()))
    return _after_colon(
        (
            f"适用于{'、'.join(map(say.stars, row.get('applies_to_stars', ())))}",
            f"条件为{say.code(say.CONDITIONS)(row.get('condition'))}",
            f"所列指标{indicators}" if indicators else "",
            f"最高评为{say.stars(row.get('cap_star'))}",
        )
    )


def _sanction_more(row: Row) -> str:
    return _after_colon((say.code(say.TRIGGERS)(row.get("trigger")), str(row.get("label", ""))))


def _after_colon(parts: Iterable[str | None]) -> str:
    said = "；".join(part for part in parts if part)
    return f"：{said}" if said else ""


ROWS: Mapping[str, Rows] = {
    "aspects": Rows("id", _numbered, "方面 ", _points("points"), heads=True),
    "indicators": Rows("id", _numbered, "指标 ", _points("points"), _indicator_more, heads=True),
    "indicators.measure.parts": Rows("id", _quoted("分项"), brief=_points("max")),
    "indicators.measure.items": Rows("id", _quoted("清单项目"), brief=_points("points")),
    "indicators.measure.bands": Rows(
        "min", lambda row: f"到会率{say.share(row.get('min'))}以上", "档次 ", _points("points")
    ),
    "veto": Rows(
        "id",
        lambda row: f"一票否决 {_numbered(row)}",
        brief=lambda row: "" if row.get("enabled") else "（不启用）",
        more=_veto_more,
        heads=True,
    ),
    "sanctions": Rows("id", lambda row: f"处理 {row.get('id')}", more=_sanction_more, heads=True),
    "incentives": Rows("star", lambda row: f"{say.stars(row.get('star'))}激励", heads=True),
    "stars.bands": Rows(
        "star",
        lambda row: str(row.get("label")),
        "星级 ",
        lambda row: f"（{say.points(row.get('min'))}以上）",
    ),
    "eight_items.items": Rows("id", lambda row: f"八有 {_numbered(row)}", heads=True),
    "duty_review.levels": Rows(
        "id",
        lambda row: f"述职评议 {row.get('id')} {say.code(say.PEOPLE)(row.get('reporter'))}述职",
        heads=True,
    ),
    "duty_review.levels.reviewed_by": Rows(
        "group",
        lambda row: say.code(say.PEOPLE)(row.get("group")),
        "评议主体 ",
        lambda row: f"（权重{say.written(row.get('weight'))}）",
    ),
    "inspection.quarter_windows": Rows(
        "q",
        lambda row: say.QUARTERS.get(row["q"], f"第{say.written(row['q'])}季度"),
        "考核时段 ",
    ),
    "rectification.escalate_after_days": Rows(
        "days", lambda row: f"逾期{say.days(row.get('days'))}", "通知档次 "
    ),
}
