"""talk_coverage: the share of members who had their talk (scoring-notes.md §7.4)."""

from bot.domain.facts import BranchYear
from bot.domain.measures.outcome import NOT_APPLICABLE, Outcome, coverage
from bot.domain.standard import Indicator


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    assessed = facts.assessed(without_exempt="exempt" in indicator.measure.get("exclude", ()))
    if not assessed:
        return NOT_APPLICABLE
    wanted = int(indicator.measure["required_per_member"])
    talks = [
        {*talk.speakers, *talk.partners}
        for talk in facts.talks
        if talk.on.year == facts.year and talk.on <= facts.as_of
    ]
    covered = sum(sum(bool({p.name, p.account} & talk) for talk in talks) >= wanted for p in assessed)
    missing = len(assessed) - covered
    return coverage(
        indicator.points,
        covered,
        len(assessed),
        facts.year,
        over=facts.year_over,
        lost=f"还有{missing}名党员没有谈心谈话登记",
        step=f"与{missing}名党员谈心谈话并登记",
    )
