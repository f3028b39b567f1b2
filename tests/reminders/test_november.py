"""A month on the calendar, told day by day: what is said unasked, to whom, at which hour."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest

from bot.almanac import load_calendar
from bot.chat import Address
from bot.clock import HOUSE
from bot.domain.activity import Event, State
from bot.router import House
from bot.standards import shipped_standard
from bot.store import Store
from bot.store.promises import Promise
from bot.window import Window
from handlers import all_routes
from reminders import ALL
from reminders.planner import run
from tests import make
from tests.conftest import StandingClock

THE_HOUSE = House(shipped_standard(), load_calendar(), "示例机关党委", all_routes())
OPEN = Window()


def reach(account: str) -> Address:
    return Address("wecom", account)


def remind(store: Store, clock: StandingClock) -> int:
    return store.run_now(lambda work: run(ALL, work, clock(), THE_HOUSE, OPEN, reach))


def promised_between(store: Store, first: datetime, last: datetime) -> list[Promise]:
    return store.read_now(lambda work: work.promises.of(first=first, last=last))


def live_through(
    store: Store, clock: StandingClock, first: date, last: date
) -> Iterator[tuple[str, str, str]]:
    """Every half hour of the days, both included: moment, recipient, text of what was promised."""
    day = first
    while day <= last:
        for minutes in range(0, 24 * 60, 30):
            clock.moment = datetime.combine(day, time(0), HOUSE) + timedelta(minutes=minutes)
            if remind(store, clock):
                until = clock() + timedelta(minutes=29)
                promised = promised_between(store, clock(), until)
                for promise in sorted(promised, key=lambda promise: promise.to.user):
                    yield f"{clock():%m-%d %H:%M}", promise.to.user, promise.reply.text
        day += timedelta(days=1)


def log(store: Store, event: Event, on: date, **more: int) -> None:
    store.run_now(lambda work: work.records.add(make.activity(event, on, **more)))  # type: ignore[arg-type]


def test_a_week_of_november(store: Store, clock: StandingClock) -> None:
    log(store, Event.FRIDAY_STUDY, date(2026, 11, 6), due=10, present=10)
    for event in (Event.COMMITTEE_MEETING, Event.THEME_DAY):
        log(store, event, date(2026, 11, 5))
    log(store, Event.GROUP_MEETING, date(2026, 11, 6), group=1)
    log(store, Event.FRIDAY_STUDY, date(2026, 11, 13), due=10, present=9)

    diary = list(live_through(store, clock, date(2026, 11, 16), date(2026, 11, 20)))

    # Monday: the secretary reads last week's study in numbers, and everybody, for himself, the hours he lacks
    own = "党员{n}同志，您今年集中学习3学时，距{all}学时还差{rest}学时。缺过的学习可以补学，例如“上周五的学习我补完了”。"
    first = f"【今日提醒】共2项：\n1. {own.format(n=0, all=56, rest=53)}\n2. 【上周学习】应到10人，实到9人。"
    assert diary[0] == ("11-16 09:00", "m0", first)
    assert diary[5] == ("11-16 09:00", "m5", own.format(n=5, all=32, rest=29))
    # Thursday: every member is told of tomorrow's study
    notice = "【学习通知】第三党支部本周五（11月20日）集中学习。因故不能参加的，请提前请假并按要求补学。"
    assert diary[10:20] == [("11-19 16:00", f"m{number}", notice) for number in range(10)]
    # Friday the 20th: what is missing this month, to whom it belongs; and at half past four, to log the study
    missing = "【工作提醒】截至11月20日，第三党支部11月第二党小组会尚未登记。请于11月30日前召开并登记。"
    dues = "【党费提醒】本支部11月党费尚未登记收齐。收齐后请说“11月党费收齐了”。"
    assert diary[20:23] == [
        ("11-20 09:00", "m0", missing),
        ("11-20 09:00", "m2", dues),
        ("11-20 09:00", "m5", missing),
    ]
    ask = "【登记提醒】今日周五学习日尚未登记。回复“周五学习 全到”或“周五学习 张明请假”即可。"
    assert diary[23:] == [("11-20 16:30", "m5", ask), ("11-20 16:30", "m6", ask)]


def test_the_week_of_national_day_is_quiet(store: Store, clock: StandingClock) -> None:
    diary = list(live_through(store, clock, date(2026, 10, 1), date(2026, 10, 7)))
    assert diary == []


def test_a_moved_session_is_announced_for_its_own_day(store: Store, clock: StandingClock) -> None:
    moved = make.activity(Event.FRIDAY_STUDY, date(2026, 9, 24), state=State.PLANNED, starts_at="15:00")
    store.run_now(lambda work: work.records.add(moved))
    diary = list(live_through(store, clock, date(2026, 9, 22), date(2026, 9, 24)))
    told = {(moment, text) for moment, _, text in diary if "学习通知" in text}
    assert told == {
        (
            "09-23 16:00",
            "【学习通知】第三党支部本周四（9月24日）15:00集中学习。因故不能参加的，请提前请假并按要求补学。",
        )
    }


def test_what_is_logged_is_not_asked_for(store: Store, clock: StandingClock) -> None:
    log(store, Event.FRIDAY_STUDY, make.FRIDAY, due=10, present=10)
    clock.moment = datetime(2026, 11, 27, 16, 40, tzinfo=HOUSE)
    remind(store, clock)
    texts = [p.reply.text for p in store.read_now(lambda work: work.promises.of())]
    assert [text for text in texts if "登记提醒" in text] == []


def test_two_processes_ringing_at_once_promise_once(store: Store, clock: StandingClock) -> None:
    clock.moment = datetime(2026, 11, 26, 16, 0, tzinfo=HOUSE)
    assert remind(store, clock) == 10
    assert remind(store, clock) == 0


def test_a_process_that_was_down_says_it_once_when_it_is_back(store: Store, clock: StandingClock) -> None:
    clock.moment = datetime(2026, 11, 26, 17, 45, tzinfo=HOUSE)  # down at four o'clock
    assert remind(store, clock) == 10


def test_nothing_is_said_at_night_or_more_than_a_day_late(store: Store, clock: StandingClock) -> None:
    clock.moment = datetime(2026, 11, 26, 22, 0, tzinfo=HOUSE)
    assert remind(store, clock) == 0
    clock.moment = datetime(2026, 11, 27, 16, 29, tzinfo=HOUSE)  # the notice of yesterday is stale now
    late = store.run_now(lambda work: run(ALL, work, clock(), THE_HOUSE, OPEN, reach))
    texts = {p.reply.text for p in store.read_now(lambda work: work.promises.of())}
    assert (late, [text for text in texts if "学习通知" in text]) == (3, [])


@pytest.mark.parametrize("day", [date(2027, 2, 5), date(2027, 10, 1)])
def test_the_statutory_days_of_a_year_without_official_calendar_are_quiet(
    store: Store, clock: StandingClock, day: date
) -> None:
    clock.moment = datetime.combine(day, time(16, 30), HOUSE)
    assert remind(store, clock) == 0
