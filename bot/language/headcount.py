"""How many: 应到5实到4, 14个人到了12个, 六个支委都到了, 请假2, 同意12票 (rules 5 and 6)."""

import re
from collections.abc import Mapping

from bot.language.marks import NAME, NUMBER, Marks

_U = "(?:个|名|位|人|口)?(?:在职|正式|在册)?(?:党员|同志|支委|组员|委员|人|老同志|干警|成员)?"
_OF = "(?:的话)?(?:的)?(?:党员|人员|会|同志)?(?:人数|数)?[：是为了有有 ]*"
_CAME = (
    "(?:实到|到课|到会|到场|到齐|到了|到位|到|来了|来|去了|去|参加了|参加|参会|出席了|出席|与会|签到|在场|在)"
)
_ALL_WORD = "(?:都|全都|全|全部|均|全员|悉数|一起|一个不[少落差]|一人不[少落差]|整整齐齐)"

DUE = re.compile(
    rf"(?:(?:应该?|该)(?:到会?|出席|参会|参加|来|参)|(?<!{NUMBER})应(?!是|为|该是)){_OF}(?P<n>{NUMBER})(?!实)"
    rf"|(?P<m>{NUMBER}){_U}应(?:到|参|$|[，、 ])"
    f"|(?<![他余下缺少差假])(?P<j>{NUMBER})(?:个|名|位)?(?:党员|同志|人)[，]?(?=除了?(?!此)|缺{NUMBER}|少{NUMBER}"
    f"|就?差{NUMBER})"
    "|(?:全体|全员|全组|全支部|全支|我们(?:组|支部)?|本组|本支部|咱们?组|咱们?支部|支部|组里)(?:一共|总共|共)?(?:有"
    f"|是)?(?P<k>{NUMBER})(?:个|名|位)?(?:党员|同志|支委|人)(?!请|缺|没|迟|列|实|参|到|来|未)"
)
_PAIR = re.compile(
    f"(?<![他余下另])(?:总共|一共|共|全部)?(?P<due>{NUMBER}){_U}[，、 ]?(?:里|中|里面|当中)?(?:只|就|实际|一共|共"
    f"|总共|今天|有)?{_CAME}[了有：]?(?P<present>{NUMBER})(?!点|楼)"
    rf"|应(?P<due2>{NUMBER}){_U}[，、 /]?实(?P<present2>{NUMBER})|(?P<due3>{NUMBER})应[，、 ]?(?P<present3>{NUMBER})[实到]"
    rf"|(?<![\d/])(?P<due4>{NUMBER})(?:/|分之)(?P<present4>{NUMBER})(?=$|[，。 ]|到)"
)
_EVERYONE_OF = re.compile(
    "(?P<rest>(?:其余|其他|其它|剩下|余下|另外|别的|剩余)的?)?(?:全体|全员|全组|全部|支部|共|一共"
    f"|总共)?(?P<n>{NUMBER}){_U}(?:今天|这次)?(?:也|就)?{_ALL_WORD}(?:部)?(?:都)?{_CAME}"
    rf"|(?P<rest2>(?:其余|其他|其它|剩下|余下|另外|剩余)的?)(?P<n2>{NUMBER}){_U}{_CAME}"
    f"|(?:全体|全员|全组)(?P<n3>{NUMBER}){_U}{_CAME}|(?P<n4>{NUMBER}){_U}(?:全勤|到齐|全到齐|齐了|满勤|全到"
    f"|(?:{NUMBER}|一)个(?:都)?(?:不|没)[少落缺])"
)
PRESENT = re.compile(
    rf"实(?:际)?(?:到会?|参会?|参加|出席|来|有)?{_OF}(?P<n>{NUMBER})"
    "|(?<!应)(?<!该)(?<!签)(?<!迟)(?<!晚)(?<!没)(?<!未)(?<!不)(?<!缺)(?:到课|到会|参会|出席|到场|与会|参加|到了|来了"
    f"|去了|到|来){_OF}(?P<m>{NUMBER})(?!党?小?组|支部|点|楼|号|次|年|分|小时|星|条|家|节|遍|层|场|期|开|室|房|会|厅"
    "|庭)"
    f"|(?P<k>{NUMBER})(?:个|名|位)?(?:党员|同志|支委|人|组员|老同志)?(?:实到|到会|到场|到了|参加了?|参会|出席了?"
    r"|来了|到(?=$|[，。；）\n ])|签到|与会)"
    rf"|到(?:会)?人数[：是]?(?P<j>{NUMBER})"
)
EVERYONE = re.compile(
    "全(?:到|勤|员(?:都)?(?:到|参加|出席|参会|在)|体(?:党员|同志|人员|支委|组员|成员)?(?:都)?(?:参加|到|出席|在"
    "|参会)|部(?:都)?(?:到|参加|出席|参会|在)|来了|都[到来在]|在(?!线|天|国))"
    "|(?:都|均|全)(?:按时|准时|已)?(?:到(?![点期时不])|在(?!外|家|单位|忙|学|说|等)|来(?![电不])|参加(?!不)"
    "|出席(?!不)|去(?!不)|参会)了?|到齐|来齐|人齐|齐了|齐刷刷"
    "|一个(?:人)?(?:都|也)?(?:没|不)[少落拉缺差]|一人(?:都|也)?(?:没|不)[少落缺]|无(?:人)?(?:缺|请假)"
    "|(?<![我他她])没(?:有)?人?(?:缺|请假)|一个不落|零缺席|满勤|悉数(?:到|参加)|没有(?:请假|缺)"
    "|谁(?:都|也)没[缺落少]"
)
REST = re.compile(
    "(?:其他|其它|其余|别|剩下|余下|另外|剩余|其)(?:的)?(?:人|同志|党员|支委|成员|组员|的人|几个|几位)*(?:也"
    "|就)?(?:都|全|均|全部|全都|悉数|按时)*(?:按时)?(?:到|在|来|参加|出席|齐|去|没缺)|其他人?(?:没问题|正常)|除了?"
    "|除此"
)
OBSERVERS = re.compile(
    rf"(?:列席|旁听)(?:的)?(?:人员|人数|人)?[：有了 ]*(?:[\u4e00-\u9fff、]{{1,10}}?)?(?P<n>{NUMBER})(?=人|个|名|位|$"
    rf"|[，。；、\n ])|(?P<m>{NUMBER}){_U}(?:积极分子|发展对象|群众|入党积极分子)?(?:来)?(?:列席"
    f"|旁听)(?!(?:人员|人数|人)?[：有了 ]*{NUMBER})"
)
_VOTES = (
    (
        "yes",
        re.compile(
            f"(?:同意|赞成)(?:票)?(?:的)?[：有了 ]*(?P<n>{NUMBER})"
            f"|(?P<m>{NUMBER})(?:票|人|个人?|名)?(?:同意|赞成)(?!票?[：有了 ]*{NUMBER})"
        ),
    ),
    (
        "no",
        re.compile(
            f"(?:不同意|反对)(?:票)?(?:的)?[：有了 ]*(?P<n>{NUMBER})"
            f"|(?P<m>{NUMBER})(?:票|人|个人?|名)?(?:不同意|反对)(?!票?[：有了 ]*{NUMBER})"
        ),
    ),
    (
        "abstain",
        re.compile(
            rf"弃权(?:票)?(?:的)?[：有了 ]*(?P<n>{NUMBER})|(?P<m>{NUMBER})(?:票|人|个人?|名)?弃权(?!票?[：有了 ]*{NUMBER})"
        ),
    ),
)
_NOT_HERE = "(?:人|个|名|位|个人|名同志|位同志|同志|名党员|位老同志|个老同志|个同志|党员)?"
_MISSING = (
    (
        "leave",
        re.compile(
            rf"(?:请(?:了)?假|告假|病假|事假|公差)(?:的)?(?:人数|人员|人)?[：有了 ]*(?P<n>{NUMBER})(?!天|周|号|小时)"
            f"|(?P<m>{NUMBER}){_NOT_HERE}(?:因[^，。]{{1,6}})?(?:请(?:了)?(?:病|事|公)?假|告假|病假|事假|公差"
            f"|出差)(?![：有了 ]*{NUMBER})"
            f"|(?:另外|另|还有|其余|其他|剩下)(?:的)?(?P<k>{NUMBER}){_NOT_HERE}[^。；]{{0,16}}?(?:请(?:了"
            "|的)?(?:的)?假|都请假)"
        ),
    ),
    (
        "absent",
        re.compile(
            rf"(?:缺席|缺勤|未到|没到|没来|缺)(?:的)?(?:人数|人员|人)?[：有了 ]*(?P<n>{NUMBER})(?!天|次|课|节)"
            rf"|(?P<m>{NUMBER}){_NOT_HERE}(?:缺席|缺勤|没来|没到|未到|没参加|无故|旷)"
        ),
    ),
    (
        "late",
        re.compile(
            f"(?:迟到|晚到)(?:的)?(?:人数|人员|人)?[：有了 ]*(?P<n>{NUMBER})(?!分|小时|个小时|刻|点)"
            f"|(?P<m>{NUMBER}){_NOT_HERE}(?:迟到|晚到|来晚)"
        ),
    ),
)


def number_in(found: re.Match[str], marks: Marks) -> int:
    """The value of the one group that matched."""
    mark = next(value for value in found.groupdict().values() if value)
    return int(marks.value(mark))


def head_count(text: str, marks: Marks) -> dict[str, int | str]:
    """`due`, `present`, `observers`, `yes`, `no`, `abstain`, as far as they were said; later values win (rule 25)."""
    counts: dict[str, int | str] = {}
    for found in DUE.finditer(text):
        counts["due"] = number_in(found, marks)
    for found in OBSERVERS.finditer(text):
        counts["observers"] = number_in(found, marks)
    text = OBSERVERS.sub("，", text)
    for name, pattern in _VOTES:
        for found in pattern.finditer(text):
            counts[name] = number_in(found, marks)
    for found in _PAIR.finditer(text):
        due = found["due"] or found["due2"] or found["due3"] or found["due4"]
        present = found["present"] or found["present2"] or found["present3"] or found["present4"]
        counts.setdefault("due", int(marks.value(due)))
        counts["present"] = int(marks.value(present))
    pairs = list(_PAIR.finditer(text))
    if not pairs:
        counts.update(_present(text, marks, counts))
    elif (later := _last(PRESENT, DUE.sub("，", text[pairs[-1].end() :]), marks)) is not None:
        counts["present"] = later  # 应到5 实到4 …，实到3: the later value wins
    return counts


def _present(text: str, marks: Marks, counts: Mapping[str, int | str]) -> dict[str, int | str]:
    everyone = _EVERYONE_OF.search(text)
    if everyone is not None:
        groups = everyone.groupdict()
        mark = groups["n"] or groups["n2"] or groups["n3"] or groups["n4"]
        count = int(marks.value(mark))
        if groups["rest"] or groups["rest2"]:
            return {"present": count}
        if "due" not in counts:
            text = text.replace(mark, "")
            said = _last(PRESENT, text, marks)
            return {"due": count, "present": "all" if said is None else said}
    said = _last(PRESENT, DUE.sub("，", text), marks)
    if said is not None:
        return {"present": said}
    return {"present": "all"} if EVERYONE.search(text) else {}


def _last(pattern: re.Pattern[str], text: str, marks: Marks) -> int | None:
    found = list(pattern.finditer(text))
    return number_in(found[-1], marks) if found else None


_BREAKDOWN = re.compile(rf"((?:请假|缺席){NUMBER}人?)（[^）{NAME[1:-1]}]*{NUMBER}[^）{NAME[1:-1]}]*）")
"""请假3（出差2，病假1）: the whole is what counts."""


def counts_heads(text: str) -> bool:
    """Whether these words say how many were due."""
    return DUE.search(text) is not None or _PAIR.search(text) is not None


def missing_counts(text: str, marks: Marks) -> dict[str, int]:
    """How many were on leave, absent or late, where a number was said."""
    counts = {}
    text = _BREAKDOWN.sub(lambda found: found[1], text)
    for name, pattern in _MISSING:
        number = _last(pattern, text, marks)
        if number is not None:
            counts[name] = number
    return counts
