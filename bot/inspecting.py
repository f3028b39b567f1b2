"""Opening inspections and drawing spot checks, with what inspectors and branches are told: in chat and at the desk alike."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from bot import wording
from bot.chat import Address, Reply
from bot.domain import draw
from bot.domain.facts import existed
from bot.domain.inspection import Duty, Inspection, Phase, assign
from bot.domain.people import Person, Roster
from bot.domain.rectification import Manner
from bot.domain.standard import Standard
from bot.domain.standard_values import QUARTERS
from bot.store.inspections import Draw
from bot.store.work import Work

Reach = Callable[[Person], Address]
"""Where somebody is reached."""

LINES = 10
CAMPAIGN_LASTS = timedelta(days=30)
"""A campaign for which nobody said how long."""

SPOT_CHECK_LASTS = timedelta(days=14)
"""A spot check is carried out by the end of its month, or within two weeks where that is later."""


def all_branches(roster: Roster, today: date) -> list[str]:
    return [branch.name for branch in roster.branches if existed(branch, today)]


def quarterly(
    roster: Roster,
    standard: Standard,
    year: int,
    quarter: int,
    branches: Sequence[str],
    today: date,
    *,
    first: date | None = None,
    last: date | None = None,
) -> Inspection:
    """A quarter's inspection, in the standard's window where no other is said.

    Raises:
        TooFewInspectors
    """
    opens, closes = standard.inspecting.window(year, quarter)
    duties = assign(roster, branches, today, standard.inspecting)
    return Inspection(
        Manner.QUARTERLY_INSPECTION,
        f"{year}年{QUARTERS[quarter]}检查",
        year,
        first or opens,
        last or closes,
        duties,
        quarter,
    )


def campaign(
    roster: Roster,
    standard: Standard,
    topic: str,
    branches: Sequence[str],
    today: date,
    *,
    first: date | None = None,
    last: date | None = None,
) -> Inspection:
    """A campaign on one matter; it begins with the branches' own check.

    Raises:
        TooFewInspectors
    """
    begins = first or today
    duties = assign(roster, branches, today, standard.inspecting)
    ends = last or begins + CAMPAIGN_LASTS
    title = f"“{topic}”专项检查"
    return Inspection(Manner.CAMPAIGN, title, begins.year, begins, ends, duties, phase=Phase.SELF_CHECK)


def open_inspection(
    work: Work, planned: Inspection, reach: Reach, not_before: datetime | None = None
) -> Inspection:
    """Write it down, and tell inspectors whom they inspect and secretaries who comes: now, or from a moment on.

    Raises:
        AlreadyOpened
    """
    opened = work.inspections.open(planned)
    roster = work.people.roster()
    tell_inspectors(work, opened, reach, _assigned, not_before)
    for duty in opened.duties:
        secretary = roster.secretary(duty.branch, work.today)
        if secretary is not None:
            text = Reply(_announced(opened, names(duty, roster)))
            key = f"inspection:{opened.id}:branch:{secretary.account}"
            work.promises.add(key, reach(secretary), text, not_before=not_before)
    return opened


def spot_check(
    work: Work,
    standard: Standard,
    drawer: Person,
    nonce: str,
    asked: int | None,
    reach: Reach,
) -> tuple[Inspection, Draw]:
    """Draw, seal, assign, and tell the inspectors alone. Secretaries learn nothing, and nothing reminds anybody.

    Raises:
        DrawStillSealed, TooFewInspectors
    """
    roster, today, found = work.people.roster(), work.today, work.inspections
    found.require_no_sealed(today.year)
    everybody = all_branches(roster, today)
    # whether a branch can be inspected is settled before the draw: a refusal after it would name one and allow another
    assign(roster, everybody, today, standard.inspecting)
    times = found.times_drawn(today.year)
    number = found.next_number(today.year)
    statement = draw.commit(
        draw.check_id(today.year, number),
        work.at.isoformat(timespec="seconds"),
        drawer.name,
        {branch: times[branch] for branch in everybody},
        standard.drawing,
        nonce,
        None if asked is None else min(asked, len(everybody)),
    )
    planned = Inspection(
        Manner.SPOT_CHECK,
        f"{today.year}年第{number}次抽查",
        today.year,
        today,
        max(today.replace(day=monthrange(today.year, today.month)[1]), today + SPOT_CHECK_LASTS),
        assign(roster, draw.drawn(statement, nonce), today, standard.inspecting),
    )
    sealed = found.seal(planned, statement, nonce)
    opened = found.get(sealed.inspection_id) or planned
    tell_inspectors(work, opened, reach, _sealed)
    return opened, sealed


def tell_inspectors(
    work: Work,
    inspection: Inspection,
    reach: Reach,
    words: Callable[[Inspection, Person, Roster], str],
    not_before: datetime | None = None,
) -> None:
    """Promise each inspector his branches, in private."""
    roster = work.people.roster()
    for account in dict.fromkeys(account for duty in inspection.duties for account in duty.inspectors):
        inspector = roster.person(account)
        if inspector is not None:
            text = Reply(words(inspection, inspector, roster))
            key = f"inspection:{inspection.id}:inspector:{account}"
            work.promises.add(key, reach(inspector), text, not_before=not_before)


def tell_reassigned(
    work: Work, inspection: Inspection, branch: str, reach: Reach, not_before: datetime | None = None
) -> None:
    """Promise those who inspect a branch from now on what they have to do; each change is said."""
    roster, duty = work.people.roster(), inspection.duty(branch)
    for account in duty.inspectors if duty is not None else ():
        inspector = roster.person(account)
        if inspector is not None:
            key = f"inspection:{inspection.id}:inspector:{account}:{work.at.isoformat()}"
            text = Reply(_assigned(inspection, inspector, roster))
            work.promises.add(key, reach(inspector), text, not_before=not_before)


# ---------------------------------------------------------------------- the sentences


def names(duty: Duty, roster: Roster) -> str:
    """赵立军、吕志良"""
    return wording.listed(
        person.name if (person := roster.person(account)) is not None else account
        for account in duty.inspectors
    )


def window(inspection: Inspection) -> str:
    """12月1日至12月31日; with the year where it is not the inspection's own."""
    return f"{wording.day(inspection.first)}至{'次年' if inspection.last.year > inspection.year else ''}{wording.day(inspection.last)}"


def by_branch(inspection: Inspection, roster: Roster) -> str:
    """A line for each branch with its inspectors, as many as a phone shows at once."""
    lines = [f"{duty.branch}：{names(duty, roster)}" for duty in inspection.duties[:LINES]]
    more = len(inspection.duties) - len(lines)
    return "\n".join([*lines, *([f"另有{more}个支部，见 fivestar inspection list。"] if more > 0 else [])])


def _own(inspection: Inspection, inspector: Person, roster: Roster) -> str:
    """第三党支部（同组：吕志良）、…"""
    return wording.listed(
        duty.branch + (f"（同组：{others}）" if others else "")
        for duty in inspection.of_inspector(inspector.account)
        for others in [_others(duty, inspector, roster)]
    )


def _others(duty: Duty, inspector: Person, roster: Roster) -> str:
    mates = tuple(account for account in duty.inspectors if account != inspector.account)
    return names(Duty(duty.branch, mates), roster)


def _assigned(inspection: Inspection, inspector: Person, roster: Roster) -> str:
    return f"【检查安排】{inspection.title}（{window(inspection)}），请您检查{_own(inspection, inspector, roster)}。"


def _announced(inspection: Inspection, inspectors: str) -> str:
    against = "检查要求" if inspection.kind is Manner.CAMPAIGN else "评定标准"
    return (
        f"【检查通知】{inspection.title}{window(inspection)}进行，检查组：{inspectors}。"
        f"请先对照{against}自查，备好会议记录和台账。"
    )


def _sealed(inspection: Inspection, inspector: Person, roster: Roster) -> str:
    return (
        f"【抽查安排】{inspection.title}（{window(inspection)}），请您检查{_own(inspection, inspector, roster)}。"
        "检查前请保密，不要告知支部。"
    )
