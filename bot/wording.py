"""Vocabulary shared by all rooms: dates, points, lists, and the sentences of refusals.

Tone (domain.md §5.3): short, 同志, no exclamation marks, no emoji, Chinese punctuation; one way to write a
date, a number, a list. An illness is never repeated.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import singledispatch

from bot.domain import refusal as why
from bot.domain.activity import EVENT_NAMES, Activity, Event, Presence, Reason
from bot.domain.people import Person

_WEEKDAYS = "一二三四五六日"
_FRIDAY = 4
_MANY, _FEW = 8, 3
_DIGITS = "零一二三四五六七八九十"

REASON_NAMES: dict[Reason, str] = {
    Reason.OFFICIAL_DUTY: "公务",
    Reason.FAMILY: "家事",
    Reason.OTHER: "其他",
    Reason.ILLNESS: "",  # never repeated (domain.md §4.2)
}

PRESENCE_NAMES: dict[Presence, str] = {
    Presence.PRESENT: "到会",
    Presence.LATE: "迟到",
    Presence.ON_LEAVE: "请假",
    Presence.ABSENT: "缺席",
    Presence.MADE_UP: "已补学",
}


DISCLAIMER = "过程数据，以机关党委公布为准。"
"""Stands below every running score (domain.md §3.8)."""

MATTERS: dict[str, str] = {
    "export": "表格导出",
    "approve_make_up": "补学审批",
    "approve_amend": "锁定记录更正审批",
}
"""What an intent is about, by its code: for matters that are not opened in a unit."""


def day(value: date) -> str:
    """11月23日"""
    return f"{value.month}月{value.day}日"


def full_day(value: date) -> str:
    """2026年11月23日"""
    return f"{value.year}年{value.month}月{value.day}日"


def by(value: date, today: date) -> str:
    """11月30日前; 次年3月31日前 when it lies beyond this year."""
    return f"{'次年' if value.year > today.year else ''}{day(value)}前"


def short(name: str) -> str:
    """An indicator's name without what stands in brackets."""
    return re.sub("[（(].*?[）)]", "", name)


def weekday(value: date) -> str:
    """周五"""
    return f"周{_WEEKDAYS[value.weekday()]}"


def day_of_week(value: date) -> str:
    """11月27日（周五）"""
    return f"{day(value)}（{weekday(value)}）"


def clock_time(value: datetime) -> str:
    """15:02"""
    return f"{value:%H:%M}"


def duration(minutes: int) -> str:
    """45分钟, 1小时, 1.5小时, 1小时40分钟"""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}分钟"
    if rest == 0:
        return f"{hours}小时"
    if rest == 30:
        return f"{hours}.5小时"
    return f"{hours}小时{rest}分钟"


def points(value: Decimal) -> str:
    """3.5分: without needless zeros."""
    return f"{number(value)}分"


def number(value: Decimal | int) -> str:
    """3.5, 4, 0.25: without needless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def listed(words: Iterable[str]) -> str:
    """张明、李娜"""
    return "、".join(words)


def people(names: Sequence[str]) -> str:
    """张明、李娜; of many the first few and their number."""
    if len(names) <= _MANY:
        return listed(names)
    return f"{listed(names[:_FEW])}等{len(names)}人"


def ordinal(value: int) -> str:
    """第二: Chinese numerals up to ninety-nine."""
    tens, ones = divmod(value, 10)
    head = ("" if tens <= 1 else _DIGITS[tens]) + "十" if tens else ""
    return f"第{head}{_DIGITS[ones] if ones else '' if tens else '零'}"


def group_name(value: int) -> str:
    """第二党小组"""
    return f"{ordinal(value)}党小组"


def event_name(event: Event, group: int | None = None) -> str:
    """支委会, 第二党小组会, 第二党小组周五学习"""
    if group is None:
        return EVENT_NAMES[event]
    if event is Event.GROUP_MEETING:
        return f"{ordinal(group)}党小组会"
    return f"{group_name(group)}{EVENT_NAMES[event]}"


def what_and_when(activity: Activity) -> str:
    """11月23日15:00支委会"""
    return f"{day(activity.held_on)}{activity.starts_at or ''}{held(activity.event, activity.held_on, activity.group)}"


def held(event: Event, on: date, group: int | None = None) -> str:
    """The event's name on its day: study moved to a Thursday is no 周五学习."""
    name = event_name(event, group)
    moved = event is Event.FRIDAY_STUDY and on.weekday() != _FRIDAY
    return name.replace(EVENT_NAMES[event], "集中学习") if moved else name


def session(event: Event, on: date, group: int | None = None, starts_at: str | None = None) -> str:
    """11月25日（周三）15:00支委会; 11月27日周五学习, which says its weekday itself."""
    name = held(event, on, group)
    when = day(on) if event is Event.FRIDAY_STUDY and on.weekday() == _FRIDAY else day_of_week(on)
    return f"{when}{starts_at or ''}{name}"


def star(value: int) -> str:
    """四星; 未定星 for none."""
    return f"{_DIGITS[value]}星" if value else "未定星"


def comrade(person: Person) -> str:
    """张明同志"""
    return f"{person.name}同志"


@singledispatch
def refusal(_reason: why.Refusal) -> str:
    """The sentence of a refusal. Every subclass has words of its own; a test walks them all."""
    raise NotImplementedError


@refusal.register
def _(_reason: why.NotOnRoster) -> str:
    return (
        "您好，这里是机关党委的组织生活助手。名册里还没有您的账号，暂时不能登记和查询。"
        "请联系所在党支部书记或机关党委办公室，把您的账号加入党员名册后再试。"
    )


@refusal.register
def _(reason: why.NotAllowed) -> str:
    return f"这件事由{reason.who}办理，您可以请他们登记或查询。"


@refusal.register
def _(reason: why.AlreadyCheckedIn) -> str:
    when = f"已于{clock_time(reason.at)}" if reason.at else "已经"
    return f"您{when}签到“{reason.what}”，无需重复签到。"


@refusal.register
def _(reason: why.NothingToCheckIn) -> str:
    return (
        f"{day_of_week(reason.today)}本支部没有安排活动。您参加的是哪项？可以说“签到 党课”“签到 主题党日”。"
    )


@refusal.register
def _(_reason: why.NothingToRevoke) -> str:
    return "24小时内没有您本人登记的记录可以撤销。更早的记录请书记更正。"


@refusal.register
def _(reason: why.TooLateToChange) -> str:
    return f"“{reason.what}”登记已超过{reason.days}天并锁定，更改须由书记说明原因、专职副书记批准。"


@refusal.register
def _(_reason: why.NothingPending) -> str:
    return "目前没有等待您确认的内容。"


@refusal.register
def _(reason: why.ConfirmationExpired) -> str:
    return f"“{reason.what}”等待确认已超过24小时，没有登记。请重新说一遍。"


@refusal.register
def _(reason: why.NotOpenHere) -> str:
    matter = MATTERS.get(reason.matter, "这件事")
    if reason.matter.startswith("query_") or reason.matter == "export":
        return f"{matter}在本单位尚未启用，请暂按原办法查询或办理。"
    return f"{matter}在本单位尚未启用，您说的内容没有登记，请暂按原办法办理。"


@refusal.register
def _(reason: why.NotFound) -> str:
    return f"没有找到{reason.what}。请说明是哪项活动、哪一天，例如“11月20日周五学习”。"


@refusal.register
def _(reason: why.NumbersDoNotFit) -> str:
    said = [
        f"{label}{value}"
        for label, value in (("应到", reason.due), ("实到", reason.present), ("请假和缺席", reason.away))
        if value is not None
    ]
    return f"{'，'.join(said)}，对不上。{reason.problem}"


# ---------------------------------------------------------------------- rectification

_STANDS_AT = {
    "issued": "还没有签收",
    "acknowledged": "正在整改",
    "in_progress": "正在整改",
    "extension_pending": "延期申请还在等批准",
    "submitted": "已经提交，正在等验收",
    "closed": "已经销号",
    "cancelled": "已经作废",
    "objected": "已经提出过异议，正在复核",
}
_CANNOT = {
    "acknowledge": "不用再签收",
    "plan": "现在不能再改整改安排",
    "report": "不用再补充情况",
    "submit": "不用再提交",
    "return": "还没有提交整改，不能退回",
    "ask_extension": "不能再申请延期",
    "grant_extension": "没有等待批准的延期申请",
    "refuse_extension": "没有等待批准的延期申请",
    "close": "还没有提交整改，不能验收",
    "reopen": "还没有销号，不用回头看",
    "cancel": "不能作废",
    "object": "不能再提出异议",
    "reject_objection": "没有等待复核的异议",
    "regrade": "不能再更正程度",
    "take_back": "不能撤销",
}


def item_number(number: str) -> str:
    """3号; an imported mark stands as it is."""
    return f"{number}号" if number.isdecimal() else f"编号{number}"


@refusal.register
def _(reason: why.NoSuchItem) -> str:
    return f"没有找到{reason.what}。可以先问“整改还有哪几条没弄完”，再说编号。"


@refusal.register
def _(reason: why.WrongStage) -> str:
    stands, cannot = _STANDS_AT.get(reason.stage, ""), _CANNOT.get(reason.action, "不能这样办理")
    if reason.stage in ("submitted", "closed", "cancelled") or reason.action not in ("close", "return"):
        cannot = cannot.replace("还没有提交整改，", "")
    return (
        f"{item_number(reason.number)}{stands}，{cannot}。"
        if stands
        else f"{item_number(reason.number)}{cannot}。"
    )


@refusal.register
def _(reason: why.ExtensionRefused) -> str:
    number = item_number(reason.number)
    return {
        "again": f"{number}已经延期过{reason.limit}次，不能再申请，请按期完成。",
        "late": f"{number}已于{day(reason.day)}到期，延期须在到期前申请。请尽快提交整改情况并说明原因。",
        "earlier": f"{number}现在的期限是{day(reason.day)}，延期要晚于这一天。",
        "long": f"延期最多{reason.limit}天，{number}最晚可以延到{day_of_week(reason.day)}。请换一个日期再申请。",
    }.get(reason.problem, f"{number}不能延期。")


@refusal.register
def _(reason: why.ObjectionTooLate) -> str:
    return f"{item_number(reason.number)}的异议应于{day(reason.last)}前提出，现已超过时限。如有新的情况请与机关党委办公室联系。"


@refusal.register
def _(reason: why.ReopeningTooLate) -> str:
    return f"{item_number(reason.number)}销号已超过{reason.days}天，不能重新整改，请作为新的问题登记。"


# ---------------------------------------------------------------------- inspections


@refusal.register
def _(reason: why.TooFewInspectors) -> str:
    found = f"只有{reason.found}名" if reason.found else "没有"
    return (
        f"检查{reason.branch}需要{reason.needed}名其他支部的检查员，名册里{found}，不能安排。"
        "请先在党员名册的“角色”列补充检查员。"
    )


@refusal.register
def _(reason: why.NotTheNextStep) -> str:
    return f"目前是“{reason.now}”，不能直接改为“{reason.wanted}”，没有更改。"


@refusal.register
def _(reason: why.AlreadyOpened) -> str:
    return f"{reason.what}已经启动，不用重复启动。"


@refusal.register
def _(reason: why.DrawStillSealed) -> str:
    return f"抽查{reason.number}还没有登记检查情况，检查以后才能再抽，没有抽取。"
