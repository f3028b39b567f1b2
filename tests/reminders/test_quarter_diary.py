"""A quarter on the calendar: an inspection, its list, a deadline that passes, and everything else that is said unasked."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import pytest

from bot.clock import HOUSE
from bot.domain.activity import Event
from bot.domain.case import Action, Said, take
from bot.domain.ledger import Application, Dues
from bot.domain.people import Branch, Office, Person, Role, Roster
from bot.domain.rectification import Item, Severity
from bot.store import Store, Work
from tests import make
from tests.conftest import StandingClock
from tests.reminders.test_november import THE_HOUSE, promised_between, remind

SECRETARY = make.person("张华", "zhanghua", group=None, offices=[Office.SECRETARY])
ORGANISER = make.person("李娜", "lina", group=None, offices=[Office.ORGANISATION_MEMBER])
MEMBER = make.person("张明", "zhangming", group=None)
DEPUTY = make.person("许立新", "xulixin", at="第六党支部", group=None, roles=[Role.FULL_TIME_DEPUTY])
INSPECTOR = make.person("赵磊", "zhaolei", at="第六党支部", group=None, roles=[Role.INSPECTOR])
ORGAN = make.person("梁正国", "liangzhengguo", at="第六党支部", group=None, roles=[Role.ORGAN_SECRETARY])
OFFICE = make.person("廖永凯", "liaoyongkai", at="第六党支部", group=None, roles=[Role.ORGAN_OFFICE])
HOME = Branch(make.BRANCH, "三支部", term_from=date(2024, 5, 21), term_years=3)
OTHER = Branch("第六党支部", "六支部", founded_on=date(2026, 12, 31))  # owes nothing yet


class Diary:
    """Days are lived through half hour by half hour; what was promised is read off as `MM-DD HH:MM 人：话`."""

    def __init__(self, store: Store, clock: StandingClock) -> None:
        self.store, self.clock = store, clock

    def until(self, last: str) -> list[str]:
        """Live on to the end of a day; the lines of what was said meanwhile, digests line by line."""
        end = datetime.combine(date.fromisoformat(f"2026-{last}"), time(23, 30), HOUSE)
        lines: list[str] = []
        names = {p.account: p.name for p in self.store.read_now(lambda work: work.people.roster()).people}
        while self.clock.moment < end:
            self.clock.move(minutes=30)
            if remind(self.store, self.clock):
                past = self.clock() + timedelta(minutes=29)
                for promise in promised_between(self.store, self.clock(), past):
                    told = [re.sub(r"^\d+\. ", "", line) for line in promise.reply.text.split("\n")]
                    lines += [
                        f"{self.clock():%m-%d %H:%M} {names[promise.to.user]}：{line}"
                        for line in told
                        if "今日提醒" not in line
                    ]
        return sorted(lines)

    def log(self, event: Event, *days: str) -> None:
        for day in days:
            activity = make.activity(event, date.fromisoformat(f"2026-{day}"), due=3, present=3)
            self.store.run_now(lambda work, activity=activity: work.records.add(activity))  # type: ignore[misc]

    def step(self, action: Action, actor: Person, **more: object) -> None:
        def write(work: Work) -> None:
            case = work.cases.get("1")
            assert case is not None
            said = Said(actor, work.at, **more)  # type: ignore[arg-type]
            work.cases.save(case, take(case, action, said, THE_HOUSE.standard.rectifying, THE_HOUSE.calendar))

        self.store.run_now(write)


@pytest.fixture
def diary(url: str, clock: StandingClock) -> Iterator[Diary]:
    people = (SECRETARY, ORGANISER, MEMBER, DEPUTY, INSPECTOR, ORGAN, OFFICE)
    clock.moment = datetime(2026, 9, 30, 23, 30, tzinfo=HOUSE)
    store = Store.open(url, clock)
    store.run_now(lambda work: work.people.save(Roster((HOME, OTHER), people)))
    written = Diary(store, clock)
    # the third quarter was kept in order, and so is what does not matter here
    written.log(Event.BRANCH_ASSEMBLY, "07-20", "10-20")
    written.log(Event.PARTY_LECTURE, "08-20", "10-20")
    written.log(Event.THEME_DAY, "07-10", "08-10", "09-10", "10-13", "11-05", "12-03")
    fridays = [day for day in THE_HOUSE.calendar.study_fridays(2026) if day >= date(2026, 7, 1)]
    written.log(Event.FRIDAY_STUDY, *(f"{day:%m-%d}" for day in fridays if day != date(2026, 11, 13)))
    store.run_now(
        lambda work: work.ledger.save(
            [Dues(make.BRANCH, date(2026, month, 1), True) for month in (7, 8, 9, 11, 12)]
        )
    )
    yield written
    store.close()


def plain(lines: list[str]) -> list[str]:
    """Without study and hours, which have days of their own."""
    return [line for line in lines if not any(word in line for word in ("学习通知", "上周学习", "集中学习"))]


def test_the_fourth_quarter(diary: Diary) -> None:
    # National day week: not a word, though a month and a quarter have just ended
    assert diary.until("10-07") == []

    # Thursday the 8th is the first working day: applications open
    opens = "【星级申报】今年申报时间10月8日至10月31日。请完成自评后申报，例如“我们申报四星”。未申报的支部按规定列为后进党支部。"
    assert [line for line in plain(diary.until("10-09")) if "张华" in line] == [f"10-08 09:00 张华：{opens}"]

    # Saturday the 10th is worked (调休), and says nothing: it is no study day
    assert plain(diary.until("10-15")) == []

    # Thursday the 15th, in the evening: an inspector finds something; it is due on Monday the 26th
    item = Item(
        "", make.BRANCH, date(2026, 10, 15), "支委会记录缺请假人员", Severity.SERIOUS, date(2026, 10, 25)
    )
    diary.store.run_now(lambda work: work.cases.issue(item, Said(INSPECTOR, work.at)))
    what = "1号“支委会记录缺请假人员”"

    # Monday the 19th: two working days, and nobody has signed; a week before the deadline
    signs = f"【签收提醒】{what}尚未签收，今日是签收的最后一天。请回复“1号已签收”。"
    week = f"【整改提醒】{what}还有7天到期（10月26日（周一））。改好后请说“1号整改完成了”。"
    assert plain(diary.until("10-19")) == [f"10-19 09:00 张华：{line}" for line in (week, signs)]
    diary.step(Action.ACKNOWLEDGE, SECRETARY)
    diary.step(Action.PLAN, SECRETARY, responsible="lina")

    # the 20th: dues of October; the 23rd is a Friday, three days before: to who puts it right as well
    dues = "【党费提醒】本支部10月党费尚未登记收齐。收齐后请说“10月党费收齐了”。"
    assert plain(diary.until("10-22")) == [f"10-20 09:00 李娜：{dues}"]
    three = f"【整改提醒】{what}还有3天到期（10月26日（周一））。改好后请说“1号整改完成了”。"
    assert plain(diary.until("10-25")) == [f"10-23 09:00 张华：{three}", f"10-23 09:00 李娜：{three}"]

    # the day itself; the day after it is late, and three days after the full-time deputy knows
    today = f"【整改提醒】{what}今日到期。已完成请提交，例如“1号整改完成了”；需延期请于今日申请。"
    late = f"【逾期提醒】{what}已逾期1天，请尽快提交整改情况并说明原因。"
    assert plain(diary.until("10-27")) == [
        f"10-26 09:00 张华：{today}", f"10-26 09:00 李娜：{today}", f"10-27 09:00 张华：{late}",
    ]  # fmt: skip
    lines = plain(diary.until("10-29"))
    closes = "【星级申报】距申报截止还有3天，本支部尚未申报。请回复“我们申报四星”这样的话申报。"
    assert f"10-28 09:00 张华：{closes}" in lines
    third = f"【逾期提醒】{make.BRANCH}{what}已逾期3天，尚未提交整改。"
    assert [line for line in lines if "许立新" in line] == [f"10-29 09:00 许立新：{third}"]
    diary.store.run_now(lambda work: work.ledger.save([Application(make.BRANCH, 2026, 4, None, work.today)]))

    # handed in on the 30th: the ladder ends here; five working days later the inspector is asked
    diary.until("10-29")
    diary.step(Action.SUBMIT, SECRETARY, note="记录已补")
    lines = plain(diary.until("11-12"))
    assert not [line for line in lines if "逾期" in line]
    asks = f"【验收提醒】{make.BRANCH}{what}提交后还没有验收，今日到期。请回复“1号通过”，或“1号退回”并说明要补什么。"
    assert [line for line in lines if "赵磊" in line] == [f"11-05 09:00 赵磊：{asks}"]
    assert [line for line in lines if "廖永凯" in line] == [
        "11-02 09:00 廖永凯：【星级申报】申报已截止，1个支部没有申报：六支部。"
    ]
    diary.step(Action.CLOSE, INSPECTOR)

    # half a year before the term ends (20 May): on Friday the 20th of November, 181 days before, as 21 is a Saturday
    lines = plain(diary.until("11-20"))
    term = "【换届提醒】本届任期至2027年5月20日届满，请做好换届准备。（函件由机关党委印发）"
    assert [line for line in lines if "换届" in line and "张华" in line] == [f"11-20 09:00 张华：{term}"]
    assert [line for line in lines if "整改" in line or "逾期" in line] == []

    # five working days before the inspection of the fourth quarter: what it would find
    check = "【自查提醒】四季度检查12月1日至12月31日进行。目前还缺：1次周五学习（11月13日）、10月党费。已召开的请补登记，没有的请尽快安排。"
    assert f"11-24 09:00 张华：{check}" in plain(diary.until("11-30"))

    # December: the third working day asks for the one study that nobody logged; and so the year ends
    missing = "【补登提醒】11月周五学习尚未登记。如已召开，请于今日补登记；确实没有召开的不用回复。"
    assert plain(diary.until("12-31")) == [f"12-03 09:00 张华：{missing}"]


def test_every_message_was_sent_within_the_window_and_once(diary: Diary) -> None:
    diary.until("11-20")
    promised = diary.store.read_now(lambda work: work.promises.of())
    assert promised
    for promise in promised:
        assert time(8, 30) <= promise.not_before.timetz().replace(tzinfo=None) <= time(18, 0)
        assert THE_HOUSE.calendar.is_workday(promise.not_before.date())
    by_day = [(p.to, p.not_before.date()) for p in promised if p.not_before.hour < 16]
    assert len(by_day) == len(set(by_day))  # one message in the morning, whatever there is to say


def test_the_ledger_of_reminders(diary: Diary) -> None:
    diary.until("10-31")
    first, last = (datetime(2026, 10, day, tzinfo=HOUSE) for day in (1, 31))
    tallies = {t.kind: t for t in diary.store.read_now(lambda work: work.reminded.report(first, last))}
    notices = tallies["friday_study_notice"]
    assert (notices.owed, notices.waiting, notices.reached) == (
        4 * 4,
        4 * 4,
        0,
    )  # four Fridays, four people; 三支部 has logged them already
