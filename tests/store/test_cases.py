"""Problems in the store: numbers never given twice, every step audited, of two who decide at once one does."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier

from sqlalchemy import func, select

from bot.almanac import load_calendar
from bot.domain.case import Action, Case, Said, Stage, take
from bot.domain.people import Person, Role
from bot.domain.rectification import Item, Severity
from bot.domain.refusal import WrongStage
from bot.standards import shipped_standard
from bot.store import Store, Work
from bot.store.case_tables import item_steps
from bot.store.tables import audit
from tests import make
from tests.conftest import StandingClock

RULES, CALENDAR = shipped_standard().rectifying, load_calendar()
PROBLEM = Item("", make.BRANCH, make.FRIDAY, "党课没有讲稿", Severity.MINOR, date(2026, 12, 4))
INSPECTOR = make.person("赵磊", "zhaolei", at="第六党支部", roles=[Role.INSPECTOR])
SECRETARY = make.person("党员0", "m0")


def issue(store: Store, **changes: str) -> Case:
    return store.run_now(lambda work: work.cases.issue(replace(PROBLEM, **changes), Said(INSPECTOR, work.at)))  # type: ignore[arg-type]


def step(work: Work, number: str, action: Action, actor: Person) -> Case:
    before = work.cases.hold(number)
    assert before is not None
    after = take(before, action, Said(actor, work.at, note="说明"), RULES, CALENDAR)
    work.cases.save(before, after)
    return after


def test_numbers_are_counted_on_and_never_given_twice(store: Store) -> None:
    assert [issue(store).item.number for _ in range(3)] == ["1", "2", "3"]
    store.run_now(lambda work: step(work, "3", Action.CANCEL, INSPECTOR))
    assert issue(store).item.number == "4"  # a cancelled number is not used again
    imported = replace(PROBLEM, number="17")
    store.run_now(lambda work: work.ledger.save([imported, replace(PROBLEM, number="2026-Q3-99")]))
    assert issue(store).item.number == "18"


def test_many_who_issue_at_once_get_different_numbers(store: Store) -> None:
    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(lambda _: issue(store).item.number, range(24)))
    assert sorted(map(int, numbers)) == list(range(1, 25))


def test_every_step_has_its_row_and_its_place_in_the_audit(store: Store) -> None:
    number = issue(store).item.number
    for action, actor in (
        (Action.ACKNOWLEDGE, SECRETARY),
        (Action.SUBMIT, SECRETARY),
        (Action.RETURN, INSPECTOR),
        (Action.SUBMIT, SECRETARY),
        (Action.CLOSE, INSPECTOR),
    ):
        store.run_now(lambda work, action=action, actor=actor: step(work, number, action, actor))  # type: ignore[misc]
    case = store.read_now(lambda work: work.cases.get(number))
    assert case is not None
    assert case.stage is Stage.CLOSED
    assert (case.item.returns, case.item.closed_on) == (1, make.FRIDAY)

    def told(work: Work) -> tuple[list[str], int]:
        rows = work.connection.execute(
            select(audit.c.action).where(audit.c.object == f"item:{case.item.id}").order_by(audit.c.id)
        ).scalars()
        steps = work.connection.execute(select(func.count()).select_from(item_steps)).scalar_one()
        return [action for action in rows if action not in ("item_added", "item_changed")], steps

    actions, steps = store.read_now(told)
    assert actions == [f"item_{step.action.value}" for step in case.steps]
    assert steps == len(case.steps) == 6
    assert store.read_now(lambda work: work.audit.verify()).ok


def test_of_two_who_decide_at_once_one_does(store: Store) -> None:
    number = issue(store).item.number
    store.run_now(lambda work: step(work, number, Action.SUBMIT, SECRETARY))
    both = Barrier(2)

    def decide(action: Action) -> str:
        both.wait()
        try:
            store.run_now(lambda work: step(work, number, action, INSPECTOR))
        except WrongStage:
            return "refused"
        return action.value

    with ThreadPoolExecutor(2) as pool:
        done = sorted(pool.map(decide, (Action.CLOSE, Action.RETURN)))
    assert done.count("refused") == 1
    case = store.read_now(lambda work: work.cases.get(number))
    assert case is not None
    assert case.steps[-1].action.value in done


def test_a_cancelled_problem_counts_no_more_and_is_still_known(store: Store, clock: StandingClock) -> None:
    number = issue(store).item.number
    store.run_now(lambda work: step(work, number, Action.CANCEL, INSPECTOR))
    assert store.read_now(lambda work: work.cases.of_branch(make.BRANCH)) == []
    case = store.read_now(lambda work: work.cases.get(number))
    assert case is not None
    assert case.stage is Stage.CANCELLED
    clock.move(days=1)
    assert store.read_now(lambda work: work.cases.open()) == []


def test_what_a_chat_saw_last_is_remembered(store: Store) -> None:
    store.run_now(lambda work: work.cases.show("wecom:m0", ["3", "2026-Q3-01"]))
    store.run_now(lambda work: work.cases.show("wecom:m0", ["5"]))
    assert store.read_now(lambda work: work.cases.shown("wecom:m0")) == ["5"]
    assert store.read_now(lambda work: work.cases.shown("wecom:m1")) == []
