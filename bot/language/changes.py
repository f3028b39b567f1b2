"""What was planned or recorded is changed: moved, cancelled, corrected, withdrawn (rules 27, 16; amend, revoke)."""

import re
from datetime import date, timedelta

from bot.domain.activity import Event
from bot.language.attendance import attendance
from bot.language.days import Day, Tense, nearest_weekday
from bot.language.intents import Intent, Reading
from bot.language.marks import DAY, LENGTH, NAME, NUMBER, PART, TIME
from bot.language.said import FRIDAY, Said, reading
from bot.language.times import Length, Time
from bot.language.topics import place, take_topic

_MOVE = re.compile(
    "(?:挪|改|移|(?<![借抽])调|推迟|提前|延期|延后|顺延|推后|推|延|换|调整|往后推|往前提|变更)(?:期)?(?:到|至|为|成"
    f"|在)(?!{NUMBER}(?:人|个|名)|应|实|请假|缺席)|(?:推迟|提前|顺延|延后|延期|往后推|推后)(?:了|个)?(?:{NUMBER}"
    f"|{LENGTH}|{DAY})|改(?=(?:{DAY}|{PART}|{TIME}))|(?:挪|调|换)(?:个)?(?:地方|时间|会议室)"
)
_TO = re.compile(
    "(?:[挪改移换]|(?<![借抽])调|推迟|提前|延期|延后|顺延|推后|调整|变更|推|延)(?:期|开"
    f"|个时间)?(?:(?:到|至|为|成|在)了?[^，。；{DAY[1:-1]}]{{0,6}}?|了)?({DAY})"
)
_BY = re.compile(
    rf"(?:推迟|延后|顺延|延期|往后推|推后|(?P<sooner>提前|往前提|前移))(?:了|个)?(?P<by>{LENGTH})"
)
"""推迟一天: by how much instead of to when."""
_CALLED_OFF = re.compile(
    "取消|不(?:开|搞|办|学|上|组织|举行|进行)了|(?:会|课|学习|活动)?(?<![脱走离抽])不(?:开|搞|办)(?:啦|喽|咯|哈|$)"
    f"|黄了|停(?:[一开办]|{NUMBER})?次|别(?:开|搞|办|学|上)了|不再(?:召开|举行|开|组织|安排)"
    "|(?:日程|安排|计划)(?:里|上|中)?(?:拿|划|去|撤|删)掉|暂停|停开|停办|作罢|不搞|泡汤|撤了|免了"
    "|不(?:学习?)(?:啦|哈|$)|不用(?:来|开|学|集中)|开不(?:成|了)|搞不(?:成|了)"
)
_REVOKE = re.compile(
    "请假.{0,6}(?:取消|撤|作废|不算)|(?:取消|撤销|撤回|撤掉)[^，。]{0,10}(?:请假|的假)|不请假了|假不请了"
    "|^(?:算了|那|还是)*(?:我)?不请了[吧。]*$|(?<![年病事婚产公])假(?:取消|撤|作废)|销假|撤(?:销|回|了|掉|下来?|消)"
    "|作废|删(?:了|掉|除|去)|去掉|登重|重复(?:登|了)|登错了[，]?(?:删|撤|取消|不算)"
    "|取消(?:掉)?(?:刚才|刚刚|上一?条|上午|昨天|那条|登记|刚登|刚报|我的签到|签到|补登)"
    "|(?:刚才|刚刚|刚登|上一条|那条|登记|记录|签到|登的|报的|签的).{0,8}(?:取消|不算|不要|删|撤|作废|抹掉|清掉)"
    "|抹(?:掉|去)"
)
_RECORD = re.compile(
    "请假|的假|销假|假不请|不请了|记录|那条|刚才|刚刚|刚登|登的|登记|报的|签到|条|刚报|补登|录的|写的|误|错|重"
)
_AMEND = re.compile(
    "改(?:成|为|一下|下|正|到|过来)|(?:写|登|记|报|填)成了?|(?:写|报|弄|搞|登|填|记)反|不该(?:算|是|记|写)"
    "|不应(?:算|记)|更正|修改|(?<![别要没])(?:写|登|记|报|录|填|算|打|说|数|搞|弄)错|应(?:该)?(?:是|为)"
    f"|不是.{{1,14}}[，,]?(?:是|而是|应该?是|改成)|不对[，]|纠正|少(?:登|写|记|算|报)了|多(?:登|写|记|算|报)了"
    f"|漏(?:了(?![一{NUMBER[1:-1]}][条次个])|写)(?!.{{0,12}}应到)|[，]是.{{1,8}}不是"
    f"|是[^，。；]{{1,12}}[，]?(?:而)?不是|补上主持"
)
_IN_THE_SAME_BREATH = re.compile(
    r"(?<![改为成])(?:应到|实到|到了|来了)[ ：]?(?:\d+|[一二两三四五六七八九十廿卅]+)[个人名]*[，。… ]{0,3}(?:欸|哎|呃|哦|嗯|啊)*(?:不对|错了|打错|说错|写错|不是)"
)
_OF_THE_LAST = re.compile(
    "^(?:刚才|刚刚|刚登的?|上一?条|那一?条)(?:的?那?一?[条次个])?(?:的|登的|报的)?[，：]"
)
_OLD_VALUE = re.compile(
    "(?:不该(?:算|是|记)|不应(?:算|记)|不是|并非|而不是|写成了?|登成了?|记成了?|报成了?|错写成|误写?成"
    f"|误登?为)[^，。；不]{{1,14}}?(?=$|[，。；]|，?(?:而?是|应该?(?:是|为)|改))"
    f"|原来(?:是|写的|登的)?[^，。；]{{1,10}}|(?:由|从)[^，。；]{{1,12}}?(?=改)"
    f"|{NUMBER}(?:个|人|名)?(?:=?改(?:成|为))(?={NUMBER})"
)
_NUMBER_ALONE = re.compile(
    rf"(?:是|改成|改为|应该是?|应为|为)({NUMBER})(?!分|星|楼|点|号|组|小组|季|室)(?:个|名|位)?人?"
)
_SLOT_CHANGED = re.compile(
    f"时长|{LENGTH}|小?组|应到|实到|请假|缺席|迟到|列席|主持|记录(?![里上有中])|主讲|地点|时间|日期|议题|题目|主题"
    f"|{TIME}|{NUMBER}|{DAY}"
)


def read_move(said: Said) -> Reading | None:
    event = said.event()
    if event is None or event.event is None or not said.has(_MOVE):
        return None
    target = _TO.search(said.text)
    time = _new_time(said) or said.time()
    if target is None and said.first(DAY) is None and _OF_THE_RECORD.search(said.text):
        return None
    by = _BY.search(said.text) if target is None else None
    if target is None and time is None and by is None and place(said) is None and _new_room(said) is None:
        return None
    if target is None and _is_record(said):
        return None
    to = said.resolve(said.marks.value(target[1]), Tense.FUTURE) if target else None
    if target is not None and _is_record(said) and (to is None or to <= said.today or _past(said)):
        return None
    if to is None and target is not None and said.marks.value(target[1]).weekday is None:
        return None
    planned = _planned_day(said, target[1] if target else "", to)
    to = _in_that_week(said, said.marks.value(target[1]), planned, to) if target and planned else to
    if by is not None and planned is not None:
        length: Length = said.marks.value(by["by"])
        to = planned + timedelta(days=(length.days or 0) * (-1 if by["sooner"] else 1))
    if planned is None and (target is None or said.first(DAY) is None or len(list(said.values(DAY))) == 1):
        said.ask(_which_session(), lacks_day=True)
    return reading(
        Intent.MOVE_MEETING,
        event=event.event.value,
        date=planned,
        to=to,
        time=time.at if time else None,
        place=(_new_room(said) or place(said))
        if target is None
        else place(said.part(said.text[target.end() :])),
        group=said.group(),
        branch=said.branch_name(default=False),
    )


def _in_that_week(said: Said, target: Day, planned: date, to: date | None) -> date | None:
    """下周五放假，提前到周四: a bare weekday is one of the week of the meeting."""
    if target.weekday is None or target.week is not None:
        return to
    day = planned + timedelta(days=target.weekday - planned.isoweekday())
    return day if day > said.today else to


_OF_THE_RECORD = re.compile(f"(?:开始)?(?:时间|地点)[^，。]{{0,4}}(?:改成|改为|更正)|{TIME}不对")
_TO_TIME = re.compile(
    rf"(?:[挪改移调换]|推迟|提前|延后|顺延|推)(?:期|开)?(?:到|至|为|成|在)了?[^，。；{TIME[1:-1]}]{{0,6}}?({TIME})"
)


def _new_time(said: Said) -> Time | None:
    """不在三点了，推迟到四点半: the time behind the word of the move."""
    found = _TO_TIME.search(said.text)
    time: Time | None = said.marks.value(found[1]) if found is not None else None
    return time


def _new_room(said: Said) -> str | None:
    """挪到302开: a number that is a room."""
    found = re.search(rf"(?:挪|换|改|调)(?:到|至|在)了?({NUMBER})(?=开|室|会议室|[，。]|$)", said.text)
    return said.plain(found[1]) if found is not None else None


def _planned_day(said: Said, target: str, to: date | None) -> date | None:
    """The day as planned; 学习日 is the Friday of the week it is moved to (rule 1)."""
    before: Day | None = next(
        (said.marks.value(mark) for mark in re.findall(DAY, said.text) if mark != target), None
    )
    event = said.event()
    if before is not None:
        return said.resolve(before, Tense.FUTURE)
    if event is not None and event.event is Event.FRIDAY_STUDY:
        if event.on_friday and to is not None:
            return Day(week=0, weekday=FRIDAY).on(to, Tense.FUTURE, said.calendar)
        day = said.part(said.text.replace(target, "") if target else said.text).session_day(
            event, Tense.FUTURE
        )
        if day is not None:
            return day
        if to is not None:
            return Day(week=0, weekday=FRIDAY).on(to, Tense.FUTURE, said.calendar)
        return nearest_weekday(said.today, FRIDAY, Tense.FUTURE) if event.on_friday else None
    return None


def _is_record(said: Said) -> bool:
    return (
        re.search("写错|登错|记错|报错|记录|那条|登记|登的|刚才|那次|应该是|应为|错了|更正", said.text)
        is not None
    )


def _past(said: Said) -> bool:
    day = said.glance(Tense.PAST)
    return day is not None and day < said.today


def read_called_off(said: Said) -> Reading | None:
    """A coming event is cancelled (rule 27)."""
    event = said.event()
    if event is None or event.event is None:
        return None
    outing = event.event is Event.THEME_DAY and "不去了" in said.text and "我" not in said.text
    if not said.has(_CALLED_OFF) and not outing:
        return None
    if _RECORD_REVOKED.search(said.text):
        return None
    day = said.session_day(event, Tense.FUTURE)
    if day is None and said.first(DAY) is None and said.first(PART) is not None:
        day = said.today
    if day is None:
        said.ask(_which_session(), lacks_day=True)
    return reading(
        Intent.CANCEL_MEETING,
        event=event.event.value,
        date=day,
        group=said.group(),
        branch=said.branch_name(default=False),
    )


_RECORD_REVOKED = re.compile("撤销|撤回|作废|删|刚才|刚登|登的|登记|记录|登重|那条|签到|补登")


def read_revoke(said: Said) -> Reading | None:
    if not said.has(_REVOKE) or re.search("数据|隐私|个人信息|我的信息|账号|机器人", said.text):
        return None
    event = said.event()
    if (
        event is None
        and not said.has(_RECORD)
        and not re.fullmatch(
            "(?:我要|请|帮我|麻烦|把|给我|那个|这个|上一个|上个)?(?:撤销|撤回|作废|删了|删掉|撤了|撤掉)(?:吧|一下|了"
            "|上一?条|上一个)?[。]?",
            said.text,
        )
    ):
        return None
    day = None if event is not None and event.on_friday and said.first(DAY) is None else said.day(Tense.PAST)
    return reading(
        Intent.REVOKE,
        event=said.event_code(),
        date=None if _moment_of_logging(said) else day,
        branch=said.branch_name(default=False),
    )


_NEW_TITLE = re.compile(
    "(?:题目?|主题|内容|议题)[^。；]{0,10}(?:改成|改为|应该?是|应为|换成"
    r"|更正为)[：]?(?:[“《](?P<t>[^”》\n]{2,40})[”》]|(?P<plain>[\u4e00-\u9fffA-Za-z][^，。；”》\n]{1,39}))"
)
_COUNTED = {
    "应到": "due",
    "实到": "present",
    "列席": "observers",
    "请假": "leave",
    "缺席": "absent",
    "迟到": "late",
}
_LABELS_OF_NUMBERS = re.compile("应到|实到|列席|请假|缺席|迟到")
_COUNT_CHANGED = re.compile(rf"(应到|实到|列席)(?:人数)?(?:应该?|要)?(?:改(?:成|为|到)?|是|为)({NUMBER})")
"""支委会应到改成6: the label says which number is meant."""


def _moment_of_logging(said: Said) -> bool:
    """今天登的支委会, 昨天报的: the day of the entry, not of the meeting."""
    return (
        re.search(
            rf"{DAY}(?:{PART})?(?:我)?(?:刚|才|误|错)?(?:登|报|录|填|写|补登|签|记)(?:的|错)", said.text
        )
        is not None
    )


_POINTS = re.compile(
    "(?:分数?|得分|扣分|评分|星级?)[^，。]{0,4}(?:改|调|加|涨|提)|(?:加|改成|改为|调到)[^，。]{0,4}(?:分(?!钟)|星)|评为"
)


def read_amend(said: Said) -> Reading | None:
    if _POINTS.search(said.words):
        return None  # nobody changes a score by saying so (rule 28)
    if not (
        take_topic(said)[1].has(_AMEND) or said.has(_NEW_TITLE) or _OF_THE_LAST.match(said.text) is not None
    ):
        return None
    event = said.event()
    if event is not None and _IN_THE_SAME_BREATH.search(said.words):
        return None  # 实到8……打错了，实到6: still the same report
    if event is None and not re.search(
        f"^(?:不对|错了|更正|说错|写错|登错|记错|报错|刚才|上[一]?条|那条|应该?是|改|把|实到|应到|{DAY})|写错|登错"
        "|记错|报错|写反|改过来|填错|人数|更正|改[成为]|那条|那次|刚才|刚登",
        said.text,
    ):
        return None
    if not said.has(_SLOT_CHANGED) and not said.has(_CAME):
        return None
    new = said.part(_OLD_VALUE.sub("，", said.text))
    slots: dict[str, object] = {**_new_role(new), **attendance(new).slots}
    to = _new_date(new)
    came = _came(new)
    if not slots and not came:
        slots.update(
            {
                _COUNTED[found[1]]: int(said.marks.value(found[2]))
                for found in _COUNT_CHANGED.finditer(said.text)
            }
        )
    if not slots and not came:
        alone = _NUMBER_ALONE.search(new.text) if to is None else None
        if alone is not None:
            label = _LABELS_OF_NUMBERS.findall(said.text[: said.text.rfind(alone[1])])
            slots[_COUNTED.get(label[-1] if label else "", "present")] = int(said.marks.value(alone[1]))
    topic, _ = take_topic(new)
    title = _NEW_TITLE.search(said.text)
    time = new.time()
    slots = {
        **slots,
        "names": came or None,
        "to": to,
        "time": time.at if time else None,
        "place": _new_place(new),
        "group": _new_group(said),
        "topic": said.plain(title["t"] or title["plain"])
        if title is not None
        else topic.text
        if topic and re.search("题|内容", new.text)
        else None,
        "minutes": new.minutes(),
    }
    if not any(value is not None for value in slots.values()):
        return None
    slots = {name: value.isoformat() if isinstance(value, date) else value for name, value in slots.items()}
    return reading(
        Intent.AMEND,
        event=said.event_code(),
        date=_record_day(said, to),
        branch=said.branch_name(default=False),
        **({"group": said.group()} | slots if slots.get("group") is None else slots),
    )


_PLACE_CHANGED = re.compile(
    r"地[点方][^。；]{0,8}?(?:改成|改为|改到|应该?是|应为|换成|更正为|(?<!不)是)(?:在)?(?P<p>[^，。；\n]{1,20})"
)
_GROUP_CHANGED = re.compile(rf"(?:改成|改为|应该?是|应为|[，]是|更正为)第?({NUMBER})(?:党?小?组)")


def _new_place(said: Said) -> str | None:
    found = _PLACE_CHANGED.search(said.text)
    if found is not None:
        return said.plain(found["p"])
    return place(said) if "地点" in said.text or "会议室" in said.text else None


def _new_group(said: Said) -> int | None:
    found = _GROUP_CHANGED.search(said.text)
    return int(said.marks.value(found[1])) if found is not None else None


_ROLE_CHANGED = re.compile(
    f"(?P<role>主持|记录|主讲|授课|讲课|领学)[^。；]{{0,14}}?(?:应该?是|应为|改成|改为|换成|更正为|实际是|(?<!不)是"
    f"|写成)({NAME})"
)
_ROLES = {"主持": "chair", "记录": "recorder"}


def _new_role(said: Said) -> dict[str, object]:
    """党课的主讲写错了，应该是叶青."""
    found = _ROLE_CHANGED.search(said.text)
    person = said.who(found[2]) if found is not None else None
    return {} if found is None or person is None else {_ROLES.get(found["role"], "lecturer"): person.name}


_CAME = re.compile(
    rf"{NAME}(?:同志)?(?:其实|实际上?|后来|也|都|是|已经?)*(?:来了|到了|到会了?|到场了?|在场|参加了|没(?:有)?(?:请假|缺席))"
)


def _came(said: Said) -> list[str]:
    """不对，孙涛来了: who was there after all."""
    people = [person for found in _CAME.finditer(said.text) for person in said.part(found[0]).named()]
    return list(dict.fromkeys(person.name for person in people))


def _new_date(said: Said) -> date | None:
    if (
        "日期" not in said.text
        and len(re.findall(DAY, said.text)) < 2
        and not re.search(rf"(?:改[成为到]|应该?是|应为|[，：]是|不是|其实是|实际上?是){DAY}", said.text)
    ):
        return None
    found = re.search(rf"(?:改[成为到]|应该?是|应为|其实是|实际上?是|[，：]是|^是|日期是?)({DAY})", said.text)
    return said.resolve(said.marks.value(found[1]), Tense.PAST) if found else None


def _record_day(said: Said, to: date | None) -> date | None:
    marks = re.findall(DAY, said.text)
    if not marks:
        return None
    if to is not None and len(marks) == 1:
        return None
    if _moment_of_logging(said):
        return None
    day = said.resolve(said.marks.value(marks[0]), Tense.PAST)
    return day if day != to else None


def _which_session() -> str:
    return "请问是原定哪一天的？"
