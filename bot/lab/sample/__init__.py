"""A sample organ: 24 branches, some three hundred made-up members, a year of organisational life.

The people are data (two CSV files), the year is data as rules (history.toml), expanded up to yesterday.
Variety comes from hashes of names and days, so that every demo shows the same year.
"""

import csv
import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bot.domain.activity import Activity, Event, Presence, Reason, State, Talk, due_people
from bot.domain.calendar import WorkCalendar, days
from bot.domain.people import OFFICE_NAMES, ROLE_NAMES, STATUS_NAMES, Branch, Office, Person, Role, Roster, Span, Status
from bot.store.work import Work

HERE = Path(__file__).parent
SOURCE = "import"
_REASONS = (Reason.OFFICIAL_DUTY, Reason.OFFICIAL_DUTY, Reason.OFFICIAL_DUTY, Reason.ILLNESS, Reason.FAMILY)


@dataclass(frozen=True, slots=True)
class Held:
    """One meeting of the sample year, and who was away; those made up their study the week after."""

    activity: Activity
    away: tuple[tuple[Person, Reason], ...]
    made_up: bool


def sample_roster() -> Roster:
    """The organ's people."""
    offices = {name: office for office, name in OFFICE_NAMES.items()}
    roles = {name: role for role, name in ROLE_NAMES.items()}
    statuses = {name: status for status, name in STATUS_NAMES.items()}
    people = [
        Person(
            name=row["姓名"],
            account=row["账号"],
            branch=row["支部"],
            group=int(row["党小组"]) if row["党小组"] else None,
            offices=frozenset[Office](offices[word] for word in row["党内职务"].split("、") if word),
            status=statuses.get(row["党员身份"], Status.FULL),
            roles=frozenset[Role](roles[word] for word in row["角色"].split("、") if word),
            aliases=tuple(word for word in row["别名"].split("、") if word),
            joined_party_on=date.fromisoformat(row["入党日期"]),
            exempt=Span() if row["免除"] == "是" else None,
        )
        for row in _rows("members.csv")
    ]
    return Roster(tuple(_branch(row) for row in _rows("branches.csv")), tuple(people))


def furnish(work: Work, today: date, calendar: WorkCalendar) -> int:
    """Write the roster and everything held from 1 January until yesterday. Returns the number of meetings."""
    work.acting(source=SOURCE)
    work.people.save(sample_roster())
    roster = work.people.roster()
    number = 0
    for branch in roster.branches:
        for held in meetings(roster, branch, today, calendar):
            stored = work.records.add(held.activity)
            number += 1
            for person, reason in held.away:
                if held.made_up:
                    on = held.activity.held_on + timedelta(days=4)
                    work.records.mark(stored, person, Presence.MADE_UP, reason=reason, made_up_on=on)
                else:
                    work.records.mark(stored, person, Presence.ON_LEAVE, reason=reason)
        for talk in talks(roster, branch, today):
            work.studies.add_talk(talk)
    return number


def meetings(roster: Roster, branch: Branch, today: date, calendar: WorkCalendar) -> Iterator[Held]:
    """A branch's meetings of this year before today, by the rules of history.toml."""
    rules = _rules()
    first, last = date(today.year, 1, 1), today - timedelta(days=1)
    for month in range(1, last.month + 1 if last.year == today.year else 1):
        for event, group in _monthly(branch, month):
            worked = [d for d in days(date(today.year, month, 1), _month_end(today.year, month)) if calendar.is_workday(d)]
            on = worked[min(rules["days"][event.value] + (group or 0) - 1, len(worked) - 1)]
            if on <= last and not _missed(branch, event, month=month, group=group):
                yield _held(roster, branch, event, on, group, rules)
    fridays = [d for d in days(first, last) if d.weekday() == 4 and calendar.is_workday(d)]
    for number, friday in enumerate(fridays, 1):
        if not _missed(branch, Event.FRIDAY_STUDY, friday=number):
            yield _held(roster, branch, Event.FRIDAY_STUDY, friday, None, rules)


def talks(roster: Roster, branch: Branch, today: date) -> Iterator[Talk]:
    """Every member's talk with the secretary, a few each month; some are still to come."""
    secretary = roster.secretary(branch.name, today)
    members = [person for person in roster.members(branch.name, today) if person is not secretary]
    for number, person in enumerate(members):
        on = date(today.year, 1 + number * 12 // max(len(members), 1), 5 + number % 20)
        if secretary is not None and on < today:
            yield Talk(branch.name, on, (secretary.name,), (person.name,))


def _monthly(branch: Branch, month: int) -> list[tuple[Event, int | None]]:
    """What falls into a month: quarterly duties in the quarter's second month."""
    events: list[tuple[Event, int | None]] = [(Event.THEME_DAY, None)]
    if branch.has_committee:
        events.append((Event.COMMITTEE_MEETING, None))
    events += [(Event.GROUP_MEETING, group) for group in range(1, branch.groups + 1)]
    if month % 3 == 2:
        events += [(Event.BRANCH_ASSEMBLY, None), (Event.PARTY_LECTURE, None)]
    return events


def _held(roster: Roster, branch: Branch, event: Event, on: date, group: int | None, rules: Mapping[str, Any]) -> Held:
    starts_at, minutes = rules["times"][event.value]
    topics: Sequence[str] = rules["topics"].get(event.value, [""])
    expected = due_people(roster, event, branch.name, on, group)
    share = rules["away"].get(branch.name, 6)
    away = tuple(
        (person, _REASONS[_chance(person.account, on, "why") % len(_REASONS)])
        for person in expected
        if _chance(person.account, on, event.value) % 100 < share
    )
    secretary = roster.secretary(branch.name, on)
    lecturer = secretary if on.month == 5 else expected[_chance(branch.name, on, "who") % len(expected)]
    activity = Activity(
        branch=branch.name,
        event=event,
        held_on=on,
        group=group,
        starts_at=starts_at,
        minutes=minutes,
        place="三楼会议室" if event is not Event.THEME_DAY else "",
        topic=topics[_chance(branch.name, on, "topic") % len(topics)],
        lecturers=(lecturer.name,) if event is Event.PARTY_LECTURE and lecturer is not None else (),
        party_work=event is Event.COMMITTEE_MEETING and on.month % 3 == 1,
        due=len(expected),
        present=len(expected) - len(away),
        state=State.CONFIRMED,
    )
    return Held(activity, away, made_up=event is Event.FRIDAY_STUDY and _chance(branch.name, on, "up") % 3 > 0)


def _missed(branch: Branch, event: Event, *, month: int = 0, friday: int = 0, group: int | None = None) -> bool:
    return any(
        missed["branch"] == branch.name
        and missed["event"] == event.value
        and missed.get("month", 0) == month
        and missed.get("friday", 0) == friday
        and missed.get("group") == group
        for missed in _rules()["missed"]
    )


def _chance(name: str, on: date, salt: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{name}|{on}|{salt}".encode()).digest()[:4], "big")


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads((HERE / "history.toml").read_text(encoding="utf-8"))


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _branch(row: Mapping[str, str]) -> Branch:
    return Branch(
        name=row["支部名称"],
        short_name=row["简称"],
        department=row["部门"],
        has_committee=row["设支委会"] == "是",
        groups=int(row["党小组数"]),
        founded_on=date.fromisoformat(row["成立日期"]),
        term_from=date.fromisoformat(row["届期起"]),
        term_years=int(row["任期"]),
        previous_star=int(row["上年星级"]),
        peak_star=int(row["最高星级"]),
        holds_plaque=row["持牌"] == "是",
    )
