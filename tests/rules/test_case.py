"""A problem's way from its issue to its closing: every step from its place, nobody his own judge (domain.md §3.5)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.almanac import load_calendar
from bot.clock import HOUSE
from bot.domain.case import BEING_WORKED_ON, OPEN, STEPS, Action, Case, Said, Stage, issued, take
from bot.domain.people import Office, Person, Role
from bot.domain.rectification import Item, Severity, deadline
from bot.domain.refusal import (
    ExtensionRefused,
    NotAllowed,
    ObjectionTooLate,
    Refusal,
    ReopeningTooLate,
    WrongStage,
)
from bot.standards import shipped_standard
from tests import make

RULES, CALENDAR = shipped_standard().rectifying, load_calendar()
HOME, ELSEWHERE = make.BRANCH, "第六党支部"
SECRETARY = make.person("张华", "zhanghua", offices=[Office.SECRETARY])
INSPECTOR = make.person("赵磊", "zhaolei", at=ELSEWHERE, roles=[Role.INSPECTOR])
AT_HOME = make.person("李娜", "lina", roles=[Role.INSPECTOR])
OCTOBER_15 = datetime(2026, 10, 15, 10, tzinfo=HOUSE)


def said(actor: Person, at: datetime = OCTOBER_15, **more: object) -> Said:
    return replace(Said(actor, at), **more)  # type: ignore[arg-type]


def problem(due: date = date(2026, 10, 22), severity: Severity = Severity.MINOR) -> Case:
    item = Item("1", HOME, OCTOBER_15.date(), "9月支委会记录缺请假人员", severity, due)
    return issued(item, said(INSPECTOR))


def after(case: Case, *steps: tuple[Action, Said]) -> Case:
    for action, words in steps:
        case = take(case, action, words, RULES, CALENDAR)
    return case


def test_from_issue_to_closing() -> None:
    case = after(
        problem(),
        (Action.ACKNOWLEDGE, said(SECRETARY)),
        (Action.PLAN, said(SECRETARY, responsible="lina", note="补齐记录")),
        (Action.SUBMIT, said(SECRETARY, OCTOBER_15 + timedelta(days=4), note="记录已补")),
        (Action.RETURN, said(INSPECTOR, OCTOBER_15 + timedelta(days=5), note="要补签到表")),
        (Action.SUBMIT, said(SECRETARY, OCTOBER_15 + timedelta(days=6))),
        (Action.CLOSE, said(INSPECTOR, OCTOBER_15 + timedelta(days=7))),
    )
    assert case.stage is Stage.CLOSED
    assert case.responsible == "lina"
    assert case.item.handed_in_on == date(2026, 10, 21)
    assert (case.item.closed_on, case.item.returns) == (date(2026, 10, 22), 1)


def test_who_hands_in_without_signing_has_signed() -> None:
    case = after(problem(), (Action.SUBMIT, said(SECRETARY, note="已补")))
    assert [step.action for step in case.steps] == [Action.ISSUE, Action.ACKNOWLEDGE, Action.SUBMIT]
    assert [step.note for step in case.steps] == ["", "", "已补"]


@pytest.mark.parametrize(
    "judge", [SECRETARY, AT_HOME], ids=["who handed it in", "an inspector of the branch"]
)
@pytest.mark.parametrize("action", [Action.CLOSE, Action.RETURN])
def test_nobody_of_the_branch_verifies(judge: Person, action: Action) -> None:
    case = after(problem(), (Action.SUBMIT, said(SECRETARY)))
    with pytest.raises(NotAllowed):
        take(case, action, said(judge, note="行"), RULES, CALENDAR)


@pytest.mark.parametrize(
    ("days", "until", "why"),
    [
        (0, date(2026, 11, 6), ""),
        (7, date(2026, 11, 6), ""),  # on the last day still
        (8, date(2026, 11, 6), "late"),
        (0, date(2026, 11, 7), "long"),  # 22 October and fifteen days
        (0, date(2026, 10, 22), "earlier"),
        (0, None, "earlier"),
    ],
)
def test_more_time_is_asked_for_before_it_runs_out(days: int, until: date | None, why: str) -> None:
    words = said(SECRETARY, OCTOBER_15 + timedelta(days=days), until=until)
    if not why:
        assert after(problem(), (Action.ASK_EXTENSION, words)).request is not None
        return
    with pytest.raises(ExtensionRefused) as refused:
        after(problem(), (Action.ASK_EXTENSION, words))
    assert refused.value.problem == why


def test_more_time_is_granted_once() -> None:
    until = date(2026, 10, 29)
    case = after(
        problem(),
        (Action.ASK_EXTENSION, said(SECRETARY, until=until)),
        (Action.GRANT_EXTENSION, said(INSPECTOR, until=until)),
    )
    assert case.due(RULES, CALENDAR) == until
    with pytest.raises(ExtensionRefused) as refused:
        after(case, (Action.ASK_EXTENSION, said(SECRETARY, until=date(2026, 11, 3))))
    assert refused.value.problem == "again"


def test_refused_more_time_leaves_the_day_and_may_be_asked_for_again() -> None:
    asked = (Action.ASK_EXTENSION, said(SECRETARY, until=date(2026, 10, 29)))
    case = after(problem(), asked, (Action.REFUSE_EXTENSION, said(INSPECTOR)))
    assert (case.stage, case.due(RULES, CALENDAR)) == (Stage.IN_PROGRESS, date(2026, 10, 22))
    assert after(case, asked).stage is Stage.EXTENSION_PENDING


def test_overdue_is_counted_from_the_working_day_and_ends_with_the_hand_in() -> None:
    case = problem(due=date(2026, 10, 3))  # in the national holiday: 8 October
    assert case.due(RULES, CALENDAR) == date(2026, 10, 8)
    assert [case.overdue(RULES, CALENDAR, date(2026, 10, day)) for day in (8, 9, 16)] == [0, 1, 8]
    handed_in = after(case, (Action.SUBMIT, said(SECRETARY)))
    assert handed_in.overdue(RULES, CALENDAR, date(2026, 12, 1)) == 0
    returned = after(handed_in, (Action.RETURN, said(INSPECTOR, note="补")))
    assert returned.overdue(RULES, CALENDAR, date(2026, 10, 16)) == 8


def test_a_relapse_gets_a_new_day_and_keeps_the_first_hand_in() -> None:
    closed = after(problem(), (Action.SUBMIT, said(SECRETARY)), (Action.CLOSE, said(INSPECTOR)))
    found = OCTOBER_15 + timedelta(days=90)
    again = after(closed, (Action.REOPEN, said(INSPECTOR, found, until=date(2027, 1, 20))))
    assert (again.stage, again.due(RULES, CALENDAR)) == (Stage.IN_PROGRESS, date(2027, 1, 20))
    assert (again.item.relapsed_on, again.item.handed_in_on) == (found.date(), OCTOBER_15.date())
    once_more = after(again, (Action.SUBMIT, said(SECRETARY, found + timedelta(days=2))))
    assert once_more.item.handed_in_on == OCTOBER_15.date()
    with pytest.raises(ReopeningTooLate):
        after(
            closed, (Action.REOPEN, said(INSPECTOR, OCTOBER_15 + timedelta(days=91), until=date(2027, 1, 20)))
        )


def test_an_objection_within_five_working_days_waits_for_its_answer() -> None:
    case = after(problem(), (Action.OBJECT, said(SECRETARY, OCTOBER_15 + timedelta(days=7), note="有签到表")))
    assert case.objection is not None
    assert case.stage is Stage.ISSUED
    with pytest.raises(WrongStage):
        after(case, (Action.OBJECT, said(SECRETARY, note="再说一次")))
    assert after(case, (Action.REJECT_OBJECTION, said(INSPECTOR))).objection is None
    assert after(case, (Action.CANCEL, said(INSPECTOR))).stage is Stage.CANCELLED
    with pytest.raises(ObjectionTooLate):
        after(problem(), (Action.OBJECT, said(SECRETARY, OCTOBER_15 + timedelta(days=8), note="晚了")))


@pytest.mark.parametrize("last", [Action.SUBMIT, Action.RETURN, Action.CLOSE])
def test_a_step_taken_by_mistake_is_taken_back(last: Action) -> None:
    before = problem() if last is Action.SUBMIT else after(problem(), (Action.SUBMIT, said(SECRETARY)))
    actor = SECRETARY if last is Action.SUBMIT else INSPECTOR
    done = after(before, (last, said(actor, note="看不清")))
    undone = after(done, (Action.TAKE_BACK, said(actor)))
    assert undone.item == before.item
    assert undone.stage is (Stage.IN_PROGRESS if last is Action.SUBMIT else Stage.SUBMITTED)
    with pytest.raises(WrongStage):
        after(done, (Action.TAKE_BACK, said(actor, OCTOBER_15 + timedelta(hours=25))))
    with pytest.raises(WrongStage):
        after(done, (Action.TAKE_BACK, said(AT_HOME)))


def test_an_imported_item_stands_where_its_dates_say() -> None:
    item = Item("2026-Q3-01", HOME, date(2026, 9, 18), "讲稿未归档", Severity.MINOR, date(2026, 9, 28))
    assert Case(item).stage is Stage.IN_PROGRESS
    assert Case(replace(item, handed_in_on=date(2026, 9, 25))).stage is Stage.SUBMITTED
    assert Case(replace(item, closed_on=date(2026, 9, 26))).stage is Stage.CLOSED


class Rectification(RuleBasedStateMachine):
    """Anybody tries anything, at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.at = OCTOBER_15
        self.case = problem()
        self.deadlines = {deadline(self.case.item, RULES, CALENDAR)}

    @rule(days=st.integers(0, 12), hours=st.integers(0, 9))
    def time_passes(self, days: int, hours: int) -> None:
        self.at += timedelta(days=days, hours=hours)

    @rule(
        action=st.sampled_from([action for action in Action if action is not Action.ISSUE]),
        actor=st.sampled_from([SECRETARY, INSPECTOR, AT_HOME]),
        ahead=st.integers(-3, 20),
        severity=st.sampled_from(Severity),
    )
    def somebody_tries(self, action: Action, actor: Person, ahead: int, severity: Severity) -> None:
        before = self.case
        words = said(
            actor, self.at, note="说明", until=self.at.date() + timedelta(days=ahead), severity=severity
        )
        try:
            self.case = take(before, action, words, RULES, CALENDAR)
        except Refusal:
            assert self.case is before
            return
        assert before.stage in STEPS[action][0]
        assert self.case.steps[: len(before.steps)] == before.steps
        assert self.case.steps[-1].action is action
        assert self.case.steps[-1].by == actor.account
        assert self.case.steps[-1].at == self.at
        if action is Action.CLOSE:
            assert before.submission is not None
            assert before.submission.by != actor.account
            assert actor.branch != HOME

    @precondition(lambda self: self.case.stage is Stage.CLOSED)
    @rule()
    def closed_by_somebody_else(self) -> None:
        closing = next(step for step in reversed(self.case.steps) if step.action is Action.CLOSE)
        handed_in = next(step for step in reversed(self.case.steps) if step.action is Action.SUBMIT)
        assert closing.by == INSPECTOR.account != handed_in.by

    @invariant()
    def the_facts_fit_the_stage(self) -> None:
        item, stage = self.case.item, self.case.stage
        assert (stage in OPEN) == self.case.open
        assert item.returns >= 0
        if stage is Stage.CLOSED:
            assert item.closed_on is not None
        elif not self.case.reopened:
            assert item.closed_on is None
        if stage in BEING_WORKED_ON and not self.case.reopened:
            assert item.handed_in_on is None
        if stage is Stage.SUBMITTED and not self.case.reopened:
            assert item.handed_in_on is not None
        if item.extended_to is not None:
            assert item.extended_to <= item.due_on + timedelta(days=RULES.extension_max_days)

    @invariant()
    def only_the_branch_can_be_late(self) -> None:
        late = self.case.overdue(RULES, CALENDAR, self.at.date())
        assert late == 0 or self.case.being_worked_on


TestRectification = Rectification.TestCase
