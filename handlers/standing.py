"""我们几分: in at most eight lines, the veto first, what to do next and by when (domain.md §3.8, §5.3 no. 16)."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot import wording
from bot.chat import Picture, Reply
from bot.documents.standing_picture import standing_picture, text_bars
from bot.domain import permissions
from bot.domain.measures.outcome import Loss, Step, rounded
from bot.domain.publication import Result
from bot.domain.refusal import NotAllowed, NotOpenHere
from bot.domain.scoring import Score, Standing, standing
from bot.domain.standard import Standard
from bot.fonts import ChineseFont
from bot.language.intents import Intent, Reading
from bot.router import Message, Router
from bot.store.ratings import YearResult
from bot.store.work import Work
from bot.store.year import branch_year

routes = Router()

NEXT_STEPS = 2
WORST = 2
REASONS = 3
"""So many reasons of each indicator when a whole aspect is asked for; one indicator alone shows all of its own."""

FOUND = 6
"""So much of what was found for one reason, unless one indicator alone is asked for."""
ROOM = 1700
"""Bytes for the reasons; the rest of the 2048 is for what stands below them."""
_PICTURE = re.compile("图")
_WHY = re.compile("为什么|为啥|怎么扣|扣在哪|扣了哪|哪里扣|哪儿扣|扣了?什么|明细|扣分(?:情况|项|原因)")


@routes.on(Intent.QUERY_STANDING, title="我们几分", examples=("我们几分", "制度执行扣了多少"), reads=True)
def our_standing(message: Message, work: Work) -> Reply:
    branch = str(message.slots.get("branch", message.sender.branch))
    if branch == "all":
        return _of_all(message, work)
    house = message.house
    year = int(message.slots.get("year", message.today.year))
    indicator, aspect = message.slots.get("indicator"), message.slots.get("aspect")
    asks_detail = indicator is not None or aspect is not None
    published = work.ratings.published(year)
    result = published.of(branch) if published is not None else None
    # what was published is for everybody to read; what it was made of is not (domain.md §4.1)
    if published is not None and result is not None and not asks_detail and not _WHY.search(message.text):
        return Reply(_published(result, published, house.standard))
    if not permissions.may_read_total(message.sender, branch, message.today):
        raise NotAllowed("机关党委")
    now = standing(branch_year(work, branch, year, message.today, house.standard, house.calendar))
    # a group conversation reads totals only, whoever asks (domain.md §4.1)
    may_detail = permissions.may_read_detail(message.sender, branch, message.today)
    in_detail = may_detail and not message.address.chat
    if asks_detail and not may_detail:
        raise NotAllowed("支部书记、支委或党小组长")
    if not in_detail:
        return Reply(_lines(_summary(now, in_detail=False)))
    if asks_detail:
        score = now.score(indicator) if indicator is not None else None
        return Reply(_lines(_aspect(now, str(aspect)) if score is None else _one(now, score)))
    if _PICTURE.search(message.text):
        return _picture(now, house.font)
    return Reply(_lines(_why(now) if _WHY.search(message.text) else _summary(now, in_detail=True)))


def _of_all(message: Message, work: Work) -> Reply:
    """All branches at once is the ranking's matter."""
    if not permissions.may_rank(message.sender):
        raise NotAllowed("机关党委")
    route = message.house.routes.get(Reading(Intent.QUERY_RANKING))
    answer = route.handler(message, work) if route is not None else None
    if not isinstance(answer, Reply):
        raise NotOpenHere(Intent.QUERY_RANKING)
    return answer


def _picture(now: Standing, font: ChineseFont | None) -> Reply:
    """The picture with its totals in words; bars of characters where there is no font."""
    drawn = standing_picture(now, font)
    if drawn is None:
        return Reply(text_bars(now))
    return Reply(
        _lines(_summary(now, in_detail=False)), picture=Picture(f"{now.branch}{now.year}年度得分.png", drawn)
    )


def _lines(lines: Sequence[str]) -> str:
    return "\n".join(lines)


# ---------------------------------------------------------------------- the sentences


def _summary(now: Standing, *, in_detail: bool) -> list[str]:
    """At most eight lines; a member reads totals only."""
    lines = [_head(now)]
    if now.vetoes:
        lines.append(_veto(now, in_detail=in_detail))
    lines += [_annual(now), f"日常检查：{_daily(now)}；{_stars(now)}。"]
    if in_detail:
        worst = sorted((score for score in now.scores if score.lost > 0), key=lambda score: -score.lost)
        if worst:
            lines.append("扣分：" + "；".join(_worst(score) for score in worst[:WORST]) + "。")
        lines += [_step(step, now.as_of) for step, _ in now.steps()[:NEXT_STEPS]]
    return [*lines, wording.DISCLAIMER]


def _published(result: Result, year_result: YearResult, standard: Standard) -> str:
    labels = "".join(standard.labels[code] for code in (result.transition, result.plaque) if code)
    daily = f"，日常检查{wording.points(result.daily)}" if result.daily is not None else ""
    return (
        f"{result.branch} {year_result.year}年度评定结果：{wording.star(result.star)}（{labels}）。\n"
        f"年度考评{wording.points(result.annual)}{daily}，综合{wording.points(result.final)}。"
    )


def _why(now: Standing) -> list[str]:
    """Every indicator that lost points, the dearest first, each with its first reasons, as far as one message holds."""
    lost = sorted((score for score in now.scores if score.lost > 0), key=lambda score: -score.lost)
    lines = [_head(now), f"已扣{wording.points(now.lost)}" + ("：" if lost else "。")]
    told = 0
    for score in lost:
        more = [
            f"{score.indicator.id} {score.indicator.name}扣{wording.points(score.lost)}",
            *_reasons(score, WORST),
        ]
        if len(_lines([*lines, *more]).encode()) > ROOM:
            break
        lines += more
        told += 1
    if told < len(lost):
        rest = wording.listed(f"{s.indicator.id}扣{wording.number(s.lost)}分" for s in lost[told:])
        lines.append(f"其余：{rest}。问“为什么扣{lost[told].indicator.name}”可看原因。")
    return [*lines, wording.DISCLAIMER]


def _aspect(now: Standing, aspect: str) -> list[str]:
    """One aspect: its sums, and every indicator of it that lost points, with the first reasons."""
    scores = [score for score in now.scores if score.indicator.aspect == aspect]
    lost = sum((score.lost for score in scores), Decimal(0))
    pending = sum((score.pending for score in scores), Decimal(0))
    lines = [
        _head(now),
        f"{now.standard.aspect_name(aspect)}：已扣{wording.points(lost)}，待评和未到期{wording.points(pending)}。",
    ]
    for score in scores:
        if score.lost > 0:
            lines += [_indicator(score), *_reasons(score, REASONS)]
    return [*lines, wording.DISCLAIMER]


def _one(now: Standing, score: Score) -> list[str]:
    """One indicator with all its reasons, and what can still be done about it."""
    steps = [_step(step, now.as_of) for step, indicator in now.steps() if indicator.id == score.indicator.id]
    return [
        _head(now),
        _indicator(score),
        *_reasons(score, len(score.losses), whole=True),
        *steps[:NEXT_STEPS],
        wording.DISCLAIMER,
    ]


def _head(now: Standing) -> str:
    until = wording.day(now.as_of) if now.as_of.year == now.year else wording.full_day(now.as_of)
    return f"{now.branch} {now.year}年度（截至{until}）"


def _veto(now: Standing, *, in_detail: bool) -> str:
    failed = now.vetoes[0]
    lost = wording.listed(
        f"{score.indicator.id}{score.indicator.name}已扣{wording.points(score.lost)}"
        for id_ in failed.failed
        if (score := now.score(id_)) is not None
    )
    detail = f"（{lost}）" if in_detail else ""
    return f"一票否决：未达到“{failed.veto.name}”{detail}，最高评{wording.star(failed.veto.cap_star)}。"


def _annual(now: Standing) -> str:
    awaiting = sum((s.pending for s in now.scores if s.state == "awaiting_score"), Decimal(0))
    rest = [
        f"{label}{wording.points(value)}"
        for label, value in (("待评", awaiting), ("未到期", now.pending - awaiting))
        if value
    ]
    open_ = f"（{'，'.join(rest)}）" if rest else ""
    return f"年度考评：已扣{wording.points(now.lost)}，最高可得{wording.points(now.attainable)}{open_}。"


def _daily(now: Standing) -> str:
    return wording.points(now.daily) if now.daily is not None else "本年尚无完整季度"


def _stars(now: Standing) -> str:
    best = f"综合最高可达{wording.points(now.final_attainable)}"
    if now.not_applied:
        return f"{best}；申报已截止，本支部没有申报，按规定列为后进党支部"
    if now.star_attainable == now.star_without_veto:
        return f"{best}，{wording.star(now.star_attainable)}"
    why = "受否决限制" if now.vetoes else "按申报"
    return f"{best}，{why}为{wording.star(now.star_attainable)}"


def _worst(score: Score) -> str:
    reasons = wording.listed(loss.text for loss in score.losses[:WORST])
    more = "等" if len(score.losses) > WORST else ""
    return f"{wording.short(score.indicator.name)}扣{wording.points(score.lost)}（{reasons}{more}）"


def _step(step: Step, today: date) -> str:
    return f"下一步：{wording.by(step.by, today)}{step.text}（保{wording.points(rounded(step.points))}）"


def _indicator(score: Score) -> str:
    indicator = score.indicator
    head = f"{indicator.id} {indicator.name}"
    if score.state == "awaiting_score":
        return f"{head}：{wording.points(indicator.points)}，待评。"
    if score.state == "not_applicable":
        return f"{head}：不适用，按{wording.points(score.earned)}计。"
    if score.state == "waived":
        return f"{head}：已豁免，按满分{wording.points(indicator.points)}计。"
    return (
        f"{head}（{wording.points(indicator.points)}）：已得{wording.points(score.earned)}，"
        f"已扣{wording.points(score.lost)}，未到期{wording.points(score.pending)}。"
    )


def _reasons(score: Score, most: int, *, whole: bool = False) -> list[str]:
    """The first reasons; `whole` with everything that was found for each."""
    lines = [f"  {_reason(loss, whole=whole)}" for loss in score.losses[:most]]
    rest = len(score.losses) - most
    return [*lines, f"  另有{rest}处。"] if rest > 0 else lines


def _reason(loss: Loss, *, whole: bool) -> str:
    found, more = loss.facts, ""
    if len(found) > FOUND and not whole:
        found, more = found[:FOUND], f"等{len(found)}处"
    facts = f"：{wording.listed(found)}{more}" if found else ""
    return f"{loss.text}，扣{wording.points(rounded(loss.points))}{facts}"
