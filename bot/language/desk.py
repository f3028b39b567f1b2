"""What is asked of the bot itself: help, who am I, what is kept of me, silence, documents (rule 26)."""

import re
from datetime import timedelta

from bot.language.days import Period, Tense
from bot.language.intents import Intent, Reading
from bot.language.marks import DAY, PERIOD
from bot.language.mood import Mood, mood
from bot.language.said import Said, reading

_WHO = re.compile(
    "我(?:是|叫)(?:谁|哪[个位]|什么(?:身份|职务|角色|名字))"
    "|我(?:登记的|现在)?(?:在|是|算|属于)哪(?:个|一个)?(?:支部|组|党小组|小组)"
    "|(?:知道|认得|认识|晓得)我(?:是|吗|不|不|么)|我(?:属于|归|算|分)(?:在|到)?(?:哪|第几)(?:个|一个)?(?:支部|组"
    "|党小组|小组)|我的(?:身份|信息是|职务|角色|权限)(?:是)?(?:什么|啥)?|我是(?:不是)?(?:正式|预备|哪个)"
    "|我(?:有什么|有哪些|什么)权限|看看我(?:是谁|的身份)|whoami"
)
_HELP = re.compile(
    "使用说明|说明书|操作(?:说明|指南|手册)|使用(?:指南|手册|方法)|教程"
    r"|^(?:帮助|help|菜单|功能|使用说明|说明书?|操作(?:说明|指南|手册)|教程|指令|命令|怎么用|\?)+$"
    "|(?:怎么|咋个?|如何|怎样|咋样|么样|啷个)(?:用|使|操作|弄|搞|登|签|请|补|撤|更正|改|报|提交|录|查|导|申报|查看"
    "|取消|说|发|填|写|传|上传|关|设置|登记)|(?:怎么|咋个?|如何|怎样|啷个).{0,10}(?:用|操作|登记|签到|请假|补登|补学"
    "|撤销|更正|录入|上报|导出|查询|申报|提交|上传|登)|能(?:干|做)(?:什么|啥|些什么|哪些)"
    "|(?:有|会)(?:什么|哪些|啥)(?:功能|用处|本事|命令)|会(?:干|做)(?:什么|啥)"
    "|可以(?:干|做|帮我做|办)(?:什么|啥|哪些)|不会(?:用|弄|操作|搞|使)|教(?:我|教我|一下)"
    "|你(?:是|叫)(?:谁|什么|啥|干什么的|做什么的)|你能帮|(?:没|忘了?)(?:签到|登记|请假|签|登).{0,4}怎么办|怎么办"
    "|该怎么|哪里(?:签到|登记|请假|点|可以|能)|在哪(?:里|儿)?(?:签到|登记|请假|点|操作)"
    "|(?:从|在|去|到)?(?:哪里|哪儿|哪)(?:提交|提出?|申请|上传|填)|使用方法|用法|登错了?(?:怎么|咋)",
    re.IGNORECASE,
)
_TOPICS = (
    "签到", "请假", "补登", "补学", "补课", "补签", "撤销", "更正", "登记", "导出", "申报", "整改", "延期", "验收", "提醒", "学习", "党费",
    "谈心谈话", "志愿服务", "异议", "检查", "评分", "抽查", "学时", "查分", "改期", "取消",
)  # fmt: skip
_TOPIC_BEHIND = re.compile(
    r"(?:怎么|咋个?|如何|怎样|啷个)(?:才能|可以|能|去|来|样|给|在这里|在这|用这个)*(?P<t>[^，。？吗呢啊的嘛]{2,10})"
)
_PRIVACY = re.compile(
    "(?:存|保存|记录|收集|留|储存|知道|掌握|采集|记)(?:了|着)?(?:我|我们|大家|个人|俺)(?:的)?(?:什么|哪些|啥|多少|些"
    "|信息|数据|隐私)|我的?(?:个人)?(?:数据|信息|隐私|资料)(?!.{0,6}(?:更正|改一下|错))|隐私|个人信息"
    "|(?:谁|别人|他人|人家|外人|大家|领导|书记|同事)(?:能|可以|会|都能|看得|能不能|会不会)(?:看|到|看到|看得?见|看出"
    "|见|查|知道)(?:我|到)?|(?:会不会|会|能)(?:被)?(?:泄露|泄密|公开|外传|监控|定位|监视)"
    "|(?:不想|不愿|能不能不|可以不|可不可以不|不)(?:用|使用|用这)(?:这个|你|机器人|小助手|它)"
    "|(?:删|注销|清除|抹)(?:除|掉|了)?(?:我|个人)(?:的)?(?:数据|信息|账号|资料|记录全)|别用(?:这个|你|我)"
    "|看(?:到|见)?我(?:的)?(?:手机|聊天|微信|相册)|安全(?:吗|不)"
    "|(?:位置|定位|轨迹|摄像头|监听|录音|人脸|刷脸).{0,8}(?:吗|不|上传|传|记录|拍)"
    "|(?:会不会|会)(?:被)?.{0,6}(?:位置|定位|监听|人脸)"
)
_MUTE = re.compile(
    "(?:别|(?<!要)不要|莫|甭|勿|不用|少|停|关|暂停|取消|屏蔽|能不能不|先不)(?:再|老|总|一直|给我|给俺|跟我|向我|天天"
    "|那么|老是|掉|闭|了)*(?:提醒|推送|推|发(?:消息|通知|提醒|信息|了)|打扰|催|通知|吵|@我|叫我|弹)|免打扰|静音|勿扰"
    "|(?:提醒|推送|消息|通知)(?:给我)?(?:先)?(?:关|停|取消|屏蔽|免)(?:了|掉|一下|闭)?|(?:太|好)(?:吵|烦)|消停"
    "|安静(?:点|一下|会)|关掉?(?:提醒|推送|通知)"
)
_UNMUTE = re.compile(
    "(?:请|可以|麻烦|重新|现在|把)*(?:恢复|打开|开启|重开)(?:给我)?(?:的)?(?:提醒|推送|消息|通知)(?:我)?(?:了|吧)?"
    "|(?:可以|继续)(?:再)?提醒我(?:了|吧)?|(?:取消|关掉|关闭|解除)(?:免打扰|静音|勿扰)(?:了|吧)?"
)
_MUTED_FOR_OTHERS = re.compile(
    "提醒(?:大家|他|她|各|党员|书记|未|没)|怎么(?:关|设)|学习通知|会议通知|大家|了吗|谁"
)
_UNTIL_END = re.compile(rf"(?:到|至|等到?)({DAY})")
_FOREVER = re.compile("以后|永远|一直|从此|今后|往后|再也|往日")


_HAS_READ = re.compile(
    "(?:今年|本年度?|年度)?(?:的)?(?:星级|五星)?(?:评定|创评)?标准(?:我)?已经?(?:阅|读|学|看)(?:了|过|完|毕)?|已阅(?:了)?.{0,6}标准"
)


def read_desk(said: Said) -> list[Reading]:
    """Who am I, what is kept of me."""
    if _WHO.search(said.words) and len(said.words) < 40:
        return [Reading(Intent.WHOAMI)]
    if _PRIVACY.search(said.words):
        return [Reading(Intent.PRIVACY)]
    if _HAS_READ.fullmatch(said.words.strip("，。")):
        return [Reading(Intent.READ_STANDARD)]
    return []


def read_help(said: Said) -> list[Reading]:
    """How to do something with the bot; the thing is the topic."""
    if not _HELP.search(said.words):
        return []
    return [reading(Intent.HELP, topic=_topic(said.words))]


def _topic(words: str) -> str | None:
    named = [topic for topic in _TOPICS if topic in words]
    if named:
        return min(named, key=lambda topic: (-len(topic), words.index(topic)))
    found = _TOPIC_BEHIND.search(words)
    if found is None:
        return None
    text = re.sub("^(?:用|使|操作|弄|搞|办|做|说|这个|那个|你|它|系统|机器人)+", "", found["t"])
    return text if len(text) >= 2 else None


_REMINDED = re.compile(
    "应提醒|提醒(?:一共|总共|共)?(?:发|送)?了?(?:多少|几)(?:条|次|个)?|提醒(?:的)?(?:送达|发送)(?:情况|率)"
    "|(?:提醒|通知)(?:都|全部?)?(?:送到|发到|送达|发出去)了?(?:吗|没有?|没)"
)


def read_reminded(said: Said) -> list[Reading]:
    """本月应提醒多少，已达多少: what became of the reminders of a time."""
    if not _REMINDED.search(said.words):
        return []
    return [reading(Intent.QUERY_REMINDERS, period=said.span(Tense.PAST) if said.first(PERIOD) else None)]


def read_mute(said: Said) -> list[Reading]:
    """今天别再提醒我了. Silence until the end of the time named; without one until further notice. 恢复提醒 ends it."""
    if _UNMUTE.fullmatch(said.words.strip("，。 ")):
        return [reading(Intent.UNMUTE)]
    if (
        not _MUTE.search(said.words)
        or (said.asks and not _is_told(said))
        or _MUTED_FOR_OTHERS.search(said.words)
    ):
        return []
    return [reading(Intent.MUTE, until=_until(said))]


def _is_told(said: Said) -> bool:
    """天天发消息烦不烦啊，别发了: the order stands last and is no question."""
    last = re.split("[，。；]", said.words.rstrip("，。；"))[-1]
    return _MUTE.search(last) is not None and mood(last)[0] is Mood.STATEMENT


def _until(said: Said) -> object:
    found = _UNTIL_END.search(said.text)
    if found is not None:
        return said.resolve(said.marks.value(found[1]), Tense.FUTURE)
    day = said.day(Tense.FUTURE)
    if day is not None:
        return day
    period: Period | None = said.first(PERIOD)
    if period is not None and not _FOREVER.search(said.words):
        return period.span(said.today, Tense.FUTURE)[1]
    length = said.length()
    if length is not None and length.days:
        return said.today + timedelta(days=length.days - 1)
    return None


# ---------------------------------------------------------------------- documents

_ASKS_FOR = re.compile(
    "导(?:出|一份|个|下|一下|给|成|张|来)|各导|导(?=.{0,8}(?:表|台账|清单|记录))|打印|打(?:一份|个|出来)|下载|生成"
    "|出(?:一份|个|一张|张)|(?:拉|做|整|弄|汇|发|给|要|来|提供|传|拷|存|输出|制作|调|整理)(?:出|成|我|一下|给我"
    "|出来)*(?:一|个|下|两|几)?(?:份|张|个|套|下)|excel|word|表格|(?:发|给)(?:我|到).{0,8}(?:表|台账|记录本|册)|另存",
)
_DOCUMENTS = (
    ("rectification", re.compile("整改(?:台账|情况表|汇总|登记|表|销号表)|整改台帐|销号(?:台账|表|情况)")),
    ("findings", re.compile("问题(?:清单|汇总|列表|表|台账)|检查(?:问题|清单|发现)")),
    (
        "stars",
        re.compile(
            "(?:五?星(?:级)?|创评|评星|评定|得分|评分|积分)[^，。；]{0,6}(?:汇总|表|结果|一览|情况|评定|台账)|汇总表"
            "|五星(?:表|支部表)"
        ),
    ),
    ("sign_in", re.compile("签到(?:表|册|簿|单|情况|名单|记录|本)|点名册|到会(?:表|名单)")),
    (
        "minutes",
        re.compile(
            "(?:会议|支委会|大会|党小组会|小组会|党课|组织生活会|支部|党员大会|主题党日|\\ue400|会)?(?:的)?(?:记录本"
            "|记录簿|会议记录|纪要|记录)(?!了)"
        ),
    ),
    (
        "ledger",
        re.compile(
            "台账|台帐|组织生活(?:情况|登记|表|明细|统计)|三会一课(?:情况|登记|表|统计|明细|记录)?"
            "|学习(?:登记表|台账|记录表)|流水"
        ),
    ),
    (
        "pack",
        re.compile(
            "全套|一整套|整套|所有(?:的)?(?:表|材料|资料|台账|档案)|全部(?:的)?(?:表|材料|资料|档案|文件)|材料包|打包"
            "|资料包|一套|压缩包|迎检(?:材料|资料)|一揽子|档案包|各种表"
        ),
    ),
)


def read_export(said: Said) -> list[Reading]:
    """把五星汇总表导出来: one reading for each document."""
    if not _ASKS_FOR.search(said.words):
        return []
    words = said.words
    period = said.span(Tense.PAST)
    if _DOCUMENTS[-1][1].search(words):
        return [reading(Intent.EXPORT, document="pack", period=period)]
    found = []
    for code, pattern in _DOCUMENTS[:-1]:
        at = pattern.search(words)
        if at is not None:
            found.append((at.start(), code))
            words = words[: at.start()] + "　" * (at.end() - at.start()) + words[at.end() :]
    return [reading(Intent.EXPORT, document=code, period=period) for _, code in sorted(found)]
