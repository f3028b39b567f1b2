"""Branches and their people, as they stand on a day (domain.md §1.1, scoring-notes.md §3)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property


class Office(StrEnum):
    """Offices within a branch; the value is the code, `OFFICE_NAMES` the word people use."""

    SECRETARY = "secretary"
    DEPUTY_SECRETARY = "deputy_secretary"
    ORGANISATION_MEMBER = "organisation_member"
    PUBLICITY_MEMBER = "publicity_member"
    DISCIPLINE_MEMBER = "discipline_member"
    GROUP_LEADER = "group_leader"
    PART_TIME_CADRE = "part_time_cadre"


OFFICE_NAMES: dict[Office, str] = {
    Office.SECRETARY: "书记",
    Office.DEPUTY_SECRETARY: "副书记",
    Office.ORGANISATION_MEMBER: "组织委员",
    Office.PUBLICITY_MEMBER: "宣传委员",
    Office.DISCIPLINE_MEMBER: "纪检委员",
    Office.GROUP_LEADER: "党小组长",
    Office.PART_TIME_CADRE: "党务干部",
}

COMMITTEE_OFFICES = frozenset(
    {
        Office.SECRETARY,
        Office.DEPUTY_SECRETARY,
        Office.ORGANISATION_MEMBER,
        Office.PUBLICITY_MEMBER,
        Office.DISCIPLINE_MEMBER,
    }
)
"""支委. 党小组长 and 党务干部 do not belong to it (scoring-notes.md §1)."""


class Role(StrEnum):
    """Roles in the organ, beside the offices in a branch."""

    FULL_TIME_DEPUTY = "full_time_deputy"
    ORGAN_SECRETARY = "organ_secretary"
    ORGAN_OFFICE = "organ_office"
    INSPECTOR = "inspector"
    DISCIPLINE_COMMISSION = "discipline_commission"
    SYSADMIN = "sysadmin"


ROLE_NAMES: dict[Role, str] = {
    Role.FULL_TIME_DEPUTY: "专职副书记",
    Role.ORGAN_SECRETARY: "机关党委书记",
    Role.ORGAN_OFFICE: "机关党委办公室",
    Role.INSPECTOR: "检查员",
    Role.DISCIPLINE_COMMISSION: "机关纪委",
    Role.SYSADMIN: "系统管理员",
}


class Status(StrEnum):
    FULL = "full"
    PROBATIONARY = "probationary"


STATUS_NAMES: dict[Status, str] = {Status.FULL: "正式", Status.PROBATIONARY: "预备"}


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `start` to `end`, both included; either may be open."""

    start: date | None = None
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch as the roster describes it. `id` is the store's, 0 for one read from a workbook."""

    name: str
    short_name: str = ""
    department: str = ""
    has_committee: bool = False
    groups: int = 0
    founded_on: date | None = None
    term_from: date | None = None
    term_years: int | None = None
    previous_star: int | None = None
    peak_star: int | None = None
    holds_plaque: bool = False
    id: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the roster's 党员 sheet; branches by name. `id` is the store's, 0 from a workbook."""

    name: str
    account: str
    branch: str
    group: int | None = None
    offices: frozenset[Office] = frozenset()
    status: Status = Status.FULL
    roles: frozenset[Role] = frozenset()
    aliases: tuple[str, ...] = ()
    dingtalk: str = ""
    joined_party_on: date | None = None
    joined_branch_on: date | None = None
    left_branch_on: date | None = None  # first day the person no longer belongs
    former_branch: str = ""
    office_from: date | None = None
    office_until: date | None = None  # first day the person no longer holds the offices
    exempt: Span | None = None
    mobile: Span | None = None
    id: int = 0

    def branch_on(self, day: date) -> str | None:
        """The branch this person belongs to on a day (half-open interval, scoring-notes.md §3.1)."""
        if self.joined_party_on is not None and day < self.joined_party_on:
            return None
        if self.joined_branch_on is not None and day < self.joined_branch_on:
            return self.former_branch or None
        if self.left_branch_on is not None and day >= self.left_branch_on:
            return None
        return self.branch

    @property
    def homes(self) -> tuple[str, ...]:
        """The branches this person belongs to at any time; a membership without a day is none (§2.3, §3.1)."""
        begins = [day for day in (self.joined_party_on, self.joined_branch_on) if day is not None]
        came_from = self.joined_branch_on is not None and (
            self.joined_party_on is None or self.joined_party_on < self.joined_branch_on
        )
        stays = self.left_branch_on is None or not begins or max(begins) < self.left_branch_on
        found = (self.branch if stays else "", self.former_branch if came_from else "")
        return tuple(dict.fromkeys(name for name in found if name))

    def offices_on(self, day: date) -> frozenset[Office]:
        """The offices held on a day, while the person belongs to the branch (§3.3)."""
        if self.branch_on(day) != self.branch:
            return frozenset()
        if self.office_from is not None and day < self.office_from:
            return frozenset()
        if self.office_until is not None and day >= self.office_until:
            return frozenset()
        return self.offices

    def on_committee(self, day: date) -> bool:
        return bool(self.offices_on(day) & COMMITTEE_OFFICES)

    def is_exempt(self, day: date) -> bool:
        return self.exempt is not None and day in self.exempt

    def is_mobile(self, day: date) -> bool:
        return self.mobile is not None and day in self.mobile


@dataclass(frozen=True)
class Roster:
    """All branches and people of the organ, in roster order."""

    branches: tuple[Branch, ...] = ()
    people: tuple[Person, ...] = ()

    @cached_property
    def _by_account(self) -> dict[str, Person]:
        return {person.account.lower(): person for person in self.people}

    @cached_property
    def _by_branch_name(self) -> dict[str, Branch]:
        found = {branch.short_name: branch for branch in self.branches if branch.short_name}
        return found | {branch.name: branch for branch in self.branches}

    @cached_property
    def _by_branch(self) -> dict[str, "Roster"]:
        found: dict[str, list[Person]] = {}
        for person in self.people:
            for branch in person.homes:
                found.setdefault(branch, []).append(person)
        return {
            branch: Roster(self._homes(branch, people), tuple(people)) for branch, people in found.items()
        }

    def _homes(self, branch: str, people: Iterable[Person]) -> tuple[Branch, ...]:
        names = dict.fromkeys([branch, *(name for p in people for name in p.homes)])
        return tuple(found for name in names if (found := self.branch(name)) is not None)

    def ever_in(self, branch: str) -> "Roster":
        """Only the people who ever belong to a branch, with their branches: its records concern nobody else."""
        return self._by_branch.get(branch) or Roster(self._homes(branch, ()))

    def person(self, account: str) -> Person | None:
        return self._by_account.get(account.lower())

    def branch(self, name: str) -> Branch | None:
        """The branch of that 支部名称 or 简称."""
        return self._by_branch_name.get(name)

    def named(self, name: str) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.name == name)

    def members(self, branch: str, day: date) -> Iterator[Person]:
        """Everybody who belongs to the branch on a day."""
        return (person for person in self.people if person.branch_on(day) == branch)

    def who(self, branch: str, name: str) -> Person | None:
        """Whom a name in a branch's record means: the one who ever belonged to it, by 姓名, 别名 or 账号; nobody, if two fit (§2.3)."""
        return self._called.get((branch, name.lower()))

    @cached_property
    def _called(self) -> dict[tuple[str, str], Person | None]:
        called: dict[tuple[str, str], Person | None] = {}
        for person in self.people:
            for branch in person.homes:
                for name in {person.name, person.account, *person.aliases}:
                    key = (branch, name.lower())  # accounts are kept in lower case, and written in any
                    called[key] = person if called.get(key, person) is person else None
        return called

    def member_named(self, branch: str, name: str, day: date) -> Person | None:
        """The one of that name in the branch, else the one of that name in the organ; None when nobody or two fit."""
        own = [person for person in self.members(branch, day) if person.name == name]
        fitting = own or list(self.named(name))
        return fitting[0] if len(fitting) == 1 else None

    def due(
        self, branch: str, day: date, *, group: int | None = None, committee: bool = False
    ) -> list[Person]:
        """D(b, d): who is expected, of one group or of the committee where asked (§3.2).

        The roster knows a person's group in the present branch; in a former one nobody is of any group.
        """
        return [
            person
            for person in self.members(branch, day)
            if not person.is_exempt(day)
            and not person.is_mobile(day)
            and (group is None or (person.group == group and person.branch == branch))
            and (not committee or person.on_committee(day))
        ]

    def voters(self, branch: str, day: date) -> list[Person]:
        """Who has a vote: full members who are not away as 流动党员. Whoever is excused from attending still has one (domain.md §2.2)."""
        return [
            person
            for person in self.members(branch, day)
            if person.status is Status.FULL and not person.is_mobile(day)
        ]

    def secretary(self, branch: str, day: date) -> Person | None:
        """The secretary on a day: the first such person in roster order."""
        return next((p for p in self.members(branch, day) if Office.SECRETARY in p.offices_on(day)), None)

    def holders(self, role: Role) -> tuple[Person, ...]:
        return tuple(person for person in self.people if role in person.roles)


def names(people: Iterable[Person]) -> list[str]:
    return [person.name for person in people]
