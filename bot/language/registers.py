"""What is written into a register beside meetings: 八有 of an activity room, ballots of a duty report, elections and vacancies."""

import re

from bot.language.days import Tense
from bot.language.intents import Intent, Reading
from bot.language.said import Said, reading

# ---------------------------------------------------------------------- 八有

_ROOM = re.compile("八有")
_ROOM_STATE = re.compile("齐全|齐备|齐了|都有|全有|具备|达标|[缺少差]|没有|不全")


def read_room(said: Said) -> list[Reading]:
    """三支部八有齐全, 三支部八有缺有设备: which of the eight is for the standard to tell."""
    if said.asks or not (_ROOM.search(said.words) and _ROOM_STATE.search(said.words)):
        return []
    return [reading(Intent.LOG_ROOM, branch=said.branch_name())]


# ---------------------------------------------------------------------- ballots of a duty report

_REVIEW = re.compile("述职|测评")
_GROUPS = (
    ("organ_committee", re.compile("机关党委")),
    ("branch_secretaries", re.compile("支部书记们?|书记互评|各书记")),
    ("branch_members", re.compile("支部党员|本支部党员|党员群众|党员测评")),
    ("party_leading_group", re.compile("党组")),
    ("member_delegates", re.compile("党员代表")),
)
_GRADES = (
    ("fair", re.compile(r"较好[：:]?(?:的)?(\d+)")),
    ("good", re.compile(r"(?<!较)好[：:]?(?:的)?(\d+)")),
    ("average", re.compile(r"一般[：:]?(?:的)?(\d+)")),
    ("poor", re.compile(r"差[：:]?(?:的)?(\d+)")),
)
_LEVEL = re.compile("L[123]", re.IGNORECASE)


def read_ballots(said: Said) -> list[Reading]:
    """张华述职测评，机关党委好4票、较好6票: tallies of one group, never who voted how."""
    if said.asks or not _REVIEW.search(said.words):
        return []
    counts = {grade: int(found[1]) for grade, words in _GRADES if (found := words.search(said.words))}
    if not counts:
        return []
    reporter = _reporter(said)
    if reporter is None:
        said.ask(_whose())
    group = next((code for code, words in _GROUPS if words.search(said.words)), None)
    level = _LEVEL.search(said.words)
    return [
        reading(
            Intent.LOG_BALLOTS,
            name=reporter,
            group=group,
            level=level[0].upper() if level else None,
            **counts,
        )
    ]


_REPORTS = re.compile(
    "(?:^|[，。：；])(?P<n>(?!述职|测评)(?![^，。]{0,4}(?:支部|党委|党组|党员|年度|今年|我))[\u4e00-\u9fff·]{2,4}?)(?:同志|书记|副书记)?的?(?:述职|测评)"
)
_OWN_REPORT = re.compile("我(?:的)?述职")


def _reporter(said: Said) -> str | None:
    """Whose report it was, of whatever branch: the one named before the word, not the group that judged."""
    found = _REPORTS.search(said.words)
    if found is not None:
        return found["n"]
    return said.speaker.name if _OWN_REPORT.search(said.words) else None


def _whose() -> str:
    return "请问是哪位同志的述职测评？"


# ---------------------------------------------------------------------- elections and vacancies

_POST = "(?:副?书记|组织委员|宣传委员|纪检委员|委员)"
_TERM_MATTERS = (
    ("extended", re.compile("(?:批准|同意|批复|准予)[^，。]{0,10}延期换届|延期换届[^，。]{0,8}(?:批准|批复|同意)|(?:换届|任期|届期)[^，。]{0,8}延期?[到至]")),
    ("filled", re.compile(f"补选[^，。]{{0,16}}(?:为|当选|任|完成|产生|了){_POST}?|{_POST}[^，。]{{0,6}}补选(?:好|完|到位|了)")),
    ("vacant", re.compile(f"{_POST}[^，。]{{0,8}}空缺|空缺[^，。]{{0,6}}{_POST}")),
    ("elected", re.compile("换届(?:选举)?[^，。]{0,8}(?:完成|结束|选出|产生|当选|搞完|开完|到位)|(?:完成|结束|搞完)了?换届|选举产生[^，。]{0,6}(?:新一届|支委|支部委员)")),
)  # fmt: skip
"""What happened to a term of office, and the words it is told in."""


def read_term_matter(said: Said) -> list[Reading]:
    """11月20日换届选举完成，任期三年 · 副书记从10月2日起空缺 · 补选李强为副书记."""
    if said.asks:
        return []
    what = next((code for code, words in _TERM_MATTERS if words.search(said.words)), None)
    if what is None:
        return []
    day = said.day(Tense.FUTURE if what == "extended" else Tense.PAST)
    return [reading(Intent.LOG_TERM, what=what, date=day or (None if what == "extended" else said.today))]
