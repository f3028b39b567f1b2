"""What members do beside meetings: volunteering, joint building, pledges, training, micro lectures, talks, dues (rules 6, 9, 12, 31)."""

import re
from typing import Any

from bot.language.days import Period, Tense
from bot.language.intents import Intent, Reading
from bot.language.leave import asks_leave
from bot.language.marks import DAY, LENGTH, NAME, NUMBER, PART, TIME
from bot.language.mood import denies
from bot.language.said import Said, reading

# ---------------------------------------------------------------------- activities

_KINDS = (
    ("micro_lecture", re.compile("微党课|微型党课|微课")),
    (
        "pioneer_pledge",
        re.compile("先锋(?:创绩|承诺|岗承诺)|承诺书?(?!函)|践诺|评诺|亮诺|公开承诺"),
    ),
    ("paired_building", re.compile("结对|共建|联建|结成对子|结了对子|手拉手")),
    (
        "volunteering",
        re.compile(
            "志愿(?:服务|者|活动|队)?|义务(?:劳动|植树|普法|法律|献血|巡逻|清扫|服务)|做义工|当义工|义工|义诊"
        ),
    ),
    (
        "training",
        re.compile(
            "(?:党务|党建|干部|书记|委员|任职|脱产|网络|示范|专题|入党|集中|轮训|业务|岗前|纪检|组织|宣传|党员|新任"
            "|线上|在线|发展对象)[^，。；]{0,10}(?:培训|轮训|学习班|研修|集训)|培训(?:班|会|课|了|结束|完|毕|证|学时)"
            "|(?:参加|完成|上)[^，。；]{0,16}(?:培训|轮训|集训|研修班)|轮训|党校(?:学|培训|进修|班)"
        ),
    ),
)
_DID = re.compile(
    "(?:参加|参与|完成|做|搞|去|到|讲|上|交|签|填|写|开展|组织|举办|进行|结束|学|登记|记|报|帮|服务|带|送|清理|打扫"
    f"|慰问|签订|签署|提交|兑现|办|落实|更新|履行|评|干|忙|结|达成|公示|录|挂)(?:了|过|完|好|的)?|承诺(?:了|过|完)|已|刚|{LENGTH}"
    f"|{DAY}|{NUMBER}"
)
_TALKS_ABOUT = re.compile(
    "(?:通知|安排|名单|方案|计划|报名|什么|照片发|总结(?:怎么|写)|材料(?:怎么|放)|准备(?:去|参加|搞)|打算"
    "|想(?:去|参加|报)|要(?:去|搞|参加)(?!了)|(?:明天|后天|下周|下个?月)[^，。]{0,10}(?:去|搞|开展|参加))"
)
_COUNT = re.compile(
    "(?:一共|共|总共|一行|我们|院里|支部|庭里|有|来了|去了|出动|组织|组织了|带了|带|连我|全庭|处里|组里|大家|同事"
    f"|参加人数|人数)?(?:的)?[：]?({NUMBER})(?:个|名|位|来?人)?(?:党员|同志|人|干警|同事|老同志|志愿者|法官|青年"
    "|年轻人|委员|口|组员|小伙子|姑娘)+(?!民|大|份|次)"
)
_COUNT_BARE = re.compile(rf"({NUMBER})(?:个|名|位)(?:一起|参加|都去|去的)")
_NAMED = (
    re.compile("《(?P<t>[^》\n]{2,40})》"),
    re.compile(
        r"(?:题目|主题|内容|题|课题|名字|讲的是|讲的|主要是|项目)(?:是|叫|为)?[：“]?(?P<t>[^，。；”\n]{2,30})"
    ),
)
_WITH_OR_FOR = {
    "paired_building": re.compile(
        r"(?:和|与|跟|同)(?P<t>[^，。；\n]{2,20}?)(?:党(?:总)?支部|党委)?(?:签|结|共建|联建|手拉手|一起|开展|搞|办)"
    ),
    "training": re.compile(
        r"(?:参加|完成|上|参与)(?:了|完|的)?(?P<t>[^，。；\n]{2,30}?(?:培训|轮训|班|研修|集训))"
    ),
    "micro_lecture": re.compile(r"(?:讲|题为)(?:的是|了|的)?(?P<t>[^，。；\n了]{2,24})(?=[，。；]|$)"),
}
"""By kind: with whom, which course, about what."""
_WHERE = re.compile(
    r"(?:在|去|到|赴|给|为|帮)(?P<t>[^，。；\n]{2,20}?)(?:做|搞|当|参加|开展|进行|搬|打|清|扫|送|讲|慰问|一起|义务"
    "|志愿|服务|上|帮忙|劳动|办)"
)
_BEFORE_THE_KIND = re.compile(r"(?P<t>[\u4e00-\u9fff]{2,16}?)(?:的|做|搞|参加|当|开展|进行)?(?:志愿|义务)")
_ORNAMENT = re.compile(
    f"(?:{DAY}|{PART}|{TIME}|{LENGTH}|{NUMBER}[个名位]?(?:老?同志|党员|人)?|了|我们?|咱们?|俺|今天|支部|{NAME}|[、和跟])+"
)
_SAYS_NOTHING = re.compile(
    "(?:登记?|记|上|一下|报|帮|麻烦|谢谢|请|给|完成|结束|了|啦|已经?|都|一共|共|总共|参加|参与|搞|做|开展|进行|活动"
    "|去|来|到|在|的|吧|啊|人|学)*"
)
_LED_IN = re.compile("^(?:去|到|赴|在|参加|参与|搞|做|开展|完成|组织|的|是|上|还)+")


def read_activity(said: Said) -> list[Reading]:
    """What was done with others for others, or learnt, or promised."""
    kind, words = next(((kind, words) for kind, words in _KINDS if words.search(said.words)), ("", _DID))
    if not kind or denies(said.words) or not said.has(_DID):
        return []
    if asks_leave(said) and kind == "training":
        return []  # 在南昌参加培训，请假: the training is the reason
    if _TALKS_ABOUT.search(said.words) and not re.search("[了过完好]", said.words):
        return []
    day = said.day(Tense.PAST)
    if day is None and said.first(DAY) is None:
        day = said.today
    said.check_not_future(day)
    return [
        reading(
            Intent.LOG_ACTIVITY,
            activity=kind,
            date=day,
            minutes=_minutes(said),
            count=_count(said),
            names=_names(said),
            topic=_aim(said, kind, words),
        )
    ]


def _minutes(said: Said) -> int | None:
    return said.minutes()


def _count(said: Said) -> int | None:
    found = _COUNT.search(said.text) or _COUNT_BARE.search(said.text)
    return int(said.marks.value(found[1])) if found is not None else None


def _names(said: Said) -> list[str] | None:
    people = [person.name for person in said.named() if person.account != said.speaker.account]
    return list(dict.fromkeys(people)) or None


def _aim(said: Said, kind: str, words: re.Pattern[str]) -> str | None:
    """What it was for: as it is called, else what a clause beside the kind says, else where it was."""
    named = [
        pattern.search(said.text) for pattern in (*_NAMED, _WITH_OR_FOR.get(kind)) if pattern is not None
    ]
    clauses = re.split("[，。；\n]", said.text)
    beside = [
        clause
        for clause in clauses
        if not words.search(said.plain(clause)) and not _ITS_NUMBERS.search(clause)
    ]
    for one in named[: len(_NAMED)]:
        if one is not None and len(called := said.plain(one["t"])) > 1:
            return called  # as it is called, word for word: 八项规定 keeps its number
    found = [*(one["t"] for one in named if one), *beside]
    within = [pattern.search(said.text) for pattern in (_WHERE, _BEFORE_THE_KIND)]
    for candidate in [*found, *(one["t"] for one in within if one)]:
        text = _LED_IN.sub("", said.plain(_ORNAMENT.sub("", candidate)))
        if len(text) > 1 and not _SAYS_NOTHING.fullmatch(text):
            return text
    return None


_ITS_NUMBERS = re.compile(f"(?:一共|共|去了|来了|出动|时长)?{NUMBER}[个名位]?(?:人|同志|党员)|时长|{LENGTH}$")


# ---------------------------------------------------------------------- talks

_TALKED = re.compile(
    "谈心(?!谈话制度)|谈(?:了|过|完)?(?:[一两二三几]|\\ue000)?(?:次|回|遍|场)?(?:心|话)"
    "|(?:各|都|分别|逐个|逐一|一对一|单独)谈|谈了谈|聊(?:了|过)?(?:聊|一聊|聊天|思想|一次)|交心"
    "|谈(?:了|过|完)(?!判|成|恋)|促膝"
)
_TALK = re.compile(rf"谈心|谈(?:了|过|完|{NUMBER}|次|回|话)+|各谈|分别谈|交心|谈了?一次话|谈话")
_WITH = re.compile(rf"(?:和|跟|与|同|找|约|给|对|向|为|[、，]){NAME}|{NAME}(?:谈|聊|交心|等)|{NAME}")


def read_talk(said: Said) -> list[Reading]:
    """谈心谈话: with whom, when; whoever is not named is asked for."""
    if not said.has(_TALK) and not (_TALKED.search(said.words) and re.search(NAME, said.text)):
        return []
    if denies(said.words) or said.outside():
        return []
    people = [person.name for person in said.named() if person.account != said.speaker.account]
    if (
        not people
        and not re.search(f"{NAME}|{NUMBER}", said.text)
        and not re.search("完成|做了|开展|谈了", said.words)
    ):
        return []
    day = said.day(Tense.PAST)
    if day is None and said.first(DAY) is None:
        day = said.today
    said.check_not_future(day)
    if not people:
        said.ask(_with_whom())
    return [reading(Intent.LOG_TALK, date=day, names=list(dict.fromkeys(people)) or None)]


# ---------------------------------------------------------------------- dues

_DUES = re.compile("党费")
_ALL_PAID = re.compile(
    "(?:收|交|缴|收缴|交纳|缴纳|上交)(?:齐|完|全|清|毕|妥|够|了)"
    f"|(?:全部?|都|均|已经?|全体|悉数|一个不[少落]|全员|{NUMBER}个?人?){{1,4}}[^，。；不没未]{{0,6}}(?:收|交|缴"
    "|上交)|收缴完毕|交纳完毕|齐了|无欠缴|没有欠"
)
_UNPAID = re.compile(
    r"(?:没(?:有)?|未|不)(?:交|缴|收|上交|按时|齐|够)|欠|差|还有|还剩|除了?|除去|就剩|只剩|只差|拖|漏|缺|待交|未收"
)


def read_dues(said: Said) -> list[Reading]:
    """党费 of a month: complete, or all but the named."""
    if not _DUES.search(said.words):
        return []
    if not (_ALL_PAID.search(said.text) or _UNPAID.search(said.text)):
        return []
    slots: dict[str, Any] = {"period": said.span(Tense.PAST) or _this_month(said)}
    excepted = _UNPAID.search(said.text)
    asked = len(said.questions)
    names = [person.name for person in said.named()] if excepted else []
    if names:
        slots["unpaid"] = list(dict.fromkeys(names))
    elif excepted and (number := _unpaid_count(said)) is not None:
        slots["unpaid"] = number
    elif len(said.questions) > asked:
        pass  # somebody was named who is not known: the question is asked, nothing is concluded
    elif excepted and not _ALL_PAID.search(said.text[: excepted.start()]) and not _NOBODY.search(said.words):
        return []
    else:
        slots["present"] = "all"
    return [reading(Intent.LOG_DUES, **slots)]


_NOBODY = re.compile(
    "无(?:人)?欠|没有?(?:人)?(?:欠|漏|拖欠|不交|没交|未交)|一个(?:都)?(?:没|不)[落少差缺]|一分不[少差]"
)
_NUMBER_UNPAID = re.compile(
    f"(?:还有|还剩|还差|差|欠|剩|只差|就差|只剩|缺|除了?)(?:着)?({NUMBER})(?:个|名|位)?(?:人|同志|党员|老同志)?"
    f"|({NUMBER})(?:个|名|位)?(?:人|同志|党员|老同志)?(?:还|都)?(?:没|未|欠)"
)


def _unpaid_count(said: Said) -> int | None:
    found = _NUMBER_UNPAID.search(said.text)
    return int(said.marks.value(found[1] or found[2])) if found is not None else None


def _this_month(said: Said) -> dict[str, str]:
    first, last = Period("month", shift=0).span(said.today, Tense.PAST)
    return {"from": first.isoformat(), "to": last.isoformat()}


def _with_whom() -> str:
    return "请问和哪几位同志谈的？"
