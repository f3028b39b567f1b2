"""What a measure finds: points if nothing more came, points if everything still open came right, and why."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Loss:
    """One reason for points lost: a sentence without end mark, how much (positive), and what was found."""

    text: str
    points: Fraction
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can still be done: by when (that day included), what it saves, and how many pieces of work it is."""

    text: str
    points: Fraction
    by: date
    pieces: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """`earned` and `attainable` are exact and not yet clamped (§6.3).

    `awaiting`: an inspector's part has no score yet. `done`: the calendar can change nothing more (§6.5).
    """

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
    """A part of the scored year; `name` as people say it ("10月", "四季度")."""

    name: str
    first: date
    last: date


_NAMES = {
    "month": tuple(f"{month}月" for month in range(1, 13)),
    "quarter": ("一季度", "二季度", "三季度", "四季度"),
    "half_year": ("上半年", "下半年"),
    "year": ("全年",),
}


@cache
def periods(year: int, kind: str) -> tuple[Period, ...]:
    """The months, quarters or halves of a year, or the year itself."""
    names = _NAMES[kind]
    length = 12 // len(names)
    found = []
    for number, name in enumerate(names):
        end = length * (number + 1)
        following = date(year + end // 12, end % 12 + 1, 1)
        found.append(Period(name, date(year, length * number + 1, 1), following - timedelta(days=1)))
    return tuple(found)


def rounded(value: Fraction) -> Decimal:
    """Two places, half up (§6.4)."""
    cents, rest = divmod(value.numerator * 100, value.denominator)
    return Decimal(cents + (2 * rest >= value.denominator)).scaleb(-2)


def percent(rate: Fraction) -> str:
    """87.5%, cut to one place: a rate just below a band never reads as if it had reached it."""
    tenths = int(rate * 1000)
    return f"{tenths // 10}.{tenths % 10}%"


def month_day(day: date) -> str:
    """11月23日"""
    return f"{day.month}月{day.day}日"
