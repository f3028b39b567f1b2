"""Where a branch stands: 我们几分 (scoring-notes.md §6, §8, §9.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from bot.domain.facts import BranchYear
from bot.domain.measures import MEASURES
from bot.domain.measures.outcome import Loss, Outcome, Step, quarters
from bot.domain.standard import Indicator, Standard, Veto

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Score:
    """One indicator: earned + lost + pending = points, each rounded to two places. `state` as in interfaces.md."""

    indicator: Indicator
    earned: Decimal
    lost: Decimal
    pending: Decimal
    state: str
    losses: tuple[Loss, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class FailedVeto:
    veto: Veto
    failed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A branch's running standing. `daily` is None while no quarter is over."""

    branch: str
    year: int
    as_of: date
    standard: Standard
    scores: tuple[Score, ...]
    earned: Decimal
    lost: Decimal
    pending: Decimal
    attainable: Decimal
    quarters: tuple[Decimal | None, ...]
    daily: Decimal | None
    final_now: Decimal | None
    final_attainable: Decimal
    vetoes: tuple[FailedVeto, ...]
    star_without_veto: int
    star_attainable: int

    def score(self, id_: str) -> Score | None:
        return next((score for score in self.scores if score.indicator.id == id_), None)

    def steps(self) -> list[tuple[Step, Indicator]]:
        """What can still be done, the most urgent first, then the most valuable."""
        found = [(step, score.indicator) for score in self.scores for step in score.steps]
        return sorted(found, key=lambda pair: (pair[0].by, -pair[0].points, pair[1].id))


def rounded(value: Fraction) -> Decimal:
    """Two places, half up (§6.4)."""
    cents, rest = divmod(value.numerator * 100, value.denominator)
    return Decimal(cents + (2 * rest >= value.denominator)).scaleb(-2)


def standing(facts: BranchYear) -> Standing:
    """Compute everything from the facts; pure."""
    standard = facts.standard
    scores = tuple(score(facts, indicator) for indicator in standard.indicators)
    earned = sum((s.earned for s in scores), Decimal(0))
    lost = sum((s.lost for s in scores), Decimal(0))
    pending = sum((s.pending for s in scores), Decimal(0))
    by_quarter = tuple(_quarter(facts, q.last) for q in quarters(facts.year))
    rated = [q for q in by_quarter if q is not None]
    daily = (sum(rated, Decimal(0)) / len(rated)).quantize(CENT, ROUND_HALF_UP) if rated else None
    attainable = earned + pending
    final_attainable = _final(standard, attainable, daily)
    vetoes = failed_vetoes(standard, scores)
    without = standard.band(final_attainable).star
    return Standing(
        branch=facts.branch.name,
        year=facts.year,
        as_of=facts.as_of,
        standard=standard,
        scores=scores,
        earned=earned,
        lost=lost,
        pending=pending,
        attainable=attainable,
        quarters=by_quarter,
        daily=daily,
        final_now=_final(standard, earned, daily) if facts.year_over and pending == 0 else None,
        final_attainable=final_attainable,
        vetoes=vetoes,
        star_without_veto=without,
        star_attainable=capped(without, vetoes),
    )


def score(facts: BranchYear, indicator: Indicator) -> Score:
    """One indicator. Kinds that are not measured from records wait for their score, all points pending."""
    measure = MEASURES.get(indicator.kind)
    if measure is None:
        zero = Decimal("0.00")
        return Score(indicator, zero, zero, indicator.points.quantize(CENT), "awaiting_score")
    outcome = measure(facts, indicator)
    if not outcome.applicable:
        return _not_applicable(facts.standard, indicator)
    return _score(indicator, outcome)


def failed_vetoes(standard: Standard, scores: Sequence[Score]) -> tuple[FailedVeto, ...]:
    """Vetoes in force that fail: an indicator of 基本制度 has lost points; what is merely open does not fail (§9.3)."""
    lost = {s.indicator.id: s.lost for s in scores}
    found = []
    for veto in standard.vetoes:
        failed = tuple(id_ for id_ in veto.indicators if lost.get(id_, Decimal(0)) > 0)
        if veto.enabled and veto.condition == "full_marks" and failed:
            found.append(FailedVeto(veto, failed))
    return tuple(found)


def capped(star: int, vetoes: Sequence[FailedVeto]) -> int:
    """A star after each failing veto in turn (§9.2)."""
    for failed in vetoes:
        if star in failed.veto.applies_to_stars:
            star = min(star, failed.veto.cap_star)
    return star


def _score(indicator: Indicator, outcome: Outcome) -> Score:
    points = Fraction(indicator.points)
    earned = rounded(min(max(outcome.earned, Fraction(0)), points))
    attainable = rounded(min(max(outcome.attainable, Fraction(0)), points))
    state = "done" if outcome.done else "open"
    return Score(
        indicator,
        earned,
        indicator.points.quantize(CENT) - attainable,
        attainable - earned,
        state,
        outcome.losses,
        outcome.steps,
    )


def _not_applicable(standard: Standard, indicator: Indicator) -> Score:
    zero, points = Decimal("0.00"), indicator.points.quantize(CENT)
    full = standard.not_applicable != "zero"
    return Score(indicator, points if full else zero, zero if full else points, zero, "not_applicable")


def _quarter(facts: BranchYear, last: date) -> Decimal | None:
    """A finished quarter's daily score; without findings nothing is taken off (§8.3)."""
    founded = facts.branch.founded_on
    if not facts.over(last) or (founded is not None and last < founded):
        return None
    return facts.standard.daily.base.quantize(CENT)


def _final(standard: Standard, annual: Decimal, daily: Decimal | None) -> Decimal:
    weights = standard.daily
    weighted = weights.weight_annual * annual + weights.weight_daily * (
        daily if daily is not None else weights.base
    )
    return (weighted / 100).quantize(CENT, ROUND_HALF_UP)
