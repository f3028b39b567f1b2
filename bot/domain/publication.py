"""From the proposal to the published result: notice, objections, review, publication (domain.md §3.9–§3.11).

The program proposes, the organ committee decides: what is noticed carries the reference of its minutes, and a tie is
resolved by its decision alone. A published result is never computed again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from bot.domain.calendar import WorkCalendar
from bot.domain.people import Branch
from bot.domain.rating import Rating, plaque, sanctions, transition
from bot.domain.sections import Sanction
from bot.domain.standard import Standard


class Stage(StrEnum):
    """Life of a year's result. A notice that is withdrawn is kept, and a new one may follow."""

    NOTICED = "noticed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Result:
    """One branch's result as it was decided. Codes are those of `rate --json`; `decided` is set where the committee chose."""

    branch: str
    applied: int | None
    annual: Decimal
    daily: Decimal | None
    final: Decimal
    star: int
    quota: str
    transition: str
    plaque: str | None
    sanctions: tuple[str, ...]
    decided: bool = False


@dataclass(eq=False)
class NotPublishable(Exception):
    """Why a result cannot be noticed or published, as a fact of its own; each has its sentence in the command."""

    why: str
    branches: tuple[str, ...] = ()
    until: date | None = None


def decide(
    rating: Rating,
    branches: Mapping[str, Branch],
    chosen: Sequence[str] = (),
    *,
    accept_incomplete: bool = False,
) -> tuple[Result, ...]:
    """The results to be noticed, best first. `chosen` are the tied branches the committee has let in.

    Raises:
        NotPublishable: something is still open, or more were chosen than there are places for.
    """
    open_ = {decision.kind: decision for decision in rating.needs_decision}
    if "incomplete" in open_ and not accept_incomplete:
        raise NotPublishable("incomplete", open_["incomplete"].branches)
    tie = open_.get("quota_tie")
    tied, places = (tie.branches, tie.places or 0) if tie is not None else ((), 0)
    if unknown := tuple(name for name in chosen if name not in tied):
        raise NotPublishable("not_tied", unknown)
    if len(set(chosen)) > places:
        raise NotPublishable("over_quota", tuple(chosen))
    if tied and len(set(chosen)) < places:
        raise NotPublishable("quota_tie", tied)
    return tuple(
        _result(
            rating,
            rated.branch,
            branches[rated.branch],
            chosen=rated.branch in chosen,
            tied=rated.branch in tied,
        )
        for rated in rating.branches
    )


def _result(rating: Rating, name: str, branch: Branch, *, chosen: bool, tied: bool) -> Result:
    rated = next(one for one in rating.branches if one.branch == name)
    standard, now = rating.standard, rated.standing
    star = standard.quota.star if chosen else rated.star
    return Result(
        name,
        now.applied,
        now.earned,
        now.daily,
        rated.final,
        star,
        "in" if chosen else "over" if tied else rated.quota,
        transition(branch, star),
        plaque(branch, star, standard.plaque_min_star),
        sanctions(standard, branch, star, not_applied=now.not_applied),
        decided=tied,
    )


def notice_until(standard: Standard, noticed_on: date, calendar: WorkCalendar) -> date:
    """The last day of the public notice; the day it is put up does not count."""
    return calendar.add_workdays(noticed_on, standard.publishing.notice_working_days)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What has to be done about a bad result, by when: rectified, talk, follow_up."""

    sanction: Sanction
    what: str
    by: date


def follow_ups(
    standard: Standard, ids: Sequence[str], published_on: date, calendar: WorkCalendar
) -> list[FollowUp]:
    """The dates that follow from a publication; a deadline on a free day is the next working day."""
    found = []
    for sanction in standard.sanctions:
        if sanction.id not in ids:
            continue
        talk = published_on
        if sanction.talk_within_working_days is not None:
            talk = calendar.add_workdays(published_on, sanction.talk_within_working_days)
            found.append(FollowUp(sanction, "talk", talk))
        for what, start, days in (
            ("rectified", published_on, sanction.rectify_days),
            ("follow_up", talk, sanction.follow_up_days),
        ):
            if days is not None:
                found.append(FollowUp(sanction, what, calendar.next_workday(start + timedelta(days=days))))
    return found
