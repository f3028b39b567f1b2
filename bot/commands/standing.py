"""`fivestar standing`: 我们几分, for people and as JSON (interfaces.md)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import typer

from bot.almanac import load_calendar
from bot.clock import wall_clock
from bot.commands.common import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    fail,
    open_store,
    print_json,
    read_settings,
)
from bot.commands.house import standard_of
from bot.domain.measures.outcome import rounded
from bot.domain.scoring import Score, Standing
from bot.domain.scoring import standing as compute
from bot.store.work import Work
from bot.store.year import branch_years


def standing(
    config: ConfigOption = DEFAULT_CONFIG,
    branch: Annotated[str, typer.Option("--branch", help="支部名称或简称")] = "",
    everybody: Annotated[bool, typer.Option("--all", help="所有支部")] = False,
    year: Annotated[
        int | None, typer.Option("--year", min=1921, max=9998, help="年度，默认 --at 所在的年")
    ] = None,
    at: Annotated[
        datetime | None, typer.Option("--at", formats=["%Y-%m-%d"], help="截至哪一天，默认今天")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """我们几分：一个支部，或所有支部（不写 --branch 时）"""
    if branch and everybody:
        fail("--branch 和 --all 只能用一个。")
    everybody = not branch
    settings = read_settings(config)
    standard, store = standard_of(settings, year), open_store(config)
    calendar = load_calendar(settings.calendar.holidays, settings.calendar.workdays)
    as_of = at.date() if at is not None else wall_clock().date()

    def compute_all(work: Work) -> list[Standing]:
        roster = work.people.roster()
        found = roster.branch(branch)
        names = [b.name for b in roster.branches] if everybody else [found.name] if found is not None else []
        return [
            compute(facts)
            for facts in branch_years(work, names, year or as_of.year, as_of, standard, calendar)
        ]

    try:
        found = store.read_now(compute_all)
        provisional = store.read_now(lambda work: work.ratings.published(year or as_of.year)) is None
    finally:
        store.close()
    if not found and not everybody:
        fail(f"名册里没有“{branch}”这个支部。")
    if as_json:
        documents = [document(one, provisional=provisional) for one in found]
        print_json(documents if everybody else documents[0])
    else:
        for one in found:
            print(_line(one))


def document(now: Standing, *, provisional: bool = True) -> dict[str, Any]:
    """The JSON of interfaces.md: points as strings with two places."""
    return {
        "branch": now.branch,
        "year": now.year,
        "as_of": now.as_of.isoformat(),
        "standard": now.standard.name,
        "provisional": provisional,
        "annual": {
            "earned": points(now.earned),
            "lost": points(now.lost),
            "pending": points(now.pending),
            "attainable": points(now.attainable),
        },
        "daily": {"score": points(now.daily), "quarters": [points(quarter) for quarter in now.quarters]},
        "final": {"now": points(now.final_now), "attainable": points(now.final_attainable)},
        "star": {
            "attainable": now.star_attainable,
            "without_veto": now.star_without_veto,
            "applied": now.applied,
        },
        "veto": vetoes(now),
        "next_steps": [
            {
                "do": step.text,
                "gain": points(rounded(step.points)),
                "by": step.by.isoformat(),
                "indicator": indicator.id,
            }
            for step, indicator in now.steps()
        ],
        "indicators": [_indicator(score) for score in now.scores],
    }


def vetoes(now: Standing) -> list[dict[str, Any]]:
    return [{"id": f.veto.id, "failed": list(f.failed), "cap_star": f.veto.cap_star} for f in now.vetoes]


def _indicator(score: Score) -> dict[str, Any]:
    return {
        "id": score.indicator.id,
        "points": points(score.indicator.points),
        "earned": points(score.earned),
        "lost": points(score.lost),
        "pending": points(score.pending),
        "state": score.state,
        "reasons": [
            {"text": loss.text, "points": f"-{points(rounded(loss.points))}", "facts": list(loss.facts)}
            for loss in score.losses
        ],
    }


def points(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:.2f}"


def _line(now: Standing) -> str:
    return (
        f"{now.branch} {now.year}年度 截至{_day(now.as_of)}：已扣{points(now.lost)}分，最高可得{points(now.attainable)}分，"
        f"待评和未到期{points(now.pending)}分，最高{now.star_attainable}星。过程数据，以机关党委公布为准。"
    )


def _day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"
