"""Yes, no, and words that mean nothing by themselves (rules 6, 25)."""

import re

from bot.language.intents import Intent, Reading

_END = r"[啊呀呢吧哈哦的嘛喔了啦咯嘞～~。！，、 …👍]*"
_YES = re.compile(
    "(?:嗯+[，。 ]?)?(?:(?:确认|对的|没错|是的|正确|无误|没问题的?确认|对头|对|是)(?:无误|登记|提交"
    f"|一下)?{_END}){{1,4}}(?:就?是?(?:这样|这个|这么回事|这些|那样)(?:的|登记|记)?{_END})?(?:麻烦)?(?:登记|登|记"
    f"|提交|记上)?{_END}"
)
_NO = re.compile(
    "(?:(?:那|还是|哦|啊|唉|嗯|不对)[，。 ]?)*(?:(?:取消|算了|不用登了?|不用记了?|不要了|不登了|先不登|不登记了"
    "|先不弄|先不弄了|不弄了|先不记|不记了|不用了|放弃|罢了|作罢|别登了|先别登了?|不报了|先不报了?)(?:登记|这次"
    f"|这条|本次|操作|提交|这个)?{_END}){{1,4}}"
)
_NOT_YES = re.compile("^(?:是|是吧|是啊|是呀|是了)[。！]*$")


POLITE = frozenset(
    [
        "好的",
        "好",
        "收到",
        "嗯",
        "嗯嗯",
        "行",
        "可以",
        "ok",
        "1",
        "谢谢",
        "多谢",
        "感谢",
        "辛苦了",
        "辛苦",
        "明白",
        "明白了",
        "知道了",
        "知道",
        "收到谢谢",
        "好的谢谢",
        "麻烦了",
        "👌",
        "👍",
    ]
)


_WISHES = re.compile(
    "^(?:祝|恭喜|恭祝|祝愿|节日|新年|辛苦|感谢|谢谢|多谢|晚安|早安|早上好|下午好|晚上好|大家好)|快乐|万事如意|新年好"
)


def is_polite(text: str) -> bool:
    """Words that ask for no answer (rule 6)."""
    said = text.strip(" 。.，,~～！!👍🙏🌹").lower()
    return said in POLITE or not said or _WISHES.search(said) is not None


def settled(text: str) -> Reading | None:
    """confirm or cancel, when the message is nothing else."""
    if len(text) > 24:
        return None
    if _YES.fullmatch(text) and not _NOT_YES.match(text):
        return Reading(Intent.CONFIRM)
    if _NO.fullmatch(text):
        return Reading(Intent.CANCEL)
    return None
