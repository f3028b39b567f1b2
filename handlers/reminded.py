"""本月应提醒多少，已达多少: what became of the reminders of a time, in numbers (no names: who heard what is nobody's rank)."""

from datetime import date, datetime, time

from bot import wording
from bot.chat import Reply
from bot.clock import HOUSE
from bot.domain import permissions
from bot.domain.refusal import NotAllowed
from bot.language.intents import Intent
from bot.router import Audience, Message, Router
from bot.store.reminded import Tally
from bot.store.work import Work

routes = Router()


@routes.on(
    Intent.QUERY_REMINDERS,
    title="提醒送达情况",
    examples=("本月应提醒多少，已达多少",),
    reads=True,
    audience=Audience.ORGAN,
)
def query_reminders(message: Message, work: Work) -> Reply:
    if not permissions.may_count_reminders(message.sender):
        raise NotAllowed("机关党委或系统管理员")
    first, last = _span(message)
    start, end = (
        datetime.combine(day, moment, HOUSE) for day, moment in ((first, time.min), (last, time.max))
    )
    return Reply(_counted(first, last, work.reminded.report(start, min(end, message.at))))


def _span(message: Message) -> tuple[date, date]:
    """The time asked about, as far as it has gone; this month where none is said."""
    period = message.slots.get("period")
    if period is None:
        return message.today.replace(day=1), message.today
    last = date.fromisoformat(period["to"])
    return date.fromisoformat(period["from"]), min(last, message.today)


# ---------------------------------------------------------------------- the sentences


def _counted(first: date, last: date, tallies: list[Tally]) -> str:
    owed, reached = sum(tally.owed for tally in tallies), sum(tally.reached for tally in tallies)
    rest = [
        (sum(tally.waiting for tally in tallies), "正在发送"),
        (sum(tally.expired for tally in tallies), "过期未发"),
        (sum(tally.dead for tally in tallies), "无法送达"),
        (sum(tally.dropped for tally in tallies), "停机期间未发"),
    ]
    more = "".join(f"，{words}{count}" for count, words in rest if count)
    return f"{wording.day(first)}至{wording.day(last)}：应提醒{owed}，已达{reached}{more}。"
