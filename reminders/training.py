"""任职培训: a month before the time runs out within which who is newly in office is to be trained (domain.md §3.13)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from bot import wording
from bot.domain.measures.cadre_training import ROLES
from bot.domain.people import Office
from bot.domain.standard import Standard
from bot.router import House
from bot.store.work import Work
from reminders.kind import Notice, Reminder, at, days_before

BEFORE = (30,)


def due(work: Work, day: date, house: House) -> Iterable[Notice]:
    """To the secretary, of everybody appointed half a year ago less a month, and not trained since."""
    rule = _rule(house.standard)
    if rule is None or not house.calendar.is_workday(day):
        return
    roster = work.people.roster()
    roles = frozenset(Office(code) for code in rule.get("roles", ROLES))
    for branch in roster.branches:
        secretary = roster.secretary(branch.name, day)
        for person in roster.members(branch.name, day):
            if person.office_from is None or not person.offices_on(day) & roles or secretary is None:
                continue
            last = person.office_from + timedelta(days=rule["new_within_days"])
            if days_before(house.calendar, last, day, BEFORE) is None:
                continue
            if not work.studies.trainings(person.account, person.office_from, day):
                key = f"training:{person.account}:{last}"
                yield Notice(key, secretary.account, _text(person.name, last), at(day), "新任党务干部培训")


def _rule(standard: Standard) -> Mapping[str, Any] | None:
    return next((one.measure for one in standard.indicators if one.kind == "cadre_training"), None)


def _text(name: str, last: date) -> str:
    return f"【培训提醒】{name}同志新任党务工作，请于{wording.day(last)}前安排任职培训并登记。"


TRAINING = Reminder("training", due)
