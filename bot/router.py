"""Routes: which handler answers which intent."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from bot.chance import Chance, fresh_nonce
from bot.chat import Address, Attachment, Reply, Tap
from bot.domain.calendar import WorkCalendar
from bot.domain.people import Branch, Person, Roster
from bot.domain.standard import Standard
from bot.files import Files
from bot.fonts import ChineseFont
from bot.language.intents import Choice, Intent, Reading
from bot.store.work import Work

SAID = "said"
"""The slot that keeps the words of what waits for a confirmation."""


class Audience(StrEnum):
    """Whom the help names a route to. What somebody may do is decided by the handler, not here."""

    EVERYONE = "everyone"
    BRANCH = "branch"  # secretaries, committee members, group leaders
    ORGAN = "organ"  # the organ committee and its office
    INSPECTION = "inspection"  # inspectors, the full-time deputy, the office


@dataclass(frozen=True, slots=True)
class House:
    """What every handler may look at besides the store: the standard in force, the working days, the organ's name."""

    standard: Standard
    calendar: WorkCalendar
    organ: str
    routes: "Router"
    font: ChineseFont | None = None  # for pictures
    files: Files | None = None  # where evidence is kept
    chance: Chance = fresh_nonce


@dataclass(frozen=True, slots=True)
class Message:
    """Who said what, when: identified and read. `slots` are those of conversation.md for `intent`.

    `at` is *now* for a handler. `question` is what the language would ask back, or empty.
    """

    id: str
    address: Address
    at: datetime
    text: str
    sender: Person
    branch: Branch
    roster: Roster
    house: House
    intent: Intent
    slots: Mapping[str, Any] = field(default_factory=dict)
    question: str = ""
    confirmed: bool = False  # the sender has seen the confirmation line and said yes
    tap: Tap | None = None
    attachment: Attachment | None = None

    @property
    def today(self) -> date:
        return self.at.date()

    @property
    def reading(self) -> Reading:
        return Reading(self.intent, self.slots)

    @property
    def said(self) -> str:
        """The words that are meant: of what was confirmed those it was first said with, not the yes."""
        return str(self.slots.get(SAID, self.text))


@dataclass(frozen=True, slots=True)
class Proposal:
    """What would be recorded, to be confirmed first: a title ("支委会"), facts as (name, value), a remark.

    `slots` are the completed slots; the handler gets them again, with `message.confirmed`, after the yes.
    """

    title: str
    facts: tuple[tuple[str, str], ...]
    slots: Mapping[str, Any]
    note: str = ""
    intent: Intent | None = None  # where the yes means something else than what was said
    correctable: bool = True  # 不对，是4个人 changes it; otherwise it is said once more

    def line(self) -> str:
        """11月23日（周一），应到5人，地点：三楼会议室: numbers follow their name, words stand behind a colon."""
        return "，".join(
            value if name == "时间" else f"{name}{'' if value[:1].isdigit() else '：'}{value}"
            for name, value in self.facts
        )


@dataclass(frozen=True, slots=True)
class Question:
    """Something is missing or contradicts itself: one short question back, perhaps with answers to choose from.

    `number_into` is the sentence a bare number completes, `fills` the slot that the whole answer goes into.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    number_into: str = ""
    fills: str = ""


Handler = Callable[[Message, Work], Reply | Proposal | Question]
Knows = Callable[[Message, Work], Sequence[date]]
"""The days that an undated sentence may mean, from what the store holds: the one planned meeting, say."""


@dataclass(frozen=True, slots=True)
class Route:
    """One intent's handler. `reads` only: run on a reader, never writes. `title` and `examples` are the help.

    `about` narrows it to one kind of request (`what`: leave, extension, objection). `finds`: the handler finds out
    by itself which item is meant where the words do not say. `in_group`: what a group reads instead of the answer,
    which then goes to the asker alone.
    """

    intent: Intent
    handler: Handler
    title: str
    examples: tuple[str, ...] = ()
    reads: bool = False
    audience: Audience = Audience.EVERYONE
    knows: Knows | None = None
    about: str = ""
    finds: bool = False
    in_group: str = ""


class Router:
    """The list of routes. Two handlers for one intent are a mistake found at start-up."""

    def __init__(self) -> None:
        self._routes: dict[tuple[Intent, str], Route] = {}

    def on(
        self,
        intent: Intent,
        *,
        title: str,
        examples: tuple[str, ...] = (),
        reads: bool = False,
        audience: Audience = Audience.EVERYONE,
        knows: Knows | None = None,
        about: str = "",
        finds: bool = False,
        in_group: str = "",
    ) -> Callable[[Handler], Handler]:
        """Register the handler of an intent."""

        def register(handler: Handler) -> Handler:
            self.add(Route(intent, handler, title, examples, reads, audience, knows, about, finds, in_group))
            return handler

        return register

    def add(self, route: Route) -> None:
        key = route.intent, route.about
        if key in self._routes:
            raise ValueError(f"two handlers for {route.intent} {route.about}".strip())
        self._routes[key] = route

    def include(self, other: "Router") -> None:
        for route in other:
            self.add(route)

    def get(self, reading: Reading) -> Route | None:
        """The route for what was said: of its kind of request, else of its intent."""
        about = str(reading.slots.get("what", ""))
        return self._routes.get((reading.intent, about)) or self._routes.get((reading.intent, ""))

    def __iter__(self) -> Iterator[Route]:
        return iter(self._routes.values())
