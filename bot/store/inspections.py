"""Inspections and campaigns, and the spot checks: drawn and sealed, visited, published (domain.md §3.4, §3.6, §3.7).

A sealed draw leaves no trace that names a branch: its audit rows carry the seal, which a nonce of 256 bits hides.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, insert, select, update

from bot.domain.draw import Candidate, Record, Statement, record
from bot.domain.inspection import Duty, Inspection, Phase, Progress, next_phase, next_progress
from bot.domain.rectification import Manner
from bot.domain.refusal import AlreadyOpened, DrawStillSealed, NotTheNextStep
from bot.store.inspection_tables import draws, inspection_duties, inspection_inspectors, inspections

if TYPE_CHECKING:
    from bot.store.work import Work


@dataclass(frozen=True, slots=True)
class Draw:
    """A spot-check draw. Until it is published only the full-time deputy and the inspectors may learn its branches."""

    id: int
    inspection_id: int
    statement: Statement
    seal: str
    nonce: str
    visited_on: date | None
    published_at: datetime | None

    @property
    def check_id(self) -> str:
        return self.statement.check_id

    @property
    def record(self) -> Record:
        return record(self.statement, self.nonce)


@dataclass(frozen=True, slots=True)
class Covering:
    """The inspection within which an inspector finds something at a branch; `title` is how people call it."""

    manner: Manner
    inspection_id: int
    duty_id: int
    title: str


class Inspections:
    def __init__(self, work: "Work") -> None:
        self._work = work

    # ------------------------------------------------------------------ opening

    def require_new(self, inspection: Inspection) -> None:
        """Raises AlreadyOpened when one of that name in that year looks at one of these branches already."""
        branches = {duty.branch for duty in inspection.duties}
        for before in self.of_year(inspection.year):
            same = before.kind is inspection.kind and before.title == inspection.title
            if same and branches & {duty.branch for duty in before.duties}:
                raise AlreadyOpened(inspection.title)

    def open(self, inspection: Inspection) -> Inspection:
        """Write down an inspection or campaign with its duties.

        Raises:
            AlreadyOpened
        """
        self.require_new(inspection)
        opened = self._insert(inspection)
        self._work.audit.note("inspection_opened", f"inspection:{opened.id}", None, opened)
        return opened

    def reassign(self, inspection: Inspection, branch: str, inspectors: Sequence[str]) -> None:
        """Other inspectors for a branch."""
        before = _duty(inspection, branch)
        connection = self._work.connection
        connection.execute(inspection_inspectors.delete().where(inspection_inspectors.c.duty_id == before.id))
        self._appoint(before.id, inspectors)
        after = replace(before, inspectors=tuple(inspectors))
        self._work.audit.note("inspection_assigned", f"duty:{before.id}", before, after)

    # ------------------------------------------------------------------ going on

    def move(self, inspection: Inspection, branch: str, wanted: Progress) -> None:
        """The next step in one branch.

        Raises:
            NotTheNextStep
        """
        duty = _duty(inspection, branch)
        self._move(duty, next_progress(duty, wanted))

    def begin(self, covering: Covering) -> None:
        """The first thing an inspector writes down at a branch begins its inspection; later ones change nothing."""
        found = self.get(covering.inspection_id)
        for duty in found.duties if found is not None else ():
            if duty.id == covering.duty_id and duty.progress is Progress.ASSIGNED:
                self._move(duty, Progress.IN_PROGRESS)

    def advance(self, campaign: Inspection) -> Phase:
        """The next phase of a campaign.

        Raises:
            NotTheNextStep
        """
        phase = next_phase(campaign)
        self._work.connection.execute(
            update(inspections).where(inspections.c.id == campaign.id).values(phase=phase.value)
        )
        self._work.audit.note("campaign_moved", f"inspection:{campaign.id}", campaign.phase, phase)
        return phase

    # ------------------------------------------------------------------ asking

    def get(self, id_: int) -> Inspection | None:
        return next(iter(self._read(inspections.c.id == id_)), None)

    def of_year(self, year: int) -> list[Inspection]:
        """Quarterly inspections and campaigns. Spot checks are not among them: what is sealed is asked for by name."""
        return self._read(inspections.c.year == year, inspections.c.kind != Manner.SPOT_CHECK.value)

    def of_inspector(self, account: str, day: date) -> list[Inspection]:
        """Everything that is going on in which this inspector has a branch, sealed spot checks included."""
        running = self._read(inspections.c.first_on <= day, inspections.c.last_on >= day)
        return [inspection for inspection in running if inspection.of_inspector(account)]

    def covering(self, branch: str, account: str, day: date) -> Covering | None:
        """The inspection in which this inspector looks at that branch on that day: a spot check before a campaign, and
        that before the quarter's."""
        order = (Manner.SPOT_CHECK, Manner.CAMPAIGN, Manner.QUARTERLY_INSPECTION)
        found = [
            Covering(inspection.kind, inspection.id, duty.id, inspection.title)
            for inspection in self.of_inspector(account, day)
            if inspection.phase is not Phase.CLOSED
            for duty in inspection.of_inspector(account)
            if duty.branch == branch
        ]
        return min(found, key=lambda one: order.index(one.manner), default=None)

    # ------------------------------------------------------------------ the draw

    def next_number(self, year: int) -> int:
        """The number of the next draw in a year."""
        return len(self.draws(year)) + 1

    def times_drawn(self, year: int) -> dict[str, int]:
        """How often each branch of the roster was drawn in a year."""
        times = {branch.name: 0 for branch in self._work.people.roster().branches}
        for inspection in self._read(
            inspections.c.year == year, inspections.c.kind == Manner.SPOT_CHECK.value
        ):
            for duty in inspection.duties:
                times[duty.branch] = times.get(duty.branch, 0) + 1
        return times

    def require_no_sealed(self, year: int) -> None:
        """Raises DrawStillSealed while a draw of the year waits for its visit: nobody draws until the result pleases."""
        for draw in self.draws(year):
            if draw.visited_on is None:
                raise DrawStillSealed(draw.check_id)

    def seal(self, inspection: Inspection, statement: Statement, nonce: str) -> Draw:
        """Keep a draw with its inspection. Whoever reads the audit learns the seal alone."""
        opened = self._insert(inspection)
        values = {
            "check_id": statement.check_id,
            "inspection_id": opened.id,
            "statement": _plain(statement),
            "seal": statement.seal,
            "nonce": nonce,
        }
        id_ = self._work.connection.execute(insert(draws).values(values).returning(draws.c.id)).scalar_one()
        self._work.audit.note("spot_check_drawn", f"draw:{statement.check_id}", None, statement.seal)
        return Draw(id_, opened.id, statement, statement.seal, nonce, None, None)

    def draws(self, year: int) -> list[Draw]:
        """All draws of a year in order. What is sealed is not for showing."""
        rows = self._work.connection.execute(
            select(draws).where(draws.c.check_id.like(f"{year:04d}-%")).order_by(draws.c.check_id)
        )
        return [_draw(row) for row in rows.mappings()]

    def draw(self, check_id: str) -> Draw | None:
        row = (
            self._work.connection.execute(select(draws).where(draws.c.check_id == check_id))
            .mappings()
            .first()
        )
        return _draw(row) if row is not None else None

    def visited(self, draw: Draw) -> None:
        """All its branches have been looked at: from now on it may be published."""
        self._work.connection.execute(
            update(draws).where(draws.c.id == draw.id).values(visited_on=self._work.today)
        )
        self._work.audit.note("spot_check_visited", f"draw:{draw.check_id}", None, draw.seal)

    def publish(self, draw: Draw) -> Record:
        """The record for everybody; publishing again gives the same.

        Raises:
            NotTheNextStep: the visit is not written down.
        """
        if draw.visited_on is None:
            raise NotTheNextStep("未检查", "公布")
        if draw.published_at is None:
            self._work.connection.execute(
                update(draws).where(draws.c.id == draw.id).values(published_at=self._work.at)
            )
            self._work.audit.note(
                "spot_check_published", f"draw:{draw.check_id}", None, draw.record.document()
            )
        return draw.record

    # ------------------------------------------------------------------ rows

    def _insert(self, inspection: Inspection) -> Inspection:
        work = self._work
        values = {
            "kind": inspection.kind.value,
            "title": inspection.title,
            "year": inspection.year,
            "quarter": inspection.quarter,
            "first_on": inspection.first,
            "last_on": inspection.last,
            "phase": inspection.phase.value if inspection.phase is not None else None,
            "opened_by": work.origin.actor,
            "opened_at": work.at,
        }
        id_ = work.connection.execute(
            insert(inspections).values(values).returning(inspections.c.id)
        ).scalar_one()
        duties = []
        for duty in inspection.duties:
            row = {
                "inspection_id": id_,
                "branch_id": work.people.branch_id(duty.branch),
                "progress": duty.progress.value,
                "moved_on": work.today,
            }
            duty_id = work.connection.execute(
                insert(inspection_duties).values(row).returning(inspection_duties.c.id)
            ).scalar_one()
            self._appoint(duty_id, duty.inspectors)
            duties.append(replace(duty, id=duty_id))
        return replace(inspection, duties=tuple(duties), id=id_)

    def _appoint(self, duty_id: int, inspectors: Sequence[str]) -> None:
        rows = [
            {"duty_id": duty_id, "member_id": self._work.people.member_id(account)} for account in inspectors
        ]
        self._work.connection.execute(insert(inspection_inspectors), rows)

    def _move(self, duty: Duty, progress: Progress) -> None:
        self._work.connection.execute(
            update(inspection_duties)
            .where(inspection_duties.c.id == duty.id)
            .values(progress=progress.value, moved_on=self._work.today)
        )
        self._work.audit.note("inspection_moved", f"duty:{duty.id}", duty.progress, progress)

    def _read(self, *conditions: ColumnElement[bool]) -> list[Inspection]:
        connection, people = self._work.connection, self._work.people
        rows = list(
            connection.execute(select(inspections).where(*conditions).order_by(inspections.c.id)).mappings()
        )
        duties: dict[int, list[Duty]] = {row["id"]: [] for row in rows}
        chosen: dict[int, list[str]] = {}
        wanted = inspection_duties.c.inspection_id.in_(list(duties))
        for duty_id, member_id in connection.execute(
            select(inspection_inspectors.c.duty_id, inspection_inspectors.c.member_id)
            .join(inspection_duties, inspection_duties.c.id == inspection_inspectors.c.duty_id)
            .where(wanted)
            .order_by(inspection_inspectors.c.id)
        ):
            chosen.setdefault(duty_id, []).append(people.member(member_id)[0])
        for row in connection.execute(
            select(inspection_duties).where(wanted).order_by(inspection_duties.c.id)
        ).mappings():
            duties[row["inspection_id"]].append(
                Duty(
                    people.branch_name(row["branch_id"]),
                    tuple(chosen.get(row["id"], ())),
                    Progress(row["progress"]),
                    row["id"],
                )
            )
        return [_inspection(row, duties[row["id"]]) for row in rows]


def _duty(inspection: Inspection, branch: str) -> Duty:
    duty = inspection.duty(branch)
    if duty is None:
        raise LookupError(f"{branch} is not inspected in {inspection.id}")
    return duty


def _inspection(row: Any, duties: list[Duty]) -> Inspection:
    return Inspection(
        Manner(row["kind"]),
        row["title"],
        row["year"],
        row["first_on"],
        row["last_on"],
        tuple(duties),
        row["quarter"],
        Phase(row["phase"]) if row["phase"] else None,
        row["id"],
    )


def _plain(statement: Statement) -> dict[str, Any]:
    plain = asdict(statement)
    return {**plain, "candidates": list(plain["candidates"])}


def _draw(row: Any) -> Draw:
    kept = row["statement"]
    candidates = tuple(Candidate(one["branch"], one["drawn"]) for one in kept["candidates"])
    return Draw(
        row["id"],
        row["inspection_id"],
        Statement(**{**kept, "candidates": candidates}),
        row["seal"],
        row["nonce"],
        row["visited_on"],
        row["published_at"],
    )
