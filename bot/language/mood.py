"""Does a sentence tell, ask, ask for something, suppose, deny, or repeat somebody else's words? (rules 1, 21, 22, 24)"""

import re
from enum import Enum

from bot.language.marks import EVENT, NAME


class Mood(Enum):
    STATEMENT = "statement"
    REQUEST = "request"  # a request put as a question: 明天请个假行不行
    QUESTION = "question"


_QUESTION = re.compile(
    rf"""[？?] | 吗(?!啡) | 咋 | 啥(?![^，。]{{0,4}}都[没不]) | 什么(?!的|时候都|[^，。]{{0,4}}都[没不]) (?<!没什么)(?<!还[上开学搞去]什么) | 怎么(?!也) | 怎样 | 如何(?!何) | 为何 | 何时 | 几时 | 多久 | 多长 | 哪(?!怕|[天个](?:还)?(?:没|未)定)
    | 谁(?!说|也|都[没不到来]) | 是否 | 能否 | 可否
    | (?:是|在|要|用|算)[^，。；]{{1,10}}还是(?![没不照老原一]|要|得|去|请)
    | 多少(?!有点) | (?<![十好前这那上缓延过给限再晚])(?<!(?<![看查问算数报])下)几(?=[个分次条点号人天时星家项位课名学周月份票回里层堂]|节课|年了)(?!个[^，。？]{{1,8}}都)
    | ([\u4e00-\u9fff])[不没]\1 | 学不(?={EVENT}) | 有没有 | 没没 | 了没(?![来去到参学开能赶签带]) | 过没(?!有人) | 着没 | 没得(?=$|[，。啊])
    | (?<!都)没有?[啊呀呢哦嘛哟咯啦]*[。]?$ | (?<![要了，。 对是])不[啊呀嘛咯哟]?(?=[，。；]|$) | (?<=[到了过开交完好签报])没(?=[，。；])
    | (?:咯|开|了|到|齐)冇 | 冇得?$ | 伐$ | 好伐 | 呢[。]?$(?<!还没\w呢)(?<!没\w\w呢)(?<!没\w呢)(?<!没\w\w\w呢)(?<!正在\w\w呢)(?<!着呢)
    | (?:都|全)[^，。；]{{0,6}}了吧[。]?$ | 来着[。]?$ | 么[。]?$(?<!什么)(?<!多么)(?<!这么)(?<!那么)
    """,
    re.VERBOSE,
)

_PLEASE = re.compile(
    r"""[，、 ]{0,3}(?:行不行|行吗|行不(?![通动在])|可以吧|行吧|成吧|行么|行伐|可以吗|可以不|可以么|可不可以|好吗|好不好|好不(?!容易)|好么|好伐|成吗|成不(?!了)|行得通(?:不|吗|么)|中不中|中不(?!了)
        |能不能|能否|可否|是否可以|要得不|要得吗|得不得行|得行不|没问题吧|没问题吗)(?:啊|呀|呢|嘛|哦)?[？]*""",
    re.VERBOSE,
)
_MAY_I = re.compile(
    "(?:我?可以|我?能)(?!到|加|申|评|拿|得|涨|看|不能)(?P<what>.{0,24}?)(?:吗|不"
    "|么)(?P<end>[啊呀呢嘛]?[？]?(?:[，。；]|$))"
)
_ASKED_FOR = re.compile("^(?:请问)?[，]?(?:麻烦|劳驾|帮忙)")

_SUPPOSITION = re.compile(
    "如果|谁说|还[上开学搞](?:什么|啥)|该多好|就好了|巴不得|恨不得|过阵子|过段时间|过几天再|有空再|将来|以后(?:闲|有空|.{0,6}(?:再|也))|要是|假如"
    "|假使|假设|万一|倘若|若是|的话(?!题|是)|等我|等到?.{0,8}(?:再|之后)|到时候再|回头再|改天再|下次再|看情况|说不定"
    "|不一定|也许|可能(?!性)|要不要|本来想|打算不|除非|只要|以后再|过后再"
)
_DENIAL = re.compile(
    "(?:还|都|也|就|又|并|确实|是)?(?:没有?|未(?!来)|冇)(?:能|来得及|去成|及时)?(?:参加|去|学|签|开|上(?!传|报)|搞|补"
    "|完成|交|讲|登|谈|做|改|听|看|到|来|办|组织|召开|进行|落实|弄|收|打卡|报)"
    "|先不|先别|暂时不|不(?:想|打算|准备|要)?(?:签到|参加|学|开会|补|登记|开(?!心))|别(?:签|登|记|开)|没空"
    "|忘了?(?:签|打卡|登)"
)
_QUOTED = re.compile('“[^”]{0,80}”|《[^》]{0,60}》|"[^"]{0,80}"')
_FORWARDED = re.compile(
    "【?转发】?(?:[：消]|通知|自|】)|【转[发自]|^转(?:发)?[：一]|^fwd?[：:]|转发[一]?[下条]?(?:通知|消息)|引用"
    r"|领导原话|原话(?:是)?[：“]|^[-— ]*\d{0,2}\.?-{3,}|聊天记录|^>|以下(?:是|为)转发|【通知】|群里发的"
    r"|^(?:[A-Za-z0-9_\u4e00-\u9fff\ue000-\ue1ff]{1,6}|[^，。]{0,6})(?:说|原话|讲)[：]?“",
    re.IGNORECASE,
)


def without_quotes(text: str) -> str:
    return _QUOTED.sub("“”", text) if "“" in text or "《" in text or '"' in text else text


def mood(text: str) -> tuple[Mood, str]:
    """The mood, and for a request the sentence without its polite wrapping."""
    bare = without_quotes(text)
    if not _QUESTION.search(bare) and not _PLEASE.search(bare):
        return Mood.STATEMENT, text
    unwrapped = _PLEASE.sub("", text)
    unwrapped = _MAY_I.sub(lambda found: found["what"] + found["end"].strip("啊呀呢嘛？"), unwrapped)
    if unwrapped != text:
        rest = without_quotes(unwrapped).rstrip("？，。 ")
        if len(rest) > 1 and not _QUESTION.search(rest):
            return Mood.REQUEST, unwrapped.rstrip("？，。 ")
    return Mood.QUESTION, text


_HEARSAY = re.compile(
    "^[，。 ]*(?:我)?(?:听说|据说|听(?:谁|人|他|她|别人|同事|人家).{0,4}说|网上(?:说|看到|看见|有人|传|都|讲)"
    "|新闻(?:里|上|说|报道)|电视(?:里|上)|隔壁|人家|(?:别的?|其他|外地?|兄弟)(?:单位|法院|部门|地方)|做梦|梦见"
    "|举个?例|比如|例如|比方|假装|测试一下)"
    "|(?:省|市|最)?(?:高院|中院|省院|高法|基层院|兄弟法院)[^，。]{0,8}(?:召?开|搞|办|组织)了|我家(?:猫|狗|鹦鹉)"
    "|(?:^|[，。])(?:它|服务器|打印机|电脑)|开(?:个)?玩笑|逗(?:你|大家)|说着玩|闹着玩"
)
_NOT_SAID = re.compile(
    "(?:^|[，。；\\n ])(?:我|俺|请|先|你|可|那|刚才|千万)*(?:(?:并)?没有?说过?"
    "|(?:别|不要|不用|甭|先不)(?:给我|帮我|再|着急|急着)*(?:登记?|记(?!录)|录|上?报(?!到)|写|补|请假|签到|算)(?![错漏反成]))"
)


def supposes(text: str) -> bool:
    """Not what is, but what might be, is told of others, or is not to be written."""
    return any(words.search(text) is not None for words in (_SUPPOSITION, _HEARSAY, _NOT_SAID))


_TOLD_TO_SOMEBODY = re.compile(f"^{NAME}(?:同志)?[，：][^。]{{0,20}}(?:记得|别忘|你)")
_HELD_BACK = re.compile("(?:别|不要|不用|先不|莫|甭)(?:急着|忙着|再)?(?:撤|删|取消|改|挪|推迟)")


def told_to_somebody(text: str) -> bool:
    """孙佳琪，下午记得去报到: an order to a person, nothing to record."""
    return _TOLD_TO_SOMEBODY.search(text) is not None


def held_back(text: str) -> bool:
    """先别撤: nothing is to be changed yet."""
    return _HELD_BACK.search(text) is not None


def denies(text: str) -> bool:
    """Something did not happen; 忘签到了，我参加了 tells that it did."""
    return _DENIAL.search(text) is not None and _ALL_THE_SAME.search(text) is None


_ALL_THE_SAME = re.compile(
    "(?:去了?|来了?|到了|参加了?|在场)[，]?(?:但是?|可是?|就是|只是|却)?没(?:有)?(?:签|打卡|登)"
    "|补(?:一?下|登|录|记|报|上)[^。；]{0,24}忘(?:了|记)?(?:登|记|报|录)"
    "|忘了?(?:签|打卡|登|记)[^。；]{0,12}(?:参加了|参加的|去了|到了|在场|来了|听了|学了)"
    "|(?:参加了|到了|去了|在场|学了)[^。；]{0,8}忘了?(?:签|打卡|登|记)"
)


_BUSINESS = re.compile(
    "押解|庭前会议|法警通道|书记员|被告|原告|当事人|律师|判决|裁定|起诉|上诉|卷宗|案卷|案子|案件|合议庭|辩护|公诉"
    "|笔录|回证|调解书|执行款|标的|合同|法条|司法解释|证人|鉴定|法庭|立案|开庭传票|快递|外卖|发票|报销|电脑|打印机"
    "|空调|电梯|食堂|车位"
)


def of_other_business(text: str) -> bool:
    """Trials, parcels and printers: they are passed, returned and postponed as well (rule 28)."""
    return _BUSINESS.search(text) is not None


_QUOTES_A_MESSAGE = re.compile(
    "(?:说|发|写|问|回|喊|留言|原文|原话|消息|通知|念|贴)(?:了|的|着|道|过|是|个|条|一[句条个]|这样|如下|复|上面"
    "|内容){0,3}[：，]?“[^”]*(?:应到|实到|请假|签到|撤销|补[学课完]|整改|取消|改到|召?开|自学|谈心|参加|到了|全到)"
    "|“[^”]*”(?:这句|这样|这么|是谁|什么意思|怎么)"
)
"""她发的是“明天学习我请假”: a message within quotation marks is hers. A title or a topic there is no message."""


def forwarded(text: str) -> bool:
    """Somebody else's words, sent on (rule 24)."""
    return _FORWARDED.search(text) is not None or _QUOTES_A_MESSAGE.search(text) is not None
