"""支委会、党小组会、主题党日: what is not logged yet this month, to those who hold it (domain.md §5.1, §5.3 no. 4, 5)."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot import wording
from bot.domain.activity import Activity, Event
from bot.domain.duties import Duty, duties, unlogged
from bot.domain.people import Branch, Office, Role
from bot.router import House
from bot.store.work import Work
from reminders.kind import Notice, Reminder, at, month_end


def due(work: Work, day: date, house: House) -> Iterable[Notice]:
    """On the 20th or the next working day, on the 25th likewise, and on the last working day but one, 09:00."""
    occasion = _occasion(day, house)
    if not occasion:
        return
    roster = work.people.roster()
    for branch in roster.branches:
        for person, missing in _missing(work, branch, day, house).items():
            text = _text(branch.name, missing, day, house, shorter=occasion != "20")
            key = f"monthly_duties:{day:%Y-%m}:{occasion}:{branch.name}"
            yield Notice(key, person, text, at(day), "本月应开未登记")
    if occasion == "last":
        yield from _for_the_committee(work, day, house)


def _for_the_committee(work: Work, day: date, house: House) -> Iterable[Notice]:
    """On the last working day but one the full-time deputy reads which branches are behind; none, no message."""
    roster = work.people.roster()
    behind = []
    for branch in roster.branches:
        missing = unlogged(_monthly(work, branch, day, house), _held(work, branch, day))
        if missing:
            names = wording.listed(wording.event_name(duty.event, duty.group) for duty in missing)
            behind.append(f"{branch.short_name or branch.name}：{names}")
    if behind:
        for person in roster.holders(Role.FULL_TIME_DEPUTY):
            text = "\n".join([f"【本月情况】{len(behind)}个支部本月会议尚未登记齐：", *behind])
            yield Notice(
                f"monthly_duties:{day:%Y-%m}:behind", person.account, text, at(day), "月末提醒专职副书记关注"
            )


def _occasion(day: date, house: House) -> str:
    for number in (20, 25):
        if house.calendar.next_workday(day.replace(day=number)) == day:
            return str(number)
    first = day.replace(day=1)
    last = house.calendar.last_workday(first, month_end(day))
    before_last = house.calendar.previous_workday(last - timedelta(days=1)) if last is not None else None
    return "last" if day == before_last else ""


def _monthly(work: Work, branch: Branch, day: date, house: House) -> list[Duty]:
    """What the branch owes within the month of a day."""
    first, last = day.replace(day=1), month_end(day)
    owed = duties(house.standard, house.calendar, branch, work.people.roster(), first, last)
    return [duty for duty in owed if duty.period.first == first and duty.period.last == last]


def _held(work: Work, branch: Branch, day: date) -> list[Activity]:
    return work.records.find(branch.name, day.replace(day=1), month_end(day))


def _missing(work: Work, branch: Branch, day: date, house: House) -> dict[str, list[str]]:
    """Account → what this person's branch or group has not logged: the secretary all, a group leader his group's."""
    roster = work.people.roster()
    missing = unlogged(_monthly(work, branch, day, house), _held(work, branch, day))
    found: dict[str, list[str]] = {}
    secretary = roster.secretary(branch.name, day)
    if secretary is not None and missing:
        found[secretary.account] = [wording.event_name(duty.event, duty.group) for duty in missing]
    groups = [duty.group for duty in missing if duty.event is Event.GROUP_MEETING]
    for person in roster.members(branch.name, day):
        if (
            Office.GROUP_LEADER in person.offices_on(day)
            and person.group in groups
            and person.account not in found
        ):
            found[person.account] = [wording.event_name(Event.GROUP_MEETING, person.group)]
    return found


def _text(branch: str, missing: list[str], day: date, house: House, *, shorter: bool) -> str:
    what, end = wording.listed(missing), month_end(day)
    if not shorter:
        return f"【工作提醒】截至{wording.day(day)}，{branch}{day.month}月{what}尚未登记。请于{wording.day(end)}前召开并登记。"
    left = sum(house.calendar.is_workday(day + timedelta(days=n)) for n in range(1, (end - day).days + 1))
    return f"【工作提醒】本月还有{left}个工作日，{what}尚未登记。如已召开，请补登记。"


MONTHLY_DUTIES = Reminder("monthly_duties", due)
