"""Terms of office of a branch's committee (domain.md §3.14, scoring-notes.md §7.11)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.people import Branch


@dataclass(frozen=True, slots=True)
class Term:
    """One row of 换届: a term, and perhaps posts of it that were vacant from a day on."""

    branch: str
    starts_on: date
    years: int
    extended_to: date | None = None  # approved
    vacant_posts: tuple[str, ...] = ()
    vacant_from: date | None = None
    filled_on: date | None = None
    duties_assigned: bool = True
    id: int = 0


def last_day(first: date, years: int) -> date:
    """A term runs to the day before its anniversary.

    >>> last_day(date(2023, 6, 16), 3), last_day(date(2024, 2, 29), 3)
    (datetime.date(2026, 6, 15), datetime.date(2027, 2, 28))
    """
    year = first.year + years
    try:
        return first.replace(year=year) - timedelta(days=1)
    except ValueError:  # 29 February has no anniversary in that year
        return date(year, 2, 28)


def ends_on(term: Term, extension_max_days: int) -> date:
    """The last day of a term with its approved extension, which is taken up to its longest."""
    regular = last_day(term.starts_on, term.years)
    if term.extended_to is None or term.extended_to <= regular:
        return regular
    return min(term.extended_to, regular + timedelta(days=extension_max_days))


def known_terms(terms: Sequence[Term], branch: Branch, default_years: int, as_of: date) -> tuple[Term, ...]:
    """What is known on a day, oldest first; without any record the roster's own term, or none.

    A vacancy, or its filling, that lies after the day is not known yet.
    """
    known = [_as_of(term, as_of) for term in terms if term.starts_on <= as_of]
    if not known and branch.term_from is not None and branch.term_from <= as_of:
        return (Term(branch.name, branch.term_from, branch.term_years or default_years),)
    return tuple(sorted(known, key=lambda term: term.starts_on))


def _as_of(term: Term, as_of: date) -> Term:
    if term.vacant_from is not None and term.vacant_from > as_of:
        return replace(term, vacant_posts=(), vacant_from=None, filled_on=None)
    return replace(term, filled_on=None) if term.filled_on is not None and term.filled_on > as_of else term


def first_gap(terms: Sequence[Term], first: date, last: date, extension_max_days: int) -> date | None:
    """The first day from `first` to `last` that lies in no term; None when there is none, or no term is known.

    Days before the first known term are nobody's fault.
    """
    if not terms:
        return None
    day = max(first, terms[0].starts_on)
    for term in terms:
        if term.starts_on <= day:
            day = max(day, ends_on(term, extension_max_days) + timedelta(days=1))
    return day if day <= last else None


def long_vacancies(terms: Sequence[Term], first: date, on: date, grace_days: int) -> list[str]:
    """Posts that were vacant for more than `grace_days` by a day, but for those filled before `first`.

    A vacancy ends when the post is filled, at the latest with the next term.
    """
    found: list[str] = []
    for term in terms:
        if term.vacant_from is None or term.vacant_from > on:
            continue
        later = [other.starts_on for other in terms if other.starts_on > term.starts_on]
        ends = [day for day in (term.filled_on, *later[:1]) if day is not None]
        end = min([on, *ends])
        if (end - term.vacant_from).days > grace_days and not (ends and min(ends) < first):
            found += term.vacant_posts
    return found
