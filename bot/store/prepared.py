"""Statements compiled once, run on the driver's own cursor.

SQLAlchemy Core owns tables, types and dialects; on the path of every message its execution costs more than the
data base does. A prepared statement is compiled once for each dialect, and its parameters and columns pass
through the very processors Core would use.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.sql import ClauseElement

Row = tuple[Any, ...]
Processor = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    names: tuple[str, ...]  # in order, for a positional driver; empty for a named one
    constants: dict[str, Any]
    binds: dict[str, Processor]
    columns: tuple[tuple[int, Processor], ...]  # those that need converting, by position


class Prepared:
    """`Prepared(select(...).where(c.x == bindparam("x")))`; run with `rows = statement(connection, x=1)`."""

    __slots__ = ("_compiled", "_statement")

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def __call__(self, connection: Connection, **values: Any) -> list[Row]:
        """All rows, or none for a statement that returns none."""
        rows, _ = self._run(connection, values)
        return rows

    def changed(self, connection: Connection, **values: Any) -> int:
        """How many rows the statement touched."""
        _, count = self._run(connection, values)
        return count

    def many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """The same for each of these sets of values, in one go."""
        compiled = self._of(connection)
        given = [_bound(compiled, row) for row in rows]
        cursor: Any = connection.connection.cursor()
        try:
            cursor.executemany(compiled.sql, given)
        finally:
            cursor.close()

    def _of(self, connection: Connection) -> _Compiled:
        compiled = self._compiled.get(connection.dialect.name)
        if compiled is None:
            compiled = self._compiled[connection.dialect.name] = _compile(self._statement, connection.dialect)
        return compiled

    def _run(self, connection: Connection, values: dict[str, Any]) -> tuple[list[Row], int]:
        compiled = self._of(connection)
        cursor: Any = connection.connection.cursor()
        try:
            cursor.execute(compiled.sql, _bound(compiled, values))
            if cursor.description is None:
                return [], cursor.rowcount
            rows: list[Row] = cursor.fetchall()
            count = cursor.rowcount
        finally:
            cursor.close()
        return (_converted(rows, compiled.columns) if compiled.columns else rows), count


def _bound(compiled: _Compiled, values: Mapping[str, Any]) -> Any:
    """The values as the driver takes them."""
    given = {**compiled.constants, **values}
    for name, process in compiled.binds.items():
        given[name] = process(given[name])
    return [given[name] for name in compiled.names] if compiled.names else given


def _compile(statement: ClauseElement, dialect: Dialect) -> _Compiled:
    compiled: Any = statement.compile(dialect=dialect)
    binds: dict[str, Processor] = {}
    for bind, name in compiled.bind_names.items():
        process = bind.type.dialect_impl(dialect).bind_processor(dialect)
        if process is not None:
            binds[name] = process
    processors = [kind.dialect_impl(dialect).result_processor(dialect, None) for kind in _types(statement)]
    return _Compiled(
        sql=str(compiled),
        names=tuple(compiled.positiontup or ()),
        constants={name: bind.value for bind, name in compiled.bind_names.items() if not bind.required},
        binds=binds,
        columns=tuple((index, process) for index, process in enumerate(processors) if process is not None),
    )


def _converted(rows: list[Row], columns: tuple[tuple[int, Processor], ...]) -> list[Row]:
    converted = []
    for row in rows:
        values = list(row)
        for index, process in columns:
            values[index] = process(values[index])
        converted.append(tuple(values))
    return converted


def _types(statement: Any) -> list[Any]:
    """The types of the columns a statement returns."""
    if isinstance(statement, Select):
        return [column.type for column in statement.selected_columns]
    return [described["type"] for described in statement.returning_column_descriptions]
