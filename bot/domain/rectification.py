"""Problems found and what becomes of them: deadlines and how long they were missed (domain.md §3.5, scoring-notes.md §7.12)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.calendar import WorkCalendar

if TYPE_CHECKING:
    from bot.domain.sections import Rectifying


class Severity(StrEnum):
    MINOR = "minor"
    SERIOUS = "serious"
    GRAVE = "grave"


SEVERITY_NAMES: dict[Severity, str] = {
    Severity.MINOR: "一般",
    Severity.SERIOUS: "较重",
    Severity.GRAVE: "严重",
}


class Manner(StrEnum):
    """How a problem was found."""

    QUARTERLY_INSPECTION = "quarterly_inspection"
    SPOT_CHECK = "spot_check"
    CAMPAIGN = "campaign"


MANNER_NAMES: dict[Manner, str] = {
    Manner.QUARTERLY_INSPECTION: "季度",
    Manner.SPOT_CHECK: "抽查",
    Manner.CAMPAIGN: "专项",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One problem of a branch. `handed_in_on` is the last hand-in that was not returned; `number` is unique in the organ."""

    number: str
    branch: str
    found_on: date
    problem: str
    severity: Severity
    due_on: date
    manner: Manner | None = None
    indicator: str = ""
    handed_in_on: date | None = None
    returns: int = 0
    closed_on: date | None = None
    extended_to: date | None = None
    relapsed_on: date | None = None
    id: int = 0


def deadline(item: Item, rules: "Rectifying", calendar: WorkCalendar) -> date:
    """期限, or the approved extension up to its longest; on a free day the next working day, where the standard says so."""
    last = item.due_on
    if item.extended_to is not None and item.extended_to > last:
        last = min(item.extended_to, last + timedelta(days=rules.extension_max_days))
    return calendar.next_workday(last) if rules.moved_to_workday else last


def handed_in(item: Item, as_of: date) -> date | None:
    """The day the branch handed its work in, else the day it was closed; later ones are not known yet."""
    known = [day for day in (item.handed_in_on, item.closed_on) if day is not None and day <= as_of]
    return known[0] if known else None


def days_late(item: Item, last: date, on: date, as_of: date) -> int:
    """How many days after its deadline `last` the item was handed in, or is still missing `on` a day; 0 when in time."""
    handed = handed_in(item, as_of)
    until = on if handed is None else min(handed, on)
    return max(0, (until - last).days)
