"""`fivestar rating`: notice, objections, review and publication of a year's result (domain.md §3.9).

The program proposes, the organ committee decides: notice and publication carry the references of its minutes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from bot import wording
from bot.almanac import load_calendar
from bot.chat import Address, Reply
from bot.commands.acting import act, person_of
from bot.commands.common import (
    DEFAULT_CONFIG,
    FINDINGS,
    ConfigOption,
    JsonOption,
    fail,
    print_json,
    read_settings,
)
from bot.commands.house import standard_of
from bot.commands.standing import points
from bot.domain import permissions
from bot.domain.calendar import WorkCalendar
from bot.domain.publication import (
    FollowUp,
    NotPublishable,
    Result,
    Stage,
    decide,
    follow_ups,
    notice_until,
)
from bot.domain.standard import Standard
from bot.store import Work
from bot.store.rating import fingerprint, proposal
from bot.store.ratings import YearResult
from bot.window import Window

T = TypeVar("T")

app = typer.Typer(help="年度评定结果：公示、异议、复核、公布", no_args_is_help=True)

YearOption = Annotated[int, typer.Option("--year", min=1921, max=9998, help="评定年度")]
AsOption = Annotated[str, typer.Option("--as", help="经办人的账号")]
MinutesOption = Annotated[str, typer.Option("--minutes", help="机关党委会议纪要文号")]
BranchOption = Annotated[str, typer.Option("--branch", help="支部名称或简称")]


@dataclass(frozen=True)
class Desk:
    """What every step needs: the rules, the calendar, when messages may go out, and a transaction in somebody's name."""

    standard: Standard
    calendar: WorkCalendar
    window: Window
    config: Path

    def run(self, fn: Callable[[Work], T], account: str = "") -> T:
        try:
            return act(self.config, fn, account)
        except NotPublishable as refused:
            fail(_why(refused))


def _desk(config: Path) -> Desk:
    settings = read_settings(config)
    calendar = load_calendar(settings.calendar.holidays, settings.calendar.workdays)
    given = settings.reminders
    window = Window.between(given.send_from, given.send_to, workdays_only=given.workdays_only)
    return Desk(standard_of(settings), calendar, window, config)


@app.command("notice")
def notice(
    year: YearOption,
    minutes: MinutesOption,
    account: AsOption,
    config: ConfigOption = DEFAULT_CONFIG,
    chosen: Annotated[
        list[str] | None, typer.Option("--five", help="同分超名额时机关党委研究决定列入的支部，可多次")
    ] = None,
    accept_incomplete: Annotated[
        bool, typer.Option("--accept-incomplete", help="尚有待评或未到期的，经机关党委同意按已得分评定")
    ] = False,
) -> None:
    """按机关党委会议决定公示评定结果"""
    desk = _desk(config)

    def put_up(work: Work) -> YearResult:
        permissions.require_proposing(person_of(work, account))
        if not minutes.strip():
            fail("请用 --minutes 写明机关党委会议纪要文号。")
        rating = proposal(work, year, work.today, desk.standard, desk.calendar)
        branches = {b.name: b for b in work.ratings.with_last_year(work.people.roster().branches, year)}
        named = [_full_name(work, name) for name in chosen or ()]
        results = decide(rating, branches, named, accept_incomplete=accept_incomplete)
        work.ratings.notice(
            year,
            results,
            as_of=work.today,
            standard=desk.standard.name,
            facts_hash=fingerprint(work, year, work.today, desk.standard, desk.calendar),
            minutes=minutes.strip(),
            until=notice_until(desk.standard, work.today, desk.calendar),
        )
        found = _noticed(work, year)
        announce(work, desk, f"notice:{found.id}", lambda _branch: _noticed_text(found, desk))
        return found

    found = desk.run(put_up, account)
    print(
        f"{year}年度评定结果已公示，公示期{wording.full_day(found.noticed_on)}至{wording.full_day(found.notice_until)}。"
        f"如有异议，请向{desk.standard.publishing.objection_channel}反映。"
    )
    print("\n".join(_lines(found, desk)))


@app.command("object")
def raise_objection(
    year: YearOption,
    branch: BranchOption,
    text: Annotated[str, typer.Option("--text", help="异议内容")],
    account: AsOption,
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """公示期内提出异议"""

    def write(work: Work) -> str:
        found, name = _noticed(work, year), _full_name(work, branch)
        permissions.require_objecting(person_of(work, account), name, work.today)
        if work.today > found.notice_until:
            fail(f"公示已于{wording.full_day(found.notice_until)}结束。")
        work.ratings.object(found, name, text)
        return name

    print(f"已登记{_desk(config).run(write, account)}的异议，复核结束前不能公布。")


@app.command("settle")
def settle(
    year: YearOption,
    branch: BranchOption,
    answer: Annotated[str, typer.Option("--answer", help="复核意见")],
    account: AsOption,
    config: ConfigOption = DEFAULT_CONFIG,
    upheld: Annotated[bool, typer.Option("--upheld/--rejected", help="异议是否成立")] = False,
) -> None:
    """登记异议的复核结果；异议成立的，改正记录后重新公示"""

    def write(work: Work) -> int:
        permissions.require_proposing(person_of(work, account))
        found, name = _noticed(work, year), _full_name(work, branch)
        open_ = [o for o in work.ratings.objections(found) if o.branch == name and o.upheld is None]
        for objection in open_:
            work.ratings.settle(objection, answer, upheld=upheld)
        return len(open_)

    if not _desk(config).run(write, account):
        fail("这个支部没有待复核的异议。")
    print("异议成立，请改正记录后重新公示。" if upheld else "异议不成立，已登记复核意见。")


@app.command("publish")
def publish(
    year: YearOption, minutes: MinutesOption, account: AsOption, config: ConfigOption = DEFAULT_CONFIG
) -> None:
    """公示期满无异议后公布；公布后不再改变"""
    desk = _desk(config)

    def write(work: Work) -> YearResult:
        permissions.require_publishing(person_of(work, account))
        if not minutes.strip():
            fail("请用 --minutes 写明机关党委会议纪要文号。")
        found = _noticed(work, year)
        if fingerprint(work, year, found.as_of, desk.standard, desk.calendar) != found.facts_hash:
            raise NotPublishable("facts_changed")
        published = work.ratings.publish(year, minutes.strip())
        announce(work, desk, f"published:{found.id}", lambda branch: _published_text(published, branch, desk))
        return published

    found = desk.run(write, account)
    print(f"{year}年度评定结果已公布。")
    print("\n".join(_lines(found, desk)))


@app.command("show")
def show(year: YearOption, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """公示或公布的结果、处置期限和异议"""
    desk = _desk(config)
    found = desk.run(lambda work: work.ratings.current(year))
    if found is None:
        fail(f"{year}年度还没有公示评定结果；评定建议见 fivestar rate --year {year}。")
    objections = desk.run(lambda work: work.ratings.objections(found))
    if as_json:
        print_json(
            {
                **_head(found),
                "branches": [_document(result, found, desk) for result in found.results],
                "objections": [
                    {"branch": o.branch, "text": o.text, "upheld": o.upheld, "answer": o.answer}
                    for o in objections
                ],
            }
        )
        return
    print("\n".join(_lines(found, desk)))
    for objection in objections:
        state = {None: "复核中", True: "成立", False: "不成立"}[objection.upheld]
        print(f"异议 {objection.branch}：{objection.text}（{state}）{objection.answer}")


@app.command("verify")
def verify(year: YearOption, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """从记录重新计算，与公示或公布时的记录核对"""
    desk = _desk(config)

    def check(work: Work) -> tuple[YearResult | None, bool]:
        found = work.ratings.current(year)
        if found is None:
            return None, False
        same = fingerprint(work, year, found.as_of, desk.standard, desk.calendar) == found.facts_hash
        return found, same

    found, same = desk.run(check)
    if found is None:
        fail(f"{year}年度还没有公示评定结果。")
    standard = found.standard == desk.standard.name
    if as_json:
        print_json({"ok": same and standard, "facts": same, "standard": standard, **_head(found)})
    elif same and standard:
        print("核对一致：标准版本和全部记录与公示时相同。")
    else:
        print("核对不一致：" + ("记录在公示之后有改动。" if not same else "现用标准与公示时不同。"))
    if not (same and standard):
        raise typer.Exit(FINDINGS)


# ---------------------------------------------------------------------- telling the branches


def announce(work: Work, desk: Desk, key: str, text_for: Callable[[str], str]) -> None:
    """Promise every branch's secretary his message, at the next moment at which messages may go out."""
    roster = work.people.roster()
    at = desk.window.next_moment(work.at, desk.calendar)
    for branch in roster.branches:
        secretary, text = roster.secretary(branch.name, work.today), text_for(branch.name)
        if secretary is not None and text:
            to = Address("wecom", secretary.account)
            work.promises.add(f"rating:{key}:{secretary.account}", to, Reply(text), not_before=at)


def _noticed_text(found: YearResult, desk: Desk) -> str:
    return (
        f"【公示】{found.year}年度党支部星级评定结果公示，公示期{wording.full_day(found.noticed_on)}至"
        f"{wording.full_day(found.notice_until)}。如有异议，请向{desk.standard.publishing.objection_channel}反映。"
    )


def _published_text(found: YearResult, branch: str, desk: Desk) -> str:
    result = found.of(branch)
    if result is None:
        return ""
    labels = "".join(desk.standard.labels[code] for code in (result.transition, result.plaque) if code)
    follow = "；".join(_follow_up(one).strip() for one in _follow_ups(result, found, desk))
    return f"【评定结果】{branch}{found.year}年度评定为{wording.star(result.star)}（{labels}）。{follow}{'。' if follow else ''}"


# ---------------------------------------------------------------------- what is needed


def _noticed(work: Work, year: int) -> YearResult:
    found = work.ratings.current(year)
    if found is None or found.stage is not Stage.NOTICED:
        raise NotPublishable("no_notice" if found is None else "published")
    return found


def _full_name(work: Work, name: str) -> str:
    branch = work.people.roster().branch(name)
    if branch is None:
        fail(f"名册里没有“{name}”这个支部。")
    return branch.name


# ---------------------------------------------------------------------- the sentences


def _why(refused: NotPublishable) -> str:
    names = "、".join(refused.branches)
    until = wording.full_day(refused.until) if refused.until is not None else ""
    return {
        "incomplete": f"尚有待评或未到期：{names}。请补齐后再公示，或经机关党委同意加 --accept-incomplete。",
        "not_tied": f"{names}不在同分待决定之列，名次由标准决定。",
        "over_quota": f"选定的支部超过名额：{names}。",
        "quota_tie": f"{names}同分超出名额，请按机关党委决定用 --five 写明列入的支部。",
        "published": "评定结果已经公布，不再改变。",
        "no_notice": "还没有公示。",
        "notice_is_up": f"公示期到{until}，期满后才能公布。",
        "objections": f"{names}的异议还在复核，不能公布。",
        "upheld": f"{names}的异议已成立，请改正记录后重新公示。",
        "facts_changed": "公示以后记录有改动，请核对后重新公示。",
    }[refused.why]


def _head(found: YearResult) -> dict[str, Any]:
    return {
        "year": found.year,
        "stage": found.stage.value,
        "as_of": found.as_of.isoformat(),
        "standard": found.standard,
        "facts_hash": found.facts_hash,
        "minutes": found.minutes,
        "noticed_on": found.noticed_on.isoformat(),
        "notice_until": found.notice_until.isoformat(),
        "publication_minutes": found.publication_minutes or None,
        "published_on": _iso(found.published_on),
    }


def _document(result: Result, found: YearResult, desk: Desk) -> dict[str, Any]:
    return {
        "branch": result.branch,
        "applied": result.applied,
        "annual": points(result.annual),
        "daily": points(result.daily),
        "final": points(result.final),
        "star": result.star,
        "quota": result.quota,
        "transition": result.transition,
        "plaque": result.plaque,
        "sanctions": list(result.sanctions),
        "decided": result.decided,
        "follow_ups": [
            {"sanction": one.sanction.id, "what": one.what, "by": one.by.isoformat()}
            for one in _follow_ups(result, found, desk)
        ],
    }


def _follow_ups(result: Result, found: YearResult, desk: Desk) -> list[FollowUp]:
    if found.published_on is None:
        return []
    return follow_ups(desk.standard, result.sanctions, found.published_on, desk.calendar)


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _lines(found: YearResult, desk: Desk) -> list[str]:
    """One line a branch, best first; below a bad one what follows and by when."""
    stages = {Stage.NOTICED: "公示中", Stage.PUBLISHED: "已公布", Stage.WITHDRAWN: "已撤回"}
    lines = [f"{found.year}年度评定结果（{stages[found.stage]}，{found.minutes}，标准{found.standard}）"]
    for number, result in enumerate(found.results, 1):
        labels = [desk.standard.labels[code] for code in (result.transition, result.plaque) if code]
        lines.append(
            f"{number}. {result.branch} {points(result.final)}分 {wording.star(result.star)}（{''.join(labels)}）"
        )
        lines += [_follow_up(one) for one in _follow_ups(result, found, desk)]
    return lines


def _follow_up(one: FollowUp) -> str:
    what = {"talk": "约谈", "rectified": "整改完成", "follow_up": "回访"}[one.what]
    return f"   {one.sanction.label}：{wording.full_day(one.by)}前{what}"
