"""What a measure finds: points if nothing more came, points if everything still open came right, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Loss:
    """One reason for points lost: a sentence without end mark, and how much (positive)."""

    text: str
    points: Fraction
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can still be done: by when, and what it saves."""

    text: str
    points: Fraction
    by: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """`earned` and `attainable` are exact and not yet clamped (§6.3)."""

    earned: Fraction
    attainable: Fraction
    losses: tuple[Loss, ...] = ()
    steps: tuple[Step, ...] = ()
    applicable: bool = True
    awaiting: bool = False
    done: bool = False


NOT_APPLICABLE = Outcome(Fraction(0), Fraction(0), applicable=False)


@dataclass(frozen=True, slots=True)
class Period:
    """A month or quarter of the scored year; `name` as people say it ("10月", "四季度")."""

    name: str
    first: date
    last: date


def months(year: int) -> Iterator[Period]:
    for month in range(1, 13):
        following = date(year + month // 12, month % 12 + 1, 1)
        yield Period(f"{month}月", date(year, month, 1), following - timedelta(days=1))


def quarters(year: int) -> Iterator[Period]:
    for number, name in enumerate("一二三四"):
        following = date(year + (number == 3), (number * 3 + 3) % 12 + 1, 1)
        yield Period(f"{name}季度", date(year, number * 3 + 1, 1), following - timedelta(days=1))


def coverage(
    points: Decimal, reached: int, of: int, year: int, *, over: bool, lost: str, step: str
) -> Outcome:
    """Points by the share of members reached: lost only when the year is over, until then everybody may still be (§7.4, §7.7)."""
    full = Fraction(points)
    earned = full * Fraction(reached, of)
    short = full - earned
    return Outcome(
        earned,
        earned if over else full,
        (Loss(lost, short),) if short and over else (),
        (Step(step, short, date(year, 12, 31)),) if short and not over else (),
        done=over,
    )
