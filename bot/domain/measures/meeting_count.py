"""meeting_count: so many meetings in each month or quarter (scoring-notes.md §7.1)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from bot.domain.activity import EVENT_NAMES, Event, due_people
from bot.domain.facts import BranchYear, Session
from bot.domain.measures.outcome import NOT_APPLICABLE, Loss, Outcome, Period, Step, months, quarters
from bot.domain.standard import Indicator

_DIGITS = "零一二三四五六七八九十"


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    given = indicator.measure
    if not _applies(facts, given):
        return NOT_APPLICABLE
    groups = range(1, facts.branch.groups + 1) if given.get("per_group") else (None,)
    grace = facts.standard.meetings.month_grace_days if given["period"] == "month" else 0
    each = Fraction(given["deduct_per_missing"]) / len(groups)
    short_now = short_over = 0
    losses: list[Loss] = []
    steps: list[Step] = []
    required = False
    for group in groups:
        for period, missing in shortfalls(facts, given, group, grace):
            required = True
            if not missing:
                continue
            short_now += missing
            name = _name(facts, given, group)
            if facts.over(period.last + timedelta(days=grace)):
                short_over += missing
                losses.append(Loss(f"{_group(group)}{period.name}未召开{name}", each * missing))
            elif period.first <= facts.as_of:
                steps.append(Step(f"{_group(group)}召开{period.name}{name}", each * missing, period.last))
    if not required:
        return NOT_APPLICABLE
    points = Fraction(indicator.points)
    last_day = date(facts.year, 12, 31) + timedelta(days=grace)
    return Outcome(
        points - each * short_now,
        points - each * short_over,
        tuple(losses),
        tuple(steps),
        done=facts.over(last_day),
    )


def shortfalls(
    facts: BranchYear, given: Mapping[str, Any], group: int | None, grace: int
) -> Iterator[tuple[Period, int]]:
    """Each required period with how many meetings it lacks; a month may borrow from the first days of the next."""
    held = [s for s in facts.counted(*_events(facts, given)) if _is_wanted(s, given, group)]
    used: set[int] = set()
    wanted = int(given["required"])
    for period in months(facts.year) if given["period"] == "month" else quarters(facts.year):
        if not facts.required(period.first) or not _group_exists(facts, group, period.last):
            continue
        own = [s for s in held if period.first <= s.on <= period.last and id(s) not in used]
        lent = [s for s in held if period.last < s.on <= period.last + timedelta(days=grace)][
            : max(0, wanted - len(own))
        ]
        if period.last.month < 12:
            used |= {id(s) for s in lent}
        yield period, max(0, wanted - len(own) - len(lent))


def _applies(facts: BranchYear, given: Mapping[str, Any]) -> bool:
    condition = given.get("applies_if")
    return {"has_committee": facts.branch.has_committee, "has_groups": facts.branch.groups > 0}.get(
        str(condition), True
    )


def _events(facts: BranchYear, given: Mapping[str, Any]) -> Sequence[Event]:
    substitute = given.get("substitute_if") == "no_committee" and not facts.branch.has_committee
    return [Event(code) for code in given["substitute_events" if substitute else "events"]]


def _is_wanted(session: Session, given: Mapping[str, Any], group: int | None) -> bool:
    if given.get("topic_tag") == "party_work" and not session.activity.party_work:
        return False
    return group is None or session.activity.group == group


def _group_exists(facts: BranchYear, group: int | None, on: date) -> bool:
    return group is None or bool(due_people(facts.roster, Event.GROUP_MEETING, facts.branch.name, on, group))


def _name(facts: BranchYear, given: Mapping[str, Any], group: int | None) -> str:
    if given.get("topic_tag") == "party_work":
        return "专题研究党建工作的会议"
    events = _events(facts, given)
    return "党小组会" if group is not None else "、".join(EVENT_NAMES[event] for event in events)


def _group(group: int | None) -> str:
    if group is None:
        return ""
    return f"第{_DIGITS[group] if group < len(_DIGITS) else group}党小组"
