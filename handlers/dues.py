"""党费: whether a month's are in; never who owes, never how much (domain.md §4.3)."""

from datetime import date

from bot import wording
from bot.chat import Reply
from bot.domain import permissions
from bot.domain.ledger import Dues
from bot.domain.measures.outcome import Period, periods
from bot.language.intents import Intent
from bot.router import Audience, Message, Proposal, Router
from bot.store.work import Work

routes = Router()


@routes.on(Intent.LOG_DUES, title="登记党费收缴", examples=("11月党费收齐了",), audience=Audience.BRANCH)
def log_dues(message: Message, work: Work) -> Reply | Proposal:
    branch = message.sender.branch
    permissions.require_bookkeeping(message.sender, branch, message.today)
    period, this_year = message.slots["period"], message.today.year
    months = _months(date.fromisoformat(period["from"]), date.fromisoformat(period["to"]))
    if months[0].first > message.today:
        return Reply(f"{months[0].name}还没有到，请到时再登记。")
    months = [month for month in months if month.first <= message.today]
    names = wording.listed(_name(month, this_year) for month in months)
    complete = message.slots.get("present") == "all"
    if not message.confirmed:
        return Proposal(
            "党费收缴",
            (
                ("支部", branch),
                ("月份", names),
                ("收齐", "是" if complete else "否"),
            ),
            message.slots,
            "只登记是否收齐，不记名单和金额。",
            correctable=False,
        )
    work.ledger.save([Dues(branch, month.first, complete) for month in months])
    rest = "。" if complete else f"，收齐后请再说一声，例如“{months[-1].name}党费收齐了”。"
    return Reply(f"已登记：{branch}{names}党费{'已收齐' if complete else '尚未收齐'}{rest}", done="已登记")


def _name(month: Period, this_year: int) -> str:
    return month.name if month.first.year == this_year else f"{month.first.year}年{month.name}"


def _months(first: date, last: date) -> list[Period]:
    """The months that a time touches."""
    return [
        month
        for year in range(first.year, last.year + 1)
        for month in periods(year, "month")
        if month.first <= last and first <= month.last
    ]
