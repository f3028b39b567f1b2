"""Pasted documents that must not enter: classified marks and red-head numbers (rules 24, 32)."""

import re

_MARK = re.compile(r"(?:绝\s?密|机\s?密|秘\s?密|内部资料|内部文件)")
_MARKED = re.compile(
    r"(?:绝\s?密|机\s?密|秘\s?密|内部资料|内部文件)\s?(?:[★*☆]|\(|（|【|】|]|》|$|\n)"
    r"|[【\[（(《]\s?(?:绝\s?密|机\s?密|秘\s?密|内部资料|内部文件)"
)
_AT_HEAD = re.compile(r"^[\s【\[（(★☆]*(?:绝密|机密|秘密|内部资料|内部文件)(?!性|级以|工作|教育|培训|柜|会)")
_NUMBER = re.compile(
    r"[\u4e00-\u9fff×xX*○〇]{1,12}\s?[〔\[【（(﹝]\s?20\d\d\s?[〕\]】）)﹞]\s?第?\s?\d{1,4}\s?号"
)
_HEADING = re.compile(r"^(?:【?转发】?|转[：:]|fwd[：:])?[^，。；：:？?]{0,30}$", re.IGNORECASE)


def must_not_enter(text: str) -> bool:
    """Whether the message carries a mark of secrecy, or is headed by the number of an official document.

    A number inside a sentence (学习了X发〔2026〕7号文件) is a topic, no heading.
    """
    if _MARK.search(text) and (_MARKED.search(text) or _AT_HEAD.match(text)):
        return True
    if "号" not in text and "號" not in text:
        return False
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()][:2]
    return any((found := _NUMBER.search(line)) and _heads(line, found) for line in lines)


def without_numbers(text: str) -> str:
    """A topic without the numbers of documents."""
    return _NUMBER.sub("", text)


def _heads(line: str, found: re.Match[str]) -> bool:
    """The line is nothing but the issuing body and the number (with a title behind it, at most)."""
    before, after = line[: found.start()], line[found.end() :]
    return (
        _HEADING.fullmatch(before) is not None
        and not _IN_A_SENTENCE.search(line)
        and _AFTER.match(after) is not None
    )


_IN_A_SENTENCE = re.compile(
    "学习|传达|研究|讨论|贯彻|按照|根据|落实|依据|应到|实到|议题|内容|主题|今天|昨天|签到|开了|学了"
)
_AFTER = re.compile(r"[\s》】)）]|$|[\u4e00-\u9fff，：:]")
