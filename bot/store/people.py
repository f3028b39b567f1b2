"""Branches, members, memberships and posts; given out as one immutable roster, cached until somebody changes it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from bot.domain.people import Branch, Office, Person, Role, Roster, Span, Status
from bot.store.prepared import Prepared
from bot.store.tables import branches, members, memberships, posts, roster_version

if TYPE_CHECKING:
    from bot.store.work import Work

_version = Prepared(select(roster_version.c.version))


@dataclass(frozen=True)
class Known:
    """The roster of one version, and the store's ids."""

    version: int
    roster: Roster
    branch_ids: dict[str, int]
    branch_names: dict[int, str]
    member_ids: dict[str, int]
    members: dict[int, tuple[str, str]]  # id → account, name


class RosterCache:
    """One per process, shared by its threads: what is known is replaced whole, never changed."""

    def __init__(self) -> None:
        self.known: Known | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save of the roster did, by accounts and branch names. `missing` members are not in the new roster and stay as they are."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int
    missing: tuple[str, ...]
    branches_added: tuple[str, ...]
    branches_changed: tuple[str, ...]


class People:
    def __init__(self, work: "Work", cache: RosterCache) -> None:
        self._work = work
        self._cache = cache
        self._now: Known | None = None  # as of this transaction

    def roster(self) -> Roster:
        """Everybody; the very same object as long as nothing was changed."""
        return self._known().roster

    def branch_id(self, name: str) -> int:
        return self._known().branch_ids[name]

    def branch_name(self, id_: int) -> str:
        return self._known().branch_names[id_]

    def member_id(self, account: str) -> int:
        return self._known().member_ids[account.lower()]

    def member(self, id_: int) -> tuple[str, str]:
        """Account and name of a member's id."""
        return self._known().members[id_]

    def save(self, new: Roster) -> Saved:
        """Bring the roster up to date by account and branch name. Nobody is removed, nothing is duplicated."""
        old = self.roster()
        connection = self._work.connection
        known_branches = {branch.name: branch for branch in old.branches}
        branches_added, branches_changed = [], []
        for position, branch in enumerate(new.branches):
            before = known_branches.get(branch.name)
            values = _branch_values(branch, position)
            if before is None:
                connection.execute(insert(branches).values(values))
                branches_added.append(branch.name)
            elif _plain(before) != _plain(branch):
                connection.execute(update(branches).where(branches.c.id == before.id).values(values))
                branches_changed.append(branch.name)
        ids = {name: id_ for id_, name in connection.execute(select(branches.c.id, branches.c.name))}
        known = {person.account.lower(): person for person in old.people}
        added: list[str] = []
        changed: list[str] = []
        unchanged = 0
        for position, person in enumerate(new.people):
            known_person = known.pop(person.account.lower(), None)
            if known_person is not None and _same(known_person, person):
                unchanged += 1
                continue
            self._save_person(person, known_person, position, ids)
            (added if known_person is None else changed).append(person.account)
            self._work.audit.note(
                "member_added" if known_person is None else "member_changed",
                f"member:{person.account}",
                known_person,
                person,
            )
        if added or changed or branches_added or branches_changed:
            self._next_version()
        return Saved(
            tuple(added), tuple(changed), unchanged, tuple(known), tuple(branches_added), tuple(branches_changed)
        )  # fmt: skip

    # ------------------------------------------------------------------ writing

    def _save_person(
        self, person: Person, before: Person | None, position: int, branch_ids: dict[str, int]
    ) -> None:
        connection = self._work.connection
        values = _member_values(person, position)
        if before is None:
            (member_id,) = connection.execute(insert(members).values(values).returning(members.c.id)).one()
        else:
            member_id = before.id
            connection.execute(update(members).where(members.c.id == member_id).values(values))
        self._save_memberships(member_id, person, branch_ids)
        self._save_posts(member_id, person, branch_ids)

    def _save_memberships(self, member_id: int, person: Person, branch_ids: dict[str, int]) -> None:
        connection = self._work.connection
        connection.execute(memberships.delete().where(memberships.c.member_id == member_id))
        rows: list[dict[str, Any]] = [
            {
                "member_id": member_id,
                "branch_id": branch_ids[person.branch],
                "group_no": person.group,
                "from_on": person.joined_branch_on,
                "until_on": person.left_branch_on,
                "current": True,
            }
        ]
        if person.former_branch:
            rows.append(
                {
                    "member_id": member_id,
                    "branch_id": branch_ids[person.former_branch],
                    "group_no": None,
                    "from_on": person.joined_party_on,
                    "until_on": person.joined_branch_on,
                    "current": False,
                }
            )
        connection.execute(insert(memberships), rows)

    def _save_posts(self, member_id: int, person: Person, branch_ids: dict[str, int]) -> None:
        """Posts that are no longer listed end today; a post once held is not forgotten."""
        connection = self._work.connection
        wanted: dict[tuple[str, int | None], tuple[date | None, date | None]] = {
            (office.value, branch_ids[person.branch]): (person.office_from, person.office_until)
            for office in person.offices
        } | {(role.value, None): (None, None) for role in person.roles}
        held = connection.execute(
            select(posts.c.id, posts.c.code, posts.c.branch_id, posts.c.until_on).where(
                posts.c.member_id == member_id
            )
        ).all()
        for id_, code, branch_id, until in held:
            dates = wanted.pop((code, branch_id), None)
            if dates is not None:
                connection.execute(
                    update(posts).where(posts.c.id == id_).values(from_on=dates[0], until_on=dates[1])
                )
            elif until is None or until > self._work.today:
                connection.execute(update(posts).where(posts.c.id == id_).values(until_on=self._work.today))
        for (code, branch_id), (start, until) in wanted.items():
            connection.execute(
                insert(posts).values(
                    member_id=member_id, branch_id=branch_id, code=code, from_on=start, until_on=until
                )
            )

    def _next_version(self) -> None:
        self._now = None
        connection = self._work.connection
        changed = connection.execute(
            update(roster_version).values(version=roster_version.c.version + 1)
        ).rowcount
        if not changed:
            connection.execute(insert(roster_version).values(version=1))

    # ------------------------------------------------------------------ reading

    def _known(self) -> Known:
        if self._now is not None:
            return self._now
        rows = _version(self._work.connection)
        version = rows[0][0] if rows else 0
        known = self._cache.known
        if known is None or known.version != version:
            known = self._read(version)
            if self._cache.known is None or self._cache.known.version < version:
                self._cache.known = known
        self._now = known
        return known

    def _read(self, version: int) -> Known:
        connection = self._work.connection
        read_branches = {
            row["id"]: _branch(dict(row))
            for row in connection.execute(select(branches).order_by(branches.c.position)).mappings()
        }
        current: dict[int, dict[str, Any]] = {}
        former: dict[int, str] = {}
        for row in connection.execute(select(memberships)).mappings():
            if row["current"]:
                current[row["member_id"]] = dict(row)
            else:
                former[row["member_id"]] = read_branches[row["branch_id"]].name
        held: dict[int, list[dict[str, Any]]] = {}
        for row in connection.execute(select(posts).order_by(posts.c.id)).mappings():
            held.setdefault(row["member_id"], []).append(dict(row))
        people = [
            _person(
                dict(row),
                current[row["id"]],
                former.get(row["id"], ""),
                read_branches,
                held.get(row["id"], []),
                self._work.today,
            )
            for row in connection.execute(
                select(members).order_by(members.c.position, members.c.id)
            ).mappings()
        ]
        return Known(
            version=version,
            roster=Roster(tuple(read_branches.values()), tuple(people)),
            branch_ids={branch.name: branch.id for branch in read_branches.values()},
            branch_names={branch.id: branch.name for branch in read_branches.values()},
            member_ids={person.account: person.id for person in people},
            members={person.id: (person.account, person.name) for person in people},
        )


def _branch_values(branch: Branch, position: int) -> dict[str, Any]:
    return {
        "name": branch.name,
        "short_name": branch.short_name or None,
        "department": branch.department or None,
        "has_committee": branch.has_committee,
        "groups": branch.groups,
        "founded_on": branch.founded_on,
        "term_from": branch.term_from,
        "term_years": branch.term_years,
        "previous_star": branch.previous_star,
        "peak_star": branch.peak_star,
        "holds_plaque": branch.holds_plaque,
        "position": position,
    }


def _plain(branch: Branch) -> dict[str, Any]:
    return _branch_values(branch, 0)


def _branch(row: dict[str, Any]) -> Branch:
    del row["position"]
    texts = {name: row[name] or "" for name in ("short_name", "department")}
    return Branch(**(row | texts))


def _member_values(person: Person, position: int) -> dict[str, Any]:
    exempt, mobile = person.exempt or Span(), person.mobile or Span()
    return {
        "account": person.account.lower(),
        "dingtalk": person.dingtalk or None,
        "name": person.name,
        "status": person.status.value,
        "aliases": list(person.aliases),
        "joined_party_on": person.joined_party_on,
        "exempt": person.exempt is not None,
        "exempt_from": exempt.start,
        "exempt_to": exempt.end,
        "mobile": person.mobile is not None,
        "mobile_from": mobile.start,
        "mobile_to": mobile.end,
        "position": position,
    }


def _person(
    row: dict[str, Any],
    membership: dict[str, Any],
    former: str,
    known: dict[int, Branch],
    held: list[dict[str, Any]],
    today: date,
) -> Person:
    """A member's row as the roster's Person. Offices that ended before today are history, not the person's any more."""
    standing = [
        post for post in held if post["until_on"] is None or post["until_on"] > today - timedelta(days=366)
    ]
    offices = [post for post in standing if post["branch_id"] == membership["branch_id"]]
    return Person(
        name=row["name"],
        account=row["account"],
        branch=known[membership["branch_id"]].name,
        group=membership["group_no"],
        offices=frozenset(Office(post["code"]) for post in offices),
        status=Status(row["status"]),
        roles=frozenset(
            Role(post["code"]) for post in held if post["branch_id"] is None and post["until_on"] is None
        ),
        aliases=tuple(row["aliases"]),
        dingtalk=row["dingtalk"] or "",
        joined_party_on=row["joined_party_on"],
        joined_branch_on=membership["from_on"],
        left_branch_on=membership["until_on"],
        former_branch=former,
        office_from=min((post["from_on"] for post in offices if post["from_on"]), default=None),
        office_until=max((post["until_on"] for post in offices if post["until_on"]), default=None),
        exempt=Span(row["exempt_from"], row["exempt_to"]) if row["exempt"] else None,
        mobile=Span(row["mobile_from"], row["mobile_to"]) if row["mobile"] else None,
        id=row["id"],
    )


def _same(old: Person, new: Person) -> bool:
    """Equal but for the store's id and the letter case of the account."""
    return (
        _member_values(old, 0) == _member_values(new, 0)
        and (old.branch, old.group, old.offices, old.roles) == (new.branch, new.group, new.offices, new.roles)
        and (old.joined_branch_on, old.left_branch_on, old.former_branch)
        == (new.joined_branch_on, new.left_branch_on, new.former_branch)
        and (old.office_from, old.office_until) == (new.office_from, new.office_until)
    )
