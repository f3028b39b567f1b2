"""The bare floor of a rating: the figures it is made of, counted and added up by hand-written SQL.

No roster of a day, no make-ups in time, no evidence, no rules: what any program that rates from these tables has to read.
"""

from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

_STANDS = "state = 'confirmed'"
_ITS_PEOPLE = "member_id IN (SELECT member_id FROM memberships WHERE branch_id = {branch})"
_STATEMENTS = (
    # meetings of each kind, group and month
    ("SELECT branch_id, event, group_no, substr(CAST(held_on AS VARCHAR(10)), 1, 7), count(*) FROM activities"
     f" WHERE {_STANDS} AND held_on BETWEEN {{first}} AND {{last}}", "branch_id = {branch}", "GROUP BY 1, 2, 3, 4"),
    # who was due, who came, who was absent, by kind of meeting
    ("SELECT a.branch_id, a.event, count(*),"
     " sum(CASE WHEN m.presence IN ('present', 'late', 'made_up') THEN 1 ELSE 0 END),"
     " sum(CASE WHEN m.presence = 'absent' THEN 1 ELSE 0 END)"
     " FROM activities a JOIN attendance m ON m.activity_id = a.id"
     f" WHERE a.{_STANDS} AND m.{_STANDS} AND a.held_on BETWEEN {{first}} AND {{last}}", "a.branch_id = {branch}",
     "GROUP BY 1, 2"),
    # hours of study of each member
    ("SELECT a.branch_id, m.member_id, sum(a.minutes) FROM activities a JOIN attendance m ON m.activity_id = a.id"
     f" WHERE a.{_STANDS} AND m.{_STANDS} AND a.held_on BETWEEN {{first}} AND {{last}}"
     " AND m.presence IN ('present', 'late', 'made_up')", "a.branch_id = {branch}", "GROUP BY 1, 2"),
    ("SELECT member_id, online, sum(hours) FROM trainings"
     f" WHERE {_STANDS} AND on_day BETWEEN {{first}} AND {{last}}", _ITS_PEOPLE, "GROUP BY 1, 2"),
    ("SELECT branch_id, CAST(partners AS VARCHAR(100)), count(*) FROM talks"
     f" WHERE {_STANDS} AND on_day BETWEEN {{first}} AND {{last}}", "branch_id = {branch}", "GROUP BY 1, 2"),
    (f"SELECT branch_id, sum(CASE WHEN complete THEN 1 ELSE 0 END) FROM dues WHERE {_STANDS}", "branch_id = {branch}",
     "GROUP BY 1"),
    ("SELECT branch_id, kind, count(*), sum(CASE WHEN for_public THEN 1 ELSE 0 END) FROM services"
     f" WHERE {_STANDS} AND on_day BETWEEN {{first}} AND {{last}}", "branch_id = {branch}", "GROUP BY 1, 2"),
    ("SELECT s.branch_id, sum(CASE WHEN CAST(p.pledged AS VARCHAR(100)) = '[]' THEN 0 ELSE 1 END),"
     " sum(CASE WHEN CAST(p.progress AS VARCHAR(100)) = '[]' THEN 0 ELSE 1 END),"
     " sum(CASE WHEN CAST(p.reviewed AS VARCHAR(100)) = '[]' THEN 0 ELSE 1 END)"
     f" FROM memberships s JOIN pledges p ON p.member_id = s.member_id WHERE p.{_STANDS} AND s.current",
     "s.branch_id = {branch}", "GROUP BY 1"),
    (f"SELECT branch_id, indicator, sum(score) FROM grades WHERE {_STANDS}", "branch_id = {branch}", "GROUP BY 1, 2"),
    (f"SELECT branch_id, sum(CASE WHEN met THEN 1 ELSE 0 END) FROM room_items WHERE {_STANDS}", "branch_id = {branch}",
     "GROUP BY 1"),
    ('SELECT member_id, "group", sum(good), sum(fair), sum(average), sum(poor) FROM ballots'
     f" WHERE {_STANDS}", _ITS_PEOPLE, "GROUP BY 1, 2"),
    ("SELECT branch_id, severity, count(*), sum(CASE WHEN handed_in_on > due_on THEN 1 ELSE 0 END)"
     f" FROM rectification_items WHERE {_STANDS}", "branch_id = {branch}", "GROUP BY 1, 2"),
    (f"SELECT branch_id, max(starts_on) FROM terms WHERE {_STANDS}", "branch_id = {branch}", "GROUP BY 1"),
    (f"SELECT branch_id, max(star) FROM applications WHERE {_STANDS}", "branch_id = {branch}", "GROUP BY 1"),
)  # fmt: skip


def add_up(connection: Connection, year: int, branch: int | None = None) -> int:
    """Of all branches or of one; on the driver's own cursor. Returns how many rows came back."""
    sqlite = connection.dialect.name == "sqlite"
    names = ("branch", "first", "last")
    marks = {name: f":{name}" if sqlite else f"%({name})s" for name in names}
    given = dict(
        zip(names, (branch, date(year, 1, 1).isoformat(), date(year, 12, 31).isoformat()), strict=True)
    )
    cursor: Any = connection.connection.cursor()
    found = 0
    for select, of_branch, group in _STATEMENTS:
        statement = f"{select} AND {of_branch} {group}" if branch is not None else f"{select} {group}"
        cursor.execute(statement.format(**marks), given)
        found += len(cursor.fetchall())
    cursor.close()
    return found
