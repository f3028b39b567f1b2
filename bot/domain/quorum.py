"""How many must be there, and how many must agree (domain.md §2.3). Whole numbers throughout, never a rounded share.

支部工作条例(试行) Art. 11, 12; 基层组织选举工作条例. “以上” includes the number itself, “超过” does not (民法典 1259 by analogy).
"""

from dataclasses import dataclass
from fractions import Fraction

DECISIONS = ("assembly_vote", "admission_vote", "election", "committee")
"""What a standard states a quorum for."""


@dataclass(frozen=True, slots=True)
class Quorum:
    """A share of those due. `strict`: more than the share, else the share itself is enough."""

    share: Fraction
    strict: bool

    def least(self, due: int) -> int:
        """The fewest that satisfy it.

        >>> Quorum(Fraction(1, 2), strict=False).least(15), Quorum(Fraction(1, 2), strict=True).least(16)
        (8, 9)
        """
        whole = self.share.numerator * due
        return whole // self.share.denominator + 1 if self.strict else -(-whole // self.share.denominator)

    def is_met(self, due: int, present: int) -> bool:
        return present >= self.least(due)

    def is_exact(self, due: int, present: int) -> bool:
        """Just the share, no more: some local rules are stricter, so this is worth a word."""
        return present * self.share.denominator == due * self.share.numerator


@dataclass(frozen=True, slots=True)
class Majority:
    """How many must agree. `of`: due_voters or present_voters."""

    of: str
    needed: Quorum
