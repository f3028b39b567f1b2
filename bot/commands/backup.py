"""`fivestar backup FILE` and `restore FILE [--check]`."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.common import DEFAULT_CONFIG, FINDINGS, ConfigOption, fail, read_settings
from bot.files import Files
from bot.store import dump, schema
from bot.store.engine import make_engine


def backup(
    file: Annotated[Path, typer.Argument(help="备份文件")], config: ConfigOption = DEFAULT_CONFIG
) -> None:
    """备份全部数据；运行中也可以备份"""
    settings = read_settings(config)
    engine = make_engine(settings.database.url)
    try:
        schema.require_newest(engine)
        rows = dump.backup(engine, file, Files(Path(settings.files.folder)))
    except schema.SchemaOutOfDate:
        fail(f"数据库结构不是最新版本。请先执行：fivestar db upgrade --config {config}")
    except dump.MissingFile as missing:
        fail(f"佐证材料 {missing} 不在或已损坏，没有备份。请检查 [files] folder。")
    except OSError as error:
        fail(f"写不了 {file}：{error.strerror}。")
    finally:
        engine.dispose()
    print(f"已备份到 {file}：{len(rows)}张表，{sum(rows.values())}行。")


def restore(
    file: Annotated[Path, typer.Argument(help="备份文件")],
    config: ConfigOption = DEFAULT_CONFIG,
    check: Annotated[bool, typer.Option("--check", help="恢复到临时处逐表比对，不动现有数据")] = False,
) -> None:
    """从备份恢复到空数据库"""
    settings = read_settings(config)
    try:
        if check:
            with tempfile.TemporaryDirectory() as folder:
                rows = _restore(f"sqlite:///{folder}/check.db", file, Files(Path(folder) / "files"))
            print(f"备份完好：{len(rows)}张表，{sum(rows.values())}行，恢复后逐行一致。")
            return
        rows = _restore(settings.database.url, file, Files(Path(settings.files.folder)))
    except dump.NotEmpty:
        fail("现有数据库里已有数据，没有恢复。请在 [database] url 中换一个空的数据库。")
    except dump.BadBackup as bad:
        fail(f"{file}：{bad}。", FINDINGS if check else 2)
    print(f"已恢复：{len(rows)}张表，{sum(rows.values())}行。")


def _restore(url: str, file: Path, kept: Files) -> dict[str, int]:
    engine = make_engine(url)
    try:
        return dump.restore(engine, file, kept)
    finally:
        engine.dispose()
