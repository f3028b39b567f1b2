"""`fivestar standard check FILE`: the standard's own arithmetic and references."""

import tomllib
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.common import FINDINGS, JsonOption, fail, print_json
from bot.commands.standards import add, amend, listing, step
from bot.domain.standard import Standard, StandardFaults
from bot.standards import DEFAULT, read_standard

app = typer.Typer(help="评定标准", no_args_is_help=True)


@app.callback()
def standards() -> None:
    """评定标准"""


@app.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="标准文件（TOML），默认检查自带的标准")] = DEFAULT,
    as_json: JsonOption = False,
) -> None:
    """检查评定标准自身的分值、合计和引用"""
    standard: Standard | None = None
    faults: list[str] = []
    try:
        standard = read_standard(file)
    except (OSError, UnicodeDecodeError):
        fail(f"读不了 {file}，请检查路径、权限和编码（UTF-8）。")
    except tomllib.TOMLDecodeError as error:
        fail(f"{file} 不是正确的 TOML：{error}")
    except StandardFaults as found:
        faults = list(found.faults)
    if as_json:
        print_json({"file": str(file), "ok": not faults, "faults": faults})
    elif standard is None:
        print("\n".join([f"{file} 有{len(faults)}处问题：", *(f"  {fault}" for fault in faults)]))
    else:
        print(_fine(file, standard))
    if faults:
        raise typer.Exit(FINDINGS)


app.command("add")(add)
app.command("step")(step)
app.command("amend")(amend)
app.command("list")(listing)


def _fine(file: Path, standard: Standard) -> str:
    return (
        f"{file}：{standard.title} {standard.year}年 {standard.version}，"
        f"{len(standard.aspects)}个方面、{len(standard.indicators)}项指标，没有问题。"
    )
