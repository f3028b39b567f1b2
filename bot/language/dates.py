"""Finds days, periods, times and lengths in a sentence and marks them (conversation.md, rules 2, 3, 4, 12)."""

import re
from collections.abc import Callable
from typing import Any

from bot.language import times
from bot.language.days import LAST, WEEKDAYS, Day, Period
from bot.language.marks import DAY, EVENT, Kind, Marks
from bot.language.numbers import small

_N = r"(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,3})"
_WEEK = "(?:周|星期|礼拜)"
_YEAR = (
    r"(?:(?P<{0}>20\d\d|二[〇零]二[〇零一二三四五六七八九])年|(?P<{0}_word>去年|今年|本年|明年|前年)(?:的)?)"
)
_ITEM_AHEAD = (
    "问题|整改|通过|退回|验收|销号|条|项|申请|延期|有异议|不认|打回|改[好完]|弄[好完]|同意|不行|不合格|到位|[已完]"
    "|延到|能"
)
"""Behind 3号 these words make it an item, no day (rule 15)."""

_RELATIVE = {
    "大前天": -3, "大前": -3, "前天": -2, "前日": -2, "前儿": -2, "前晚": -2, "昨天": -1, "昨日": -1, "昨儿": -1, "昨": -1,
    "今天": 0, "今日": 0, "今儿": 0, "今": 0, "当天": 0,
    "明天": 1, "明日": 1, "明儿": 1, "明": 1, "后天": 2, "后日": 2, "后儿": 2, "后晚": 2, "大后天": 3, "大后": 3,
}  # fmt: skip
_WEEKS = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "下下": 2}
_SHIFTS = {"上上": -2, "上": -1, "这": 0, "本": 0, "当": 0, "下": 1, "": 0}
_YEARS = {"前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1}
_FESTIVALS = {
    "七一": (7, 1),
    "建党节": (7, 1),
    "五四": (5, 4),
    "八一": (8, 1),
    "元旦": (1, 1),
    "国庆": (10, 1),
    "五一": (5, 1),
}

_DATES = re.compile(
    rf"""(?=[0-9〇一二两三四五六七八九十廿卅俩仨半今明昨后前大上下本这当周星礼月年季去清早中凌傍晚夜国元建午正]|学时)(?:
    (?P<iso>(?P<iso_y>20\d\d)[-/.](?P<iso_m>\d{{1,2}})[-/.](?P<iso_d>\d{{1,2}})[日号]?)
  | (?P<compact>(?<!\d)20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d))
  | (?P<date>(?:{_YEAR.format("dy")})?(?P<dm>{_N})月份?(?:的)?(?P<dd>{_N})(?:[日号]|(?![\d个人名次条月])))
  | (?P<slash>(?<![\d.:/-])(?P<sm>\d{{1,2}})(?:[./-](?P<sd>\d{{1,2}})[日号]|/(?P<sd2>\d{{1,2}})(?!\d)
        |[.-](?P<sd3>\d{{2}})(?![\d点时:分个学%人])|[.](?P<sd4>[1-9])(?=\ ?(?:{EVENT}|[上下]午|开[的了]|晚上|我?请))))
  | (?P<moon>(?P<mr>上上|上|本|这|当|下)个?月的?(?P<md>{_N})[日号])
  | (?P<edge>(?:(?P<em>{_N})月份?|(?P<er>上|本|这|当|下)个?月(?:的)?|(?P<bare_month>月)|(?P<ey>去年|今年|本年|明年)?年)
        (?P<end>底|末)(?!考))
  | (?P<relative>(?:大前天|大后天|[今明昨后前](?:[天日]|儿个?(?!童)))|[今明昨](?=[早晚上中下夜])|[前后](?=晚)|当天(?!气))
  | (?P<ago>(?P<an>{_N})天(?:之|以)?(?P<ad>[前后]))
  | (?P<workday>下一?个工作日)
  | (?P<weekday>(?P<wr>上上|下下|上|这|本|当|下)(?:一)?个?{_WEEK}(?:的)?(?:{_WEEK})?(?P<wd>[一二三四五六日天1-6])(?![个些程常历志]|\d(?!\d?[:点时])))
  | (?P<week>(?P<kr>上上|下下|上|这|本|当|下)(?:一)?个?(?:周|星期|礼拜)末?)
  | (?P<bare>(?<![每逢一两几])(?<![^周][三四十]){_WEEK}(?P<bd>[一二三四五六日天1-6])(?![个些程常历志]|\d(?!\d?[:点时])))
  | (?P<time>{times.TIME})
  | (?P<quarter>(?:{_YEAR.format("qy")})?(?:第?(?P<qn>[一二三四1-4])季度?|(?P<qr>上|本|这|当|下)(?:一)?个?季度))
  | (?P<half>(?:{_YEAR.format("hy")})?(?P<hn>上|下)半年)
  | (?P<month>(?:{_YEAR.format("my")})?(?:(?P<mn>{_N})月份?(?!底|末)|(?P<pr>上上|上|本|这|当|下)个?月份?))
  | (?P<length>{times.LENGTH})
  | (?P<year>{_YEAR.format("yy")}度?|(?P<this_year>本年度|全年|今年度|年内))
  | (?P<monthday>(?<![第\d编])(?P<bn>{_N})(?:号|日)(?!内|之内|以内|楼|[院厅案文令线桌位]|会议室|法庭|审判庭|{_ITEM_AHEAD}))
  | (?P<festival>(?:七一|建党节|五四|八一|元旦|国庆|五一)(?:节|青年节)?(?:当天|那天|这天|(?=[上下中早晚]|前[一几]天)))
  | (?P<part>凌晨|清早|清晨|早上|早晨|上午|中午|午后|下午|傍晚|晚上|夜里|[早晚](?=\d|上))
    )""",
    re.VERBOSE,
)

_TWO_DAYS = re.compile(rf"({DAY})[ ]?([（(]?)[ ]?({DAY})([）)]?)")


def mark_dates(text: str, marks: Marks) -> str:
    """Replace what names a day (with the weekday said beside it), a period, a time of day or a length."""

    def replace(found: re.Match[str]) -> str:
        kind, value = _MAKERS[_which(found)](found)
        return found[0] if value is None else marks.put(kind, value, found[0])

    marked = _DATES.sub(replace, text)
    return _TWO_DAYS.sub(lambda found: _merge(found, marks), marked) if marks.has(Kind.DAY) else marked


def _merge(found: re.Match[str], marks: Marks) -> str:
    """11月19日周五, 11月19日（周五）: one day, whose weekday is to be checked."""
    first, second = marks.value(found[1]), marks.value(found[3])
    if bool(found[2]) != bool(found[4]):
        return found[0]
    if first.day is not None and second.weekday is not None and second.day is None:
        return marks.put(Kind.DAY, _checked(first, second.weekday), found[0])
    if first.weekday is not None and first.day is None and second.day is not None:
        return marks.put(Kind.DAY, _checked(second, first.weekday), found[0])
    if first.shift is not None and second.day is not None:
        return marks.put(Kind.DAY, second, found[0])
    return found[0]


def _checked(day: Day, weekday: int) -> Day:
    return Day(
        year=day.year,
        year_shift=day.year_shift,
        month=day.month,
        month_shift=day.month_shift,
        day=day.day,
        checked=weekday,
    )


def _which(found: re.Match[str]) -> str:
    return next(name for name in _MAKERS if found[name] is not None)


def _weekday(char: str) -> int:
    return int(char) if char.isdigit() else WEEKDAYS.index("日" if char == "天" else char) + 1


def _year(found: re.Match[str], group: str) -> dict[str, int | None]:
    """Keyword arguments for the year said, absolute or relative."""
    word = found[f"{group}_word"]
    said = found[group]
    return {"year": small(said) if said else None, "year_shift": _YEARS[word] if word else None}


def _made(kind: Kind, value: Any) -> tuple[Kind, Any]:
    return kind, value


def _day(**said: int | None) -> tuple[Kind, Day | None]:
    month, day = said.get("month"), said.get("day")
    plausible = (month is None or 1 <= month <= 12) and (day is None or 0 <= day <= 31)
    return Kind.DAY, Day(**said) if plausible else None


def _edge(found: re.Match[str]) -> tuple[Kind, Day | None]:
    if found["em"]:
        return _day(month=small(found["em"]), day=LAST)
    if found["er"] or found["bare_month"]:
        return _day(month_shift=_SHIFTS[found["er"] or ""], day=LAST)
    return _day(month=12, day=31, year_shift=_YEARS[found["ey"] or "今年"])


def _month(found: re.Match[str]) -> tuple[Kind, Period | None]:
    if found["pr"]:
        return Kind.PERIOD, Period("month", shift=_SHIFTS[found["pr"]])
    number = small(found["mn"])
    return Kind.PERIOD, Period("month", number=number, **_year(found, "my")) if 1 <= number <= 12 else None


def _quarter(found: re.Match[str]) -> tuple[Kind, Period]:
    if found["qr"]:
        return Kind.PERIOD, Period("quarter", shift=_SHIFTS[found["qr"]])
    return Kind.PERIOD, Period("quarter", number=small(found["qn"]), **_year(found, "qy"))


def _whole_year(found: re.Match[str]) -> tuple[Kind, Period]:
    if found["this_year"]:
        return Kind.PERIOD, Period("year", shift=0)
    said = _year(found, "yy")
    return Kind.PERIOD, Period("year", number=1, **said)


def _slash(found: re.Match[str]) -> tuple[Kind, Day | None]:
    return _day(
        month=small(found["sm"]), day=small(found["sd"] or found["sd2"] or found["sd3"] or found["sd4"]) or 99
    )


def _time(found: re.Match[str]) -> tuple[Kind, times.Time | None]:
    before = found.string[max(0, found.start() - 1) : found.start()]
    return Kind.TIME, times.time(found, before if before in ("晚", "早") else "")


def _festival(found: re.Match[str]) -> tuple[Kind, Day | None]:
    month, day = next(when for name, when in _FESTIVALS.items() if found["festival"].startswith(name))
    return _day(month=month, day=day)


_MAKERS: dict[str, Callable[[re.Match[str]], tuple[Kind, Any]]] = {
    "iso": lambda f: _day(year=int(f["iso_y"]), month=int(f["iso_m"]), day=int(f["iso_d"]) or 99),
    "compact": lambda f: _day(
        year=int(f["compact"][:4]), month=int(f["compact"][4:6]), day=int(f["compact"][6:])
    ),
    "date": lambda f: _day(month=small(f["dm"]), day=small(f["dd"]) or 99, **_year(f, "dy")),
    "slash": _slash,
    "moon": lambda f: _day(month_shift=_SHIFTS[f["mr"]], day=small(f["md"]) or 99),
    "edge": _edge,
    "relative": lambda f: _day(shift=_RELATIVE[f["relative"].removesuffix("个")]),
    "ago": lambda f: _day(shift=small(f["an"]) * (-1 if f["ad"] == "前" else 1)),
    "workday": lambda f: _day(workdays=1),
    "weekday": lambda f: _day(week=_WEEKS[f["wr"]], weekday=_weekday(f["wd"])),
    "week": lambda f: _made(Kind.PERIOD, Period("week", shift=_WEEKS[f["kr"]])),
    "bare": lambda f: _day(weekday=_weekday(f["bd"])),
    "time": _time,
    "quarter": _quarter,
    "half": lambda f: _made(
        Kind.PERIOD, Period("half", number=1 if f["hn"] == "上" else 2, **_year(f, "hy"))
    ),
    "month": _month,
    "length": lambda f: _made(Kind.LENGTH, times.length(f)),
    "year": _whole_year,
    "monthday": lambda f: _day(day=small(f["bn"]) or 99),
    "festival": _festival,
    "part": lambda f: _made(Kind.PART, f["part"]),
}
