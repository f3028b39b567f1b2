"""From notices to messages: who wants none, who is away, and what goes into one digest. Nothing is touched here."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.people import Office, Person, Roster
from reminders.kind import Notice

LIFE = timedelta(hours=24)
"""What fell due longer ago than this is not said any more (interfaces.md, detail 5)."""
UNSENT = LIFE + timedelta(hours=1)
"""What could not be sent by then has lost its use: the platform was not to be reached."""
LATE = timedelta(minutes=30)
"""Said later than this after its moment, it is marked 迟发."""
SPREAD_MINUTES = 2
"""Over so many minutes the messages of one moment are spread: everybody else's go out at :00 too."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A notice with the kind it is of. Its own key says what is owed to whom."""

    kind: str
    notice: Notice

    @property
    def key(self) -> str:
        return f"{self.notice.key}:{self.notice.account}"


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one person, with everything it says."""

    key: str
    kind: str
    account: str
    at: datetime
    text: str
    why: str
    owed: tuple[Owed, ...]
    expires: datetime

    @property
    def common_key(self) -> str:
        """The same for everybody who gets the same message."""
        return self.owed[0].notice.key if len(self.owed) == 1 else self.key


@dataclass(frozen=True, slots=True)
class Absences:
    """Who is on leave on a day, and who wants to be left alone."""

    away: frozenset[str] = frozenset()
    muted: frozenset[str] = frozenset()


def addressed(owed: Iterable[Owed], roster: Roster, absences: Mapping[date, Absences]) -> list[Owed]:
    """Those that are said: not to who is on leave or wants none; a deadline goes to the deputy, or is said all the same."""
    said = []
    for one in owed:
        day = one.notice.at.date()
        missing = absences.get(day, Absences())
        account = one.notice.account
        if one.notice.deadline:
            substitute = _deputy_for(account, roster, day, missing) if account in missing.away else None
            said.append(replace(one, notice=replace(one.notice, account=substitute or account)))
        elif account not in missing.away | missing.muted:
            said.append(one)
    return list({one.key: one for one in said}.values())


def letters(owed: Sequence[Owed], now: datetime | None = None) -> list[Letter]:
    """One message for each person and day; what stands apart goes by itself.

    Args:
        now: when this is said; what fell due on an earlier day, or long before, is late and goes into today's digest.
    """
    alone: list[Letter] = []
    together: dict[tuple[str, datetime], list[Owed]] = defaultdict(list)
    for one in sorted(owed, key=lambda one: (one.notice.at, one.key)):
        late = now is not None and now - one.notice.at > LATE
        if one.notice.apart and not late:
            alone.append(_letter([one], one.notice.at, now))
        else:
            moment = now if late and now is not None else one.notice.at
            together[one.notice.account, moment].append(one)
    found = [*alone, *(_letter(ones, moment, now) for (_, moment), ones in together.items())]
    return sorted(found, key=lambda letter: (letter.at, letter.key))


def spread(letter: Letter) -> timedelta:
    """How much later than its moment a person's message goes out: always the same for the same person."""
    digest = hashlib.sha256(letter.account.encode()).digest()
    return timedelta(seconds=int.from_bytes(digest[:2], "big") % (SPREAD_MINUTES * 60))


def _letter(ones: Sequence[Owed], moment: datetime, now: datetime | None) -> Letter:
    lives = [one.notice.at + UNSENT for one in ones] + [o.notice.until for o in ones if o.notice.until]
    first = ones[0]
    if len(ones) == 1:
        return Letter(
            first.key,
            first.kind,
            first.notice.account,
            moment,
            _text(first, now),
            first.notice.why,
            tuple(ones),
            min(lives),
        )
    kinds = {one.kind for one in ones}
    account = first.notice.account
    return Letter(
        key=f"digest:{account}:{moment:%Y-%m-%dT%H:%M}",
        kind=first.kind if len(kinds) == 1 else "digest",
        account=account,
        at=moment,
        text=_digest([_text(one, now) for one in ones]),
        why="；".join(dict.fromkeys(one.notice.why for one in ones)),
        owed=tuple(ones),
        expires=max(one.notice.at for one in ones) + UNSENT,
    )


def _deputy_for(account: str, roster: Roster, day: date, absences: Absences) -> str | None:
    """The deputy of a secretary who is away; None where there is none, or the person is no secretary."""
    person = roster.person(account)
    if person is None or Office.SECRETARY not in person.offices_on(day):
        return None
    deputies = [p for p in roster.members(person.branch, day) if _is_deputy(p, day)]
    return next((p.account for p in deputies if p.account not in absences.away), None)


def _is_deputy(person: Person, day: date) -> bool:
    return Office.DEPUTY_SECRETARY in person.offices_on(day)


# ---------------------------------------------------------------------- the sentences


def _text(one: Owed, now: datetime | None) -> str:
    late = now is not None and now - one.notice.at > LATE
    return f"{_late()}{one.notice.text}" if late else one.notice.text


def _late() -> str:
    return "（迟发）"


def _digest(texts: Sequence[str]) -> str:
    lines = [f"{number}. {text}" for number, text in enumerate(texts, 1)]
    return "\n".join([f"【今日提醒】共{len(texts)}项：", *lines])
