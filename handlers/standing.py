"""我们几分: in at most eight lines, the veto first, what to do next and by when (domain.md §3.8, §5.3 no. 16)."""

from datetime import date

from bot import wording
from bot.chat import Reply
from bot.domain import permissions
from bot.domain.measures.outcome import Loss, Step
from bot.domain.refusal import NotAllowed
from bot.domain.scoring import Score, Standing, rounded, standing
from bot.language.intents import Intent
from bot.router import Message, Router
from bot.store.work import Work
from bot.store.year import branch_year

routes = Router()

DISCLAIMER = "过程数据，以机关党委公布为准。"
NEXT_STEPS = 2


@routes.on(Intent.QUERY_STANDING, title="我们几分", examples=("我们几分", "制度执行扣了多少"), reads=True)
def our_standing(message: Message, work: Work) -> Reply:
    branch = message.slots.get("branch", message.sender.branch)
    if branch == "all" or not permissions.may_read_total(message.sender, branch, message.today):
        raise NotAllowed("机关党委")
    year = int(message.slots.get("year", message.today.year))
    as_of = message.today if year >= message.today.year else date(year + 1, 4, 1)
    house = message.house
    now = standing(branch_year(work, branch, year, as_of, house.standard, house.calendar))
    if "indicator" in message.slots or "aspect" in message.slots:
        if not permissions.may_read_detail(message.sender, branch, message.today):
            raise NotAllowed("支部书记、支委或党小组长")
        chosen = _chosen(now, message.slots.get("indicator"), message.slots.get("aspect"))
        return Reply(_detail(now, chosen, message.slots.get("aspect", "")))
    in_detail = permissions.may_read_detail(message.sender, branch, message.today)
    return Reply("\n".join(_summary(now, in_detail=in_detail)))


def _chosen(now: Standing, indicator: str | None, aspect: str | None) -> list[Score]:
    return [
        score
        for score in now.scores
        if (indicator is not None and score.indicator.id == indicator)
        or (aspect is not None and score.indicator.aspect == aspect)
    ]


# ---------------------------------------------------------------------- the sentences


def _summary(now: Standing, *, in_detail: bool) -> list[str]:
    """At most eight lines; a member reads totals only."""
    lines = [f"{now.branch} {now.year}年度（截至{wording.day(now.as_of)}）"]
    if now.vetoes:
        lines.append(_veto(now))
    lines.append(
        f"年度考评：已扣{wording.points(now.lost)}，最高可得{wording.points(now.attainable)}（待评和未到期{wording.points(now.pending)}）。"
    )
    lines.append(
        f"日常检查：{wording.points(now.daily) if now.daily is not None else '本年尚无完整季度'}；{_stars(now)}。"
    )
    if in_detail:
        worst = sorted((s for s in now.scores if s.lost > 0), key=lambda score: -score.lost)[:2]
        if worst:
            lines.append("扣分：" + "；".join(_lost(score) for score in worst) + "。")
        lines += [_step(step) for step, _ in now.steps()[:NEXT_STEPS]]
    lines.append(DISCLAIMER)
    return lines


def _veto(now: Standing) -> str:
    failed = now.vetoes[0]
    lost = "、".join(
        f"{score.indicator.id}{score.indicator.name}已扣{wording.points(score.lost)}"
        for id_ in failed.failed
        if (score := now.score(id_)) is not None
    )
    return f"一票否决：未达到“{failed.veto.name}”（{lost}），最高评{_star(failed.veto.cap_star)}。"


def _stars(now: Standing) -> str:
    if now.star_attainable == now.star_without_veto:
        return f"综合最高可达{wording.points(now.final_attainable)}，{_star(now.star_attainable)}"
    return f"综合最高可达{wording.points(now.final_attainable)}，受否决限制为{_star(now.star_attainable)}"


def _star(star: int) -> str:
    return f"{'零一二三四五'[star]}星" if star else "未定星"


def _lost(score: Score) -> str:
    reasons = "、".join(loss.text for loss in score.losses[:2])
    more = "等" if len(score.losses) > 2 else ""
    return f"{score.indicator.name}扣{wording.points(score.lost)}（{reasons}{more}）"


def _step(step: Step) -> str:
    return f"下一步：{wording.day(step.by)}前{step.text}（保{wording.points(rounded(step.points))}）"


def _detail(now: Standing, chosen: list[Score], aspect: str) -> str:
    lines = [f"{now.branch} {now.year}年度（截至{wording.day(now.as_of)}）"]
    if aspect:
        lost = sum(score.lost for score in chosen)
        pending = sum(score.pending for score in chosen)
        lines.append(
            f"{now.standard.aspect_name(aspect)}：已扣{wording.number(lost)}分，待评和未到期{wording.number(pending)}分。"
        )
        chosen = [score for score in chosen if score.lost > 0]
    for score in chosen:
        lines.append(_indicator(score))
        lines += [f"  {_reason(loss)}" for loss in score.losses]
    return "\n".join([*lines, DISCLAIMER])


def _indicator(score: Score) -> str:
    indicator = score.indicator
    if score.state == "awaiting_score":
        return f"{indicator.id} {indicator.name}：{wording.points(indicator.points)}，待评。"
    if score.state == "not_applicable":
        return f"{indicator.id} {indicator.name}：不适用，按满分{wording.points(indicator.points)}计。"
    return (
        f"{indicator.id} {indicator.name}（{wording.points(indicator.points)}）：已得{wording.points(score.earned)}，"
        f"已扣{wording.points(score.lost)}，未到期{wording.points(score.pending)}。"
    )


def _reason(loss: Loss) -> str:
    facts = f"：{wording.listed(loss.facts)}" if loss.facts else ""
    return f"{loss.text}，扣{wording.points(rounded(loss.points))}{facts}"
