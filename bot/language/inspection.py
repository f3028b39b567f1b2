"""What the organ committee says of a branch: findings, inspections, draws, points of an indicator."""

import re
from datetime import date
from typing import Any

from bot.language.branches import ALL
from bot.language.days import Tense
from bot.language.intents import BLANK, Intent, Reading
from bot.language.marks import BRANCH, DAY, ITEM, LENGTH, NUMBER, PART, PERIOD
from bot.language.said import Said, reading

# ---------------------------------------------------------------------- findings

_SEVERITIES = (
    ("grave", re.compile("严重(?!不足)|重大问题|性质恶劣")),
    ("serious", re.compile("较重|较为?严重|比较(?:严)?重|偏重|较大")),
    ("minor", re.compile("一般(?!来说|都|是|情况下)|轻微|不严重|较轻|小问题")),
)
_SEVERITY_CLAUSE = re.compile(
    "(?:程度|定|算|属|列|按|记|为|个|是|属于|性质|问题){0,4}(?:较为严重|较严重|比较严重|比较重|较重|偏重|一般|严重"
    "|轻微|较轻)(?:的)?(?:问题|程度|级|级别|处理|情形|违规)?(?:问题)?"
)
_TERM_WORDS = "整改|改[好完正掉]?|补[齐好上]?|完成|内|前|期|限|销号|解决|落实|交|到位|弄好"
_TERM = re.compile(
    "(?:[要限请责给]令?|务必|最迟|必须)?(?:求|期|他们|你们|它|在|于|时间|他"
    f"|其){{0,4}}(?P<length>{LENGTH})(?:的)?(?:之|以)?(?:内|期限|时间)?(?:要|必须|务必|把它|给|得)?(?:整改|改|补"
    "|完成|解决|落实|销号|交)?(?:[好完齐上正]|到位|完毕|结束|掉)?"
    "|(?:[要限请责]令?|务必|最迟|必须|给他们|整改|期限)?(?:求|期|在|于|时限|到|至|是|为"
    f"|：){{0,4}}(?P<day>{DAY})(?:之|以)?前?(?:要|必须|务必|得|把|给)?(?:整改|改|补|完成|解决|落实|销号"
    "|交)?(?:[好完齐上正]|到位|完毕|结束|掉)?"
)
_AN_ITEM = re.compile(ITEM)
_RATED = re.compile(
    "(?:^|[，。；、 （])(?:程度|定为|属|算|性质|按)?(?:较为?严重|比较重|较重|一般|严重|轻微)(?:问题|程度)?(?=$"
    "|[，。；、 ）])"
)
"""A severity as a clause of its own."""
_LIMITED = re.compile("(?:[限期改]|整改|务必|最迟|必须)(?:在|于|到|至|是|为|：)?$")
_BY_THEN = re.compile(
    "(?:之|以)?[内前](?:要|整改|改|补|完|解决|落实|销号|交|务必|必须|到位|弄|$|[，。；])|整改|改|补|完成"
)
_AT_ONCE = re.compile("立行立改|(?:立即|马上|当场|尽快|限期)整改")
_POINTS_OFF = re.compile(rf"扣(?:掉|除|了)?{NUMBER}分?")
_FOUND = re.compile(
    r"(?:^|[，。；\n])(?:刚|今天|我们)*(?:检查|抽查|现场|这次)?(?:发现|查到|查出|查的|看到|记|登记|登|录|列|加|存在"
    "|添)(?:了|一个|一条|个|条|一下|下|在)*(?:问题)?(?:是|有|如下)?[：，]?|记(?:上|录)?(?:一个|一条|个|条|下)问题"
    "|列(?:入|进)?(?:问题)?清单|(?:登记|录入|新增|增加|添加)(?:一个|一条|个|条)?(?:问题|整改)|(?:问题|整改)(?:是|：)"
    "|检查(?:发现|出)|查(?:出|到|见)"
)
_CHECKED = re.compile(
    "(?:检查|抽查|督查|巡查|核查|抽检)[^，。；]{0,8}(?:发现|查到|查出|看到)"
    "|(?:登记|录入?|记|新增|列)(?:一个|一条|个|条|下)?问题"
)
_PAPERS = re.compile(
    "(?:记录|台账|笔记|签到表|材料|资料|照片|公示|档案|纪要|讲稿|计划|总结|报表|手册)[^，。；]{0,8}(?:没"
    "|不[全够齐规完实一]|缺|未|漏|少|雷同|代签|空白|造假|有问题)"
    "|(?:没有?|缺|漏|少)(?:了)?[^，。；]{0,10}(?:记录|台账|笔记|签到表|材料|资料|照片|公示|档案|纪要|讲稿|计划|总结)"
)
_LED_IN = re.compile(
    f"^(?:{DAY}|{PART}|刚才?|刚刚|录入?(?=一|个|条)|今天|我们?|检查组?|抽查|现场|检查|这次|去|在|到|查看?|看完|台账"
    "|发现|查到|查出|查的|看到|看|记(?=[一上个条下])|登记(?=[一个条问：])|录入|新增|加|添加|存在|列|一个|一条|个|条"
    rf"|一下|下|了|着|的|问题|是|有(?!的)|如下|：|；|，|。|、| |\n|{BRANCH}|给|那边|这边|他们|该支部|指标|对应|整改"
    rf"|按|关于|被查|记上|{NUMBER}[、.，)）]|报告|另外|还有|第?{NUMBER}[条个项]|[A-E]\d\d(?:项|指标)?|{PERIOD}检查"
    "|[:：])+"
)
_FAULT = re.compile(
    "没|未|缺|不(?!错|用|是)|漏|少|错|乱|空白|超期|逾期|代签|雷同|抄|混|无|滞后|迟|造假|走过场|脱节|松散|旧|坏|破"
    "|过期|敷衍|简单|应付|问题"
)
_EVENTS_OF_THEIR_OWN = re.compile(r"(?:[；。\n]|，(?=(?:另外|还有)?[\ue200-\ue3ff]))")


_MISTAKEN = re.compile("(?<!没)(?:[写登记报填]|查|扣)错了|更正")


def read_findings(said: Said) -> list[Reading]:
    """Each fault found at a branch, with its severity and its term. Several may stand in one message."""
    if said.has(_AN_ITEM) or _MISTAKEN.search(said.words) or not _tells_of_a_fault(said):
        return []
    if lists_findings(said):
        return _findings_of_list(said)
    parts = [part for part in _EVENTS_OF_THEIR_OWN.split(said.text) if part.strip(" ，。；")]
    faults = [part for part in parts if _fact(said, part)]
    if len(faults) < 2 or (
        len({mark for part in faults for mark in re.findall(BRANCH, part)}) < 2
        and not all(_has_term(said, part) for part in faults)
    ):
        return [_finding(said, said)]
    readings = []
    branch = ""
    for part in parts:
        named = re.findall(BRANCH, part)
        branch = named[0] if named else branch
        if part in faults:
            readings.append(_finding(said.part(part if named or not branch else f"{branch}{part}"), said))
    return readings


_LISTED = re.compile(rf"(?:^|(?<=[\n；。：:，]))[ 　]*[（(]?{NUMBER}[）)、．.，：][ 　]*")
"""1. … 2. …: where the points of a list begin."""
_HEADING = re.compile(rf"\n[^，。；\n]{{0,12}}({BRANCH})[^，。；\n]{{0,12}}\n*$")
"""The last line before a point that names the branch of the points below."""


def lists_findings(said: Said) -> bool:
    """A numbered list of faults by somebody with a role in the organ: one document, never cut into its sentences."""
    points = _LISTED.split(said.text)[1:]
    faults = [point for point in points if _FAULT.search(said.plain(point))]
    return (
        len(points) > 1
        and len(faults) == len(points)
        and bool(said.speaker.roles)
        and re.search(BRANCH, said.text) is not None
    )


def _findings_of_list(said: Said) -> list[Reading]:
    """The branch stands above its points; a term said before or behind them holds for all that have none of their own."""
    head, *points = _LISTED.split(said.text)
    points[-1], _, behind = points[-1].partition("。")
    above = said.part(f"{head}，{behind}")
    branch = "".join(re.findall(BRANCH, head)[-1:])
    found = []
    for point in points:
        heading = _HEADING.search(point)
        text = point[: heading.start()] if heading is not None else point
        if _fact(said, text):
            found.append(_finding(said.part(text if re.search(BRANCH, text) else f"{branch}{text}"), above))
        branch = heading[1] if heading is not None else branch
    return found


def _tells_of_a_fault(said: Said) -> bool:
    fact = _fact(said, said.text)
    if fact and said.has(_RATED) and said.branch_name(default=False) is not None:
        return True
    named = said.by_id() is not None and said.branch_name(default=False) is not None
    told = (
        _has_term(said, said.text)
        or severity_of(said.words)
        or said.has(_FOUND)
        or said.has(_AT_ONCE)
        or _CHECKED.search(said.words)
        or _looked_at_papers(said)
        or named
    )
    return bool(told) and _FAULT.search(fact) is not None


def names_a_branch(said: Said) -> bool:
    """A fault of another branch, with its severity or term: nobody hands in an item so."""
    named = said.branch_name(default=False) is not None
    return named and (
        said.has(_RATED)
        or said.has(_AT_ONCE)
        or _CHECKED.search(said.words) is not None
        or said.by_id() is not None
        or bool(_has_term(said, said.text))
        or _looked_at_papers(said)
    )


def _looked_at_papers(said: Said) -> bool:
    """Who oversees other branches says of one what its papers lack: 五支部支委会记录不全."""
    elsewhere = said.branch_name(default=False) not in (None, said.speaker.branch, ALL)
    return elsewhere and bool(said.speaker.roles) and _PAPERS.search(said.words) is not None


def _has_term(said: Said, text: str) -> bool:
    return _term(said.part(text)) != {}


def _finding(said: Said, whole: Said) -> Reading:
    branch = said.branch_name(default=False) or (said.speaker.branch if said.names_own_branch() else None)
    if branch is None or branch == ALL:
        branch = None
        whole.ask(_which_branch())
    term = _term(said) or (_term(whole) if whole is not said else {})
    severity = severity_of(said.plain(said.text)) or (severity_of(whole.words) if whole is not said else None)
    return reading(
        Intent.ADD_FINDING,
        branch=branch,
        indicator=said.by_id(),
        text=_fact(said, said.text),
        severity=severity,
        **term,
    )


def severity_of(words: str) -> str | None:
    """较重 is looked for before 严重: 较严重 is serious, not grave."""
    for code in ("serious", "minor", "grave"):
        if dict(_SEVERITIES)[code].search(words):
            return code
    return None


def _term(said: Said) -> dict[str, Any]:
    """`days` from now, or `due_on`; a day counts only with a word of what is to be done by then."""
    for found in _TERM.finditer(said.text):
        around = (
            _LIMITED.search(said.text[: found.start()]),
            found[0],
            said.text[found.end() : found.end() + 3],
        )
        alone = found["length"] and re.fullmatch(
            "[，。； ]?[，。； ]?",
            said.text[max(0, found.start() - 1) : found.start()] + said.text[found.end() : found.end() + 1],
        )
        before, inside, behind = around
        if not (alone or before or re.search(_TERM_WORDS, inside) or _BY_THEN.match(behind)):
            continue
        if found["length"]:
            length = said.marks.value(found["length"])
            if length.workdays:
                return {"due_on": said.calendar.add_workdays(said.today, length.workdays)}
            if length.days:
                return {"days": length.days}
        elif found["day"]:
            day: date | None = said.resolve(said.marks.value(found["day"]), Tense.FUTURE)
            return {"due_on": day} if day is not None and day >= said.today else {}
    return {}


def _fact(said: Said, text: str) -> str:
    """The fault itself: without branch, indicator, severity, points and term."""
    text = _POINTS_OFF.sub("，", text)
    text = _SEVERITY_CLAUSE.sub("，", text)
    text = _TERM.sub(
        lambda found: (
            "，" if re.search(_TERM_WORDS, found[0]) or re.fullmatch(LENGTH, found[0]) else found[0]
        ),
        text,
    )
    text = re.sub(r"[A-E]\d\d", "，", text, count=1)
    clauses = []
    for clause in re.split(r"[，。；\n]", text):
        led_in = _LED_IN.match(clause)
        rest = said.plain(clause[led_in.end() :] if led_in else clause)
        if len(rest) > 1 and not _NO_FACT.match(rest):
            clauses.append(rest)
    return "，".join(clauses)


_NO_FACT = re.compile(
    "^(?:请|要求|限期?|整改|记[上下一]+|登记|列入|清单|问题|麻烦|谢谢|的|吧|了|内|前|之|给|到|立即|马上|尽快"
    "|立行立改|书记|对应|指标|程度|定|按期|到位|落实|完成|同意|销号)*$"
)


# ---------------------------------------------------------------------- inspections and draws

_STARTS = re.compile(
    "启动|开展|开始|组织|部署|发起|布置|进行|搞(?:一次|个|一下)?|安排|来一次|走起|正式|开查|新建|建一?个|立项|铺开"
    "|查一?遍|做一次"
)
_QUARTERLY = re.compile(
    f"{PERIOD}(?:度)?(?:的)?(?:党建|例行|党务|支部|组织生活)?(?:工作)?(?:大)?(?:检查|考核|督查|巡查|检)"
    "|季度(?:党建|工作|例行)*(?:检查|考核|督查)"
)
_CAMPAIGN = re.compile("专项(?:整治|检查|行动|治理|督查|考核|活动|整改)|灯下黑|重点考核|集中整治|专项")
_TITLES = (
    re.compile("[“《](?P<t>[^”》]{2,30})[”》]"),
    re.compile("(?P<t>[^，。；\n]{2,20}?)(?:的)?(?:专项|重点考核|集中整治)"),
    re.compile("(?P<t>灯下黑)"),
)
_DRAW = re.compile(
    "(?:抽|随机(?:选|挑|定|查)|摇|挑|选)(?:查|取|检|签|出|选|个|一下)*(?:签|抽)?[，、 ]?(?:随机)?(?:抽|选"
    f"|取)?(?:出)?({NUMBER})(?:个|家|个党|所)?(?:党?支部|单位|家|$|[，。吧来去出]|下|进行|看看|的|暗访|检查|抽查)"
)
_DRAWS = re.compile("抽查|抽签|抽[取检选]|随机(?:抽|选|挑)|飞行检查|不打招呼|突击检查|暗访|抽(?:几|个|上)")
_COUNT_OF_BRANCHES = re.compile(rf"({NUMBER})(?:个|家)(?:党?支部|单位)?")


def read_inspection(said: Said) -> list[Reading]:
    """启动四季度检查, 开展“灯下黑”专项整治, 抽三个支部下周查."""
    if said.has(_DRAWS) or said.has(_DRAW):
        found = _DRAW.search(said.text) or _COUNT_OF_BRANCHES.search(said.text)
        if found is not None:
            return [reading(Intent.DRAW_SPOT_CHECK, count=int(said.marks.value(found[1])))]
        if said.has(_STARTS) or "抽" in said.words:
            said.ask(_how_many(), number_into=said.completed(f"抽{BLANK}个支部"))
            return [reading(Intent.DRAW_SPOT_CHECK)]
    if not said.has(_STARTS):
        return []
    named = said.branch_name(default=False)
    branch = ALL if named is None else named
    if said.has(_QUARTERLY) and not said.has(_CAMPAIGN):
        period = said.span(Tense.PAST) if said.first(PERIOD) else None
        return [reading(Intent.OPEN_INSPECTION, kind="quarterly_inspection", period=period, branch=branch)]
    if said.has(_CAMPAIGN):
        return [
            reading(
                Intent.OPEN_INSPECTION,
                kind="campaign",
                branch=branch,
                topic=_campaign_title(said),
                period=said.span(Tense.FUTURE) if said.first(PERIOD) else None,
            )
        ]
    return []


def _campaign_title(said: Said) -> str | None:
    for title in _TITLES:
        found = title.search(said.text)
        if found is None:
            continue
        words = said.plain(found["t"])
        words = re.sub(
            "^(?:请|从|今天|现在|起|在|全院|各支部|启动|开展|开始|组织|部署|发起|布置|进行|搞|一次|个|安排|正式|我们"
            "|新建|建)+",
            "",
            words,
        )
        if len(words) > 1:
            return words
    return None


# ---------------------------------------------------------------------- points of an indicator

_GRADED = re.compile(
    f"(?:给|打|得|评|定|记|算|为|：|是|扣到|按|改成|就)?(?:了|个|他们|它|到)?(?P<n>{NUMBER})分(?!钟|之|别|数|析)"
    f"|(?:给|打|得|评|记)(?:了|个)?(?P<m>{NUMBER})(?=$|[，。；])"
)
_BARE_POINTS = re.compile(rf"(?P<n>{NUMBER})(?P<m>)(?=$|[，。；])")
_HALF = re.compile(rf"({NUMBER})分半")
_FULL = re.compile("满分|(?:给|打|记|评)零分")


def read_grade(said: Said) -> list[Reading]:
    """九支部C04给1.5分: an inspector's points, in one reading for each indicator."""
    if said.by_id() is None and (
        "分" not in said.words or said.indicator() is None or said.branch_name(default=False) is None
    ):
        return []
    if said.has(_POINTS_OFF) and _has_term(said, said.text):
        return []  # 没记录，扣1分，10天整改: a finding says what it costs
    clauses = [one for one in re.split(r"[，；。、\n]", said.text) if _INDICATOR.search(one)]
    if len(clauses) > 1 and all(_GRADED.search(one) for one in clauses):
        return [grade for one in clauses if (grade := _grade(said.part(one), said, "")) is not None]
    grade = _grade(said, said, _note(said))
    return [] if grade is None else [grade]


_INDICATOR = re.compile(r"[A-E]\d\d", re.IGNORECASE)


def _grade(said: Said, whole: Said, note: str) -> Reading | None:
    found = _GRADED.search(said.text)
    if found is None and said.by_id() is not None and whole.branch_name(default=False) is not None:
        found = _BARE_POINTS.search(said.text)
    if found is None:
        return None
    points = said.marks.value(found["n"] or found["m"])
    if _HALF.search(said.text):
        points += 0.5
    branch = said.branch_name(default=False) or whole.branch_name(default=False)
    if branch is None and whole.names_own_branch():
        branch = whole.speaker.branch
    if branch is None:
        whole.ask(_which_branch())
    return reading(
        Intent.GRADE,
        branch=branch,
        indicator=said.indicator(),
        points=float(points),
        note=note,
    )


def _note(said: Said) -> str:
    clauses = [
        said.plain(clause)
        for clause in re.split(r"[，。；\n]", said.text)
        if not _INDICATOR.search(clause) and not _GRADED.search(clause) and not re.search(BRANCH, clause)
    ]
    return "，".join(clause for clause in clauses if len(clause) > 1)


# ---------------------------------------------------------------------- what is asked


def _which_branch() -> str:
    return "请问是哪个支部？"


def _how_many() -> str:
    return "请问抽几个支部？"
