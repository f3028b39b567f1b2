"""Ringing the alarm: what fell due since the last time is promised, once; and the calendar of what will be said.

Any number of processes may ring at once: each reminder is noted under its key, and who notes it first promises it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.chat import Address, Reply
from bot.clock import HOUSE
from bot.domain.calendar import days
from bot.domain.people import Roster
from bot.router import House
from bot.store.work import Work
from bot.window import Window
from reminders.kind import Notice, Reminder, at
from reminders.letters import LIFE, Absences, Letter, Owed, addressed, letters, spread

LOOKS_BACK = timedelta(days=31)
"""So far back what nobody was there to say is written down as dropped."""
TICKS_NOTED_EVERY = timedelta(minutes=10)
ALLOWANCE = timedelta(minutes=5)
AN_INSTANT = timedelta(microseconds=1)

AddressBook = Callable[[str], Address]
"""Where a member's account is reached."""


def run(
    reminders: Sequence[Reminder], work: Work, now: datetime, house: House, window: Window, reach: AddressBook
) -> int:
    """Promise what fell due since the last ring, in one transaction. Returns how many messages are new."""
    rung = fallen_due(reminders, work, now, house, window)
    if rung is None:
        return 0
    new = promise(rung.owed, work, now, window, reach)
    rung_until(rung, work, now)
    return new


@dataclass(frozen=True, slots=True)
class Rung:
    """What fell due since the last ring."""

    since: datetime
    owed: tuple[Owed, ...]

    def by_people(self, many: int) -> Iterator[list[Owed]]:
        """In lots of so many people: each person's messages together, so that a digest is whole."""
        of_account: dict[str, list[Owed]] = defaultdict(list)
        for one in self.owed:
            of_account[one.notice.account].append(one)
        accounts = list(of_account)
        for start in range(0, len(accounts), many):
            yield [one for account in accounts[start : start + many] for one in of_account[account]]


def fallen_due(
    reminders: Sequence[Reminder], work: Work, now: datetime, house: House, window: Window
) -> Rung | None:
    """What fell due since the last ring; reads only. None outside the window: the night's goes into the morning's digest."""
    if not window.allows(now, house.calendar) or now < window.within(at(now.date())):
        return None
    since = _since(work.reminded.tick(), now)
    fallen = _owed(reminders, work, since + AN_INSTANT, now, house, window)
    return Rung(since, tuple(one for one in fallen if since < one.notice.at <= now))


def promise(owed: Sequence[Owed], work: Work, now: datetime, window: Window, reach: AddressBook) -> int:
    """Promise what is new of it. What fell due more than a day ago is noted as dropped, not said. Returns the new messages."""
    said = work.reminded.known({one.key for one in owed})
    fresh = [one for one in owed if one.key not in said]
    for one in fresh:
        if now - one.notice.at > LIFE:
            work.reminded.note(one.key, one.kind, one.notice.account, one.notice.at, one.notice.why, None)
    alive = [one for one in fresh if now - one.notice.at <= LIFE and (one.notice.until or now) >= now]
    found = letters(addressed(alive, work.people.roster(), _absences(work, alive)), now)
    return sum(_promise(letter, work, now, window, reach) for letter in found)


def rung_until(rung: Rung, work: Work, now: datetime) -> None:
    """Note how far the alarm has come, where that is worth a row. A clock that was set back says nothing again."""
    if rung.owed or now - rung.since >= TICKS_NOTED_EVERY:
        work.reminded.move_tick(now)


def preview(
    reminders: Sequence[Reminder],
    work: Work,
    house: House,
    window: Window,
    start: datetime,
    end: datetime,
    branch: str,
) -> list[dict[str, Any]]:
    """Every message of a time, as it will be sent, with what was sent already; in time order (interfaces.md)."""
    roster = work.people.roster()
    owed = [
        one for one in _owed(reminders, work, start, end, house, window)
        if start <= one.notice.at <= end and window.allows(one.notice.at, house.calendar)
    ]  # fmt: skip
    planned = letters(addressed(owed, roster, _absences(work, owed)))
    sent = {one.promise: one for one in work.reminded.said(start, end)}
    items: dict[tuple[str, str], dict[str, Any]] = {}
    for letter in planned:
        item = items.setdefault(
            (letter.common_key, letter.text),
            _item(letter.at, letter.kind, letter.common_key, letter.text, letter.why),
        )
        item["to"].append(letter.account)
        promise = sent.pop(letter.key, None)
        if promise is not None and promise.sent_at is not None:
            item["sent_at"] = promise.sent_at.isoformat(timespec="minutes")
    for one in sent.values():  # said already, though it would not be any more
        item = items.setdefault(
            (one.promise, one.text), _item(one.due_at, one.kind, one.promise, one.text, one.why)
        )
        item["to"].append(one.account)
        if one.sent_at is not None:
            item["sent_at"] = one.sent_at.isoformat(timespec="minutes")
    wanted = [item for item in items.values() if not branch or _concerns(item, branch, roster)]
    for item in wanted:
        item["to"] = _recipients(item["to"], datetime.fromisoformat(item["at"]).date(), roster)
    return sorted(wanted, key=lambda item: (item["at"], item["key"]))


def _since(tick: datetime | None, now: datetime) -> datetime:
    """From when on: the last ring, at most a month ago; the beginning of the day where the clock was set back."""
    if tick is None:
        return now - LIFE
    if tick > now + ALLOWANCE:
        return datetime.combine(now.date(), time(0), HOUSE)
    return max(min(tick, now), now - LOOKS_BACK)


def _owed(
    reminders: Sequence[Reminder], work: Work, start: datetime, end: datetime, house: House, window: Window
) -> Iterator[Owed]:
    """The notices of the days of a time. A kind is asked only where one of its hours falls into it."""
    for day in days(start.date(), end.date()):
        for reminder in reminders:
            moments = [window.within(at(day, moment)) for moment in reminder.times]
            if any(start <= moment <= end for moment in moments):
                for notice in reminder.due(work, day, house):
                    yield Owed(reminder.name, _moved(notice, window))


def _moved(notice: Notice, window: Window) -> Notice:
    """At the nearest hour at which anything may be said."""
    moment = window.within(notice.at)
    return notice if moment == notice.at else replace(notice, at=moment)


def _promise(letter: Letter, work: Work, now: datetime, window: Window, reach: AddressBook) -> int:
    """Note what it says, and promise it where anything of it is new."""
    noted = [
        work.reminded.note(one.key, one.kind, one.notice.account, one.notice.at, one.notice.why, letter.key)
        for one in letter.owed
    ]
    if not any(noted):
        return 0
    leaves = min(max(now, letter.at) + spread(letter), max(now, window.within(at(now.date(), window.closes))))
    return int(
        work.promises.add(
            letter.key,
            reach(letter.account),
            Reply(letter.text),
            not_before=leaves,
            expires=letter.expires,
            in_hours=True,
        )
    )


def _absences(work: Work, owed: Sequence[Owed]) -> dict[date, Absences]:
    """Who is away or wants none, on the days something is to be said."""
    roster = work.people.roster()
    found: dict[date, Absences] = {}
    for day in sorted({one.notice.at.date() for one in owed}):
        accounts = {one.notice.account for one in owed if one.notice.at.date() == day}
        branches = sorted({p.branch for account in accounts if (p := roster.person(account)) is not None})
        away = {
            leave.account
            for branch in branches
            for leave in work.studies.leaves_of_branch(branch, day, day)
            if leave.state == "approved" and leave.event is None
        }
        found[day] = Absences(frozenset(away), frozenset(work.reminded.muted(day)))
    return found


# ---------------------------------------------------------------------- the calendar's items


def _item(moment: datetime, kind: str, key: str, text: str, why: str) -> dict[str, Any]:
    return {
        "at": moment.isoformat(timespec="minutes"),
        "kind": kind,
        "to": [],
        "key": key,
        "text": text,
        "why": why,
    }


def _concerns(item: dict[str, Any], branch: str, roster: Roster) -> bool:
    people = (roster.person(account) for account in item["to"])
    return any(person is not None and person.branch == branch for person in people)


def _recipients(accounts: list[str], day: date, roster: Roster) -> list[str]:
    """branch:… where it goes to every active member of one, else everybody by account."""
    homes = {person.branch for account in accounts if (person := roster.person(account)) is not None}
    if len(homes) == 1 and len(accounts) > 1:
        (branch,) = homes
        if set(accounts) >= {person.account for person in roster.due(branch, day)}:
            return [f"branch:{branch}"]
    return [f"member:{account}" for account in accounts]
