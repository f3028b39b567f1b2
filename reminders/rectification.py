"""整改: before a deadline to who has to act, after it step by step to who has to know (domain.md §3.5, §5.3 no. 10-12)."""

from collections.abc import Iterable, Iterator
from datetime import date

from bot import casework, wording
from bot.domain.case import Case, Stage
from bot.domain.people import Person, Role, Roster
from bot.domain.sections import SECRETARY
from bot.router import House
from bot.store.work import Work
from reminders.kind import Notice, Reminder, at, days_before


def due(work: Work, day: date, house: House) -> Iterable[Notice]:
    """Everything about open problems that falls on a working day."""
    if not house.calendar.is_workday(day):
        return
    roster = work.people.roster()
    for case in work.cases.open():
        if case.being_worked_on:
            yield from _before(case, day, house, roster)
            yield from _after(case, day, house, roster)
            yield from _unsigned(case, day, house, roster)
        elif case.stage is Stage.SUBMITTED:
            yield from _unverified(case, day, house, roster)


def _before(case: Case, day: date, house: House, roster: Roster) -> Iterator[Notice]:
    """D-7, D-3, D-1, D0, on a free day the working day before: to who puts it right and to the secretary."""
    rules, last = house.standard.rectifying, _last(case, house)
    left = days_before(house.calendar, last, day, rules.remind_before_days)
    if left is None:
        return
    for person in _responsible(case, day, roster):
        key = f"rectification:{case.item.number}:{last}:D-{left}"
        yield Notice(key, person.account, _due_in(case, last, left), at(day), "整改期限将到", deadline=True)


def _after(case: Case, day: date, house: House, roster: Roster) -> Iterator[Notice]:
    """The ladder: on each of its days, or the next working day, to those named in the standard."""
    rules, last = house.standard.rectifying, _last(case, house)
    ladder = [*rules.escalate, (rules.report_after_days, (Role.ORGAN_OFFICE.value,))]
    for days, offices in ladder:
        moment = date.fromordinal(last.toordinal() + days)
        if house.calendar.next_workday(moment) != day:
            continue
        late = (day - last).days
        for person, text in _told(case, offices, day, late, roster, report=days == rules.report_after_days):
            key = f"rectification:{case.item.number}:{last}:D+{days}"
            yield Notice(key, person.account, text, at(day), f"整改逾期{days}天，按规定提醒", deadline=True)


def _told(
    case: Case, offices: Iterable[str], day: date, late: int, roster: Roster, *, report: bool
) -> Iterator[tuple[Person, str]]:
    for office in offices:
        if office == SECRETARY:
            for person in casework.keepers(roster, case.item.branch, day):
                yield person, _overdue(case, late)
        else:
            for person in roster.holders(Role(office)):
                yield person, _to_report(case, late) if report else _escalated(case, late)


def _unsigned(case: Case, day: date, house: House, roster: Roster) -> Iterator[Notice]:
    """Not acknowledged within its working days: once to the secretary."""
    if case.stage is not Stage.ISSUED or case.issued_at is None:
        return
    rules = house.standard.rectifying
    last = house.calendar.add_workdays(case.issued_at.date(), rules.acknowledge_working_days)
    if house.calendar.next_workday(last) == day:
        for person in casework.keepers(roster, case.item.branch, day):
            key = f"acknowledge:{case.item.number}"
            yield Notice(key, person.account, _sign(case), at(day), "问题清单尚未签收", deadline=True)


def _unverified(case: Case, day: date, house: House, roster: Roster) -> Iterator[Notice]:
    """Handed in and not verified within its working days: to the inspector."""
    handed_in = case.submission
    if handed_in is None:
        return
    rules = house.standard.rectifying
    if house.calendar.add_workdays(handed_in.at.date(), rules.verify_working_days) == day:
        for person in casework.verifiers(roster, case, day):
            key = f"verify:{case.item.number}:{handed_in.at:%Y-%m-%d}"
            yield Notice(key, person.account, _to_verify(case), at(day), "整改提交后尚未验收")


def _last(case: Case, house: House) -> date:
    return case.due(house.standard.rectifying, house.calendar)


def _responsible(case: Case, day: date, roster: Roster) -> list[Person]:
    people = casework.keepers(roster, case.item.branch, day)
    person = roster.person(case.responsible) if case.responsible else None
    return people + ([person] if person is not None and person not in people else [])


# ---------------------------------------------------------------------- the sentences


def _due_in(case: Case, last: date, left: int) -> str:
    what = casework.label(case.item)
    number = wording.item_number(case.item.number)
    if left == 0:
        return f"【整改提醒】{what}今日到期。已完成请提交，例如“{number}整改完成了”；需延期请于今日申请。"
    return (
        f"【整改提醒】{what}还有{left}天到期（{wording.day_of_week(last)}）。改好后请说“{number}整改完成了”。"
    )


def _overdue(case: Case, late: int) -> str:
    return f"【逾期提醒】{casework.label(case.item)}已逾期{late}天，请尽快提交整改情况并说明原因。"


def _escalated(case: Case, late: int) -> str:
    return f"【逾期提醒】{case.item.branch}{casework.label(case.item)}已逾期{late}天，尚未提交整改。"


def _to_report(case: Case, late: int) -> str:
    return f"【列入通报】{case.item.branch}{casework.label(case.item)}已逾期{late}天，按规定列入通报。"


def _sign(case: Case) -> str:
    number = wording.item_number(case.item.number)
    return f"【签收提醒】{casework.label(case.item)}尚未签收，今日是签收的最后一天。请回复“{number}已签收”。"


def _to_verify(case: Case) -> str:
    number = wording.item_number(case.item.number)
    return f"【验收提醒】{case.item.branch}{casework.label(case.item)}提交后还没有验收，今日到期。请回复“{number}通过”，或“{number}退回”并说明要补什么。"


RECTIFICATION = Reminder("rectification", due)
