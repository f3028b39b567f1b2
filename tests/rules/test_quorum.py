"""How many must be there and how many must agree, by the table of the regulations (domain.md §2.3)."""

import pytest

from bot.standards import shipped_standard

MEETINGS = shipped_standard().meetings


@pytest.mark.parametrize(("due", "ordinary", "admission", "election", "passing"), [
    (15, 8, 8, 12, 8),
    (16, 8, 9, 13, 9),
    (17, 9, 9, 14, 9),
])  # fmt: skip
def test_the_fewest_who_must_be_there_and_agree(
    due: int, ordinary: int, admission: int, election: int, passing: int
) -> None:
    least = {decision: quorum.least(due) for decision, quorum in MEETINGS.quorums.items()}

    assert least["assembly_vote"] == ordinary
    assert least["admission_vote"] == admission
    assert least["election"] == election
    assert MEETINGS.majorities["assembly"].needed.least(due) == passing


@pytest.mark.parametrize(("present", "votes"), [(13, 7), (12, 7)])
def test_elected_is_who_has_more_than_half_of_those_present(present: int, votes: int) -> None:
    majority = MEETINGS.majorities["election"]

    assert majority.of == "present_voters"
    assert majority.needed.least(present) == votes


@pytest.mark.parametrize("due", range(1, 301))
def test_the_fewest_is_enough_and_one_fewer_is_not(due: int) -> None:
    for quorum in MEETINGS.quorums.values():
        assert quorum.is_met(due, quorum.least(due))
        assert not quorum.is_met(due, quorum.least(due) - 1)


def test_exactly_half_is_worth_a_word() -> None:
    assembly = MEETINGS.quorums["assembly_vote"]

    assert assembly.is_met(16, 8)
    assert assembly.is_exact(16, 8)
    assert not assembly.is_exact(16, 9)
    assert not assembly.is_exact(15, 8)
