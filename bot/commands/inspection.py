"""`fivestar inspection`: quarterly inspections and campaigns at the office's desk (domain.md §3.4, §3.7)."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from bot import inspecting, wording
from bot.almanac import load_calendar
from bot.chat import Address
from bot.clock import wall_clock
from bot.commands.acting import act, person_of
from bot.commands.common import DEFAULT_CONFIG, ConfigOption, JsonOption, fail, print_json, read_settings
from bot.commands.house import standard_of
from bot.config import Settings
from bot.domain import permissions
from bot.domain.inspection import (
    PHASE_NAMES,
    PROGRESS_NAMES,
    Duty,
    Inspection,
    Progress,
    inspectors_of,
)
from bot.domain.people import Person, Role, Roster
from bot.domain.refusal import AlreadyOpened, NotAllowed, NotTheNextStep, TooFewInspectors
from bot.store import Work
from bot.window import Window

T = TypeVar("T")

app = typer.Typer(help="季度检查和专项检查：启动、分工、评分、签发、下达", no_args_is_help=True)

AsOption = Annotated[str, typer.Option("--as", help="经办人的账号")]
IdArgument = Annotated[int, typer.Argument(metavar="编号", help="检查编号，见 fivestar inspection list")]
BranchOption = Annotated[str, typer.Option("--branch", help="支部名称或简称")]

REFUSED = (AlreadyOpened, NotTheNextStep, TooFewInspectors)


@app.command("list")
def list_(
    year: Annotated[int | None, typer.Option("--year", min=1921, max=9998, help="年度")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """列出季度检查和专项检查、各支部的检查员和进度（抽查见 fivestar draw list）"""
    of_year = year or wall_clock().year

    def read(work: Work) -> tuple[list[Inspection], Roster]:
        return work.inspections.of_year(of_year), work.people.roster()

    found, roster = act(config, read)
    if as_json:
        print_json([_document(inspection) for inspection in found])
        return
    if not found:
        print(f"{of_year}年还没有启动检查。")
    for inspection in found:
        phase = f"，{PHASE_NAMES[inspection.phase]}" if inspection.phase is not None else ""
        print(f"{inspection.id}. {inspection.title}，{inspecting.window(inspection)}{phase}")
        for duty in inspection.duties:
            print(f"   {duty.branch}：{inspecting.names(duty, roster)}（{PROGRESS_NAMES[duty.progress]}）")


@app.command("open")
def open_(
    account: AsOption,
    quarter: Annotated[int | None, typer.Option("--quarter", min=1, max=4, help="季度检查的季度")] = None,
    topic: Annotated[str, typer.Option("--topic", help="专项检查的名称，如 灯下黑")] = "",
    year: Annotated[int | None, typer.Option("--year", min=1921, max=9998, help="年度，默认本年")] = None,
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="从哪一天")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="到哪一天")] = None,
    branch: Annotated[
        list[str] | None, typer.Option("--branch", help="只查这些支部，可多次；默认全部")
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """启动季度检查（--quarter）或专项检查（--topic），并通知检查员和支部书记"""
    topic = topic.strip()
    if (quarter is None) == (not topic):
        fail("请用 --quarter 写明季度，或用 --topic 写明专项检查的名称，两者选一。")
    if len(topic) > 80:
        fail("专项检查的名称最多80个字。")
    settings = read_settings(config)
    standard = standard_of(settings, year)
    begins, ends = first.date() if first else None, last.date() if last else None

    def write(work: Work) -> tuple[Inspection, Roster]:
        permissions.require_opening(person_of(work, account))
        roster, today = work.people.roster(), work.today
        names = [_full_name(work, name) for name in branch or ()] or inspecting.all_branches(roster, today)
        names = list(dict.fromkeys(names))
        if quarter is not None:
            planned = inspecting.quarterly(
                roster, standard, year or today.year, quarter, names, today, first=begins, last=ends
            )
        else:
            planned = inspecting.campaign(roster, standard, topic, names, today, first=begins, last=ends)
        if planned.last < planned.first:
            fail("截止日期早于开始日期，没有启动。")
        if planned.last < today:
            fail(f"{planned.title}时间为{inspecting.window(planned)}，已经结束，没有启动。")
        return inspecting.open_inspection(work, planned, _reach, _opening(settings, work)), roster

    opened, roster = _act(config, write, account)
    print(f"已启动{opened.title}（编号{opened.id}），{inspecting.window(opened)}，已通知检查员和支部书记。")
    print(inspecting.by_branch(opened, roster))


@app.command("assign")
def assign(
    number: IdArgument,
    branch: BranchOption,
    inspector: Annotated[list[str], typer.Option("--inspector", help="检查员账号，可多次")],
    account: AsOption,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """改派一个支部的检查员；检查员不得检查本支部"""
    settings = read_settings(config)
    rules = standard_of(settings).inspecting

    def write(work: Work) -> tuple[str, str]:
        permissions.require_opening(person_of(work, account))
        inspection, duty = _found(work, number, branch)
        roster, today = work.people.roster(), work.today
        able = {one.account: one for one in inspectors_of(roster, today)}
        chosen = tuple(dict.fromkeys(one.lower() for one in inspector))
        for one in chosen:
            if one not in able:
                fail(f"账号“{one}”不是名册里的检查员。")
            if rules.own_branch_forbidden and able[one].branch_on(today) == duty.branch:
                fail(f"{able[one].name}是{duty.branch}的党员，不能检查本支部。")
        if len(chosen) < rules.inspectors_per_branch:
            fail(f"每个支部需要{rules.inspectors_per_branch}名检查员。")
        work.inspections.reassign(inspection, duty.branch, chosen)
        changed = work.inspections.get(inspection.id) or inspection
        inspecting.tell_reassigned(work, changed, duty.branch, _reach, _opening(settings, work))
        return duty.branch, inspecting.names(Duty(duty.branch, chosen), roster)

    name, inspectors = _act(config, write, account)
    print(f"{name}的检查员改为{inspectors}，已通知。")


@app.command("score")
def score(
    number: IdArgument, branch: BranchOption, account: AsOption, config: ConfigOption = DEFAULT_CONFIG
) -> None:
    """一个支部的评分已完成，由承担任务的检查员提交"""
    _move(number, branch, account, config, Progress.SCORED)


@app.command("sign")
def sign(
    number: IdArgument, branch: BranchOption, account: AsOption, config: ConfigOption = DEFAULT_CONFIG
) -> None:
    """专职副书记签发一个支部的检查结果"""
    _move(number, branch, account, config, Progress.SIGNED)


@app.command("issue")
def issue(
    number: IdArgument, branch: BranchOption, account: AsOption, config: ConfigOption = DEFAULT_CONFIG
) -> None:
    """问题清单已下达给支部"""
    _move(number, branch, account, config, Progress.ISSUED)


@app.command("advance")
def advance(number: IdArgument, account: AsOption, config: ConfigOption = DEFAULT_CONFIG) -> None:
    """专项检查进入下一阶段：自查、现场检查、整改、总结、结束"""

    def write(work: Work) -> tuple[str, str]:
        permissions.require_opening(person_of(work, account))
        inspection = _inspection(work, number)
        if inspection.phase is None:
            fail(f"{inspection.title}不是专项检查，没有阶段。")
        return inspection.title, PHASE_NAMES[work.inspections.advance(inspection)]

    title, phase = _act(config, write, account)
    print(f"{title}进入“{phase}”。")


def _move(number: int, branch: str, account: str, config: Path, wanted: Progress) -> None:
    settings = read_settings(config)
    standard = standard_of(settings)
    calendar = load_calendar(settings.calendar.holidays, settings.calendar.workdays)

    def write(work: Work) -> tuple[str, str]:
        inspection, duty = _found(work, number, branch)
        _require(person_of(work, account), duty, wanted)
        work.inspections.move(inspection, duty.branch, wanted)
        last = calendar.add_workdays(work.today, standard.inspecting.issue_within_workdays)
        until = f"问题清单请于{wording.day(last)}前下达。" if wanted is Progress.SIGNED else ""
        return duty.branch, until

    name, until = _act(config, write, account)
    print(f"{name}：{PROGRESS_NAMES[wanted]}。{until}")


def _require(person: Person, duty: Duty, wanted: Progress) -> None:
    """Scores are handed in by whoever inspected, signed by the full-time deputy, issued by the office."""
    if wanted is Progress.SIGNED:
        permissions.require_deputy(person)
    elif wanted is Progress.ISSUED:
        permissions.require_opening(person)
    elif person.account not in duty.inspectors or Role.INSPECTOR not in person.roles:
        raise NotAllowed("承担任务的检查员")


def _act(config: Path, write: Callable[[Work], T], account: str) -> T:
    try:
        return act(config, write, account)
    except REFUSED as refused:
        fail(wording.refusal(refused))


def _inspection(work: Work, number: int) -> Inspection:
    found = next((one for one in work.inspections.of_year(work.today.year) if one.id == number), None)
    found = found or next(
        (one for one in work.inspections.of_year(work.today.year - 1) if one.id == number), None
    )
    if found is None:
        fail(f"没有编号为{number}的检查，见 fivestar inspection list。")
    return found


def _found(work: Work, number: int, branch: str) -> tuple[Inspection, Duty]:
    inspection, name = _inspection(work, number), _full_name(work, branch)
    duty = inspection.duty(name)
    if duty is None:
        fail(f"{inspection.title}不查{name}。")
    return inspection, duty


def _full_name(work: Work, name: str) -> str:
    branch = work.people.roster().branch(name)
    if branch is None:
        fail(f"名册里没有“{name}”这个支部。")
    return branch.name


def _opening(settings: Settings, work: Work) -> datetime:
    """The next moment at which messages may go out."""
    given = settings.reminders
    window = Window.between(given.send_from, given.send_to, workdays_only=given.workdays_only)
    return window.next_moment(work.at, load_calendar(settings.calendar.holidays, settings.calendar.workdays))


def _reach(person: Person) -> Address:
    return Address("wecom", person.account)


def _document(inspection: Inspection) -> dict[str, Any]:
    return {
        "id": inspection.id,
        "kind": inspection.kind.value,
        "title": inspection.title,
        "year": inspection.year,
        "quarter": inspection.quarter,
        "from": inspection.first.isoformat(),
        "to": inspection.last.isoformat(),
        "phase": inspection.phase.value if inspection.phase is not None else None,
        "branches": [
            {"branch": duty.branch, "inspectors": list(duty.inspectors), "progress": duty.progress.value}
            for duty in inspection.duties
        ],
    }
