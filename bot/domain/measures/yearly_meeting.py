"""org_life and appraisal: one meeting in its window, with all its steps (scoring-notes.md §7.3)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from bot.domain.activity import EVENT_NAMES, Event
from bot.domain.facts import BranchYear, Session
from bot.domain.measures.outcome import NOT_APPLICABLE, Loss, Outcome, Step
from bot.domain.people import Status
from bot.domain.standard import Indicator

_STEP_NAMES = {
    "pre_study": "会前学习", "talks": "谈心谈话", "opinions": "听取意见", "problems_and_criticism": "查摆批评",
    "rectification_list": "整改清单", "self_assessment": "自评", "peer_review": "互评", "ballot": "测评", "conclusion": "结论",
}  # fmt: skip


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    first, last = window(facts, indicator)
    if facts.branch.founded_on is not None and facts.branch.founded_on > last:
        return NOT_APPLICABLE
    event, points = Event(indicator.measure["events"][0]), Fraction(indicator.points)
    inside = [s for s in facts.sessions if s.event is event and s.counts and first <= s.on <= last]
    held = [s for s in inside if s.on <= facts.as_of]
    if held:
        best = min(held, key=lambda session: sum(loss.points for loss in _losses(facts, indicator, session)))
        losses = _losses(facts, indicator, best)
        value = points - sum(loss.points for loss in losses)
        return Outcome(value, value, losses, done=True)
    name = EVENT_NAMES[event]
    if facts.over(last):
        return Outcome(Fraction(0), Fraction(0), (Loss(f"未在规定时间召开{name}", points),), done=True)
    scheduled = (
        indicator.measure.get("pending_at_evaluation") == "full_if_scheduled" and facts.year_over and inside
    )
    steps = (Step(f"召开{name}", points, last),) if facts.as_of >= first else ()
    return Outcome(points if scheduled else Fraction(0), points, steps=steps)


def window(facts: BranchYear, indicator: Indicator) -> tuple[date, date]:
    """The days within which the meeting belongs to the year."""
    given = indicator.measure["window"]
    opens = facts.year - (indicator.measure.get("cycle") == "closes_in_year")
    month, day = map(int, given["from"].split("-"))
    end_month, end_day = map(int, given["to_next_year"].split("-"))
    return date(opens, month, day), date(opens + 1, end_month, end_day)


def _losses(facts: BranchYear, indicator: Indicator, session: Session) -> tuple[Loss, ...]:
    given = indicator.measure
    each = Fraction(given["deduct_per_missing_step"])
    missing = [step for step in given["steps"] if step not in session.activity.steps]
    losses = [
        Loss(f"{EVENT_NAMES[session.event]}缺“{_STEP_NAMES.get(step, step)}”环节", each) for step in missing
    ]
    if "excellent_max" in given and session.activity.excellent is not None:
        full = [p for p in facts.roster.members(facts.branch.name, session.on) if p.status is Status.FULL]
        most = len(full) * Fraction(given["excellent_max"]) // 1
        if session.activity.excellent > most:
            losses.append(
                Loss(
                    f"优秀{session.activity.excellent}人，超过{most}人",
                    Fraction(Decimal(given["deduct_over_ratio"])),
                )
            )
    return tuple(losses)
