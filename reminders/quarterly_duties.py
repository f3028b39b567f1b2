"""季度: the assembly and the lecture that are still to be held; and to the committee, who is behind (domain.md §5.1, §5.3 no. 6)."""

from collections.abc import Iterable
from datetime import date, timedelta

from bot import wording
from bot.domain.activity import Event
from bot.domain.duties import Duty, duties, unlogged
from bot.domain.measures.outcome import Period, periods
from bot.domain.people import Branch, Role
from bot.router import House
from bot.store.work import Work
from reminders.kind import Notice, Reminder, at

TENTH = 10
LAST_MONTHS = (3, 6, 9, 12)
QUARTERS = "一二三四"


def due(work: Work, day: date, house: House) -> Iterable[Notice]:
    """On the 10th of a quarter's last month, or the next working day, to secretaries."""
    if day.month not in LAST_MONTHS or house.calendar.next_workday(day.replace(day=TENTH)) != day:
        return
    quarter = _quarter(day)
    roster = work.people.roster()
    for branch in roster.branches:
        missing, secretary = _missing(work, branch, quarter, house), roster.secretary(branch.name, day)
        if missing and secretary is not None:
            key = f"quarterly_duties:{day:%Y}-Q{day.month // 3}:{branch.name}"
            lectures = _lectures(work, branch, day, secretary.name)
            yield Notice(
                key, secretary.account, _text(missing, quarter, lectures), at(day), "本季度应开未登记"
            )


def at_risk(work: Work, day: date, house: House) -> Iterable[Notice]:
    """On the first working day of a quarter, to the full-time deputy: which branches did not hold all of the last one."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    if house.calendar.next_workday(first) != day:
        return
    quarter = _quarter(first - timedelta(days=1))
    roster = work.people.roster()
    behind = [
        (branch.short_name or branch.name, missing)
        for branch in roster.branches
        if (missing := _missing(work, branch, quarter, house))
    ]
    if behind:
        for person in roster.holders(Role.FULL_TIME_DEPUTY):
            key = f"branches_at_risk:{quarter.first:%Y-%m}"
            yield Notice(key, person.account, _behind(quarter, behind), at(day), "季度初提醒专职副书记关注")


def _quarter(day: date) -> Period:
    return periods(day.year, "quarter")[(day.month - 1) // 3]


def _missing(work: Work, branch: Branch, quarter: Period, house: House) -> list[Duty]:
    roster = work.people.roster()
    owed = [
        duty
        for duty in duties(house.standard, house.calendar, branch, roster, quarter.first, quarter.last)
        if duty.period == quarter
    ]
    return unlogged(owed, work.records.find(branch.name, quarter.first, quarter.last))


def _lectures(work: Work, branch: Branch, day: date, secretary: str) -> int:
    """How often the secretary has lectured this year."""
    held = work.records.find(branch.name, date(day.year, 1, 1), day, event=Event.PARTY_LECTURE)
    return sum(secretary in lecture.lecturers for lecture in held)


def _name(quarter: Period) -> str:
    return f"{QUARTERS[(quarter.first.month - 1) // 3]}季度"


def _text(missing: list[Duty], quarter: Period, lectures: int) -> str:
    what = wording.listed(wording.event_name(duty.event, duty.group) for duty in missing)
    lecture = any(duty.event is Event.PARTY_LECTURE for duty in missing)
    own = f"今年书记讲党课{lectures}次{'（已完成）' if lectures else ''}。" if lecture else ""
    return f"【工作提醒】{_name(quarter)}{what}尚未登记。{own}请于{wording.day(quarter.last)}前安排。"


def _behind(quarter: Period, behind: list[tuple[str, list[Duty]]]) -> str:
    lines = [
        f"{name}：{wording.listed(wording.event_name(duty.event, duty.group) for duty in missing)}"
        for name, missing in behind
    ]
    return "\n".join([f"【季度情况】{_name(quarter)}有{len(behind)}个支部的会议没有登记齐：", *lines])


QUARTERLY_DUTIES = Reminder("quarterly_duties", due)
AT_RISK = Reminder("branches_at_risk", at_risk)
