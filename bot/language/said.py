"""One sentence, analysed: its marked text, its mood, who says it and when. What every grammar family reads from."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from bot.domain.activity import Event
from bot.domain.calendar import WorkCalendar
from bot.domain.people import Branch, Person
from bot.language.branches import ALL, OWN
from bot.language.days import Day, Period, Tense, nearest_weekday
from bot.language.events import EventSaid
from bot.language.intents import BLANK, Asked, Choice, Intent, Reading
from bot.language.marks import BRANCH, DAY, EVENT, LENGTH, NAME, NUMBER, PERIOD, TIME, Marks
from bot.language.mood import Mood
from bot.language.names import NameSaid
from bot.language.subjects import Subjects
from bot.language.times import Length, Time

FRIDAY = 5
MOST_GROUPS = 20
MOST_CHOICES = 6
"""So many buttons a card has."""
_GROUP = re.compile(rf"第?({NUMBER})(?:党?小?组(?!织)|(?={EVENT}))")
_HOW_LATE = re.compile("(?:迟到?|晚到?|来晚|晚来|早退|早走|提前走)(?:了|个)?$")
"""The length of a lateness is no length of the session (rule 4)."""
_LIMIT = re.compile("之?前|以前")
_OUR_GROUP = re.compile("(?:我们|咱们?|我|俺们?|本)(?:党)?(?:小)?组(?!织)")


@dataclass
class Said:
    """`text` is marked, and for a request unwrapped of its politeness; `words` are the words as they were said.

    `source` is the whole message, of which this may be a part. `questions` collects what has to be asked back while
    slots are read; the first of them is asked.
    """

    text: str
    marks: Marks
    mood: Mood
    speaker: Person
    branch: Branch | None
    at: datetime
    calendar: WorkCalendar
    subjects: Subjects
    source: str = ""
    words: str = ""
    questions: list[Asked] = field(default_factory=list)

    @property
    def today(self) -> date:
        return self.at.date()

    @property
    def asks(self) -> bool:
        return self.mood is Mood.QUESTION

    @property
    def puts_a_question(self) -> bool:
        """A question, or a request in the form of one."""
        return self.mood is not Mood.STATEMENT

    def part(self, text: str) -> "Said":
        """The same sentence, or a part of it, with other words; questions go to the same list."""
        return replace(self, text=text, words=self.marks.plain(text))

    def has(self, pattern: re.Pattern[str]) -> bool:
        return pattern.search(self.text) is not None

    def ask(
        self,
        question: str,
        choices: Iterable[tuple[str, str]] = (),
        *,
        number_into: str = "",
        name_into: str = "",
        lacks_day: bool = False,
    ) -> None:
        """Ask back. Each choice is its label and the sentence that is meant by it."""
        offered = tuple(Choice(label, sentence) for label, sentence in choices)
        self.questions.append(Asked(question, offered, number_into, name_into, lacks_day))

    def completed(self, words: str) -> str:
        """The message with these words added."""
        return f"{self.source}，{words}"

    def plain(self, text: str) -> str:
        """Words as they were said, without the punctuation around them."""
        words = self.marks.plain(text).strip(" ，。；：、\n“”（）()【】")
        return words.strip("《》") if "》" not in words[:-1].strip("《") else words

    def values(self, marks_of: str) -> Iterator[Any]:
        """The values of all marks of one class, in order: `said.values(NUMBER)`."""
        return (self.marks.value(found[0]) for found in re.finditer(marks_of, self.text))

    def first(self, marks_of: str) -> Any | None:
        return next(self.values(marks_of), None)

    # ------------------------------------------------------------------ days

    def day(self, tense: Tense) -> date | None:
        """The first day named, in the tense; a contradiction or an impossible day is asked about (rule 3).

        月底前 is a limit: where another day is named too, that one is meant.
        """
        said = self._day_said()
        return None if said is None else self.resolve(said, tense)

    def glance(self, tense: Tense) -> date | None:
        """The same day, for a look ahead: nothing is asked about it."""
        said = self._day_said()
        return None if said is None else said.on(self.today, tense, self.calendar)

    def _day_said(self) -> Day | None:
        found = list(re.finditer(DAY, self.text))
        days = [mark for mark in found if not _LIMIT.match(self.text, mark.end())] or found
        said: Day | None = self.marks.value(days[0][0]) if days else None
        return said

    def resolve(self, said: Day, tense: Tense) -> date | None:
        day = said.on(self.today, tense, self.calendar)
        if day is None:
            self.ask(_no_such_day(said))
        elif said.checked is not None and day.isoweekday() != said.checked:
            self.ask(_not_that_weekday(day, said.checked))
        return day

    def session_day(self, event: EventSaid | None, tense: Tense) -> date | None:
        """The day of an event: as said, else the Friday that 周五学习, 学习日 and 上周学习 carry (rule 1)."""
        day = self.day(tense)
        if day is not None or event is None or event.event is not Event.FRIDAY_STUDY:
            return day
        if self.first(DAY) is not None:
            return None
        period: Period | None = self.first(PERIOD)
        if period is not None and period.unit == "week":
            return Day(week=period.shift or 0, weekday=FRIDAY).on(self.today, tense, self.calendar)
        return nearest_weekday(self.today, FRIDAY, tense) if event.on_friday else None

    def span(self, tense: Tense) -> dict[str, str] | None:
        """The period named; a single day is a period of one day (rule 12)."""
        period: Period | None = self.first(PERIOD)
        if period is not None:
            first, last = period.span(self.today, tense)
            return {"from": first.isoformat(), "to": last.isoformat()}
        day = self.day(tense)
        return None if day is None else {"from": day.isoformat(), "to": day.isoformat()}

    def year(self) -> int | None:
        """The year named, when one was named as a whole."""
        return next((p.calendar_year(self.today) for p in self.values(PERIOD) if p.unit == "year"), None)

    def check_not_future(self, day: date | None) -> None:
        """A report about the future is asked about (rules 7, 23, 29)."""
        if day is not None and day > self.today:
            self.ask(_still_to_come(day))

    def check_session(self, event: EventSaid | None, day: date | None) -> None:
        """A Friday that was free has no session to report (rule 30)."""
        if (
            event is None
            or event.event is not Event.FRIDAY_STUDY
            or day is None
            or day.isoweekday() != FRIDAY
        ):
            return
        said: Day | None = self.first(DAY)
        by_weekday = said is None or said.weekday == FRIDAY
        if by_weekday and day < self.today and not self.calendar.is_workday(day):
            self.ask(_no_session(day))

    # ------------------------------------------------------------------ other slots

    def time(self) -> Time | None:
        return self.first(TIME)

    def minutes(self) -> int | None:
        """The length said, or that of a range of times."""
        for found in re.finditer(LENGTH, self.text):
            length: Length = self.marks.value(found[0])
            if length.minutes is not None and not _HOW_LATE.search(self.text[: found.start()]):
                return length.minutes
        time = self.time()
        return time.minutes if time is not None else None

    def length(self) -> Length | None:
        return self.first(LENGTH)

    def event(self) -> EventSaid | None:
        """The first event of the bot's that is named."""
        return next((said for said in self.values(EVENT) if said.event is not None), None)

    def event_code(self) -> str | None:
        said = self.event()
        return said.event.value if said is not None and said.event is not None else None

    def outside(self) -> bool:
        """A meeting that is not the bot's is named, and none that is."""
        return self.event() is None and any(True for _ in self.values(EVENT))

    def branch_name(self, default: bool = True) -> str | None:
        """The branch named, else the sender's own; `default=False`: only another branch than that (rule 11)."""
        named = self.first(BRANCH)
        if named == OWN or named is None or (named == ALL and not default):
            return self.speaker.branch if default else None
        return named if default or named != self.speaker.branch else None

    def names_own_branch(self) -> bool:
        return self.first(BRANCH) in (OWN, self.speaker.branch)

    def by_id(self) -> str | None:
        """The indicator whose id was written."""
        return self.subjects.by_id(self.words)

    def indicator(self) -> str | None:
        """The indicator that is spoken of, by its id or its subject (rule 13)."""
        event = self.event()
        return self.subjects.indicator(self.words, event.event if event is not None else None)

    def aspect(self) -> str | None:
        return self.subjects.aspect(self.words)

    def group(self) -> int | None:
        for found in _GROUP.finditer(self.text):
            number = int(self.marks.value(found[1]))
            if number <= MOST_GROUPS:
                return number
        return self.speaker.group if _OUR_GROUP.search(self.text) else None

    def named(self, text: str | None = None) -> list[Person]:
        """The persons named in a text; who is unknown or ambiguous is asked about and left out (rule 9)."""
        return [
            person
            for found in re.finditer(NAME, text or self.text)
            if (person := self.who(found[0])) is not None
        ]

    def who(self, mark: str) -> Person | None:
        said: NameSaid = self.marks.value(mark)
        if said.person is None:
            names = list(dict.fromkeys(person.name for person in said.people))
            fitting = names if 1 < len(names) <= MOST_CHOICES else []
            self.ask(
                _which_person(said),
                [(name, self.source.replace(said.words, name)) for name in fitting],
                name_into=self.source.replace(said.words, BLANK),
            )
        return said.person


def reading(intent: Intent, **slots: Any) -> Reading:
    """A reading with the slots that are known; dates become ISO text."""
    return Reading(
        intent,
        {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in slots.items()
            if value is not None and value != ""
        },
    )


def _which_person(said: NameSaid) -> str:
    if not said.people:
        return f"名册里没有找到“{said.words}”，请说全名。"
    names = "、".join(person.name for person in said.people[:4])
    if len({person.name for person in said.people}) == 1:
        # which branches they belong to is not said: the sender may know his own branch's members only
        return f"不止一位{said.words}，请说明是哪个支部的。"
    return f"“{said.words}”可能是{names}，请问是哪一位？"


def _no_such_day(said: Day) -> str:
    month = f"{said.month}月" if said.month else ""
    return f"没有{month}{said.day}日这一天，请再说一下日期。"


def _not_that_weekday(day: date, weekday: int) -> str:
    names = "一二三四五六日"
    return f"{day.month}月{day.day}日是周{names[day.weekday()]}，不是周{names[weekday - 1]}，请核对日期。"


def _still_to_come(day: date) -> str:
    return f"{day.month}月{day.day}日还没到，日期对吗？请核对后再说一遍。"


def _no_session(day: date) -> str:
    return f"{day.month}月{day.day}日（周五）放假，没有学习安排。请说明是哪天的学习。"
