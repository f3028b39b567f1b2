"""佐证材料: a picture or file that was sent, kept and put to the problem it proves something of (domain.md §3.5)."""

from datetime import timedelta

from bot import casework, wording
from bot.chat import NOTHING, Attachment, Reply
from bot.domain import permissions
from bot.domain.case import Case
from bot.language.intents import Intent
from bot.language.secrecy import must_not_enter
from bot.router import Audience, Message, Question, Router
from bot.store.work import Work

routes = Router()

SPOKEN_OF = timedelta(hours=1)
"""A picture that follows on what was said of a problem belongs to it."""
LOOSE = timedelta(days=1)


@routes.on(Intent.ATTACH, title="发送佐证材料", audience=Audience.BRANCH, in_group=casework.IN_PRIVATE)
def attach(message: Message, work: Work) -> Reply | Question:
    if message.attachment is not None:
        return _received(message, work, message.attachment)
    pieces = work.evidence.loose(message.sender.account, message.at - LOOSE)
    found = casework.meant(message, work, lambda case: _may_add(message, case), "正在整改的问题")
    if isinstance(found, Question):
        return found
    if not _may_add(message, found.case):
        return Reply(_not_yours())
    if not pieces:
        return Reply(
            f"没有等待归类的材料。请把照片或文件直接发来，再说属于哪一条，例如“材料是{wording.item_number(found.case.item.number)}的”。"
        )
    work.evidence.assign(pieces, found.case.item.id)
    return Reply(_kept(found.case, len(pieces)), done="已归类")


def _received(message: Message, work: Work, attachment: Attachment) -> Reply | Question:
    if attachment.kind == "voice":
        return NOTHING
    if attachment.name and must_not_enter(attachment.name):
        return Reply(_secret())
    candidates = [case for case in work.cases.of_branch(message.sender.branch) if _may_add(message, case)]
    if not candidates:
        return Reply(_nothing_to_prove())
    platform, account = message.address.platform, message.sender.account
    spoken = [case for case in work.cases.touched(account, message.at - SPOKEN_OF) if _may_add(message, case)]
    chosen = candidates if len(candidates) == 1 else spoken[:1]
    piece = work.evidence.add(platform, account, attachment)
    if chosen:
        work.evidence.assign([piece], chosen[0].item.id)
        return Reply(_kept(chosen[0], 1))
    return casework.offer(message, work, candidates, _which(), lambda which: f"材料属于{which}")


def _may_add(message: Message, case: Case) -> bool:
    """Evidence is added until the problem is closed, by the branch's officers and who puts it right."""
    return case.open and permissions.may_add_evidence(
        message.sender, case.item.branch, case.responsible, message.today
    )


# ---------------------------------------------------------------------- the sentences


def _kept(case: Case, count: int) -> str:
    submit = (
        f"全部发完后请说“{wording.item_number(case.item.number)}整改完成了”。" if case.being_worked_on else ""
    )
    return f"收到{count}件材料，已归入{casework.label(case.item)}。{submit}"


def _which() -> str:
    return "材料收到了，请问属于哪一条问题？"


def _not_yours() -> str:
    return "佐证材料请由该支部书记、支委或整改责任人发送。"


def _nothing_to_prove() -> str:
    return "收到，没有保存：目前没有需要您提交材料的整改问题。如需登记事项，请直接用文字说。"


def _secret() -> str:
    return "您发送的文件名含有不宜在此传输的标识，没有保存。请通过单位内网办理。"
