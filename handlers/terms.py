"""我们换届到什么时候: the branch committee's term (domain.md §3.14)."""

from datetime import date

from bot import wording
from bot.chat import Reply
from bot.domain import permissions
from bot.domain.people import Branch
from bot.domain.refusal import NotAllowed, NotFound
from bot.domain.term import last_day
from bot.language.intents import Intent
from bot.router import Message, Router
from bot.store.work import Work

routes = Router()


@routes.on(Intent.QUERY_TERM, title="换届", examples=("我们换届到什么时候",), reads=True)
def term(message: Message, work: Work) -> Reply:
    del work
    wanted = str(message.slots.get("branch", message.sender.branch))
    if wanted == "all":
        if not message.sender.roles & permissions.OVERSEEING:
            raise NotAllowed("机关党委")
        return Reply("\n".join(_line(branch, message.today) for branch in message.roster.branches))
    if not permissions.may_read_total(message.sender, wanted, message.today):
        raise NotAllowed("机关党委")
    branch = message.roster.branch(wanted)
    if branch is None:
        raise NotFound(wanted)
    return Reply(_line(branch, message.today))


def _line(branch: Branch, today: date) -> str:
    if branch.term_from is None or branch.term_years is None:
        return f"{branch.name}：名册里没有登记届期，请告知机关党委办公室补充。"
    end = last_day(branch.term_from, branch.term_years)
    left = (end - today).days
    state = f"还有{left}天" if left >= 0 else f"已超过{-left}天，请尽快换届或报批延期"
    return f"{branch.name}本届任期{wording.full_day(branch.term_from)}至{wording.full_day(end)}，{state}。"
