"""Free text: what a meeting was about, where it was, what was studied. Cut out before other slots are read."""

import re
from dataclasses import dataclass

from bot.language import away
from bot.language.marks import DAY, EVENT, LENGTH, NAME, NUMBER, PART, TIME
from bot.language.said import Said
from bot.language.secrecy import without_numbers

_END = r"(?=[，。；\n]|应到|实到|应参会| (?:应到|实到|请假|主持|记录|列席|缺席|地点|时间)|$)"
_BODY = (
    r"(?P<{0}>(?:《[^》\n]{{1,60}}》|“[^”\n]{{1,60}}”|[^，。；\n ]|(?<=[^\n]) (?=[A-Za-z\d《“])){{1,60}}?)"
)

_LABELLED = re.compile(
    f"(?:会议)?(?:议题(?:{NUMBER})?|主题|题目|(?:学习|会议|活动|主要)?内容|课题|讲题|议程|标题)(?!填|写|漏|登|报|有"
    f"|没|错)(?:是|为|叫|叫做)?[：: ]*(?:是|为)?{_BODY.format('t')}{_END}"
)
_DECIDED = re.compile(
    "(?P<verb>研究部署|研究讨论|学习讨论|传达学习|学习传达|集体学习|研究|讨论|传达|部署|安排|听取|通过|审议|选举"
    "|表决|通报|观看|参观(?!了?$)|围绕|重温|交流|商量|商议|商讨|议一?议|研讨|定了?(?!在|于|到|为)"
    f"|讲(?!课|党课|话|评|座))(?:了|的是|的|一下)?{_BODY.format('t')}{_END}"
)
_STUDIED = re.compile(
    "(?:(?:自学|补学|自己学|学|看|读|念|啃|听|讲|上)(?:习)?(?:完)?(?:的是|的|了|过)|(?:自学|补学|共同学)|学习的是"
    f"|{EVENT}(?:了|的是|的|完了?)|(?:学|看|读)(?={LENGTH})|(?<=打卡)[，：: ]?|材料(?:是|为)"
    f"|{EVENT}(?={LENGTH}))(?:{LENGTH}的?)?{_BODY.format('t')}{_END}"
)
_TITLE = re.compile("《(?P<t>[^》\n]{1,60})》")
_PARTY_WORK = re.compile(
    "(?:研究|部署|安排|谋划|讨论|审议|分析)[^，。；]{0,16}党(?:建|的建设)"
    "|党(?:建|的建设)[^，。；]{0,10}(?:研究|部署|安排|谋划)"
)
_NOT_A_TOPIC = re.compile(
    "^(?:开始|结束|时间|日期|地点|地方|主持|记录|应到|实到|人数|签到|会议室|主讲|到会|请假|缺席|那条|那次|情况).*"
    f"|^(?:{LENGTH}|{NUMBER}|{TIME}|{DAY}|{PART}|{EVENT}|了|的|完|过|堂|节|场|次|刚|通知|一下|一次|一堂|一节|一课|会"
    f"|党课|个|人|好|记录|{NUMBER}(?:个|次|人|遍|堂|节|条|遍|课))*$"
)
_EDGES = re.compile(
    rf"^(?:了|的|是|一下|{LENGTH}的?|一堂|{NUMBER}[堂节]|关于(?=“))+|(?:{LENGTH}|了|的|等|，|{NUMBER}票)+$"
)

_MARKED = "".join(kind[1:-1] for kind in (NAME, EVENT, DAY, PART, TIME, LENGTH))
PLACE = re.compile(
    rf"(?:会议)?地点(?:改|换|变更|定)?(?:是|在|为|到)?[：: ]*(?P<a>[^，。；\n ：]{{1,24}})"
    rf"|(?:^|[^\u4e00-\u9fff{NAME[1:-1]}现存]|我们|大家|都|统一|一起|支部|到|定|还是|全体)在(?!家|外地|岗|线|职|座|场"
    rf"|校|会上|这|那里)(?P<b>[^，。；\n ：{_MARKED}]{{2,20}}?)(?=召开|举行|开|集合|搞|上课|上|举办|进行|学|看|听|做"
    rf"|参加|讲|组织|，|。|；|\n| |{EVENT}|$)"
    "|(?:去|赴|到)(?:了|的是|的"
    rf"|往)?(?P<c>[\u4e00-\u9fffA-Za-z0-9{NUMBER[1:-1]}]{{2,20}}?(?:[馆园区村基地院校所站厂堂居街道陵碑址家]|广场"
    "|中心|社区|小道|旧居|现场|山))(?:参观|学习|瞻仰|祭扫|开展|搞|扫墓|捡|打扫|清理|种|植树|慰问|走访|重走|宣誓"
    rf"|宣讲|缅怀|献花|观看|听|看|开|上|做|了|实地|{EVENT}|(?=[，。；\n ]|$))"
    rf"|(?P<d>(?:(?:(?![到在去于请赴是])[\u4e00-\u9fff]){{0,6}}|第?{NUMBER}(?:号|楼|层)?)(?:楼)?(?:第?{NUMBER}|大|小"
    "|党员|党建|多功能|中|东|西)?(?:会议室|大厅|门厅|食堂|活动室|活动中心|党员之家|报告厅|礼堂|多功能厅|阅览室"
    f"|教室))|(?P<e>{NUMBER}楼(?!以|的人))"
)
_AFTER_WENT = re.compile(
    rf"(?<!{NAME})(?<!{NAME}要)(?:去|赴)(?:的是|的|了)?(?P<c>[\u4e00-\u9fffA-Za-z·]{{2,16}})(?=[，。；\n ]|$)"
)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a session was about. `party_work`: it studied or deployed party building."""

    text: str
    party_work: bool


def take_topic(said: Said, *, studied: bool = False) -> tuple[Topic | None, Said]:
    """The topic, and the sentence without it: words of a topic are no slots of their own."""
    patterns = (_LABELLED, _STUDIED, _DECIDED) if studied else (_LABELLED, _DECIDED, _STUDIED)
    for pattern in patterns:
        for found in pattern.finditer(said.text):
            words = _EDGES.sub("", found["t"].strip(" ："))
            text = _readable(said, words)
            if text and not _NOT_A_TOPIC.match(words):
                party_work = _PARTY_WORK.search(said.plain(found[0])) is not None
                kept = "".join(re.findall(f"{LENGTH}|{TIME}", found[0]))
                if found[0][:1] in "讲上":
                    kept = f"讲的{kept}"  # who lectured is read from these words
                rest = f"{said.text[: found.start()]}，{kept}{said.text[found.end() :]}"
                return Topic(text, party_work), said.part(
                    _without_more(rest) if pattern is _LABELLED else rest
                )
    title = _TITLE.search(said.text)
    if title is not None:
        return Topic(_readable(said, title["t"]), False), said.part(said.text.replace(title[0], "，"))
    return None, said


def _without_more(text: str) -> str:
    """Behind a labelled topic, further matters for discussion belong to it too."""
    return _DECIDED.sub("，", text) if re.search("讨论|研究|审议", text) else text


def _readable(said: Said, words: str) -> str:
    text = without_numbers(said.plain(words))
    return text if len(text) > 1 else ""


def place(said: Said) -> str | None:
    """Where: after 地点, 在…, 去…, or a room's name."""
    for found in PLACE.finditer(said.text):
        words = said.plain(next(value for value in found.groupdict().values() if value))
        words = re.sub("^(?:在|去|到|了|的是|的|把|于|我们|支部|改|换|定)+", "", words)
        if len(words) > 1 and not _NO_PLACE.search(words):
            return words
    went = _AFTER_WENT.search(said.text)
    where = said.plain(went["c"]) if went is not None else ""
    return where if where and not _NO_PLACE.search(where) else None


_NO_PLACE = re.compile(f"(?:{away.REASON})(?!.*[室心楼馆厅处所园])|不了|不成|不开")
"""What somebody is away for: 在窗口值班, 去送达文书, 去不了."""
