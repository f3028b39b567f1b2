"""activity_count: 结对共建, an agreement and what came of it (scoring-notes.md §7.14)."""

from fractions import Fraction

from bot.domain.facts import BranchYear
from bot.domain.ledger import ServiceKind
from bot.domain.measures.grading import graded
from bot.domain.measures.outcome import Loss, Outcome, Step
from bot.domain.measures.volunteer import services
from bot.domain.standard import Indicator


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    given = indicator.measure
    agreement = graded(facts, indicator)
    joint = services(facts, ServiceKind.PAIRED_BUILDING)
    public = sum(service.for_public for service in joint)
    most, each = Fraction(given["joint_max"]), Fraction(given["joint_each"])
    joint_part = min(most, each * len(joint))
    for_service = Fraction(given["points_service"])
    service_part = for_service if public >= given["service_required"] else Fraction(0)
    losses, steps = [], []
    if joint_part < most:
        losses.append(Loss(f"开展共建活动{len(joint)}次", most - joint_part))
        steps.append(Step("开展1次结对共建活动", min(each, most - joint_part), facts.last_day))
    if service_part < for_service:
        losses.append(Loss("共建活动中没有服务群众的专业服务", for_service))
        steps.append(Step("在共建中开展1次服务群众的专业服务", for_service, facts.last_day))
    earned = joint_part + service_part
    possible = earned if facts.year_over else most + for_service
    return Outcome(
        agreement.earned + earned,
        agreement.attainable + possible,
        (*agreement.losses, *(losses if facts.year_over else ())),
        () if facts.year_over else tuple(steps),
        awaiting=agreement.awaiting,
        done=facts.year_over,
    )
