"""Inspections and sealed draws on both data bases."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot import inspecting
from bot.chat import Address
from bot.domain.draw import faults
from bot.domain.inspection import Inspection, Phase, Progress
from bot.domain.people import Branch, Office, Person, Role, Roster
from bot.domain.rectification import Manner
from bot.domain.refusal import AlreadyOpened, DrawStillSealed, NotTheNextStep
from bot.standards import shipped_standard
from bot.store import Store, Work
from bot.store.facts import facts
from bot.store.tables import audit, promises
from tests import make
from tests.conftest import StandingClock

STANDARD = shipped_standard()
NAMES = ("第三党支部", "第五党支部", "第六党支部")
NONCE = "5eed" * 16
LAST = date(2026, 12, 31)

PEOPLE = tuple(
    make.person(f"{name[1]}{post}", f"{code}{number}", at=name, group=None, offices=offices, roles=roles)
    for number, name in enumerate(NAMES)
    for code, post, offices, roles in (
        ("s", "书记", [Office.SECRETARY], []),
        ("i", "检查甲", [], [Role.INSPECTOR]),
        ("j", "检查乙", [], [Role.INSPECTOR]),
    )
)
DEPUTY = make.person("许立新", "deputy", at=NAMES[0], group=None, roles=[Role.FULL_TIME_DEPUTY])


@pytest.fixture
def organ(url: str, clock: StandingClock) -> Iterator[Store]:
    store = Store.open(url, clock)
    branches = tuple(Branch(name) for name in NAMES)
    store.run_now(lambda work: work.people.save(Roster(branches, (*PEOPLE, DEPUTY))))
    yield store
    store.close()


def reach(person: Person) -> Address:
    return Address("wecom", person.account)


def open_quarter(work: Work) -> Inspection:
    planned = inspecting.quarterly(work.people.roster(), STANDARD, 2026, 4, NAMES, work.today)
    return inspecting.open_inspection(work, planned, reach)


def draw(work: Work, asked: int = 1, nonce: str = NONCE) -> str:
    return inspecting.spot_check(work, STANDARD, DEPUTY, nonce, asked, reach)[1].check_id


def told(store: Store) -> list[str]:
    return store.read_now(lambda work: sorted(promise.to.user for promise in work.promises.of()))


def test_an_inspection_is_kept_and_told(organ: Store) -> None:
    opened = organ.run_now(open_quarter)
    assert organ.read_now(lambda work: work.inspections.of_year(2026)) == [opened]
    assert organ.read_now(lambda work: work.inspections.get(opened.id)) == opened
    assert organ.read_now(lambda work: work.inspections.get(opened.id + 1)) is None
    assert told(organ) == ["i0", "i1", "i2", "j0", "j1", "j2", "s0", "s1", "s2"]


def test_it_is_opened_once(organ: Store) -> None:
    organ.run_now(open_quarter)
    with pytest.raises(AlreadyOpened):
        organ.run_now(open_quarter)


def test_the_inspection_that_covers_a_finding(organ: Store, clock: StandingClock) -> None:
    opened = organ.run_now(open_quarter)
    duty = opened.duties[0]
    account = duty.inspectors[0]

    def covering(day: date, who: str = account) -> Manner | None:
        found = organ.read_now(lambda work: work.inspections.covering(duty.branch, who, day))
        return found.manner if found is not None else None

    assert covering(LAST) is Manner.QUARTERLY_INSPECTION
    assert covering(LAST + timedelta(days=1)) is None
    assert covering(date(2026, 11, 30)) is None
    assert covering(LAST, "s0") is None
    clock.move(days=10)

    def run_campaign(work: Work) -> Inspection:
        planned = inspecting.campaign(work.people.roster(), STANDARD, "灯下黑", NAMES, work.today)
        return inspecting.open_inspection(work, planned, reach)

    campaign = organ.run_now(run_campaign)
    assert covering(date(2026, 12, 20)) is Manner.CAMPAIGN

    def advance(work: Work) -> Phase:
        current = work.inspections.get(campaign.id)
        assert current is not None
        return work.inspections.advance(current)

    assert [organ.run_now(advance) for _ in list(Phase)[1:]] == list(Phase)[1:]
    assert covering(date(2026, 12, 20)) is Manner.QUARTERLY_INSPECTION  # the campaign is closed


def test_a_branch_goes_through_its_steps(organ: Store) -> None:
    opened = organ.run_now(open_quarter)
    duty = opened.duties[0]

    def now() -> Progress:
        found = organ.read_now(lambda work: work.inspections.get(opened.id))
        current = found.duty(duty.branch) if found is not None else None
        assert current is not None
        return current.progress

    def move(wanted: Progress) -> None:
        organ.run_now(
            lambda work: work.inspections.move(work.inspections.of_year(2026)[0], duty.branch, wanted)
        )

    def begin() -> None:
        def write(work: Work) -> None:
            covering = work.inspections.covering(duty.branch, duty.inspectors[0], LAST)
            assert covering is not None
            work.inspections.begin(covering)

        organ.run_now(write)

    begin()
    assert now() is Progress.IN_PROGRESS
    with pytest.raises(NotTheNextStep):
        move(Progress.SIGNED)
    for wanted in (Progress.SCORED, Progress.SIGNED, Progress.ISSUED):
        move(wanted)
        assert now() is wanted
    begin()
    assert now() is Progress.ISSUED
    with pytest.raises(LookupError):
        organ.run_now(lambda work: work.inspections.move(opened, "第九党支部", Progress.SCORED))


def test_other_inspectors(organ: Store) -> None:
    opened = organ.run_now(open_quarter)
    organ.run_now(lambda work: work.inspections.reassign(opened, NAMES[0], ["i1", "i2"]))
    (found,) = organ.read_now(lambda work: work.inspections.of_year(2026))
    assert [duty.inspectors for duty in found.duties if duty.branch == NAMES[0]] == [("i1", "i2")]
    assert found.of_inspector("I1")


def test_a_draw_leaves_no_trace_of_its_branches(organ: Store) -> None:
    number = organ.run_now(draw)
    assert number == "2026-001"
    (drawn,) = organ.read_now(lambda work: work.inspections.draws(2026))
    branch = drawn.record.drawn[0]
    assert drawn.statement.count == 1
    assert organ.read_now(lambda work: work.inspections.of_year(2026)) == []
    assert "抽查" not in str(organ.read_now(lambda work: facts(work, everything=True)))
    secretary = f"s{NAMES.index(branch)}"
    assert secretary not in told(organ)
    assert len(told(organ)) == 2

    def rows(work: Work) -> tuple[list[str], list[str]]:
        audited = [str(tuple(row)) for row in work.connection.execute(select(audit))]
        sent = [str(row.reply) for row in work.connection.execute(select(promises))]
        return audited, sent

    audited, sent = organ.read_now(rows)
    assert sum("spot_check_drawn" in row for row in audited) == 1
    assert not any(branch in row for row in audited)
    assert all(branch in text for text in sent)


def test_more_than_there_are_is_all_of_them(organ: Store) -> None:
    number = organ.run_now(lambda work: draw(work, asked=200_000_000))
    found = organ.read_now(lambda work: work.inspections.draw(number))
    assert found is not None
    assert (found.statement.asked, sorted(found.record.drawn)) == (3, sorted(NAMES))


def test_only_its_inspectors_have_a_sealed_visit(organ: Store, clock: StandingClock) -> None:
    organ.run_now(draw)
    today = clock().date()
    (drawn,) = organ.read_now(lambda work: work.inspections.draws(2026))
    found = organ.read_now(lambda work: work.inspections.get(drawn.inspection_id))
    assert found is not None
    inside = set(found.duties[0].inspectors)
    branch = found.duties[0].branch

    def sees(account: str) -> tuple[bool, bool]:
        def ask(work: Work) -> tuple[bool, bool]:
            covering = work.inspections.covering(branch, account, today)
            return bool(work.inspections.of_inspector(account, today)), covering is not None

        return organ.read_now(ask)

    for person in (*PEOPLE, DEPUTY):
        assert sees(person.account) == (person.account in inside,) * 2


def test_nobody_draws_again_until_the_result_pleases(organ: Store) -> None:
    number = organ.run_now(draw)
    with pytest.raises(DrawStillSealed):
        organ.run_now(draw)

    def publish(work: Work) -> list[str]:
        found = work.inspections.draw(number)
        assert found is not None
        return faults(work.inspections.publish(found))

    with pytest.raises(NotTheNextStep):
        organ.run_now(publish)

    def visit(work: Work) -> None:
        found = work.inspections.draw(number)
        assert found is not None
        work.inspections.visited(found)

    organ.run_now(visit)
    assert organ.run_now(publish) == []
    assert organ.run_now(publish) == []
    assert organ.run_now(draw) == "2026-002"


def test_all_are_visited_within_the_year(organ: Store) -> None:
    def draw_and_visit(work: Work) -> tuple[str, ...]:
        found = work.inspections.draw(draw(work, nonce=f"{len(work.inspections.draws(2026)):064x}"))
        assert found is not None
        work.inspections.visited(found)
        return found.record.drawn

    seen = [organ.run_now(draw_and_visit) for _ in range(6)]
    assert {branch for (branch,) in seen[:3]} == set(NAMES)
    assert {branch for (branch,) in seen[3:]} == set(NAMES)
    assert organ.read_now(lambda work: work.audit.verify().ok)
