"""A star-rating standard: data, read and checked. No number of it stands in the code.

`read` finds every fault with its place; a standard with faults is not used.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

KINDS = frozenset(
    {
        "meeting_count", "lecture_count", "org_life", "appraisal", "talk_coverage", "attendance_rate", "friday_study",
        "study_hours", "cadre_training", "dues", "duty_review", "term", "rectification", "volunteer", "activity_count",
        "pledge", "checklist", "rubric",
    }
)  # fmt: skip
"""The closed list of ways to measure."""

CONDITIONS = frozenset({"full_marks", "term_overdue_unapproved", "manual_flag"})


@dataclass(frozen=True, slots=True)
class Aspect:
    id: str
    name: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class Indicator:
    """`measure` holds the parameters of its kind, numbers as Decimal or int."""

    id: str
    aspect: str
    name: str
    points: Decimal
    kind: str
    measure: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Veto:
    id: str
    name: str
    enabled: bool
    applies_to_stars: tuple[int, ...]
    condition: str
    indicators: tuple[str, ...]
    cap_star: int


@dataclass(frozen=True, slots=True)
class Band:
    star: int
    label: str
    min: Decimal


@dataclass(frozen=True, slots=True)
class Meetings:
    late_after_days: int
    lock_after_days: int
    month_grace_days: int
    min_attendance: Decimal
    merged: frozenset[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Study:
    session_hours: Decimal
    credit_step: Decimal
    minutes_per_hour: int
    online_share: Decimal
    holiday_rule: str
    move_within_week: bool
    makeup_within_days: int
    credited: frozenset[str]


@dataclass(frozen=True, slots=True)
class Daily:
    base: Decimal
    weight_annual: int
    weight_daily: int


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
    not_applicable: str
    award_is_capped: bool
    min_star: int
    closes: tuple[int, int]  # month and day on which applications close
    meetings: Meetings
    study: Study
    daily: Daily

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


def read(document: Mapping[str, Any]) -> Standard:
    """The standard of a parsed TOML document (floats parsed as Decimal).

    Raises:
        StandardFaults: with everything that is wrong.
    """
    faults = check(document)
    if faults:
        raise StandardFaults(faults)
    return _build(document)


def check(document: Mapping[str, Any]) -> list[str]:
    """Every fault: sections, sums, references, kinds, bands."""
    faults = [f"[{name}] 缺少这一节" for name in _SECTIONS if name not in document]
    if faults:
        return faults
    aspects, indicators = document["aspects"], document["indicators"]
    faults += _missing(aspects, "aspects", ("id", "name", "points"))
    faults += _missing(indicators, "indicators", ("id", "aspect", "name", "points", "measure"))
    if faults:
        return faults
    faults += _doubles("aspects", [a["id"] for a in aspects]) + _doubles(
        "indicators", [i["id"] for i in indicators]
    )
    faults += _sums(document, aspects, indicators) + _measures(indicators) + _vetoes(document, indicators)
    return faults + _bands(document["stars"].get("bands", []))


_SECTIONS = ("meta", "scoring", "daily", "stars", "meetings", "study", "application", "aspects", "indicators")


def _missing(rows: Sequence[Mapping[str, Any]], where: str, names: Sequence[str]) -> list[str]:
    return [
        f"[[{where}]] 第{number}项{row.get('id', '')} 缺少 {name}"
        for number, row in enumerate(rows, 1)
        for name in names
        if name not in row
    ]


def _doubles(where: str, ids: Sequence[str]) -> list[str]:
    return [f"[[{where}]] {id_} 出现了{ids.count(id_)}次" for id_ in dict.fromkeys(ids) if ids.count(id_) > 1]


def _sums(
    document: Mapping[str, Any], aspects: Sequence[Mapping[str, Any]], indicators: Sequence[Mapping[str, Any]]
) -> list[str]:
    meta, faults = document["meta"], []
    for label, expected, found in (
        ("方面数 expected_aspects", meta.get("expected_aspects"), len(aspects)),
        ("指标数 expected_indicators", meta.get("expected_indicators"), len(indicators)),
        ("总分 total_points", meta.get("total_points"), sum(Decimal(i["points"]) for i in indicators)),
    ):
        if expected is not None and Decimal(expected) != found:
            faults.append(f"[meta] {label} 写的是{expected}，实际是{found}")
    known = {aspect["id"] for aspect in aspects}
    for indicator in indicators:
        if indicator["aspect"] not in known:
            faults.append(f"[[indicators]] {indicator['id']} 的 aspect：没有方面 {indicator['aspect']}")
        if Decimal(indicator["points"]) <= 0:
            faults.append(f"[[indicators]] {indicator['id']} 的 points：应大于0")
    for aspect in aspects:
        total = sum(Decimal(i["points"]) for i in indicators if i["aspect"] == aspect["id"])
        if total != Decimal(aspect["points"]):
            faults.append(
                f"[[aspects]] {aspect['id']} {aspect['name']} 写的是{aspect['points']}分，各指标合计{total}分"
            )
    return faults


def _measures(indicators: Sequence[Mapping[str, Any]]) -> list[str]:
    return [
        f"[[indicators]] {indicator['id']} 的 measure.kind：没有“{indicator['measure'].get('kind')}”这种计分方式"
        for indicator in indicators
        if indicator["measure"].get("kind") not in KINDS
    ]


def _vetoes(document: Mapping[str, Any], indicators: Sequence[Mapping[str, Any]]) -> list[str]:
    known = {indicator["id"] for indicator in indicators}
    faults = []
    for veto in document.get("veto", []):
        faults += [
            f"[[veto]] {veto['id']} 的 indicators：没有指标 {id_}"
            for id_ in veto.get("indicators", [])
            if id_ not in known
        ]
        if veto.get("condition") not in CONDITIONS:
            faults.append(f"[[veto]] {veto['id']} 的 condition：没有“{veto.get('condition')}”这种条件")
    return faults


def _bands(bands: Sequence[Mapping[str, Any]]) -> list[str]:
    if not bands:
        return ["[stars] bands：至少要有一档"]
    minima = [Decimal(band["min"]) for band in bands]
    return [] if minima == sorted(minima, reverse=True) else ["[stars] bands：各档最低分应由高到低排列"]


def _build(document: Mapping[str, Any]) -> Standard:
    meta, scoring, stars = document["meta"], document["scoring"], document["stars"]
    meetings, study, daily = document["meetings"], document["study"], document["daily"]
    month, _, day = document["application"]["closes"].partition("-")
    return Standard(
        id=meta["id"],
        version=meta["version"],
        title=meta["title"],
        year=meta["year"],
        aspects=tuple(Aspect(a["id"], a["name"], Decimal(a["points"])) for a in document["aspects"]),
        indicators=tuple(
            Indicator(
                i["id"], i["aspect"], i["name"], Decimal(i["points"]), i["measure"]["kind"], i["measure"]
            )
            for i in document["indicators"]
        ),
        vetoes=tuple(
            Veto(
                v["id"],
                v["name"],
                v["enabled"],
                tuple(v["applies_to_stars"]),
                v["condition"],
                tuple(v["indicators"]),
                v["cap_star"],
            )
            for v in document.get("veto", [])
        ),
        bands=tuple(Band(b["star"], b["label"], Decimal(b["min"])) for b in stars["bands"]),
        not_applicable=scoring["not_applicable"],
        award_is_capped=stars["award_is_capped_by_application"],
        min_star=stars["min_star"],
        closes=(int(month), int(day)),
        meetings=Meetings(
            meetings["late_after_days"],
            meetings["lock_after_days"],
            meetings["month_grace_days"],
            Decimal(meetings["min_attendance_to_count"]),
            frozenset(frozenset(pair) for pair in meetings["merged_sessions_allowed"]),
        ),
        study=Study(
            Decimal(study["friday_session_hours"]),
            Decimal(study["credit_step"]),
            study["minutes_per_credit_hour"],
            Decimal(study["online_hours_max_share"]),
            study["holiday_rule"],
            study["move_within_same_week"],
            study["makeup_within_days"],
            frozenset(study.get("credited_events", ("friday_study", "party_lecture", "theme_day"))),
        ),
        daily=Daily(Decimal(daily["base"]), scoring["weight_annual"], scoring["weight_daily"]),
    )
