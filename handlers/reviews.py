"""述职测评: tallies of the groups that judged a duty report; never a single ballot (domain.md §3.12)."""

from bot import wording
from bot.chat import Reply
from bot.domain import permissions
from bot.domain.ledger import Ballots
from bot.domain.measures.duty_review import mean
from bot.domain.measures.outcome import rounded
from bot.domain.people import Office, Person, Role
from bot.domain.refusal import NotAllowed, NotFound
from bot.language.intents import Intent
from bot.router import Audience, Message, Proposal, Question, Router
from bot.store.work import Work

routes = Router()

GROUP_NAMES = {
    "organ_committee": "机关党委",
    "branch_secretaries": "支部书记",
    "branch_members": "支部党员",
    "party_leading_group": "党组",
    "member_delegates": "党员代表",
}
_GRADES = (("good", "好"), ("fair", "较好"), ("average", "一般"), ("poor", "差"))


@routes.on(
    Intent.LOG_BALLOTS,
    title="登记述职测评",
    examples=("张华述职测评，机关党委好4、较好6",),
    audience=Audience.ORGAN,
)
def log_ballots(message: Message, work: Work) -> Reply | Proposal | Question:
    if not message.sender.roles & permissions.PROPOSING:
        raise NotAllowed("机关党委办公室或专职副书记")
    named = message.roster.named(str(message.slots["name"]))
    if not named:
        raise NotFound(f"“{message.slots['name']}”这位同志")
    if len(named) > 1:
        branches = wording.listed(person.branch for person in named)
        return Reply(
            f"名册里有{len(named)}位{named[0].name}（{branches}），请在台账工作簿“述职测评”里用账号登记。"
        )
    reporter = named[0]
    if "group" not in message.slots:
        return Question("请问是哪个组的测评？例如“机关党委”“支部书记”“支部党员”。")
    ballots = _ballots(message, reporter, work.ratings.being_rated(message.today))
    if ballots.count == 0:
        return Reply("没有读到票数，请写成“好4、较好6、一般0、差0”。")
    few = ballots.count < message.house.standard.reviewing.min_ballots
    if not message.confirmed:
        facts = (
            ("述职人", reporter.name),
            ("年度", str(ballots.year)),
            ("层级", ballots.level),
            ("测评组", GROUP_NAMES[ballots.group]),
            *((name, f"{getattr(ballots, grade)}票") for grade, name in _GRADES),
        )
        note = (
            f"只有{ballots.count}票，不足{message.house.standard.reviewing.min_ballots}票，这一组不计分。"
            if few
            else ""
        )
        return Proposal("述职测评", facts, message.slots, note, correctable=False)
    work.ledger.save([ballots])
    score = rounded(mean(ballots, message.house.standard.reviewing.grades))
    return Reply(
        f"已登记：{reporter.name}{ballots.year}年度述职{GROUP_NAMES[ballots.group]}测评{ballots.count}票，平均{wording.points(score)}。",
        done="已登记",
        aside="述职测评已登记，详情已私信您。",
    )


def _ballots(message: Message, reporter: Person, year: int) -> Ballots:
    slots = message.slots
    counts = {grade: int(slots.get(grade, 0)) for grade, _ in _GRADES}
    return Ballots(
        reporter.account, year, str(slots.get("level", _level(reporter, message))), slots["group"], **counts
    )


def _level(reporter: Person, message: Message) -> str:
    """机关党委书记 reports at L1, 专职副书记 at L2, a branch's secretary at L3."""
    if Office.SECRETARY in reporter.offices_on(message.today):
        return "L3"
    if Role.ORGAN_SECRETARY in reporter.roles:
        return "L1"
    return "L2" if Role.FULL_TIME_DEPUTY in reporter.roles else "L3"
