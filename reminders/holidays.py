"""节假日安排: from December on, while next year's working days are only computed, to the administrator (domain.md §2.6)."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot.domain.people import Role
from bot.router import House
from bot.store.work import Work
from reminders.kind import Notice, Reminder, at

DECEMBER = 12


def due(work: Work, day: date, house: House) -> Iterable[Notice]:
    """On the first working day of each week of December."""
    monday = day - timedelta(days=day.weekday())
    first = house.calendar.next_workday(max(monday, day.replace(day=1)))
    if day.month != DECEMBER or first != day or not house.calendar.is_provisional(date(day.year + 1, 1, 2)):
        return
    for person in work.people.roster().holders(Role.SYSADMIN):
        yield Notice(
            f"holidays:{day.year + 1}:{monday}",
            person.account,
            _text(day.year + 1),
            at(day),
            "缺少次年放假安排",
        )


def _text(year: int) -> str:
    return (
        f"【系统提醒】{year}年的放假调休安排还没有，目前按法定节假日推算。国务院通知发布后，"
        "请升级程序，或在配置 [calendar] 的 holidays、workdays 中填写。"
    )


HOLIDAYS = Reminder("holidays", due)
