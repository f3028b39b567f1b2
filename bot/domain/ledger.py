"""What a branch keeps books of beside its meetings: one record per row of the ledger (interfaces.md, scoring-notes.md §2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from bot.domain.rectification import Item
from bot.domain.term import Term


@dataclass(frozen=True, slots=True)
class Dues:
    """Whether a month's dues are in. Never who, never how much."""

    branch: str
    month: date  # its first day
    complete: bool
    id: int = 0


class ServiceKind(StrEnum):
    VOLUNTEERING = "volunteering"
    PAIRED_BUILDING = "paired_building"
    MICRO_LECTURE = "micro_lecture"


SERVICE_NAMES: dict[ServiceKind, str] = {
    ServiceKind.VOLUNTEERING: "志愿服务",
    ServiceKind.PAIRED_BUILDING: "结对共建",
    ServiceKind.MICRO_LECTURE: "微党课",
}


@dataclass(frozen=True, slots=True)
class Service:
    """志愿服务, 结对共建 or 微党课. `participants` are names as they were said; `for_public`: the public was served."""

    branch: str
    on: date
    kind: ServiceKind
    participants: tuple[str, ...] = ()
    hours: Decimal | None = None
    topic: str = ""
    for_public: bool = False
    id: int = 0


@dataclass(frozen=True, slots=True)
class Pledge:
    """先锋创绩 of one person: the days of 承诺, 践诺 and 评诺, of whatever year."""

    account: str
    pledged: frozenset[date] = frozenset()
    progress: frozenset[date] = frozenset()
    reviewed: frozenset[date] = frozenset()
    id: int = 0


@dataclass(frozen=True, slots=True)
class Ballots:
    """述职测评: one group's counts for one reporter. Tallies only, never who voted how."""

    account: str
    year: int
    level: str  # L1, L2, L3
    group: str  # organ_committee, branch_secretaries, …
    good: int = 0
    fair: int = 0
    average: int = 0
    poor: int = 0
    id: int = 0

    @property
    def count(self) -> int:
        return self.good + self.fair + self.average + self.poor


@dataclass(frozen=True, slots=True)
class Grade:
    """An inspector's score of one part of an indicator, in points, or in percent where the part has a target."""

    branch: str
    year: int
    indicator: str
    part: str  # its id
    score: Decimal
    note: str = ""
    inspector: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class RoomItem:
    """One of the 八有 of a branch's activity room: there or not."""

    branch: str
    year: int
    item: str  # R1 … R8
    met: bool
    id: int = 0


@dataclass(frozen=True, slots=True)
class Application:
    """星级申报 of one branch. Without a day it counts as handed in in time."""

    branch: str
    year: int
    star: int
    self_score: Decimal | None = None
    submitted_on: date | None = None
    late_reason: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Waiver:
    """豁免: a decision of the organ committee, with the reference of its minutes."""

    branch: str
    year: int
    indicator: str
    minutes: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class Flag:
    """否决标记, set by hand. No details of any case are kept."""

    branch: str
    year: int
    rule: str  # V3, V4
    note: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Books:
    """Everything kept for one branch. What belongs to persons is there for everybody who ever was its member."""

    dues: Sequence[Dues] = ()
    services: Sequence[Service] = ()  # of this branch and of the other branches of its people
    pledges: Sequence[Pledge] = ()
    items: Sequence[Item] = ()
    ballots: Sequence[Ballots] = ()
    grades: Sequence[Grade] = ()
    room: Sequence[RoomItem] = ()
    terms: Sequence[Term] = ()
    applications: Sequence[Application] = ()
    waivers: Sequence[Waiver] = ()
    flags: Sequence[Flag] = ()


Entry = Dues | Service | Pledge | Item | Ballots | Grade | RoomItem | Term | Application | Waiver | Flag
"""Any record of the books."""
