"""今天别再提醒我了: no reminders for a while; deadlines and answers still come, and it can be taken back."""

from datetime import date, timedelta

from bot import wording
from bot.chat import Reply
from bot.language.intents import Choice, Intent
from bot.router import Message, Question, Router
from bot.store.work import Work

routes = Router()

LONGEST = timedelta(days=31)


@routes.on(Intent.MUTE, title="暂停提醒", examples=("今天别再提醒我了",))
def mute(message: Message, work: Work) -> Reply | Question:
    until = message.slots.get("until")
    if until is None:
        return Question(_how_long(), _CHOICES)
    day = min(date.fromisoformat(str(until)), message.today + LONGEST)
    work.reminded.mute(message.sender.account, day)
    return Reply(_quiet(day, message.today))


@routes.on(Intent.UNMUTE, title="恢复提醒", examples=("恢复提醒",))
def unmute(message: Message, work: Work) -> Reply:
    return Reply(
        "已恢复提醒。" if work.reminded.unmute(message.sender.account) else "提醒没有暂停过，一切照常。"
    )


_CHOICES = (
    Choice("今天", "今天别再提醒我了"),
    Choice("这周", "这周不要给我推送了"),
    Choice("这个月", "这个月不要给我推送了"),
)


def _how_long() -> str:
    return "一般提醒已合并，每人每天最多一条。想暂停多久？到期前的整改、换届等期限提醒仍会发给您。"


def _quiet(until: date, today: date) -> str:
    span = "今天" if until == today else f"到{wording.day_of_week(until)}"
    return f"好的，{span}不再提醒您。整改、申报等期限提醒和对您的答复照常。想恢复请说“恢复提醒”。"
