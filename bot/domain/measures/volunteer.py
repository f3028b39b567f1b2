"""volunteer: how often the branch went out, and how many of its members (scoring-notes.md §7.13)."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction

from bot.domain.facts import BranchYear, existed
from bot.domain.ledger import Service, ServiceKind
from bot.domain.measures.coverage import assessed_members
from bot.domain.measures.outcome import NOT_APPLICABLE, Loss, Outcome, Step, periods
from bot.domain.standard import Indicator


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    assessed = assessed_members(facts, indicator)
    if not assessed:
        return NOT_APPLICABLE
    given, points = indicator.measure, Fraction(indicator.points)
    for_branch, for_members = Fraction(given["points_branch"]), Fraction(given["points_members"])
    quarters = sum(facts.required(quarter.first) for quarter in periods(facts.year, "quarter"))
    need = Fraction(given["branch_per_year"] * quarters, 4)
    held = len(services(facts, ServiceKind.VOLUNTEERING))
    times = _times_by_account(facts)
    often = sum(times[person.account] >= given["member_per_year"] for person in assessed)
    branch_part = for_branch * min(Fraction(1), held / need) if need else for_branch
    member_part = for_members * Fraction(often, len(assessed))
    rest = len(assessed) - often
    losses, steps = [], []
    if branch_part < for_branch:
        losses.append(Loss(f"组织志愿服务{held}次，应有{_plain(need)}次", for_branch - branch_part))
        once_more = for_branch * min(Fraction(1), (held + 1) / need)
        steps.append(Step("组织1次志愿服务", once_more - branch_part, facts.last_day))
    if rest:
        each = given["member_per_year"]
        losses.append(Loss(f"{rest}名党员参加志愿服务不足{each}次", for_members - member_part))
        steps.append(
            Step(f"组织{rest}名党员参加满{each}次志愿服务", for_members - member_part, facts.last_day, rest)
        )
    earned = branch_part + member_part
    return Outcome(
        earned,
        earned if facts.year_over else points,
        tuple(losses) if facts.year_over else (),
        () if facts.year_over else tuple(steps),
        done=facts.year_over,
    )


def services(facts: BranchYear, *kinds: ServiceKind) -> list[Service]:
    """The branch's own of the year, up to as_of."""
    return [
        service
        for service in facts.books.services
        if service.kind in kinds
        and service.branch == facts.branch.name
        and facts.known(service.on)
        and existed(facts.branch, service.on)
    ]


def _times_by_account(facts: BranchYear) -> Counter[str]:
    """How often each person took part this year, in this branch or a former one; once per activity."""
    times: Counter[str] = Counter()
    for service in facts.books.services:
        if service.kind is not ServiceKind.VOLUNTEERING or not facts.known(service.on):
            continue
        if existed(facts.roster.branch(service.branch), service.on):
            people = (facts.who(service.branch, name) for name in service.participants)
            times.update({person.account for person in people if person is not None})
    return times


def _plain(number: Fraction) -> str:
    return f"{(Decimal(number.numerator) / number.denominator).normalize():f}"
