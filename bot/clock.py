"""The house's time zone, and the only reader of the clock."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

HOUSE = ZoneInfo("Asia/Shanghai")

Clock = Callable[[], datetime]
"""Anything that tells the present moment, aware and in house time."""


def wall_clock() -> datetime:
    """The present moment in house time, whatever the machine's own zone is."""
    return datetime.now(HOUSE)


def from_stamp(seconds: float) -> datetime:
    """House time of a Unix time stamp, as platforms send it."""
    return datetime.fromtimestamp(seconds, UTC).astimezone(HOUSE)
