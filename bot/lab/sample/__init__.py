"""A sample organ: 24 branches, 300 made-up members, and a year of their organisational life.

The people stand in two tables (branches.csv, people.csv), their habits in history.toml.
"""

from datetime import date

from bot.domain.calendar import WorkCalendar
from bot.domain.standard import Standard
from bot.lab.sample.books import books
from bot.lab.sample.organ import sample_roster, write_roster_workbook
from bot.lab.sample.year import expand
from bot.store import Work

__all__ = ["expand", "furnish", "sample_roster", "write_roster_workbook"]


def furnish(work: Work, today: date, calendar: WorkCalendar, standard: Standard) -> int:
    """Write roster, history and books, as an import would. Returns the number of meetings."""
    work.acting(source="import")
    work.people.save(sample_roster(today))
    year = expand(work.people.roster(), today, calendar)
    for sitting in year.sittings:
        activity = work.records.add(sitting.activity)
        for away in sitting.away:
            work.records.mark(
                activity, away.person, away.presence, reason=away.reason, made_up_on=away.made_up_on
            )
    for talk in year.talks:
        work.studies.add_talk(talk)
    for training in year.trainings:
        work.studies.add_training(training)
    work.ledger.save(books(work.people.roster(), today, calendar, standard))
    return len(year.sittings)
