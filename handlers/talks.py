"""谈心谈话: with whom and when, never what about (domain.md §1.2)."""

from datetime import date

from bot import wording
from bot.chat import Reply
from bot.domain.activity import Talk
from bot.language.intents import Intent
from bot.router import Message, Router
from bot.store.work import Work

routes = Router()


@routes.on(Intent.LOG_TALK, title="登记谈心谈话", examples=("我和张明、李娜各谈了一次话",))
def log_talk(message: Message, work: Work) -> Reply:
    on = date.fromisoformat(message.slots["date"])
    partners = tuple(message.slots["names"])
    for partner in partners:
        work.studies.add_talk(Talk(message.sender.branch, on, (message.sender.name,), (partner,)))
    return Reply(_logged(on, partners), aside="谈心谈话已登记，详情已私信您。")


def _logged(on: date, partners: tuple[str, ...]) -> str:
    return f"已登记谈心谈话：{wording.day(on)}，与{wording.listed(partners)}{f'共{len(partners)}次' if len(partners) > 1 else ''}。只记对象和时间，不记内容。"
