"""org_life and appraisal: one meeting in its window, with all its steps (scoring-notes.md §7.3)."""

from datetime import date, timedelta
from fractions import Fraction

from bot.domain.activity import EVENT_NAMES
from bot.domain.facts import BranchYear, Session
from bot.domain.measures.outcome import NOT_APPLICABLE, Loss, Outcome, Step, month_day
from bot.domain.people import Status
from bot.domain.standard import Indicator, Standard

STEP_NAMES = {
    "pre_study": "会前学习", "talks": "谈心谈话", "opinions": "听取意见", "problems_and_criticism": "查摆批评",
    "rectification_list": "整改清单", "self_assessment": "自评", "peer_review": "互评", "ballot": "测评", "conclusion": "结论",
}  # fmt: skip
"""环节, as the ledger writes them."""


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    first, last = window(indicator, facts.year)
    if facts.branch.founded_on is not None and facts.branch.founded_on > last:
        return NOT_APPLICABLE
    given, points = indicator.measure, Fraction(indicator.points)
    inside = [s for s in facts.sessions if s.event in given["events"] and first <= s.on <= last]
    held = [s for s in inside if s.counts and s.on <= facts.as_of]
    planned = [s for s in inside if s.on > facts.as_of]
    if held:
        losses = min((_losses(facts, indicator, s) for s in held), key=_sum)
        value = points - _sum(losses)
        return Outcome(value, value, losses, done=True)
    name = "、".join(EVENT_NAMES[event] for event in given["events"])
    if facts.over(last):
        return Outcome(Fraction(0), Fraction(0), (Loss(_not_held(name, first, last), points),), done=True)
    scheduled = given["pending_at_evaluation"] == "full_if_scheduled" and facts.year_over and bool(planned)
    steps = (Step(f"召开{name}", points, last),) if facts.as_of >= first else ()
    return Outcome(points if scheduled else Fraction(0), points, steps=steps)


def window(indicator: Indicator, year: int) -> tuple[date, date]:
    """The days within which the meeting belongs to the year, both included."""
    opens = year - (indicator.measure["cycle"] == "closes_in_year")
    first, last = indicator.measure["window"]
    return date(opens, *first), date(opens + 1, *last)


def span(standard: Standard, year: int) -> tuple[date, date]:
    """The days from which a year's score takes its records: the year, its windows, and the grace after its end."""
    windows = [window(indicator, year) for indicator in standard.indicators if "window" in indicator.measure]
    grace = timedelta(days=standard.meetings.month_grace_days)
    first = min([date(year, 1, 1), *(opens for opens, _ in windows)])
    return first, max([date(year, 12, 31) + grace, *(closes for _, closes in windows)])


def _losses(facts: BranchYear, indicator: Indicator, session: Session) -> tuple[Loss, ...]:
    """What this meeting lacks."""
    given, activity = indicator.measure, session.activity
    each, name = Fraction(given["deduct_per_missing_step"]), EVENT_NAMES[session.event]
    missing = [step for step in given["steps"] if step not in activity.steps]
    losses = [Loss(f"{name}缺“{STEP_NAMES.get(step, step)}”环节", each) for step in missing]
    if "excellent_max" in given and activity.excellent is not None:
        members = facts.roster.members(facts.branch.name, session.on)
        most = int(sum(person.status is Status.FULL for person in members) * given["excellent_max"])
        if activity.excellent > most:
            losses.append(Loss(_too_many(activity.excellent, most), Fraction(given["deduct_over_ratio"])))
    return tuple(losses)


def _sum(losses: tuple[Loss, ...]) -> Fraction:
    return sum((loss.points for loss in losses), Fraction(0))


def _not_held(name: str, first: date, last: date) -> str:
    return f"{month_day(first)}至次年{month_day(last)}未召开{name}"


def _too_many(excellent: int, most: int) -> str:
    return f"评为“优秀”{excellent}人，最多{most}人"
