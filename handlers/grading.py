"""检查评分: an inspector's points for what no record can show (scoring-notes.md §7.17)."""

from decimal import Decimal
from fractions import Fraction

from bot import wording
from bot.chat import Reply
from bot.domain import permissions
from bot.domain.ledger import Grade
from bot.domain.measures.grading import points_of
from bot.domain.measures.outcome import rounded
from bot.domain.refusal import NotFound
from bot.domain.sections import Part
from bot.domain.standard import Indicator
from bot.language.intents import Intent
from bot.router import Audience, Message, Proposal, Router
from bot.store.work import Work

routes = Router()

PERCENT = Decimal(100)


@routes.on(Intent.GRADE, title="检查评分", examples=("三支部C04微党课给1分",), audience=Audience.INSPECTION)
def grade(message: Message, work: Work) -> Reply | Proposal:
    branch = message.roster.branch(str(message.slots["branch"]))
    indicator = message.house.standard.indicator(str(message.slots.get("indicator", "")))
    if branch is None or indicator is None:
        raise NotFound("这个支部或指标")
    permissions.require_grading(message.sender, branch.name, message.today)
    if not indicator.graded:
        return Reply(_computed(indicator))
    score = Decimal(str(message.slots["points"]))
    meant = _meant(indicator, message.said, score, branch.short_name or branch.name)
    if isinstance(meant, str):
        return Reply(meant)
    year = work.ratings.being_rated(message.today)
    if not message.confirmed:
        facts = (
            ("支部", branch.name),
            *((("年度", str(year)),) if year != message.today.year else ()),
            ("指标", f"{indicator.id}{indicator.name}"),
            *((part.name, _scored(part, value)) for part, value in meant),
        )
        return Proposal(
            "检查评分", facts, message.slots, "评分后按年度标准计入考评，可重新评分更正。", correctable=False
        )
    note = str(message.slots.get("note", ""))
    work.ledger.save(
        Grade(branch.name, year, indicator.id, part.id, value, note, message.sender.name)
        for part, value in meant
    )
    parts = wording.listed(f"{part.name}{_scored(part, value)}" for part, value in meant)
    return Reply(f"已评分：{branch.name}{indicator.id}{indicator.name}，{parts}。", done="已评分")


def _meant(indicator: Indicator, text: str, score: Decimal, branch: str) -> list[tuple[Part, Decimal]] | str:
    """Which part is graded with how much; all of them where only one sum is possible. Else what to ask."""
    parts = indicator.graded
    named = [part for part in parts if part.name in text or part.id in text]
    if len(named) > 1:
        return _one_by_one(indicator, branch)
    if not named and len(parts) > 1:
        if score == sum((part.most for part in parts), Decimal(0)):
            return [(part, PERCENT if part.target is not None else part.most) for part in parts]
        return _which(indicator, branch)
    part = (named or list(parts))[0]
    most = PERCENT if part.target is not None else part.most
    if score > most:
        return f"{part.name}最高{wording.number(most)}{_unit(part)}，没有登记，请核对后再说一遍。"
    if part.step is not None and part.target is None and score % part.step:
        return f"{part.name}按{wording.points(part.step)}一档评分，没有登记，请核对后再说一遍。"
    return [(part, score)]


# ---------------------------------------------------------------------- the sentences


def _scored(part: Part, value: Decimal) -> str:
    if part.target is None:
        return wording.points(value)
    worth = rounded(points_of(part, Fraction(value)))
    return f"{wording.number(value)}%，折{wording.points(worth)}"


def _unit(part: Part) -> str:
    return "分" if part.target is None else "%"


def _computed(indicator: Indicator) -> str:
    how = "由“八有”检查表逐项登记" if "items_from" in indicator.measure else "由登记的记录自动计算"
    return f"{indicator.id}{indicator.name}{how}，不用评分。"


def _which(indicator: Indicator, branch: str) -> str:
    parts = "、".join(f"{part.name}（满分{wording.points(part.most)}）" for part in indicator.graded)
    first = indicator.graded[0].name
    return f"{indicator.id}{indicator.name}分项评分：{parts}。请说明是哪一项，例如“{branch}{indicator.id}{first}给1分”。"


def _one_by_one(indicator: Indicator, branch: str) -> str:
    first = indicator.graded[0].name
    return f"请一项一项地评，例如“{branch}{indicator.id}{first}给1分”。"
