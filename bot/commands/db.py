"""`fivestar db upgrade / current`: the schema's revisions."""

import typer

from bot.commands.common import DEFAULT_CONFIG, ConfigOption, read_settings
from bot.store import schema
from bot.store.engine import make_engine

app = typer.Typer(help="数据库结构", no_args_is_help=True)


@app.command("upgrade")
def upgrade(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """升级到最新结构；已是最新则什么也不做"""
    url = read_settings(config).database.url
    schema.upgrade(url)
    print(f"数据库结构已是最新：{schema.newest()}")


@app.command("current")
def current(config: ConfigOption = DEFAULT_CONFIG) -> None:
    """显示当前结构版本"""
    engine = make_engine(read_settings(config).database.url)
    try:
        found = schema.current(engine)
    finally:
        engine.dispose()
    newest = schema.newest()
    print(
        f"当前 {found or '（空）'}，最新 {newest}{'' if found == newest else '，请执行 fivestar db upgrade'}"
    )
