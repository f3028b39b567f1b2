"""`fivestar` = `python -m bot`: the list of commands. Only the module of the command that was asked for is loaded."""

import sys
from importlib import import_module

import typer

COMMANDS: dict[str, str] = {
    "demo": "demo:demo",
    "serve": "serve:serve",
    "chat": "chat:chat",
    "parse": "parse:parse",
    "standing": "standing:standing",
    "rate": "rate:rate",
    "rating": "rating:app",
    "inspection": "inspection:app",
    "draw": "draw:app",
    "facts": "facts:facts",
    "remind": "remind:remind",
    "backup": "backup:backup",
    "restore": "backup:restore",
    "import": "imports:app",
    "db": "db:app",
    "audit": "audit:app",
    "standard": "standard:app",
}
"""What a person types → module of `bot.commands` and the function or group of commands in it."""


def build(names: list[str]) -> typer.Typer:
    """The command line with these commands."""
    app = typer.Typer(
        name="fivestar",
        help="五星支部：党支部组织生活登记、提醒与星级评定助手",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )

    @app.callback()
    def fivestar() -> None:
        """五星支部：党支部组织生活登记、提醒与星级评定助手"""

    for name in names:
        module, _, member = COMMANDS[name].partition(":")
        found = getattr(import_module(f"bot.commands.{module}"), member)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
    return app


def main() -> None:
    """Run a command; its exit code is 0 done, 1 done with findings, 2 wrong input and nothing changed."""
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    build([asked] if asked in COMMANDS else list(COMMANDS))()


if __name__ == "__main__":
    main()
