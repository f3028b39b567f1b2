"""`fivestar import`: what is taken over from workbooks."""

import typer

from bot.commands.ledger import ledger
from bot.commands.roster import roster

app = typer.Typer(help="导入名册和手工台账", no_args_is_help=True)
app.command("roster")(roster)
app.command("ledger")(ledger)
