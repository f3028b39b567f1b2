"""attendance_rate: how many of those due came, over all records (scoring-notes.md §7.5)."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from bot.domain.activity import Event
from bot.domain.facts import BranchYear, Session
from bot.domain.measures.outcome import NOT_APPLICABLE, Loss, Outcome, months
from bot.domain.standard import Indicator


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    given = indicator.measure
    sessions = facts.recorded(*(Event(code) for code in given["events"]))
    rate = attendance(sessions)
    if rate is None and not any(facts.required(month.first) for month in months(facts.year)):
        return NOT_APPLICABLE
    points = Fraction(indicator.points)
    band = Fraction(0)
    if rate is not None:
        band = next(
            (Fraction(b["points"]) for b in given["bands"] if rate >= Fraction(b["min"])), Fraction(0)
        )
    unexcused = _unexcused(sessions)
    fine = min(Fraction(given["deduct_unexcused_max"]), Fraction(given["deduct_unexcused"]) * unexcused)
    losses = [Loss(f"无故缺席{unexcused}人次", fine)] if unexcused else []
    if facts.year_over and band < points:
        losses.insert(0, Loss(f"平均到会率{_percent(rate)}", points - band))
    return Outcome(
        band - fine,
        (band if facts.year_over else points) - fine,
        tuple(losses),
        done=facts.over(date(facts.year, 12, 31)),
    )


def attendance(sessions: Sequence[Session]) -> Fraction | None:
    """Present and made up of all due; None when nobody was due."""
    due = sum(session.due for session in sessions)
    there = sum(
        session.present + min(len(session.made_up), session.due - session.present) for session in sessions
    )
    return Fraction(there, due) if due else None


def _unexcused(sessions: Sequence[Session]) -> int:
    """People absent without a reason, each once per session: a merged session is one fact (§5.5)."""
    found = set()
    for session in sessions:
        together = session.activity.starts_at or f"#{session.activity.id}"
        found |= {(session.on, together, account) for account in session.absent}
    return len(found)


def _percent(rate: Fraction | None) -> str:
    return "无记录" if rate is None else f"{float(rate * 100):.1f}%"
