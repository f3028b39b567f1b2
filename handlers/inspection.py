"""检查工作: a quarter's inspection, a campaign, and the spot-check draw (domain.md §3.4, §3.6, §3.7)."""

from datetime import date

from bot import inspecting
from bot.chat import Address, Reply
from bot.domain import permissions
from bot.domain.inspection import Inspection
from bot.domain.people import Person, Roster
from bot.domain.rectification import Manner
from bot.domain.refusal import NotFound
from bot.language.intents import Intent
from bot.router import Audience, Message, Proposal, Question, Router
from bot.store.inspections import Draw
from bot.store.work import Work

routes = Router()

ALL = "all"


@routes.on(
    Intent.OPEN_INSPECTION,
    title="启动检查",
    examples=("启动四季度检查", "12月开展“灯下黑”专项整治"),
    audience=Audience.ORGAN,
)
def open_inspection(message: Message, work: Work) -> Reply | Proposal | Question:
    permissions.require_opening(message.sender)
    planned = _planned(message)
    if not isinstance(planned, Inspection):
        return planned
    if planned.last < message.today:
        return Reply(_over(planned))
    work.inspections.require_new(planned)
    if not message.confirmed:
        return Proposal(
            f"启动{planned.title}",
            _facts(planned),
            message.slots,
            _remark(planned, message.roster),
            correctable=False,
        )
    opened = inspecting.open_inspection(work, planned, _reach(message))
    return Reply(_opened(opened, message.roster), done="已启动")


@routes.on(Intent.DRAW_SPOT_CHECK, title="随机抽查", examples=("抽三个支部下周查",), audience=Audience.ORGAN)
def draw_spot_check(message: Message, work: Work) -> Reply | Question:
    permissions.require_deputy(message.sender)
    asked = message.slots.get("count")
    if asked is not None and int(asked) < 1:
        return Question("请问抽几个支部？")
    checked, sealed = inspecting.spot_check(
        work,
        message.house.standard,
        message.sender,
        message.house.chance(),
        int(asked) if asked is not None else None,
        _reach(message),
    )
    return Reply(_drawn(checked, sealed, message.roster), aside="抽查已抽取，结果已私信您。", done="已抽取")


def _planned(message: Message) -> Inspection | Reply | Question:
    """What is asked for: which quarter or matter, when, which branches."""
    roster, standard, today, slots = message.roster, message.house.standard, message.today, message.slots
    branches = _branches(message)
    period = slots.get("period")
    first, last = (
        (date.fromisoformat(period["from"]), date.fromisoformat(period["to"])) if period else (None, None)
    )
    if slots["kind"] == Manner.CAMPAIGN.value:
        topic = str(slots.get("topic") or "")
        if not topic:
            return Question("请问专项检查的名称是什么？例如“开展‘灯下黑’专项整治”。")
        return inspecting.campaign(roster, standard, topic, branches, today, first=first, last=last)
    if first is not None:
        return inspecting.quarterly(roster, standard, first.year, (first.month + 2) // 3, branches, today)
    rules = standard.inspecting
    coming = [quarter for quarter in range(1, 5) if rules.window(today.year, quarter)[1] >= today]
    quarter = coming[0] if coming else 4
    return inspecting.quarterly(roster, standard, today.year, quarter, branches, today)


def _branches(message: Message) -> list[str]:
    said = str(message.slots.get("branch", ALL))
    if said == ALL:
        return inspecting.all_branches(message.roster, message.today)
    branch = message.roster.branch(said)
    if branch is None:
        raise NotFound("这个支部")
    return [branch.name]


def _reach(message: Message) -> inspecting.Reach:
    def address(person: Person) -> Address:
        return Address(message.address.platform, person.account)

    return address


# ---------------------------------------------------------------------- the sentences


def _facts(planned: Inspection) -> tuple[tuple[str, str], ...]:
    many = len(planned.duties)
    branches = planned.duties[0].branch if many == 1 else f"{many}个"
    inspectors = {account for duty in planned.duties for account in duty.inspectors}
    return (
        ("时间", inspecting.window(planned)),
        ("支部", branches),
        ("检查员", f"{len(inspectors)}名"),
    )


def _remark(planned: Inspection, roster: Roster) -> str:
    plan = "；".join(f"{duty.branch}：{inspecting.names(duty, roster)}" for duty in planned.duties)
    return f"分工：{plan}。确认后通知检查员和支部书记。"


def _over(planned: Inspection) -> str:
    return f"{planned.title}时间为{inspecting.window(planned)}，已经结束，没有启动。"


def _opened(opened: Inspection, roster: Roster) -> str:
    return (
        f"已启动{opened.title}，{inspecting.window(opened)}，已通知检查员和支部书记。\n"
        f"{inspecting.by_branch(opened, roster)}"
    )


def _drawn(checked: Inspection, sealed: Draw, roster: Roster) -> str:
    statement = sealed.statement
    return (
        f"{checked.title}（编号{sealed.check_id}）：从{len(statement.candidates)}个支部中抽取{statement.count}个，"
        f"{inspecting.window(checked)}检查，已私信检查员。检查前请保密。\n"
        f"{inspecting.by_branch(checked, roster)}\n"
        f"承诺码：{sealed.seal}\n"
        f"请抄下承诺码。检查后公布随机数，任何人都可以重新计算核对。"
    )
