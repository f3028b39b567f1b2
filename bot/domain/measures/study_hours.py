"""study_hours: members with their hours of collective study (scoring-notes.md §7.7)."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from bot.domain.activity import Training
from bot.domain.facts import BranchYear, Session
from bot.domain.measures.outcome import NOT_APPLICABLE, Outcome, coverage
from bot.domain.people import COMMITTEE_OFFICES, Office, Person
from bot.domain.standard import Indicator, Standard, Study


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    assessed = facts.assessed(without_exempt="exempt" in indicator.measure.get("exclude", ()))
    if not assessed:
        return NOT_APPLICABLE
    sessions = [
        s for s in (*facts.sessions, *facts.elsewhere) if s.on.year == facts.year and s.on <= facts.as_of
    ]
    qualified = 0
    for person in assessed:
        needed = hours_required(facts, indicator, person)
        trained = [t for t in facts.trainings if t.account == person.account]
        had = hours_of(
            person.account, sessions, trained, facts.standard.study, needed, facts.year, facts.as_of
        )
        qualified += had >= needed
    missing = len(assessed) - qualified
    return coverage(
        indicator.points,
        qualified,
        len(assessed),
        facts.year,
        over=facts.year_over,
        lost=f"{missing}名党员集中学习学时未达标",
        step=f"{missing}名党员补足集中学习学时",
    )


def hours_required(facts: BranchYear, indicator: Indicator, person: Person) -> Fraction:
    """A year's hours by office on the reference day, by twelfths of the months the person belonged to any branch."""
    hours = _full_hours(indicator, person, facts.reference)
    if not indicator.measure.get("pro_rata_months"):
        return hours
    founded = facts.branch.founded_on if not person.former_branch else None
    middles = [date(facts.year, month, 15) for month in range(1, 13)]
    belonged = [d for d in middles if person.branch_on(d) is not None and (founded is None or d >= founded)]
    return hours * len(belonged) / 12


def required_hours(standard: Standard, person: Person, on: date) -> Fraction | None:
    """The hours of a whole year that the standard asks of this person; None when it asks for none."""
    indicator = next((i for i in standard.indicators if i.kind == "study_hours"), None)
    return _full_hours(indicator, person, on) if indicator is not None else None


def _full_hours(indicator: Indicator, person: Person, on: date) -> Fraction:
    offices = person.offices_on(on)
    if Office.SECRETARY in offices:
        return Fraction(indicator.measure["secretary_hours"])
    return Fraction(indicator.measure["committee_hours" if offices & COMMITTEE_OFFICES else "member_hours"])


def hours_of(
    account: str,
    sessions: Iterable[Session],
    trainings: Iterable[Training],
    study: Study,
    required: Fraction,
    year: int,
    as_of: date,
) -> Fraction:
    """The hours credited to one member: the largest credit of each session, and trainings, online ones up to their share."""
    best: dict[tuple[date, str, str], Fraction] = {}
    for session in sessions:
        if session.event.value in study.credited and _attended(account, session):
            start = session.activity.starts_at
            key = (session.on, session.activity.branch, start or f"#{session.activity.id}{session.event}")
            best[key] = max(best.get(key, Fraction(0)), credit(session, study))
    taken = [t for t in trainings if t.on.year == year and t.on <= as_of]
    online = sum((Fraction(t.hours) for t in taken if t.online), Fraction(0))
    in_class = sum((Fraction(t.hours) for t in taken if not t.online), Fraction(0))
    return sum(best.values(), Fraction(0)) + in_class + min(online, Fraction(study.online_share) * required)


def credit(session: Session, study: Study) -> Fraction:
    """Hours of one session: minutes rounded down to the step; a session without a length counts as the usual one."""
    minutes = session.activity.minutes
    if minutes is None:
        return Fraction(study.session_hours)
    step = Fraction(study.credit_step)
    return Fraction(minutes, study.minutes_per_hour) // step * step


def _attended(account: str, session: Session) -> bool:
    return account in session.expected and (account not in session.away or account in session.made_up)
