"""rubric, and what other kinds leave to an inspector: scores part by part, 待评 until they are in (scoring-notes.md §7.17)."""

from fractions import Fraction

from bot.domain.facts import BranchYear
from bot.domain.ledger import Grade
from bot.domain.measures.outcome import Loss, Outcome
from bot.domain.sections import Part
from bot.domain.standard import Indicator


def measure(facts: BranchYear, indicator: Indicator) -> Outcome:
    return graded(facts, indicator)


def graded(facts: BranchYear, indicator: Indicator) -> Outcome:
    """The sum of the parts an inspector scores. A part without a score is pending; scored, its rest is lost at once."""
    given = {grade.part: grade for grade in _grades(facts, indicator)}
    parts = indicator.graded
    earned = attainable = Fraction(0)
    losses = []
    for part in parts:
        most = Fraction(part.most)
        grade = given.get(part.id)
        if grade is None:
            attainable += most
            continue
        worth = points_of(part, Fraction(grade.score))
        earned, attainable = earned + worth, attainable + worth
        if worth < most:
            losses.append(Loss(_scored(part, grade), most - worth, (grade.note,) if grade.note else ()))
    awaiting = any(part.id not in given for part in parts)
    return Outcome(earned, attainable, tuple(losses), awaiting=awaiting, done=not awaiting)


def points_of(part: Part, score: Fraction) -> Fraction:
    """A score is points; where the part has a target it is a percentage, and the target earns the whole part."""
    if part.target is None:
        return score
    return Fraction(part.most) * min(Fraction(1), score / 100 / part.target)


def _grades(facts: BranchYear, indicator: Indicator) -> list[Grade]:
    return [
        grade for grade in facts.books.grades if grade.year == facts.year and grade.indicator == indicator.id
    ]


def _scored(part: Part, grade: Grade) -> str:
    unit = "分" if part.target is None else "%"
    return f"{part.name}评为{grade.score.normalize():f}{unit}"
