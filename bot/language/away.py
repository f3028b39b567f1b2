"""Why and how somebody was not there: the words for reasons, leave, absence, lateness and parts played (rules 7, 8)."""

import re

from bot.domain.activity import Reason

# Another's illness is family, so family is looked for first; 开会 and 培训 count as duty for whoever is away.
_FAMILY = (
    "家里|家中|家事|家有|孩子|小孩|娃|儿子|女儿|闺女|孙子|孙女|外孙|老人|老婆(?!子)|老公|妻子|丈夫|爱人|媳妇|老伴"
    "|父亲|母亲|爸|妈|爹|娘(?!家)"
    r"|爷爷|奶奶|外公|外婆|岳父|岳母|公公|婆婆|陪护|陪床|陪产|护理假|探亲|接送?学生|家长会|婚礼|丧|奔丧|白事|红事"
)
_OFFICIAL = (
    "公务|参加(?:市里|省里|区里|县里|院里|上级|法院|高院|中院|政法委)?的?会议?(?=[，。；]|$)|脱产"
    "|封闭(?:培训|学习|集训)|防汛|公差|公假|公出|因公|出差|外出差|开庭|出庭|庭审|值班|值勤|执勤|值守|办案|外调"
    "|调查取证|取证|提审|宣判|押解|押送|送达|保全|执行|送材料"
    "|抢修|借调|挂职|驻村|抽调|单位派|院里派|领导派|派去|派出|外出(?:培训|学习|办事|公干)|培训|轮训|党校学习|开会"
    "|参会去|下乡|出勤务|勤务|安保|备勤|巡回|阅卷"
    r"|合议|接访|信访|调研|加班|出警|外勤|跑外|查封|扣押|勘验|听证|上级检查|迎检|汇报工作|讲课去|巡查|督办"
)
_ILLNESS = (
    "病|住院|不舒服|不适|身体(?:不好|原因|欠佳)|发烧|发热|感冒|看医生|医院|手术|开刀|体检|就医|门诊|输液|打针|打点滴"
    "|吊水|挂水|吃药|[拔看补镶]牙|看(?:眼睛|中医|骨科|专家号)|抽血|疫苗|牙[疼痛]"
    "|头[疼痛晕]|肚子|腰[疼痛]|腿[疼痛]|胃[疼痛]|[疼痛]得|骨折|摔|扭伤|受伤|养伤|高血压|血压|阳了|拉肚|过敏|康复"
    "|复查|化疗|透析|产检|咳嗽|闪了?腰|崴|腿脚|腰腿|行动不便|做检查|卧床"
)
_OTHER = (
    r"事假|有事|有点事|私事|个人事|年假|年休|休假|调休|节日|婚假|产假|丧假|其他原因|搬家|装修|堵车|车坏|办事"
)

_REASONS = (
    (Reason.FAMILY, re.compile(_FAMILY)),
    (Reason.OFFICIAL_DUTY, re.compile(_OFFICIAL)),
    (Reason.ILLNESS, re.compile(_ILLNESS)),
    (Reason.OTHER, re.compile(_OTHER)),
)

REASON = f"(?:{_FAMILY}|{_OFFICIAL}|{_ILLNESS}|{_OTHER})"
LEAVE = (
    "(?:请(?:了|个|过)?(?:[一二两三半]?天)?(?:病|事|公)?个?假|告(?:了|个)?假|休(?:了)?假|补(?:个|一个|了个)?假(?!日)"
    "|[病事公]假)"
)
ABSENT = (
    "(?:没(?:有)?(?:来|到|参加|去|出席|见|签|露面)|未(?:到|来|参加|出席|签)|缺席|缺勤|缺课|旷(?:课|会|工)?|无故"
    "|不在(?!少)|缺(?=[的了有:]|$)|不见人|冇来|冇到)"
)
LATE = "(?:迟到|迟了|晚到|来晚|到晚|来迟|晚来|晚了)"
NOT_COUNTED = "(?:不算|不计|不在应到|不是我们|不列入|列席|旁听|早退|流动在外)"
CHAIR = "(?:(?:会议)?主持(?:人|召开|的)?)"
RECORDER = "(?:做?会议记录(?:人|员)?|作记录|做记录|记录(?:人|员|的)?)"
LECTURER = (
    "(?:主讲(?:人|的|了)?|授课(?:人|的)?|讲课(?:人|的)?|讲党课|领学(?:人|的|了)?|宣讲(?:人|的)?|讲授(?:的)?|带学"
    "|带头讲(?:的|课)?|作(?:了)?(?:专题)?(?:辅导|报告|宣讲)"
    "|给大家(?:上|讲)(?:的|了|课)*|讲的|讲了|来讲|上的(?:课)?|上了?[一\ue000-\uf8ff]?[堂节场次]|讲解)"
)
PART_PLAYED = f"(?:{CHAIR}|{RECORDER}|{LECTURER})"
STATUS = f"(?:{REASON}|{LEAVE}|{ABSENT}|{LATE}|{PART_PLAYED})"


def reason(words: str) -> Reason | None:
    """The code of the reason said, never its words."""
    for code, pattern in _REASONS:
        if pattern.search(words):
            return code
    return None
