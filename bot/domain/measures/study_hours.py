"""study_hours: members with their hours of collective study (scoring-notes.md §7.7)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from bot.domain.activity import Training
from bot.domain.facts import BranchYear, Session, Sitting
from bot.domain.measures.coverage import assessed_members, by_share
from bot.domain.measures.outcome import Outcome
from bot.domain.people import COMMITTEE_OFFICES, Office, Person
from bot.domain.sections import Study
from bot.domain.standard import Indicator, Standard


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    assessed = assessed_members(facts, indicator)
    known = [session for session in (*facts.sessions, *facts.elsewhere) if facts.known(session.on)]
    study = facts.standard.study
    collective, trainings = _collective(known, study), defaultdict[str, list[Training]](list)
    for training in facts.trainings:
        if facts.known(training.on):
            trainings[training.account].append(training)
    qualified = 0
    for person in assessed:
        needed = hours_required(facts, indicator, person)
        trained = _trained(trainings[person.account], study, needed)
        qualified += collective[person.account] + trained >= needed
    return by_share(
        facts,
        indicator,
        qualified,
        len(assessed),
        lacking="{n}名党员集中学习学时未达标",
        to_do="督促{n}名党员补足集中学习学时",
    )


def hours_required(facts: BranchYear, indicator: Indicator, person: Person) -> Fraction:
    """A year's hours by office on the reference day; twelfths of it for the 15ths on which he belonged to any branch."""
    hours = _full_hours(indicator, person, facts.reference)
    if not indicator.measure.get("pro_rata_months"):
        return hours
    founded = facts.branch.founded_on if not person.former_branch else None
    middles = [date(facts.year, month, 15) for month in range(1, 13)]
    belonged = [d for d in middles if person.branch_on(d) is not None and (founded is None or d >= founded)]
    return hours if len(belonged) == len(middles) else hours * len(belonged) / 12


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
    """The hours credited to one member by these sessions, and by his own trainings of the year up to as_of.

    Of one session only the largest credit; of online trainings at most their share of the hours `required`.
    """
    own = [training for training in trainings if training.on.year == year and training.on <= as_of]
    return _collective(sessions, study)[account] + _trained(own, study, required)


def credit(session: Session, study: Study) -> Decimal:
    """Hours of one session: its length rounded down to the step; without a length it counts as the usual one."""
    minutes = session.activity.minutes
    if minutes is None:
        return study.session_hours
    return minutes // (study.minutes_per_hour * study.credit_step) * study.credit_step


def _collective(sessions: Iterable[Session], study: Study) -> Mapping[str, Fraction]:
    """Everybody's hours of collective study: the largest credit of each session somebody was at or made up."""
    credited = [(credit(session, study), session) for session in sessions if session.event in study.credited]
    sittings: dict[Sitting, dict[str, Decimal]] = defaultdict(dict)
    for hours, session in sorted(credited, key=lambda pair: pair[0]):  # the largest comes last, and stays
        sittings[session.sitting] |= dict.fromkeys(session.took_part, hours)
    total: dict[str, Decimal] = defaultdict(Decimal)
    for sitting in sittings.values():
        for account, hours in sitting.items():
            total[account] += hours
    return defaultdict(Fraction, {account: Fraction(hours) for account, hours in total.items()})


def _trained(trainings: Iterable[Training], study: Study, required: Fraction) -> Fraction:
    """Hours of trainings; those online count up to their share of what is required."""
    hours = {True: Decimal(0), False: Decimal(0)}
    for training in trainings:
        hours[training.online] += training.hours
    in_class = Fraction(hours[False])
    return in_class + min(Fraction(hours[True]), study.online_share * required) if hours[True] else in_class
