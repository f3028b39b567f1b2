"""学时: in June and in November, to each member alone, how many hours are still missing (domain.md §5.2, §5.3 no. 26)."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from bot import wording
from bot.domain.measures.outcome import rounded
from bot.domain.measures.study_hours import hours_of, required_hours
from bot.domain.people import Person
from bot.router import House
from bot.store.work import Work
from bot.store.year import personal_sessions
from reminders.kind import Notice, Reminder, at

CHECKS = {6: Fraction(1, 2), 11: Fraction(27, 32)}
"""By the middle of which month which share of a year's hours should be there."""
MIDDLE = 15


def due(work: Work, day: date, house: House) -> Iterable[Notice]:
    """On the 15th, or the next working day, to whoever has less than by then he should have."""
    share = CHECKS.get(day.month)
    if share is None or house.calendar.next_workday(day.replace(day=MIDDLE)) != day:
        return
    roster = work.people.roster()
    for branch in roster.branches:
        for person in roster.due(branch.name, day):
            found = _hours(work, person, day, house)
            if found is not None and found[0] < share * found[1]:
                text = _text(person, *found)
                yield Notice(f"hours:{day:%Y-%m}", person.account, text, at(day), "个人学时提醒，只发给本人")


def _hours(work: Work, person: Person, day: date, house: House) -> tuple[Fraction, Fraction] | None:
    """Had and needed by the end of the year; None where the standard asks for none."""
    needed = required_hours(house.standard, person, day)
    if needed is None:
        return None
    first = date(day.year, 1, 1)
    sessions = personal_sessions(work, person, first, day, house.standard)
    trainings = work.studies.trainings(person.account, first, day)
    had = hours_of(person.account, sessions, trainings, house.standard.study, needed, day.year, day)
    return had, needed


def _text(person: Person, had: Fraction, needed: Fraction) -> str:
    said, whole, rest = (wording.number(rounded(value)) for value in (had, needed, needed - had))
    return f"{wording.comrade(person)}，您今年集中学习{said}学时，距{whole}学时还差{rest}学时。缺过的学习可以补学，例如“上周五的学习我补完了”。"


HOURS = Reminder("hours", due)
