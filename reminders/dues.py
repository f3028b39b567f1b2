"""党费: on the 20th and on the last working day, to who keeps the book, while a month is not complete (domain.md §5.1)."""

from collections.abc import Iterable
from datetime import date

from bot.domain.ledger import Dues
from bot.domain.people import Office, Person, Roster
from bot.router import House
from bot.store.work import Work
from reminders.kind import Notice, Reminder, at, month_end

TWENTIETH = 20


def due(work: Work, day: date, house: House) -> Iterable[Notice]:
    """To the organisation member, else the secretary. Who owes, and how much, is not kept and not said."""
    last = house.calendar.last_workday(day.replace(day=1), month_end(day))
    if day != last and house.calendar.next_workday(day.replace(day=TWENTIETH)) != day:
        return
    roster = work.people.roster()
    for branch in roster.branches:
        if any(
            dues.complete and dues.month == day.replace(day=1)
            for dues in work.ledger.of_branch(Dues, branch.name)
        ):
            continue
        keeper = _keeper(roster, branch.name, day)
        if keeper is not None:
            key = f"dues:{day:%Y-%m}:{'last' if day == last else TWENTIETH}:{branch.name}"
            yield Notice(key, keeper.account, _text(day, final=day == last), at(day), "当月党费尚未登记收齐")


def _keeper(roster: Roster, branch: str, day: date) -> Person | None:
    members = roster.members(branch, day)
    keeper = next((p for p in members if Office.ORGANISATION_MEMBER in p.offices_on(day)), None)
    return keeper or roster.secretary(branch, day)


def _text(day: date, *, final: bool) -> str:
    when = "今天是本月最后一个工作日，" if final else ""
    return f"【党费提醒】{when}本支部{day.month}月党费尚未登记收齐。收齐后请说“{day.month}月党费收齐了”。"


DUES = Reminder("dues", due)
