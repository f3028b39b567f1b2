"""A star-rating standard: data, read and checked in one pass. No number of it stands in the code.

A standard with faults is not used: `load_standard` raises all of them at once, each with its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bot.domain import sections
from bot.domain import standard_arithmetic as arithmetic
from bot.domain.document import Table
from bot.domain.draw import Drawing, read_drawing
from bot.domain.inspection import Inspecting, read_inspecting
from bot.domain.kinds import kind_of
from bot.domain.people import Office
from bot.domain.sections import Part


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

    @property
    def graded(self) -> tuple[Part, ...]:
        """What an inspector scores of it; none where everything is computed from records."""
        if self.kind == "activity_count":
            return (Part("agreement", "结对协议", self.measure["points_agreement"]),)
        if self.kind == "checklist":
            return tuple(part for part in self.measure.get("items", ()) if part.id not in set(Office))
        return tuple(self.measure.get("parts", ()))


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
    plaque_min_star: int
    scoring: sections.Scoring
    daily: sections.Daily
    meetings: sections.Meetings
    study: sections.Study
    rectifying: sections.Rectifying
    inspecting: Inspecting
    drawing: Drawing
    reviewing: sections.Reviewing
    terms: sections.Terms
    room: tuple[Part, ...]  # 八有
    quota: sections.Quota
    applying: sections.Applying
    publishing: sections.Publishing
    labels: Mapping[str, str]  # of transitions and plaques
    sanctions: tuple[sections.Sanction, ...]

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
    highest = max((band.star for band in bands), default=0)
    veto_rows = rows("veto") if "veto" in whole else []
    standard = Standard(
        id=meta.text("id"),
        version=meta.text("version"),
        title=meta.text("title"),
        year=meta.whole("year", least=1921),
        aspects=aspects,
        indicators=indicators,
        vetoes=tuple(_veto(row, indicators, highest) for row in veto_rows),
        bands=bands,
        award_is_capped=stars.flag("award_is_capped_by_application"),
        plaque_min_star=stars.whole("plaque_min_star", most=highest),
        scoring=sections.read_scoring(section("scoring")),
        daily=sections.read_daily(section("daily")),
        meetings=sections.read_meetings(section("meetings")),
        study=sections.read_study(section("study")),
        rectifying=sections.read_rectifying(section("rectification")),
        inspecting=read_inspecting(section("inspection")),
        drawing=read_drawing(section("spot_check")),
        reviewing=sections.read_reviewing(section("duty_review")),
        terms=sections.read_terms(section("term")),
        room=tuple(
            Part(row.text("id"), row.text("name"), Decimal(1))
            for row in section("eight_items").tables("items")
        ),
        quota=sections.read_quota(
            section("quota"),
            highest=highest,
            aspects=[aspect.id for aspect in aspects],
            indicators=[indicator.id for indicator in indicators],
        ),
        applying=sections.read_applying(section("application")),
        publishing=sections.read_publishing(section("publication")),
        labels=sections.read_labels(section("transitions")),
        sanctions=tuple(sections.read_sanction(row, highest=highest) for row in rows("sanctions"))
        if "sanctions" in whole
        else (),
    )
    arithmetic.check_sums(meta, aspects, indicators, faults)
    arithmetic.check_measures(whole, indicators, indicator_rows)
    arithmetic.check_levels(indicators, indicator_rows, standard.reviewing.weights)
    arithmetic.check_bands(stars, bands)
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


def _veto(row: Table, indicators: Sequence[Indicator], highest: int) -> Veto:
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
