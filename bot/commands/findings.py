"""`fivestar import findings FILE.xlsx`: an inspection's list, handed to the branches as if it had been said in chat."""

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from bot import casework
from bot.almanac import load_calendar
from bot.chat import Address
from bot.commands import importing
from bot.commands.acting import person_of
from bot.commands.common import (
    DEFAULT_CONFIG,
    FINDINGS,
    WRONG,
    ConfigOption,
    JsonOption,
    fail,
    open_store,
    print_json,
    read_settings,
)
from bot.commands.house import standard_of
from bot.documents.findings import Finding, read_findings
from bot.domain import permissions
from bot.domain.calendar import WorkCalendar
from bot.domain.case import Case, Said, due_on
from bot.domain.people import Person, Role, Roster
from bot.domain.rectification import Item
from bot.domain.refusal import NotAllowed
from bot.domain.standard import Standard
from bot.store import Work


def findings(
    file: Annotated[Path, typer.Argument(help="问题清单工作簿（.xlsx），工作表“问题清单”")],
    account: Annotated[str, typer.Option("--as", help="经办人的账号")],
    config: ConfigOption = DEFAULT_CONFIG,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不下达")] = False,
    as_json: JsonOption = False,
) -> None:
    """导入问题清单并下达各支部签收；有一处问题就什么也不下达，已经下达过的不重复"""
    settings = read_settings(config)
    standard, store = standard_of(settings), open_store(config)
    calendar = load_calendar(settings.calendar.holidays, settings.calendar.workdays)
    issued: list[Case] = []
    try:
        roster, today = store.read_now(lambda work: (work.people.roster(), work.today))
        found, faults = read_findings(file, roster, standard, today)
        if not faults:
            issued = importing.save(
                store, lambda work: _issue(work, account, found, standard, calendar), dry_run=dry_run
            )
    except NotAllowed as refused:
        fail(f"这件事由{refused.who}办理。")
    finally:
        store.close()
    if as_json:
        document = importing.found(faults, [], dry_run=dry_run)
        print_json({**document, "issued": [case.item.number for case in issued]})
    else:
        print("\n".join(_lines(issued, importing.lines_of(file, faults, []), dry_run=dry_run, ok=not faults)))
    if faults:
        raise typer.Exit(FINDINGS if dry_run else WRONG)


def _issue(
    work: Work, account: str, found: list[Finding], standard: Standard, calendar: WorkCalendar
) -> list[Case]:
    """Every finding that is new, in the name of its inspector; each branch's secretary gets one list."""
    actor = person_of(work, account)
    work.acting(actor=actor.account, source="import")
    roster, cases = work.people.roster(), []
    for finding in found:
        permissions.require_finding(actor, finding.branch, work.today)
        known = work.ledger.of_branch(Item, finding.branch)
        if any((item.found_on, item.problem) == (finding.found_on, finding.problem) for item in known):
            continue
        until = finding.due_on or due_on(finding.severity, finding.found_on, standard.rectifying)
        item = Item(
            "", finding.branch, finding.found_on, finding.problem, finding.severity, until, finding.manner,
            finding.indicator,
        )  # fmt: skip
        said = Said(_inspector(finding, roster, work.today) or actor, work.at)
        cases.append(work.cases.issue(item, said))
    _tell(work, cases, standard, calendar)
    return cases


def _inspector(finding: Finding, roster: Roster, today: date) -> Person | None:
    """The inspector named in the row, where he is one, of another branch, and the only one of that name."""
    for name in finding.inspectors:
        named = [
            p
            for p in roster.named(name)
            if Role.INSPECTOR in p.roles and p.branch_on(today) != finding.branch
        ]
        if len(named) == 1:
            return named[0]
    return None


def _tell(work: Work, cases: list[Case], standard: Standard, calendar: WorkCalendar) -> None:
    by_branch: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_branch[case.item.branch].append(case)
    for branch, mine in by_branch.items():
        for person in casework.keepers(work.people.roster(), branch, work.today):
            task = f"import-{mine[0].item.number}"
            reply = casework.issue_list(mine, person, standard, calendar, work.today, task)
            to = Address("wecom", person.account)
            work.promises.add(f"items:issue:{task}:{person.account}", to, reply)


def _lines(issued: list[Case], lines: list[str], *, dry_run: bool, ok: bool) -> list[str]:
    if not ok:
        return lines
    done = f"{'将' if dry_run else '已'}下达{len(issued)}项问题。"
    shown = [f"  {case.item.branch} {casework.label(case.item)}" for case in issued]
    return [*lines, done, *shown, *(["以上是试运行，没有写入。"] if dry_run else [])]
