"""One branch's year, computed a second time from the notes alone: plainly, slowly, everything anew for each question.

Section numbers are those of scoring-notes.md. Numbers are fractions; `standing` shows them as the program does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

from tests.rules.independent.books import (
    COMMITTEE,
    EVENTS,
    PLEDGES,
    Branch,
    Item,
    Meeting,
    Organ,
    Person,
    Term,
)
from tests.rules.independent.cells import (
    DAY,
    add_workdays,
    is_workday,
    month_day,
    periods,
    round2,
    show,
)

Measure = Mapping[str, Any]

NONE = Fraction(0)
ROLES = {"secretary": "书记", "deputy_secretary": "副书记", "part_time_cadre": "党务干部"}
GROUPS = {"organ_committee": "机关党委", "branch_secretaries": "支部书记", "branch_members": "支部党员"}
STEPS = {
    "pre_study": "会前学习", "talks": "谈心谈话", "opinions": "听取意见", "problems_and_criticism": "查摆批评",
    "rectification_list": "整改清单", "self_assessment": "自评", "peer_review": "互评", "ballot": "测评", "conclusion": "结论",
}  # fmt: skip


@dataclass
class Result:
    """One indicator (§6.3): already clamped and rounded."""

    points: Fraction
    earned: Fraction
    attainable: Fraction
    state: str
    by_records: Fraction  # lost, whatever was waived

    @property
    def lost(self) -> Fraction:
        return self.points - self.attainable

    @property
    def pending(self) -> Fraction:
        return self.attainable - self.earned


Found = tuple[Fraction, Fraction, bool] | tuple[Fraction, Fraction, bool, bool]
"""Earned, attainable, done, and whether a score is awaited."""


class Computation:
    """One branch on one day."""

    def __init__(self, organ: Organ, branch: Branch, year: int, as_of: date) -> None:
        self.organ, self.branch, self.year, self.as_of = organ, branch, year, as_of
        self.standard = organ.standard
        self.first, self.last = date(year, 1, 1), date(year, 12, 31)
        self.reference = min(as_of, self.last)
        self.year_over = self.over(self.last)
        self.results = {one["id"]: self._result(one) for one in self.standard["indicators"]}
        self._replace_what_does_not_apply()

    # ------------------------------------------------------------------ §6

    def over(self, last: date) -> bool:
        return last < self.as_of

    def known(self, on: date) -> bool:
        return self.first <= on <= self.reference

    def _result(self, indicator: Measure) -> Result:
        points = Fraction(indicator["points"])
        measure = {**indicator["measure"], "points": points, "id": indicator["id"]}
        found: Found | None = getattr(self, f"_{measure['kind']}")(measure)
        if found is None:
            return Result(points, points, points, "not_applicable", NONE)
        earned, attainable = (round2(min(max(Fraction(value), NONE), points)) for value in found[:2])
        state = "awaiting_score" if found[3:] == (True,) else "done" if found[2] else "open"
        lost = points - attainable
        if self._waived(indicator["id"]):
            return Result(points, points, points, "waived", lost)
        return Result(points, earned, attainable, state, lost)

    def _of_year(self, events: Iterable[str]) -> list[Meeting]:
        kinds = {EVENTS[event] for event in events}
        return [
            m for m in self.organ.meetings if m.branch is self.branch and m.kind in kinds and self.known(m.on)
        ]

    def _assessed(self, measure: Measure) -> list[Person]:
        """§3.4"""
        people = self.organ.members(self.branch, self.reference)
        excluded = measure.get("exclude", [])
        return [p for p in people if not ("exempt" in excluded and p.is_exempt(self.reference))]

    def _holders(self, offices: Iterable[str]) -> list[Person]:
        return [
            person
            for person in self.organ.members(self.branch, self.reference)
            if person.branch is self.branch and person.holds(offices, self.reference)
        ]

    def _made_up(self, meeting: Meeting) -> set[Person]:
        """§5.4"""
        last = meeting.on + timedelta(days=self.standard["study"]["makeup_within_days"])
        return {
            who
            for who, on in meeting.made_up
            if who in meeting.due & (meeting.leave | meeting.absent)
            and (on is None or meeting.on <= on <= min(last, self.as_of))
        }

    def _rate(self, meetings: list[Meeting]) -> Fraction | None:
        due = sum((m.due_count for m in meetings), NONE)
        came = sum((min(m.present + len(self._made_up(m)), m.due_count) for m in meetings), NONE)
        return came / due if due else None

    # ------------------------------------------------------------------ §7.1, §7.2 counted meetings

    def _shortfalls(
        self, measure: Measure, days: list[date], grace: int, group: int | None = None
    ) -> list[tuple[date, int]]:
        """When each required period is over, and what it lacks."""
        free, found = sorted(days), []
        for first, last in periods(self.year, measure["period"]):
            members = group is None or self.organ.due(self.branch, last, "党小组会", group)
            if not self.branch.required(first) or not members:
                continue
            lacking = max(0, measure["required"] - sum(first <= on <= last for on in free))
            end = last + timedelta(days=grace)
            for on in [on for on in free if last < on <= end][:lacking]:
                lacking -= 1
                if on.year == self.year:
                    free.remove(on)
            found.append((end, lacking))
        return found

    def _meeting_count(self, measure: Measure) -> Found | None:
        condition, events = measure.get("applies_if"), measure["events"]
        if condition == "has_committee" and not self.branch.has_committee:
            return None
        if condition == "has_groups" and not self.branch.groups:
            return None
        if measure.get("substitute_if") == "no_committee" and not self.branch.has_committee:
            events = measure["substitute_events"]
        grace = self.standard["meetings"]["month_grace_days"] if measure["period"] == "month" else 0
        end, kinds = self.last + timedelta(days=grace), {EVENTS[event] for event in events}
        held = [
            m
            for m in self.organ.meetings
            if m.branch is self.branch and m.kind in kinds and m.counts and self.first <= m.on <= min(end, self.as_of)
            and (m.party_work or "topic_tag" not in measure)
        ]  # fmt: skip
        price = Fraction(measure["deduct_per_missing"])
        if measure.get("per_group"):
            price /= self.branch.groups
            short = [
                period
                for group in range(1, self.branch.groups + 1)
                for period in self._shortfalls(measure, [m.on for m in held if m.group == group], grace, group)
            ]  # fmt: skip
        else:
            short = self._shortfalls(measure, [m.on for m in held], grace)
        if not short:
            return None
        return (
            measure["points"] - price * sum(lacking for _, lacking in short),
            measure["points"] - price * sum(lacking for last, lacking in short if self.over(last)),
            self.over(end),
        )

    def _lecture_count(self, measure: Measure) -> Found | None:
        held = [m for m in self._of_year(measure["events"]) if m.counts]
        short = self._shortfalls(measure, [m.on for m in held], 0)
        if not short:
            return None
        price = Fraction(measure["deduct_per_missing"])
        own = sum(self.organ.secretary(self.branch, m.on) in m.lecturers for m in held)
        year_part = (
            Fraction(measure["deduct_secretary_missing"])
            if own < measure["secretary_required_per_year"]
            else NONE
        )
        lost = price * sum(lacking for last, lacking in short if self.over(last))
        return (
            measure["points"] - price * sum(lacking for _, lacking in short) - year_part,
            measure["points"] - lost - (year_part if self.year_over else 0),
            self.year_over,
        )

    # ------------------------------------------------------------------ §7.3 once a year

    def _org_life(self, measure: Measure) -> Found | None:
        opens = self.year - (measure["cycle"] == "closes_in_year")
        first = month_day(opens, measure["window"]["from"])
        last = month_day(opens + 1, measure["window"]["to_next_year"])
        if self.branch.founded is not None and self.branch.founded > last:
            return None
        kinds = {EVENTS[event] for event in measure["events"]}
        held = [
            m
            for m in self.organ.meetings
            if m.branch is self.branch and m.kind in kinds and first <= m.on <= last
        ]
        values = [self._worth(m, measure) for m in held if m.on <= self.as_of and m.counts]
        if values:
            return max(values), max(values), True
        if self.over(last):
            return NONE, NONE, True
        scheduled = measure["pending_at_evaluation"] == "full_if_scheduled" and any(
            m.on > self.as_of for m in held
        )
        return measure["points"] if scheduled and self.year_over else NONE, measure["points"], False

    _appraisal = _org_life

    def _worth(self, meeting: Meeting, measure: Measure) -> Fraction:
        missing = sum(STEPS[step] not in meeting.steps for step in measure["steps"])
        value: Fraction = measure["points"] - Fraction(measure["deduct_per_missing_step"]) * missing
        if measure["kind"] == "appraisal":
            full = sum(person.full for person in self.organ.members(self.branch, meeting.on))
            if meeting.excellent > full // Fraction(measure["excellent_max"]).denominator:
                value -= Fraction(measure["deduct_over_ratio"])
        return value

    # ------------------------------------------------------------------ §7.4 – §7.7 people

    def _by_share(self, measure: Measure, done: int, people: int) -> Found | None:
        if not people:
            return None
        earned = measure["points"] * Fraction(done, people)
        return earned, earned if self.year_over else measure["points"], self.year_over

    def _talk_coverage(self, measure: Measure) -> Found | None:
        people = self._assessed(measure)
        covered = [
            p
            for p in people
            if sum(self.known(on) and p in who for on, who in self.organ.talks)
            >= measure["required_per_member"]
        ]
        return self._by_share(measure, len(covered), len(people))

    def _attendance_rate(self, measure: Measure) -> Found | None:
        held = self._of_year(measure["events"])
        rate, band = self._rate(held), NONE
        if rate is not None:
            band = max(Fraction(b["points"]) for b in measure["bands"] if rate >= b["min"])
        elif not any(self.branch.required(first) for first, _ in periods(self.year, "month")):
            return None
        unexcused = len({(m.sitting, person) for m in held for person in m.absent & m.due})
        taken = min(Fraction(measure["deduct_unexcused_max"]), measure["deduct_unexcused"] * unexcused)
        return band - taken, (band if self.year_over else measure["points"]) - taken, self.year_over

    def _friday_study(self, measure: Measure) -> Found | None:
        held = self._of_year(["friday_study"])
        weeks = [
            [monday + DAY * n for n in range(7)]
            for monday in (self.first - DAY * self.first.weekday() + timedelta(weeks=n) for n in range(54))
        ]
        weeks = [week for week in weeks if week[4].year == self.year and self._expected(week)]
        if not weeks:
            return None
        done = [week for week in weeks if self._is_held(week, held)]
        gone = sum(self.over(week[6]) for week in weeks if week not in done)
        rate, for_held, for_rate = (
            self._rate(held),
            Fraction(measure["points_held"]),
            Fraction(measure["points_rate"]),
        )
        rate_part = for_rate * min(Fraction(1), (rate or NONE) / Fraction(measure["target_rate"]))

        def held_part(count: int) -> Fraction:
            return for_held * min(Fraction(1), Fraction(count, len(weeks)) / Fraction(measure["target_held"]))

        return (
            held_part(len(done)) + rate_part,
            held_part(len(weeks) - gone) + (rate_part if self.year_over else for_rate),
            self.year_over,
        )

    def _expected(self, week: list[date]) -> bool:
        others = {"skip": [], "previous_workday": week[:4], "next_workday": week[5:]}
        days = [week[4], *others[self.standard["study"]["holiday_rule"]]]
        return self.branch.required(week[4]) and any(is_workday(on) for on in days)

    def _is_held(self, week: list[date], held: list[Meeting]) -> bool:
        moved = self.standard["study"]["move_within_same_week"]
        days = [on for on in week if is_workday(on)] if moved else [week[4]]
        groups = {m.group for m in held if m.counts and m.on in days}
        wanted = {
            group
            for group in range(1, self.branch.groups + 1)
            if self.organ.due(self.branch, week[4], "周五学习", group)
        }
        return None in groups or (bool(wanted) and wanted <= groups)

    def _study_hours(self, measure: Measure) -> Found | None:
        people = self._assessed(measure)
        qualified = 0
        for person in people:
            required = self._hours_required(person, measure)
            qualified += self._hours(person, required) >= required
        return self._by_share(measure, qualified, len(people))

    def _hours_required(self, person: Person, measure: Measure) -> Fraction:
        office = "member"
        if person in self._holders(COMMITTEE):
            office = "secretary" if person in self._holders({"书记"}) else "committee"
        fifteenths = [date(self.year, month, 15) for month in range(1, 13)]
        months = sum(
            person.is_in(None, on) and (person.former is not None or person.branch.required(on))
            for on in fifteenths
        )
        return Fraction(measure[f"{office}_hours"] * months, 12)

    def _hours(self, person: Person, required: Fraction) -> Fraction:
        rules = self.standard["study"]
        credited = rules.get("credited_events", ["friday_study", "party_lecture", "theme_day"])
        kinds, step = {EVENTS[event] for event in credited}, Fraction(rules["credit_step"])
        best: dict[object, Fraction] = {}
        for meeting in self.organ.meetings:
            if meeting.kind not in kinds or person not in meeting.due or not self.known(meeting.on):
                continue
            if person in meeting.leave | meeting.absent and person not in self._made_up(meeting):
                continue
            hours = Fraction(rules["friday_session_hours"])
            if meeting.minutes is not None:
                hours = meeting.minutes / rules["minutes_per_credit_hour"]
            best[meeting.sitting] = max(best.get(meeting.sitting, NONE), hours // step * step)
        own = [
            (hours, online)
            for who, on, hours, online in self.organ.trainings
            if who is person and self.known(on)
        ]
        online_hours = sum((hours for hours, online in own if online), NONE)
        return (
            sum(best.values(), NONE)
            + sum((hours for hours, online in own if not online), NONE)
            + min(online_hours, Fraction(rules["online_hours_max_share"]) * required)
        )  # fmt: skip

    # ------------------------------------------------------------------ §7.8 – §7.10 officers and dues

    def _cadre_training(self, measure: Measure) -> Found | None:
        required = trained = lost = 0
        for person in self._holders({ROLES[code] for code in measure.get("roles", ROLES)}):
            days = [on for who, on, _, _ in self.organ.trainings if who is person and self.known(on)]
            times, end = measure["per_year"], self.last
            if person.office_from.year == self.year:
                times, end = 1, person.office_from + timedelta(days=measure["new_within_days"])
                days = [on for on in days if person.office_from <= on <= end]
            if end > self.last:
                continue
            required += 1
            if len(days) >= times:
                trained += 1
            elif self.over(end):
                lost += 1
        if not required:
            return None
        each = measure["points"] / required
        return each * trained, each * (required - lost), self.year_over

    def _dues(self, measure: Measure) -> Found:
        lacking = [
            last
            for first, last in periods(self.year, "month")
            if self.branch.required(first)
            and not (first <= self.as_of and self.organ.dues.get((self.branch, first.year, first.month)))
        ]
        price = Fraction(measure["deduct_per_incomplete"])
        lost = price * sum(self.over(last) for last in lacking)
        return measure["points"] - price * len(lacking), measure["points"] - lost, self.year_over

    def _duty_review(self, measure: Measure) -> Found:
        rules = self.standard["duty_review"]
        (level,) = (one for one in rules["levels"] if one["id"] == measure["level"])
        secretary = self.organ.secretary(self.branch, self.reference)
        weights = means = NONE
        complete = True
        for group in level["reviewed_by"]:
            votes: Mapping[str, int] = {}
            if secretary is not None:
                key = (secretary, self.year, measure["level"], GROUPS[group["group"]])
                votes = self.organ.ballots.get(key, {})
            count = sum(votes.values())
            if count < max(1, rules["min_ballots"]):
                complete = False
                continue
            weights += group["weight"]
            means += group["weight"] * sum(
                (votes[grade] * Fraction(rules["grades"][grade]) for grade in votes), NONE
            ) / count  # fmt: skip
        value = measure["points"] * means / weights / 100 if weights else Fraction(measure["missing"])
        closed = complete or self.over(month_day(self.year + 1, rules["window"]["to"]))
        return value, value if closed else measure["points"], closed

    # ------------------------------------------------------------------ §7.11 terms

    @cached_property
    def _terms(self) -> list[Term]:
        terms = [t for t in self.organ.terms if t.branch is self.branch and t.starts <= self.as_of]
        if not terms and self.branch.term_from is not None and self.branch.term_from <= self.as_of:
            years = self.branch.term_years or self.standard["term"]["branch_years"]
            terms = [Term(self.branch, self.branch.term_from, int(years))]
        return terms

    def _ends(self, term: Term) -> date:
        year = term.starts.year + term.years
        if (term.starts.month, term.starts.day) == (2, 29):
            last = date(year, 2, 28)
        else:
            last = term.starts.replace(year=year) - DAY
        if term.extended is not None and term.extended > last:
            last = min(term.extended, last + timedelta(days=self.standard["term"]["extension_max_days"]))
        return last

    def term_overdue(self, until: date) -> bool:
        if not self._terms:
            return False
        starts = min(term.starts for term in self._terms)
        on = max(self.first, starts, self.branch.founded or date.min)
        while on <= until:
            if not any(term.starts <= on <= self._ends(term) for term in self._terms):
                return True
            on += DAY
        return False

    def _term(self, measure: Measure) -> Found:
        return (
            self._term_value(measure, self.last),
            self._term_value(measure, self.reference),
            self.year_over,
        )

    def _term_value(self, measure: Measure, until: date) -> Fraction:
        points: Fraction = measure["points"]
        if not self._terms:
            return points
        if self.term_overdue(until):
            return NONE
        vacancies = 0
        for term in self._terms:
            if term.vacant is None or term.vacant > self.as_of:
                continue
            ends = [until, *(later.starts for later in self._terms if later.starts > term.starts)]
            if term.filled is not None and term.filled <= self.as_of:
                ends.append(term.filled)
            if min(ends) >= self.first and (min(ends) - term.vacant).days > measure["vacancy_grace_days"]:
                vacancies += len(term.posts)
        latest = max(term.starts for term in self._terms)
        unassigned = any(term.starts == latest and not term.assigned for term in self._terms)
        return (
            points
            - Fraction(measure["deduct_per_vacancy"]) * vacancies
            - Fraction(measure["deduct_roles_unassigned"]) * unassigned
        )

    # ------------------------------------------------------------------ §7.12 problems

    def _items(self) -> list[Item]:
        return [i for i in self.organ.items if i.branch is self.branch and i.found <= self.as_of]

    def _days_late(self, item: Item, until: date) -> int:
        handed_in = [on for on in (item.handed_in, item.closed) if on is not None and on <= self.as_of]
        return max(0, (min([*handed_in[:1], until]) - item.deadline).days)

    def _rectification(self, measure: Measure) -> Found:
        return (
            self._rectified(measure, self.last),
            self._rectified(measure, self.reference),
            self.year_over,
        )

    def _rectified(self, measure: Measure, until: date) -> Fraction:
        value: Fraction = measure["points"]
        for item in self._items():
            if item.deadline.year == self.year:
                late = self._days_late(item, until)
                value -= measure["deduct_overdue"] * (late > 0)
                value -= measure["deduct_long_overdue"] * (late > measure["long_overdue_days"])
                value -= measure["deduct_over_returned"] * (item.returns > measure["max_returns"])
        return value

    @property
    def overdue_items(self) -> int:
        return sum(
            item.deadline.year == self.year and self._days_late(item, self.reference) > 0
            for item in self._items()
        )

    # ------------------------------------------------------------------ §7.13 – §7.15

    def _volunteer(self, measure: Measure) -> Found | None:
        people = self._assessed(measure)
        if not people:
            return None
        rows = [s for s in self.organ.services if s.kind == "志愿服务" and self.known(s.on)]
        quarters = sum(self.branch.required(first) for first, _ in periods(self.year, "quarter"))
        need = Fraction(measure["branch_per_year"] * quarters, 4)
        own = sum(service.branch is self.branch for service in rows)
        often = [
            p for p in people if sum(p in service.people for service in rows) >= measure["member_per_year"]
        ]
        earned = measure["points_branch"] * (min(Fraction(1), own / need) if need else 1)
        earned += measure["points_members"] * Fraction(len(often), len(people))
        return earned, earned if self.year_over else measure["points"], self.year_over

    def _activity_count(self, measure: Measure) -> Found:
        rows = [
            s
            for s in self.organ.services
            if s.branch is self.branch and s.kind == "结对共建" and self.known(s.on)
        ]
        served = sum(service.for_public for service in rows) >= measure["service_required"]
        parts = min(Fraction(measure["joint_max"]), measure["joint_each"] * len(rows))
        parts += Fraction(measure["points_service"]) if served else 0
        whole = parts if self.year_over else measure["joint_max"] + measure["points_service"]
        earned, attainable, awaiting = self._graded(
            measure, [{"id": "agreement", "max": measure["points_agreement"]}]
        )
        return parts + earned, whole + attainable, self.year_over, awaiting

    def _pledge(self, measure: Measure) -> Found | None:
        people = self._assessed(measure)
        if not people:
            return None
        earned, names = NONE, ("points_pledged", "points_progress", "points_reviewed")
        for name, column in zip(names, PLEDGES, strict=True):
            done = [p for p in people if any(map(self.known, self.organ.pledges.get((p, column), [])))]
            earned += measure[name] * Fraction(len(done), len(people))
        return earned, earned if self.year_over else measure["points"], self.year_over

    # ------------------------------------------------------------------ §7.16, §7.17 seen and scored

    def _checklist(self, measure: Measure) -> Found:
        if "items_from" in measure:
            return self._room(measure)
        earned = attainable = NONE
        graded = []
        for item in measure["items"]:
            if item["id"] != "part_time_cadre":
                graded.append({"id": item["id"], "max": item["points"]})
            elif self._holders({"党务干部"}):
                earned, attainable = earned + item["points"], attainable + item["points"]
            elif not self.year_over:
                attainable += item["points"]
        more, most, awaiting = self._graded(measure, graded)
        return earned + more, attainable + most, self.year_over, awaiting

    def _room(self, measure: Measure) -> Found:
        each = Fraction(measure["points_each"])
        items = self.standard["eight_items"]["items"]
        seen = [self.organ.room.get((self.branch, self.year, item["id"])) for item in items]
        awaiting = None in seen
        return (
            each * seen.count(True),
            each * (len(seen) - seen.count(False)),
            not awaiting,
            awaiting,
        )

    def _rubric(self, measure: Measure) -> Found:
        earned, attainable, awaiting = self._graded(measure, measure["parts"])
        return earned, attainable, not awaiting, awaiting

    def _graded(self, measure: Measure, parts: list[Any]) -> tuple[Fraction, Fraction, bool]:
        earned = attainable = NONE
        awaiting = False
        for part in parts:
            most = Fraction(part["max"])
            score = self.organ.grades.get((self.branch, self.year, measure["id"], part["id"]))
            if score is None:
                attainable, awaiting = attainable + most, True
                continue
            if "target" in part:
                score = most * min(Fraction(1), score / 100 / part["target"])
            earned, attainable = earned + score, attainable + score
        return earned, attainable, awaiting

    # ------------------------------------------------------------------ §8.1, §8.2

    def _waived(self, indicator: str) -> bool:
        return (self.branch, self.year, indicator) in self.organ.waivers

    def _replace_what_does_not_apply(self) -> None:
        rule = self.standard["scoring"]["not_applicable"]
        aspect_of = {one["id"]: one["aspect"] for one in self.standard["indicators"]}
        applicable = {id_: r for id_, r in self.results.items() if r.state != "not_applicable"}
        for id_, result in self.results.items():
            if id_ in applicable or rule == "full":
                continue
            others = [r for other, r in applicable.items() if aspect_of[other] == aspect_of[id_]]
            if rule == "zero":
                result.earned = result.attainable = NONE
            elif others:
                share = result.points / sum(r.points for r in others)
                result.earned = round2(share * sum(r.earned for r in others))
                result.attainable = round2(share * sum(r.attainable for r in others))

    def total(self, what: str, ids: Iterable[str] | None = None) -> Fraction:
        wanted = self.results if ids is None else ids
        return sum((getattr(self.results[id_], what) for id_ in wanted), NONE)

    # ------------------------------------------------------------------ §8.3, §8.4

    @cached_property
    def quarters(self) -> list[Fraction | None]:
        return [self._quarter(first, last) for first, last in periods(self.year, "quarter")]

    def _quarter(self, first: date, last: date) -> Fraction | None:
        founded = self.branch.founded
        if not self.over(last) or (founded is not None and last < founded):
            return None
        rules = self.standard["daily"]
        taken = sum((self._taken(i, rules) for i in self._items() if first <= i.found <= last), NONE)
        return round2(max(Fraction(rules["floor"]), rules["base"] - taken))

    def _taken(self, item: Item, rules: Measure) -> Fraction:
        taken = Fraction(rules["severity_deduction"][item.severity])
        if item.closed is not None and item.closed <= min(item.deadline, self.as_of):
            window = timedelta(days=self.standard["rectification"]["reopen_window_days"])
            relapse = item.relapsed
            if relapse is None or relapse > self.as_of or relapse > item.closed + window:
                taken *= 1 - rules["restore_if_closed_on_time"]
        weeks = self._days_late(item, self.as_of) // 7
        return taken + min(Fraction(rules["overdue_extra_max"]), Fraction(rules["overdue_extra"]) * weeks)

    @cached_property
    def daily(self) -> Fraction | None:
        rated = [quarter for quarter in self.quarters if quarter is not None]
        return round2(sum(rated, NONE) / len(rated)) if rated else None

    def final(self, annual: Fraction) -> Fraction:
        rules = self.standard["scoring"]
        if rules["combine"] == "deduct":
            taken = sum((100 - quarter for quarter in self.quarters if quarter is not None), NONE)
            return max(NONE, annual - taken)
        daily = 100 if self.daily is None else self.daily
        return round2((rules["weight_annual"] * annual + rules["weight_daily"] * daily) / Fraction(100))

    # ------------------------------------------------------------------ §9.1 – §9.3

    def band(self, final: Fraction) -> int:
        stars: list[int] = [band["star"] for band in self.standard["stars"]["bands"] if final >= band["min"]]
        return max(stars)

    @cached_property
    def applied(self) -> int | None:
        rules = self.standard["application"]
        closes = month_day(self.year, rules["closes"])
        late = add_workdays(closes, rules.get("late_working_days", 5))
        valid = [
            (one.handed_in or date.min, one.star)
            for one in self.organ.applications
            if one.branch is self.branch
            and one.year == self.year
            and (one.handed_in or date.min) <= min(self.as_of, late if one.reason else closes)
        ]
        return max(valid)[1] if valid else None

    @property
    def not_applied(self) -> bool:
        closes = month_day(self.year, self.standard["application"]["closes"])
        return self.applied is None and self.over(closes)

    @cached_property
    def vetoes(self) -> list[tuple[Measure, list[str]]]:
        """Those that fail, with their indicators."""
        checked = [(veto, self._failed(veto)) for veto in self.standard["veto"] if veto["enabled"]]
        return [(veto, failed) for veto, failed in checked if failed is not None]

    def _failed(self, veto: Measure) -> list[str] | None:
        if veto["condition"] == "manual_flag":
            return [] if (self.branch, self.year, veto["id"]) in self.organ.flags else None
        indicators: list[str] = veto["indicators"]
        if veto["condition"] == "term_overdue_unapproved":
            waived = veto["waiver_allowed"] and any(map(self._waived, indicators))
            return indicators if self.term_overdue(self.reference) and not waived else None
        return [
            id_
            for id_ in indicators
            if self.results[id_].by_records > 0
            and not (veto["waiver_allowed"] and self.results[id_].state == "waived")
        ] or None

    def star(self, final: Fraction) -> int:
        """§9.2"""
        if self.not_applied:
            least: int = self.standard["stars"]["min_star"]
            return least
        star = self.band(final)
        if self.standard["stars"]["award_is_capped_by_application"] and self.applied is not None:
            star = min(star, self.applied)
        for veto, _ in self.vetoes:
            if star in veto["applies_to_stars"]:
                star = min(star, veto["cap_star"])
        return star

    # ------------------------------------------------------------------ §9.7

    def standing(self) -> dict[str, Any]:
        attainable = self.total("attainable")
        complete = self.year_over and self.total("pending") == 0
        return {
            "branch": self.branch.name,
            "year": self.year,
            "as_of": self.as_of.isoformat(),
            "standard": name_of(self.standard),
            "provisional": True,
            "annual": self._shown("earned", "lost", "pending", "attainable"),
            "daily": {"score": shown(self.daily), "quarters": [shown(one) for one in self.quarters]},
            "final": {
                "now": show(self.final(self.total("earned"))) if complete else None,
                "attainable": show(self.final(attainable)),
            },
            "star": {
                "attainable": self.star(self.final(attainable)),
                "without_veto": self.band(self.final(attainable)),
                "applied": self.applied,
            },
            "veto": self.failed_vetoes(),
            "indicators": [
                {"id": id_, "state": result.state}
                | {what: show(getattr(result, what)) for what in ("points", "earned", "lost", "pending")}
                for id_, result in self.results.items()
            ],
        }

    def failed_vetoes(self) -> list[dict[str, Any]]:
        return [
            {"id": veto["id"], "failed": failed, "cap_star": veto["cap_star"]} for veto, failed in self.vetoes
        ]

    def _shown(self, *names: str) -> dict[str, str]:
        return {name: show(self.total(name)) for name in names}


def shown(value: Fraction | None) -> str | None:
    return None if value is None else show(value)


def name_of(standard: Measure) -> str:
    return f"{standard['meta']['id']}@{standard['meta']['version']}"
