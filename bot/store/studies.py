"""Small facts about members: what they studied, when they were on leave, whom they talked with, trainings."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, insert, select, update

from bot.domain.activity import Event, Leave, Reason, StudyEntry, Talk, Training
from bot.store.entry import Entry
from bot.store.tables import leaves, memberships, study_entries, talks, trainings

if TYPE_CHECKING:
    from bot.store.work import Work

STANDS, REVOKED = "confirmed", "revoked"


class Studies:
    def __init__(self, work: "Work") -> None:
        self._work = work

    # ------------------------------------------------------------------ study entries

    def log(self, entry: StudyEntry) -> StudyEntry:
        id_ = self._add(
            study_entries,
            "study",
            STANDS,
            member_id=self._work.people.member_id(entry.account),
            on_day=entry.on,
            minutes=entry.minutes,
            topic=entry.topic or None,
            make_up_for=entry.make_up_for,
        )
        return StudyEntry(entry.account, entry.on, entry.minutes, entry.topic, entry.make_up_for, id_)

    def entries(self, account: str, first: date, last: date) -> list[StudyEntry]:
        table = study_entries
        rows = (
            self._of_member(table, account)
            .where(table.c.on_day.between(first, last))
            .order_by(table.c.on_day, table.c.id)
        )
        return [self._entry(row) for row in self._work.connection.execute(rows).mappings()]

    # ------------------------------------------------------------------ leave

    def ask_leave(self, leave: Leave) -> Leave:
        id_ = self._add(
            leaves,
            "leave",
            leave.state,
            member_id=self._work.people.member_id(leave.account),
            start_on=leave.start,
            end_on=leave.end,
            event=leave.event.value if leave.event else None,
            reason=leave.reason.value if leave.reason else None,
        )
        return Leave(
            leave.account, leave.start, leave.end, leave.event, leave.reason, leave.state, leave.asked_by, id_
        )

    def leaves(self, account: str, first: date, last: date) -> list[Leave]:
        """Requests of a member that touch the time, newest last."""
        found = self._of_member(leaves, account).where(leaves.c.start_on <= last, leaves.c.end_on >= first)
        return [
            self._leave(row) for row in self._work.connection.execute(found.order_by(leaves.c.id)).mappings()
        ]

    def leaves_of_branch(self, branch: str, first: date, last: date) -> list[Leave]:
        """Requests of all members of a branch that touch the time, newest last."""
        found = (
            select(leaves)
            .join(memberships, memberships.c.member_id == leaves.c.member_id)
            .where(memberships.c.branch_id == self._work.people.branch_id(branch), memberships.c.current)
            .where(leaves.c.start_on <= last, leaves.c.end_on >= first, leaves.c.state != REVOKED)
            .order_by(leaves.c.id)
        )
        return [self._leave(row) for row in self._work.connection.execute(found).mappings()]

    def decide_leave(self, id_: int, state: str) -> None:
        """`state` is approved or refused."""
        self._work.connection.execute(update(leaves).where(leaves.c.id == id_).values(state=state))
        self._work.audit.note(f"leave_{state}", f"leave:{id_}")

    # ------------------------------------------------------------------ talks and trainings

    def add_talk(self, talk: Talk) -> Talk:
        id_ = self._add(
            talks,
            "talk",
            STANDS,
            branch_id=self._work.people.branch_id(talk.branch),
            on_day=talk.on,
            speakers=list(talk.speakers),
            partners=list(talk.partners),
        )
        return Talk(talk.branch, talk.on, talk.speakers, talk.partners, id_)

    def talks(self, branch: str, first: date, last: date) -> list[Talk]:
        found = (
            select(talks)
            .where(talks.c.branch_id == self._work.people.branch_id(branch), talks.c.state != REVOKED)
            .where(talks.c.on_day.between(first, last))
            .order_by(talks.c.on_day, talks.c.id)
        )
        return [self._talk(row) for row in self._work.connection.execute(found).mappings()]

    def add_training(self, training: Training) -> Training:
        id_ = self._add(
            trainings,
            "training",
            STANDS,
            member_id=self._work.people.member_id(training.account),
            on_day=training.on,
            title=training.title or None,
            hours=training.hours,
            online=training.online,
        )
        return Training(training.account, training.on, training.title, training.hours, training.online, id_)

    def change_training(self, before: Training, training: Training) -> Training:
        """The same class with other hours: the earlier record stays, revoked."""
        self._work.connection.execute(
            update(trainings).where(trainings.c.id == before.id).values(state=REVOKED)
        )
        self._work.audit.note("training_revoked", f"training:{before.id}", before)
        return self.add_training(training)

    def trainings(self, account: str | None, first: date, last: date) -> list[Training]:
        """Of one member, or of everybody."""
        table = trainings
        found = (
            select(table).where(table.c.state != REVOKED)
            if account is None
            else self._of_member(table, account)
        )
        rows = self._work.connection.execute(
            found.where(table.c.on_day.between(first, last)).order_by(table.c.id)
        )
        return [
            Training(
                self._account(row), row["on_day"], row["title"] or "", row["hours"], row["online"], row["id"]
            )
            for row in rows.mappings()
        ]

    # ------------------------------------------------------------------ taking back

    def own(self, account: str, since: datetime) -> list[Entry]:
        """The newest entry of each kind this account recorded itself since then."""
        found = []
        for kind, table in (("study", study_entries), ("leave", leaves), ("talk", talks)):
            statement = (
                select(table)
                .where(table.c.recorded_by == account, table.c.recorded_at >= since, table.c.state != REVOKED)
                .order_by(table.c.recorded_at.desc(), table.c.id.desc())
                .limit(1)
            )
            row = self._work.connection.execute(statement).mappings().first()
            if row is not None:
                found.append(self._own_entry(kind, row))
        return found

    def _own_entry(self, kind: str, row: Any) -> Entry:
        return Entry(
            kind,
            row["id"],
            row["recorded_at"],
            study=self._entry(row) if kind == "study" else None,
            leave=self._leave(row) if kind == "leave" else None,
            talk=self._talk(row) if kind == "talk" else None,
        )

    def revoke(self, entry: Entry) -> None:
        table = {"study": study_entries, "leave": leaves, "talk": talks}[entry.kind]
        self._work.connection.execute(update(table).where(table.c.id == entry.id).values(state=REVOKED))
        self._work.audit.note(f"{entry.kind}_revoked", f"{entry.kind}:{entry.id}")

    # ------------------------------------------------------------------ rows and values

    def _add(self, table: Table, kind: str, state: str, **values: Any) -> int:
        origin = self._work.origin
        values |= {
            "state": state,
            "source": origin.source or None,
            "message_id": origin.message_id or None,
            "recorded_by": origin.actor or None,
            "recorded_at": self._work.at,
        }
        id_ = int(
            self._work.connection.execute(insert(table).values(values).returning(table.c.id)).scalar_one()
        )
        self._work.audit.note(f"{kind}_added", f"{kind}:{id_}", None, {k: str(v) for k, v in values.items()})
        return id_

    def _of_member(self, table: Table, account: str) -> Any:
        return select(table).where(
            table.c.member_id == self._work.people.member_id(account), table.c.state != REVOKED
        )

    def _account(self, row: Any) -> str:
        return self._work.people.member(row["member_id"])[0]

    def _entry(self, row: Any) -> StudyEntry:
        return StudyEntry(
            self._account(row),
            row["on_day"],
            row["minutes"],
            row["topic"] or "",
            row["make_up_for"],
            row["id"],
        )

    def _leave(self, row: Any) -> Leave:
        return Leave(
            self._account(row),
            row["start_on"],
            row["end_on"],
            Event(row["event"]) if row["event"] else None,
            Reason(row["reason"]) if row["reason"] else None,
            row["state"],
            row["recorded_by"] or "",
            row["id"],
        )

    def _talk(self, row: Any) -> Talk:
        branch = self._work.people.branch_name(row["branch_id"])
        return Talk(branch, row["on_day"], tuple(row["speakers"]), tuple(row["partners"]), row["id"])
