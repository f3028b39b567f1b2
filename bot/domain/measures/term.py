"""term: elections held in time, posts filled, duties divided (scoring-notes.md §7.11)."""

from datetime import date
from fractions import Fraction

from bot.domain.facts import BranchYear
from bot.domain.measures.outcome import Loss, Outcome, Step, month_day
from bot.domain.standard import Indicator
from bot.domain.term import Term, ends_on, first_gap, known_terms, long_vacancies


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    """Looked at twice: as it stands, and as it will stand at the end of the year if nothing more is recorded."""
    terms, points = terms_of(facts), Fraction(indicator.points)
    now = _losses(facts, indicator, terms, facts.reference)
    then = _losses(facts, indicator, terms, facts.last_day)
    return Outcome(
        points - _sum(then, points),
        points - _sum(now, points),
        now,
        _steps(facts, terms, _sum(then, points) - _sum(now, points)),
        done=facts.year_over,
    )


def terms_of(facts: BranchYear) -> tuple[Term, ...]:
    return known_terms(facts.books.terms, facts.branch, facts.standard.terms.branch_years, facts.as_of)


def overdue_since(facts: BranchYear, on: date) -> date | None:
    """The first day of the year, up to a day, on which the branch's term had run out; None when there is none."""
    first = max(facts.first_day, facts.branch.founded_on or facts.first_day)
    return first_gap(terms_of(facts), first, on, facts.standard.terms.extension_max_days)


def _losses(facts: BranchYear, indicator: Indicator, terms: tuple[Term, ...], on: date) -> tuple[Loss, ...]:
    given, points = indicator.measure, Fraction(indicator.points)
    since = overdue_since(facts, on)
    if since is not None:
        return (Loss(f"{month_day(since)}起任期届满，未按期换届", points),)
    losses = []
    vacant = long_vacancies(terms, facts.first_day, on, given["vacancy_grace_days"])
    if vacant:
        price = Fraction(given["deduct_per_vacancy"]) * len(vacant)
        losses.append(Loss(f"{'、'.join(vacant)}空缺超过{given['vacancy_grace_days']}天", price))
    latest = [term for term in terms if term.starts_on == terms[-1].starts_on]
    if not all(term.duties_assigned for term in latest):
        losses.append(Loss("委员分工不明确", Fraction(given["deduct_roles_unassigned"])))
    return tuple(losses)


def _steps(facts: BranchYear, terms: tuple[Term, ...], gain: Fraction) -> tuple[Step, ...]:
    if gain <= 0:
        return ()
    if overdue_since(facts, facts.last_day) is not None:
        last = max(ends_on(term, facts.standard.terms.extension_max_days) for term in terms)
        return (Step("按期换届，或报批延期", gain, last),)
    return (Step("补选空缺职务", gain, facts.last_day),)


def _sum(losses: tuple[Loss, ...], most: Fraction) -> Fraction:
    return min(most, sum((loss.points for loss in losses), Fraction(0)))
