"""Questions about points and stars: how many, what is missing, what if, the ranking, the term; and applying (rules 12 to 14, 21)."""

import re

from bot.language.branches import ALL
from bot.language.intents import Intent, Reading
from bot.language.items import numbered
from bot.language.marks import BRANCH, EVENT, ITEM, NUMBER, PERIOD
from bot.language.said import Said, reading

_STAR = rf"{NUMBER}颗?星(?:级)?(?:党?支部)?"
_WHICH_STAR = re.compile(rf"({NUMBER})颗?星")


def _star(said: Said) -> int | None:
    """The star named, one to five."""
    found = _WHICH_STAR.search(said.text)
    star = int(said.marks.value(found[1])) if found is not None else 0
    return star if 1 <= star <= 5 else None


# ---------------------------------------------------------------------- applying

_APPLIES = re.compile(
    rf"(?:申报|申请|报|参评|申评|争创|上报|冲)(?:的|个|一下|一个|了|今年|年度|{PERIOD}|{BRANCH}|[：“])*{_STAR}"
)
_NOT_APPLYING = re.compile(
    "怎么|多少|哪|表|材料|通知|截止|条件|准备|打算|想|要(?!求)|能|争取|去年|往年|上年|已经?|导"
)


def read_application(said: Said) -> list[Reading]:
    """我们申报四星."""
    found = _APPLIES.search(said.text)
    if found is None or (
        _NOT_APPLYING.search(said.words)
        and not re.search("^(?:我们?|咱们?|本)?.{0,8}(?:决定|确定|要|想|今年)(?:申报|报)", said.words)
    ):
        return []
    star = _star(said)
    return [] if star is None else [reading(Intent.APPLY_STAR, star=star, branch=said.branch_name())]


# ---------------------------------------------------------------------- points

_SCORE = re.compile(
    "(?<!到)(?<!加)(?<!涨)(?<!回)(?:几|多少)(?:个)?分(?!钟|之)|得分|扣(?:了|过|掉|着)?(?:多少|几|没|分|哪|啥|什么)"
    "|(?:被|怎么|为什么|为啥|咋|有没有|有)(?:被)?扣|星级进度|扣分|失分|丢(?:了)?(?:多少|几|哪些|什么)?分|分数|多少分"
    "|积分|总分|评分|打分|考评(?:情况|结果|怎么样)|(?:拿|得)(?:了|到|过)?(?:多少|几|满)分|满分(?:没|了没|吗)"
    "|成绩(?:怎么样|如何|咋样)|什么(?:水平|档次)|几星|哪一?档"
)
_CONSEQUENCE = re.compile(
    "会不会|会扣|要扣|扣不扣|扣几分|会影响|影响(?:不影响)?|算不算|是不是要扣|每[次少缺]|缺一次|少一次"
    "|一次(?:没开|不开)|怎么算|如何算|算分|怎么计|标准是"
)


_MISTAKEN = re.compile("[写登记报填弄]错|更正|不该扣|应该是(?:较重|一般|严重)")


def read_standing(said: Said) -> list[Reading]:
    """我们几分, 制度执行扣了多少, B03得了几分."""
    if not said.has(_SCORE) and not (said.asks and said.by_id() is not None):
        return []
    if not said.asks and _MISTAKEN.search(said.words):
        return []
    return [
        reading(
            Intent.QUERY_STANDING,
            branch=said.branch_name(),
            year=said.year(),
            aspect=(aspect := said.aspect()),
            indicator=said.indicator() if aspect is None else None,
        )
    ]


# ---------------------------------------------------------------------- the gap, and what if

_GAP = re.compile(
    "(?:离|距离?|跟|和|到|够|达到?|要?上|要?评(?:上|到|得上)?|想?(?:评|冲|拿|争|要)(?:上|到|取|个)?|申报|报"
    f"|评)[^，。；？]{{0,6}}(?:{_STAR})[^，。；？]{{0,10}}(?:[还差缺]+(?:多少|几|啥|什么|哪|多远|远|得)"
    "|差(?:多少|几|哪|啥|什么|得远)|远不远|缺啥|缺什么|欠(?:什么|哪|多少))"
    f"|(?:离|距离?|跟|到|上|下)[^，。；？]{{0,3}}(?:上|下|更高|高|前|再上){NUMBER}?(?:个)?(?:档|级"
    f"|星)[^，。；？]{{0,8}}(?:差|缺|欠|远)"
    f"|(?:还|到底|究竟|总共|一共)?(?:差|缺|欠)(?:多少|几分|几|哪些|哪几|啥|什么)[^，。；？]{{0,10}}(?:才|就|能|可以"
    f"|够|到|上)[^，。；？]{{0,8}}(?:星|档|级)"
    "|(?:能|可以|够格?|有没有资格|有资格|有希望|有没有希望|能不能|可不可以|够不够|有戏|符合|达(?:不)?(?:到|得到)"
    f"|配)(?:不能|不可以)?[^，。；？]{{0,8}}?{_STAR}"
    rf"|{_STAR}[^，。；？]{{0,8}}(?:还?(?:差|缺|欠)|够不够|够得着|够不着|够吗|有戏|有希望|能不能|能评|能报|条件|资格|悬)"
    f"|(?:上|升|提){NUMBER}?(?:个)?(?:档|级|星)[^，。；？]{{0,6}}(?:还?(?:差|缺|欠))"
    f"|(?:差|缺|欠)[^，。；？]{{0,8}}(?:上|升){NUMBER}?(?:个)?(?:档|级)"
)
_GAP_LOOSE = re.compile(rf"(?:离|距){_STAR}")

_IF_POINTS = re.compile(
    "(?:能|会|可以|可|就|够|得|才|该|大概|估计)?(?:不能|不会)?(?:到|达到?|加|得|涨|提|拿|补回?|变|上|追|挽回|多"
    f"|回来?|恢复|升|高)(?:到|上|了|个|得|回|成|回来|来){{0,4}}(?:几|多少)(?:个|点)?分?(?![次回堂节场人遍天]|个?小时"
    "|学时)|加(?:几|多少)分|(?:几|多少)分(?=$|[？。，呢啊])|分数?(?:会|能)?(?:是|变成|到)(?:几|多少|怎样|什么样)"
    f"|能不能(?:到|上|够|评|保)[^，。；？]{{0,6}}(?:星|分|档)|(?:够|到|上|评|保)(?:得|不)?(?:上|到|住|了)?{_STAR}"
    "|总分|多少星|几星|(?:掉|降|扣)(?:到|成|下)?(?:几|多少)|还(?:能|会)?(?:是|有|剩)(?:几|多少)(?:分|星)"
    "|影响(?:多少|几)分?"
)
_IF_DONE = re.compile(
    "如果|要是|假如|假设|假使|万一|若|的话|再(?:补)?(?:开|上|搞|办|组织|补|加|来|多)|补(?:开|上|办|搞|齐|完)"
    "|(?:都|全|全部)?(?:改|弄|整改|补|销|清)(?:完|好|掉|了|齐|号|到位|零)"
    f"|(?:开|上|搞|办|做|组织)(?:完|了|上|一次|{NUMBER}次)|不(?:开|搞|上|改|补|办)|没(?:开|搞|上|改)(?:成|完)"
    f"|少(?:开|搞|上)|缺(?:一次|了)|后(?=[^，。]{{0,6}}分)"
)
_WHAT_IF_THINGS = re.compile(rf"{EVENT}|{ITEM}|整改|[这那该][{NUMBER[1:-1]}两几些]*(?:[条项个]|问题)|问题")


def read_what_if(said: Said) -> list[Reading]:
    """这两项整改月底前改完能到几分: an item or event is done, or is not, and the points are asked for."""
    if not (said.has(_IF_POINTS) and said.has(_IF_DONE) and said.has(_WHAT_IF_THINGS)):
        return []
    if said.has(_GENERAL):
        return []
    events = [one.event.value for one in said.values(EVENT) if one.event is not None]
    return [
        reading(
            Intent.QUERY_WHAT_IF,
            branch=said.branch_name(),
            items=numbered(said) or None,
            events=list(dict.fromkeys(events)) or None,
        )
    ]


_GENERAL = re.compile("会不会扣|扣不扣|要扣|怎么扣|扣分吗|会扣")


def read_gap(said: Said) -> list[Reading]:
    """离五星还差多少, 咱支部能申报五星不."""
    if not said.has(_GAP) and not (said.asks and said.has(_GAP_LOOSE)):
        return []
    if said.first(BRANCH) == ALL and said.has(_WHICH_STARS):
        return []
    return [reading(Intent.QUERY_GAP, branch=said.branch_name(), star=_star(said))]


# ---------------------------------------------------------------------- the ranking and the term

_RANKS = re.compile(
    "排名|(?<!安)排(?:个|一)?(?:下|序|队|位|榜)|名次|排行|排(?:第)?几|排出来|谁(?:最高|第一|分最高|得分最高)"
    "|(?:最高|最低|倒数)的?(?:是)?(?:哪|谁)|哪(?:个|家)支部.{0,6}(?:最[高低]|第一)|(?:前|后)[三五十几]名|从高到低"
    "|得分(?:表|汇总|一览|情况一览)|高低"
)
_WHICH_STARS = re.compile(r"(?:哪(?:些|几个|个|几家)|谁|有几[个家]|几个|多少个?|名单|有谁|列)")


def read_ranking(said: Said) -> list[Reading]:
    """各支部得分排一下, 去年五星的支部是哪些."""
    star = _star(said)
    named = said.first(BRANCH)
    which = (
        star is not None
        and said.has(_WHICH_STARS)
        and named in (None, ALL)
        and (named == ALL or not said.has(_GAP))
    )
    all_scores = named == ALL and said.has(_SCORE) and re.search("得分|分数|多少分|几分|打分", said.words)
    if not (_RANKS.search(said.words) or which or all_scores):
        return []
    if re.search("个人|谁学|学时", said.words) and named is None:
        return []
    return [reading(Intent.QUERY_RANKING, year=said.year(), star=star)]


_TERM = re.compile(
    "换届|届满|任期|届期|到届|改选|期满|这(?:一)?届|本届"
    "|(?:支部委员会|委员会|班子|支委).{0,8}(?:到期|还有多久|几年|干到|到什么时候|哪年)|几年一(?:换|选)"
    "|(?:书记|支委|班子|委员).{0,6}(?:干到|当到|任到|到期)"
)
_TERM_RULE = re.compile(
    "几年一|多少年|一般|规定|提前多久|多久一次|程序|怎么(?:搞|办|换|操作|弄)|延期.{0,4}(?:多久|最多)|流程|需要什么"
    "|要准备|到会|有效|赞成|票"
)


def read_term(said: Said) -> list[Reading]:
    """我们换届到什么时候."""
    if not said.has(_TERM) or said.has(_TERM_RULE):
        return []
    return [reading(Intent.QUERY_TERM, branch=said.branch_name())]
