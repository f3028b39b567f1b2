"""talk_coverage: the share of members who had their talk (scoring-notes.md §7.4)."""

from collections import Counter

from bot.domain.facts import BranchYear, existed
from bot.domain.measures.coverage import assessed_members, by_share
from bot.domain.measures.outcome import Outcome
from bot.domain.standard import Indicator


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    assessed = assessed_members(facts, indicator)
    talks = _talks_by_account(facts)
    covered = sum(talks[person.account] >= indicator.measure["required_per_member"] for person in assessed)
    return by_share(
        facts,
        indicator,
        covered,
        len(assessed),
        lacking="{n}名党员没有谈心谈话登记",
        to_do="与{n}名党员谈心谈话并登记",
    )


def _talks_by_account(facts: BranchYear) -> Counter[str]:
    """In how many talks of the year each person took part, on whichever side; once per talk."""
    found: Counter[str] = Counter()
    for talk in facts.talks:
        if facts.known(talk.on) and existed(facts.roster.branch(talk.branch), talk.on):
            people = (facts.who(talk.branch, name) for name in (*talk.speakers, *talk.partners))
            found.update({person.account for person in people if person is not None})
    return found
