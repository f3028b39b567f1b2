"""A star-rating standard: data, read and checked in one pass. No number of it stands in the code.

A standard with faults is not used: `load_standard` raises all of them at once, each with its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bot.domain import standard_arithmetic as arithmetic
from bot.domain.activity import Event
from bot.domain.document import Table
from bot.domain.kinds import kind_of
from bot.domain.quorum import DECISIONS, Majority, Quorum

CREDITED = (Event.FRIDAY_STUDY, Event.PARTY_LECTURE, Event.THEME_DAY)
"""What earns study hours where a standard does not say (scoring-notes.md §2.5)."""


@dataclass(frozen=True, slots=True)
class Aspect:
    id: str
    name: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Indicator:
    """`measure` holds the parameters of its kind as `bot.domain.kinds` reads them: numbers as Decimal or int."""

    id: str
    aspect: str
    name: str
    points: Decimal
    kind: str
    measure: Mapping[str, Any]
    requirement: str = ""
    deduction: str = ""


@dataclass(frozen=True, slots=True)
class Veto:
    id: str
    name: str
    enabled: bool
    applies_to_stars: tuple[int, ...]
    condition: str  # full_marks, term_overdue_unapproved, manual_flag
    indicators: tuple[str, ...]
    cap_star: int
    waiver_allowed: bool


@dataclass(frozen=True, slots=True)
class Band:
    star: int
    label: str
    min: Decimal


@dataclass(frozen=True, slots=True)
class Scoring:
    """How indicators and daily checks become one number; weights in percent."""

    not_applicable: str  # full, reweight, zero
    combine: str  # weighted, deduct
    weight_annual: Decimal
    weight_daily: Decimal


@dataclass(frozen=True, slots=True)
class Daily:
    base: Decimal
    floor: Decimal


@dataclass(frozen=True, slots=True)
class Meetings:
    late_after_days: int
    lock_after_days: int
    month_grace_days: int
    min_attendance: Fraction
    merged: frozenset[frozenset[Event]]
    quorums: Mapping[str, Quorum]  # by what is decided: assembly_vote, admission_vote, election, committee
    majorities: Mapping[str, Majority]  # assembly, election


@dataclass(frozen=True, slots=True)
class Study:
    session_hours: Decimal
    credit_step: Decimal
    minutes_per_hour: int
    online_share: Fraction
    holiday_rule: str  # skip, previous_workday, next_workday
    move_within_week: bool
    makeup_within_days: int
    credited: frozenset[Event]


@dataclass(frozen=True)
class Standard:
    """One year's rules."""

    id: str
    version: str
    title: str
    year: int
    aspects: tuple[Aspect, ...]
    indicators: tuple[Indicator, ...]
    vetoes: tuple[Veto, ...]
    bands: tuple[Band, ...]  # highest first
    award_is_capped: bool
    scoring: Scoring
    daily: Daily
    meetings: Meetings
    study: Study

    def indicator(self, id_: str) -> Indicator | None:
        return next((indicator for indicator in self.indicators if indicator.id == id_), None)

    def aspect_name(self, id_: str) -> str:
        return next((aspect.name for aspect in self.aspects if aspect.id == id_), id_)

    def band(self, score: Decimal) -> Band:
        """The highest band whose minimum a score reaches."""
        return next((band for band in self.bands if score >= band.min), self.bands[-1])

    @property
    def name(self) -> str:
        return f"{self.id}@{self.version}"


@dataclass(eq=False)
class StandardFaults(Exception):
    """All faults of a standard, each with its place."""

    faults: Sequence[str]

    def __str__(self) -> str:
        return "\n".join([f"评定标准有{len(self.faults)}处问题：", *(f"  {fault}" for fault in self.faults)])


def load_standard(document: Mapping[str, Any]) -> Standard:
    """The standard of a parsed TOML document (its floats read as Decimal).

    Raises:
        StandardFaults: with everything that is wrong.
    """
    faults: list[str] = []
    whole = Table(document, "", faults)

    def section(name: str) -> Table:
        return whole.table(name, f"[{name}]")

    def rows(name: str) -> list[Table]:
        return whole.tables(name, f"[[{name}]]")

    meta, stars = section("meta"), section("stars")
    aspects = tuple(_aspect(row) for row in rows("aspects"))
    indicator_rows = rows("indicators")
    indicators = tuple(_indicator(row, [aspect.id for aspect in aspects]) for row in indicator_rows)
    bands = tuple(
        Band(row.whole("star"), row.text("label"), row.number("min")) for row in stars.tables("bands")
    )
    veto_rows = rows("veto") if "veto" in whole else []
    standard = Standard(
        id=meta.text("id"),
        version=meta.text("version"),
        title=meta.text("title"),
        year=meta.whole("year", least=1921),
        aspects=aspects,
        indicators=indicators,
        vetoes=tuple(_veto(row, indicators, bands) for row in veto_rows),
        bands=bands,
        award_is_capped=stars.flag("award_is_capped_by_application"),
        scoring=_scoring(section("scoring")),
        daily=_daily(section("daily")),
        meetings=_meetings(section("meetings")),
        study=_study(section("study")),
    )
    arithmetic.check_sums(meta, aspects, indicators, faults)
    arithmetic.check_measures(whole, indicators, indicator_rows)
    arithmetic.check_bands(stars, bands)
    arithmetic.check_quota(section("quota"), standard)
    arithmetic.check_application(section("application"))
    if faults:
        raise StandardFaults(tuple(dict.fromkeys(faults)))
    return standard


def _aspect(row: Table) -> Aspect:
    return Aspect(row.text("id"), row.text("name"), row.positive("points"))


def _indicator(row: Table, aspects: Sequence[str]) -> Indicator:
    measure = row.table("measure")
    aspect = row.text("aspect")
    if aspect and aspect not in aspects:
        row.wrong("aspect", f"没有方面“{aspect}”")
    kind = measure.text("kind")
    said = [row.text(name) if name in row else "" for name in ("requirement", "deduction")]
    return Indicator(
        row.text("id"),
        aspect,
        row.text("name"),
        row.positive("points"),
        kind,
        kind_of(measure).read(measure),
        *said,
    )


def _veto(row: Table, indicators: Sequence[Indicator], bands: Sequence[Band]) -> Veto:
    highest = max((band.star for band in bands), default=0)
    return Veto(
        row.text("id"),
        row.text("name"),
        row.flag("enabled"),
        row.wholes("applies_to_stars", most=highest),
        row.one_of("condition", ("full_marks", "term_overdue_unapproved", "manual_flag")),
        row.texts("indicators", [indicator.id for indicator in indicators]),
        row.whole("cap_star", most=highest),
        row.flag("waiver_allowed"),
    )


def _scoring(section: Table) -> Scoring:
    scoring = Scoring(
        section.one_of("not_applicable", ("full", "reweight", "zero")),
        section.one_of("combine", ("weighted", "deduct")),
        section.number("weight_annual"),
        section.number("weight_daily"),
    )
    if scoring.weight_annual + scoring.weight_daily != 100:
        section.wrong(
            "weight_annual、weight_daily",
            f"合计应为100，实际是{scoring.weight_annual + scoring.weight_daily}",
        )
    section.one_of("rounding", ("half_up",))
    return scoring


def _daily(section: Table) -> Daily:
    return Daily(section.positive("base"), section.number("floor"))


def _meetings(section: Table) -> Meetings:
    pairs = section.pairs("merged_sessions_allowed", list(Event))
    return Meetings(
        section.whole("late_after_days"),
        section.whole("lock_after_days"),
        section.whole("month_grace_days", most=27),
        section.share("min_attendance_to_count"),
        frozenset(frozenset({Event(one), Event(other)}) for one, other in pairs),
        {
            name: Quorum(given.share("present_over_due"), given.flag("strict"))
            for name in DECISIONS
            if f"quorum_{name}" in section
            for given in [section.table(f"quorum_{name}")]
        },
        {
            name: Majority(
                given.one_of("yes_over", ("due_voters", "present_voters")),
                Quorum(given.share("share"), given.flag("strict")),
            )
            for name in ("assembly", "election")
            if f"pass_{name}" in section
            for given in [section.table(f"pass_{name}")]
        },
    )


def _study(section: Table) -> Study:
    codes = section.texts("credited_events", list(Event)) if "credited_events" in section else CREDITED
    return Study(
        section.number("friday_session_hours"),
        section.positive("credit_step"),
        section.whole("minutes_per_credit_hour", least=1),
        section.share("online_hours_max_share"),
        section.one_of("holiday_rule", ("skip", "previous_workday", "next_workday")),
        section.flag("move_within_same_week"),
        section.whole("makeup_within_days"),
        frozenset(Event(code) for code in codes),
    )
