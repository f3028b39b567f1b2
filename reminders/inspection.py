"""季度检查: some days before it begins, what it would find missing, so that it can be put right (domain.md §3.4)."""

from collections.abc import Iterable, Iterator
from datetime import date

from bot import wording
from bot.domain.activity import Event
from bot.domain.duties import duties, unlogged
from bot.domain.ledger import Dues
from bot.domain.measures.outcome import periods
from bot.domain.people import Branch
from bot.router import House
from bot.store.work import Work
from reminders.kind import Notice, Reminder, at

WORKING_DAYS_BEFORE = 5
MOST, NAMED = 6, 3


def due(work: Work, day: date, house: House) -> Iterable[Notice]:
    """Five working days before a quarter's window opens, to every secretary: a list to check oneself by."""
    roster = work.people.roster()
    for quarter, (first, last) in house.standard.inspecting.windows.items():
        opens, closes = date(day.year, *first), date(day.year, *last)
        if not day < opens or house.calendar.add_workdays(
            day, WORKING_DAYS_BEFORE
        ) != house.calendar.next_workday(opens):
            continue
        if not house.calendar.is_workday(day):
            continue
        for branch in roster.branches:
            secretary = roster.secretary(branch.name, day)
            if secretary is not None:
                text = _text(quarter, opens, closes, list(_missing(work, branch, quarter, day, house)))
                key = f"inspection:{day.year}-Q{quarter}:{branch.name}"
                yield Notice(key, secretary.account, text, at(day), "季度检查前自查")


def _missing(work: Work, branch: Branch, quarter: int, day: date, house: House) -> Iterator[str]:
    """Meetings of the quarter's ended months and of this one, months without dues, problems not closed."""
    whole = periods(day.year, "quarter")[quarter - 1]
    first = min(whole.first, day.replace(day=1))
    roster = work.people.roster()
    owed = [
        duty
        for duty in duties(house.standard, house.calendar, branch, roster, first, day)
        if duty.period.first >= whole.first
    ]
    missing = unlogged(owed, work.records.find(branch.name, first, whole.last))
    weeks = [d.period.name for d in missing if d.event is Event.FRIDAY_STUDY and d.period.last < day]
    for duty in missing:
        if duty.event is not Event.FRIDAY_STUDY:
            yield f"{duty.period.name}{wording.event_name(duty.event, duty.group)}"
    if weeks:
        yield f"{len(weeks)}次周五学习{f'（{wording.listed(weeks)}）' if len(weeks) <= NAMED else ''}"
    paid = {dues.month for dues in work.ledger.of_branch(Dues, branch.name) if dues.complete}
    unpaid = [
        m
        for m in periods(day.year, "month")
        if whole.first <= m.first and m.last < day and m.first not in paid
    ]
    yield from (f"{month.name}党费" for month in unpaid)
    open_ = sum(case.being_worked_on for case in work.cases.of_branch(branch.name))
    if open_:
        yield f"{open_}项检查问题没有整改"


def _text(quarter: int, opens: date, closes: date, missing: list[str]) -> str:
    head = f"【自查提醒】{'一二三四'[quarter - 1]}季度检查{wording.day(opens)}至{wording.day(closes)}进行。"
    if not missing:
        return f"{head}目前登记没有缺项，请备好会议记录和台账。"
    more = f"等{len(missing)}项" if len(missing) > MOST else ""
    return f"{head}目前还缺：{wording.listed(missing[:MOST])}{more}。已召开的请补登记，没有的请尽快安排。"


INSPECTION = Reminder("inspection", due)
