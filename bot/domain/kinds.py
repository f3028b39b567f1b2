"""The ways to measure an indicator, a closed list: which parameters each takes, and the most points it can give."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from bot.domain.activity import Event
from bot.domain.document import Table
from bot.domain.people import Office
from bot.domain.sections import Part

Read = Callable[[Table, str], Any]
"""Reads one parameter of a measure: its table and its name to its value."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`most` gives the points a measure adds up to, None where it takes points off the whole."""

    required: Mapping[str, Read]
    optional: Mapping[str, Read] = field(default_factory=dict)
    most: Callable[[Mapping[str, Any]], Decimal] | None = None

    def read(self, table: Table) -> dict[str, Any]:
        """The parameters; whatever is missing, wrong or unknown becomes a fault."""
        table.only({"kind", "mode", *self.required, *self.optional})
        if "mode" in table:
            table.one_of("mode", _MODES)
        present = {name: read for name, read in self.optional.items() if name in table}
        return {name: read(table, name) for name, read in {**self.required, **present}.items()}


# ---------------------------------------------------------------------- how single parameters are read

_MODES = ("auto", "evidence", "mixed")
PERIODS = ("month", "quarter", "half_year", "year")

_number: Read = Table.number
_share: Read = Table.share
_positive: Read = Table.positive
_flag: Read = Table.flag
_whole: Read = Table.whole
_once: Read = partial(Table.whole, least=1)
_texts: Read = Table.texts


def _one_of(*options: str) -> Read:
    return partial(Table.one_of, options=options)


def _events(table: Table, name: str) -> tuple[Event, ...]:
    codes = table.texts(name, list(Event))
    if not codes and isinstance(table.values.get(name), list):
        table.wrong(name, "至少要有一种活动")
    return tuple(Event(code) for code in codes)


def _window(table: Table, name: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """From a day of one year to a day of the next, as (month, day) each."""
    window = table.table(name)
    return window.month_day("from"), window.month_day("to_next_year")


def _bands(table: Table, name: str) -> tuple[tuple[Decimal, Decimal], ...]:
    """(least rate, points), the best first."""
    bands = tuple((band.number("min", most=1), band.number("points")) for band in table.tables(name))
    if list(bands) != sorted(bands, reverse=True) or len({least for least, _ in bands}) < len(bands):
        table.wrong(name, "各档应由高到低排列，不得重复")
    return bands


def _parts(table: Table, name: str) -> tuple[Part, ...]:
    """What an inspector scores, each by itself."""
    step = table.positive("step")
    return tuple(
        Part(
            part.text("id"),
            part.text("name"),
            part.number("max"),
            step,
            part.share("target") if "target" in part and part.positive("target") else None,
        )
        for part in table.tables(name)
    )


def _items(table: Table, name: str) -> tuple[Part, ...]:
    return tuple(
        Part(item.text("id"), item.text("name"), item.number("points")) for item in table.tables(name)
    )


def _sum(*names: str) -> Callable[[Mapping[str, Any]], Decimal]:
    return lambda given: sum((given[name] for name in names), Decimal(0))


def _total(name: str) -> Callable[[Mapping[str, Any]], Decimal]:
    return lambda given: sum((part.most for part in given[name]), Decimal(0))


# ---------------------------------------------------------------------- the list

_COUNTED: Mapping[str, Read] = {
    "events": _events,
    "period": _one_of(*PERIODS),
    "required": _once,
    "deduct_per_missing": _number,
}
_COUNTED_IF: Mapping[str, Read] = {
    "applies_if": _one_of("has_committee", "has_groups"),
    "per_group": _flag,
    "substitute_events": _events,
    "substitute_if": _one_of("no_committee"),
    "topic_tag": _one_of("party_work"),
}
_YEARLY: Mapping[str, Read] = {
    "events": _events,
    "window": _window,
    "cycle": _one_of("opens_in_year", "closes_in_year"),
    "pending_at_evaluation": _one_of("full_if_scheduled", "hold_result"),
    "steps": _texts,
    "deduct_per_missing_step": _number,
}
_EXCLUDE: Mapping[str, Read] = {"exclude": partial(Table.texts, options=("exempt",))}

KINDS: Mapping[str, Kind] = {
    "meeting_count": Kind(_COUNTED, _COUNTED_IF),
    "lecture_count": Kind(
        {**_COUNTED, "secretary_required_per_year": _whole, "deduct_secretary_missing": _number}, _COUNTED_IF
    ),
    "org_life": Kind(_YEARLY),
    "appraisal": Kind(
        {
            **_YEARLY,
            "excellent_max": _share,
            "excellent_base": _one_of("full_members"),
            "deduct_over_ratio": _number,
        }
    ),
    "talk_coverage": Kind({"required_per_member": _once}, _EXCLUDE),
    "attendance_rate": Kind(
        {"events": _events, "bands": _bands, "deduct_unexcused": _number, "deduct_unexcused_max": _number},
        {"count_makeup_as_present": _flag},
        most=lambda given: max((points for _, points in given["bands"]), default=Decimal(0)),
    ),
    "friday_study": Kind(
        {"points_held": _number, "target_held": _positive, "points_rate": _number, "target_rate": _positive},
        most=_sum("points_held", "points_rate"),
    ),
    "study_hours": Kind(
        {"member_hours": _number, "secretary_hours": _number, "committee_hours": _number},
        {"pro_rata_months": _flag, **_EXCLUDE},
    ),
    "cadre_training": Kind(
        {"per_year": _once, "new_within_days": _once},
        {"roles": partial(Table.texts, options=list(Office))},
    ),
    "dues": Kind({"period": _one_of("month"), "deduct_per_incomplete": _number}),
    "duty_review": Kind({"level": _one_of("L1", "L2", "L3"), "missing": _number}),
    "term": Kind(
        {"vacancy_grace_days": _whole, "deduct_per_vacancy": _number, "deduct_roles_unassigned": _number}
    ),
    "rectification": Kind(
        {
            "deduct_overdue": _number,
            "long_overdue_days": _whole,
            "deduct_long_overdue": _number,
            "max_returns": _whole,
            "deduct_over_returned": _number,
        }
    ),
    "volunteer": Kind(
        {
            "branch_per_year": _once,
            "points_branch": _number,
            "member_per_year": _once,
            "points_members": _number,
        },
        _EXCLUDE,
        most=_sum("points_branch", "points_members"),
    ),
    "activity_count": Kind(
        {
            "points_agreement": _number,
            "joint_each": _number,
            "joint_max": _number,
            "service_required": _whole,
            "points_service": _number,
        },
        most=_sum("points_agreement", "joint_max", "points_service"),
    ),
    "pledge": Kind(
        {"points_pledged": _number, "points_progress": _number, "points_reviewed": _number},
        _EXCLUDE,
        most=_sum("points_pledged", "points_progress", "points_reviewed"),
    ),
    "checklist": Kind({"items": _items}, most=_total("items")),
    "rubric": Kind({"parts": _parts, "step": _positive}, most=_total("parts")),
}

_LISTED_ELSEWHERE = Kind({"items_from": _one_of("eight_items"), "points_each": _number})
"""A checklist whose items stand in a section of their own."""


def kind_of(table: Table) -> Kind:
    """The kind a measure names; an unknown one is a fault and takes any parameters."""
    name = table.values.get("kind")
    if name == "checklist" and "items_from" in table:
        return _LISTED_ELSEWHERE
    if isinstance(name, str) and name in KINDS:
        return KINDS[name]
    table.wrong("kind", f"没有“{name}”这种计分方式")
    return Kind({key: _anything for key in table.values if key not in ("kind", "mode")})


def _anything(table: Table, name: str) -> Any:
    return table.values[name]
