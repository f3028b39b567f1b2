"""Who is meant: full names, aliases, nicknames, given names, offices, slips of the pen and of the ear (rule 9)."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.domain.people import Office, Person, Roster
from bot.language.away import LEAVE, STATUS
from bot.language.marks import NAME, Kind, Marks
from bot.language.sounds import loosely, sound
from bot.language.surnames import COMPOUND_SURNAMES, NO_NAME, NO_NICKNAME, SURNAMES


@dataclass(frozen=True, slots=True)
class NameSaid:
    """Words that name somebody, and everybody they fit: one is a person, none or several are asked about."""

    words: str
    people: tuple[Person, ...]

    @property
    def person(self) -> Person | None:
        return self.people[0] if len(self.people) == 1 else None


_CJK = "\u4e00-\u9fff"
_LIST = "和跟与及同给帮替让请由"
_BOUNDARY = re.compile(rf"(?:^|[^{_CJK}]|[{_LIST}是缺差])$")
_POSITION = re.compile(
    rf"(?:同志)?(?:[也都又还要说因]|因为|今天|昨天)?[ ]?(?:{STATUS}|[、（]|[，。 ）]?$|{NAME})"
)
"""What stands behind a name: a status, a list, or the end."""
_ON_THE_WAY = re.compile(rf"(?:要|在|去|因|得)[^，。；、\n]{{0,6}}?{STATUS}")
"""慧敏要在家照顾老人: the status comes a few words later."""

_NOT_A_NAME = {
    "周": "上下本这两每一几单双", "于": "由关对等位处终至利", "万": "千百十几", "时": "到按准及随同小", "党": "入建爱全",
    "应": "相", "和": "总", "向": "方", "任": "责", "成": "完", "方": "地对双官", "金": "资奖", "田": "农",
}  # fmt: skip
"""Characters that stand before a name's first character in ordinary words: 上周到 is no 周到."""

_TITLES: dict[str, tuple[Office, ...]] = {
    "副书记": (Office.DEPUTY_SECRETARY,),
    "支部书记": (Office.SECRETARY,),
    "支书": (Office.SECRETARY,),
    "书记": (Office.SECRETARY,),
    "组织委员": (Office.ORGANISATION_MEMBER,),
    "宣传委员": (Office.PUBLICITY_MEMBER,),
    "纪检委员": (Office.DISCIPLINE_MEMBER,),
    "党小组长": (Office.GROUP_LEADER,),
    "小组长": (Office.GROUP_LEADER,),
    "组长": (Office.GROUP_LEADER,),
}
_TITLE = rf"(?<!总)(?<!党委)(?<!党组)(?<!当)(?:{'|'.join(_TITLES)})(?!员|抓|述职|处|是谁|办)"
_SURNAME = f"(?:{'|'.join(COMPOUND_SURNAMES)}|[{''.join(sorted(SURNAMES))}])"
_COURTESY = (
    "庭长|副庭长|局长|院长|主任|处长|科长|队长|法官|老师|大姐|大哥|大爷|大妈|阿姨|师傅|[姐哥叔姨工]"
    f"|老(?!师|同|人|{_SURNAME})"
)
_SPOKEN = re.compile(
    f"(?P<nick>[老小阿](?P<by>{_SURNAME}))(?:同志)?|(?P<titled>{_SURNAME})?(?P<title>{_TITLE})"
    f"|(?P<styled>{_SURNAME})(?P<style>{_COURTESY})"
)
_SPOKEN_HINT = re.compile("[老小阿]|书记|支书|委员|组长|[长任官姐哥叔姨工爷妈傅]|老师")
_TITLE_BESIDE = re.compile(rf"({NAME})(?:同志|{_TITLE}|(?:{_COURTESY}))(?![{_CJK}]?组)|(?:{_TITLE})({NAME})")

_LABEL = (
    "(?:请假|缺席|缺|迟到|主持人?|记录[人员]?|主讲人?|领学人?|授课人?|病假|事假|出差|未到|没来|名单"
    "|人员)[:的是有为了 ]*"
)
_BEFORE = rf"^|[^{_CJK}]|除了?|还有|只有|就是|其中|另外|因为|只差|就差|今儿|[{_LIST}缺差是就有]"
_INEXACT = re.compile(
    f"(?P<pre>{_BEFORE})(?P<name>[{_CJK}]{{2,4}}?)(?=(?:同志)?(?:[也都又还要在去说因]|因为"
    rf"|(?:去|在|要|到)[\u4e00-\u9fff]{{0,3}}|封闭)?[ （]?{STATUS}|请[^，。]{{1,8}}假|、{NAME})"
    rf"|(?P<pre2>{_LABEL}|{NAME}[、和跟])(?P<name2>[{_CJK}]{{2,4}}?)(?=[、，。；（） \n]|$|[{_LIST}]{NAME})"
)
_INEXACT_HINT = re.compile(rf"{LEAVE}|{STATUS}|请.{{1,8}}假")
_FUNCTION_WORDS = re.compile(
    "[我你他她它们的了在是不没有这那也都就要人个咱俺谁哪几多少吗吧呢啊]|大家|学习|会议|党课|上午|下午"
)


class Directory:
    """The people of one roster by all they are called."""

    def __init__(self, roster: Roster) -> None:
        self._exact: dict[str, list[Person]] = defaultdict(list)
        self._members: dict[str, list[Person]] = defaultdict(list)
        self._lengths: dict[str, set[int]] = defaultdict(set)
        for person in roster.people:
            self._exact[person.name].append(person)
            self._members[person.branch].append(person)
            self._lengths[person.name[:1]].add(len(person.name))
        self._branches: dict[str, _Branch] = {}

    def is_name(self, words: str) -> bool:
        return words in self._exact

    def covers(self, text: str, start: int, end: int) -> bool:
        """Whether a member's full name overlaps the characters from `start` to `end`."""
        for first in range(max(0, start - 3), end):
            for length in self._lengths.get(text[first], ()):
                if first + length > start and text[first : first + length] in self._exact:
                    return True
        return False

    def mark_exact(self, text: str, speaker: Person, marks: Marks) -> str:
        """Full names: of the sender's branch first, then longer ones of other branches."""
        pieces: list[str] = []
        done = at = 0
        size = len(text)
        while at < size:
            lengths = self._lengths.get(text[at])
            if lengths is not None:
                for length in sorted(lengths, reverse=True):
                    words = text[at : at + length]
                    people = self._exact.get(words)
                    if people and self._is_meant(text, at, words, people, speaker):
                        pieces += (text[done:at], marks.put(Kind.NAME, self._said(words, speaker), words))
                        done = at + length
                        at = done - 1
                        break
            at += 1
        return "".join(pieces) + text[done:] if pieces else text

    def _is_meant(self, text: str, at: int, words: str, people: Iterable[Person], speaker: Person) -> bool:
        before = text[at - 1] if at else ""
        if before and before in _NOT_A_NAME.get(words[0], ""):
            return False
        own = any(person.branch == speaker.branch for person in people)
        return own or (
            len(words) > 2 and (words[0] not in _NOT_A_NAME or _BOUNDARY.search(text[:at]) is not None)
        )

    def mark_elsewhere(self, text: str, speaker: Person, marks: Marks) -> str:
        """Two-character names of other branches, which may be ordinary words (田野, 秦岭): only where names stand."""
        for at in range(len(text) - 1):
            words = text[at : at + 2]
            if (
                words in self._exact
                and _BOUNDARY.search(text[max(0, at - 1) : at] or "")
                and _POSITION.match(text, at + 2)
            ):
                mark = marks.put(Kind.NAME, self._said(words, speaker), words)
                return text[:at] + mark + self.mark_elsewhere(text[at + 2 :], speaker, marks)
        return text

    def mark_spoken(self, text: str, speaker: Person, marks: Marks) -> str:
        """Aliases, 老/小 and surname, given names, offices: of the sender's branch."""
        branch = self._branch(speaker.branch)
        text = branch.mark_known(text, marks)
        if marks.has(Kind.NAME):
            text = _TITLE_BESIDE.sub(lambda found: found[1] or found[2], text)
        if _SPOKEN_HINT.search(text):
            text = _SPOKEN.sub(lambda found: branch.spoken(found, speaker, marks), text)
        return text

    def mark_inexact(self, text: str, speaker: Person, marks: Marks) -> str:
        """Names with a slip, and names nobody has, where a name must stand."""
        if not _INEXACT_HINT.search(text):
            return text
        branch = self._branch(speaker.branch)

        def replace(found: re.Match[str]) -> str:
            pre, words = (found["pre"], found["name"]) if found["name"] else (found["pre2"], found["name2"])
            said = branch.guess(words)
            return found[0] if said is None else pre + marks.put(Kind.NAME, said, words)

        return _INEXACT.sub(replace, _INEXACT.sub(replace, text))

    def _said(self, words: str, speaker: Person) -> NameSaid:
        people = self._exact[words]
        own = tuple(person for person in people if person.branch == speaker.branch)
        return NameSaid(words, own or tuple(people))

    def _branch(self, name: str) -> "_Branch":
        if name not in self._branches:
            self._branches[name] = _Branch(self._members[name])
        return self._branches[name]


class _Branch:
    """What the people of one branch are called among themselves."""

    def __init__(self, members: list[Person]) -> None:
        self._members = members
        self._known: dict[str, list[Person]] = defaultdict(list)
        self._given: dict[str, list[Person]] = defaultdict(list)
        self._by_surname: dict[str, list[Person]] = defaultdict(list)
        self._by_sound: dict[tuple[str, ...], list[Person]] = defaultdict(list)
        self._by_levelled_sound: dict[tuple[str, ...], list[Person]] = defaultdict(list)
        for person in members:
            for alias in person.aliases:
                self._known[alias].append(person)
            surname, given = split_name(person.name)
            self._by_surname[surname].append(person)
            if "·" in person.name:
                self._known[surname].append(person)
            elif len(given) == 2:
                self._given[given].append(person)

    def mark_known(self, text: str, marks: Marks) -> str:
        for alias, people in self._known.items():
            if alias in text:
                text = text.replace(alias, marks.put(Kind.NAME, NameSaid(alias, tuple(people)), alias))
        for given, people in self._given.items():
            at = text.find(given)
            if (
                at >= 0
                and _BOUNDARY.search(text[max(0, at - 1) : at])
                and (_POSITION.match(text, at + 2) or _ON_THE_WAY.match(text, at + 2))
            ):
                text = (
                    text[:at] + marks.put(Kind.NAME, NameSaid(given, tuple(people)), given) + text[at + 2 :]
                )
        return text

    def spoken(self, found: re.Match[str], speaker: Person, marks: Marks) -> str:
        words = found[0]
        if found["nick"]:
            if words[:2] in NO_NICKNAME:
                return words
            people = self._by_surname.get(found["by"], [])
            if not people and not _POSITION.match(found.string, found.end()):
                return words
            return marks.put(Kind.NAME, NameSaid(found["nick"], tuple(people)), words)
        if found["title"]:
            return marks.put(
                Kind.NAME, NameSaid(words, self._holders(found["title"], found["titled"], speaker)), words
            )
        people = self._by_surname.get(found["styled"], [])
        return marks.put(Kind.NAME, NameSaid(words, tuple(people)), words) if people else words

    def _holders(self, title: str, surname: str | None, speaker: Person) -> tuple[Person, ...]:
        offices = _TITLES[title]
        if surname and offices == (Office.SECRETARY,):
            offices = (Office.SECRETARY, Office.DEPUTY_SECRETARY)  # a deputy is called 书记 to his face
        holders = [
            p
            for p in self._members
            if p.offices & set(offices) and (not surname or p.name.startswith(surname))
        ]
        if Office.GROUP_LEADER in offices and len(holders) > 1:
            holders = [p for p in holders if p.group == speaker.group] or holders
        return tuple(holders)

    def guess(self, words: str) -> NameSaid | None:
        """The people whose name differs by the sound's spelling or by one character; None if it is no name."""
        if words in NO_NAME or words[:2] in NO_NAME or _FUNCTION_WORDS.search(words):
            return None
        alike = self._sounding(words) or self._one_character_off(words)
        if alike:
            return NameSaid(words, tuple(alike))
        looks_like_one = (words[0] in SURNAMES and len(words) <= 3) or words[:2] in COMPOUND_SURNAMES
        return NameSaid(words, ()) if looks_like_one else None

    def _sounding(self, words: str) -> list[Person]:
        if not self._by_sound:
            for person in self._members:
                syllables = sound(person.name)
                self._by_sound[syllables].append(person)
                self._by_levelled_sound[loosely(syllables)].append(person)
        said = sound(words)
        return self._by_sound.get(said) or self._by_levelled_sound.get(loosely(said), [])

    def _one_character_off(self, words: str) -> list[Person]:
        """One character wrong, missing or too many in a name of three; in one of two too little would be left of it."""
        if words[0] not in SURNAMES or len(words) < 3:
            return []
        return [
            person
            for person in self._members
            if len(person.name) > 2 and OSA.distance(person.name, words, score_cutoff=1) <= 1
        ]


def split_name(name: str) -> tuple[str, str]:
    """Surname and given name: 欧阳|雪, 张|明. A name of another people is divided at its dot."""
    if "·" in name:
        first, _, rest = name.partition("·")
        return first, rest
    size = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    return name[:size], name[size:]
