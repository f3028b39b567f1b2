"""`fivestar draw`: spot-check draws are listed without their branches, published after the visit, and recomputed by anybody."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import wording
from bot.clock import wall_clock
from bot.commands.acting import act, person_of
from bot.commands.common import (
    DEFAULT_CONFIG,
    DONE,
    FINDINGS,
    ConfigOption,
    JsonOption,
    fail,
    print_json,
)
from bot.config import load
from bot.domain import permissions
from bot.domain.draw import BadRecord, Record, faults, read_record
from bot.domain.refusal import NotTheNextStep
from bot.store import Store, Work
from bot.store.inspections import Draw

app = typer.Typer(help="抽查：列出、登记检查、公布、核对", no_args_is_help=True)

AsOption = Annotated[str, typer.Option("--as", help="专职副书记的账号")]
NumberArgument = Annotated[str, typer.Argument(metavar="编号", help="抽查编号，如 2026-001")]


@app.command("list")
def list_(
    year: Annotated[int | None, typer.Option("--year", min=1921, max=9998, help="年度")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """列出各次抽查的个数、承诺码和状态；公布以前不列支部"""
    of_year = year or wall_clock().year
    found = act(config, lambda work: work.inspections.draws(of_year))
    if as_json:
        print_json([_document(draw) for draw in found])
        return
    if not found:
        print(f"{of_year}年还没有抽查。")
    for draw in found:
        branches = f"：{wording.listed(draw.record.drawn)}" if draw.published_at is not None else ""
        print(f"{draw.check_id} 抽取{draw.statement.count}个支部，{_state(draw)}{branches}")
        print(f"   承诺码 {draw.seal}")


@app.command("visited")
def visited(number: NumberArgument, account: AsOption, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """登记抽到的支部都已检查；此后可以公布，也可以再抽"""

    def write(work: Work) -> None:
        permissions.require_deputy(person_of(work, account))
        draw = _draw(work, number)
        if draw.visited_on is not None:
            fail(f"抽查{number}已于{wording.full_day(draw.visited_on)}登记检查。")
        work.inspections.visited(draw)

    act(config, write, account)
    print(f"抽查{number}已登记检查，可以公布：fivestar draw publish {number} --out 文件 --as {account}")


@app.command("publish")
def publish(
    number: NumberArgument,
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件")],
    account: AsOption,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """检查以后公布：候选支部、随机数、抽取结果，任何人可以核对"""

    def write(work: Work) -> Record:
        permissions.require_deputy(person_of(work, account))
        return work.inspections.publish(_draw(work, number))

    if out.exists():
        fail(f"{out} 已经存在，请换一个文件名。")
    try:
        record = act(config, write, account)
    except NotTheNextStep:
        fail(f"抽查{number}还没有登记检查，检查以后才能公布：fivestar draw visited {number} --as {account}")
    try:
        out.write_text(render(record), encoding="utf-8")
    except OSError as error:
        fail(f"写不了 {out}：{error.strerror}。请检查路径和权限后再执行一次。")
    print(f"抽查{number}已公布到 {out}，核对请执行：fivestar draw verify {out}")


@dataclass(frozen=True, slots=True)
class Finding:
    """What the verification found: faults of the file itself, and whether the data base knows the same draw."""

    record: Record
    wrong: list[str]
    compared: bool


@app.command("verify")
def verify(
    file: Annotated[Path, typer.Argument(metavar="文件", help="公布的抽查文件")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """从文件重新计算抽查结果；配置了数据库的，同时与抽取时保存的承诺码核对"""
    try:
        record = read_record(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        fail(f"读不了 {file}：{error.strerror}。")
    except UnicodeDecodeError:
        fail(f"{file} 不是抽查公布文件，读不出文字。")
    except BadRecord as bad:
        fail(f"{file} {bad.why}。")
    found = _compared(record, config)
    if as_json:
        print_json(
            {
                "ok": not found.wrong,
                "check_id": record.statement.check_id,
                "seal": record.seal,
                "drawn": list(record.drawn),
                "compared_with_database": found.compared,
                "faults": found.wrong,
            }
        )
    elif found.wrong:
        print(f"抽查{record.statement.check_id}核对不一致：{'；'.join(found.wrong)}。")
    else:
        print(_fits(found))
    raise typer.Exit(FINDINGS if found.wrong else DONE)


def render(record: Record) -> str:
    """The published file: JSON for people's eyes as well."""
    return json.dumps(record.document(), ensure_ascii=False, indent=1) + "\n"


def _compared(record: Record, config: Path) -> Finding:
    wrong = faults(record)
    kept = _kept(record.statement.check_id, config)
    if kept is None:
        return Finding(record, wrong, compared=False)
    if isinstance(kept, str):
        return Finding(record, [*wrong, kept], compared=True)
    if kept.seal != record.seal or kept.statement != record.statement:
        wrong = [*wrong, "与数据库里抽取时保存的承诺码不符"]
    elif kept.nonce != record.nonce:
        wrong = [*wrong, "与数据库里保存的随机数不符"]
    return Finding(record, wrong, compared=True)


def _kept(number: str, config: Path) -> Draw | str | None:
    """The draw as the data base keeps it, or why there is none; None where no data base is configured."""
    if not config.exists():
        return None
    try:
        store = Store.open(load(config, os.environ).database.url, wall_clock)
    except Exception:  # noqa: BLE001 - whatever is wrong with the data base, the file alone can be verified
        return None
    try:
        return store.read_now(lambda work: work.inspections.draw(number)) or "数据库里没有这次抽查"
    finally:
        store.close()


def _draw(work: Work, number: str) -> Draw:
    found = work.inspections.draw(number)
    if found is None:
        fail(f"没有编号为“{number}”的抽查，见 fivestar draw list。")
    return found


# ---------------------------------------------------------------------- the sentences


def _fits(found: Finding) -> str:
    statement = found.record.statement
    beside = (
        "与数据库保存的承诺码一致" if found.compared else "没有可用的数据库，请将承诺码与抽取时抄下的核对"
    )
    return (
        f"抽查{statement.check_id}核对一致：从{len(statement.candidates)}个支部中抽取{statement.count}个，"
        f"结果是{wording.listed(found.record.drawn)}。\n承诺码 {found.record.seal}，{beside}。"
    )


def _state(draw: Draw) -> str:
    if draw.published_at is not None:
        return f"{wording.day(draw.published_at.date())}公布"
    return f"{wording.day(draw.visited_on)}检查，未公布" if draw.visited_on is not None else "未检查"


def _document(draw: Draw) -> dict[str, Any]:
    published = draw.published_at is not None
    return {
        "check_id": draw.check_id,
        "drawn_at": draw.statement.drawn_at,
        "drawn_by": draw.statement.drawn_by,
        "count": draw.statement.count,
        "seal": draw.seal,
        "visited_on": draw.visited_on.isoformat() if draw.visited_on is not None else None,
        "published": published,
        **({"drawn": list(draw.record.drawn)} if published else {}),
    }
