"""Times of day and lengths of time: 下午三点半, 15:00-16:30, 两个半小时, 一上午, 三个工作日 (rule 4)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.calendar import WorkCalendar
from bot.language.numbers import CHINESE, parse, small

_N = r"(?:\d{1,3}(?:\.\d)?|[一二两三四五六七八九十俩仨廿卅]{1,3})"

_HALF_DAY, _DAY = 240, 480


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, "15:00"; `minutes` when a range was said (15:00-16:30)."""

    at: str
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time, in the units it was said in. `minutes` is what a session of that length lasts."""

    minutes: int | None = None
    days: int | None = None
    workdays: int | None = None

    @property
    def is_several_days(self) -> bool:
        return (self.days or self.workdays or 0) > 1

    def last_day(self, first: date, calendar: WorkCalendar) -> date:
        """The last of so many days from `first` on; working days are counted from the first that is one."""
        if self.workdays:
            return calendar.add_workdays(calendar.next_workday(first), self.workdays - 1)
        return first + timedelta(days=(self.days or 1) - 1)


# ---------------------------------------------------------------- lengths

LENGTH = rf"""
    (?P<half_of>半)个?(?P<half_unit>小时|钟头|学时|课时|天|日|个?月|年)
  | (?<![后前第]) (?P<whole>一整?个?(?:上午|下午|晚上|天(?![前后半])))
  | (?<!第) (?P<n>{_N}) 个? (?P<and_half>半)? (?P<unit>小时|钟头|学时|课时|h(?![a-z])|hours?)
        (?: (?P<extra>[零又]?\d{{1,2}}|[零又]?[{CHINESE}]{{1,3}})分钟? | (?P<half_more>半) )?
  | (?<!几)学时[：是 ]?(?P<credits>\d(?:\.5)?)(?![\d个])
  | (?P<minutes>{_N}|[{CHINESE}]{{1,4}})(?:分钟|min(?![a-z]))
  | (?P<quarters>[一二两三123])刻钟
  | (?<!第) (?P<workdays>{_N})个?(?:工作日|工作天)
  | (?<![第月这后前]) (?P<days>{_N}) (?: 天(?P<days_half>半)?(?![前后以之]|气|使|天) | 日(?=[内整之以]|期限) )
  | (?<![第]) (?P<weeks>{_N})个?(?:周|星期|礼拜)(?![一二三四五六日天前后])
  | (?P<months>{_N})个月(?!前|后|底)
"""
"""Pattern of a length, to be compiled with re.VERBOSE."""


def length(found: re.Match[str]) -> Length | None:
    group = found.groupdict()
    if unit := group["half_unit"]:
        return {
            "天": Length(_HALF_DAY),
            "日": Length(_HALF_DAY),
            "年": Length(days=182),
            "月": Length(days=15),
            "个月": Length(days=15),
        }.get(unit, Length(30))
    if whole := group["whole"]:
        return Length(_DAY, days=1) if whole.endswith("天") else Length(_HALF_DAY)
    if group["unit"]:
        minutes = round((parse(group["n"]) or 0) * 60) + (
            30 if group["and_half"] or group["half_more"] else 0
        )
        return Length(minutes + (small(group["extra"].lstrip("零又")) if group["extra"] else 0))
    if group["credits"]:
        return Length(round(float(group["credits"]) * 60))
    if group["minutes"]:
        return Length(round(parse(group["minutes"]) or 0)) if parse(group["minutes"]) else None
    if group["quarters"]:
        return Length(15 * small(group["quarters"]))
    if group["workdays"]:
        return Length(workdays=int(parse(group["workdays"]) or 0))
    if group["days"]:
        count = parse(group["days"])
        return (
            None
            if count is None
            else Length(round(count * _DAY) + (_HALF_DAY if group["days_half"] else 0), round(count))
        )
    if group["weeks"]:
        return Length(days=7 * int(parse(group["weeks"]) or 0))
    return Length(days=30 * int(parse(group["months"]) or 0))


# ---------------------------------------------------------------- times of day

_PART = "凌晨|清早|大清早|清晨|早上|早晨|早|上午|中午|正午|午后|下午|傍晚|晚上|夜里|晚"
_HOUR = r"\d{1,2}|[一二两三四五六七八九十]{1,3}"
_NOT_A_POINT = "要求|意见|建议|内容|体会|精神|希望|共识|措施|打算"


def _clock(n: int) -> str:
    """One time of day, its groups numbered so that a range can hold two."""
    return (
        rf"(?:(?P<part{n}>{_PART})的?\ ?)?(?:(?P<h{n}>\d{{1,2}}):(?P<m{n}>\d{{2}})(?!\d)"
        rf"|(?P<H{n}>{_HOUR})(?:点(?!{_NOT_A_POINT})|时(?![候间常]))(?:钟|整)?"
        rf"(?P<M{n}>半|[一三]刻|[零过]?(?:\d{{1,2}}|[{CHINESE}]{{1,3}})分?(?![个人名楼层组支党\d]))?)"
    )


TIME = rf"{_clock(1)}(?:\ ?(?:到|至|[-~—–]+)\ ?{_clock(2)})?"
"""Pattern of a time of day or a range of two, to be compiled with re.VERBOSE."""

_AFTERNOON = re.compile("中午|正午|午后|下午|傍晚|晚|夜")


def time(found: re.Match[str], part_before: str = "") -> Time | None:
    """The time of day; `part_before` is a part of day said before it (今晚…)."""
    start = _minute(found, 1, found["part1"] or part_before)
    if start is None:
        return None
    minutes = None
    if found["h2"] or found["H2"]:
        end = _minute(found, 2, found["part2"] or found["part1"] or part_before)
        if end is not None:
            minutes = end - start if end > start else end + 720 - start
    return Time(f"{start // 60:02d}:{start % 60:02d}", minutes if minutes and 0 < minutes < 720 else None)


def _minute(found: re.Match[str], n: int, part: str) -> int | None:
    """Minutes after midnight. Without a part of day 1–6 is the afternoon, 7–12 as said."""
    hour = small(found[f"h{n}"] or found[f"H{n}"])
    past = found[f"m{n}"] or found[f"M{n}"] or "0"
    past = past.lstrip("零过").rstrip("分") or "0"
    minute = {"半": 30, "一刻": 15, "三刻": 45}.get(past)
    if minute is None:
        minute = small(past)
    noon = part in ("中午", "正午")
    if (_AFTERNOON.search(part) and hour < 12 and not (noon and hour > 9)) or (not part and 1 <= hour <= 6):
        hour += 12
    return hour * 60 + minute if hour < 24 and minute < 60 else None
