"""Corridor two: what the bot says unasked. One file per kind; this list is the only registration."""

from reminders.digest import DIGEST
from reminders.friday_study import NOTICE, TO_LOG
from reminders.kind import Reminder
from reminders.monthly_duties import MONTHLY_DUTIES

ALL: tuple[Reminder, ...] = (NOTICE, TO_LOG, MONTHLY_DUTIES, DIGEST)
