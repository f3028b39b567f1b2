"""The standards of the organ with the steps of their life, and who has read them (domain.md §3.1)."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from bot.domain.standard import Standard
from bot.domain.standard_life import NotThatStep, StandardState, Step, take
from bot.store.dialects import insert_once
from bot.store.rating_tables import standard_readings, standards

if TYPE_CHECKING:
    from bot.domain.people import Person
    from bot.store.work import Work

_read = insert_once(standard_readings, ("standard_id", "member_id", "read_at"))


@dataclass(frozen=True, slots=True)
class KeptStandard:
    """A standard as it is kept. `document` is its TOML; `reference` names the conference or minutes of the last step."""

    id: int
    name: str  # id@version
    year: int
    variant: str
    state: StandardState
    document: str
    reference: str
    changed_on: date


class Standards:
    def __init__(self, work: "Work") -> None:
        self._work = work

    def all(self) -> list[KeptStandard]:
        rows = self._work.connection.execute(select(standards).order_by(standards.c.id)).mappings()
        return [_kept(row) for row in rows]

    def get(self, name: str) -> KeptStandard | None:
        """By id@version, or by its id alone where there is one version."""
        fitting = [one for one in self.all() if name in (one.name, one.name.partition("@")[0])]
        exact = [one for one in fitting if one.name == name]
        return next(reversed(exact or fitting), None)

    def in_force(self, year: int, variant: str = "") -> KeptStandard | None:
        fitting = [
            one
            for one in self.all()
            if one.state is StandardState.IN_FORCE and (one.year, one.variant) == (year, variant)
        ]
        return fitting[-1] if fitting else None

    def add(self, standard: Standard, document: str, variant: str = "") -> bool:
        """Keep a draft; False when that version is known already."""
        if self.get(standard.name) is not None:
            return False
        values = {
            "standard_id": standard.id,
            "version": standard.version,
            "year": standard.year,
            "variant": variant,
            "state": StandardState.DRAFT.value,
            "document": document,
            "changed_on": self._work.today,
            "recorded_by": self._work.origin.actor,
            "recorded_at": self._work.at,
        }
        self._work.connection.execute(insert(standards).values(values))
        self._work.audit.note("standard_added", f"standard:{standard.name}", None, values)
        return True

    def step(
        self, kept: KeptStandard, step: Step, person: "Person", reference: str = "", *, amends: bool = False
    ) -> StandardState:
        """Take a step; what comes into force takes the place of what was in force for the same year and variant.

        Raises:
            NotThatStep: not from this state, not by this person, not yet, or without its reference.
        """
        today = self._work.today
        state = take(step, kept.state, person.roles, reference, kept.changed_on, today, amends=amends)
        before = self.in_force(kept.year, kept.variant) if state is StandardState.IN_FORCE else None
        if before is not None:
            self._set(before, StandardState.SUPERSEDED, before.reference)
        self._set(kept, state, reference or kept.reference)
        return state

    def _set(self, kept: KeptStandard, state: StandardState, reference: str) -> None:
        values = {"state": state.value, "reference": reference or None, "changed_on": self._work.today}
        self._work.connection.execute(update(standards).where(standards.c.id == kept.id).values(values))
        self._work.audit.note(f"standard_{state.value}", f"standard:{kept.name}", kept.state.value, values)

    # ------------------------------------------------------------------ 已阅

    def mark_read(self, kept: KeptStandard, account: str) -> bool:
        """Somebody has read it; False when he said so before."""
        member_id = self._work.people.member_id(account)
        done = _read.changed(
            self._work.connection, standard_id=kept.id, member_id=member_id, read_at=self._work.at
        )
        if done:
            self._work.audit.note("standard_read", f"standard:{kept.name}", None, account)
        return bool(done)

    def readers(self, kept: KeptStandard) -> set[str]:
        """Accounts of those who have read it."""
        rows = self._work.connection.execute(
            select(standard_readings.c.member_id).where(standard_readings.c.standard_id == kept.id)
        )
        return {self._work.people.member(member_id)[0] for (member_id,) in rows}


def _kept(row: Any) -> KeptStandard:
    return KeptStandard(
        row["id"],
        f"{row['standard_id']}@{row['version']}",
        row["year"],
        row["variant"],
        StandardState(row["state"]),
        row["document"],
        row["reference"] or "",
        row["changed_on"],
    )


__all__ = ["KeptStandard", "NotThatStep", "Standards"]
