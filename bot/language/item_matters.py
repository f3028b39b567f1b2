"""What else is said of an item of the rectification list, in words that mean nothing else.

措施和责任人, 回头看反弹, 登错作废, 程度更正, and which item a picture belongs to.
"""

import re
from typing import Any

from bot.language.days import Tense
from bot.language.inspection import severity_of
from bot.language.intents import Intent, Reading
from bot.language.items import items
from bot.language.marks import DAY, ITEM, NAME
from bot.language.said import Said, reading

_PLANS = re.compile(f"整改措施|(?<!整改)措施(?:是|为|：)|责任人|由{NAME}(?:同志)?(?:负责|牵头|整改|来改)")
_RELAPSES = re.compile("反弹|回头看.{0,8}(?:又|没|未|缺|不|还是|仍)|(?:又|再次)(?:出现|犯)")
_CANCELS = re.compile("作废|(?:登|记|写|下)错了?|(?:撤销|取消|撤掉|撤回)(?:这|那)?(?:一)?[条项个]?")
_REGRADES = re.compile(
    "(?:程度|定性)?(?:应该?|改|更正|调整|升|降|写错了?)(?:是|为|成|到)?(?:一般|较重|较?为?严重|严重|轻微)"
    "|程度(?:是|为|：|定为)?(?:一般|较重|较?为?严重|严重|轻微)"
)
_BELONGS = re.compile(
    f"^(?:佐证)?(?:材料|照片|图片|文件)(?:是|属于|归|附到|放到|给)?{ITEM}(?:的)?(?:佐证)?(?:材料)?$"
)
_OBJECTION = re.compile("异议")
_SETTLED = re.compile("(?P<no>不成立|不同意|不采纳|不予采纳|驳回|维持)|(?P<yes>成立|同意|采纳|属实)")


def read_belonging(said: Said) -> list[Reading]:
    """佐证材料属于第2条."""
    if _BELONGS.match(said.text.strip("，。 ")) is None:
        return []
    return [reading(Intent.ATTACH, item=item) for item in items(said)[:1]]


def read_objection_settled(said: Said) -> list[Reading]:
    """第2条异议不成立, 同意第2条异议: the committee's office answers an objection."""
    if said.asks or not said.speaker.roles or not said.has(_OBJECTION) or not said.has(_NAMED):
        return []
    found = _SETTLED.search(said.text)
    if found is None:
        return []
    intent = Intent.REFUSE if found["no"] else Intent.APPROVE
    return [
        reading(intent, item=item, what="objection", note=_rest(said, found))
        for item in items(said)
        if isinstance(item, int)
    ]


def read_item_matter(said: Said) -> list[Reading]:
    """One reading for the item named by its number; nothing where no number is said."""
    if said.asks or not said.has(_NAMED):
        return []
    for intent, pattern, more in _MATTERS:
        found = pattern.search(said.text)
        if found is not None:
            slots = more(said, found)
            return [reading(intent, item=item, **slots) for item in items(said)]
    return []


_NAMED = re.compile(ITEM)


def _plan(said: Said, _found: re.Match[str]) -> dict[str, Any]:
    """第2条整改措施：补齐记录，责任人李娜，10月20日前完成."""
    person = re.search(f"(?:责任人(?:是|为|：)?|由)({NAME})", said.text)
    named = said.part(person[1]).named() if person is not None else []
    return {
        "name": named[0].name if named else None,
        "until": said.day(Tense.FUTURE) if re.search(DAY, said.text) else None,
        "note": _measures(said),
    }


def _measures(said: Said) -> str | None:
    """What will be done: the clauses without item, person and day."""
    text = re.sub(f"(?:责任人(?:是|为|：)?|由){NAME}(?:同志)?(?:负责|牵头|整改|来改)?", "，", said.text)
    text = re.sub(f"{ITEM}(?:的)?", "，", re.sub(f"{DAY}(?:之|以)?前?(?:完成|改好|整改到位)?", "，", text))
    clauses = [
        said.plain(re.sub("^(?:整改)?措施(?:是|为|：)?|^(?:已)?签收(?:了)?|^整改$", "", clause)).strip("：: ")
        for clause in re.split(r"[，。；\n]", text)
    ]
    return "，".join(clause for clause in clauses if len(clause) > 1) or None


def _note(said: Said, found: re.Match[str]) -> dict[str, Any]:
    return {"note": _rest(said, found)}


def _severity(said: Said, found: re.Match[str]) -> dict[str, Any]:
    return {"severity": severity_of(said.plain(found[0]))}


def _rest(said: Said, found: re.Match[str]) -> str | None:
    """The other clauses, as a reason."""
    start = max(said.text.rfind(mark, 0, found.start()) for mark in "，。；\n") + 1
    ends = [end for mark in "，。；\n" if (end := said.text.find(mark, found.end())) >= 0]
    around = said.text[:start], said.text[min(ends) :] if ends else ""
    clauses = [
        said.plain(one)
        for text in around
        for one in re.split(r"[，。；\n]", text)
        if not re.search(ITEM, one)
    ]
    return "，".join(clause for clause in clauses if len(clause) > 1) or None


_MATTERS = (
    (Intent.PLAN_ITEM, _PLANS, _plan),
    (Intent.REOPEN_ITEM, _RELAPSES, _note),
    (Intent.REGRADE_ITEM, _REGRADES, _severity),
    (Intent.CANCEL_ITEM, _CANCELS, _note),
)
