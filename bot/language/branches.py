"""Branches by all their names: 第三党支部, 三支部, 民一庭支部, 我们支部, 各支部 (rules 11, 16)."""

import re

from bot.domain.people import Roster
from bot.language.marks import Kind, Marks
from bot.language.numbers import CHINESE, small

ALL = "all"
OWN = "own"

_ORDINAL = re.compile(rf"(?P<kind>离?退休|老干部?|老)?第?(?P<n>[{CHINESE}]{{1,3}}|\d{{1,2}})(?P<joint>联合)?")
_BRANCH = re.compile("(?:联合)?党?支部(?!书记|大会|委员|党员|会)|支部(?=大会|委员会|党员大会)")
_EVERY = re.compile(
    "(?:全院|全机关)?(?:的)?(?P<which>还有(?:几|多少)个|哪些个?|哪几个|哪几家|哪个|几个|多少个?)?(?(which)"
    "|(?:各个?|所有的?|全部的?|全体|每个|每一个))党?支部"
    "|全院(?:支部)?(?=[排得都的哪几谁])|全院党?支部|党?支部(?=(?:都|还)?(?:有|是)(?:哪|几个|谁))"
)
"""哪些支部 keeps its question word, or the sentence would no longer be seen to ask."""
_OWN = re.compile("(?:我们|咱们|咱|俺们?|我|本|自己)(?:的|这个|这)?党?支部")
_LONGEST = 12
_NOT_BEFORE_ORDINAL = re.compile("[哪每这那另某第]$")
_CONCERNS = (
    "的?(?:现在|目前|今年|去年|这个?季度|上?季度)?(?:[几多]少?分|得|扣|换届|哪天|离|申报|能|报|的?整改|问题|[A-E]0"
    "|C0)"
)


class BranchNames:
    """All names of the branches of one roster."""

    def __init__(self, roster: Roster) -> None:
        self._by_stem: dict[str, str] = {}
        departments: dict[str, str] = {}
        for branch in roster.branches:
            for stem in (_stem(branch.name), _stem(branch.short_name), branch.department):
                if not stem:
                    continue
                self._by_stem.setdefault(stem, branch.name)
                for spoken in _spoken(stem):
                    self._by_stem.setdefault(spoken, branch.name)
            short = _stem(branch.short_name)
            if len(short) > 2 and short[-1] in "庭局室队处心":
                departments[short] = branch.name
        self._departments = departments
        self._department = (
            re.compile(f"(?:{'|'.join(map(re.escape, departments))})(?={_CONCERNS})") if departments else None
        )

    def mark(self, text: str, marks: Marks) -> str:
        """Replace what names a branch; the value is its full name, ALL or OWN."""
        if "支部" in text or "全院" in text:
            text = _OWN.sub(lambda found: marks.put(Kind.BRANCH, OWN, found[0]), text)
            text = _EVERY.sub(
                lambda found: (
                    (found["which"] or "")
                    + marks.put(Kind.BRANCH, ALL, found[0].removeprefix(found["which"] or ""))
                ),
                text,
            )
            text = self._named(text, marks)
        if self._department is not None and not marks.has(Kind.BRANCH):
            text = self._department.sub(
                lambda found: marks.put(Kind.BRANCH, self._departments[found[0]], found[0]), text
            )
        return text

    def _named(self, text: str, marks: Marks) -> str:
        pieces: list[str] = []
        done = 0
        for found in _BRANCH.finditer(text):
            start = self._stem_before(text, done, found.start(), "联合" in found[0])
            if start is None:
                continue
            stem = text[start : found.start()] + ("联合" if found[0].startswith("联合") else "")
            name = self._by_stem.get(stem) or self._by_stem[stem.removesuffix("联合")]
            pieces.append(text[done:start])
            pieces.append(marks.put(Kind.BRANCH, name, text[start : found.end()]))
            done = found.end()
        return "".join(pieces) + text[done:] if pieces else text

    def _stem_before(self, text: str, done: int, end: int, joint: bool) -> int | None:
        """Where the longest known name that ends here begins."""
        suffix = "联合" if joint else ""
        for start in range(max(done, end - _LONGEST), end + bool(joint)):
            stem = text[start:end]
            if (stem + suffix in self._by_stem or stem in self._by_stem) and not (
                stem[:1] in CHINESE and _NOT_BEFORE_ORDINAL.search(text[done:start])
            ):
                return start
        return None


def _stem(name: str) -> str:
    return name.removesuffix("支部").removesuffix("党")


def _spoken(stem: str) -> list[str]:
    """Shorter ways to say 第三, 第二十二联合, 离退休第一."""
    found = _ORDINAL.fullmatch(stem)
    if found is None or not small(found["n"]):
        return []
    words, digits = found["n"], str(small(found["n"]))
    prefixes = {None: [""], "离退休": ["离退休", "退休", "老干", "离退"], "退休": ["退休"]}.get(
        found["kind"], [found["kind"] or ""]
    )
    return [f"{prefix}{ordinal}{n}" for prefix in prefixes for ordinal in ("", "第") for n in (words, digits)]
