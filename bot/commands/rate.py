"""`fivestar rate`: the year's evaluation of all branches, as a proposal to the organ committee (interfaces.md)."""

from datetime import datetime
from typing import Annotated, Any

import typer

from bot.almanac import load_calendar
from bot.clock import wall_clock
from bot.commands.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    open_store,
    print_json,
    read_settings,
)
from bot.commands.house import standard_of
from bot.commands.standing import points, vetoes
from bot.domain.rating import Decision, Rated, Rating
from bot.store.rating import proposal


def rate(
    config: ConfigOption = DEFAULT_CONFIG,
    year: Annotated[int | None, typer.Option("--year", min=1921, max=9998, help="年度，默认今年")] = None,
    at: Annotated[
        datetime | None, typer.Option("--at", formats=["%Y-%m-%d"], help="截至哪一天，默认今天")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """年度星级评定建议：星级、否决、名额、升降星、处置，由机关党委研究决定"""
    settings = read_settings(config)
    standard, store = standard_of(settings, year), open_store(config)
    calendar = load_calendar(settings.calendar.holidays, settings.calendar.workdays)
    as_of = at.date() if at is not None else wall_clock().date()
    try:
        found = store.read_now(lambda work: proposal(work, year or as_of.year, as_of, standard, calendar))
    finally:
        store.close()
    if as_json:
        print_json(document(found))
    else:
        print("\n".join(_lines(found)))


def document(rating: Rating) -> dict[str, Any]:
    """The JSON of scoring-notes.md §9.6: branches best first, points as strings with two places."""
    return {
        "year": rating.year,
        "as_of": rating.as_of.isoformat(),
        "standard": rating.standard.name,
        "places": rating.places,
        "needs_decision": [_decision(decision) for decision in rating.needs_decision],
        "branches": [_rated(rated) for rated in rating.branches],
    }


def _decision(decision: Decision) -> dict[str, Any]:
    places = {} if decision.places is None else {"places": decision.places}
    return {"kind": decision.kind, **places, "branches": list(decision.branches)}


def _rated(rated: Rated) -> dict[str, Any]:
    now = rated.standing
    return {
        "branch": rated.branch,
        "applied": now.applied,
        "annual": points(now.earned),
        "daily": points(now.daily),
        "final": points(rated.final),
        "band_star": rated.band_star,
        "veto": vetoes(now),
        "star": rated.star,
        "quota": rated.quota,
        "transition": rated.transition,
        "plaque": rated.plaque,
        "sanctions": list(rated.sanctions),
    }


def _lines(rating: Rating) -> list[str]:
    quota = rating.standard.quota
    star_of = {band.star: band.label for band in rating.standard.bands}
    lines = [
        f"{rating.year}年度星级评定建议（截至{rating.as_of.isoformat()}），{star_of[quota.star]}名额{rating.places}个。"
    ]
    for number, rated in enumerate(rating.branches, 1):
        lines.append(
            f"{number}. {rated.branch} 综合{points(rated.final)}，建议{star_of[rated.star]}"
            f"（{rating.standard.labels[rated.transition]}）"
        )
    kinds = {
        "quota_tie": "同分超出名额，请机关党委研究决定：",
        "no_places": "没有名额，请机关党委研究决定：",
        "incomplete": "尚有待评或未到期：",
    }
    lines += [kinds[d.kind] + "、".join(d.branches) for d in rating.needs_decision]
    return [*lines, "以上为建议，由机关党委研究决定，公布前为过程数据。"]
