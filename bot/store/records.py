"""Activities and attendance. Nothing is overwritten: an older version goes to the revisions, a revoked one stays."""

import json
from collections.abc import Collection, Iterator
from dataclasses import fields, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, Text, bindparam, cast, insert, select, update

from bot.domain.activity import Activity, Attendance, Event, Presence, Reason, State
from bot.domain.people import Person
from bot.store.entry import Entry
from bot.store.prepared import Prepared
from bot.store.revising import keep
from bot.store.tables import activities, attendance

if TYPE_CHECKING:
    from bot.store.work import Work

STANDING = frozenset(State) - {State.REVOKED}

_a, _m = activities.c, attendance.c
_FIELDS = (
    "id", "branch_id", "event", "held_on", "group_no", "starts_at", "minutes", "place", "topic", "chair", "recorder",
    "lecturers", "party_work", "due", "present", "observers", "yes", "no", "abstain", "steps", "excellent", "state",
    "source", "recorded_by", "recorded_at", "revision",
)  # fmt: skip
_activity_columns = tuple(activities.c[name] for name in _FIELDS)
_scored_columns = (
    _a.id, _a.branch_id, _a.event, _a.held_on, _a.group_no, _a.starts_at, _a.minutes, cast(_a.lecturers, Text),
    _a.party_work, _a.due, _a.present, cast(_a.steps, Text), _a.excellent, _a.state,
)  # fmt: skip
"""Lists as text: nearly all are empty, and to decode them all would cost more than to read the rest."""
_to_score = (
    select(*_scored_columns)
    .where(_a.branch_id.in_(bindparam("branches", expanding=True)))
    .where(_a.held_on.between(bindparam("first"), bindparam("last")))
    .where(_a.state.in_(bindparam("states", expanding=True)))
    .where(_a.event.in_(bindparam("events", expanding=True)))
    .order_by(_a.held_on, _a.starts_at, _a.id)
)
_mark_columns = (_m.id, _m.activity_id, _m.member_id, _m.presence, _m.reason, _m.at, _m.made_up_on)

_day = (
    select(*_activity_columns)
    .where(
        _a.branch_id == bindparam("branch"),
        _a.held_on == bindparam("day"),
        _a.state != State.REVOKED.value,
    )
    .order_by(_a.starts_at, _a.id)
)
_on_day = Prepared(_day)
_event_on_day = Prepared(_day.where(_a.event == bindparam("wanted")))
_get = Prepared(select(*_activity_columns).where(_a.id == bindparam("row")))
_mark_of = Prepared(
    select(*_mark_columns, _m.state, _m.revision).where(
        _m.activity_id == bindparam("activity"), _m.member_id == bindparam("member")
    )
)
_add = Prepared(
    insert(activities)
    .values({name: bindparam(name) for name in (*_FIELDS[1:], "message_id")})
    .returning(activities.c.id)
)
_MARK_VALUES = (
    "activity_id", "member_id", "presence", "reason", "at", "made_up_on", "state", "source", "message_id", "recorded_by",
    "recorded_at", "revision",
)  # fmt: skip
_add_mark = Prepared(
    insert(attendance).values({name: bindparam(name) for name in _MARK_VALUES}).returning(attendance.c.id)
)
_change_mark = Prepared(
    update(attendance)
    .where(_m.id == bindparam("row"))
    .values({name: bindparam(name) for name in _MARK_VALUES})
)


class Records:
    def __init__(self, work: "Work") -> None:
        self._work = work

    # ------------------------------------------------------------------ activities

    def on_day(self, branch: str, day: date, event: Event | None = None) -> list[Activity]:
        """What stands for a branch on a day, of one kind where asked, in order of its beginning."""
        at = {"branch": self._work.people.branch_id(branch), "day": day}
        if event is None:
            rows = _on_day(self._work.connection, **at)
        else:
            rows = _event_on_day(self._work.connection, wanted=event.value, **at)
        return [self._activity(row) for row in rows]

    def find(
        self,
        branch: str,
        first: date,
        last: date,
        *,
        event: Event | None = None,
        states: Collection[State] = STANDING,
    ) -> list[Activity]:
        """The activities of a branch from `first` to `last`, both included, by day and beginning."""
        statement = (
            select(*_activity_columns)
            .where(_a.branch_id == self._work.people.branch_id(branch), _a.held_on.between(first, last))
            .where(_a.state.in_([state.value for state in states]))
            .order_by(_a.held_on, _a.starts_at, _a.id)
        )
        if event is not None:
            statement = statement.where(_a.event == event.value)
        return [self._activity(tuple(row)) for row in self._work.connection.execute(statement)]

    def of_branches(
        self, branches: Collection[str], first: date, last: date, states: Collection[State]
    ) -> list[Activity]:
        """The same of several branches."""
        statement = (
            select(*_activity_columns)
            .where(_a.branch_id.in_([self._work.people.branch_id(name) for name in branches]))
            .where(_a.held_on.between(first, last), _a.state.in_([state.value for state in states]))
            .order_by(_a.held_on, _a.starts_at, _a.id)
        )
        return [self._activity(tuple(row)) for row in self._work.connection.execute(statement)]

    def to_score(
        self,
        branches: Collection[str],
        first: date,
        last: date,
        states: Collection[State],
        events: Collection[Event] = frozenset(Event),
    ) -> Iterator[Activity]:
        """The same, only with what rules look at: a whole organ's records are read for its rating.

        Nothing of where, what about, who took the chair, the votes, and who recorded it.
        """
        if not branches:
            return
        branch_name = self._work.people.branch_name
        wanted = {
            "branches": [self._work.people.branch_id(name) for name in branches],
            "first": first,
            "last": last,
            "states": [state.value for state in states],
            "events": [event.value for event in events],
        }
        for row in self._work.connection.execute(_to_score, wanted):
            (
                id_, branch, event, on, group, starts, minutes, lecturers, party_work, due, present, steps, excellent, state
            ) = row  # fmt: skip
            yield Activity(
                branch_name(branch),
                Event(event),
                on,
                group,
                starts,
                minutes,
                lecturers=_listed(lecturers),
                party_work=party_work,
                due=due,
                present=present,
                steps=_listed(steps),
                excellent=excellent,
                state=State(state),
                id=id_,
            )

    def get(self, id_: int) -> Activity | None:
        rows = _get(self._work.connection, row=id_)
        return self._activity(rows[0]) if rows else None

    def add(self, activity: Activity) -> Activity:
        """Write down a new activity; who recorded it, when and through which door comes from the transaction."""
        origin = self._work.origin
        stored = replace(
            activity, source=origin.source, recorded_by=origin.actor, recorded_at=self._work.at, revision=1
        )
        values = {**self._values(stored), "message_id": origin.message_id or None}
        stored = replace(stored, id=_add(self._work.connection, **values)[0][0])
        self._work.audit.note("activity_added", f"activity:{stored.id}", None, _shallow(stored))
        return stored

    def change(self, activity: Activity, reason: str = "") -> Activity:
        """A new revision of the activity of the same id; the old one is kept.

        Raises:
            LookupError: there is no such activity.
        """
        before = self.get(activity.id)
        if before is None:
            raise LookupError(f"activity {activity.id}")
        origin = self._work.origin
        stored = replace(
            activity,
            source=origin.source,
            recorded_by=origin.actor,
            recorded_at=self._work.at,
            revision=before.revision + 1,
        )
        keep(self._work, activities, "activity", before.id, reason)
        values = {**self._values(stored), "message_id": origin.message_id or None}
        self._work.connection.execute(update(activities).where(_a.id == stored.id).values(values))
        self._work.audit.note("activity_changed", f"activity:{stored.id}", _shallow(before), _shallow(stored))
        return stored

    # ------------------------------------------------------------------ attendance

    def attendance(self, activity_id: int) -> list[Attendance]:
        statement = (
            select(*_mark_columns)
            .where(_m.activity_id == activity_id, _m.state != State.REVOKED.value)
            .order_by(_m.id)
        )
        return [self._mark(tuple(row)) for row in self._work.connection.execute(statement)]

    def attendance_of(self, activity_id: int, account: str) -> Attendance | None:
        rows = _mark_of(
            self._work.connection, activity=activity_id, member=self._work.people.member_id(account)
        )
        return self._mark(rows[0][:7]) if rows and rows[0][7] != State.REVOKED.value else None

    def attended(self, account: str, first: date, last: date) -> list[tuple[Activity, Attendance]]:
        """Everything this member has a mark for, in order of the days."""
        statement = (
            select(*_activity_columns, *_mark_columns)
            .join(attendance, _m.activity_id == _a.id)
            .where(_m.member_id == self._work.people.member_id(account), _m.state != State.REVOKED.value)
            .where(_a.state != State.REVOKED.value, _a.held_on.between(first, last))
            .order_by(_a.held_on, _a.starts_at, _a.id)
        )
        width = len(_activity_columns)
        rows = [tuple(row) for row in self._work.connection.execute(statement)]
        return [(self._activity(row[:width]), self._mark(row[width:])) for row in rows]

    def mark(
        self,
        activity: Activity,
        person: Person,
        presence: Presence,
        *,
        reason: Reason | None = None,
        at: datetime | None = None,
        made_up_on: date | None = None,
    ) -> Attendance:
        """One person at one activity; an earlier mark becomes a superseded revision."""
        connection, origin = self._work.connection, self._work.origin
        values: dict[str, Any] = {
            "activity_id": activity.id,
            "member_id": person.id,
            "presence": presence.value,
            "reason": reason.value if reason else None,
            "at": at,
            "made_up_on": made_up_on,
            "state": State.CONFIRMED.value,
            "source": origin.source or None,
            "message_id": origin.message_id or None,
            "recorded_by": origin.actor or None,
            "recorded_at": self._work.at,
            "revision": 1,
        }
        earlier = _mark_of(connection, activity=activity.id, member=person.id)
        if earlier:
            id_ = earlier[0][0]
            values["revision"] = earlier[0][8] + 1
            keep(self._work, attendance, "attendance", id_)
            _change_mark(connection, row=id_, **values)
        else:
            id_ = _add_mark(connection, **values)[0][0]
        stored = Attendance(activity.id, person.account, person.name, presence, reason, at, made_up_on, id_)
        self._work.audit.note(
            "attendance_marked", f"attendance:{id_}", None, (activity.id, person.account, presence.value)
        )
        return stored

    def unmark(self, mark: Attendance) -> None:
        """Revoke a mark: kept, no longer counted."""
        self._revoke(attendance, "attendance", mark.id)

    # ------------------------------------------------------------------ taking back

    def last_own(self, account: str, since: datetime) -> Entry | None:
        """The newest thing this account recorded itself since then and has not taken back."""
        found = [
            *self._own_activity(account, since),
            *self._own_mark(account, since),
            *self._work.studies.own(account, since),
            *self._work.ledger.own(account, since),
        ]
        return max(
            found, key=lambda entry: (entry.recorded_at, entry.kind != "activity", entry.id), default=None
        )

    def revoke(self, entry: Entry) -> None:
        """Kept, not counted. What others said of themselves stays: their session is planned again."""
        if entry.kind == "activity" and entry.activity is not None:
            self._take_back(entry.activity)
        elif entry.kind == "attendance":
            self._revoke(attendance, "attendance", entry.id)
        elif entry.kind == "book":
            for record in entry.books:
                self._work.ledger.take_back(record)
        else:
            self._work.studies.revoke(entry)

    def _take_back(self, activity: Activity) -> None:
        """Undo a logged meeting with the marks of the same moment; a session with other marks is merely planned."""
        together = (_m.activity_id == activity.id, _m.recorded_at == activity.recorded_at)
        self._work.connection.execute(update(attendance).where(*together).values(state=State.REVOKED.value))
        if self.attendance(activity.id):
            self.change(replace(activity, state=State.PLANNED, due=None, present=None), reason="撤销")
        else:
            self._revoke(activities, "activity", activity.id)

    def _own_activity(self, account: str, since: datetime) -> list[Entry]:
        statement = (
            select(*_activity_columns)
            .where(_a.recorded_by == account, _a.recorded_at >= since)
            .where(
                _a.state.in_([State.LOGGED.value, State.CONFIRMED.value, State.PLANNED.value]),
                _a.due.is_not(None) | (_a.starts_at.is_not(None)),
            )
            .order_by(_a.recorded_at.desc(), _a.id.desc())
            .limit(1)
        )
        found = [self._activity(tuple(row)) for row in self._work.connection.execute(statement)]
        return [
            Entry("activity", a.id, a.recorded_at, activity=a) for a in found if a.recorded_at is not None
        ]

    def _own_mark(self, account: str, since: datetime) -> list[Entry]:
        statement = (
            select(_m.id, _m.activity_id, _m.recorded_at)
            .where(_m.recorded_by == account, _m.member_id == self._work.people.member_id(account))
            .where(_m.recorded_at >= since, _m.state != State.REVOKED.value)
            .order_by(_m.recorded_at.desc(), _m.id.desc())
            .limit(1)
        )
        rows = self._work.connection.execute(statement).all()
        return [Entry("attendance", id_, at, activity=self.get(activity_id)) for id_, activity_id, at in rows]

    def _revoke(self, table: Table, kind: str, id_: int) -> None:
        self._work.connection.execute(
            update(table).where(table.c.id == id_).values(state=State.REVOKED.value)
        )
        self._work.audit.note(f"{kind}_revoked", f"{kind}:{id_}")

    # ------------------------------------------------------------------ rows and values

    def _activity(self, row: tuple[Any, ...]) -> Activity:
        values: dict[str, Any] = dict(zip(_FIELDS, row, strict=True))
        return Activity(
            branch=self._work.people.branch_name(values.pop("branch_id")),
            event=Event(values.pop("event")),
            group=values.pop("group_no"),
            state=State(values.pop("state")),
            lecturers=tuple(values.pop("lecturers")),
            steps=tuple(values.pop("steps")),
            **(values | {name: values[name] or "" for name in _TEXTS}),
        )

    def _values(self, activity: Activity) -> dict[str, Any]:
        values = _shallow(activity)
        values["branch_id"] = self._work.people.branch_id(values.pop("branch"))
        values["group_no"] = values.pop("group")
        del values["id"]
        values["lecturers"], values["steps"] = list(activity.lecturers), list(activity.steps)
        return {name: None if value == "" else value for name, value in values.items()}

    def _mark(self, row: tuple[Any, ...]) -> Attendance:
        id_, activity_id, member_id, presence, reason, at, made_up_on = row
        account, name = self._work.people.member(member_id)
        return Attendance(
            activity_id,
            account,
            name,
            Presence(presence),
            Reason(reason) if reason else None,
            at,
            made_up_on,
            id_,
        )


def _listed(text: str) -> tuple[str, ...]:
    return () if text == "[]" else tuple(json.loads(text))


def _shallow(activity: Activity) -> dict[str, Any]:
    """Its fields; what they hold cannot change, so nothing needs to be copied."""
    return {field.name: getattr(activity, field.name) for field in fields(activity)}


_TEXTS = frozenset({"place", "topic", "chair", "recorder", "source", "recorded_by"})
