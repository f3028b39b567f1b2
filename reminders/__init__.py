"""Corridor two: what the bot says unasked. One file per kind; this list is the only registration."""

from reminders.application import APPLICATION
from reminders.digest import DIGEST
from reminders.dues import DUES
from reminders.friday_study import NOTICE, TO_LOG
from reminders.holidays import HOLIDAYS
from reminders.hours import HOURS
from reminders.inspection import INSPECTION
from reminders.kind import Reminder
from reminders.late_entry import LATE_ENTRY
from reminders.monthly_duties import MONTHLY_DUTIES
from reminders.quarterly_duties import AT_RISK, QUARTERLY_DUTIES
from reminders.rectification import RECTIFICATION
from reminders.term import TERM
from reminders.training import TRAINING

ALL: tuple[Reminder, ...] = (
    NOTICE, TO_LOG, RECTIFICATION, MONTHLY_DUTIES, LATE_ENTRY, QUARTERLY_DUTIES, AT_RISK, INSPECTION, APPLICATION, TERM,
    DUES, HOURS, TRAINING, HOLIDAYS, DIGEST,
)  # fmt: skip
