"""Stored facts, readable (interfaces.md, detail 3)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, select

from bot.store.registers import REGISTERS, fact_name
from bot.store.tables import activities, attendance, leaves, revisions, study_entries, talks, trainings

if TYPE_CHECKING:
    from bot.store.work import Work

SMALL: tuple[tuple[str, Table, str], ...] = (
    ("study", study_entries, "on_day"),
    ("leave", leaves, "start_on"),
    ("talk", talks, "on_day"),
    ("training", trainings, "on_day"),
)


def facts(
    work: "Work",
    *,
    branch: str = "",
    member: str = "",
    first: date | None = None,
    last: date | None = None,
    kind: str = "",
    everything: bool = False,
) -> list[dict[str, Any]]:
    """Every fact as a document, oldest first; revoked and superseded ones only when `everything` is asked for."""
    found = [*_activities(work), *_marks(work), *_small(work), *_books(work)]
    if everything:
        found += _superseded(work)
    chosen = [
        fact
        for fact in found
        if (everything or fact["state"] != "revoked")
        and (not branch or fact["branch"] == branch)
        and (not member or fact.get("member") == member.lower())
        and (first is None or fact["date"] >= first.isoformat())
        and (last is None or fact["date"] <= last.isoformat())
        and (not kind or fact["kind"] == kind)
    ]
    return sorted(chosen, key=lambda fact: (fact["date"], fact["recorded_at"], fact["id"], fact["revision"]))


def _activities(work: "Work") -> Iterator[dict[str, Any]]:
    for row in work.connection.execute(select(activities)).mappings():
        yield _fact(
            f"activity:{row['id']}",
            row["event"],
            work.people.branch_name(row["branch_id"]),
            row["held_on"],
            row,
            status="held" if row["state"] != "planned" else "planned",
            group=row["group_no"],
            due=row["due"],
            present=row["present"],
            topic=row["topic"],
            minutes=row["minutes"],
        )


def _marks(work: "Work") -> Iterator[dict[str, Any]]:
    statement = select(attendance, activities.c.event, activities.c.held_on, activities.c.branch_id).join(
        activities, activities.c.id == attendance.c.activity_id
    )
    for row in work.connection.execute(statement).mappings():
        yield _fact(
            f"attendance:{row['id']}",
            row["event"],
            work.people.branch_name(row["branch_id"]),
            row["held_on"],
            row,
            member=work.people.member(row["member_id"])[0],
            status=row["presence"],
            reason=row["reason"],
            activity=f"activity:{row['activity_id']}",
        )


def _small(work: "Work") -> Iterator[dict[str, Any]]:
    homes = {person.account: person.branch for person in work.people.roster().people}
    for kind, table, day in SMALL:
        for row in work.connection.execute(select(table)).mappings():
            account = work.people.member(row["member_id"])[0] if "member_id" in row else None
            branch = homes[account] if account is not None else work.people.branch_name(row["branch_id"])
            more = {
                name: row[name]
                for name in ("topic", "minutes", "title", "speakers", "partners", "reason", "event")
                if name in row
            }
            if "hours" in row:
                more["hours"] = str(row["hours"])
            if "end_on" in row:
                more["until"] = row["end_on"].isoformat()
            status = row["state"] if kind == "leave" else None
            yield _fact(
                f"{kind}:{row['id']}", kind, branch, row[day], row, member=account, status=status, **more
            )


_DAYS = ("on_day", "month", "found_on", "starts_on", "submitted_on")
"""Columns that say when a record of the books is of; the others are of a year."""
_KINDS = {
    "service": "", "pledge": "pioneer_pledge", "item": "rectification_item", "ballots": "duty_review", "roomitem": "eight_items",
    "flag": "veto_flag",
}  # fmt: skip
"""Kinds as the glossary calls them; a service is of its own kind."""
_BOOKKEEPING = frozenset(
    {
        "id",
        "branch_id",
        "member_id",
        "state",
        "source",
        "message_id",
        "recorded_by",
        "recorded_at",
        "revision",
    }
)


def _books(work: "Work") -> Iterator[dict[str, Any]]:
    homes = {person.account: person.branch for person in work.people.roster().people}
    for register in REGISTERS:
        name = fact_name(register)
        for row in work.connection.execute(select(register.table)).mappings():
            account = work.people.member(row["member_id"])[0] if register.of_person else None
            branch = homes[account] if account is not None else work.people.branch_name(row["branch_id"])
            more = {
                column: _plain(value)
                for column, value in row.items()
                if column not in _BOOKKEEPING and column not in _DAYS and value not in (None, "")
            }
            kind = _KINDS.get(name, name) or more.pop("kind")
            yield _fact(f"{name}:{row['id']}", kind, branch, _day_of(row), row, member=account, **more)


def _day_of(row: Any) -> date:
    """The day a record is of; of a year its first day, else the day it was written down."""
    day: date | None = next((row[column] for column in _DAYS if row.get(column) is not None), None)
    if day is None and row.get("year") is not None:
        day = date(row["year"], 1, 1)
    written: date = row["recorded_at"].date()
    return day or written


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


_SAID = frozenset({"due", "present", "topic", "minutes"})


def _superseded(work: "Work") -> Iterator[dict[str, Any]]:
    """Earlier revisions as they were kept."""
    known = {fact["id"]: fact for fact in [*_activities(work), *_marks(work), *_books(work)]}
    for row in work.connection.execute(select(revisions)).mappings():
        current, before = known[f"{row['kind']}:{row['fact_id']}"], row["before"]
        said = (_SAID | set(current)) - _BOOKKEEPING
        changed = {name: before[name] for name in said if before.get(name) is not None}
        yield {
            **{name: value for name, value in current.items() if name not in before},
            "id": current["id"],
            **changed,
            **_status(before),
            "date": before.get("held_on", current["date"]),
            "state": "revoked",
            "superseded": True,
            "source": before["source"],
            "message_id": before["message_id"],
            "recorded_at": before["recorded_at"],
            "revision": row["revision"],
        }


def _status(before: dict[str, Any]) -> dict[str, str]:
    """What an earlier version said of a person, or of a meeting."""
    if "presence" in before:
        return {"status": before["presence"]}
    return {"status": "planned" if before["state"] == "planned" else "held"} if "held_on" in before else {}


def _fact(id_: str, kind: str, branch: str, on: date, row: Any, **more: Any) -> dict[str, Any]:
    state = row["state"]
    return {
        "id": id_,
        "kind": kind,
        "branch": branch,
        "date": on.isoformat(),
        **{name: value for name, value in more.items() if value is not None},
        "state": state if state in ("planned", "logged", "confirmed", "locked", "revoked") else "logged",
        "source": row["source"],
        "message_id": row["message_id"],
        "recorded_at": row["recorded_at"].isoformat(),
        "revision": row.get("revision", 1),
    }
