"""换届: how long the branch committee's term runs, elections, extensions and vacancies (domain.md §3.14)."""

import re
from dataclasses import replace
from datetime import date

from bot import wording
from bot.chat import Reply
from bot.domain import permissions
from bot.domain.people import Branch
from bot.domain.refusal import NotAllowed, NotFound
from bot.domain.term import Term, ends_on, known_terms
from bot.language.intents import Intent
from bot.router import Audience, Message, Proposal, Question, Router
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


@routes.on(
    Intent.LOG_TERM,
    title="登记换届和空缺",
    examples=("11月20日换届选举完成，任期三年", "副书记从10月2日起空缺"),
    audience=Audience.BRANCH,
)
def log_term(message: Message, work: Work) -> Reply | Proposal | Question:
    """An election, an approved extension, a vacancy and its filling; the secretary's or the committee office's to tell."""
    branch = message.sender.branch
    permissions.require_term_entry(message.sender, branch, message.today)
    if "date" not in message.slots:
        return Question("请问批准延期到哪一天？例如“批准延期换届到2027年3月31日”。")
    on, rules = date.fromisoformat(message.slots["date"]), message.house.standard.terms
    known = known_terms(
        work.ledger.of_branch(Term, branch), message.branch, rules.branch_years, message.today
    )
    term, what = _changed(message, known[-1] if known else None, on)
    if term is None:
        return Reply(what)
    if not message.confirmed:
        return Proposal("换届登记", (("支部", branch), ("内容", what)), message.slots, correctable=False)
    work.ledger.save([term])
    return Reply(f"已登记：{branch}{what}。", done="已登记")


def _changed(message: Message, now: Term | None, on: date) -> tuple[Term | None, str]:
    """The record to be kept, and what it says in words; no record, and why, where there is nothing to add it to."""
    posts = tuple(dict.fromkeys(_POST.findall(message.said)))
    what, years = message.slots["what"], message.house.standard.terms.branch_years
    if what == "elected":
        said = _YEARS.search(message.said)
        term = Term(message.sender.branch, on, _number(said[1]) if said else years)
        return term, f"{wording.full_day(on)}换届，任期{term.years}年"
    if now is None:
        return None, "没有登记本届的起始日期，请先说“某月某日换届选举完成，任期三年”。"
    if what == "extended":
        return replace(now, extended_to=on), f"批准延期换届到{wording.full_day(on)}"
    if not posts:
        return None, "没有听出是哪个职务，请写明“副书记”“组织委员”等。"
    if what == "vacant":
        vacancy = Term(now.branch, now.starts_on, now.years, now.extended_to, posts, on)
        return vacancy, f"{wording.listed(posts)}从{wording.full_day(on)}起空缺"
    if set(now.vacant_posts) & set(posts):
        return replace(now, filled_on=on), f"{wording.listed(posts)}{wording.full_day(on)}补选到位"
    return None, f"没有登记过{wording.listed(posts)}空缺，不用登记补选。"


_POST = re.compile("副书记|组织委员|宣传委员|纪检委员|(?<!副)书记(?!员)|(?<![织传检])委员(?!会)")
_YEARS = re.compile("任期([一二两三四五六七八九十0-9]{1,2})年")


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else "零一二三四五六七八九十".index(word.replace("两", "二"))


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
