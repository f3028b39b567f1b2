"""我们换届到什么时候: the branch committee's term, extensions and vacancies (domain.md §3.14)."""

from bot import wording
from bot.chat import Reply
from bot.domain import permissions
from bot.domain.people import Branch
from bot.domain.refusal import NotAllowed, NotFound
from bot.domain.term import Term, ends_on, known_terms
from bot.language.intents import Intent
from bot.router import Message, Router
from bot.store.work import Work

routes = Router()


@routes.on(Intent.QUERY_TERM, title="换届", examples=("我们换届到什么时候",), reads=True)
def term(message: Message, work: Work) -> Reply:
    wanted = str(message.slots.get("branch", message.sender.branch))
    if wanted == "all":
        if not message.sender.roles & permissions.OVERSEEING:
            raise NotAllowed("机关党委")
        return Reply("\n".join(_line(branch, message, work) for branch in message.roster.branches))
    if not permissions.may_read_total(message.sender, wanted, message.today):
        raise NotAllowed("机关党委")
    branch = message.roster.branch(wanted)
    if branch is None:
        raise NotFound(wanted)
    return Reply(_line(branch, message, work))


def _line(branch: Branch, message: Message, work: Work) -> str:
    rules = message.house.standard.terms
    terms = known_terms(work.ledger.of_branch(Term, branch.name), branch, rules.branch_years, message.today)
    if not terms:
        return f"{branch.name}：没有登记届期，请告知机关党委办公室补充。"
    now = terms[-1]
    end = ends_on(now, rules.extension_max_days)
    left = (end - message.today).days
    state = f"还有{left}天" if left >= 0 else f"已超过{-left}天，请尽快换届或报批延期"
    extended = "（含批准延期）" if now.extended_to is not None else ""
    vacant = [
        post
        for one in terms
        if one.starts_on == now.starts_on and one.filled_on is None
        for post in one.vacant_posts
    ]
    missing = f"空缺：{wording.listed(vacant)}，请及时补选。" if vacant else ""
    return f"{branch.name}本届任期{wording.full_day(now.starts_on)}至{wording.full_day(end)}{extended}，{state}。{missing}"
