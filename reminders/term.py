"""换届: half a year before a term ends, and nearer and nearer; posts that stay vacant (domain.md §3.14, §5.3 no. 24, 25)."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from bot import wording
from bot.domain.people import Branch, Person, Role
from bot.domain.term import Term, ends_on, known_terms
from bot.router import House
from bot.store.work import Work
from reminders.kind import Notice, Reminder, at, days_before

FORMAL = 180
CALL = 30


def due(work: Work, day: date, house: House) -> Iterable[Notice]:
    """To the secretary and the committee's office, on the days of the standard, on a free day the working day before."""
    if not house.calendar.is_workday(day):
        return
    rules, roster = house.standard.terms, work.people.roster()
    office = roster.holders(Role.ORGAN_OFFICE)
    for branch in roster.branches:
        terms = known_terms(work.ledger.of_branch(Term, branch.name), branch, rules.branch_years, day)
        if not terms:
            continue
        secretary = roster.secretary(branch.name, day)
        told = [*([secretary] if secretary is not None else []), *office]
        last = ends_on(terms[-1], rules.extension_max_days)
        left = days_before(house.calendar, last, day, rules.remind_before_days)
        if left is not None:
            key = f"term:{branch.name}:{last}:{left}"
            for person in told:
                own = person is secretary
                yield Notice(
                    key,
                    person.account,
                    _text(branch, last, left, own=own),
                    at(day),
                    "换届提醒",
                    deadline=True,
                )
        yield from _vacancies(branch, terms[-1], day, house, told)


def _vacancies(branch: Branch, term: Term, day: date, house: House, told: list[Person]) -> Iterator[Notice]:
    """Thirty days before a vacant post has to be filled, and on the day itself."""
    if term.vacant_from is None or term.filled_on is not None or not term.vacant_posts:
        return
    last = term.vacant_from + timedelta(days=house.standard.terms.vacancy_fill_days)
    left = days_before(house.calendar, last, day, (30, 0))
    if left is not None:
        for person in told:
            key = f"vacancy:{branch.name}:{term.vacant_from}:{left}"
            yield Notice(
                key,
                person.account,
                _vacant(branch, term.vacant_posts, last),
                at(day),
                "补选提醒",
                deadline=True,
            )


def _text(branch: Branch, last: date, left: int, *, own: bool) -> str:
    whose = "本届" if own else f"{branch.name}本届"
    if left > FORMAL - 60:
        return (
            f"【换届提醒】{whose}任期至{wording.full_day(last)}届满，请做好换届准备。（函件由机关党委印发）"
        )
    if left > CALL:
        return f"【换届提醒】距{whose}任期届满还有{left}天（{wording.full_day(last)}），请研究候选人方案，准备换届请示。"
    return f"【换届提醒】距{whose}任期届满{left}天，请报送换届选举请示；确需延期的请先报批。"


def _vacant(branch: Branch, posts: Iterable[str], last: date) -> str:
    return f"【补选提醒】{branch.name}{wording.listed(posts)}空缺，请于{wording.day(last)}前补选。"


TERM = Reminder("term", due)
