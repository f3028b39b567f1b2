"""WeCom drops silently what one member gets beyond thirty messages a minute or a thousand an hour (wecom.md §9): wait instead.

Counted in the data base, so that any number of workers keep the limit together.
"""

from datetime import datetime, time, timedelta

from bot.clock import HOUSE
from bot.store.promises import Promise
from bot.store.rates import Rate
from bot.store.work import Work

PER_MEMBER = (Rate("minute", 2_500, 6), Rate("hour", 4_000, 100))
"""No sliding minute holds more than 30, no sliding hour more than 1,000."""


def next_free(work: Work, promise: Promise, per_day: int) -> datetime:
    """Now where this message may go out, else when it may. What may go out is counted.

    Args:
        per_day: the most the application may send in a day; 0 where that is not known.
    """
    free = work.rates.take(str(promise.to), PER_MEMBER)
    if free > work.at or not per_day:
        return free
    if work.rates.take_of_day(f"day:{promise.to.platform}", work.today, per_day):
        return free
    return datetime.combine(work.today + timedelta(days=1), time(0, 1), HOUSE)
