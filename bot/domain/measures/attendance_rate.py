"""attendance_rate: how many of those due came, over all records (scoring-notes.md §7.5)."""

from collections.abc import Sequence
from fractions import Fraction

from bot.domain.activity import EVENT_NAMES
from bot.domain.facts import BranchYear, Session
from bot.domain.measures.outcome import NOT_APPLICABLE, Loss, Outcome, month_day, percent, periods
from bot.domain.standard import Indicator


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    """Records that do not count are taken too: to keep a badly attended meeting out of the books must not pay."""
    given, points = indicator.measure, Fraction(indicator.points)
    sessions = facts.of_year(*given["events"])
    rate = attendance(sessions, with_made_up=given.get("count_makeup_as_present", True))
    if rate is None and not any(facts.required(month.first) for month in periods(facts.year, "month")):
        return NOT_APPLICABLE
    reached = [worth for least, worth in given["bands"] if rate is not None and rate >= least]
    band = Fraction(max(reached, default=0))
    unexcused = _unexcused(sessions)
    fine = min(Fraction(given["deduct_unexcused_max"]), Fraction(given["deduct_unexcused"]) * len(unexcused))
    losses = []
    if facts.year_over and band < points:
        losses.append(Loss(_low(rate), points - band))
    if fine:
        losses.append(Loss(f"无故缺席{len(unexcused)}人次", fine, _days(unexcused)))
    best = band if facts.year_over else points
    return Outcome(band - fine, best - fine, tuple(losses), done=facts.year_over)


def attendance(sessions: Sequence[Session], *, with_made_up: bool = True) -> Fraction | None:
    """Present and made up of all due; None when nobody was due."""
    due = sum(session.due for session in sessions)
    there = sum(session.present for session in sessions)
    if with_made_up:
        there += sum(min(len(session.made_up), session.due - session.present) for session in sessions)
    return Fraction(there, due) if due else None


def _unexcused(sessions: Sequence[Session]) -> list[Session]:
    """A record for each person absent without a reason, once per session: a merged session is one fact (§5.5)."""
    found = {(session.sitting, account): session for session in sessions for account in session.absent}
    return list(found.values())


# ---------------------------------------------------------------------- the sentences


def _low(rate: Fraction | None) -> str:
    return "全年没有到会记录" if rate is None else f"平均到会率{percent(rate)}"


def _days(unexcused: Sequence[Session]) -> tuple[str, ...]:
    """When it was, never who it was."""
    return tuple(dict.fromkeys(f"{month_day(s.on)}{EVENT_NAMES[s.event]}" for s in unexcused))
