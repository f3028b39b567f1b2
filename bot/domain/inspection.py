"""Inspections: who looks at which branch when, and how far each branch's has come (domain.md §3.4, §3.7)."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.document import Table
from bot.domain.people import Person, Role, Roster
from bot.domain.rectification import Manner
from bot.domain.refusal import NotTheNextStep, TooFewInspectors

_Step = tuple[str, str, str]  # branch, who gives it, who takes it
_May = Callable[[str, str], bool]


class Progress(StrEnum):
    """How far the inspection of one branch has come."""

    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    SCORED = "scored"
    SIGNED = "signed"
    ISSUED = "issued"


PROGRESS_NAMES: dict[Progress, str] = {
    Progress.ASSIGNED: "已安排",
    Progress.IN_PROGRESS: "检查中",
    Progress.SCORED: "已评分",
    Progress.SIGNED: "已签发",
    Progress.ISSUED: "已下达问题清单",
}


class Phase(StrEnum):
    """How far a campaign has come as a whole."""

    SELF_CHECK = "self_check"
    ON_SITE = "on_site"
    RECTIFICATION = "rectification"
    SUMMARY = "summary"
    CLOSED = "closed"


PHASE_NAMES: dict[Phase, str] = {
    Phase.SELF_CHECK: "支部自查",
    Phase.ON_SITE: "现场检查",
    Phase.RECTIFICATION: "整改",
    Phase.SUMMARY: "总结",
    Phase.CLOSED: "已结束",
}


@dataclass(frozen=True, slots=True)
class Inspecting:
    """When each quarter is inspected, by how many, and how soon the issue list follows."""

    windows: Mapping[int, tuple[tuple[int, int], tuple[int, int]]]  # quarter → first and last (month, day)
    inspectors_per_branch: int
    own_branch_forbidden: bool
    issue_within_workdays: int

    def window(self, year: int, quarter: int) -> tuple[date, date]:
        first, last = self.windows[quarter]
        return date(year, *first), date(year, *last)


def read_inspecting(section: Table) -> Inspecting:
    windows = {
        row.whole("q", least=1, most=4): (row.month_day("from"), row.month_day("to"))
        for row in section.tables("quarter_windows")
    }
    if set(windows) != {1, 2, 3, 4}:
        section.wrong("quarter_windows", "应有一至四季度各一个时段")
        windows |= {quarter: ((1, 1), (12, 31)) for quarter in range(1, 5) if quarter not in windows}
    return Inspecting(
        windows,
        section.whole("inspectors_per_branch", least=1),
        section.flag("own_branch_forbidden"),
        section.whole("issue_list_within_working_days"),
    )


@dataclass(frozen=True, slots=True)
class Duty:
    """One branch's inspection: by whom (accounts), and how far it has come."""

    branch: str
    inspectors: tuple[str, ...]
    progress: Progress = Progress.ASSIGNED
    id: int = 0


@dataclass(frozen=True, slots=True)
class Inspection:
    """A quarterly inspection, a spot check or a campaign, from its first to its last day. `phase` is a campaign's."""

    kind: Manner
    title: str
    year: int
    first: date
    last: date
    duties: tuple[Duty, ...]
    quarter: int | None = None
    phase: Phase | None = None
    id: int = 0

    def duty(self, branch: str) -> Duty | None:
        return next((duty for duty in self.duties if duty.branch == branch), None)

    def of_inspector(self, account: str) -> tuple[Duty, ...]:
        return tuple(duty for duty in self.duties if account.lower() in duty.inspectors)


def next_progress(duty: Duty, wanted: Progress) -> Progress:
    """The step after the present one.

    Raises:
        NotTheNextStep: `wanted` is another one. Whoever scores has begun: that step is passed over.
    """
    order = list(Progress)
    steps = order.index(wanted) - order.index(duty.progress)
    if steps == 1 or (duty.progress is Progress.ASSIGNED and wanted is Progress.SCORED):
        return wanted
    raise NotTheNextStep(PROGRESS_NAMES[duty.progress], PROGRESS_NAMES[wanted])


def next_phase(inspection: Inspection) -> Phase:
    """The phase that follows in a campaign.

    Raises:
        NotTheNextStep: it is closed, or no campaign.
    """
    order = list(Phase)
    if inspection.phase is None or inspection.phase is Phase.CLOSED:
        raise NotTheNextStep(PHASE_NAMES[Phase.CLOSED], "下一阶段")
    return order[order.index(inspection.phase) + 1]


# ---------------------------------------------------------------------- who inspects whom


def inspectors_of(roster: Roster, day: date) -> list[Person]:
    """Everybody appointed inspector who still belongs to a branch, in roster order."""
    return [person for person in roster.holders(Role.INSPECTOR) if person.branch_on(day) is not None]


def assign(roster: Roster, branches: Sequence[str], day: date, rules: Inspecting) -> tuple[Duty, ...]:
    """So many inspectors for each branch, none of his own, and nobody more than need be.

    The same roster gives the same plan. First everybody with the least to do takes the next branch; then work is
    handed on, over several hands where it must be, until nobody can be relieved any more by somebody with at
    least two branches fewer: then the loads are as even as the inspectors' own branches allow.

    Raises:
        TooFewInspectors: a branch has not enough from elsewhere.
    """
    homes = {person.account: person.branch_on(day) for person in inspectors_of(roster, day)}

    def may(account: str, branch: str) -> bool:
        return not rules.own_branch_forbidden or homes[account] != branch

    plan: dict[str, list[str]] = {}
    load = dict.fromkeys(homes, 0)
    for branch in branches:
        able = [account for account in homes if may(account, branch)]
        if len(able) < rules.inspectors_per_branch:
            raise TooFewInspectors(branch, rules.inspectors_per_branch, len(able))
        plan[branch] = sorted(able, key=lambda account: load[account])[: rules.inspectors_per_branch]
        for account in plan[branch]:
            load[account] += 1
    while (chain := _relief(plan, load, may)) is not None:
        for branch, giver, taker in chain:
            plan[branch][plan[branch].index(giver)] = taker
        load[chain[0][1]] -= 1
        load[chain[-1][2]] += 1
    rank = {account: number for number, account in enumerate(homes)}
    return tuple(Duty(branch, tuple(sorted(chosen, key=rank.__getitem__))) for branch, chosen in plan.items())


def _relief(plan: Mapping[str, list[str]], load: Mapping[str, int], may: _May) -> list[_Step] | None:
    """Steps by which somebody hands a branch on so that it ends with one who has at least two fewer."""
    for busy in sorted(load, key=lambda account: -load[account]):
        came: dict[str, _Step | None] = {busy: None}
        waiting = deque([busy])
        while waiting:
            giver = waiting.popleft()
            if load[giver] <= load[busy] - 2:
                return _back(came, giver)
            for branch, chosen in plan.items():
                if giver not in chosen:
                    continue
                for taker in load:
                    if taker not in came and taker not in chosen and may(taker, branch):
                        came[taker] = (branch, giver, taker)
                        waiting.append(taker)
    return None


def _back(came: Mapping[str, _Step | None], last: str) -> list[_Step]:
    steps: list[_Step] = []
    step = came[last]
    while step is not None:
        steps.insert(0, step)
        step = came[step[1]]
    return steps
