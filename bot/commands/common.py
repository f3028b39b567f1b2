"""What every command needs: its configuration, the store, and a way to fail in Chinese."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from bot.clock import wall_clock
from bot.config import ConfigFaults, Settings, load
from bot.store import SchemaOutOfDate, Store

ConfigOption = Annotated[
    Path, typer.Option("--config", envvar="FIVESTAR_CONFIG", help="配置文件", show_default=True)
]
JsonOption = Annotated[bool, typer.Option("--json", help="以 JSON 输出")]
DEFAULT_CONFIG = Path("config.toml")

DONE, FINDINGS, WRONG = 0, 1, 2
"""Exit codes: done; done with findings; wrong arguments, configuration or input and nothing changed."""


def fail(sentence: str, code: int = WRONG) -> NoReturn:
    """Say what is wrong on stderr and leave."""
    print(sentence, file=sys.stderr)
    raise typer.Exit(code)


def read_settings(config: Path) -> Settings:
    """The configuration, or all its faults at once and exit 2."""
    try:
        return load(config, os.environ)
    except ConfigFaults as faults:
        fail(str(faults))


def open_store(config: Path) -> Store:
    """The store named in the configuration; an older schema is exit 2 with the command to run."""
    settings = read_settings(config)
    try:
        return Store.open(settings.database.url, wall_clock)
    except SchemaOutOfDate:
        fail(f"数据库结构不是最新版本，没有做任何更改。请先执行：fivestar db upgrade --config {config}")


def print_json(document: Any) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=None, separators=(", ", ": ")))
