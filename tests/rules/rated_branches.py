"""Branches with a result, for the tests of the rating: say only what a test is about."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot.domain.people import Branch
from bot.domain.rating import Rating, rate
from bot.domain.scoring import FailedVeto, Standing, standing
from bot.domain.standard import Standard
from tests.rules.branch_years import STANDARD, YEAR_END, changed, year

ANNUAL = {"weight_annual": 100, "weight_daily": 0}
BY_ANNUAL = changed(scoring=ANNUAL)
"""The shipped standard with the annual score alone, so that a final score can be said directly."""

BLANK = standing(year(as_of=YEAR_END, standard=BY_ANNUAL))
HUNDRED = (Decimal("100.00"),) * 4


def one(
    name: str = "甲",
    final: str | Decimal = "99",
    *,
    applied: int | None = 5,
    of: dict[str, str] | None = None,
    **more: Any,
) -> Standing:
    """A branch that applied for five stars, failed no veto, and earned so much; `of` are points of single indicators."""
    earned = {id_: Decimal(points) for id_, points in (of or {}).items()}
    scores = tuple(replace(s, earned=earned.get(s.indicator.id, Decimal(0))) for s in BLANK.scores)
    plain = replace(
        BLANK, branch=name, earned=Decimal(final), final_now=Decimal(final), scores=scores, vetoes=(), quarters=HUNDRED,
        daily=HUNDRED[0], applied=applied, not_applied=applied is None, overdue_items=0,
    )  # fmt: skip
    return replace(plain, **more)


def rated(
    standings: Sequence[Standing],
    standard: Standard = BY_ANNUAL,
    branches: Iterable[Branch] = (),
    as_of: date = YEAR_END,
) -> Rating:
    roster = list(branches) or [Branch(now.branch) for now in standings]
    return rate(standings, roster, standard, 2026, as_of)  # fmt: skip


def field(best: Sequence[Standing], size: int = 10) -> list[Standing]:
    """These branches, and so many in all: the rest is far behind."""
    return [*best, *(one(f"后{number}", "50", applied=1) for number in range(size - len(best)))]


def quotas(rating: Rating) -> dict[str, str]:
    return {rated.branch: rated.quota for rated in rating.branches if rated.quota != "n/a"}


def stars(rating: Rating) -> dict[str, int]:
    return {rated.branch: rated.star for rated in rating.branches}


def decisions(rating: Rating) -> list[tuple[str, tuple[str, ...], int | None]]:
    return [(one.kind, one.branches, one.places) for one in rating.needs_decision]


def failing(*ids: str) -> tuple[FailedVeto, ...]:
    return tuple(FailedVeto(veto, ()) for veto in STANDARD.vetoes if veto.id in ids)
