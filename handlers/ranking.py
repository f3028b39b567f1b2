"""各支部得分: all branches side by side, for the organ committee alone; a published result for everybody (domain.md §4.1)."""

from collections.abc import Mapping

from bot import wording
from bot.chat import Reply
from bot.domain import permissions
from bot.domain.rating import in_scope
from bot.domain.refusal import NotAllowed
from bot.domain.scoring import Standing
from bot.language.intents import Intent
from bot.router import Audience, Message, Router
from bot.store.rating import standings
from bot.store.work import Work

routes = Router()

LISTED = 40
"""So many branches in one answer."""


@routes.on(
    Intent.QUERY_RANKING,
    title="各支部得分",
    examples=("各支部得分排一下",),
    reads=True,
    audience=Audience.ORGAN,
)
def ranking(message: Message, work: Work) -> Reply:
    year = int(message.slots.get("year", message.today.year))
    published = work.ratings.published(year)
    if published is not None:
        return Reply(_stars(year, {r.branch: r.star for r in published.results}, message.slots.get("star")))
    if year < message.today.year:
        return Reply(_of_last_year(message, year))
    if not permissions.may_rank(message.sender):
        raise NotAllowed("机关党委")
    house = message.house
    found = list(standings(work, year, message.today, house.standard, house.calendar))
    wanted = message.slots.get("star")
    if wanted is not None:
        found = [now for now in found if now.star_attainable == wanted]
        head = f"{year}年度目前最高可达{wording.star(int(wanted))}的支部"
    else:
        head = f"{year}年度各支部得分（截至{wording.day(message.today)}，按综合最高可达排列）"
    if not found:
        return Reply(f"{head}：没有。")
    found.sort(key=lambda now: (-now.final_attainable, now.lost))
    lines = [f"{number}. {_line(now)}" for number, now in enumerate(found[:LISTED], 1)]
    if len(found) > LISTED:
        lines.append(f"共{len(found)}个支部，只列前{LISTED}个；全部见 fivestar rate --year {year}。")
    return Reply("\n".join([head, *lines, wording.DISCLAIMER]), aside="各支部得分已私信您。")


def _of_last_year(message: Message, year: int) -> str:
    """Stars that were awarded are no secret; of the year before the roster knows them."""
    if year != message.today.year - 1:
        return f"这里没有{year}年度的评定结果，请向机关党委办公室查询。"
    known = {
        branch.name: branch.previous_star
        for branch in message.roster.branches
        if branch.previous_star is not None and in_scope(branch, year, message.today)
    }
    return _stars(year, known, message.slots.get("star"))


def _stars(year: int, by_branch: Mapping[str, int], wanted: int | None) -> str:
    shown = sorted({star for star in by_branch.values() if wanted in (None, star)}, reverse=True)
    lines = []
    for star in shown:
        names = [name for name, its in by_branch.items() if its == star]
        lines.append(f"{wording.star(star)}：{wording.listed(names)}（{len(names)}个）")
    return "\n".join([f"{year}年度评定结果", *lines]) if lines else f"{year}年度没有这样的支部。"


def _line(now: Standing) -> str:
    star = "未申报" if now.not_applied else wording.star(now.star_attainable)
    return f"{now.branch}：最高可达{wording.points(now.final_attainable)}，已扣{wording.points(now.lost)}，{star}"
