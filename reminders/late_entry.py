"""上月补登: on the third working day of a month, what last month lacks, before it is only to be corrected (domain.md §5.1)."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot import wording
from bot.domain.duties import duties, unlogged
from bot.router import House
from bot.store.work import Work
from reminders.kind import Notice, Reminder, at

WORKING_DAYS = 3


def due(work: Work, day: date, house: House) -> Iterable[Notice]:
    """To the secretary of every branch that has not logged all of last month's meetings."""
    last = day.replace(day=1) - timedelta(days=1)
    if house.calendar.add_workdays(last, WORKING_DAYS) != day:
        return
    first, roster = last.replace(day=1), work.people.roster()
    for branch in roster.branches:
        owed = [
            duty
            for duty in duties(house.standard, house.calendar, branch, roster, first, last)
            if first <= duty.period.first and duty.period.last <= last
        ]
        missing = unlogged(owed, work.records.find(branch.name, first, last))
        secretary = roster.secretary(branch.name, day)
        if missing and secretary is not None:
            names = list(dict.fromkeys(wording.event_name(duty.event, duty.group) for duty in missing))
            key = f"late_entry:{first:%Y-%m}:{branch.name}"
            yield Notice(
                key, secretary.account, _text(first.month, names), at(day), "上月应开未登记，补登截止"
            )


def _text(month: int, names: list[str]) -> str:
    return f"【补登提醒】{month}月{wording.listed(names)}尚未登记。如已召开，请于今日补登记；确实没有召开的不用回复。"


LATE_ENTRY = Reminder("late_entry", due)
