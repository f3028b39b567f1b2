"""The few statements that data bases spell differently."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table, bindparam
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection

from bot.store.prepared import Prepared, Row


class PerDialect:
    """One prepared statement for each kind of data base."""

    __slots__ = ("_statements",)

    def __init__(self, statements: dict[str, Prepared]) -> None:
        self._statements = statements

    def __call__(self, connection: Connection, **values: Any) -> list[Row]:
        return self._statements[connection.dialect.name](connection, **values)

    def changed(self, connection: Connection, **values: Any) -> int:
        return self._statements[connection.dialect.name].changed(connection, **values)


def insert_once(table: Table, columns: Sequence[str]) -> PerDialect:
    """INSERT … ON CONFLICT DO NOTHING: a row that is there already stays as it is."""
    values: dict[str, Any] = {name: bindparam(name) for name in columns}
    return PerDialect(
        {
            "sqlite": Prepared(sqlite_insert(table).values(values).on_conflict_do_nothing()),
            "postgresql": Prepared(postgres_insert(table).values(values).on_conflict_do_nothing()),
        }
    )


def put(table: Table, key: str, columns: Sequence[str]) -> PerDialect:
    """INSERT … ON CONFLICT DO UPDATE: the row of that key gets these values."""
    values: dict[str, Any] = {name: bindparam(name) for name in (key, *columns)}
    made = {}
    for name, insert in (("sqlite", sqlite_insert), ("postgresql", postgres_insert)):
        statement = insert(table).values(values)
        made[name] = Prepared(
            statement.on_conflict_do_update(
                index_elements=[key], set_={column: statement.excluded[column] for column in columns}
            )
        )
    return PerDialect(made)
