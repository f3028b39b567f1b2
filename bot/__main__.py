"""`fivestar` = `python -m bot`: the list of commands."""

import typer

from bot.commands import (
    audit,
    backup,
    chat,
    db,
    demo,
    facts,
    parse,
    remind,
    roster,
    serve,
    standard,
    standing,
)

app = typer.Typer(
    name="fivestar",
    help="五星支部：党支部组织生活登记、提醒与星级评定助手",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("demo")(demo.demo)
app.command("serve")(serve.serve)
app.command("chat")(chat.chat)
app.command("parse")(parse.parse)
app.command("standing")(standing.standing)
app.command("facts")(facts.facts)
app.command("remind")(remind.remind)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.add_typer(db.app, name="db")
app.add_typer(audit.app, name="audit")
app.add_typer(roster.app, name="import")
app.add_typer(standard.app, name="standard")


def main() -> None:
    """Run a command; its exit code is 0 done, 1 done with findings, 2 wrong input and nothing changed."""
    app()


if __name__ == "__main__":
    main()
