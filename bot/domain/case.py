"""A problem on its way: 下达 → 签收 → 整改 → 提交 → 验收销号, with returns, extensions, objections, relapses (domain.md §3.5).

`take` is the only way from one stage to the next. It decides and computes; it stores nothing. What scoring needs
stands in the `Item`; every step stays beside it, so that anybody can read how a problem was put right.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.domain.calendar import WorkCalendar
from bot.domain.people import Person
from bot.domain.rectification import Item, Severity, deadline
from bot.domain.refusal import (
    ExtensionRefused,
    NotAllowed,
    ObjectionTooLate,
    ReopeningTooLate,
    WrongStage,
)

if TYPE_CHECKING:
    from bot.domain.sections import Rectifying

OBJECTION_WORKING_DAYS = 5
"""A branch may object to a finding within so many working days of its issue (domain.md §3.4)."""
TAKEN_BACK_WITHIN = timedelta(hours=24)


class Stage(StrEnum):
    ISSUED = "issued"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    EXTENSION_PENDING = "extension_pending"
    SUBMITTED = "submitted"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Action(StrEnum):
    ISSUE = "issue"
    ACKNOWLEDGE = "acknowledge"
    PLAN = "plan"
    REPORT = "report"  # work told of by somebody who may not hand in himself
    SUBMIT = "submit"
    RETURN = "return"
    ASK_EXTENSION = "ask_extension"
    GRANT_EXTENSION = "grant_extension"
    REFUSE_EXTENSION = "refuse_extension"
    CLOSE = "close"
    REOPEN = "reopen"
    CANCEL = "cancel"
    OBJECT = "object"
    REJECT_OBJECTION = "reject_objection"
    REGRADE = "regrade"
    TAKE_BACK = "take_back"  # one's own last step, within a day


BEING_WORKED_ON = frozenset({Stage.ISSUED, Stage.ACKNOWLEDGED, Stage.IN_PROGRESS, Stage.EXTENSION_PENDING})
"""The branch's turn: not handed in, not closed. Only here something can be overdue."""
OPEN = BEING_WORKED_ON | {Stage.SUBMITTED}

STEPS: Mapping[Action, tuple[frozenset[Stage], Stage | None]] = {
    Action.ACKNOWLEDGE: (frozenset({Stage.ISSUED}), Stage.ACKNOWLEDGED),
    Action.PLAN: (BEING_WORKED_ON - {Stage.EXTENSION_PENDING}, Stage.IN_PROGRESS),
    Action.REPORT: (BEING_WORKED_ON, None),
    Action.SUBMIT: (BEING_WORKED_ON, Stage.SUBMITTED),
    Action.RETURN: (frozenset({Stage.SUBMITTED}), Stage.IN_PROGRESS),
    Action.ASK_EXTENSION: (BEING_WORKED_ON - {Stage.EXTENSION_PENDING}, Stage.EXTENSION_PENDING),
    Action.GRANT_EXTENSION: (frozenset({Stage.EXTENSION_PENDING}), Stage.IN_PROGRESS),
    Action.REFUSE_EXTENSION: (frozenset({Stage.EXTENSION_PENDING}), Stage.IN_PROGRESS),
    Action.CLOSE: (frozenset({Stage.SUBMITTED}), Stage.CLOSED),
    Action.REOPEN: (frozenset({Stage.CLOSED}), Stage.IN_PROGRESS),
    Action.CANCEL: (OPEN, Stage.CANCELLED),
    Action.OBJECT: (BEING_WORKED_ON, None),
    Action.REJECT_OBJECTION: (OPEN, None),
    Action.REGRADE: (OPEN, None),
    Action.TAKE_BACK: (frozenset({Stage.SUBMITTED, Stage.CLOSED, Stage.IN_PROGRESS}), None),
}
"""From where a step may be taken, and where it leads; None stays where it is."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step, as it was taken: by whom (account), when, with what words. `stage` is the stage after it.

    `until` is the new day asked for or set; `responsible` the account of who puts the problem right; `reference`
    names the inspection a problem was found in; `message_id` what it was said with.
    """

    action: Action
    by: str
    at: datetime
    stage: Stage
    note: str = ""
    until: date | None = None
    responsible: str = ""
    reference: str = ""
    message_id: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """An item with its steps, oldest first. An item imported from a ledger has none until somebody takes one."""

    item: Item
    steps: tuple[Step, ...] = ()

    @property
    def stage(self) -> Stage:
        if self.steps:
            return self.steps[-1].stage
        if self.item.closed_on is not None:
            return Stage.CLOSED
        return Stage.IN_PROGRESS if self.item.handed_in_on is None else Stage.SUBMITTED

    @property
    def open(self) -> bool:
        return self.stage in OPEN

    @property
    def being_worked_on(self) -> bool:
        return self.stage in BEING_WORKED_ON

    @property
    def inspector(self) -> str:
        """Who found it; empty for an imported item."""
        issued = self._first(Action.ISSUE)
        return issued.by if issued else ""

    @property
    def issued_at(self) -> datetime | None:
        issued = self._first(Action.ISSUE)
        return issued.at if issued else None

    @property
    def responsible(self) -> str:
        """Who puts it right, as planned last; empty means the secretary."""
        return next((step.responsible for step in reversed(self.steps) if step.responsible), "")

    @property
    def submission(self) -> Step | None:
        """The last hand-in, where it is neither returned nor from before a relapse."""
        for step in reversed(self.steps):
            if step.action is Action.SUBMIT:
                return step
            if step.action in (Action.RETURN, Action.REOPEN):
                return None
        return None

    @property
    def request(self) -> Step | None:
        """The extension that waits for a decision."""
        return self._last(Action.ASK_EXTENSION) if self.stage is Stage.EXTENSION_PENDING else None

    @property
    def objection(self) -> Step | None:
        """The objection that waits for a decision."""
        last = self._last(Action.OBJECT, Action.REJECT_OBJECTION)
        return last if last is not None and last.action is Action.OBJECT and self.open else None

    @property
    def extensions(self) -> int:
        """How often an extension was granted since the problem was issued, or opened again."""
        count = 0
        for step in self.steps:
            count = 0 if step.action is Action.REOPEN else count + (step.action is Action.GRANT_EXTENSION)
        return count or int(self.item.extended_to is not None and not self.reopened)

    @property
    def reopened(self) -> bool:
        return self._last(Action.REOPEN) is not None

    @property
    def term(self) -> date:
        """期限 as it was set, before any extension."""
        again = self._last(Action.REOPEN)
        return again.until if again is not None and again.until is not None else self.item.due_on

    def due(self, rules: "Rectifying", calendar: WorkCalendar) -> date:
        """The day by which it is to be handed in: on a free day the next working day; after a relapse the new one."""
        again = self._last(Action.REOPEN)
        if again is None or again.until is None:
            return deadline(self.item, rules, calendar)
        since = self.steps[self.steps.index(again) :]
        until = [step.until for step in since if step.action is Action.GRANT_EXTENSION and step.until]
        last = until[-1] if until else again.until
        return calendar.next_workday(last) if rules.moved_to_workday else last

    def overdue(self, rules: "Rectifying", calendar: WorkCalendar, today: date) -> int:
        """Days past its deadline, while it is the branch's turn; 0 otherwise. Never stored."""
        return max(0, (today - self.due(rules, calendar)).days) if self.being_worked_on else 0

    def _first(self, action: Action) -> Step | None:
        return next((step for step in self.steps if step.action is action), None)

    def _last(self, *actions: Action) -> Step | None:
        return next((step for step in reversed(self.steps) if step.action in actions), None)


@dataclass(frozen=True, slots=True)
class Said:
    """What comes with a step: who takes it, when, and the words."""

    actor: Person
    at: datetime
    note: str = ""
    until: date | None = None
    responsible: str = ""
    severity: Severity | None = None
    reference: str = ""
    message_id: str = ""


def issued(item: Item, said: Said) -> Case:
    """A new problem, handed to its branch."""
    return Case(item, (_step(Action.ISSUE, Stage.ISSUED, said),))


def take(case: Case, action: Action, said: Said, rules: "Rectifying", calendar: WorkCalendar) -> Case:
    """The case one step further.

    Raises:
        WrongStage: the step cannot be taken from where the case stands.
        NotAllowed: whoever handed it in, or belongs to its branch, may not pass or return it.
        ExtensionRefused, ObjectionTooLate, ReopeningTooLate: too late, too long, or asked for before.
    """
    stages, leads_to = STEPS[action]
    if case.stage not in stages:
        raise WrongStage(case.item.number, case.stage.value, action.value)
    _CHECKS.get(action, _nothing)(case, said, rules, calendar)
    steps = case.steps
    if action is Action.TAKE_BACK:
        return Case(_without_last(case), (*steps, _step(action, _BACK_AT[steps[-1].action], said)))
    if action is Action.SUBMIT and case.stage is Stage.ISSUED:
        # who hands in has received the list: nobody is sent back for a formality
        steps = (*steps, _step(Action.ACKNOWLEDGE, Stage.ACKNOWLEDGED, replace(said, note="")))
    step = _step(action, leads_to or case.stage, said)
    return Case(_changed(case, action, said), (*steps, step))


def due_on(severity: Severity, found_on: date, rules: "Rectifying") -> date:
    """期限 by the standard's days, where the inspector sets none."""
    return found_on + timedelta(days=rules.default_days[severity])


def _step(action: Action, stage: Stage, said: Said) -> Step:
    return Step(
        action, said.actor.account, said.at, stage, said.note, said.until, said.responsible, said.reference,
        said.message_id,
    )  # fmt: skip


def _changed(case: Case, action: Action, said: Said) -> Item:
    """The facts that scoring counts by. After a relapse the first hand-in stays what it was."""
    item, today, again = case.item, said.at.date(), case.reopened
    if action is Action.SUBMIT and not again:
        return replace(item, handed_in_on=today)
    if action is Action.RETURN:
        return replace(item, handed_in_on=item.handed_in_on if again else None, returns=item.returns + 1)
    if action is Action.CLOSE:
        return replace(item, closed_on=today)
    if action is Action.GRANT_EXTENSION and not again:
        return replace(item, extended_to=said.until)
    if action is Action.REOPEN:
        return replace(item, relapsed_on=today)
    if action is Action.REGRADE and said.severity is not None:
        return replace(item, severity=said.severity)
    return item


_BACK_AT = {Action.SUBMIT: Stage.IN_PROGRESS, Action.CLOSE: Stage.SUBMITTED, Action.RETURN: Stage.SUBMITTED}
"""The stages before the steps that may be taken back."""


def _without_last(case: Case) -> Item:
    """The facts as they stood before the last step."""
    item, last, again = case.item, case.steps[-1].action, case.reopened
    if last is Action.SUBMIT:
        return item if again else replace(item, handed_in_on=None)
    if last is Action.CLOSE:
        before = [step.at.date() for step in case.steps[:-1] if step.action is Action.CLOSE]
        return replace(item, closed_on=before[-1] if again and before else None)
    handed_in = next(step for step in reversed(case.steps) if step.action is Action.SUBMIT)
    return replace(
        item,
        handed_in_on=item.handed_in_on if again else handed_in.at.date(),
        returns=item.returns - 1,
    )


# ---------------------------------------------------------------------- the guards


def _nothing(_case: Case, _said: Said, _rules: "Rectifying", _calendar: WorkCalendar) -> None:
    return None


def _verifies(case: Case, said: Said, rules: "Rectifying", _calendar: WorkCalendar) -> None:
    """验收: by somebody else than who handed it in, from another branch."""
    handed_in = case.submission
    own_work = handed_in is not None and handed_in.by == said.actor.account
    at_home = said.actor.branch_on(said.at.date()) == case.item.branch
    if (own_work and rules.verifier_differs) or (at_home and rules.verifier_from_elsewhere):
        raise NotAllowed("其他支部的检查员")


def _extends(case: Case, said: Said, rules: "Rectifying", calendar: WorkCalendar) -> None:
    due = case.due(rules, calendar)
    longest = case.term + timedelta(days=rules.extension_max_days)
    if case.extensions >= rules.extension_max_times:
        raise ExtensionRefused(case.item.number, "again", rules.extension_max_times, due)
    if rules.extension_before_due and said.at.date() > due:
        raise ExtensionRefused(case.item.number, "late", 0, due)
    if said.until is None or said.until <= due:
        raise ExtensionRefused(case.item.number, "earlier", 0, due)
    if said.until > longest:
        raise ExtensionRefused(case.item.number, "long", rules.extension_max_days, longest)


def _objects(case: Case, said: Said, _rules: "Rectifying", calendar: WorkCalendar) -> None:
    since = case.issued_at.date() if case.issued_at is not None else case.item.found_on
    last = calendar.add_workdays(since, OBJECTION_WORKING_DAYS)
    if said.at.date() > last:
        raise ObjectionTooLate(case.item.number, last)
    if case.objection is not None:
        raise WrongStage(case.item.number, "objected", Action.OBJECT.value)


def _decides_objection(case: Case, said: Said, _rules: "Rectifying", _calendar: WorkCalendar) -> None:
    del said
    if case.objection is None:
        raise WrongStage(case.item.number, case.stage.value, Action.REJECT_OBJECTION.value)


def _reopens(case: Case, said: Said, rules: "Rectifying", calendar: WorkCalendar) -> None:
    _verifies(case, said, rules, calendar)
    closed = case.item.closed_on
    if closed is not None and (said.at.date() - closed).days > rules.reopen_window_days:
        raise ReopeningTooLate(case.item.number, rules.reopen_window_days)


def _takes_back(case: Case, said: Said, _rules: "Rectifying", _calendar: WorkCalendar) -> None:
    last = case.steps[-1] if case.steps else None
    own = last is not None and last.by == said.actor.account and last.action in _BACK_AT
    if not own or last is None or said.at - last.at > TAKEN_BACK_WITHIN:
        raise WrongStage(case.item.number, case.stage.value, Action.TAKE_BACK.value)


_CHECKS = {
    Action.CLOSE: _verifies,
    Action.RETURN: _verifies,
    Action.REOPEN: _reopens,
    Action.ASK_EXTENSION: _extends,
    Action.OBJECT: _objects,
    Action.REJECT_OBJECTION: _decides_objection,
    Action.TAKE_BACK: _takes_back,
}
