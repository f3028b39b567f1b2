"""Items of the rectification list: 第2条, 3号问题, 第1、3条, 编号7, or in words (rule 15)."""

import re
from typing import Any

from bot.language.marks import DAY, ITEM, PART, PERIOD, Kind, Marks
from bot.language.numbers import CHINESE, small
from bot.language.said import Said

_N = rf"(?:\d{{1,4}}|[{CHINESE}]{{1,3}})"
_AND = "(?:[、，]|和|跟|与|及|以及|还有)"
_MORE = rf"(?:{_AND}第?{_N}(?:[号条项])?(?![个天月日点周次名人位年分]))*"
_MATTER = "问题|整改|那[条项个]|这[条项个]"
_ACTED_ON = (
    "通过|过了|过关|可以(?:通过|过|销)|退回|退掉|驳回|打回|打[下]来|验收|销[号掉了]|申请(?:延|销|验|宽)|延[期到长后]"
    "|宽限|有异议|异议|不[认服]|签收|不合格|合格|到位|同意销|不通过|不属实|想?(?:要|再)?延到|已?知悉|认领"
    "|过(?=[，。；]|$)|(?:还|都)?没(?:有)?(?:弄|改|做|整|完|补)"
    "|(?:已经?|都|全|也|我们|今天)*(?:改|弄|做|补|整改|处理|完成|落实|解决|搞)(?:[好完]|到位|完成|了)"
    "|(?:已经?)(?:改|弄|整改|完成|签收|处理|落实|解决)|能[不否]能?(?:延|缓|宽|晚)|不行|没改|不予"
    "|(?:的)?(?:佐证)?(?:材料|照片)(?=给|发|看|呢|让|有|拿|传)|(?:还)?能不能|可不可以|可否|(?:又)?反弹|回头看|程度|责任人|由[\ue000-\uf8ff](?:同志)?(?:负责|牵头)|整改措施|(?:登|记|写|定)错|作废|(?:应该?|改)(?:为|是|成)(?:一般|较重|严重)"
)
_ITEM = re.compile(
    rf"""
    第(?P<from>{_N})(?:条|项)?(?:到|至|[-~])第?(?P<to>{_N})(?:条|项|个问题|号问题)
  | 第(?P<nth>{_N}{_MORE})(?:条|项(?!议[题程])|个(?:问题|整改)|号(?:问题|整改))(?:{_MATTER})?
  | 编号[为是：#]?(?P<coded>{_N}{_MORE})(?:号)?(?:的)?(?:{_MATTER})?
  | (?:整改|问题|清单)(?:编号|项)?[：#]?(?P<behind>{_N}(?:号)?(?:{_AND}{_N}号?)*)(?<=号)(?:那[条项])?
  | (?:整改|问题)(?P<bare>\d{{1,4}})(?![\d个条项处天家月日点周次名人位年分.])
  | (?P<lead>(?:退回|打回|驳回|通过|销掉|签收|同意|撤销|作废|取消)(?:了|掉)?)(?P<after>{_N})号(?!楼|线|的?[\ue000-\uf8ff])
  | (?<![\d月第.年{CHINESE}])(?P<list>{_N}(?:号{_AND}?|{_AND})){{0,9}}(?P<number>{_N})号(?:的)?(?:(?:{_MATTER})|(?=[，、 ]?(?:都|全部?|均|也|一起|可以|已经?|就|我看)*(?:{_ACTED_ON})))
  | (?<![\d月第.年{CHINESE}])(?P<pair>{_N}、{_N})(?:这|那)?[两俩三][条项个](?:问题|整改)?
    """,
    re.VERBOSE,
)
_EACH = re.compile(_N)


def mark_items(text: str, marks: Marks) -> str:
    """Replace what numbers an item; the value is a tuple of numbers. A count (三条整改) is no number."""

    def replace(found: re.Match[str]) -> str:
        if found["from"]:
            first, last = small(found["from"]), small(found["to"])
            numbers = tuple(range(first, last + 1)) if 0 < first <= last < first + 20 else ()
        else:
            numbers = tuple(small(one) for one in _EACH.findall(found[0]) if small(one))
        lead = found["lead"] or ""
        return lead + marks.put(Kind.ITEM, numbers, found[0][len(lead) :]) if numbers else found[0]

    return _ITEM.sub(replace, text)


def numbered(said: Said) -> list[int]:
    """The numbers of all items named, in order, once each."""
    return list(dict.fromkeys(number for value in said.values(ITEM) for number in value))


_LED_IN = re.compile(
    f"^(?:{PERIOD}|{DAY}|{PART}|[，。 ]|关于|对于?|针对|就|上次|上回|这次|检查组?|你们?|他们|领导|组里|查出来?|发现"
    f"|提出?|说|指出|反馈|列|开|下发?|给|我们|咱们?|支部|的(?!.{{0,3}}$)|那个|这个|那|这|该|整改|问题|里|中|请问"
    f"|另外|还有|您好|报告|把|将){{1,14}}"
)
_IN_WORDS = re.compile(
    r"(?P<t>[^，。；：\n]{2,30}?)(?:的)?(?:(?:那|这)(?:一)?[条项点个](?:问题|整改|事)?|的问题|问题(?![清有是])|的整改"
    "|的事[儿情]?|一[条项])"
)
_EMPTY = re.compile(
    r"^(?:[的了吧呢啊]|检查|整改|问题|清单|所有|全部|几[条项个]|[一两二三四五六七八九十\d]+[条项个]?|这|那|该|其他"
    "|剩下|书记|上面|你|以上)*$"
)


def in_words(said: Said) -> str | None:
    """What an item is about, where it has no number: 那个记录不全的问题 → 记录不全."""
    for found in _IN_WORDS.finditer(said.text):
        words = found["t"]
        led_in = _LED_IN.match(words)
        if led_in is not None and len(said.plain(words[led_in.end() :])) >= 2:
            words = words[led_in.end() :]
        text = said.plain(words)
        if len(text) >= 2 and not _EMPTY.match(text):
            return text
    return None


def items(said: Said) -> list[Any]:
    """Every item named, by number, else one by its words as `{"text": …}`; empty when none is."""
    found: list[Any] = list(numbered(said))
    if not found:
        words = in_words(said)
        if words is not None:
            found.append({"text": words})
    return found
