"""星级申报: when it opens, three days before it closes, and who missed it (domain.md §3.3, §5.3 no. 17, 18)."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot import wording
from bot.domain.application import closing_day, opening_day
from bot.domain.ledger import Application
from bot.domain.people import Role
from bot.router import House
from bot.store.work import Work
from reminders.kind import Notice, Reminder, at, days_before

BEFORE = (3, 0)


def due(work: Work, day: date, house: House) -> Iterable[Notice]:
    """To secretaries who have not applied; after the closing day to the office, who did not."""
    opens, closes = opening_day(house.standard, day.year), closing_day(house.standard, day.year)
    opening = house.calendar.next_workday(opens) == day
    left = days_before(house.calendar, closes, day, BEFORE)
    after = house.calendar.next_workday(closes + timedelta(days=1)) == day
    if not opening and left is None and not after:
        return
    roster = work.people.roster()
    missing = [branch for branch in roster.branches if not _applied(work, branch.name, day.year)]
    if after and missing:
        for person in roster.holders(Role.ORGAN_OFFICE):
            text = _missed([branch.short_name or branch.name for branch in missing])
            yield Notice(
                f"application:{day.year}:missed", person.account, text, at(day), "申报截止，尚未申报的支部"
            )
        return
    for branch in missing:
        secretary = roster.secretary(branch.name, day)
        if secretary is not None:
            text = _open(opens, closes) if left is None else _closing(left)
            key = f"application:{day.year}:{'open' if left is None else left}:{branch.name}"
            yield Notice(key, secretary.account, text, at(day), "星级申报", deadline=left is not None)


def _applied(work: Work, branch: str, year: int) -> bool:
    return any(one.year == year for one in work.ledger.of_branch(Application, branch))


def _open(opens: date, closes: date) -> str:
    return (
        f"【星级申报】今年申报时间{wording.day(opens)}至{wording.day(closes)}。请完成自评后申报，例如“我们申报四星”。"
        "未申报的支部按规定列为后进党支部。"
    )


def _closing(left: int) -> str:
    when = f"距申报截止还有{left}天" if left else "今日申报截止"
    return f"【星级申报】{when}，本支部尚未申报。请回复“我们申报四星”这样的话申报。"


def _missed(names: list[str]) -> str:
    return f"【星级申报】申报已截止，{len(names)}个支部没有申报：{wording.listed(names)}。"


APPLICATION = Reminder("application", due)
