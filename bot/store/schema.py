"""The schema's revisions: where a data base stands, and bringing it up to date."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine

from bot.store.engine import make_engine

HERE = Path(__file__).parent / "migrations"


class SchemaOutOfDate(Exception):
    """The data base is not at the newest revision: `fivestar db upgrade` brings it there."""


def upgrade(url: str) -> None:
    """Bring the data base at this address to the newest revision."""
    engine = make_engine(url)
    try:
        upgrade_engine(engine)
    finally:
        engine.dispose()


def upgrade_engine(engine: Engine, revision: str = "head") -> None:
    with engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def current(engine: Engine) -> str | None:
    """The revision a data base is at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise LookupError("no migrations")
    return head


def require_newest(engine: Engine) -> None:
    """Raises SchemaOutOfDate unless the data base is at the newest revision."""
    if current(engine) != newest():
        raise SchemaOutOfDate


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    return config
