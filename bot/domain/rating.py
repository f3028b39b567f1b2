"""The year's rating of all branches, as a proposal: stars, quota, transitions, sanctions (scoring-notes.md §9).

The program proposes; what a tie leaves open, and the whole result, the organ committee decides.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from bot.domain.people import Branch
from bot.domain.scoring import Standing, final, star
from bot.domain.standard import Standard

Rank = tuple[Decimal | int, ...]
"""What branches are put in order by, best first: everything turned so that less is better."""


@dataclass(frozen=True, slots=True)
class Rated:
    """One branch's proposed result. `quota` is in, over, tie or n/a; `plaque` None where there is none and was none."""

    standing: Standing
    final: Decimal
    band_star: int
    star: int
    quota: str
    transition: str
    plaque: str | None
    sanctions: tuple[str, ...]

    @property
    def branch(self) -> str:
        return self.standing.branch


@dataclass(frozen=True, slots=True)
class Decision:
    """Something the committee has to decide: quota_tie, no_places, incomplete. `places` where places are at stake."""

    kind: str
    branches: tuple[str, ...]
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Rating:
    """All branches in scope, best first."""

    year: int
    as_of: date
    standard: Standard
    places: int
    needs_decision: tuple[Decision, ...]
    branches: tuple[Rated, ...]


def in_scope(branch: Branch, year: int, as_of: date) -> bool:
    """Whether the branch existed on the reference day."""
    return branch.founded_on is None or branch.founded_on <= min(as_of, date(year, 12, 31))


def rate(
    standings: Sequence[Standing], branches: Iterable[Branch], standard: Standard, year: int, as_of: date
) -> Rating:
    """Rate the branches in scope; `standings` in roster order, which decides the order of equals."""
    roster = {branch.name: branch for branch in branches}
    scoped = [now for now in standings if in_scope(roster[now.branch], year, as_of)]
    finals = {now.branch: final(standard, now.earned, now.quarters) for now in scoped}
    ranks = {now.branch: _rank(standard, now, finals[now.branch]) for now in scoped}
    ranked = sorted(scoped, key=lambda now: ranks[now.branch])
    stars = {now.branch: _star(standard, now, finals[now.branch]) for now in scoped}
    candidates = [now.branch for now in ranked if stars[now.branch] == standard.quota.star]
    places = _places(standard, scoped)
    quota = _quota(candidates, places, lambda name: ranks[name], standard)
    for name, result in quota.items():
        if result != "in":
            stars[name] = standard.quota.overflow_to
    return Rating(
        year,
        as_of,
        standard,
        places,
        tuple(_decisions(ranked, candidates, quota, places, standard)),
        tuple(
            _rated(standard, now, roster[now.branch], finals[now.branch], stars[now.branch], quota)
            for now in ranked
        ),
    )


def _star(standard: Standard, now: Standing, final_score: Decimal) -> int:
    if now.not_applied:
        return standard.bands[-1].star
    return star(standard, standard.band(final_score).star, now.applied, now.vetoes)


# ---------------------------------------------------------------------- order and quota


def _rank(standard: Standard, now: Standing, final_score: Decimal) -> Rank:
    """The final score, then the standard's tie-breaks (§9.4)."""
    return (-final_score, *(_tie_break(standard, now, name) for name in standard.quota.tie_break))


def _tie_break(standard: Standard, now: Standing, name: str) -> Decimal | int:
    if name == "overdue_items:asc":
        return now.overdue_items
    if name == "daily_score":
        return -(standard.daily.base if now.daily is None else now.daily)
    what, _, id_ = name.partition(":")
    wanted = [s for s in now.scores if id_ == (s.indicator.aspect if what == "aspect" else s.indicator.id)]
    return -sum((score.earned for score in wanted), Decimal(0))


def _places(standard: Standard, scoped: Sequence[Standing]) -> int:
    """不超过30%: rounded down, at least the places a conference has fixed."""
    quota = standard.quota
    base = {
        "all_branches": len(scoped),
        "applicants": sum(now.applied is not None for now in scoped),
        "five_star_applicants": sum(now.applied == quota.star for now in scoped),
    }[quota.base]
    return max(int(base * quota.max_percent // 100), quota.min_places)


def _quota(
    candidates: Sequence[str], places: int, rank: Callable[[str], Rank], standard: Standard
) -> dict[str, str]:
    """in, tie or over for each candidate, who come best first. Equals are never parted by chance."""
    if len(candidates) <= places:
        return dict.fromkeys(candidates, "in")
    result: dict[str, str] = {}
    tied = "tie" if standard.quota.committee_decides else "over"
    for _, equals in groupby(candidates, key=rank):
        names = list(equals)
        left = places - sum(value == "in" for value in result.values())
        fits = len(names) <= left and "tie" not in result.values() and "over" not in result.values()
        straddles = 0 < left < len(names) and not set(result.values()) - {"in"}
        result |= dict.fromkeys(names, "in" if fits else tied if straddles else "over")
    return result


def _decisions(
    ranked: Sequence[Standing],
    candidates: Sequence[str],
    quota: dict[str, str],
    places: int,
    standard: Standard,
) -> Iterable[Decision]:
    tied = tuple(name for name in candidates if quota[name] == "tie")
    if tied:
        taken = sum(result == "in" for result in quota.values())
        yield Decision("quota_tie", tied, places - taken)
    if candidates and places == 0:
        yield Decision("no_places", tuple(candidates), 0)
    incomplete = tuple(now.branch for now in ranked if now.final_now is None)
    if incomplete:
        yield Decision("incomplete", incomplete)


# ---------------------------------------------------------------------- what follows


def _rated(
    standard: Standard, now: Standing, branch: Branch, final_score: Decimal, new: int, quota: dict[str, str]
) -> Rated:
    return Rated(
        now,
        final_score,
        standard.band(final_score).star,
        new,
        quota.get(now.branch, "n/a"),
        transition(branch, new),
        plaque(branch, new, standard.plaque_min_star),
        sanctions(standard, branch, new, not_applied=now.not_applied),
    )


def transition(branch: Branch, new: int) -> str:
    """Against last year's star, and the highest one ever held (§9.5)."""
    previous = branch.previous_star
    if previous is None:
        return "first_rating"
    if new == previous:
        return "keep"
    if new < previous:
        return "demote"
    return "promote" if new > _peak(branch) else "restore"


def plaque(branch: Branch, new: int, least: int) -> str | None:
    if new < least:
        return "plaque_remove" if branch.holds_plaque else None
    if branch.holds_plaque:
        return "plaque_keep"
    return "plaque_restore" if _peak(branch) >= least else "plaque_award"


def _peak(branch: Branch) -> int:
    return max(branch.previous_star or 0, branch.peak_star or 0)


def sanctions(standard: Standard, branch: Branch, new: int, *, not_applied: bool) -> tuple[str, ...]:
    """Ids of the sanctions that a result brings, in the standard's order."""
    previous = branch.previous_star
    found = []
    for sanction in standard.sanctions:
        below = sanction.trigger != "not_applied" and new < sanction.star
        again = below and previous is not None and previous < sanction.star
        if {"not_applied": not_applied, "star_below": below, "consecutive_years_below": again}[
            sanction.trigger
        ]:
            found.append(sanction.id)
    return tuple(found)
