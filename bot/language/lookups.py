"""Questions about records, plans, items and rules (rules 12, 16, 26)."""

import re

from bot.language.days import Period, Tense
from bot.language.headcount import head_count
from bot.language.intents import Intent, Reading
from bot.language.items import in_words, numbered
from bot.language.marks import DAY, EVENT, ITEM, LENGTH, NAME, NUMBER, PERIOD, TIME
from bot.language.mood import of_other_business
from bot.language.said import Said, reading

# ---------------------------------------------------------------------- one's own records

_MINE = re.compile(
    "(?:(?<![帮给替告跟和向对])(?<!告诉)我|本人|俺|自己)(?!们|支|组|院)(?:的|今年|这个?月|上个?月|本月|这|上|在|那"
    "|还|都|一共|现在|目前|到底|到现在|全年)*[^，。？]{0,12}?(?:记录|学时|课时|出勤|考勤"
    "|签到(?:情况|记录|了|成功|上)|开会|到了(?:几|多少)|来了(?:几|多少)|签上|登上|记上|记了|到会|参加"
    "|请(?:了|过)?(?:几|多少)[次回天个]|请假|缺席|缺勤|迟到|缺课|缺了|缺过|缺(?:几|多少)|学习情况|学了|学够|够了"
    "|够不够|够没|达标|补学|参学|旷)"
    "|^(?:查一?下?|查查|看看|看一下|帮我[查看]+|调)?我的(?:记录|情况|学习|考勤|出勤|档案)"
    "|(?:学时|学习时长|考勤|到会|出勤)[^，。？]{0,8}(?:我|本人)(?!们)|个人(?:记录|学时|考勤|出勤)"
    "|(?:我|本人|俺)(?!们).{0,8}(?:[还差欠]+(?:多少|几)(?:个)?(?:学时|小时|课时|次)|(?:多少|几)个?(?:学时|课时))"
    "|^(?:我|本人|俺)(?:现在|今年|目前|到现在)*还?(?:差|欠|缺|要补)(?:着)?多少[？。]?$"
)
_LET_ME_SEE = re.compile(
    "(?<![复检调审抽自普核])查(?!房|封|案|账|体)|[看瞧](?:看|瞧|一?下|我)"
    "|(?:发|调|导|列|报|念|告诉)(?:给|一?下|出)?我?(?:我|的|出|看|一下)|我的[^，。]{0,8}记录|个人记录|多少"
    "|几(?:个?学时|个?小时|次|回)"
)
_CONSEQUENCES = re.compile("会不会|扣|影响|算不算|要不要|行不行|可以吗|规定|怎么算|能不能")
_HOURS = re.compile(
    "学时|课时|学了(?:多久|多少|几)|学够|多少(?:个)?小时|几(?:个)?小时|学习时[长间]|还?(?:差|欠|缺)(?:着)?多少"
)
_ATTENDED = re.compile(
    "到会|开会|到了(?:几|多少)|几回|参加|出勤|考勤|签到|签上|签没签|请假|请(?:了|过)?(?:几|多少)|缺[席勤课]"
    "|缺(?:几|多少)|迟到|几次|多少次|哪几次|登上|记上|到了没|旷|补学|补上|算[上到]?"
)
_ABOUT_OTHERS = re.compile(r"我们|咱们|谁|哪(?:些|几)个?(?:人|支部)|大家|各支部")


def read_own(said: Said) -> list[Reading]:
    """我这个月学了几个学时, 查我的记录."""
    if not _MINE.search(said.words) or (_ABOUT_OTHERS.search(said.words) and "我的" not in said.words):
        return []
    if not (said.asks or _LET_ME_SEE.search(said.words)):
        return []
    if _CONSEQUENCES.search(said.words):
        return []
    what = "all"
    if _HOURS.search(said.words):
        what = "hours"
    elif _ATTENDED.search(said.words):
        what = "attendance"
    return [reading(Intent.QUERY_OWN, what=what, period=_facts_period(said))]


# ---------------------------------------------------------------------- who has, who has not, what was logged

_WHO = re.compile(
    "(?<!你是)(?<!书记是)(?<!书记叫)(?<!委员是)(?<!组长是)(?<!负责人是)(?<!联系人是)谁(?!是(?:我们|咱们?"
    "|支部)?(?:的)?(?:支部)?(?:副?书记|组长|.{0,2}委员)|也|都[没不]|来|去|帮|有空|有时间|能帮|带|知道)"
    "|哪(?:些|几个|几位|个|位|几家|家|几)(?:人|同志|党员|支部|党支部|组|小组|单位"
    "|(?:会议?|活动|组织生活|课|学习)?(?:没|还(?:没|未|缺|差)|未|已|缺|漏))"
    "|(?:人|支部|同志|党员|小组)(?:都)?(?:有|是)(?:哪些|哪几个|谁)"
    "|还有(?:谁|哪(?!些?个?(?:会|活动|学习|安排|党课|任务)))"
    "|(?:几|多少)(?:个|名|位)?(?:人|同志|党员|支部)[^，。？]{0,6}(?:没|未|还|签|到|请|缺|来|报|登|参)"
    "|(?:到|来|签|请假|缺席|缺|参加|报)(?:了|到)?(?:几|多少)(?:个|名|位)?(?:人|同志|支部|$)|名单"
)
_WHETHER_DONE = re.compile(
    "(?:了|过|完|好|齐|到|上|成)(?:没有?|吗|么|不|冇|伐|没得|嘛)"
    f"|(?:有没有|是不是|是否|有无|没得)(?:都|已经?|人|谁|全)*[^，。？]{{0,10}}(?:开|上|登|签|报|补|请|缺|漏|记|办|搞"
    "|学|来|到|收|交|谈|讲|录|忘)|漏|(?:开|上|登|签|报|补|学|搞|记)没(?:开|上|登|签|报|补|学|搞|记)"
    "|没(?:开|登|签|报|补|记|上)(?:吗|的)|都(?:签|到|登|报|来)(?:了|齐)?(?:吗|没)"
    f"|{NAME}[^，。？]{{0,12}}(?:没有?|吗|不)$|记录在不在|记录(?:还)?有没有|有没有[^，。？]{{0,8}}记录"
    "|有记录(?:吗|没|不)|查得到|登记情况|签到情况|缺(?:了|过)?(?:哪|几|多少|什么)|少(?:了|开了|开)?(?:哪|几)"
    "|还(?:差|缺|欠)(?:哪|几|什么|啥|谁)"
)
_IMPERATIVE = re.compile(
    "(?:查|看|列|统计|拉|发|报|告诉|说|汇总|数|核).{0,6}(?:谁|哪|没|未|签到|缺|漏|情况|名单|人数)"
)


_ABOUT_SOMETHING_ELSE = re.compile("整改|销号|验收|合适|比较好|好一点")
_HOURS_OF = re.compile(rf"{NAME}[^，。？]{{0,10}}(?:(?:多少|几)个?(?:学时|小时|课时)|学时(?:够|多少|几))")


_OURS = re.compile(
    "签|到|来|请|假|缺|登|报|参加|开|学|交|漏|没|迟|补|记|完成|谈|主持|课|会|名单|去|勤|未|少|差"
)


def read_missing(said: Said) -> list[Reading]:
    """谁没签到, 这季度哪些支部没开支委会, 支委会开了没有, 葛亮今天请假了没."""
    about = (
        _WHO.search(said.words)
        or said.has(_WHETHER_DONE)
        or said.has(_HOURS_OF)
        or _IMPERATIVE.search(said.words)
    )
    if not about or not (said.asks or _IMPERATIVE.search(said.words)):
        return []
    if re.search(ITEM, said.text) or _ABOUT_SOMETHING_ELSE.search(said.words):
        return []
    if said.event() is None and (of_other_business(said.words) or not _OURS.search(said.words)):
        return []
    people = said.named() if re.search(NAME, said.text) else []
    return [
        reading(
            Intent.QUERY_MISSING,
            branch=said.branch_name(),
            event=said.event_code(),
            period=_facts_period(said),
            name=people[0].name if people else None,
        )
    ]


def _facts_period(said: Said) -> dict[str, str] | None:
    return said.span(Tense.PAST)


# ---------------------------------------------------------------------- what is coming

_COMING = re.compile(
    f"(?:有|都有|还有|是|搞|有些|要搞|要参加)(?:什么|啥|哪些|哪几个|几个|几次|没有|么子)(?:别的|其他)?(?:{EVENT}"
    "|活动|安排|会议?|学习|任务|事|要参加|要开|计划|组织生活)|(?:什么|啥|哪些)(?:活动|安排|会)"
    "|安排(?:是|了|有)?(?:什么|啥|哪|怎么|咋|吗|没)|日程|怎么安排|咋安排|如何安排|什么安排|近期安排|工作安排|安排表"
    f"|(?:发|看|说).{{0,6}}(?:安排|日程)"
    "|(?:什么时候|啥时候|啥时间|什么时间|哪[一]?天|几号|几点|何时|几时|周几|星期几|礼拜几|哪日|哪个周|么时候|多会儿"
    "|在哪|哪里|哪儿|什么地方|几楼|哪个会议室)"
    "|(?:还|照常|正常|照样|要不要|用不用|需不需要|是不是|也)(?:要|用|得|来|去)*(?:学|开|搞|上|办|举行|集中"
    f"|{EVENT})[^，。？]{{0,6}}(?:吗|不|么|没|伐|嘛|$)|(?:开|学|上|搞|办)不(?:开|学|上|搞|办|{EVENT})"
    "|下(?:一)?(?:次|回)|(?:开|上|学|搞|(?<=[周五天日])学习)(?:会|课|习)?(?:吗|不|么|嘛|伐)[？。]?$"
    f"|(?:{DAY}|{PERIOD}){EVENT}(?:吗|不|么|嘛|伐)[？。]?$|哪些会要开|(?:要|该|得)开(?:哪些|什么|啥|几个)会"
    "|改期(?:了)?(?:没|吗)|(?:挪|改|推迟|取消)(?:到|了)?(?:哪|没|吗|什么|几)"
    f"|有(?:没有)?(?:{EVENT}|会|课|学习|活动|安排)(?:吗|没|不|么|嘛)?[？。]?$|是(?:周|星期|礼拜).{{1,2}}还是"
    f"|(?:{EVENT}).{{0,4}}(?:还|照常)"
)
_ASKS_FOR_PLANS = re.compile(
    "(?:发|看|查|说|列|念|问|告诉)[^，。]{0,8}(?:安排|日程|计划)|(?:安排|日程)[^，。]{0,4}(?:发|看|查|说|列|念|一下)"
    "|下次.{0,6}(?:时间|日期)"
)
_HELD_ALREADY = re.compile(
    "(?:开|上|搞|办|学|召开|组织)(?:了|过|完)|(?:什么时候|哪天|几号)(?:开|上|登|搞|办|学|签)(?:的|了|过)|上次|上回"
    "|(?:登|记|签|报|补)(?:了|的|过|上)"
)


_WHEN_HELD = re.compile(
    "(?:什么时候|啥时候|哪[一]?天|几号|何时|哪次)(?:召?开|上|搞|办|学|组织)(?:的|过)"
    "|(?:召?开|上|搞|办|学)过(?:哪|什么|啥|几|多少)|(?:召?开|上|搞)了(?:哪些|几次|几个|几堂|几节|几回|多少次?)(?!人)"
    "|(?:上次|上回|最近一次)[^，。？]{0,12}(?:什么时候|啥时候|哪[一]?天|几号|何时)"
)


_HOLIDAY_WEEK = re.compile(
    "(?:调休|国庆|春节|五一|端午|中秋|清明|元旦|放假)(?:的)?(?:那|这)(?:一)?(?:周|个?星期|个?礼拜)"
)


def _so_far(said: Said) -> dict[str, str]:
    return {"from": f"{said.today.year}-01-01", "to": said.today.isoformat()}


def read_calendar(said: Said) -> list[Reading]:
    """这周有什么活动, 下次支部大会是哪天, 下周五还学习吗."""
    held = said.asks and said.has(_WHEN_HELD)
    if not held and not (said.has(_COMING) and (said.asks or _ASKS_FOR_PLANS.search(said.words))):
        return []
    event = said.event()
    if event is None and not re.search("活动|安排|日程|会|学|课|党日|任务|要参加|组织生活", said.words):
        return []
    if not held and said.has(_HELD_ALREADY):
        return []
    period = (said.span(Tense.PAST) or _so_far(said)) if held else said.span(Tense.FUTURE)
    if "还是" in said.words or _HOLIDAY_WEEK.search(said.words):
        period = None  # which of two days is what is asked
    if period is None and event is not None and event.on_friday and said.first(DAY) is None:
        period = None
    return [
        reading(
            Intent.QUERY_CALENDAR,
            branch=said.branch_name(default=False),
            event=said.event_code(),
            period=period,
        )
    ]


# ---------------------------------------------------------------------- what the rules say

_DECIDED = re.compile("表决|选举|接收|转正|换届|改选|投票|决议|开会|召开|法定|到会|有效|支委会|党员大会")
_ENOUGH = re.compile(
    "能(?:不能)?(?:表决|开会|选举|投票|通过|有效|作数)|行不行|行吗|行不|可以吗|可以不|能开(?:吗|不|么|会)|能不能开"
    "|可以开|开得成|中不中|要得|成不成|够不够|够吗|够了吗|过了?(?:吗|没有)|能通过"
)
"""Is it enough? A question about the rules only where heads are counted for a decision."""
_RULE = re.compile(
    r"有效|作数|算数|合规|合法|成立吗|违规|违反|违不违|合不合|符不符合|能通过吗"
    "|算不算|算(?:吗|不|么|是|作|到会|出席|在内|请假|缺席|应到|学时|一次)|计不计|计入|抵不抵"
    "|能不能(?:算|抵|代|合|补|用|由|当|投|参加|在|一起|放)"
    "|可(?:不可以|以)(?:算|代|合|抵|由|用|请|在|一起|跟|和|不|补|当|投|列席)|能(?:否|够)?(?:代|合并|抵|算|替(?!.{2,4}(?:把|请|同志请))|由|用)"
    "|(?:几|多少)(?:个|名)?(?:人|票|以上|委员|成|分之)[^，。？]{0,10}(?:才|就|能|算|可以|有效|通过|合|够)"
    "|(?:至少|最少|最低|起码|最多|不少于|不得少于|超过|占)(?:要|得|应该|需要)?[^，。？]{0,6}(?:几|多少)|过半|半数"
    "|三分之|五分之|法定|人数要求"
    "|(?:多久|多长时间|多少时间|多长|几(?:个)?(?:月|天|周|星期|年)|隔多久)[^，。？]{0,8}(?:一次|一回|开|上|换|搞|要"
    "|必须|得|内|补|交|评)|(?:一|每)(?:个)?(?:年|月|季度?|周|半年)(?:里|至少|最少|要|应该|必须|得|规定|到底"
    "|一般)*[^，。？]{0,8}(?:几|多少)(?:次|回|个|堂|节|学时|小时|天)|频次|频率|要开几次|开几次|上几次|讲几次"
    "|(?:几|多少)(?:次|个学时|学时|小时|天|堂|节)(?:才|算|够|合格|达标|是)"
    "|会不会(?:被)?(?:扣|影响|算|取消|降)|扣不扣|要不要(?:扣|补|写|请|医院|证明|材料|假条|开证明|签|报|开|去|参加|交"
    "|记|学|算|管|投票)|(?:还|也|就)?(?:要|用|得|需要|需)(?:不要|不用)?(?:补|写|交)(?:学|课|假|材料|情况|说明"
    "|条)?[^，。？]{0,4}(?:吗|不|么)|(?:(?<![组委大活员总生])会|要)(?:被)?扣(?:支部|我们|几|多少)?的?分?"
    "|影响(?:不影响|评|支部|得分|分|吗)|怎么(?:算|计|认定|扣|界定|规定|处理|罚|办|评|定|折算)"
    "|如何(?:算|计|认定|扣|规定|评|处理)|什么(?:条件|情况|标准|要求|规定|流程|程序|资格|时候算|叫|是|后果)"
    "|啥(?:条件|标准|要求|规定|后果)|规定(?:是|多少|几|吗|了)?|(?:要|得|需)补(?:多少|几)"
    "|是哪(?:[三几些两]|四)(?:个)?[会项个课条]|是(?:啥|什么)意思|指(?:的是)?(?:什么|啥|哪)|按规定|有规定"
    "|标准(?:是|多少)|要求(?:是|多少|吗)|流程|程序|需要(?:什么|哪些|多少|几|吗|不)"
    "|是否(?:必须|需要|算|可以|要|有|计|影响|合|能)|必须(?:要)?(?:吗|不|么|全|有|到|.{0,8}吗)"
    "|有没有(?:资格|权|表决权|选举权|规定|要求|限制|名额|时间)"
    "|多少(?:学时|分|钱|比例|名额|个名额|人)(?:才|算|够|合格|达标)|几分(?:才|算|之)|一票否决|区别|为什么要|为啥要"
    "|能投票|能(?:参加)?(?:表决|投票|选举)(?:吗|不|么)|有表决权|能不能表决|比例|(?:扣|加)(?:几|多少)分(?=$|[？。])"
)


_VOTES = re.compile("选举|表决|投票")
_NAMED_EVENT = re.compile(f"{EVENT}|{DAY}")


def read_rule(said: Said) -> list[Reading]:
    """今天表决接收预备党员，应到16到了8个行不行; 党小组会多久要开一次."""
    counts = head_count(said.text, said.marks)
    told = _VOTES.search(said.words) and {"due", "present"} <= set(counts) and not said.has(_NAMED_EVENT)
    if not said.puts_a_question and not told:
        return []
    enough = _ENOUGH.search(said.words) and _DECIDED.search(said.words) and "present" in counts
    if not enough and not told and not _RULE.search(said.words):
        return []
    numbers = {name: counts[name] for name in ("due", "present") if isinstance(counts.get(name), int)}
    return [reading(Intent.QUERY_RULE, topic=_topic(said), **numbers)]


def _topic(said: Said) -> str:
    """The question itself, without politeness, numbers of people and the mark of the question."""
    clauses = [clause for clause in re.split(r"[，。；？\n]", said.words) if clause.strip()]
    told = [
        clause
        for clause in clauses
        if not re.fullmatch(
            "(?:请问|你好|您好|问一?下|想问|麻烦|老师|同志|那个"
            "|.{0,6}(?:行不行|行吗|可以吗|有效吗|够不够|算有效吗|算数吗))(?:一下)?",
            clause,
        )
    ]
    chosen = "，".join(told or clauses)
    chosen = re.sub(
        r"^(?:请问|问一?下|想问一?下?|我想知道|我问一?下|如果|要是|那|就是|你说|昨天|今天|明天)+", "", chosen
    )
    return re.sub(
        r"[，、]?应?到?会?\d+[人个名]?[，、]?(?:实)?到了?\d+[个人名]?|[吗呢啊呀嘛]+$", "", chosen
    ).strip("，。？ ")


# ---------------------------------------------------------------------- the list of items

_ITEMS_ABOUT = re.compile(
    f"{ITEM}|整改|销号|问题清单|验收|逾期(?!未交党费)|清单|台账里的问题|(?:几|多少|哪)(?:几)?(?:[条项]|个问题)"
    "|问题(?:还|有|都|改)|待办"
)
_STATES = (
    (
        "overdue",
        re.compile("逾期|超期|过期|超时|到期(?:没|未|还没)|拖(?:着|了|延|到)|过了(?:期|时间|期限)|超了"),
    ),
    (
        "open",
        re.compile(
            "没(?:有)?(?:弄|改|整改|完成?|做|销|处理|解决|落实|验收|通过|办|补|搞|关)"
            "|未(?:完成|整改|销号|改|办结|解决|闭环|通过|处理|了结|关)|还(?:有|剩|差|欠|挂|没)|剩(?:下|余|多少|几)"
            "|待(?:整改|办|销号|处理|改|验收)|在改|正在|挂着|没销|遗留|没闭环|欠着|要改|该改"
        ),
    ),
    (
        "closed",
        re.compile(
            "(?:销号|销|改|整改|完成|办结|通过|解决|弄|验收|闭环|办)(?:掉|完|好|过|通过|合格)?了?(?:的|了|掉)?(?:多少"
            "|几|哪)|已(?:经)?(?:销号|完成|整改|销|改|办结|闭环)|(?:销|改|办|弄)(?:号|完|好|结|掉)了?的"
            "|哪些(?:已经?)?(?:销|改好|通过)"
        ),
    ),
    ("all", re.compile("全部|所有|一共|总共|总的|一览|汇总|合计|总计|共有?(?:多少|几)")),
)
_SHOW = re.compile(
    "(?:发|给|调|列|拿|翻|找|报|说|念|打开|传)(?:给)?(?:我(?!们)|俺(?!们)|一下|出来|过来|个|下|上来)"
    "|整改(?:的)?(?:情况|进度|进展|台账)(?:如何|怎么样|怎样)?$|(?:整改|问题)清单$|[看查瞧](?:一下|一看|看|查|瞧|下|一查)|我(?:要|想)[看查]|查询"
)


def read_items(said: Said) -> list[Reading]:
    """整改还有哪几条没弄完, 九支部有逾期的整改没有, 第2条验收通过了没有."""
    if not said.has(_ITEMS_ABOUT) and not _ITEMS_ABOUT.search(said.words):
        return []
    if not said.asks and not _SHOW.search(said.words):
        return []
    numbers = numbered(said)
    words = None
    if not numbers and said.asks and re.search("[那这](?:一)?[条项]|那个问题|这个问题|的问题", said.words):
        words = in_words(said)
    state = (
        None
        if numbers or words
        else next((code for code, pattern in _STATES if pattern.search(said.words)), None)
    )
    return [
        reading(
            Intent.QUERY_ITEMS,
            branch=said.branch_name(),
            state=state,
            item=numbers[0] if numbers else ({"text": words} if words else None),
        )
    ]


__all__ = ["read_calendar", "read_items", "read_missing", "read_own", "read_rule"]
_ = (LENGTH, NUMBER, PERIOD, TIME, Period)
