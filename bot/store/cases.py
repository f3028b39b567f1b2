"""Problems with the steps taken so far: found by number or branch, one step further, never a step twice.

What scoring counts by stays in the books (`rectification_items`); every step is a row of its own beside it, and each
step writes its audit row. A number once given is never given again.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, bindparam, func, insert, select, update

from bot.domain.case import Action, Case, Said, Stage, Step, issued
from bot.domain.rectification import Item
from bot.store.case_tables import item_numbers, item_steps, shown_items
from bot.store.dialects import insert_once, put
from bot.store.prepared import Prepared
from bot.store.registers import BY_RECORD

if TYPE_CHECKING:
    from bot.store.work import Work

_REGISTER = BY_RECORD[Item]
_items = _REGISTER.table
_first_number = insert_once(item_numbers, ("id", "last"))
_show = put(shown_items, "address", ("numbers", "shown_at"))
_shown = Prepared(select(shown_items.c.numbers).where(shown_items.c.address == bindparam("a")))
_COLUMNS = (
    item_steps.c.action, item_steps.c.by, item_steps.c.at, item_steps.c.stage, item_steps.c.note, item_steps.c.until,
    item_steps.c.responsible, item_steps.c.reference, item_steps.c.message_id,
)  # fmt: skip
LONGEST_NUMBER = 6
"""Numbers of more digits were not given out here; they are somebody's own filing marks."""


class Cases:
    def __init__(self, work: "Work") -> None:
        self._work = work

    # ------------------------------------------------------------------ reading

    def get(self, number: str) -> Case | None:
        """The problem of that 编号, cancelled or not."""
        found = self._read(_items.c.number == number)
        return found[0] if found else None

    def of_branch(self, branch: str) -> list[Case]:
        """Everything that counts of a branch, oldest first."""
        return self._read(_standing(), _items.c.branch_id == self._work.people.branch_id(branch))

    def all(self) -> list[Case]:
        """Everything that counts, of all branches."""
        return self._read(_standing())

    def under_way(self) -> set[str]:
        """The numbers of those of which a step was taken here."""
        statement = select(_items.c.number).where(_items.c.id.in_(select(item_steps.c.item_id)))
        return set(self._work.connection.execute(statement).scalars())

    def open(self) -> list[Case]:
        """What is not closed yet, or was opened again."""
        found = self._read(_standing(), (_items.c.closed_on.is_(None)) | (_items.c.relapsed_on.is_not(None)))
        return [case for case in found if case.open]

    def said_with(self, message_id: str, action: Action) -> list[Case]:
        """Those of whom this step was taken with one message, in the order of the steps."""
        ids = self._work.connection.execute(
            select(item_steps.c.item_id)
            .where(item_steps.c.message_id == message_id, item_steps.c.action == action.value)
            .order_by(item_steps.c.id)
        ).scalars()
        order = {id_: position for position, id_ in enumerate(ids)}
        return sorted(self._read(_items.c.id.in_(order)), key=lambda case: order[case.item.id])

    def touched(self, account: str, since: datetime) -> list[Case]:
        """Those this person took a step of since then, the last one first."""
        ids = self._work.connection.execute(
            select(item_steps.c.item_id)
            .where(item_steps.c.by == account, item_steps.c.at >= since)
            .order_by(item_steps.c.id.desc())
        ).scalars()
        order = {id_: position for position, id_ in reversed(list(enumerate(ids)))}
        return sorted(self._read(_items.c.id.in_(order)), key=lambda case: order[case.item.id])

    def shown(self, address: str) -> list[str]:
        """The numbers of the list this chat saw last, in its order."""
        rows = _shown(self._work.connection, a=address)
        return list(rows[0][0]) if rows else []

    # ------------------------------------------------------------------ writing

    def show(self, address: str, numbers: Iterable[str]) -> None:
        """Remember what was shown: 第2条 may mean the second of it."""
        _show(self._work.connection, address=address, numbers=list(numbers), shown_at=self._work.at)

    def issue(self, item: Item, said: Said) -> Case:
        """A new problem, with the next number."""
        self._work.ledger.save([replace(item, number=str(self._next_number()))])
        saved: Item = self._work.ledger.find(Item, number=str(self._last_number()))[0]
        case = issued(saved, said)
        self._write(case, Case(saved))
        return case

    def hold(self, number: str) -> Case | None:
        """The problem, to take a step of: on PostgreSQL nobody else takes one until this transaction ends."""
        self._work.connection.execute(select(_items.c.id).where(_items.c.number == number).with_for_update())
        return self.get(number)

    def save(self, before: Case, after: Case) -> None:
        """Write the steps that were taken, and what they changed of the facts."""
        if after.item != before.item:
            self._work.ledger.save([after.item])
        self._write(after, before)
        if after.stage is Stage.CANCELLED:
            self._work.ledger.revoke(after.item)

    def _write(self, after: Case, before: Case) -> None:
        for position, step in list(enumerate(after.steps, 1))[len(before.steps) :]:
            self._work.connection.execute(
                insert(item_steps).values(
                    item_id=after.item.id,
                    position=position,
                    action=step.action.value,
                    by=step.by,
                    at=step.at,
                    stage=step.stage.value,
                    note=step.note or None,
                    until=step.until,
                    responsible=step.responsible or None,
                    reference=step.reference or None,
                    message_id=step.message_id or None,
                )
            )
            was = after.steps[position - 2].stage.value if position > 1 else before.stage.value
            self._work.audit.note(f"item_{step.action.value}", f"item:{after.item.id}", was, step)

    def _next_number(self) -> int:
        """Counted on in a row of its own: whoever issues at the same moment waits for it."""
        connection = self._work.connection
        _first_number(connection, id=1, last=0)
        taken = connection.execute(
            select(_items.c.number).where(
                func.length(_items.c.number) <= LONGEST_NUMBER,
                _items.c.number.between("0", "9" * LONGEST_NUMBER),
            )
        ).scalars()
        largest = max((int(number) for number in taken if number.isdecimal()), default=0)
        connection.execute(update(item_numbers).values(last=item_numbers.c.last + 1))
        if largest >= self._last_number():
            connection.execute(update(item_numbers).values(last=largest + 1))
        return self._last_number()

    def _last_number(self) -> int:
        return int(self._work.connection.execute(select(item_numbers.c.last)).scalar_one())

    # ------------------------------------------------------------------ rows to cases

    def _read(self, *conditions: Any) -> list[Case]:
        statement: Select[Any] = select(*_REGISTER.columns).where(*conditions).order_by(_items.c.id)
        read: Callable[[Any], Item] = self._work.ledger.reader(_REGISTER)
        items = [read(row) for row in self._work.connection.execute(statement)]
        steps = self._steps([item.id for item in items])
        return [Case(item, tuple(steps[item.id])) for item in items]

    def _steps(self, ids: Collection[int]) -> dict[int, list[Step]]:
        found: dict[int, list[Step]] = defaultdict(list)
        if not ids:
            return found
        every = select(item_steps.c.item_id, *_COLUMNS).order_by(item_steps.c.id)
        statement = every.where(item_steps.c.item_id.in_(ids)) if len(ids) <= MANY else every
        for (
            id_,
            action,
            by,
            at,
            stage,
            note,
            until,
            responsible,
            reference,
            message_id,
        ) in self._work.connection.execute(statement):
            found[id_].append(
                Step(
                    Action(action), by, at, Stage(stage), note or "", until, responsible or "", reference or "",
                    message_id or "",
                )
            )  # fmt: skip
        return found


MANY = 1_000
"""Of more items than these the steps are read whole: cheaper than so many ids in one statement."""


def _standing() -> Any:
    return _items.c.state != "revoked"
