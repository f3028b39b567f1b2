"""Numbers as people write and say them: 14, 十四, 廿二, 两, 仨, 一百零三, 壹拾."""

import re

from bot.language.marks import Kind, Marks

_DIGITS = {
    char: value
    for value, chars in enumerate(
        ("零〇", "一壹幺", "二两贰俩", "三叁仨", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for char in chars
}
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000}
_SHORT_TENS = {"廿": 20, "卅": 30}

CHINESE = "零〇一二两三四五六七八九十百千廿卅壹贰叁肆伍陆柒捌玖拾佰俩仨"
"""The characters Chinese numbers are written with."""

_NUMBER = re.compile(
    rf"""(?<![A-Za-z0-9.])\d{{1,6}}(?:\.\d{{1,3}})?(?![A-Za-z])
    | (?<![万统唯单]) (?!(?<=上)一[条个次回]) [{CHINESE}]{{1,9}} (?:点[{CHINESE}]{{1,2}}(?=分))?
      (?<!三会一) (?<!三会) (?![起般直些样旦律切致并块线向视带岗双路肩]|下(?!午)|定(?!了)|共(?!产)|方面)""",
    re.VERBOSE,
)


def parse(words: str) -> int | float | None:
    """The value of a number in digits or Chinese characters; None when the characters are no number (三四)."""
    if words[0].isascii():
        return float(words) if "." in words else int(words)
    whole, point, fraction = words.partition("点")
    value = chinese(whole)
    tenths = chinese(fraction) if point else 0
    if value is None or tenths is None:
        return None
    return value + tenths / 10 if tenths else value


def chinese(words: str) -> int | None:
    """The value of a Chinese number up to 9999, spoken (三十二, 廿二) or digit by digit (二〇二六)."""
    if len(words) > 2 and all(char in _DIGITS for char in words):
        return int("".join(str(_DIGITS[char]) for char in words))
    total, digit = 0, None
    for char in words:
        if char in _DIGITS:
            if digit:
                return None  # 三四个 is a guess, no number
            digit = _DIGITS[char]
        elif char in _TENS:
            total += (1 if digit is None else digit) * _TENS[char]
            digit = None
        elif char in _SHORT_TENS:
            total += _SHORT_TENS[char]
        else:
            return None
    return total + (digit or 0)


def small(words: str) -> int:
    """A number that is known to be written as one, or 0."""
    value = int(words) if words.isascii() else chinese(words)
    return value or 0


def mark_numbers(text: str, marks: Marks) -> str:
    def replace(found: re.Match[str]) -> str:
        value = parse(found[0])
        return found[0] if value is None else marks.put(Kind.NUMBER, value, found[0])

    return _NUMBER.sub(replace, text)
