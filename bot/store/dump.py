"""Backups: one zip of JSON lines, a file per table, the same for both data bases.

Read in one transaction, so it is consistent while the bot serves; a backup of SQLite can be restored into PostgreSQL and
the other way round. A manifest names the schema's revision, the rows and the hash of every table.
"""

import base64
import hashlib
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, insert, select, text
from sqlalchemy.engine import Connection, Engine

from bot.files import Files
from bot.store import schema
from bot.store.all_tables import metadata
from bot.store.case_tables import evidence

MANIFEST = "manifest.json"
FILES = "files/"
_HASHES = (
    select(evidence.c.sha256).where(evidence.c.sha256.is_not(None)).distinct().order_by(evidence.c.sha256)
)
BATCH = 500


class MissingFile(Exception):
    """A file the data base knows of is not in its place, or is not what was kept."""


class NotEmpty(Exception):
    """The data base to be restored into holds rows already."""


class BadBackup(Exception):
    """The file is no backup of ours, or is damaged."""


def backup(engine: Engine, file: Path, kept: Files) -> dict[str, int]:
    """Write everything to `file`, with the files that were kept as evidence. Returns the rows of each table.

    Raises:
        MissingFile: the data base knows of a file that is not there, or not what it was.
    """
    manifest: dict[str, Any] = {"format": 1, "schema": schema.current(engine), "tables": {}}
    with engine.connect() as connection, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for table in metadata.sorted_tables:
            digest, count = hashlib.sha256(), 0
            with archive.open(f"{table.name}.jsonl", "w") as out:
                for line in _lines(connection, table):
                    out.write(line)
                    digest.update(line)
                    count += 1
            manifest["tables"][table.name] = {"rows": count, "sha256": digest.hexdigest()}
        for digest in connection.execute(_HASHES).scalars():
            archive.writestr(f"{FILES}{digest}", _content(kept, digest))
        archive.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    file.chmod(0o600)
    return {name: entry["rows"] for name, entry in manifest["tables"].items()}


def restore(engine: Engine, file: Path, kept: Files) -> dict[str, int]:
    """Bring an empty data base to the schema and fill it, all or nothing; the kept files are put in their places.

    Raises:
        NotEmpty, BadBackup
    """
    manifest = _manifest(file)
    schema.upgrade_engine(engine)
    with engine.begin() as connection, zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if name.startswith(FILES) and kept.keep(archive.read(name)) != name.removeprefix(FILES):
                raise BadBackup(f"备份中的 {name} 与登记的内容不一致")
        for table in metadata.sorted_tables:
            if connection.execute(select(text("1")).select_from(table).limit(1)).first() is not None:
                raise NotEmpty(table.name)
        for table in metadata.sorted_tables:
            _fill(connection, table, archive)
        if connection.dialect.name == "postgresql":
            _count_on(connection)
        _compare(connection, manifest)
    return {name: entry["rows"] for name, entry in manifest["tables"].items()}


def _content(kept: Files, digest: str) -> bytes:
    try:
        return kept.read(digest)
    except (OSError, ValueError) as error:
        raise MissingFile(str(kept.path(digest))) from error


def _manifest(file: Path) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(file) as archive:
            manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
            damaged = archive.testzip()
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise BadBackup("不是备份文件，或文件不完整") from error
    if damaged is not None:
        raise BadBackup(f"备份中的 {damaged} 已损坏")
    if manifest.get("schema") != schema.newest():
        raise BadBackup(
            f"备份的数据库结构是 {manifest.get('schema')}，本程序是 {schema.newest()}，请用同一版本的程序恢复"
        )
    return manifest


def _compare(connection: Connection, manifest: dict[str, Any]) -> None:
    for table in metadata.sorted_tables:
        digest, count = hashlib.sha256(), 0
        for line in _lines(connection, table):
            digest.update(line)
            count += 1
        kept = manifest["tables"][table.name]
        if (count, digest.hexdigest()) != (kept["rows"], kept["sha256"]):
            raise BadBackup(f"恢复后 {table.name} 与备份不一致")


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    ordered = select(table).order_by(*table.primary_key.columns)
    for row in connection.execute(ordered).mappings():
        yield (
            json.dumps(
                {name: _plain(value) for name, value in row.items()}, ensure_ascii=False, sort_keys=True
            )
            + "\n"
        ).encode()


def _fill(connection: Connection, table: Table, archive: zipfile.ZipFile) -> None:
    rows: list[dict[str, Any]] = []
    with archive.open(f"{table.name}.jsonl") as lines:
        for line in lines:
            rows.append(_typed(table, json.loads(line)))
            if len(rows) == BATCH:
                connection.execute(insert(table), rows)
                rows = []
    if rows:
        connection.execute(insert(table), rows)


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return base64.b64encode(value).decode() if isinstance(value, (bytes, memoryview)) else value


def _typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for name, value in row.items():
        kind = str(table.c[name].type)
        if value is None:
            typed[name] = None
        elif kind == "DATE":
            typed[name] = date.fromisoformat(value)
        elif kind.startswith("DATETIME"):
            typed[name] = datetime.fromisoformat(value)
        elif kind.startswith("NUMERIC"):
            typed[name] = Decimal(value)
        elif kind == "BLOB":
            typed[name] = base64.b64decode(value)
        else:
            typed[name] = value
    return typed


def _count_on(connection: Connection) -> None:
    """PostgreSQL's counters go on after the highest id that was restored."""
    for table in metadata.sorted_tables:
        sequence = (
            connection.execute(text("SELECT pg_get_serial_sequence(:t, 'id')"), {"t": table.name}).scalar()
            if "id" in table.c
            else None
        )
        if sequence:
            connection.execute(
                select(
                    func.setval(
                        sequence, select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery(), False
                    )
                )
            )
