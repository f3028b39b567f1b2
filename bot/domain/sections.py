"""The sections of a standard that hold for all indicators: how sums, stars, meetings, study and rectification work.

Each section is a small record with the reader that fills it; faults go to the document's list.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bot.domain.activity import Event
from bot.domain.document import Table
from bot.domain.people import Role
from bot.domain.quorum import DECISIONS, Majority, Quorum
from bot.domain.rectification import Severity

CREDITED = (Event.FRIDAY_STUDY, Event.PARTY_LECTURE, Event.THEME_DAY)
"""What earns study hours where a standard does not say (scoring-notes.md §2.5)."""

LATE_WORKING_DAYS = 5
"""How long after the closing day an application with a reason is taken where a standard does not say (§2.5)."""

SECRETARY = "secretary"
"""Whoever leads the branch concerned, among those a sanction is told to."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """How indicators and daily checks become one number; weights in percent."""

    not_applicable: str  # full, reweight, zero
    combine: str  # weighted, deduct
    weight_annual: Decimal
    weight_daily: Decimal


def read_scoring(section: Table) -> Scoring:
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


@dataclass(frozen=True, slots=True)
class Daily:
    """日常检查分: what a quarter begins with, and what each confirmed finding takes off."""

    base: Decimal
    floor: Decimal
    deduction: Mapping[Severity, Decimal]
    restored: Fraction  # of the deduction, when the item is closed by its deadline
    overdue_extra: Decimal  # for each full week
    overdue_extra_max: Decimal


def read_daily(section: Table) -> Daily:
    section.one_of("aggregate", ("mean_of_quarters",))
    return Daily(
        section.positive("base"),
        section.number("floor"),
        _by_severity(section.table("severity_deduction")),
        section.share("restore_if_closed_on_time"),
        section.number("overdue_extra"),
        section.number("overdue_extra_max"),
    )


def _by_severity(table: Table) -> dict[Severity, Decimal]:
    return {severity: table.number(severity.value) for severity in Severity}


@dataclass(frozen=True, slots=True)
class Meetings:
    late_after_days: int
    lock_after_days: int
    month_grace_days: int
    min_attendance: Fraction
    merged: frozenset[frozenset[Event]]
    quorums: Mapping[str, Quorum]  # by what is decided: assembly_vote, admission_vote, election, committee
    majorities: Mapping[str, Majority]  # assembly, election


def read_meetings(section: Table) -> Meetings:
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


def read_study(section: Table) -> Study:
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


@dataclass(frozen=True, slots=True)
class Rectifying:
    """How long a problem may take, and how its deadline is counted."""

    default_days: Mapping[Severity, int]
    extension_max_days: int
    moved_to_workday: bool  # a deadline on a free day is the next working day
    reopen_window_days: int
    immediate_working_days: int  # 立行立改
    acknowledge_working_days: int
    verify_working_days: int
    extension_max_times: int
    extension_before_due: bool
    max_returns: int  # more of them, and the full-time deputy is told
    verifier_differs: bool
    verifier_from_elsewhere: bool
    remind_before_days: tuple[int, ...]
    escalate: tuple[
        tuple[int, tuple[str, ...]], ...
    ]  # days overdue → who is told: SECRETARY or codes of roles
    report_after_days: int  # so late, and it is named in the 通报


def read_rectifying(section: Table) -> Rectifying:
    days = section.table("default_days")
    moved = section.one_of("due_on_non_workday", ("next_workday", "same_day"))
    return Rectifying(
        {severity: days.whole(severity.value, least=1) for severity in Severity},
        section.whole("extension_max_days"),
        moved == "next_workday",
        section.whole("reopen_window_days"),
        section.whole("immediate_working_days"),
        section.whole("acknowledge_working_days"),
        section.whole("verify_working_days"),
        section.whole("extension_max_times"),
        section.flag("extension_before_due_only"),
        section.whole("max_returns_before_escalation"),
        section.flag("verifier_must_differ_from_submitter"),
        section.flag("verifier_from_other_branch"),
        section.wholes("remind_before_days"),
        tuple(
            (row.whole("days", least=1), row.texts("to", (SECRETARY, *Role)))
            for row in section.tables("escalate_after_days")
        ),
        section.whole("report_after_days", least=1),
    )


@dataclass(frozen=True, slots=True)
class Reviewing:
    """述职评议: what a ballot is worth, and how much each group weighs (in the standard's own measure)."""

    grades: Mapping[str, Decimal]  # good, fair, average, poor
    min_ballots: int
    weights: Mapping[str, Mapping[str, Decimal]]  # by level (L1, L2, L3) and group
    closes: tuple[int, int]  # (month, day) of the following year


GRADES = ("good", "fair", "average", "poor")
GROUPS = (
    "party_leading_group",
    "organ_committee",
    "branch_secretaries",
    "branch_members",
    "member_delegates",
)


def read_reviewing(section: Table) -> Reviewing:
    grades = section.table("grades")
    window = section.table("window")
    window.month_day("from")
    return Reviewing(
        {name: grades.number(name) for name in GRADES},
        section.whole("min_ballots"),
        {
            level.text("id"): {
                group.one_of("group", GROUPS): group.positive("weight")
                for group in level.tables("reviewed_by")
            }
            for level in section.tables("levels")
        },
        window.month_day("to"),
    )


@dataclass(frozen=True, slots=True)
class Terms:
    branch_years: int
    extension_max_days: int
    remind_before_days: tuple[int, ...]
    vacancy_fill_days: int


def read_terms(section: Table) -> Terms:
    return Terms(
        section.whole("branch_years", least=1),
        section.whole("extension_max_days"),
        section.wholes("remind_before_days"),
        section.whole("vacancy_fill_days"),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """Something scored by itself: a part of a rubric, an item of a checklist. `target` is a share that earns it whole."""

    id: str
    name: str
    most: Decimal
    step: Decimal | None = None
    target: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Quota:
    """No more than so many of the best; `tie_break` decides between equals in its order."""

    star: int
    max_percent: Decimal
    base: str  # all_branches, applicants, five_star_applicants
    min_places: int
    overflow_to: int
    tie_break: tuple[str, ...]
    committee_decides: bool  # a tie that stays is left to the committee; otherwise nobody of it is in


def read_quota(section: Table, *, highest: int, aspects: Sequence[str], indicators: Collection[str]) -> Quota:
    """A possible quota, and tie-breaks that name what there is."""
    section.one_of("rounding", ("floor",))
    quota = Quota(
        section.whole("star", most=highest),
        section.number("max_percent", most=100),
        section.one_of("base", ("all_branches", "applicants", "five_star_applicants")),
        section.whole("min_places"),
        section.whole("overflow_to", most=highest),
        section.texts(
            "tie_break",
            [
                "daily_score",
                "overdue_items:asc",
                *(f"aspect:{id_}" for id_ in aspects),
                *(f"indicator:{id_}" for id_ in indicators),
            ],
        ),
        section.one_of("unresolved_tie", ("committee_decides", "all_below")) == "committee_decides",
    )
    if quota.overflow_to >= quota.star > 0:
        section.wrong("overflow_to", f"应低于{quota.star}星")
    return quota


@dataclass(frozen=True, slots=True)
class Applying:
    """When branches apply for stars, as (month, day), and how long a late one with a reason is taken."""

    opens: tuple[int, int]
    closes: tuple[int, int]
    late_allowed: bool
    late_working_days: int


def read_applying(section: Table) -> Applying:
    before = len(section.faults)
    applying = Applying(
        section.month_day("opens"),
        section.month_day("closes"),
        section.flag("late_allowed_with_reason"),
        section.whole("late_working_days") if "late_working_days" in section else LATE_WORKING_DAYS,
    )
    if applying.closes < applying.opens and len(section.faults) == before:
        section.wrong("closes", "不得早于 opens")
    return applying


@dataclass(frozen=True, slots=True)
class Publishing:
    notice_working_days: int
    objection_channel: str


def read_publishing(section: Table) -> Publishing:
    return Publishing(section.whole("notice_working_days"), section.text("objection_channel"))


@dataclass(frozen=True, slots=True)
class Sanction:
    """What follows from a bad result: its trigger, its words, the days for what has to follow, and who is told."""

    id: str
    trigger: str  # not_applied, star_below, consecutive_years_below
    label: str
    star: int
    rectify_days: int | None
    talk_within_working_days: int | None
    follow_up_days: int | None
    notify: tuple[str, ...]  # SECRETARY or codes of roles


TRIGGERS = ("not_applied", "star_below", "consecutive_years_below")


def read_sanction(row: Table, *, highest: int) -> Sanction:
    trigger = row.one_of("trigger", TRIGGERS)
    if trigger == "consecutive_years_below" and row.whole("years", least=1) != 2:
        row.wrong("years", "只能为2：系统只知道上一年的星级")

    def days(name: str) -> int | None:
        return row.whole(name, least=1) if name in row else None

    return Sanction(
        row.text("id"),
        trigger,
        row.text("label"),
        row.whole("star", most=highest) if trigger != "not_applied" else 0,
        days("rectify_days"),
        days("talk_within_working_days"),
        days("follow_up_days"),
        row.texts("notify", (SECRETARY, *Role)) if "notify" in row else (),
    )


def read_labels(section: Table) -> dict[str, str]:
    """What transitions and plaques are called: promote 升星, plaque_award 授牌, …"""
    labels = section.table("labels")
    return {name: labels.text(name) for name in TRANSITIONS}


TRANSITIONS = (
    "promote", "restore", "keep", "demote", "first_rating", "plaque_award", "plaque_restore", "plaque_keep", "plaque_remove",
)  # fmt: skip
