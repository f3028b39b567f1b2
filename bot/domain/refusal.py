"""The rules say no: facts with a name, never a sentence.

A refusal is raised deep in the rules or in a handler, rolls its transaction back, and becomes a
sentence in `bot.wording.refusal` alone. Dataclasses with `eq=False`, never frozen: contextlib must
be able to set `__traceback__`.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(eq=False)
class Refusal(Exception):
    """Base of all refusals."""


@dataclass(eq=False)
class NotOnRoster(Refusal):
    account: str


@dataclass(eq=False)
class NotAllowed(Refusal):
    """The sender's roles do not permit it; `who` names in general who may (书记、党务干部)."""

    who: str


@dataclass(eq=False)
class AlreadyCheckedIn(Refusal):
    what: str
    at: datetime | None


@dataclass(eq=False)
class NothingToCheckIn(Refusal):
    today: date


@dataclass(eq=False)
class NothingToRevoke(Refusal):
    pass


@dataclass(eq=False)
class TooLateToChange(Refusal):
    """A record is locked: later changes need the secretary's reason and the full-time deputy's approval."""

    what: str
    days: int


@dataclass(eq=False)
class NothingPending(Refusal):
    pass


@dataclass(eq=False)
class ConfirmationExpired(Refusal):
    what: str


@dataclass(eq=False)
class NotOpenHere(Refusal):
    """The matter is not (yet) opened in this unit; an honest answer instead of a facade."""

    matter: str


@dataclass(eq=False)
class NotFound(Refusal):
    """No record fits what was said."""

    what: str


@dataclass(eq=False)
class NumbersDoNotFit(Refusal):
    due: int | None
    present: int | None
    away: int | None
    problem: str


# ---------------------------------------------------------------------- rectification


@dataclass(eq=False)
class NoSuchItem(Refusal):
    """No problem of that number or those words; `what` as it was said."""

    what: str


@dataclass(eq=False)
class WrongStage(Refusal):
    """The step cannot be taken from here. `stage` and `action` are codes of bot.domain.case."""

    number: str
    stage: str
    action: str


@dataclass(eq=False)
class ExtensionRefused(Refusal):
    """`problem` is again, late, earlier or long; `limit` how many times or days are allowed; `day` the day that counts."""

    number: str
    problem: str
    limit: int
    day: date


@dataclass(eq=False)
class ObjectionTooLate(Refusal):
    number: str
    last: date


@dataclass(eq=False)
class ReopeningTooLate(Refusal):
    number: str
    days: int


# ---------------------------------------------------------------------- inspections


@dataclass(eq=False)
class TooFewInspectors(Refusal):
    """A branch needs so many inspectors from elsewhere, and the roster has fewer."""

    branch: str
    needed: int
    found: int


@dataclass(eq=False)
class NotTheNextStep(Refusal):
    """An inspection goes on step by step."""

    now: str
    wanted: str


@dataclass(eq=False)
class AlreadyOpened(Refusal):
    what: str


@dataclass(eq=False)
class DrawStillSealed(Refusal):
    """A new draw waits until the branches of the one before have been visited."""

    number: str
