"""From the store to the points, and to the words of 我们几分: records as they are kept, marked, changed and revoked."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.almanac import load_calendar
from bot.chat import Address
from bot.clock import HOUSE
from bot.commands.standing import standing as standing_command
from bot.domain.activity import Activity, Event, Presence, State, Talk
from bot.domain.ledger import Application, Dues
from bot.domain.people import Branch, Office, Person, Role, Roster
from bot.domain.publication import Result
from bot.domain.refusal import NotAllowed, NotOpenHere
from bot.domain.scoring import Score, Standing, standing
from bot.language.intents import Intent
from bot.router import House, Message, Router
from bot.standards import shipped_standard
from bot.store import Store, Work
from bot.store.year import branch_year, personal_sessions
from handlers.standing import our_standing
from tests import make

CALENDAR, STANDARD = load_calendar(), shipped_standard()
ELSEWHERE = "第六党支部"
NOVEMBER = date(2026, 11, 27)


def now(store: Store, as_of: date = NOVEMBER, *, branch: str = make.BRANCH) -> Standing:
    return store.read_now(lambda w: standing(branch_year(w, branch, 2026, as_of, STANDARD, CALENDAR)))


def score(store: Store, id_: str, as_of: date = NOVEMBER) -> Score:
    found = now(store, as_of).score(id_)
    assert found is not None
    return found


def add(store: Store, *activities: Activity) -> list[Activity]:
    return store.run_now(lambda work: [work.records.add(activity) for activity in activities])


def mark(
    store: Store, activity: Activity, account: str, presence: Presence, made_up_on: date | None = None
) -> None:
    def write(work: Work) -> None:
        person = work.people.roster().person(account)
        assert person is not None
        work.records.mark(activity, person, presence, made_up_on=made_up_on)

    store.run_now(write)


# ---------------------------------------------------------------------- what is counted


@pytest.mark.parametrize(("state", "counts"), [
    (State.CONFIRMED, True), (State.LOCKED, True), (State.LOGGED, False), (State.PLANNED, False), (State.REVOKED, False),
])  # fmt: skip
def test_only_confirmed_records_earn_points(store: Store, state: State, counts: bool) -> None:
    add(store, make.activity(Event.BRANCH_ASSEMBLY, date(2026, 2, 5), due=10, present=10, state=state))
    assert str(score(store, "B01").lost) == ("2.00" if counts else "3.00")


def test_a_make_up_later_on_leaves_an_absence_unexcused(store: Store) -> None:
    (held,) = add(store, make.activity(Event.THEME_DAY, date(2026, 11, 20)))
    mark(store, held, "m9", Presence.ABSENT)
    mark(store, held, "m9", Presence.MADE_UP, date(2026, 11, 25))
    mark(store, held, "m9", Presence.MADE_UP, date(2026, 11, 26))
    assert str(score(store, "B09").lost) == "0.10"


def test_an_absence_corrected_to_leave_is_none(store: Store) -> None:
    (held,) = add(store, make.activity(Event.THEME_DAY, date(2026, 11, 20)))
    mark(store, held, "m9", Presence.ABSENT)
    mark(store, held, "m9", Presence.ON_LEAVE)
    mark(store, held, "m9", Presence.MADE_UP, date(2026, 11, 25))
    assert str(score(store, "B09").lost) == "0.00"


def test_a_mark_taken_back_is_no_fact(store: Store) -> None:
    (held,) = add(store, make.activity(Event.THEME_DAY, date(2026, 11, 20)))
    mark(store, held, "m9", Presence.ABSENT)
    store.run_now(lambda work: work.records.unmark(work.records.attendance(held.id)[0]))
    assert str(score(store, "B09").lost) == "0.00"


def test_a_meeting_planned_in_its_window_is_scheduled_until_its_day(store: Store) -> None:
    add(store, make.activity(Event.ORG_LIFE_MEETING, date(2027, 2, 25), state=State.PLANNED))
    earned = [
        str(score(store, "B06", day).earned)
        for day in (date(2026, 12, 31), date(2027, 1, 20), date(2027, 2, 25))
    ]
    assert earned == ["0.00", "4.00", "0.00"]


def test_a_meeting_in_march_still_belongs_to_the_year(store: Store) -> None:
    steps = ("pre_study", "talks", "opinions", "problems_and_criticism", "rectification_list")
    add(store, replace(make.activity(Event.ORG_LIFE_MEETING, date(2027, 3, 31)), steps=steps))
    assert str(score(store, "B06", date(2027, 4, 10)).earned) == "4.00"


def test_talks_cover_once_they_are_logged(store: Store) -> None:
    store.run_now(
        lambda work: work.studies.add_talk(Talk(make.BRANCH, NOVEMBER, ("党员0",), ("党员5", "党员6")))
    )
    assert str(score(store, "B08").earned) == "0.90"


def moved_in(store: Store) -> None:
    """m9 came from the sixth branch in July."""
    known = make.roster(10)
    moved = replace(known.people[9], former_branch=ELSEWHERE, joined_branch_on=date(2026, 7, 1))
    roster = Roster((*known.branches, Branch(ELSEWHERE)), (*known.people[:9], moved))
    store.run_now(lambda work: work.people.save(roster))


def test_who_moved_brings_his_hours_and_talks_along(store: Store) -> None:
    moved_in(store)
    before = replace(make.activity(Event.THEME_DAY, date(2026, 5, 8), at=ELSEWHERE), minutes=32 * 60)
    too_late = replace(before, held_on=date(2026, 7, 2))
    add(store, before)
    store.run_now(
        lambda work: work.studies.add_talk(Talk(ELSEWHERE, date(2026, 5, 9), ("党员9",), ("某人",)))
    )
    assert (str(score(store, "C02").earned), str(score(store, "B08").earned)) == ("0.40", "0.30")
    person = store.read_now(lambda work: work.people.roster().person("m9"))
    assert person is not None
    add(store, too_late)
    sessions = store.read_now(
        lambda work: personal_sessions(work, person, date(2026, 1, 1), NOVEMBER, STANDARD)
    )
    assert [(s.on, "m9" in s.expected) for s in sessions] == [
        (date(2026, 5, 8), True),
        (date(2026, 7, 2), False),
    ]


def test_records_of_another_branch_do_not_count_here(store: Store) -> None:
    moved_in(store)
    add(store, make.activity(Event.BRANCH_ASSEMBLY, date(2026, 2, 5), at=ELSEWHERE, due=10, present=10))
    assert str(score(store, "B01").lost) == "3.00"


def test_an_unknown_branch_is_a_mistake_of_the_caller(store: Store) -> None:
    with pytest.raises(KeyError):
        now(store, branch="第九党支部")


# ---------------------------------------------------------------------- 我们几分


def ask(store: Store, person: Person, *, chat: str = "", **slots: Any) -> str:
    def answer(work: Work) -> str:
        roster = work.people.roster()
        message = Message(
            id="m1",
            address=Address("wecom", person.account, chat),
            at=datetime(2026, 11, 27, 12, tzinfo=HOUSE),
            text="我们几分",
            sender=person,
            branch=roster.branches[0],
            roster=roster,
            house=House(STANDARD, CALENDAR, "示例机关党委", Router()),
            intent=Intent.QUERY_STANDING,
            slots=slots,
        )
        reply = our_standing(message, work)
        return getattr(reply, "text", "")

    return store.read_now(answer)


def somebody(*offices: Office, at: str = make.BRANCH, roles: Iterable[Role] = ()) -> Person:
    return make.person("甲", "jia", at=at, offices=offices, roles=roles)


@pytest.fixture
def october_missed(store: Store) -> Store:
    """Committee meetings but for October, everything else of the basic systems; one Friday session."""
    quarterly = [date(2026, month, 12) for month in (2, 5, 8, 11)]
    months = [date(2026, month, 10) for month in range(1, 12)]
    add(
        store,
        *(make.activity(Event.BRANCH_ASSEMBLY, day) for day in quarterly),
        *(replace(make.activity(Event.PARTY_LECTURE, day), lecturers=("党员0",)) for day in quarterly),
        *(
            replace(make.activity(Event.COMMITTEE_MEETING, day), party_work=True)
            for day in months
            if day.month != 10
        ),
        *(make.activity(Event.GROUP_MEETING, day, group=group) for day in months for group in (1, 2)),
        *(make.activity(Event.THEME_DAY, day) for day in months),
        *(make.activity(Event.FRIDAY_STUDY, day) for day in CALENDAR.study_fridays(2026) if day < NOVEMBER),
    )
    dues = [Dues(make.BRANCH, date(2026, month, 1), complete=True) for month in range(1, 11)]
    applied = Application(make.BRANCH, 2026, 5, submitted_on=date(2026, 10, 20))
    store.run_now(lambda work: work.ledger.save([*dues, applied]))
    return store


def test_the_secretary_reads_eight_lines_the_veto_first(october_missed: Store) -> None:
    assert ask(october_missed, somebody(Office.SECRETARY)).splitlines() == [
        "第三党支部 2026年度（截至11月27日）",
        "一票否决：未达到“基本制度满分”（B02支部委员会会议已扣0.5分），最高评三星。",
        "年度考评：已扣0.5分，最高可得99.5分（待评30分，未到期26.09分）。",
        "日常检查：100分；综合最高可达99.7分，受否决限制为三星。",
        "扣分：支部委员会会议扣0.5分（10月未召开支委会）。",
        "下一步：11月27日前组织并登记周五学习（保0.07分）",
        "下一步：11月30日前收齐并登记11月党费（保0.2分）",
        "过程数据，以机关党委公布为准。",
    ]


def test_a_member_reads_totals_only(october_missed: Store) -> None:
    assert ask(october_missed, somebody()).splitlines() == [
        "第三党支部 2026年度（截至11月27日）",
        "一票否决：未达到“基本制度满分”，最高评三星。",
        "年度考评：已扣0.5分，最高可得99.5分（待评30分，未到期26.09分）。",
        "日常检查：100分；综合最高可达99.7分，受否决限制为三星。",
        "过程数据，以机关党委公布为准。",
    ]


def test_a_group_conversation_reads_totals_only_whoever_asks(october_missed: Store) -> None:
    private = ask(october_missed, somebody())
    assert ask(october_missed, somebody(Office.SECRETARY), chat="g1") == private
    assert ask(october_missed, somebody(Office.SECRETARY), chat="g1", indicator="B02") == private


def test_one_indicator_is_answered_with_its_reasons_and_what_to_do(october_missed: Store) -> None:
    assert ask(october_missed, somebody(Office.SECRETARY), indicator="B02").splitlines() == [
        "第三党支部 2026年度（截至11月27日）",
        "B02 支部委员会会议（4分）：已得3分，已扣0.5分，未到期0.5分。",
        "  10月未召开支委会，扣0.5分",
        "过程数据，以机关党委公布为准。",
    ]


def test_an_aspect_is_answered_with_what_was_taken_off(october_missed: Store) -> None:
    assert ask(october_missed, somebody(Office.SECRETARY), aspect="B").splitlines() == [
        "第三党支部 2026年度（截至11月27日）",
        "制度执行：已扣0.5分，待评和未到期11.5分。",
        "B02 支部委员会会议（4分）：已得3分，已扣0.5分，未到期0.5分。",
        "  10月未召开支委会，扣0.5分",
        "过程数据，以机关党委公布为准。",
    ]


def test_what_an_inspector_has_not_scored_is_said_to_wait(store: Store) -> None:
    assert (
        ask(store, somebody(Office.SECRETARY), indicator="C05").splitlines()[1]
        == "C05 党员发展与日常管理：2分，待评。"
    )


def test_no_answer_of_an_aspect_outgrows_a_message(store: Store) -> None:
    """Nothing was held all year: every indicator lost points for many reasons."""
    for aspect in "ABCDE":
        assert len(ask(store, somebody(Office.SECRETARY), aspect=aspect).encode()) <= 2048
    assert len(ask(store, somebody(Office.SECRETARY)).splitlines()) <= 8


@pytest.mark.parametrize("slots", [{"indicator": "B02"}, {"aspect": "B"}])
def test_a_member_is_refused_the_detail(store: Store, slots: dict[str, str]) -> None:
    with pytest.raises(NotAllowed):
        ask(store, somebody(), **slots)


@pytest.mark.parametrize("branch", [ELSEWHERE, "all"])
def test_another_branchs_points_are_none_of_a_secretarys_business(store: Store, branch: str) -> None:
    moved_in(store)
    with pytest.raises(NotAllowed):
        ask(store, somebody(Office.SECRETARY), branch=branch)


def test_the_organ_reads_any_branch_and_one_at_a_time(store: Store) -> None:
    moved_in(store)
    deputy = somebody(roles=[Role.FULL_TIME_DEPUTY])
    assert ask(store, deputy, branch=ELSEWHERE).startswith("第六党支部 2026年度")
    with pytest.raises(NotOpenHere):
        ask(store, deputy, branch="all")


# ---------------------------------------------------------------------- fivestar standing


def run(store: Store, url: str, folder: Path, *arguments: str) -> tuple[int, str]:
    """The command on the same data base."""
    config = folder / "config.toml"
    config.write_text(f'[organ]\nname = "示例机关党委"\n[database]\nurl = "{url}"\n', encoding="utf-8")
    app = typer.Typer()
    app.command("standing")(standing_command)
    app.command("other")(lambda: None)
    done = CliRunner().invoke(app, ["standing", "--config", str(config), *arguments])
    return done.exit_code, done.stdout


def test_the_command_prints_what_the_interface_promises(
    october_missed: Store, url: str, tmp_path: Path
) -> None:
    code, out = run(october_missed, url, tmp_path, "--branch", "三支部", "--at", "2026-11-27", "--json")
    document = json.loads(out)
    b02 = next(found for found in document.pop("indicators") if found["id"] == "B02")
    steps = document.pop("next_steps")
    assert (code, document) == (0, {
        "branch": "第三党支部", "year": 2026, "as_of": "2026-11-27", "standard": "2026-default@1.0.0", "provisional": True,
        "annual": {"earned": "43.41", "lost": "0.50", "pending": "56.09", "attainable": "99.50"},
        "daily": {"score": "100.00", "quarters": ["100.00", "100.00", "100.00", None]},
        "final": {"now": None, "attainable": "99.70"},
        "star": {"attainable": 3, "without_veto": 5, "applied": 5},
        "veto": [{"id": "V1", "failed": ["B02"], "cap_star": 3}],
    })  # fmt: skip
    assert b02 == {
        "id": "B02", "points": "4.00", "earned": "3.00", "lost": "0.50", "pending": "0.50", "state": "open",
        "reasons": [{"text": "10月未召开支委会", "points": "-0.50", "facts": []}],
    }  # fmt: skip
    assert steps[0] == {"do": "组织并登记周五学习", "gain": "0.07", "by": "2026-11-27", "indicator": "C01"}


def test_all_branches_come_in_roster_order(store: Store, url: str, tmp_path: Path) -> None:
    moved_in(store)
    for arguments in (["--all"], []):
        code, out = run(store, url, tmp_path, *arguments, "--at", "2026-11-27", "--json")
        assert (code, [found["branch"] for found in json.loads(out)]) == (0, [make.BRANCH, ELSEWHERE])


@pytest.mark.parametrize("arguments", [
    ["--branch", "第九党支部"], ["--branch", "第三党支部", "--all"], ["--all", "--at", "2026-13-01"], ["--all", "--year", "0"],
])  # fmt: skip
def test_wrong_arguments_are_exit_code_two(
    store: Store, url: str, tmp_path: Path, arguments: list[str]
) -> None:
    assert run(store, url, tmp_path, *arguments) == (2, "")


def test_the_days_of_a_year_are_counted_from_the_date_asked_for(store: Store) -> None:
    lost = [now(store, NOVEMBER + timedelta(days=days)).lost for days in (0, 10, 100)]
    assert lost == sorted(lost)


def test_a_published_result_is_for_everybody_its_detail_is_not(october_missed: Store) -> None:
    moved_in(october_missed)
    result = Result(make.BRANCH, 5, Decimal("96.75"), None, Decimal("97.97"), 3, "n/a", "demote", None, ())

    def publish(work: Work) -> None:
        day = work.today - timedelta(days=1)
        work.ratings.notice(
            2026, (result,), as_of=day, standard=STANDARD.name, facts_hash="f" * 64, minutes="1号", until=day
        )
        work.ratings.publish(2026, "2号")

    october_missed.run_now(publish)
    stranger = replace(somebody(), branch=ELSEWHERE)
    published = "第三党支部 2026年度评定结果：三星（降星）。\n年度考评96.75分，综合97.97分。"
    assert ask(october_missed, stranger, branch=make.BRANCH) == published
    with pytest.raises(NotAllowed):
        ask(october_missed, stranger, branch=make.BRANCH, indicator="B02")
    assert "10月未召开支委会" in ask(october_missed, somebody(Office.SECRETARY), indicator="B02")


# ---------------------------------------------------------------------- whom a name means, in another branch


@pytest.mark.parametrize(("joined_party", "namesake", "covered"), [
    (None, False, "0.30"),                # one of ten had his talk, in the branch he came from
    (None, True, "0.00"),                 # there the name fits two
    (date(2026, 7, 1), False, "0.00"),    # he joined the Party with the branch: he was never in the other one
])  # fmt: skip
def test_a_talk_in_another_branch_counts_for_the_one_member_it_names(
    store: Store, joined_party: date | None, namesake: bool, covered: str
) -> None:
    def move(work: Work) -> None:
        roster = work.people.roster()
        moved = replace(
            roster.people[9],
            former_branch=ELSEWHERE,
            joined_party_on=joined_party,
            joined_branch_on=date(2026, 7, 1),
        )
        other = [make.person(moved.name, "x9", at=ELSEWHERE, group=None)] if namesake else []
        branches = (*roster.branches, Branch(ELSEWHERE))
        work.people.save(Roster(branches, (*roster.people[:9], moved, *other)))
        work.studies.add_talk(Talk(ELSEWHERE, date(2026, 5, 9), ("外人",), (moved.name,)))

    store.run_now(move)
    assert f"{score(store, 'B08').earned:.2f}" == covered
