"""Who was away from which meeting, of several branches at once."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select

from bot.domain.activity import Attendance, Presence, State
from bot.store.tables import activities, attendance, revisions

if TYPE_CHECKING:
    from bot.store.work import Work

T = TypeVar("T")

AWAY = (Presence.ON_LEAVE, Presence.ABSENT, Presence.MADE_UP)
_IN = 10_000
"""So many values in one statement at the most."""


def away_marks(
    work: "Work", branches: Collection[str], first: date, last: date
) -> dict[int, list[Attendance]]:
    """The marks of everybody who was away, by activity. Who made up for an absence has both marks."""
    columns = attendance.c
    statement = (
        select(columns.id, columns.activity_id, columns.member_id, columns.presence, columns.made_up_on)
        .join(activities, activities.c.id == columns.activity_id)
        .where(activities.c.branch_id.in_([work.people.branch_id(name) for name in branches]))
        .where(activities.c.held_on.between(first, last), activities.c.state != State.REVOKED.value)
        .where(columns.state != State.REVOKED.value, columns.presence.in_([one.value for one in AWAY]))
    )
    rows = work.connection.execute(statement).all()
    were_absent = _once_absent(work, [row.id for row in rows if row.presence == Presence.MADE_UP.value])
    marks: dict[int, list[Attendance]] = {}
    for id_, activity_id, member_id, presence, made_up_on in rows:
        account, name = work.people.member(member_id)
        here = marks.setdefault(activity_id, [])
        here.append(Attendance(activity_id, account, name, Presence(presence), made_up_on=made_up_on))
        if id_ in were_absent:
            here.append(Attendance(activity_id, account, name, Presence.ABSENT))
    return marks


def _once_absent(work: "Work", made_up: Sequence[int]) -> set[int]:
    """Those made-up marks that were 缺席 before: a make-up does not cancel an absence without leave (§5.5)."""
    last: dict[int, str] = {}
    for some in portions(made_up):
        statement = (
            select(revisions.c.fact_id, revisions.c.before)
            .where(revisions.c.kind == "attendance", revisions.c.fact_id.in_(some))
            .order_by(revisions.c.revision)
        )
        # several make-ups in a row change nothing: what counts is the last mark that was none
        last |= {
            id_: before["presence"]
            for id_, before in work.connection.execute(statement)
            if before["presence"] != Presence.MADE_UP.value
        }
    return {id_ for id_, presence in last.items() if presence == Presence.ABSENT.value}


def portions(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), _IN):
        yield values[start : start + _IN]
