"""friday_study: weeks held of weeks expected, and how many came (scoring-notes.md §7.6)."""

from datetime import date, timedelta
from fractions import Fraction

from bot.domain.activity import Event, due_people
from bot.domain.facts import BranchYear, Session
from bot.domain.measures.attendance_rate import attendance
from bot.domain.measures.outcome import NOT_APPLICABLE, Loss, Outcome, Step
from bot.domain.standard import Indicator


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    expected = expected_fridays(facts)
    if not expected:
        return NOT_APPLICABLE
    given, points = indicator.measure, Fraction(indicator.points)
    sessions = [s for s in facts.counted(Event.FRIDAY_STUDY) if facts.calendar.is_workday(s.on)]
    missed = [friday for friday in expected if not _held(facts, friday, sessions)]
    over = [friday for friday in missed if facts.over(friday + timedelta(days=2))]
    for_held, for_rate = Fraction(given["points_held"]), Fraction(given["points_rate"])
    rate = attendance(facts.recorded(Event.FRIDAY_STUDY)) or Fraction(0)
    rate_part = for_rate * min(Fraction(1), rate / Fraction(given["target_rate"]))

    def held_part(weeks: int) -> Fraction:
        return for_held * min(Fraction(1), Fraction(weeks, len(expected)) / Fraction(given["target_held"]))

    lost = for_held - held_part(len(expected) - len(over))
    losses = (
        [Loss(f"{len(over)}个周五未登记学习", lost, tuple(f"{f.month}月{f.day}日" for f in over))]
        if lost
        else []
    )
    if facts.year_over and rate_part < for_rate:
        losses.append(Loss(f"参学率{float(rate * 100):.1f}%", for_rate - rate_part))
    coming = [f for f in missed if f not in over and f <= facts.as_of + timedelta(days=7)]
    worth = held_part(len(expected) - len(missed) + 1) - held_part(len(expected) - len(missed))
    steps = tuple(Step("组织并登记周五学习", worth, f) for f in coming[:1] if worth)
    return Outcome(
        held_part(len(expected) - len(missed)) + rate_part,
        min(points, held_part(len(expected) - len(over)) + (rate_part if facts.year_over else for_rate)),
        tuple(losses),
        steps,
        done=facts.year_over,
    )


def expected_fridays(facts: BranchYear) -> list[date]:
    """The Fridays of the year on which study is expected of this branch."""
    first = date(facts.year, 1, 1)
    fridays = [first + timedelta(days=n) for n in range(366) if (first + timedelta(days=n)).weekday() == 4]
    return [f for f in fridays if f.year == facts.year and facts.required(f) and _is_expected(facts, f)]


def _is_expected(facts: BranchYear, friday: date) -> bool:
    if facts.calendar.is_workday(friday):
        return True
    rule = facts.standard.study.holiday_rule
    instead = {"previous_workday": range(-4, 0), "next_workday": range(1, 3)}.get(rule, range(0))
    return any(facts.calendar.is_workday(friday + timedelta(days=n)) for n in instead)


def _held(facts: BranchYear, friday: date, sessions: list[Session]) -> bool:
    """A session of the whole branch within the ISO week, or one of every group that has members due."""
    monday, sunday = friday - timedelta(days=4), friday + timedelta(days=2)
    week = [s for s in sessions if monday <= s.on <= sunday]
    if not facts.standard.study.move_within_week:
        week = [s for s in week if s.on == friday]
    if any(s.activity.group is None for s in week):
        return True
    groups = [
        g
        for g in range(1, facts.branch.groups + 1)
        if due_people(facts.roster, Event.FRIDAY_STUDY, facts.branch.name, friday, g)
    ]
    return bool(groups) and set(groups) <= {s.activity.group for s in week}
