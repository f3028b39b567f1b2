"""The sample organ: what visitors of the demo can rely on."""

from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.almanac import load_calendar
from bot.clock import HOUSE
from bot.documents.ledger import read_ledger
from bot.documents.ledger.template import write_template
from bot.documents.roster import read_roster
from bot.domain.activity import Event
from bot.domain.people import COMMITTEE_OFFICES, Office, Role
from bot.lab.sample import expand, furnish, sample_roster, write_roster_workbook
from bot.standards import shipped_standard
from bot.store import Store
from bot.store.schema import upgrade

TODAY = date(2026, 11, 24)
CALENDAR = load_calendar()
ROSTER = sample_roster(TODAY)
YEAR = expand(ROSTER, TODAY, CALENDAR)


def test_there_are_24_branches_and_300_members() -> None:
    assert (len(ROSTER.branches), len(ROSTER.people)) == (24, 300)


def test_every_office_of_the_organ_is_held() -> None:
    assert {role for role in Role if ROSTER.holders(role)} == set(Role)


def test_the_third_branch_is_as_the_guide_says() -> None:
    members = list(ROSTER.members("第三党支部", TODAY))
    committee = {p.name for p in members if p.offices & COMMITTEE_OFFICES}
    assert len(members) == 18
    assert committee == {"张华", "李娜", "李强", "王芳", "赵磊"}
    assert {p.group for p in members} == {1, 2}
    secretary, leader = ROSTER.secretary("第三党支部", TODAY), ROSTER.person("chenli")
    assert secretary is not None
    assert secretary.account == "zhanghua"
    assert leader is not None
    assert (leader.group, leader.offices) == (2, frozenset({Office.GROUP_LEADER}))
    assert ROSTER.person("zhangming") in members


@pytest.mark.parametrize(
    "today", [TODAY, date(2026, 3, 2), date(2027, 1, 4), date(2028, 2, 29), date(2031, 7, 1)]
)
def test_every_branch_has_a_secretary_whenever_the_demo_is_started(today: date) -> None:
    roster = sample_roster(today)
    founded = [b for b in roster.branches if b.founded_on and b.founded_on <= today]
    assert len(founded) == 24
    assert [b.name for b in founded if roster.secretary(b.name, today) is None] == []


def test_groups_have_leaders_and_committees_at_least_three() -> None:
    for branch in ROSTER.branches:
        members = list(ROSTER.members(branch.name, TODAY))
        leaders = [p.group for p in members if Office.GROUP_LEADER in p.offices]
        assert sorted(filter(None, leaders)) == list(range(1, branch.groups + 1))
        assert not branch.has_committee or len([p for p in members if p.on_committee(TODAY)]) >= 3


def test_history_reaches_from_january_to_yesterday_and_leaves_this_week_open() -> None:
    days = {sitting.activity.held_on for sitting in YEAR.sittings}
    assert min(days) >= TODAY - timedelta(days=365)
    assert max(days) < TODAY
    fridays = {s.activity.held_on for s in YEAR.sittings if s.activity.event is Event.FRIDAY_STUDY}
    assert max(fridays) == date(2026, 11, 20)
    on_saturday = expand(ROSTER, date(2026, 11, 28), CALENDAR)
    fridays = {s.activity.held_on for s in on_saturday.sittings if s.activity.event is Event.FRIDAY_STUDY}
    assert max(fridays) == date(2026, 11, 20)


def test_meetings_lie_on_working_days_and_within_their_month() -> None:
    for sitting in YEAR.sittings:
        assert CALENDAR.is_workday(sitting.activity.held_on)
    months = Counter(
        (s.activity.held_on.year, s.activity.held_on.month)
        for s in YEAR.sittings
        if s.activity.event is Event.THEME_DAY and s.activity.branch == "第一党支部"
    )
    assert months == {(2025, 12): 1} | {(2026, month): 1 for month in range(1, 12)}


def test_who_presides_and_who_lectures_was_there() -> None:
    for sitting in YEAR.sittings:
        activity, away = sitting.activity, {one.person.name for one in sitting.away}
        assert not away & {activity.chair, activity.recorder, *activity.lecturers}
        assert activity.due is not None
        assert activity.present == activity.due - len(away)
        assert 2 * activity.present >= activity.due


def test_the_third_branch_missed_one_group_meeting_last_month() -> None:
    held = Counter(
        (s.activity.held_on.month, s.activity.group)
        for s in YEAR.sittings
        if s.activity.branch == "第三党支部"
        and s.activity.event is Event.GROUP_MEETING
        and s.activity.held_on.year == 2026
    )
    assert held == {(m, g): 1 for m in range(1, 12) for g in (1, 2) if (m, g) != (10, 2)}


def test_equal_days_give_equal_histories() -> None:
    assert expand(sample_roster(TODAY), TODAY, CALENDAR) == YEAR


def test_the_workbook_of_the_sample_reads_as_the_sample(tmp_path: Path) -> None:
    write_roster_workbook(tmp_path / "名册样例.xlsx", TODAY)
    read = read_roster(tmp_path / "名册样例.xlsx")
    assert (read.faults, read.warnings, read.roster) == ([], [], ROSTER)


def test_the_empty_ledger_shows_how_it_is_filled_in(tmp_path: Path) -> None:
    """Its example lines read without a fault or a warning, a record in every sheet but the vetoes set by hand."""
    write_template(tmp_path / "台账样表.xlsx")
    read = read_ledger(tmp_path / "台账样表.xlsx", ROSTER, shipped_standard())
    assert (read.faults, read.warnings) == ([], [])
    assert {sheet for sheet, records in read.records.items() if not records} == {"否决标记"}


def test_the_store_takes_it_all_without_anybody_being_able_to_revoke_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    upgrade(url)
    now = datetime(2026, 11, 24, 9, 0, tzinfo=HOUSE)
    store = Store.open(url, lambda: now)
    try:
        assert store.run_now(lambda work: furnish(work, TODAY, CALENDAR, shipped_standard())) == len(
            YEAR.sittings
        )
        found = store.read_now(lambda work: work.records.find("第三党支部", date(2026, 1, 1), TODAY))
        own = store.read_now(lambda work: work.records.last_own("zhanghua", now - timedelta(days=1)))
        verdict = store.read_now(lambda work: work.audit.verify())
    finally:
        store.close()
    third = [
        s for s in YEAR.sittings if s.activity.branch == "第三党支部" and s.activity.held_on.year == 2026
    ]
    assert len(found) == len(third)
    assert {activity.source for activity in found} == {"import"}
    assert own is None
    assert verdict.ok
