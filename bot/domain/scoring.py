"""Where a branch stands: 我们几分 (scoring-notes.md §6, §8, §9.2, §9.3)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from bot.domain.application import application
from bot.domain.daily import mean_of, quarters
from bot.domain.facts import BranchYear
from bot.domain.measures import MEASURES
from bot.domain.measures.outcome import CENT, ZERO, Loss, Outcome, Step, rounded
from bot.domain.measures.rectification import overdue_items
from bot.domain.measures.term import overdue_since
from bot.domain.standard import Indicator, Standard, Veto

NOTHING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Score:
    """One indicator: earned + lost + pending = points, each rounded to two places. `state` as in interfaces.md.

    `by_records` is what would be lost without a waiver: some vetoes do not let a waiver count.
    """

    indicator: Indicator
    earned: Decimal
    lost: Decimal
    pending: Decimal
    state: str  # not_applicable, waived, awaiting_score, done, open
    losses: tuple[Loss, ...] = ()
    steps: tuple[Step, ...] = ()
    by_records: Decimal = ZERO


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
    applied: int | None
    not_applied: bool  # the closing day is over
    overdue_items: int

    def score(self, id_: str) -> Score | None:
        return next((score for score in self.scores if score.indicator.id == id_), None)

    def steps(self) -> list[tuple[Step, Indicator]]:
        """What can still be done. What expires first comes first, a veto's indicators before others, then most gain for the work."""
        guarded = {id_ for veto in self.standard.vetoes if veto.enabled for id_ in veto.indicators}
        found = [(step, score.indicator) for score in self.scores for step in score.steps]

        def urgency(pair: tuple[Step, Indicator]) -> tuple[date, bool, Fraction, str]:
            step, indicator = pair
            return step.by, indicator.id not in guarded, -step.points / step.pieces, indicator.id

        return sorted(found, key=urgency)


def standing(facts: BranchYear) -> Standing:
    """Compute everything from the facts; pure."""
    standard = facts.standard
    scores = score_all(facts)
    earned = sum((score.earned for score in scores), ZERO)
    pending = sum((score.pending for score in scores), ZERO)
    by_quarter = quarters(facts)
    daily = mean_of(by_quarter)
    final_attainable = final(standard, earned + pending, by_quarter)
    vetoes = failed_vetoes(facts, scores)
    band = standard.band(final_attainable).star
    applied = application(facts)
    return Standing(
        branch=facts.branch.name,
        year=facts.year,
        as_of=facts.as_of,
        standard=standard,
        scores=scores,
        earned=earned,
        lost=sum((score.lost for score in scores), ZERO),
        pending=pending,
        attainable=earned + pending,
        quarters=by_quarter,
        daily=daily,
        final_now=final(standard, earned, by_quarter) if facts.year_over and pending == 0 else None,
        final_attainable=final_attainable,
        vetoes=vetoes,
        star_without_veto=band,
        star_attainable=standard.bands[-1].star
        if applied.missed
        else star(standard, band, applied.star, vetoes),
        applied=applied.star,
        not_applied=applied.missed,
        overdue_items=overdue_items(facts),
    )


# ---------------------------------------------------------------------- indicators


def score_all(facts: BranchYear) -> tuple[Score, ...]:
    """Every indicator of the standard, in its order."""
    outcomes = {indicator.id: _outcome(facts, indicator) for indicator in facts.standard.indicators}
    applicable = {
        indicator.id: _score(facts, indicator, outcomes[indicator.id])
        for indicator in facts.standard.indicators
        if outcomes[indicator.id].applicable
    }
    return tuple(
        applicable.get(indicator.id) or _not_applicable(facts.standard, indicator, list(applicable.values()))
        for indicator in facts.standard.indicators
    )


def _outcome(facts: BranchYear, indicator: Indicator) -> Outcome:
    return MEASURES[indicator.kind](facts, indicator)


def _score(facts: BranchYear, indicator: Indicator, outcome: Outcome) -> Score:
    points = indicator.points.quantize(CENT)
    most = Fraction(indicator.points)
    earned, attainable = (
        rounded(min(max(value, NOTHING), most)) for value in (outcome.earned, outcome.attainable)
    )
    state = "awaiting_score" if outcome.awaiting else "done" if outcome.done else "open"
    lost = points - attainable
    own = Score(indicator, earned, lost, attainable - earned, state, outcome.losses, outcome.steps, lost)
    if indicator.id not in facts.waived:
        return own
    return replace(own, earned=points, lost=ZERO, pending=ZERO, state="waived", losses=(), steps=())


def _not_applicable(standard: Standard, indicator: Indicator, applicable: Sequence[Score]) -> Score:
    """不适用: full points, none, or the share that the rest of the aspect reaches (§8.2)."""
    others = [score for score in applicable if score.indicator.aspect == indicator.aspect]
    points, rule = Fraction(indicator.points), standard.scoring.not_applicable
    earned = attainable = Fraction(0) if rule == "zero" else points
    if rule == "reweight" and others:
        whole = sum(Fraction(score.indicator.points) for score in others)
        earned = points * sum(Fraction(score.earned) for score in others) / whole
        attainable = points * sum(Fraction(score.earned + score.pending) for score in others) / whole
    now, best = rounded(earned), rounded(attainable)
    return Score(indicator, now, indicator.points.quantize(CENT) - best, best - now, "not_applicable")


# ---------------------------------------------------------------------- vetoes and stars


def failed_vetoes(facts: BranchYear, scores: Sequence[Score]) -> tuple[FailedVeto, ...]:
    """Vetoes in force that fail, with their indicators (§9.3)."""
    checked = (
        (veto, _CONDITIONS[veto.condition](veto, facts, scores))
        for veto in facts.standard.vetoes
        if veto.enabled
    )
    return tuple(FailedVeto(veto, failed) for veto, failed in checked if failed is not None)


def _not_full(veto: Veto, _facts: BranchYear, scores: Sequence[Score]) -> tuple[str, ...] | None:
    """Only points lost fail: what is merely open does not, and what is not applicable counts as full."""
    lost = {
        s.indicator.id: s.lost if veto.waiver_allowed else s.by_records
        for s in scores
        if s.state != "not_applicable"
    }
    return tuple(id_ for id_ in veto.indicators if lost.get(id_, ZERO) > 0) or None


def _term_overdue(veto: Veto, facts: BranchYear, _scores: Sequence[Score]) -> tuple[str, ...] | None:
    if veto.waiver_allowed and facts.waived & set(veto.indicators):
        return None
    return veto.indicators if overdue_since(facts, facts.reference) is not None else None


def _flagged(veto: Veto, facts: BranchYear, _scores: Sequence[Score]) -> tuple[str, ...] | None:
    return () if any(flag.rule == veto.id and flag.year == facts.year for flag in facts.books.flags) else None


_CONDITIONS = {
    "full_marks": _not_full,
    "term_overdue_unapproved": _term_overdue,
    "manual_flag": _flagged,
}


def star(standard: Standard, band: int, applied: int | None, vetoes: Sequence[FailedVeto]) -> int:
    """A band's star, at most the one applied for, then after each failing veto in turn (§9.2)."""
    reached = band if applied is None or not standard.award_is_capped else min(band, applied)
    for failed in vetoes:
        if reached in failed.veto.applies_to_stars:
            reached = min(reached, failed.veto.cap_star)
    return reached


# ---------------------------------------------------------------------- the final score


def final(standard: Standard, annual: Decimal, quarters: Sequence[Decimal | None]) -> Decimal:
    """Of rounded numbers, rounded half up; without a daily score nothing was taken off (§8.4)."""
    base, scoring = standard.daily.base, standard.scoring
    if scoring.combine == "deduct":
        taken = sum((base - quarter for quarter in quarters if quarter is not None), ZERO)
        return max(ZERO, annual - taken).quantize(CENT)
    daily = mean_of(quarters)
    weighted = scoring.weight_annual * annual + scoring.weight_daily * (base if daily is None else daily)
    return rounded(Fraction(weighted) / 100)
