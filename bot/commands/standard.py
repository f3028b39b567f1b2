"""`fivestar standard check FILE`: the standard's own arithmetic and references."""

import tomllib
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.common import FINDINGS, JsonOption, fail, print_json
from bot.domain.standard import check as faults_of
from bot.standards import DEFAULT, read_document

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
    try:
        document = read_document(file)
    except (OSError, UnicodeDecodeError):
        fail(f"读不了 {file}，请检查路径、权限和编码（UTF-8）。")
    except tomllib.TOMLDecodeError as error:
        fail(f"{file} 不是正确的 TOML：{error}")
    try:
        faults = faults_of(document)
    except (KeyError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        faults = [f"有一项的类型不对：{error}"]
    if as_json:
        print_json({"file": str(file), "ok": not faults, "faults": faults})
    elif faults:
        print("\n".join([f"{file} 有{len(faults)}处问题：", *(f"  {fault}" for fault in faults)]))
    else:
        meta = document["meta"]
        print(
            f"{file}：{meta['title']} {meta['year']}年 {meta['version']}，{len(document['aspects'])}个方面、{len(document['indicators'])}项指标，没有问题。"
        )
    if faults:
        raise typer.Exit(FINDINGS)
