"""标准已阅: who knows the standard he is measured by (domain.md §3.1)."""

from bot.chat import Reply
from bot.domain import permissions
from bot.language.intents import Intent
from bot.router import Audience, Message, Router
from bot.store.work import Work

routes = Router()


@routes.on(Intent.READ_STANDARD, title="标准已阅", examples=("标准已阅",), audience=Audience.BRANCH)
def read_standard(message: Message, work: Work) -> Reply:
    standard = message.house.standard
    kept = work.standards.get(standard.name)
    if kept is None:
        return Reply(
            f"现行标准是{standard.year}年度{standard.title}（{standard.version}），没有要求逐支部确认已阅。"
        )
    first = work.standards.mark_read(kept, message.sender.account)
    again = "" if first else "（此前已登记）"
    rest = _branches_left(message, work) if message.sender.roles & permissions.OVERSEEING else ""
    return Reply(
        f"已登记：{message.sender.name}已阅{standard.year}年度{standard.title}{again}。{rest}", done="已阅"
    )


def _branches_left(message: Message, work: Work) -> str:
    """For the organ committee: how many branches' secretaries have not read it yet."""
    kept = work.standards.get(message.house.standard.name)
    readers = work.standards.readers(kept) if kept is not None else set()
    secretaries = [message.roster.secretary(b.name, message.today) for b in message.roster.branches]
    left = sum(one is not None and one.account not in readers for one in secretaries)
    return f"还有{left}个支部的书记没有确认已阅。" if left else "各支部书记都已确认已阅。"
