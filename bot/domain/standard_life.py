"""Life of a year's standard: who may take it which step (domain.md §3.1)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.people import Role


class StandardState(StrEnum):
    DRAFT = "draft"
    COMMENTING = "commenting"
    TABLED = "tabled"
    ADOPTED = "adopted"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


STATE_NAMES: dict[StandardState, str] = {
    StandardState.DRAFT: "草案",
    StandardState.COMMENTING: "征求意见",
    StandardState.TABLED: "提交审议",
    StandardState.ADOPTED: "已通过",
    StandardState.IN_FORCE: "施行中",
    StandardState.SUPERSEDED: "已被替代",
    StandardState.WITHDRAWN: "已撤回",
}

COMMENT_DAYS = 10
"""How long branches have for their comments."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the life: from where, to where, who takes it, and whether a conference or minutes must be named."""

    name: str
    sources: frozenset[StandardState]
    target: StandardState
    roles: frozenset[Role]
    needs_reference: bool = False


_OFFICE = frozenset({Role.ORGAN_OFFICE, Role.FULL_TIME_DEPUTY})
_DEPUTY = frozenset({Role.FULL_TIME_DEPUTY, Role.ORGAN_SECRETARY})

STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        Step("circulate", frozenset({StandardState.DRAFT}), StandardState.COMMENTING, _OFFICE),
        Step("table", frozenset({StandardState.COMMENTING}), StandardState.TABLED, _OFFICE),
        Step("adopt", frozenset({StandardState.TABLED}), StandardState.ADOPTED, _DEPUTY, needs_reference=True),
        Step("enforce", frozenset({StandardState.ADOPTED}), StandardState.IN_FORCE, _DEPUTY),
        Step("withdraw", frozenset({StandardState.DRAFT, StandardState.COMMENTING, StandardState.TABLED}), StandardState.WITHDRAWN, _OFFICE),
    )
}  # fmt: skip


@dataclass(eq=False)
class NotThatStep(Exception):
    """A standard in this state cannot take that step, or not yet, or not by this person."""

    state: StandardState
    why: str  # state, role, reference, too_early
    until: date | None = None


def take(
    step: Step,
    state: StandardState,
    roles: frozenset[Role],
    reference: str,
    changed_on: date,
    today: date,
    *,
    amends: bool = False,
) -> StandardState:
    """The state after the step. What amends a standard in force is decided by minutes, without the days for comments.

    Raises:
        NotThatStep: with the reason.
    """
    if state not in step.sources:
        raise NotThatStep(state, "state")
    if not roles & step.roles:
        raise NotThatStep(state, "role")
    if (step.needs_reference or amends) and not reference:
        raise NotThatStep(state, "reference")
    ends = changed_on + timedelta(days=COMMENT_DAYS)
    if step.name == "table" and today < ends and not amends:
        raise NotThatStep(state, "too_early", ends)
    return step.target
