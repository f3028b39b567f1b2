"""Time travel: a clock that can be set, and runs on from there."""

from datetime import datetime, timedelta

from bot.clock import wall_clock


class TravellingClock:
    """Callable like the wall clock."""

    def __init__(self) -> None:
        self._offset = timedelta(0)

    def __call__(self) -> datetime:
        return wall_clock() + self._offset

    def set(self, moment: datetime) -> None:
        self._offset = moment - wall_clock()

    def back(self) -> None:
        """Home to the present."""
        self._offset = timedelta(0)

    @property
    def away(self) -> bool:
        return abs(self._offset) > timedelta(seconds=1)
