"""The sample organ's books: what its branches keep beside meetings, as far as the year has gone."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from bot.domain.calendar import WorkCalendar
from bot.domain.ledger import Application, Dues, Entry, Grade, Pledge, RoomItem, Service, ServiceKind
from bot.domain.people import Branch, Person, Roster
from bot.domain.rectification import Item, Manner, Severity
from bot.domain.sections import Part
from bot.domain.standard import Standard
from bot.lab.sample.chance import share

_TOPICS = ("社区法律咨询", "清理河道", "敬老院慰问", "文明交通劝导")
_PARTNERS = ("江边社区党总支", "红星社区党支部", "柳林村党支部")
_PROBLEMS = (
    ("D04", "支委会记录缺请假人员", Severity.MINOR, 7),
    ("D04", "党课讲稿未归档", Severity.MINOR, 7),
    ("B05", "主题党日主题不明确", Severity.SERIOUS, 15),
    ("C05", "流动党员联系登记不全", Severity.MINOR, 7),
)
_INSPECTED = ((3, 20), (6, 22), (9, 18))
_GRADED_IN = {"A02": 7, "C04": 6, "C05": 9, "D01": 3, "D02": 3, "D04": 9, "E03": 6}
"""By which month an inspector has scored an indicator; what is missing here is scored at the end of the year."""
_STARS = (5, 5, 4, 4, 3)


def books(roster: Roster, today: date, calendar: WorkCalendar, standard: Standard) -> Iterator[Entry]:
    """Everything written down up to yesterday. Equal days give equal books."""
    for number, branch in enumerate(roster.branches):
        members = list(roster.members(branch.name, today))
        yield from _dues(branch, today)
        yield from _services(branch, members, today, calendar)
        yield from _grades(branch, today, standard)
        yield from _items(branch, number, today, calendar)
        yield from _application(branch, number, today)
        for person in members:
            yield from _pledge(person, today)


def _dues(branch: Branch, today: date) -> Iterator[Dues]:
    for month in range(1, today.month):
        yield Dues(branch.name, date(today.year, month, 1), share(branch.name, "dues", month) > 0.02)


def _services(
    branch: Branch, members: list[Person], today: date, calendar: WorkCalendar
) -> Iterator[Service]:
    """Every quarter the branch goes out; twice a year with those it is paired with."""
    for quarter, topic in enumerate(_TOPICS):
        on = calendar.next_workday(
            date(today.year, 3 * quarter + 2, 10 + int(share(branch.name, quarter) * 8))
        )
        if on < today and share(branch.name, "service", quarter) > 0.08:
            came = tuple(p.name for p in members if share(p.account, "service", quarter) > 0.15)
            yield Service(branch.name, on, ServiceKind.VOLUNTEERING, came, Decimal(2), topic)
    for month in (4, 9):
        on = calendar.next_workday(date(today.year, month, 8 + int(share(branch.name, "paired", month) * 12)))
        if on < today and share(branch.name, "joint", month) > 0.15:
            partner = _PARTNERS[int(share(branch.name, "partner") * len(_PARTNERS))]
            yield Service(
                branch.name,
                on,
                ServiceKind.PAIRED_BUILDING,
                tuple(p.name for p in members[:4]),
                Decimal(2),
                partner,
                for_public=month == 9,
            )


def _grades(branch: Branch, today: date, standard: Standard) -> Iterator[Grade | RoomItem]:
    for indicator in standard.indicators:
        if _GRADED_IN.get(indicator.id, 13) < today.month:
            for part in indicator.graded:
                yield Grade(
                    branch.name, today.year, indicator.id, part.id, _score(branch, part), "", "检查组"
                )
    if today.month > 6:
        for item in standard.room:
            yield RoomItem(branch.name, today.year, item.id, share(branch.name, item.id) > 0.05)


def _score(branch: Branch, part: Part) -> Decimal:
    """The whole part, or one step less."""
    return part.most - (part.step or Decimal(0)) * (share(branch.name, part.id) < 0.25)


def _items(branch: Branch, number: int, today: date, calendar: WorkCalendar) -> Iterator[Item]:
    """What three inspections found; most of it put right in time, one or two a few days late."""
    for quarter, (month, day) in enumerate(_INSPECTED, 1):
        found_on = date(today.year, month, day)
        if found_on >= today or share(branch.name, "found", quarter) < 0.7:
            continue
        indicator, problem, severity, days = _PROBLEMS[
            int(share(branch.name, "problem", quarter) * len(_PROBLEMS))
        ]
        due = calendar.next_workday(found_on + timedelta(days=days))
        late = 9 if share(branch.name, "late", quarter) < 0.1 else -1
        done = due + timedelta(days=late)
        yield Item(
            f"{today.year}-Q{quarter}-{number + 1:02d}", branch.name, found_on, problem, severity, due,
            Manner.QUARTERLY_INSPECTION, indicator,
            handed_in_on=done if done < today else None,
            closed_on=done if done < today else None,
        )  # fmt: skip


def _application(branch: Branch, number: int, today: date) -> Iterator[Application]:
    on = date(today.year, 10, 12 + number % 15)
    if on < today:
        star = _STARS[int(share(branch.name, "star") * len(_STARS))]
        yield Application(branch.name, today.year, star, Decimal(92 + number % 7), on)


def _pledge(person: Person, today: date) -> Iterator[Pledge]:
    """Pledged in February, told of in June; a few forget."""

    def said(month: int, day: int, what: str) -> frozenset[date]:
        on = date(today.year, month, day)
        return frozenset({on}) if on < today and share(person.account, what) > 0.04 else frozenset()

    pledge = Pledge(person.account, said(2, 10, "pledged"), said(6, 12, "progress"), said(12, 20, "reviewed"))
    if pledge.pledged or pledge.progress:
        yield pledge
