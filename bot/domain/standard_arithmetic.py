"""A standard's own arithmetic: what it says about itself must be so (sums, bands, quota, dates)."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.domain.document import Table
from bot.domain.kinds import kind_of

if TYPE_CHECKING:
    from bot.domain.standard import Aspect, Band, Indicator


def check_sums(
    meta: Table, aspects: "Sequence[Aspect]", indicators: "Sequence[Indicator]", faults: list[str]
) -> None:
    """Every id once; as many aspects, indicators and points as [meta] says; aspects the sum of their indicators."""
    for where, ids in (
        ("[[aspects]]", [aspect.id for aspect in aspects]),
        ("[[indicators]]", [indicator.id for indicator in indicators]),
    ):
        faults += [
            f"{where} {id_}：出现了{ids.count(id_)}次" for id_ in dict.fromkeys(ids) if ids.count(id_) > 1
        ]
    for name, found in (("expected_aspects", len(aspects)), ("expected_indicators", len(indicators))):
        if meta.whole(name) != found:
            meta.wrong(name, f"写的是{meta.values.get(name)}，实际是{found}")
    total = sum((indicator.points for indicator in indicators), Decimal(0))
    if meta.number("total_points") != total:
        meta.wrong("total_points", f"写的是{meta.values.get('total_points')}，各指标合计{total}")
    for aspect in aspects:
        points = sum((i.points for i in indicators if i.aspect == aspect.id), Decimal(0))
        if points != aspect.points:
            faults.append(
                f"[[aspects]] {aspect.id} points：{aspect.name}写的是{aspect.points}，各指标合计{points}"
            )


def check_measures(whole: Table, indicators: "Sequence[Indicator]", rows: Sequence[Table]) -> None:
    """Parts add up to the indicator; what one parameter needs of another is there."""
    for indicator, row in zip(indicators, rows, strict=True):
        given, measure = indicator.measure, row.table("measure")
        most = kind_of(measure).most
        points = most(given) if most is not None else indicator.points
        if "items_from" in given:
            points = given["points_each"] * len(whole.table("eight_items", "[eight_items]").tables("items"))
        if points != indicator.points:
            measure.wrong("分项", f"合计{points}分，指标是{indicator.points}分")
        if ("substitute_if" in given) != ("substitute_events" in given):
            measure.wrong("substitute_if、substitute_events", "应同时写明")


def check_bands(stars: Table, bands: "Sequence[Band]") -> None:
    """From the best star down to one that everybody reaches."""
    if not bands:
        stars.wrong("bands", "至少要有一档")
        return
    if any(above.star <= below.star or above.min <= below.min for above, below in pairwise(bands)):
        stars.wrong("bands", "各档应由高到低排列，星级和最低分都不得重复")
    if bands[-1].min != 0:
        stars.wrong("bands", f"最低一档应从0分起，写的是{bands[-1].min}")
    for name, found in (("min_star", bands[-1].star), ("max_star", bands[0].star)):
        if stars.whole(name) != found:
            stars.wrong(name, f"写的是{stars.values.get(name)}，各档中是{found}")


def check_levels(indicators: "Sequence[Indicator]", rows: Sequence[Table], levels: Collection[str]) -> None:
    """A review is of a level that [duty_review] describes."""
    for indicator, row in zip(indicators, rows, strict=True):
        level = indicator.measure.get("level")
        if level is not None and level not in levels:
            row.table("measure").wrong("level", f"[duty_review] 里没有层级“{level}”")
