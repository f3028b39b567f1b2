"""`fivestar import`: what is taken over from workbooks."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.common import fail
from bot.commands.findings import findings
from bot.commands.ledger import ledger
from bot.commands.roster import roster
from bot.documents.ledger.template import write_template

app = typer.Typer(help="导入名册和手工台账", no_args_is_help=True)
app.command("roster")(roster)
app.command("ledger")(ledger)
app.command("findings")(findings)


@app.command("template")
def template(
    file: Annotated[Path, typer.Argument(help="写到哪个文件")] = Path("台账样表.xlsx"),
) -> None:
    """生成一份台账样表：各工作表的列和一行示例"""
    if file.exists():
        fail(f"{file} 已经存在，没有覆盖，请换一个文件名。")
    write_template(file)
    print(f"已生成 {file}。填好后先试一遍：fivestar import ledger {file} --dry-run")
