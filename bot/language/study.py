"""One's own attendance: check-in, study, make-up (rules 18, 1, 28)."""

import re

from bot.domain.activity import Event
from bot.language.days import Tense
from bot.language.intents import Intent, Reading
from bot.language.marks import DAY, EVENT, LENGTH, NAME, NUMBER, PART, PERIOD, TIME
from bot.language.mood import denies, of_other_business
from bot.language.said import Said, reading
from bot.language.topics import take_topic

_FILL = (
    f"(?:其实|确实|实际上?|真的|第?{NUMBER}党?小?组|{DAY}|{PART}|{TIME}|{PERIOD}|我|俺|本人|已经?|也|都|又|刚|刚刚|来"
    f"|的|了|，|。| |吧|啊|呀|啦|哈|哦|咯|喽|嘞|！|~|{NAME}|补|补个|报告|书记|大家好|各位|你好|同志们?|人|在|现场"
    "|会场|会议室|准时|按时|这|里|就|给|个|帮我|麻烦|下|一下|记|登记|登|上|成功|完成|完毕|完|您好|好|去|活动|今"
    "|马上)*"
)
LONGEST_CHECK_IN = 80
_CHECK_IN = re.compile(
    f"^{_FILL}(?:{EVENT})?{_FILL}(?:开{EVENT}{_FILL})?(?:签到|签个到|签一?下到|签一个到|签了到|报到|报个到|打卡"
    "|打个卡|到了|到啦|到咯|到位|到场|在了在了|已到|来了|来啦|到会|到|在了|在呢|在的|落座|就座|就位|坐好|坐下|进场"
    f"|入场|入座|[+]1|加1)了?(?:{_FILL})(?:{EVENT})?{_FILL}$"
)
_CHECKS_IN = re.compile(
    "签到(?!表|册|簿|本|单|率|情况|名单|记录|页)|签个到|签一?下到|签一个到|打卡(?![机器点])|打个卡|报到|补签"
    "|签[上个]名|[+]1|加1"
)
_CLOCKS_IN = re.compile("打卡(?![机器点])")
_TOOK_PART = re.compile(
    "(?:准时|按时|已经?|刚刚?|全程|从头|一直)?(?:进场|入场|落座|就座|就位|坐进|坐在|到场|在听|在开)"
    f"|从头(?:听|跟|坐|参加)?到尾|全程(?:听|跟|在)|听(?:到尾|讲)|参加(?:了|过|完|的|{DAY}|{PART}|{EVENT})"
    f"|(?:已|已经|全程|按时|准时|也|都|刚|我|去|来)参加|参加(?=.{{0,12}}{EVENT})|听(?:了|完|过)"
    "|(?:上|开|听|看|学|搞|去|参会|参加|结束)完(?:了|啦)?|完成|已(?:学|听|看|到|参|上|开)"
    "|(?:我|本人)(?:去|来|到|在)了?|听课|去了|来了|到了|在场|在会|我在|在的"
)
_I_TOOK_PART = re.compile("(?:我|本人)(?:也|都|已经?|昨天|今天|去|来|全程)*(?:参加|去听|听|去|来|到)了?")
_STUDIED = re.compile(
    f"(?:自学|学习?|看|读|念|啃|听)(?:了|过|完|的是)|自学|{EVENT}(?:了|完了?|完成|过)|学(?:完|好|毕|过)"
    f"|(?:学|看|读)(?={LENGTH}|的)|学时|补记|(?:观看|收看|阅读)"
)
_SELF_STUDY = re.compile(
    f"自学|(?:都|一直|正|全)?在(?:学|读|看)(?=.*{LENGTH})|{LENGTH}[^，。]{{0,4}}在(?:学|读|看)|自己学|学了"
    f"|学习?(?={LENGTH})|看了|读了|学完了?|学的|补记学习|学习强国(?=.*(?:{LENGTH}|刷|学了|学完|看了|完成))"
    f"|(?:刷|学|看)了?(?:{LENGTH}的?)?学习强国|学习打卡|学习了|刷了|[念啃]了{LENGTH}|线上学|网上学|在线学|观看了"
    f"|收看了|听了{LENGTH}"
)
_MAKE_UP = re.compile(
    "补(?:学|课|看|完|过|听|上(?!传|报)|齐|读|好|习|了)|补一?下(?:课|学)|(?:后来|事后|回来)补"
    "|(?:没(?:有)?(?:去|来|参加|赶上|到)|缺).*(?:录像|回放|视频)[^，。]{0,4}(?:看|听)(?:完|了)"
    "|(?:没(?:有)?(?:去|来|参加|赶上|到)|缺).*(?:看|听)(?:完|了)[^，。]{0,8}(?:录像|回放|视频)"
)
_NOT_MAKE_UP = re.compile(
    f"补(?:请|一?个?假|登|签|录|报|记|材料|签到|交|开|个假|一下{DAY}|好签|充|选|助|贴|台账|票|牌)|记录已?补"
    "|补上了?(?:签到表|记录|材料|照片)"
)
_SOMETHING_ELSE = re.compile(
    "(?:快递|律师|当事人|领导|外卖|材料|货|车|人民|款|证人|客人|师傅|文件|通知|时间|钱|卷宗|样品|设备|书|发票|检查组"
    "|专家|工人|电梯|邮件|包裹|原告|被告|法官|审计|菜|饭|水|年底|春节|周末|雨季|冬天|夏天|桌子|奖牌|牌子|椅子|电脑"
    "|工资|老师|孩子)(?:已经|都|也|刚|快|就)?(?:送|寄)?(?:到|来)"
)
_FEELING = re.compile(
    "收获|感触|感想|真是|真好|太好|满满|哈哈|精彩|受益|有意思|辛苦|讲得|真不错|不错|很好|有点长|好累|无聊|感谢|谢谢|期待"
)

_NOT_MADE_UP = re.compile(
    "(?:没有?|未|先不|别|不要|不用|不想|没空|来不及|没说|没时间|顾不上|忘了?)(?:能|去|来得及|登记|要)?补"
)


_HERE = re.compile(
    "^(?:我|俺|本人)(?:已经?|刚|也|都|人)*(?:来了|到了|在了|到场了?|签到了?|在场)(?:啊|呀|啦|哈|咯)?[，。！ ]"
)
"""我来了啊，刚才在停车: said first; what follows explains."""


def praises(text: str) -> bool:
    """How it was, not that one was there: 今天的学习收获满满."""
    return _FEELING.search(text) is not None


def read_make_up(said: Said) -> Reading | None:
    if not said.has(_MAKE_UP) or said.has(_NOT_MAKE_UP) or said.has(_NOT_MADE_UP):
        return None
    if _speaks_of_others(said):
        return None
    event = said.event()
    topic, rest = take_topic(said, studied=True)
    if _NOT_A_TOPIC_OF_STUDY.fullmatch(topic.text if topic else ""):
        topic = None
    day = rest.session_day(event, Tense.PAST)
    said.check_session(event, day)
    return reading(
        Intent.MAKE_UP,
        event=said.event_code() or None,
        date=day,
        topic=topic.text if topic else None,
        minutes=rest.minutes(),
    )


_SESSIONS = re.compile(
    rf"{DAY}(?:{PART})?的?{EVENT}(?:[ ，、]?(?:和|及|跟|与|还有|，|、| ){DAY}(?:{PART})?的?{EVENT})+"
)


def each_session(said: Said) -> list[Said]:
    """我参加了6月3日的主题党日和6月5日的学习: one part for each, with the same words around it."""
    found = _SESSIONS.search(said.text)
    if found is None:
        return [said]
    return [
        said.part(f"{said.text[: found.start()]}{one}{said.text[found.end() :]}")
        for one in re.findall(rf"{DAY}(?:{PART})?的?{EVENT}", found[0])
    ]


def read_check_in(said: Said) -> Reading | None:
    """签到, 到了, or having taken part in another event than study."""
    if said.has(_SOMETHING_ELSE) or denies(said.text) or _speaks_of_others(said) or said.has(_FROM_TO):
        return None
    event = said.event()
    explicit = said.has(_CHECKS_IN) and not said.has(_FOR_ALL)
    if event is not None and event.event is Event.FRIDAY_STUDY and not explicit and not said.has(_ARRIVED):
        return None  # to have been at a study session is to have studied (rule 18)
    if not (
        (len(said.text) <= LONGEST_CHECK_IN and (_CHECK_IN.match(said.text) or _HERE.match(said.text)))
        or explicit
    ) and (
        event is None
        or event.event is Event.FRIDAY_STUDY
        or not said.has(_TOOK_PART)
        or (said.has(_FEELING) and not said.has(_I_TOOK_PART))
    ):
        return None
    if explicit and _studies(said, event is not None and event.event is Event.FRIDAY_STUDY):
        return None
    day = said.day(Tense.PAST)
    said.check_not_future(day)
    return reading(Intent.CHECK_IN, event=said.event_code(), date=day)


_FROM_TO = re.compile(f"{DAY}(?:到|至)(?:{DAY}|{NUMBER})")
_ARRIVED = re.compile("到了|到啦|到咯|到位|已到|来了|来啦|到会|到场|^到|到$")
_FOR_ALL = re.compile("所有|大家|全体|全员|他们|标记|名单|各位|每个人|统一")


def _speaks_of_others(said: Said) -> bool:
    """Somebody else's presence is no check-in of the sender's (rule 2), nor is an invitation to all."""
    if said.has(_INVITES):
        return True
    others = [
        mark for mark in re.findall(NAME, said.text) if said.marks.value(mark).person is not said.speaker
    ]
    return bool(others) and "我" not in said.text and not said.has(_LISTED)


_INVITES = re.compile(
    "(?:请|望|希望|通知|务必)[^，。；]{0,8}(?:准时|按时|务必|提前)?(?:参加|到场|出席|到会|参会)"
    "|(?:大家|各位|同志们|全体)[^，。；]{0,6}(?:准时|按时|务必)"
)
_LISTED = re.compile(
    rf"{NAME}(?:同志|书记|领导)?(?:，|：| )(?:我|报告|签到)|(?:报告|你好|您好){NAME}|{NAME}(?:讲|主讲|上|主持|领学|授课)"
)


def _studies(said: Said, study: bool) -> bool:
    """打卡 with minutes or a topic is study (rule 18)."""
    if not said.has(_CLOCKS_IN):
        return False
    topic, rest = take_topic(said, studied=True)
    return (
        rest.minutes() is not None
        or (study and topic is not None)
        or (said.event() is None and topic is not None)
    )


def read_study(said: Said) -> Reading | None:
    """Study of one's own, with or without a session."""
    if denies(said.text) or _speaks_of_others(said) or of_other_business(said.words):
        return None
    event = said.event()
    is_session = event is not None and event.event is Event.FRIDAY_STUDY
    if event is not None and not is_session:
        return None
    done = said.has(_STUDIED) or said.has(_TOOK_PART) or said.minutes() is not None or said.has(_CLOCKS_IN)
    if (
        not (is_session and done)
        and not said.has(_SELF_STUDY)
        and not (said.has(_CLOCKS_IN) and _studies(said, False))
    ):
        return None
    topic, rest = take_topic(said, studied=True)
    if said.has(_FEELING) and topic is None and rest.minutes() is None and not said.has(_TOOK_PART):
        return None
    if said.has(_FEELING) and not said.has(_DONE_SURELY):
        return None
    day = rest.session_day(event, Tense.PAST) or (said.today if rest.first(DAY) is None else None)
    said.check_not_future(day)
    said.check_session(event, day)
    text = topic.text if topic else None
    if text and _NOT_A_TOPIC_OF_STUDY.fullmatch(text):
        text = None
    return reading(Intent.LOG_STUDY, date=day, minutes=rest.minutes(), topic=text)


_DONE_SURELY = re.compile(f"参加|学了|看了|完成|{LENGTH}|已学")
_NOT_A_TOPIC_OF_STUDY = re.compile(
    "(?:了|的|完|成|完成|参加|已|已经|过|一下|日|活动|录像|视频|回放|课|内容|学习|缺的|上|好|补完了?|补上了?|齐|全部"
    "|都|记上|登记|记录|麻烦|啦|啊|呀)*"
)
