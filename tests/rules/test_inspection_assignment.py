"""Who inspects whom: nobody his own branch, everybody covered, the work spread as evenly as can be."""

from datetime import date
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.inspection import (
    Duty,
    Inspecting,
    Inspection,
    Phase,
    Progress,
    assign,
    next_phase,
    next_progress,
)
from bot.domain.people import Branch, Role, Roster
from bot.domain.rectification import Manner
from bot.domain.refusal import NotTheNextStep, TooFewInspectors
from bot.standards import shipped_standard
from tests import make

DAY = date(2026, 12, 1)
STANDARD = shipped_standard()


def rules(per_branch: int = 2, *, own_forbidden: bool = True) -> Inspecting:
    return Inspecting(STANDARD.inspecting.windows, per_branch, own_forbidden, 5)


def organ(homes: list[int], branches: int) -> Roster:
    """So many branches, and an inspector in each of these."""
    people = [
        make.person(f"检查员{number}", f"i{number}", at=f"支部{home % branches}", roles=[Role.INSPECTOR])
        for number, home in enumerate(homes)
    ]
    return Roster(tuple(Branch(f"支部{number}") for number in range(branches)), tuple(people))


def loads(duties: tuple[Duty, ...], roster: Roster) -> list[int]:
    return [sum(person.account in duty.inspectors for duty in duties) for person in roster.people]


organs = st.integers(2, 24).flatmap(
    lambda branches: st.lists(st.integers(0, branches - 1), min_size=0, max_size=12).map(
        lambda homes: organ(homes, branches)
    )
)


@given(organs, st.integers(1, 3))
def test_everybody_is_covered_and_nobody_inspects_his_own_branch(roster: Roster, per_branch: int) -> None:
    names = [branch.name for branch in roster.branches]
    enough = all(sum(p.branch != name for p in roster.people) >= per_branch for name in names)
    if not enough:
        with pytest.raises(TooFewInspectors) as refused:
            assign(roster, names, DAY, rules(per_branch))
        assert refused.value.found < refused.value.needed == per_branch
        return
    duties = assign(roster, names, DAY, rules(per_branch))
    assert [duty.branch for duty in duties] == names
    for duty in duties:
        assert len(set(duty.inspectors)) == len(duty.inspectors) == per_branch
        for account in duty.inspectors:
            inspector = roster.person(account)
            assert inspector is not None
            assert inspector.branch != duty.branch
    assert assign(roster, names, DAY, rules(per_branch)) == duties  # the same roster, the same plan


@given(st.integers(1, 24), st.integers(1, 10), st.integers(1, 3))
def test_loads_differ_by_one_where_no_own_branch_stands_in_the_way(
    branches: int, inspectors: int, per_branch: int
) -> None:
    roster = organ([branches] * inspectors, branches + 1)
    names = [branch.name for branch in roster.branches[1:]]
    if inspectors >= per_branch and names:
        found = loads(assign(roster, names, DAY, rules(per_branch, own_forbidden=False)), roster)
        assert max(found) - min(found) <= 1


@given(
    st.integers(2, 4).flatmap(
        lambda n: st.tuples(st.just(n), st.lists(st.integers(0, n - 1), min_size=2, max_size=4))
    )
)
def test_no_other_plan_is_more_even(made: tuple[int, list[int]]) -> None:
    """Compared with every plan there is."""
    branches, homes = made
    roster = organ(homes, branches)
    names = [branch.name for branch in roster.branches]
    choices = [
        list(combinations([p.account for p in roster.people if p.branch != name], 1)) for name in names
    ]
    if not all(choices):
        return
    best = min(
        sorted((sum(p.account in chosen for chosen in plan) for p in roster.people), reverse=True)
        for plan in product(*choices)
    )
    assert sorted(loads(assign(roster, names, DAY, rules(1)), roster), reverse=True) == best


def test_whoever_has_left_inspects_nothing() -> None:
    roster = organ([1, 1, 1], 2)
    gone = Roster(
        roster.branches,
        (*roster.people[:1], *(make.person("走了", "gone", at="支部1", roles=[Role.INSPECTOR]),)),
    )
    assert len(assign(gone, ["支部0"], DAY, rules())[0].inspectors) == 2
    with pytest.raises(TooFewInspectors):
        assign(Roster(gone.branches, gone.people[:1]), ["支部0"], DAY, rules())


def test_progress_goes_step_by_step() -> None:
    duty = Duty("支部0", ("i0", "i1"))
    assert next_progress(duty, Progress.IN_PROGRESS) is Progress.IN_PROGRESS
    assert next_progress(duty, Progress.SCORED) is Progress.SCORED  # whoever scores has begun
    for wanted in (Progress.ASSIGNED, Progress.SIGNED, Progress.ISSUED):
        with pytest.raises(NotTheNextStep):
            next_progress(duty, wanted)


def test_a_campaign_goes_through_its_phases() -> None:
    def at(phase: Phase | None) -> Inspection:
        return Inspection(Manner.CAMPAIGN, "“灯下黑”专项检查", 2026, DAY, DAY, (), phase=phase)

    seen = [Phase.SELF_CHECK]
    while seen[-1] is not Phase.CLOSED:
        seen.append(next_phase(at(seen[-1])))
    assert seen == list(Phase)
    for phase in (Phase.CLOSED, None):
        with pytest.raises(NotTheNextStep):
            next_phase(at(phase))


def test_the_shipped_windows() -> None:
    assert STANDARD.inspecting.window(2026, 4) == (date(2026, 12, 1), date(2026, 12, 31))
    assert STANDARD.inspecting.inspectors_per_branch == 2
