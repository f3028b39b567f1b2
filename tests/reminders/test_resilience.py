"""Down over a deadline, two at once, clocks that jump, free days, leave, and whoever wants to be left alone."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.almanac import load_calendar
from bot.chat import Address
from bot.clock import HOUSE
from bot.domain.activity import Leave
from bot.domain.case import Said
from bot.domain.people import Office, Roster
from bot.domain.rectification import Item, Severity
from bot.router import House
from bot.standards import shipped_standard
from bot.store import Store
from handlers import all_routes
from reminders import ALL
from reminders.kind import days_before, month_end
from reminders.planner import preview, run
from tests import make
from tests.conftest import StandingClock
from tests.reminders.test_november import OPEN, THE_HOUSE, reach, remind

CALENDAR = load_calendar()


def at(day: str, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(date.fromisoformat(f"2026-{day}"), time(hour, minute), HOUSE)


def issue(store: Store, due: str) -> None:
    inspector = make.person("赵磊", "zhaolei", at="第六党支部")
    item = Item(
        "", make.BRANCH, date(2026, 11, 2), "党课没有讲稿", Severity.MINOR, date.fromisoformat(f"2026-{due}")
    )
    store.run_now(lambda work: work.cases.issue(item, Said(inspector, work.at)))


def texts(store: Store, account: str = "m0") -> list[str]:
    promised = store.read_now(lambda work: work.promises.of(Address("wecom", account)))
    return [promise.reply.text for promise in promised]


def test_three_days_down_over_a_deadline(store: Store, clock: StandingClock) -> None:
    clock.moment = at("11-16", 9, 30)
    issue(store, "11-18")
    remind(store, clock)  # Monday: everything is as it should be
    before = len(texts(store))

    clock.moment = at(
        "11-20", 8, 45
    )  # down until Friday morning, over Wednesday's deadline and Thursday's notice
    assert remind(store, clock) == 0  # not before the morning's hour
    clock.moment = at("11-20", 9)
    remind(store, clock)

    (digest,) = texts(store)[before:]
    lines = digest.split("\n")
    assert lines[0].startswith("【今日提醒】共")
    assert (
        sum("（迟发）" in line for line in lines) == 2
    )  # of the last 24 hours: the first day late, and the notice
    assert any("已逾期1天" in line for line in lines)
    assert any("学习通知" in line for line in lines)
    assert not any("今日到期" in line for line in lines)  # that was on Wednesday, and is of no use any more

    tallies = store.read_now(lambda work: work.reminded.report(at("11-17"), at("11-20")))
    assert sum(tally.dropped for tally in tallies) > 0  # and what was not said is on record
    assert remind(store, clock) == 0


def test_two_at_once_say_everything_once(store: Store, url: str, clock: StandingClock) -> None:
    issue(store, "11-27")
    clock.moment = at("11-27", 9)
    second = Store.open(url, clock)
    try:
        new = [
            opened.run_now(lambda work: run(ALL, work, clock(), THE_HOUSE, OPEN, reach))
            for opened in (store, second)
        ]
    finally:
        second.close()
    assert new[0] > 0
    assert new[1] == 0


def test_a_clock_that_jumps_says_nothing_twice(store: Store, clock: StandingClock) -> None:
    clock.moment = at("11-26", 16, 5)
    first = remind(store, clock)
    for moment in (at("11-25", 12), at("11-26", 16, 5), at("11-26", 15), at("11-26", 16, 30)):
        clock.moment = moment
        remind(store, clock)
    notices = [text for text in texts(store) if "学习通知" in text]
    assert first > 0
    assert len(notices) == 1


def test_a_clock_set_back_from_the_future_is_not_silenced(store: Store, clock: StandingClock) -> None:
    clock.moment = datetime(2031, 3, 3, 10, tzinfo=HOUSE)
    remind(store, clock)
    clock.moment = at("11-26", 16, 5)
    assert remind(store, clock) > 0


def test_who_is_on_leave_is_left_alone_and_his_deputy_hears_of_deadlines(
    store: Store, clock: StandingClock
) -> None:
    clock.moment = at("11-16", 9)
    issue(store, "11-19")
    leave = Leave("m0", date(2026, 11, 18), date(2026, 11, 20), None, None, state="approved")
    store.run_now(lambda work: work.studies.ask_leave(leave))
    clock.moment = at("11-19", 9)
    remind(store, clock)
    assert not [text for text in texts(store) if "今日到期" in text]
    assert [text for text in texts(store, "m1") if "今日到期" in text]
    clock.moment = at("11-19", 16)
    remind(store, clock)
    assert not [text for text in texts(store) if "学习通知" in text]  # excused from it already


def test_left_alone_but_for_deadlines(store: Store, clock: StandingClock) -> None:
    clock.moment = at("11-20", 8)
    issue(store, "11-20")
    store.run_now(lambda work: work.reminded.mute("m0", date(2026, 11, 20)))
    clock.moment = at("11-20", 9)
    remind(store, clock)
    (said,) = texts(store)
    assert "今日到期" in said
    assert "工作提醒" not in said


@pytest.mark.parametrize(
    ("last", "said_on"),
    [
        (
            date(2026, 11, 18),
            {date(2026, 11, 11): 7, date(2026, 11, 13): 5, date(2026, 11, 17): 1, date(2026, 11, 18): 0},
        ),
        (
            date(2026, 10, 8),
            {date(2026, 9, 30): 8, date(2026, 10, 8): 0},
        ),  # the holiday swallows D-7 to D-1 but one
        (date(2026, 10, 31), {date(2026, 10, 23): 8, date(2026, 10, 28): 3, date(2026, 10, 30): 1}),
        (
            date(2028, 2, 29),
            {date(2028, 2, 22): 7, date(2028, 2, 25): 4, date(2028, 2, 28): 1, date(2028, 2, 29): 0},
        ),
        (
            date(2027, 3, 31),
            {date(2027, 3, 24): 7, date(2027, 3, 26): 5, date(2027, 3, 30): 1, date(2027, 3, 31): 0},
        ),
    ],
)
def test_before_a_deadline_on_working_days_alone(last: date, said_on: dict[date, int]) -> None:
    month = [last - timedelta(days=n) for n in range(20, -3, -1)]
    found = {
        day: left for day in month if (left := days_before(CALENDAR, last, day, (7, 3, 1, 0))) is not None
    }
    assert found == said_on


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2026, 2, 3), date(2026, 2, 28)),
        (date(2028, 2, 3), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2026, 12, 31)),
    ],
)
def test_month_ends(day: date, end: date) -> None:
    assert month_end(day) == end


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_a_deadline_is_spoken_of_on_the_day_that_counts_or_before(last: date) -> None:
    for n in range(12):
        day = last - timedelta(days=n)
        left = days_before(CALENDAR, last, day, (7, 3, 1, 0))
        assert left is None or (CALENDAR.is_workday(day) and left == n)
    assert any(
        days_before(CALENDAR, last, last - timedelta(days=n), (7, 3, 1, 0)) is not None for n in range(12)
    )


def test_leaders_are_members_and_an_empty_branch_is_reminded_too(store: Store, clock: StandingClock) -> None:
    """Faults 5 and 8: nothing logged by anybody, and everybody, the secretary included, hears of the study."""
    clock.moment = at("11-26", 16)
    assert remind(store, clock) == 10
    clock.moment = at("11-27", 9)
    remind(store, clock)
    assert any("尚未登记" in text for text in texts(store))


def test_the_preview_is_what_is_sent(store: Store, clock: StandingClock) -> None:
    issue(store, "11-20")
    planned = store.read_now(
        lambda work: preview(ALL, work, THE_HOUSE, OPEN, at("11-16", 0), at("11-20", 23, 59), "")
    )
    moment = at("11-16", 0)
    while moment <= at("11-20", 23, 30):
        clock.moment = moment
        remind(store, clock)
        moment += timedelta(minutes=30)
    sent = {(p.to.user, p.reply.text) for p in store.read_now(lambda work: work.promises.of())}
    everybody = [f"m{number}" for number in range(10)]
    foretold = {
        (account, item["text"])
        for item in planned
        for to in item["to"]
        for account in (everybody if to.startswith("branch:") else [to.removeprefix("member:")])
    }
    assert sent == foretold
    assert [item["at"] for item in planned] == sorted(item["at"] for item in planned)
    again = store.read_now(
        lambda work: preview(ALL, work, THE_HOUSE, OPEN, at("11-16", 0), at("11-20", 23, 59), "")
    )
    assert [(i["key"], i["text"]) for i in again] == [(i["key"], i["text"]) for i in planned]


def test_next_year_without_holidays_is_told_to_the_administrator(store: Store, clock: StandingClock) -> None:
    admin = make.person("万里云", "admin", offices=[Office.PUBLICITY_MEMBER], roles=[])
    store.run_now(lambda work: work.people.save(Roster((make.branch(),), (admin,))))
    house = House(shipped_standard(), CALENDAR, "", all_routes())
    found = store.read_now(lambda work: preview(ALL, work, house, OPEN, at("12-01", 0), at("12-31", 23), ""))
    assert [item for item in found if item["kind"] == "holidays"] == []  # an office in a branch is no role
