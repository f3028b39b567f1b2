"""离五星还差多少, 改完能到几分: the way to a star, cheapest first, and what would be if (domain.md §3.8)."""

import re
from datetime import date, timedelta
from decimal import Decimal

from bot import wording
from bot.chat import Reply
from bot.domain import permissions
from bot.domain.activity import EVENT_NAMES, Event
from bot.domain.facts import BranchYear
from bot.domain.forecast import Outlook, annual_needed, cheapest, if_closed, if_held, open_items
from bot.domain.measures.outcome import ZERO, rounded
from bot.domain.rectification import Item
from bot.domain.refusal import NotAllowed
from bot.domain.scoring import Standing, standing
from bot.language.intents import Intent
from bot.router import Message, Router
from bot.store.work import Work
from bot.store.year import branch_year

routes = Router()

WAYS = 6
"""So many ways are told; who wants more asks again when these are done."""
GONE = 8
COMPUTED = "以上为推算，没有登记任何内容。"
_NOT_DONE = re.compile("不开|没开|不搞|不上|少开|缺")
_MONTH_END, _YEAR_END, _TODAY = (
    re.compile("月底|月末|本月内|这个月"),
    re.compile("年底|年末|年内"),
    re.compile("今天"),
)


@routes.on(Intent.QUERY_GAP, title="离几星还差多少", examples=("离五星还差多少",), reads=True)
def gap(message: Message, work: Work) -> Reply:
    facts = _facts(message, work)
    now = standing(facts)
    wanted = int(message.slots.get("star", now.standard.bands[0].star))
    detail = (
        permissions.may_read_detail(message.sender, now.branch, message.today) and not message.address.chat
    )
    lines = [
        f"{now.branch} 距{wording.star(wanted)}级（截至{wording.day(now.as_of)}）",
        *_verdict(now, wanted, detail=detail),
    ]
    if detail:
        lines += [*_ways(now, wanted), *_gone(now)]
    return Reply("\n".join([*lines, wording.DISCLAIMER]), aside=_aside(message, now, wanted))


@routes.on(Intent.QUERY_WHAT_IF, title="推算得分", examples=("这两项整改月底前改完能到几分",), reads=True)
def what_if(message: Message, work: Work) -> Reply:
    facts = _facts(message, work)
    if not permissions.may_read_detail(message.sender, facts.branch.name, message.today):
        raise NotAllowed("支部书记、支委或党小组长")
    events = [Event(code) for code in message.slots.get("events", ())]
    lines = _if_meetings(message, facts, events) if events else _if_items(message, facts)
    return Reply("\n".join([*lines, COMPUTED]), aside="推算结果已私信您。")


def _facts(message: Message, work: Work) -> BranchYear:
    branch = str(message.slots.get("branch", message.sender.branch))
    if not permissions.may_read_total(message.sender, branch, message.today):
        raise NotAllowed("机关党委")
    house = message.house
    return branch_year(work, branch, message.today.year, message.today, house.standard, house.calendar)


# ---------------------------------------------------------------------- the way to a star


def _verdict(now: Standing, wanted: int, *, detail: bool) -> list[str]:
    """Whether it can still be reached, and what bars it."""
    lines = []
    for failed in now.vetoes:
        if wanted in failed.veto.applies_to_stars and failed.veto.cap_star < wanted:
            lost = wording.listed(failed.failed)
            what = f"（{lost}已扣分）" if lost and detail else ""
            lines.append(
                f"一票否决：未达到“{failed.veto.name}”{what}，今年最高评{wording.star(failed.veto.cap_star)}，"
                f"{'除非机关党委会议豁免' if failed.veto.waiver_allowed else '不能豁免'}。"
            )
    if now.not_applied:
        lines.append("申报已截止，本支部没有申报，按规定列为后进党支部。")
    elif now.applied is not None and now.standard.award_is_capped and now.applied < wanted:
        lines.append(f"今年申报的是{wording.star(now.applied)}级，最高评{wording.star(now.applied)}。")
    needed = annual_needed(now.standard, wanted, now.quarters)
    least = next(band.min for band in now.standard.bands if band.star == wanted)
    if now.attainable < needed:
        lines.append(
            f"综合最高可达{wording.points(now.final_attainable)}，低于{wording.points(least)}，今年评不上{wording.star(wanted)}。"
        )
    elif now.earned >= needed:
        lines.append(
            f"年度考评已得{wording.points(now.earned)}，分数已够（综合{wording.points(least)}以上）。"
        )
    else:
        lines.append(
            f"年度考评已得{wording.points(now.earned)}，至少要{wording.points(needed)}，还差{wording.points(needed - now.earned)}；"
            f"还能争取的有{wording.points(now.pending)}。"
        )
    return lines


def _ways(now: Standing, wanted: int) -> list[str]:
    """Most points for the least work first, until it is enough; what inspectors still have to score stands apart."""
    short = annual_needed(now.standard, wanted, now.quarters) - now.earned
    if short <= 0 or short > now.pending:
        return []
    lines, gained = [], ZERO
    for number, (step, _) in enumerate(cheapest(now)[:WAYS], 1):
        gain = rounded(step.points)
        enough = gained < short <= gained + gain
        gained += gain
        lines.append(
            f"{number}. {wording.by(step.by, now.as_of)}{step.text}，{wording.points(gain)}{'（做到这里分数就够）' if enough else ''}"
        )
    awaiting = sum((s.pending for s in now.scores if s.state == "awaiting_score"), Decimal(0))
    if awaiting:
        lines.append(f"另有{wording.points(awaiting)}待检查组评分。")
    return lines


def _gone(now: Standing) -> list[str]:
    """What can no longer be won this year, the dearest first."""
    lost = sorted((score for score in now.scores if score.lost > 0), key=lambda score: -score.lost)
    told = [f"{wording.short(score.indicator.name)}{wording.points(score.lost)}" for score in lost[:GONE]]
    more = f"等{len(lost)}项" if len(lost) > GONE else ""
    return [f"今年已不能得：{wording.listed(told)}{more}，共{wording.points(now.lost)}。"] if lost else []


def _aside(message: Message, now: Standing, wanted: int) -> str:
    """What a group may hear: totals, whoever asks."""
    if not message.address.chat:
        return ""
    return "\n".join(
        [f"{now.branch} 距{wording.star(wanted)}级", *_verdict(now, wanted, detail=False), wording.DISCLAIMER]
    )


# ---------------------------------------------------------------------- what if


def _if_items(message: Message, facts: BranchYear) -> list[str]:
    items = _chosen(message, open_items(facts))
    if not items:
        return [f"{facts.branch.name}没有未销号的整改问题，得分不变。"]
    on = _until(message)
    done, left = if_closed(facts, {item.number for item in items}, on)
    names = wording.listed(f"“{item.problem}”" for item in items)
    return [
        f"推算：{facts.branch.name}{wording.day(on)}前把{names}整改完成并验收销号，其余都按期做到：",
        _outlook(done),
        f"如果不改：{_outlook(left)}",
    ]


def _chosen(message: Message, items: list[Item]) -> list[Item]:
    """The numbers said, as they stand in the list of open problems; all of them without a number."""
    said = [str(number) for number in message.slots.get("items", ())]
    by_number = [item for item in items if item.number in said]
    by_place = [item for place, item in enumerate(items, 1) if str(place) in said]
    return by_number or by_place or ([] if said else items)


def _until(message: Message) -> date:
    """By when it is said to be done; without a word the end of the month."""
    today = message.today
    if _TODAY.search(message.text):
        return today
    if _YEAR_END.search(message.text):
        return date(today.year, 12, 31)
    following = date(today.year + today.month // 12, today.month % 12 + 1, 1)
    return following - timedelta(days=1)


def _outlook(end: Outlook) -> str:
    daily = f"，日常检查{wording.points(end.daily)}" if end.daily is not None else ""
    return f"年度考评最高可得{wording.points(end.annual)}{daily}，综合最高可达{wording.points(end.final)}，{wording.star(end.star)}。"


def _from_to(before: str, after: str) -> str:
    return f"{before}不变" if before == after else f"由{before}到{after}"


def _if_meetings(message: Message, facts: BranchYear, events: list[Event]) -> list[str]:
    lines = []
    for event in events:
        if _NOT_DONE.search(message.text):
            lines.append(_if_not_held(facts, event))
            continue
        groups = range(1, facts.branch.groups + 1) if event is Event.GROUP_MEETING else (None,)
        before, after = if_held(facts, event, list(groups))
        changed = [
            f"{new.indicator.name}由{wording.number(old.earned)}分到{wording.points(new.earned)}"
            for old, new in zip(before.scores, after.scores, strict=True)
            if new.earned != old.earned
        ]
        lines.append(f"推算：{facts.branch.name}再开一次{EVENT_NAMES[event]}（全员到会）：")
        lines.append(
            f"{wording.listed(changed)}。" if changed else "得分不变：本期已经开过，或这一项的分数已经扣完。"
        )
        lines.append(
            f"年度考评已得{_from_to(wording.points(before.earned), wording.points(after.earned))}，"
            f"综合最高可达{_from_to(wording.points(before.final_attainable), wording.points(after.final_attainable))}。"
        )
    return lines


def _if_not_held(facts: BranchYear, event: Event) -> str:
    """What is at stake when the period ends without it."""
    now = standing(facts)
    steps = [
        (step, score.indicator)
        for score in now.scores
        if event in score.indicator.measure.get("events", ())
        for step in score.steps
    ]
    if not steps:
        return f"{facts.branch.name}本期{EVENT_NAMES[event]}已经开过。{_each_missing(now, event)}"
    told = wording.listed(
        f"{indicator.name}扣{wording.points(rounded(step.points))}（{wording.by(step.by, now.as_of)}{step.text}）"
        for step, indicator in steps
    )
    return f"推算：如不召开，{told}。"


_PERIODS = {"month": "1个月", "quarter": "1个季度", "half_year": "半年", "year": "1次"}


def _each_missing(now: Standing, event: Event) -> str:
    """What every further period without it costs, by the standard."""
    prices = [
        f"{score.indicator.name}每少{_PERIODS[given['period']]}扣{wording.points(given['deduct_per_missing'])}"
        for score in now.scores
        for given in [score.indicator.measure]
        if event in given.get("events", ()) and "deduct_per_missing" in given and "topic_tag" not in given
    ]
    return f"以后各期{wording.listed(prices)}。" if prices else "不再开也不扣分。"
