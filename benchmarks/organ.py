"""An organ made up by chance, always the same: branches of thirty with a year of records, loaded in bulk.

Rows are written as the store would write them, but straight into the tables: through the store a record takes its
audit row along, and ten thousand branches have more than twenty million of them.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url

from bot.almanac import load_calendar
from bot.domain.measures.yearly_meeting import STEP_NAMES
from bot.standards import shipped_standard
from bot.store.all_tables import metadata
from bot.store.schema import upgrade

MEMBERS, GROUPS, YEAR = 30, 2, 2026
_SECRETARY, _MOVED = 0, MEMBERS - 1
_OFFICES = ("secretary", "deputy_secretary", "organisation_member", "publicity_member", "discipline_member")
_AT = "2026-11-01 08:00:00.000000"
_ORIGIN = {"state": "confirmed", "source": "wecom", "recorded_at": _AT}
_TOGETHER = 200
"""So many branches are made before they are written."""

Row = dict[str, Any]


def load(url: str, branches: int) -> None:
    """Fill an empty data base with so many branches."""
    upgrade(url)
    database = _Sqlite(url) if url.startswith("sqlite") else _Postgres(url)
    for start in range(0, branches, _TOGETHER):
        tables: dict[str, list[Row]] = {}
        for number in range(start, min(start + _TOGETHER, branches)):
            for table, row in _BranchRows(number, branches).rows():
                tables.setdefault(table, []).append(row)
        for table, written in tables.items():
            database.write(table, written)
    database.write("roster_version", [{"version": 1}])
    database.finish()


# ---------------------------------------------------------------------- one branch


@dataclass(frozen=True)
class _BranchRows:
    """All rows of one branch, numbered so that no two branches share an id."""

    number: int
    of: int

    @cached_property
    def chance(self) -> Random:
        return Random(self.number)

    @property
    def id(self) -> int:
        return self.number + 1

    @property
    def name(self) -> str:
        return f"第{self.id}党支部"

    def rows(self) -> Iterator[tuple[str, Row]]:
        yield "branches", {
            "id": self.id, "name": self.name, "has_committee": True, "groups": GROUPS, "term_from": "2024-06-01",
            "term_years": 3, "previous_star": 3 + self.number % 3, "holds_plaque": False, "position": self.number,
        }  # fmt: skip
        yield from self._people()
        yield from self._meetings()
        yield from self._facts()
        yield from self._books()

    def member_id(self, place: int) -> int:
        return self.number * MEMBERS + place + 1

    @staticmethod
    def member_name(place: int) -> str:
        return f"党员{chr(0x4E00 + place)}"

    def _people(self) -> Iterator[tuple[str, Row]]:
        for place in range(MEMBERS):
            id_ = self.member_id(place)
            yield "members", {
                "id": id_, "account": f"m{self.number:05}{place:02}", "name": self.member_name(place),
                "status": "probationary" if place == 20 else "full", "aliases": "[]", "exempt": place == 21,
                "mobile": place == 22, "mobile_from": "2026-03-01" if place == 22 else None, "position": id_,
            }  # fmt: skip
            moved = place == _MOVED and self.number % 2 == 1
            since = "2026-05-11" if moved else "2026-08-03" if place == 23 else None
            membership = {
                "member_id": id_,
                "branch_id": self.id,
                "group_no": place % GROUPS + 1,
                "current": True,
            }
            yield "memberships", {**membership, "from_on": since}
            if moved:
                yield "memberships", {
                    "member_id": id_, "branch_id": (self.number * 7 + 3) % self.of + 1, "current": False,
                    "until_on": since,
                }  # fmt: skip
            office = _OFFICES[place] if place < len(_OFFICES) else "part_time_cadre" if place == 5 else None
            if office is not None:
                yield "posts", {"member_id": id_, "branch_id": self.id, "code": office}

    # ------------------------------------------------------------------ meetings and who was there

    def _meetings(self) -> Iterator[tuple[str, Row]]:
        held = [
            *((day, "friday_study", None) for day in load_calendar().study_fridays(YEAR)[:46]),
            *((date(YEAR, month, 8), "theme_day", None) for month in range(1, 13)),
            *((date(YEAR, month, 12), "committee_meeting", None) for month in range(1, 13)),
            *((date(YEAR, month, 15 + group), "group_meeting", group) for month in range(1, 13) for group in (1, 2)),
            *((date(YEAR, month, 20), "branch_assembly", None) for month in (3, 6, 9, 12)),
            *((date(YEAR, month, 22), "party_lecture", None) for month in (2, 5, 8, 11)),
            (date(YEAR, 12, 28), "org_life_meeting", None),
            (date(YEAR, 12, 29), "member_appraisal", None),
        ]  # fmt: skip
        for number, (day, event, group) in enumerate(held):
            if self.chance.random() < 0.01:  # sometimes a meeting is not held
                continue
            id_ = self.number * len(held) + number + 1
            yield "activities", {
                "id": id_, "branch_id": self.id, "event": event, "held_on": day.isoformat(), "group_no": group,
                "starts_at": "15:00", "minutes": 60 if event == "friday_study" else self.chance.choice((60, 90, 120)),
                "topic": "学习", "lecturers": json.dumps([self.member_name(number % 3)] if event == "party_lecture" else []),
                "party_work": event == "committee_meeting" and day.month % 3 == 0,
                "steps": json.dumps(list(STEP_NAMES) if number >= len(held) - 2 else []),
                "recorded_by": f"m{self.number:05}00", "revision": 1, **_ORIGIN,
            }  # fmt: skip
            yield from self._attendance(id_, day, self._expected(event, group, day))

    @staticmethod
    def _expected(event: str, group: int | None, day: date) -> list[int]:
        if event == "committee_meeting":
            return list(range(len(_OFFICES)))
        return [
            place
            for place in range(MEMBERS)
            if place != 21
            and not (place == 22 and day >= date(YEAR, 3, 1))
            and not (place in (23, _MOVED) and day < date(YEAR, 8, 3))
            and (group is None or place % GROUPS + 1 == group)
        ]

    def _attendance(self, activity: int, day: date, expected: Iterable[int]) -> Iterator[tuple[str, Row]]:
        for place in expected:
            id_, draw = (activity - 1) * MEMBERS + place + 1, self.chance.random()
            presence = (
                "absent" if draw < 0.002 else "made_up" if draw < 0.03 else "on_leave" if draw < 0.06 else "present"
            )  # fmt: skip
            made_up = (day + timedelta(days=5)).isoformat() if presence == "made_up" else None
            yield "attendance", {
                "id": id_, "activity_id": activity, "member_id": self.member_id(place), "presence": presence,
                "at": _AT if presence == "present" else None, "made_up_on": made_up, "revision": 1, **_ORIGIN,
            }  # fmt: skip
            if made_up is not None and draw < 0.004:  # was absent without leave, and made up for it
                yield "revisions", {
                    "kind": "attendance", "fact_id": id_, "revision": 1, "before": json.dumps({"presence": "absent"}),
                    "replaced_at": _AT,
                }  # fmt: skip

    # ------------------------------------------------------------------ small facts and books

    def _facts(self) -> Iterator[tuple[str, Row]]:
        for place in range(1, MEMBERS):
            yield "talks", {
                "branch_id": self.id, "on_day": f"{YEAR}-{place % 12 + 1:02}-09", **_ORIGIN,
                "speakers": json.dumps([self.member_name(_SECRETARY)]), "partners": json.dumps([self.member_name(place)]),
            }  # fmt: skip
        for place in (*range(6), *range(MEMBERS)):
            yield "trainings", {
                "member_id": self.member_id(place), "on_day": f"{YEAR}-{self.chance.randint(1, 12):02}-18",
                "hours": self.chance.randint(2, 8), "online": self.chance.random() < 0.3, **_ORIGIN,
            }  # fmt: skip

    def _books(self) -> Iterator[tuple[str, Row]]:
        for table, row in self._book_rows():
            yield table, {**row, "revision": 1, **_ORIGIN}

    def _book_rows(self) -> Iterator[tuple[str, Row]]:
        mine: Row = {"branch_id": self.id}
        this_year: Row = {**mine, "year": YEAR}
        for month in range(1, 13):
            yield "dues", {**mine, "month": f"{YEAR}-{month:02}-01", "complete": self.chance.random() < 0.98}
        for number, kind in enumerate(
            ("volunteering",) * 4 + ("paired_building",) * 2 + ("micro_lecture",) * 2
        ):
            came = self.chance.sample(range(MEMBERS), 18)
            yield "services", {
                **mine, "on_day": f"{YEAR}-{number + 2:02}-11", "kind": kind, "topic": f"活动{number}", "hours": 2,
                "participants": json.dumps([self.member_name(place) for place in came]), "for_public": number == 4,
            }  # fmt: skip
        for place in range(MEMBERS):
            days = [json.dumps([f"{YEAR}-{month:02}-05"]) for month in (1, 7, 12)]
            yield "pledges", {
                "member_id": self.member_id(place), **dict(zip(("pledged", "progress", "reviewed"), days, strict=True))
            }  # fmt: skip
        for indicator in shipped_standard().indicators:
            for part in indicator.graded:
                share = self.chance.choice((0.5, 1, 1, 1)) * (
                    float(part.most) if part.target is None else 100
                )
                yield "grades", {**this_year, "indicator": indicator.id, "part": part.id, "score": share}
        for item in shipped_standard().room:
            yield "room_items", {**this_year, "item": item.id, "met": self.chance.random() < 0.97}
        for group in ("organ_committee", "branch_secretaries", "branch_members"):
            yield "ballots", {
                "member_id": self.member_id(_SECRETARY), "year": YEAR, "level": "L3", "group": group,
                "good": 12, "fair": 3, "average": self.chance.randint(0, 2), "poor": 0,
            }  # fmt: skip
        for number in range(3):
            handed_in = f"{YEAR}-{3 * number + 4:02}-{self.chance.randint(6, 17):02}"
            yield "rectification_items", {
                **mine, "number": f"{YEAR}-{self.id}-{number}", "found_on": f"{YEAR}-{3 * number + 4:02}-01",
                "severity": self.chance.choice(("minor", "serious")), "problem": "记录要素不全", "returns": 0,
                "due_on": f"{YEAR}-{3 * number + 4:02}-16", "handed_in_on": handed_in, "closed_on": handed_in,
            }  # fmt: skip
        yield "terms", {
            **mine, "starts_on": "2024-06-01", "years": 3, "vacant_posts": "[]", "duties_assigned": True
        }  # fmt: skip
        yield "applications", {**this_year, "star": 3 + self.number % 3, "submitted_on": f"{YEAR}-10-20"}


# ---------------------------------------------------------------------- writing


def _columns(table: str, rows: Sequence[Row]) -> Sequence[str]:
    """All of a table's, but for an id that the data base counts itself."""
    names = (column.name for column in metadata.tables[table].columns)
    return [name for name in names if name != "id" or "id" in rows[0]]


class _Sqlite:
    """The driver's own connection, which neither waits for the disk nor looks at foreign keys."""

    def __init__(self, url: str) -> None:
        self._db = sqlite3.connect(make_url(url).database or "", isolation_level=None)
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute("PRAGMA cache_size=-400000")
        self._db.execute("PRAGMA ignore_check_constraints=ON")

    def write(self, table: str, rows: Sequence[Row]) -> None:
        names = _columns(table, rows)
        quoted, marks = ", ".join(f'"{name}"' for name in names), ", ".join(f":{name}" for name in names)
        whole = dict.fromkeys(names)
        self._db.execute("BEGIN")
        self._db.executemany(
            f"INSERT INTO {table} ({quoted}) VALUES ({marks})", ({**whole, **row} for row in rows)
        )
        self._db.execute("COMMIT")

    def finish(self) -> None:
        self._db.execute("ANALYZE")
        self._db.close()


class _Postgres:
    """COPY, which neither waits for the disk nor looks at foreign keys."""

    def __init__(self, url: str) -> None:
        self._db = psycopg.connect(url, autocommit=True)
        self._db.execute("SET session_replication_role = replica")
        self._db.execute("SET TIME ZONE 'UTC'")
        self._db.execute("SET synchronous_commit = off")

    def write(self, table: str, rows: Sequence[Row]) -> None:
        names = _columns(table, rows)
        columns = SQL(", ").join(map(Identifier, names))
        statement = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table), columns)
        with self._db.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([row.get(name) for name in names])

    def finish(self) -> None:
        self._db.execute("VACUUM ANALYZE")
        self._db.close()
