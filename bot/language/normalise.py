"""One form for all the ways to type: widths, punctuation, pictures, mentions, and what dictation gets wrong.

Voice confusions are domain.md §1.5: applied only when the result is a known term and the original no member's name.
"""

import re
import unicodedata
from collections.abc import Callable

LONGEST = 700
"""Characters that are read; pasted minutes are shorter, and a reading must take bounded time."""

_PUNCTUATION = str.maketrans(
    {
        ",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）", "｡": "。", "､": "、",
        "「": "“", "」": "”", "『": "“", "』": "”", "〝": "“", "〞": "”", "〔": "〔", "﹑": "、", "\t": " ", "\r": "\n",
        "\u3000": " ", "〖": "【", "〗": "】", "•": "·", "‧": "·", "∙": "·", "・": "·", "–": "-", "—": "-", "～": "~",
        "〜": "~", "−": "-", "／": "/", "號": "号",
    }
)  # fmt: skip
_PICTURE = re.compile(
    "[\U0001f000-\U0001faff\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u2600-\u2604\u2606-\u27bf\u2b00-\u2bff\ufe00-\ufe0f\u20e3"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ue000-\uf8ff\ufff0-\uffff\U000e0000-\U000e01ff\U000f0000-\U0010ffff"
    "\x00-\x08\x0b-\x1f\x7f-\x9f]"
)
_FACE = re.compile(r"\[[A-Za-z\u4e00-\u9fff]{1,4}\]|/(?:微笑|强|抱拳|玫瑰|ok|OK|愉快|呲牙|合十)")
_MENTION = re.compile(
    "@(?:五星小助手|五星支部助手|五星支部|五星助手|小助手|党建小助手|支部小助手|助手|机器人|小五|五星)[ \u2005]?"
    "|@[^ \u2005\n，。：@]{1,16}[ \u2005]|@[^ \u2005\n，。：@]{1,16}$"
)
_COLON_IN_TIME = re.compile(r"(?<=\d)：(?=\d{2})")
_BLANKS = re.compile(r"[ \u00a0\u2000-\u200a\u2005]+")
_LINES = re.compile(r" *\n[ \n]*")
_DOTS = re.compile(r"\.{2,}|。{2,}|…+")
_REPEATED = re.compile(r"([，、；！？~])\1+")
_LATIN_STOP = re.compile(
    r"(?<=[到应实席假]\d)\.(?=[\u4e00-\u9fff])|(?<=[到应实席假]\d\d)\.(?=[\u4e00-\u9fff])|(?<![A-Za-z0-9])\.(?!\d)"
    r"|(?<=[\u4e00-\u9fff])\.(?=[\u4e00-\u9fff\n ]|$)|\.$"
)
_TICKS = "√✓✔☑✅"
_TICKED = re.compile(f"(?<=[\u4e00-\u9fff])[ ]?[{_TICKS}×✗✘❌]")
"""雷鸣√ 李强×: a list of who came, ticked off."""
_PLAIN = re.compile(r"[\u4e00-\u9fff，。、；？！]*")
_SLASH = re.compile(r"(?<=[\u4e00-\u9fff])/|/(?=[\u4e00-\u9fff])")
"""5.18/支委会/应到5: a list; between figures it is a date."""
_CIRCLED = re.compile("[①-⑳]")
_AROUND_NUMBER = re.compile(r"(?<=[到应实缺]) (?=\d)|(?<=\d) (?=[人个名位号月日点分票条])")


def without_pictures(text: str) -> str:
    """One width and no pictures, everything else as it was typed."""
    return _PICTURE.sub("", unicodedata.normalize("NFKC", text[: 2 * LONGEST].replace("\r\n", "\n")))


def clean(text: str) -> str:
    """NFKC, Chinese punctuation, no pictures, no mentions, single blanks and line breaks."""
    text = text[: 2 * LONGEST]
    if _PLAIN.fullmatch(text):
        return text[:LONGEST]
    text = text.replace("➕", "+")
    text = _CIRCLED.sub(lambda found: f"{unicodedata.normalize('NFKC', found[0])}、", text)
    if len(_TICKED.findall(text)) > 1:
        text = _TICKED.sub(lambda found: "到" if found[0] in _TICKS else "缺席", text)
    text = _PICTURE.sub("", text.replace("\r\n", "\n"))
    text = unicodedata.normalize("NFKC", text).translate(_PUNCTUATION)
    if "@" in text:
        text = _MENTION.sub(" ", text)
    text = _FACE.sub("", text)
    text = _COLON_IN_TIME.sub(":", text)
    text = _LATIN_STOP.sub("。", _DOTS.sub("…", text))
    text = _SLASH.sub("，", text)
    text = _LINES.sub("\n", _BLANKS.sub(" ", text))
    text = _AROUND_NUMBER.sub("", _REPEATED.sub(r"\1", text))
    return text.strip(" \n~")[:LONGEST]


_RESTART = re.compile(
    "(?:算了|不对|错了|打错了?|说错了?|发错了?|等等|等下|哎呀?|额|呃)?[，。…、 ]{0,4}(?:重新?说|重来|重报|从头说"
    "|再说一遍|我重说|重新报|重新来|重发)[一遍下次个吧]*[，。：… ]+"
)


def as_restarted(text: str) -> str:
    """算了重说，支委会11月18日开的: what was said before is dropped (rule 25)."""
    restarts = list(_RESTART.finditer(text))
    rest = text[restarts[-1].end() :] if restarts else ""
    if restarts and re.search("撤|删|作废", text[: restarts[-1].start()]):
        return text  # the record is withdrawn first, then told again
    return rest if len(rest) > 3 else text


_CONFUSIONS: tuple[tuple[str, str], ...] = (
    ("三会一客|三惠一课|三会一刻|三会议课|三会议客|三会一颗", "三会一课"),
    ("直委会|支尾会|只委会|之委会|支委汇|支伟会|知委会|支为会|支位会|指委会", "支委会"),
    ("党小祖会|党晓组会|党小组汇|党小组回|挡小组会|当小组会|党校组会", "党小组会"),
    ("小祖会", "小组会"),
    ("主题挡日|主提党日|主题当日|主题党一|主体党日|主题档日|主题党曰|主席党日", "主题党日"),
    ("党客|当课|档课|党刻|挡课", "党课"),
    ("雪习日|学习曰|学系日|学习一日|血习日|学习目", "学习日"),
    ("(?<=[几个多少点 ])(?:学识|学实|学石|学士)|(?:学识|学实|学石)(?=[有够是多差达]|几|多少)", "学时"),
    ("雪习|学系(?!统)|血习|穴习", "学习"),
    ("政改|整该|整盖|正改", "整改"),
    ("消号|销好|消好|肖号", "销号"),
    ("(?<=[离到是评申报够争创])(?:五心|舞星|武星|五新|午星)|(?:五心|舞星|五新)(?=支部|级|还|差|了)", "五星"),
    ("(?<=[离到是评申报够争创])(?:四心|四新|事星)|四心(?=支部|级|还|差)", "四星"),
    ("(?:英到|因到|应道|硬到|迎到|营到|英道|应倒)(?=[ ：]?[0-9一二两三四五六七八九十廿卅]|人)", "应到"),
    (
        "(?<![0-9一二三四五六七八九百廿卅])十到(?=[ ：]?[0-9一二两三四五六七八九廿卅十])"
        "|(?<=[0-9个人名])十到(?=[ ：]?[0-9一二两三四五六七八九十廿卅])",
        "实到",
    ),
    (
        "(?<![准按及到随认常知])(?:时到|识到|石到|食到|失到|是到|市到|实道)(?=[ ：]?[0-9一二两三四五六七八九十廿卅])",
        "实到",
    ),
    ("换介|换借|换界|换戒|换阶", "换届"),
    ("树职|述值|竖职|数职", "述职"),
    ("支布|之部|只部|支不(?=[几多得])|知部", "支部"),
    ("几份(?=[啊呀了吗？]*$)(?<!打印几份)(?<!导几份)", "几分"),
    ("缺习|缺席席|却席|缺西", "缺席"),
    ("烈席|列习|列西|裂席", "列席"),
    ("请(?:加|驾|价|嫁)(?=[了，。 到]|$)|清假|情假|请甲", "请假"),
    ("签倒|千到|牵到|前到(?=$|[，。 ])|签道|签道了", "签到"),
    ("撤消|彻销|车销", "撤销"),
    ("党废|党非(?=收|交)|党飞(?=收齐|交了|收了)|当费", "党费"),
    ("自愿服务|志愿复务|志愿者服务", "志愿服务"),
    ("大奖堂|大讲唐|大将堂", "大讲堂"),
    ("民主平议|民主评义|民主凭议", "民主评议"),
    ("组织生活汇|组织生活回|组织生或会", "组织生活会"),
    ("补雪|补穴", "补学"),
    ("延其|言期|严期|延器", "延期"),
    ("验手|验首", "验收"),
    ("咋天", "昨天"),
    ("提醒我了巴", "提醒我了吧"),
    ("明后(?:这?两?天|2天)|明天后(?:两天|2天)", "明天和后天"),
    ("今明(?:这?两?天|2天)", "今天和明天"),
)
_TEN_FOR_REAL = re.compile(
    "((?:应|英|因|硬|迎)到[ ：]?[二三四五六七八九]?十[一二三四五六七八九])十到(?=[ ：]?[0-9一二两三四五六七八九十廿])"
)
"""应到十三十到十二: after a whole number 十到 is 实到."""
_VOICE = re.compile("|".join(f"(?P<v{i}>{heard})" for i, (heard, _) in enumerate(_CONFUSIONS)))


def as_meant(text: str, is_name: Callable[[str, int, int], bool]) -> str:
    """Read dictation's slips as meant. `is_name(text, start, end)`: a member's name covers those characters."""

    def replace(found: re.Match[str]) -> str:
        if is_name(text, found.start(), found.end()):
            return found[0]
        return _CONFUSIONS[int(str(found.lastgroup)[1:])][1]

    return _VOICE.sub(replace, _TEN_FOR_REAL.sub(r"\1实到", text))
