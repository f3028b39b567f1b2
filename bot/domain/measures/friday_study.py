"""friday_study: weeks held of weeks expected, and how many came (scoring-notes.md §7.6)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

from bot.domain.activity import Event
from bot.domain.calendar import days
from bot.domain.facts import BranchYear, Session
from bot.domain.measures.attendance_rate import attendance
from bot.domain.measures.outcome import NOT_APPLICABLE, Loss, Outcome, Step, month_day, percent
from bot.domain.standard import Indicator

_FRIDAY = 4
_WEEK = timedelta(days=7)


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    expected = expected_fridays(facts)
    if not expected:
        return NOT_APPLICABLE
    given = indicator.measure
    sessions = facts.of_year(Event.FRIDAY_STUDY)
    studied = _groups_by_friday(facts, sessions)
    missed = [friday for friday in expected if not _is_held(facts, friday, studied[friday])]
    over = [friday for friday in missed if facts.over(friday + timedelta(days=2))]
    for_held, for_rate = Fraction(given["points_held"]), Fraction(given["points_rate"])

    def worth(weeks: int) -> Fraction:
        return for_held * min(Fraction(1), Fraction(weeks, len(expected)) / Fraction(given["target_held"]))

    held = len(expected) - len(missed)
    possible = worth(len(expected) - len(over))
    rate = attendance(sessions) or Fraction(0)
    rate_part = for_rate * min(Fraction(1), rate / Fraction(given["target_rate"]))
    losses = []
    if possible < for_held:
        losses.append(Loss(_not_held(over), for_held - possible, tuple(month_day(friday) for friday in over)))
    if facts.year_over and rate_part < for_rate:
        losses.append(Loss(f"参学率{percent(rate)}", for_rate - rate_part))
    coming = [friday for friday in missed if friday not in over and friday < facts.as_of + _WEEK]
    gain = worth(held + 1) - worth(held)
    return Outcome(
        worth(held) + rate_part,
        possible + (rate_part if facts.year_over else for_rate),
        tuple(losses),
        (Step("组织并登记周五学习", gain, coming[0]),) if coming and gain else (),
        done=facts.year_over,
    )


def expected_fridays(facts: BranchYear) -> list[date]:
    """The Fridays of the year on which study is expected of this branch."""
    return [day for day in _fridays(facts.year) if facts.required(day) and _is_expected(facts, day)]


@cache
def _fridays(year: int) -> tuple[date, ...]:
    return tuple(day for day in days(date(year, 1, 1), date(year, 12, 31)) if day.weekday() == _FRIDAY)


def _is_expected(facts: BranchYear, friday: date) -> bool:
    """A free Friday is skipped, unless the standard wants another day of its week instead."""
    if facts.calendar.is_workday(friday):
        return True
    instead = {"previous_workday": range(-4, 0), "next_workday": range(1, 3)}
    offsets = instead.get(facts.standard.study.holiday_rule, range(0))
    return any(facts.calendar.is_workday(friday + timedelta(days=offset)) for offset in offsets)


def _groups_by_friday(facts: BranchYear, sessions: Sequence[Session]) -> Mapping[date, set[int | None]]:
    """Who studied on a working day of each Friday's ISO week, or on the very day: groups, None for the whole branch."""
    found = defaultdict[date, set[int | None]](set)
    moves = facts.standard.study.move_within_week
    for session in sessions:
        if session.counts and (not moves or facts.calendar.is_workday(session.on)):
            to_friday = _FRIDAY - session.on.weekday() if moves else 0
            found[session.on + timedelta(days=to_friday)].add(session.activity.group)
    return found


def _is_held(facts: BranchYear, friday: date, studied: Set[int | None]) -> bool:
    """A session of the whole branch within the week, or one of every group that has members due."""
    if not studied or None in studied:
        return bool(studied)
    groups = {
        group
        for group in range(1, facts.branch.groups + 1)
        if facts.expected.at(Event.FRIDAY_STUDY, facts.branch.name, friday, group)
    }
    return bool(groups) and groups <= studied


def _not_held(over: Sequence[date]) -> str:
    return f"{len(over)}周没有周五学习登记"
