"""meeting_count: so many meetings in each month or quarter (scoring-notes.md §7.1)."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from operator import attrgetter
from typing import Any

from bot.domain.activity import EVENT_NAMES, Event
from bot.domain.facts import BranchYear, Session
from bot.domain.measures.outcome import NOT_APPLICABLE, Loss, Outcome, Period, Step, month_day, periods
from bot.domain.standard import Indicator

_A_DAY = timedelta(days=1)
_on = attrgetter("on")


@dataclass(frozen=True, slots=True)
class Shortfall:
    """How many meetings one required period lacks, perhaps none; `vain` are records in it that do not count."""

    period: Period
    group: int | None
    missing: int
    vain: tuple[Session, ...]


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    given = indicator.measure
    if not _applies(facts, given):
        return NOT_APPLICABLE
    groups: Sequence[int | None] = range(1, facts.branch.groups + 1) if given.get("per_group") else (None,)
    grace = timedelta(days=facts.standard.meetings.month_grace_days if given["period"] == "month" else 0)
    required = [short for group in groups for short in _shortfalls(facts, given, group, grace)]
    if not required:
        return NOT_APPLICABLE
    each = Fraction(given["deduct_per_missing"]) / len(groups)
    short = [one for one in required if one.missing]
    lost = [one for one in short if facts.over(one.period.last + grace)]
    begun = [one for one in short if one not in lost and one.period.first <= facts.as_of]
    points = Fraction(indicator.points)
    name = _name(facts, given)
    return Outcome(
        points - each * sum(one.missing for one in short),
        points - each * sum(one.missing for one in lost),
        tuple(Loss(_missed(one, name), each * one.missing, _why_not(facts, one)) for one in lost),
        tuple(Step(_to_hold(one, name), each * one.missing, one.period.last, one.missing) for one in begun),
        done=facts.over(facts.last_day + grace),
    )


def _shortfalls(
    facts: BranchYear, given: Mapping[str, Any], group: int | None, grace: timedelta
) -> Iterator[Shortfall]:
    """Each required period in order; a month that lacks records takes the earliest of the first days of the next."""
    records = [s for s in facts.held(*_events(facts, given)) if _is_wanted(s, given, group)]
    taken: set[int] = set()
    for period in periods(facts.year, given["period"]):
        if not facts.required(period.first) or not _has_members(facts, group, period):
            continue
        inside = _between(records, period.first, period.last)
        own = [s for s in inside if s.counts and s.activity.id not in taken]
        lacking = max(0, given["required"] - len(own))
        after = _between(records, period.last + _A_DAY, period.last + grace)
        lent = [s for s in after if s.counts][:lacking]
        taken |= {s.activity.id for s in lent}
        vain = tuple(s for s in inside if not s.counts)
        yield Shortfall(period, group, lacking - len(lent), vain)


def _between(records: Sequence[Session], first: date, last: date) -> Sequence[Session]:
    """Those of the days from `first` to `last`; records are in order of their days."""
    return records[bisect_left(records, first, key=_on) : bisect_right(records, last, key=_on)]


def _applies(facts: BranchYear, given: Mapping[str, Any]) -> bool:
    if given.get("applies_if") == "has_committee":
        return facts.branch.has_committee
    return facts.branch.groups > 0 or not (given.get("per_group") or given.get("applies_if") == "has_groups")


def _events(facts: BranchYear, given: Mapping[str, Any]) -> Sequence[Event]:
    substitute = given.get("substitute_if") == "no_committee" and not facts.branch.has_committee
    events: Sequence[Event] = given["substitute_events" if substitute else "events"]
    return events


def _is_wanted(session: Session, given: Mapping[str, Any], group: int | None) -> bool:
    if given.get("topic_tag") == "party_work" and not session.activity.party_work:
        return False
    return group is None or session.activity.group == group


def _has_members(facts: BranchYear, group: int | None, period: Period) -> bool:
    """A group is not required in a month on whose last day nobody of it is due."""
    return group is None or bool(
        facts.expected.at(Event.GROUP_MEETING, facts.branch.name, period.last, group)
    )


# ---------------------------------------------------------------------- the sentences

_DIGITS = "零一二三四五六七八九十"


def _missed(short: Shortfall, name: str) -> str:
    times = f"缺{short.missing}次" if short.missing > 1 else "未召开"
    return f"{_group(short, ' ')}{short.period.name}{times}{name}"


def _to_hold(short: Shortfall, name: str) -> str:
    times = f"{short.missing}次" if short.missing > 1 else ""
    return f"召开{_group(short)}{short.period.name}{times}{name}"


def _why_not(facts: BranchYear, short: Shortfall) -> tuple[str, ...]:
    """Meetings that were held and yet do not count, each with its reason."""
    least = facts.standard.meetings.min_attendance
    return tuple(
        f"{month_day(s.on)}应到{s.due}人实到{s.present}人，不足{least.numerator}/{least.denominator}，不计次"
        if not s.enough
        else f"{month_day(s.on)}与不能合并的会议同场登记，不计次"
        for s in short.vain
    )


def _name(facts: BranchYear, given: Mapping[str, Any]) -> str:
    if given.get("topic_tag") == "party_work":
        return "专题研究党建工作的会议"
    return "或".join(EVENT_NAMES[event] for event in _events(facts, given))


def _group(short: Shortfall, gap: str = "") -> str:
    if short.group is None:
        return ""
    number = _DIGITS[short.group] if short.group < len(_DIGITS) else short.group
    return f"第{number}党小组{gap}"
