"""`fivestar standard check FILE`: the standard's own arithmetic and references. `diff A B`: what changed."""

import tomllib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.commands.common import FINDINGS, JsonOption, fail, print_json
from bot.commands.standards import add, amend, listing, step
from bot.domain.standard import Standard, StandardFaults, load_standard
from bot.domain.standard_changes import Change, changes
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
    standard: Standard | None = None
    faults: list[str] = []
    try:
        standard = load_standard(_document(file))
    except StandardFaults as found:
        faults = list(found.faults)
    except _Unusable as problem:
        fail(str(problem))
    if as_json:
        print_json({"file": str(file), "ok": not faults, "faults": faults})
    elif standard is None:
        print(_faulty(file, faults))
    else:
        print(_fine(file, standard))
    if faults:
        raise typer.Exit(FINDINGS)


@app.command("diff")
def diff(
    before: Annotated[Path, typer.Argument(help="原来的标准文件（TOML）")],
    after: Annotated[Path, typer.Argument(help="现在的标准文件（TOML）")],
    as_json: JsonOption = False,
) -> None:
    """两个评定标准有什么差别"""
    documents: dict[Path, dict[str, Any]] = {}
    problems: list[str] = []
    for file in dict.fromkeys((before, after)):
        try:
            documents[file] = _sound(file)
        except _Unusable as problem:
            problems.append(str(problem))
    if problems:
        fail("\n".join(problems))
    found = changes(documents[before], documents[after])
    if as_json:
        print_json([asdict(change) for change in found])
    else:
        print(_differences(before, after, found))


app.command("add")(add)
app.command("step")(step)
app.command("amend")(amend)
app.command("list")(listing)


class _Unusable(Exception):
    """A file that is no standard; its text says why."""


def _document(file: Path) -> dict[str, Any]:
    try:
        return read_document(file)
    except (OSError, UnicodeDecodeError):
        raise _Unusable(f"读不了 {file}，请检查路径、权限和编码（UTF-8）。") from None
    except tomllib.TOMLDecodeError as error:
        raise _Unusable(f"{file} 不是正确的 TOML：{error}") from None


def _sound(file: Path) -> dict[str, Any]:
    document = _document(file)
    try:
        load_standard(document)
    except StandardFaults as found:
        raise _Unusable(_faulty(file, found.faults)) from None
    return document


def _fine(file: Path, standard: Standard) -> str:
    return (
        f"{file}：{standard.title} {standard.year}年 {standard.version}，"
        f"{len(standard.aspects)}个方面、{len(standard.indicators)}项指标，没有问题。"
    )


def _faulty(file: Path, faults: Sequence[str]) -> str:
    return "\n".join([f"{file} 有{len(faults)}处问题：", *(f"  {fault}" for fault in faults)])


def _differences(before: Path, after: Path, found: Sequence[Change]) -> str:
    if not found:
        return "两个标准没有差别。"
    head = f"{after} 与 {before} 相比有{len(found)}处差别："
    return "\n".join([head, *(f"  {change.text}" for change in found)])
