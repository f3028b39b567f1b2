"""`fivestar import ledger` on both data bases: what it says, what it writes, what it leaves as it was."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import func, select
from typer.testing import CliRunner

from bot.__main__ import build
from bot.clock import wall_clock
from bot.commands.ledger import save
from bot.documents.cells import Cell
from bot.documents.ledger import parse_ledger
from bot.documents.ledger.desk import Meeting
from bot.domain.activity import Activity, Event, Presence, Reason, State, Talk
from bot.domain.ledger import Dues, Pledge
from bot.domain.people import Branch, Office, Person, Roster
from bot.files import Files
from bot.standards import shipped_standard
from bot.store import Store, Work, dump
from bot.store.all_tables import metadata
from bot.store.books import Kept
from bot.store.engine import make_engine
from bot.store.facts import facts
from bot.store.history import save_meetings
from bot.store.tables import attendance, revisions
from tests.documents.sheets import Rows, written
from tests.documents.test_ledger_workbook import ROSTER as WIDER_ROSTER
from tests.documents.test_ledger_workbook import scribbled

THIRD = "第三党支部"
ON = date(2026, 11, 20)
STANDARD = shipped_standard()
ROSTER = Roster(
    (Branch(THIRD, "三支部", has_committee=True, groups=2), Branch("第六党支部")),
    (
        Person("张华", "zhanghua", THIRD, 1, frozenset({Office.SECRETARY})),
        Person("张明", "zhangming", THIRD, 1),
        Person("李娜", "lina", THIRD, 2),
    ),
)
MEETING: dict[str, object] = {
    "支部": THIRD,
    "类型": "党课",
    "日期": "2026-11-20",
    "开始": "15:00",
    "主题": "党章",
    "请假": "张明",
    "缺席": "李娜",
}
DUES: dict[str, object] = {"支部": THIRD, "月份": "2026-11", "收齐": "是"}
EVERYTHING: dict[str, dict[str, object]] = {
    "组织生活": {**MEETING, "补学": "张明(2026-11-30)、李娜(2026-11-27)", "应到": 3, "实到": 1},
    "谈心谈话": {"支部": THIRD, "日期": "2026-11-20", "谈话人": "张华", "谈话对象": "张明、李娜"},
    "培训": {"姓名": "张明", "日期": "2026-11-20", "班次": "党务班", "学时": 7.5},
    "党费": DUES,
    "志愿服务": {"支部": THIRD, "日期": "2026-05-18", "类型": "志愿服务", "参加人": "张华", "小时": 2.5, "主题": "普法"},
    "先锋承诺": {"姓名": "张明", "承诺日期": "2026-02-10", "进展日期": "2026-05-01、2026-08-01"},
    "问题整改": {
        "编号": "1", "支部": THIRD, "检查日期": "2026-09-10", "问题": "记录不全", "程度": "一般", "期限": "2026-10-08", "检查方式": "季度",
    },
    "述职测评": {"姓名": "张华", "年度": 2026, "层级": "L3", "测评组": "支部党员", "好": 5},
    "检查评分": {"支部": THIRD, "年度": 2026, "指标": "E05", "分项": "满意度", "得分": 91.3333},
    "八有": {"支部": THIRD, "年度": 2026, "项目": "R1", "有": "否"},
    "换届": {"支部": THIRD, "届期起": "2024-05-21", "任期": 3, "空缺职务": "副书记", "空缺起": "2026-03-01"},
    "申报": {"支部": THIRD, "年度": 2026, "申报星级": 4, "自评分": 95.25},
    "豁免": {"支部": THIRD, "年度": 2026, "指标": "B03", "会议纪要": "纪要9号"},
    "否决标记": {"支部": THIRD, "年度": 2026, "规则": "V3", "说明": "见纪要"},
}  # fmt: skip
"""One row of every sheet."""


@dataclass
class House:
    """A configured organ with a roster of three."""

    folder: Path
    store: Store
    url: str

    def book(self, **sheets: dict[str, object] | list[dict[str, object]]) -> Path:
        """A workbook of rows; those of one sheet have the columns of the first."""
        tables: dict[str, Rows] = {}
        for name, held in sheets.items():
            rows = held if isinstance(held, list) else [held]
            tables[name] = [[*rows[0]], *([row.get(header, "") for header in rows[0]] for row in rows)]
        return written(self.folder / "台账.xlsx", tables)

    def run(self, *words: str | Path) -> tuple[int, str]:
        app = build(["import", "facts", "audit", "backup", "restore"])
        config = str(self.folder / "config.toml")
        done = CliRunner().invoke(app, [*map(str, words), "--config", config])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return done.exit_code, done.stdout

    def bring_in(self, *options: str, **sheets: Any) -> dict[str, Any]:
        """Import what is right; the counts by sheet."""
        code, said = self.run("import", "ledger", self.book(**sheets), "--json", *options)
        assert code == 0, said
        counts: dict[str, Any] = json.loads(said)["sheets"]
        return counts

    def read(self, fn: Any) -> Any:
        return self.store.read_now(fn)

    def meeting(self) -> Activity:
        (only,) = self.read(lambda work: work.records.find(THIRD, date.min, date.max))
        kept: Activity = only
        return kept

    def marks(self) -> dict[str, tuple[Presence, date | None]]:
        found = self.read(lambda work: work.records.attendance(self.meeting().id))
        return {mark.account: (mark.presence, mark.made_up_on) for mark in found}

    def facts(self, **asked: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.read(lambda work: facts(work, **asked))
        return found

    def rows(self) -> dict[str, int]:
        """How many rows every table has."""
        engine = make_engine(self.url)
        with engine.connect() as connection:
            found = {
                name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in metadata.tables.items()
            }
        engine.dispose()
        return found


@pytest.fixture
def house(url: str, tmp_path: Path) -> Iterator[House]:
    (tmp_path / "config.toml").write_text(f'[database]\nurl = "{url}"\n', encoding="utf-8")
    store = Store.open(url, wall_clock)
    store.run_now(lambda work: work.people.save(ROSTER))
    yield House(tmp_path, store, url)
    store.close()


def added(count: int = 1) -> dict[str, int]:
    return {"added": count, "changed": 0, "unchanged": 0}


def changed(count: int = 1) -> dict[str, int]:
    return {"added": 0, "changed": count, "unchanged": 0}


def unchanged(count: int = 1) -> dict[str, int]:
    return {"added": 0, "changed": 0, "unchanged": count}


# ---------------------------------------------------------------------- what it says


def test_a_first_import_says_what_was_added(house: House) -> None:
    assert house.run(
        "import", "ledger", house.book(组织生活=MEETING, 党费=[DUES, {**DUES, "月份": "2026-10"}])
    ) == (
        0,
        "组织生活：已新增1条，已更新0条，未变0条\n党费：已新增2条，已更新0条，未变0条\n",
    )


def test_one_wrong_cell_and_nothing_is_written(house: House) -> None:
    before = house.rows()
    sheets: dict[str, Any] = {**EVERYTHING, "党费": [DUES, {**DUES, "收齐": "缴清"}]}
    assert house.run("import", "ledger", house.book(**sheets)) == (
        2,
        "台账.xlsx 有1处问题，没有写入任何内容：\n  党费!C3：读到“缴清”，应为“是”或“否”\n",
    )
    assert house.rows() == before


def test_faults_and_warnings_as_json_have_sheet_cell_and_reason(house: House) -> None:
    file = house.book(组织生活={**MEETING, "缺席": "欧阳", "开始": "下午"})
    code, said = house.run("import", "ledger", file, "--json")
    assert (code, json.loads(said)) == (
        2,
        {
            "ok": False,
            "dry_run": False,
            "faults": [{"sheet": "组织生活", "cell": "D2", "reason": "读到“下午”，不是时间，请写成 15:00"}],
            "warnings": [
                {"sheet": "组织生活", "cell": "G2", "reason": "第三党支部没有能对上“欧阳”的一位党员，这个名字不计"}
            ],
        },
    )  # fmt: skip


def test_warnings_come_first_and_hinder_nothing(house: House) -> None:
    assert house.run("import", "ledger", house.book(组织生活={**MEETING, "缺席": "欧阳"}, 草稿={"x": 1})) == (
        0,
        "提示 草稿：这张工作表用不到，已忽略\n"
        "提示 组织生活!G2：第三党支部没有能对上“欧阳”的一位党员，这个名字不计\n"
        "组织生活：已新增1条，已更新0条，未变0条\n",
    )


def test_a_dry_run_tells_the_changes_and_makes_none(house: House) -> None:
    house.bring_in(党费=DUES)
    before = house.rows()
    file = house.book(**EVERYTHING)
    code, said = house.run("import", "ledger", file, "--dry-run")
    assert (code, said.splitlines()) == (
        0,
        [
            *(
                f"{sheet}：将新增{0 if sheet == '党费' else 1}条，将更新0条，未变{1 if sheet == '党费' else 0}条"
                for sheet in EVERYTHING
            ),
            "以上是试运行，没有写入。",
        ],
    )
    assert house.rows() == before
    code, said = house.run("import", "ledger", file, "--dry-run", "--json")
    expected = {sheet: unchanged() if sheet == "党费" else added() for sheet in EVERYTHING}
    assert (code, json.loads(said)) == (
        0,
        {"ok": True, "dry_run": True, "faults": [], "warnings": [], "sheets": expected},
    )
    assert house.rows() == before


def test_a_dry_run_with_faults_is_a_finding(house: House) -> None:
    before = house.rows()
    file = house.book(党费={**DUES, "月份": "十一月"})
    assert house.run("import", "ledger", file, "--dry-run") == (
        1,
        "台账.xlsx 有1处问题，没有写入任何内容：\n  党费!B2：读到“十一月”，不是月份，请写成 2026-11\n",
    )
    assert house.rows() == before


def test_a_file_that_is_no_workbook_is_wrong_input(house: House) -> None:
    assert house.run("import", "ledger", house.folder / "没有.xlsx") == (
        2,
        "没有.xlsx 有1处问题，没有写入任何内容：\n  没有这个文件，或没有读取它的权限\n",
    )


def test_a_workbook_of_headers_alone_says_that_it_brings_nothing(house: House) -> None:
    file = written(house.folder / "台账.xlsx", {"党费": [[*DUES]], "组织生活": []})
    assert house.run("import", "ledger", file) == (
        0,
        "提示 工作表里没有可以导入的记录\n党费：已新增0条，已更新0条，未变0条\n",
    )


# ---------------------------------------------------------------------- the same again, and a little different


def test_the_same_workbook_again_changes_nothing(house: House) -> None:
    assert house.bring_in(**EVERYTHING) == dict.fromkeys(EVERYTHING, added())
    before = house.rows()
    assert house.bring_in(**EVERYTHING) == dict.fromkeys(EVERYTHING, unchanged())
    assert house.rows() == before
    assert house.run("audit", "verify")[0] == 0


CHANGES: dict[str, dict[str, object]] = {
    "组织生活": {"主题": "新党章"},
    "培训": {"学时": 8},
    "党费": {"收齐": "否"},
    "志愿服务": {"参加人": "张华、李娜"},
    "先锋承诺": {"进展日期": "2026-10-01"},
    "问题整改": {"程度": "较重"},
    "述职测评": {"好": 6},
    "检查评分": {"得分": 92},
    "八有": {"有": "是"},
    "换届": {"任期": 5},
    "申报": {"申报星级": 5},
    "豁免": {"会议纪要": "纪要10号"},
    "否决标记": {"说明": "另见"},
}


def test_a_changed_row_replaces_the_earlier_one_and_keeps_it(house: House) -> None:
    house.bring_in(**EVERYTHING)
    before = house.rows()
    new = {sheet: {**EVERYTHING[sheet], **cells} for sheet, cells in CHANGES.items()}
    assert house.bring_in(**new) == dict.fromkeys(CHANGES, changed())
    after = house.rows()
    # a training keeps its earlier version as a revoked row of its own
    assert {name for name in after if after[name] != before[name]} == {"revisions", "trainings", "audit"}
    assert after["revisions"] - before["revisions"] == len(CHANGES) - 1
    assert after["trainings"] - before["trainings"] == 1
    assert house.bring_in(**new) == dict.fromkeys(CHANGES, unchanged())
    assert house.rows() == after
    assert house.read(lambda work: work.studies.trainings(None, ON, ON))[0].hours == 8
    assert house.run("audit", "verify")[0] == 0


KEYS: list[tuple[str, dict[str, object]]] = [
    ("组织生活", {"类型": "主题党日"}), ("组织生活", {"日期": "2026-11-21"}), ("组织生活", {"开始": "16:00"}),
    ("组织生活", {"开始": ""}), ("谈心谈话", {"谈话对象": "张明"}), ("谈心谈话", {"日期": "2026-11-21"}),
    ("培训", {"班次": "书记班"}), ("培训", {"姓名": "李娜"}), ("培训", {"日期": "2026-11-21"}), ("党费", {"月份": "2026-10"}),
    ("党费", {"支部": "第六党支部"}), ("志愿服务", {"主题": "助老"}), ("志愿服务", {"类型": "微党课"}), ("先锋承诺", {"姓名": "李娜"}),
    ("问题整改", {"编号": "2"}), ("述职测评", {"测评组": "机关党委"}), ("述职测评", {"年度": 2025}), ("检查评分", {"分项": "brand", "得分": 1}),
    ("八有", {"项目": "R2"}), ("换届", {"届期起": "2021-05-20"}), ("换届", {"空缺职务": "纪检委员"}), ("申报", {"提交日期": "2027-01-05"}),
    ("申报", {"年度": 2025}), ("豁免", {"指标": "B02"}), ("否决标记", {"规则": "V4"}),
]  # fmt: skip


def test_another_key_is_another_record(house: House) -> None:
    rows: dict[str, list[dict[str, object]]] = {}
    for sheet, other in KEYS:
        columns = dict.fromkeys(
            [*EVERYTHING[sheet], *(name for at, cells in KEYS if at == sheet for name in cells)], ""
        )
        here = rows.setdefault(sheet, [columns | EVERYTHING[sheet]])
        here.append(columns | EVERYTHING[sheet] | other)
    assert house.bring_in(**rows) == {sheet: added(len(here)) for sheet, here in rows.items()}
    assert house.bring_in(**rows) == {sheet: unchanged(len(here)) for sheet, here in rows.items()}


def test_groups_have_meetings_of_their_own(house: House) -> None:
    rows = [
        {"支部": THIRD, "类型": "党小组会", "日期": "2026-11-20", "党小组": group}
        for group in (1, "第二党小组")
    ]
    assert house.bring_in(组织生活=rows) == {"组织生活": added(2)}
    assert house.bring_in(组织生活=rows[::-1]) == {"组织生活": unchanged(2)}


def test_of_one_key_in_one_file_the_later_row_counts(house: House) -> None:
    rows = {sheet: [{**EVERYTHING[sheet], **cells}, EVERYTHING[sheet]] for sheet, cells in CHANGES.items()}
    assert house.bring_in(**rows) == dict.fromkeys(rows, added())
    assert house.bring_in(**rows) == dict.fromkeys(rows, unchanged())
    later = {sheet: EVERYTHING[sheet] for sheet in rows}
    assert house.bring_in(**later) == dict.fromkeys(later, unchanged())


def test_a_problem_that_comes_back_under_another_branch_moves(house: House) -> None:
    house.bring_in(问题整改=EVERYTHING["问题整改"])
    assert house.bring_in(问题整改={**EVERYTHING["问题整改"], "支部": "第六党支部"}) == {
        "问题整改": changed()
    }


def test_what_was_revoked_is_taken_over_again(house: House) -> None:
    house.bring_in(党费=DUES)

    def revoke(work: Work) -> None:
        work.ledger.revoke(work.ledger.of_branch(Dues, THIRD)[0])

    house.store.run_now(revoke)
    assert house.bring_in(党费=DUES) == {"党费": changed()}
    assert [one.complete for one in house.read(lambda work: work.ledger.of_branch(Dues, THIRD))] == [True]


class TakenBack(Exception):
    """Undoes a transaction."""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sheet=scribbled())
def test_whatever_is_read_can_be_stored_and_is_then_the_same(
    house: House, sheet: tuple[str, list[list[Cell]]]
) -> None:
    records = parse_ledger(dict([sheet]), WIDER_ROSTER, STANDARD).records.get(sheet[0], [])

    def twice(work: Work) -> None:
        work.people.save(WIDER_ROSTER)
        first, second = save(work, records), save(work, records)
        assert (second.added, second.changed, second.unchanged) == (0, 0, first.added + first.unchanged)
        raise TakenBack

    with pytest.raises(TakenBack):
        house.store.run_now(twice)


# ---------------------------------------------------------------------- those who were away


def test_an_absence_and_its_make_up_are_both_kept(house: House) -> None:
    house.bring_in(组织生活={**MEETING, "补学": "李娜(2026-11-27)"})
    assert house.marks() == {
        "zhangming": (Presence.ON_LEAVE, None),
        "lina": (Presence.MADE_UP, date(2026, 11, 27)),
    }
    kept = [
        (fact["status"], fact["revision"], fact["state"])
        for fact in house.facts(member="lina", everything=True)
        if fact["id"].startswith("attendance:")
    ]
    assert kept == [("absent", 1, "revoked"), ("made_up", 2, "confirmed")]


def test_a_name_taken_out_is_no_longer_marked(house: House) -> None:
    house.bring_in(组织生活={**MEETING, "补学": "李娜"})
    assert house.bring_in(组织生活={**MEETING, "缺席": ""}) == {"组织生活": changed()}
    assert house.marks() == {"zhangming": (Presence.ON_LEAVE, None)}
    assert house.bring_in(组织生活={**MEETING, "缺席": ""}) == {"组织生活": unchanged()}
    assert house.bring_in(组织生活=MEETING) == {"组织生活": changed()}
    assert house.marks() == {"zhangming": (Presence.ON_LEAVE, None), "lina": (Presence.ABSENT, None)}


WAYS: list[dict[str, str]] = [
    {"请假": "", "缺席": "李娜", "补学": ""},
    {"请假": "李娜", "缺席": "", "补学": ""},
    {"请假": "", "缺席": "李娜", "补学": "李娜"},
    {"请假": "李娜", "缺席": "", "补学": "李娜"},
    {"请假": "李娜", "缺席": "", "补学": "李娜(2026-11-27)"},
    {"请假": "", "缺席": "李娜", "补学": "李娜(2026-11-27)"},
    {"请假": "", "缺席": "", "补学": ""},
]


def take_over(house: House, cells: dict[str, str]) -> Kept:
    row: dict[str, Cell] = {"支部": THIRD, "类型": "党课", "日期": "2026-11-20", **cells}
    ((meeting,),) = parse_ledger({"组织生活": [[*row], [*row.values()]]}, ROSTER, STANDARD).records.values()
    assert isinstance(meeting, Meeting)
    return house.store.run_now(lambda work: save_meetings(work, [(meeting.activity, meeting.marks)]))


def test_every_way_to_be_away_can_become_every_other(house: House) -> None:
    for first in WAYS:
        for second in WAYS:
            take_over(house, first)
            take_over(house, second)
            assert take_over(house, second) == Kept(unchanged=1)


def test_only_the_marks_that_differ_are_touched(house: House) -> None:
    house.bring_in(组织生活=MEETING)
    with_revisions = house.rows()["revisions"]
    house.bring_in(组织生活={**MEETING, "补学": "李娜"})
    assert house.rows()["revisions"] - with_revisions == 2  # 缺席 is said again, then 补学
    assert [fact["revision"] for fact in house.facts(member="zhangming")] == [1]


# ---------------------------------------------------------------------- pledges


def test_the_days_of_a_person_are_united_over_rows_and_imports(house: House) -> None:
    rows = [
        {"姓名": "张明", "承诺日期": "2026-02-10", "进展日期": "2026-05-01", "评诺日期": ""},
        {"姓名": "张明", "承诺日期": "", "进展日期": "2026-08-01、2026-05-01", "评诺日期": "2026-12-20"},
    ]
    assert house.bring_in(先锋承诺=rows[:1]) == {"先锋承诺": added()}
    assert house.bring_in(先锋承诺=rows[1:]) == {"先锋承诺": changed()}
    assert house.bring_in(先锋承诺=rows) == {"先锋承诺": unchanged()}
    (pledge,) = house.read(lambda work: work.ledger.of_people(Pledge, ["zhangming"]))
    assert replace(pledge, id=0) == Pledge(
        "zhangming",
        frozenset({date(2026, 2, 10)}),
        frozenset({date(2026, 5, 1), date(2026, 8, 1)}),
        frozenset({date(2026, 12, 20)}),
    )


# ---------------------------------------------------------------------- what chat had recorded


def by_chat(house: House, state: State = State.CONFIRMED) -> None:
    """The lecture as its secretary told it: with observers, a vote, and why somebody was on leave."""

    def write(work: Work) -> None:
        work.acting(actor="zhanghua", source="wecom", message_id="m1")
        told = Activity(
            THIRD, Event.PARTY_LECTURE, ON, starts_at="15:00", topic="党章", observers=2, yes=3, no=0, abstain=0, state=state
        )  # fmt: skip
        stored = work.records.add(told)
        for account, presence, reason in (
            ("zhangming", Presence.ON_LEAVE, Reason.ILLNESS),
            ("lina", Presence.PRESENT, None),
            ("zhanghua", Presence.PRESENT, None),
        ):
            person = work.people.roster().person(account)
            assert person is not None
            work.records.mark(stored, person, presence, reason=reason)

    house.store.run_now(write)


def test_what_a_ledger_has_no_column_for_stays(house: House) -> None:
    by_chat(house)
    assert house.bring_in(组织生活={**MEETING, "地点": "三楼", "补学": "张明(2026-11-27)"}) == {
        "组织生活": changed()
    }
    kept = house.meeting()
    assert (kept.place, kept.observers, kept.yes, kept.no, kept.abstain) == ("三楼", 2, 3, 0, 0)
    assert (kept.source, kept.revision) == ("import", 2)
    assert house.marks() == {
        "zhangming": (Presence.MADE_UP, date(2026, 11, 27)),
        "lina": (Presence.ABSENT, None),
        "zhanghua": (Presence.PRESENT, None),
    }
    reasons = house.read(lambda work: [mark.reason for mark in work.records.attendance(kept.id)])
    assert reasons == [Reason.ILLNESS, None, None]


def test_a_meeting_told_by_chat_and_listed_alike_stays_the_chats(house: House) -> None:
    by_chat(house)
    before = house.rows()
    assert house.bring_in(组织生活={**MEETING, "缺席": ""}) == {"组织生活": unchanged()}
    assert house.rows() == before
    assert house.meeting().source == "wecom"


@pytest.mark.parametrize(
    ("state", "then"),
    [
        (State.PLANNED, State.CONFIRMED),
        (State.LOGGED, State.CONFIRMED),
        (State.CONFIRMED, State.CONFIRMED),
        (State.LOCKED, State.LOCKED),
    ],
)
def test_the_ledger_confirms_and_never_unlocks(house: House, state: State, then: State) -> None:
    by_chat(house, state)
    house.bring_in(组织生活={**MEETING, "缺席": ""})
    assert house.meeting().state is then


def test_a_talk_and_a_service_told_by_chat_are_found_by_their_keys(house: House) -> None:
    def write(work: Work) -> None:
        work.acting(actor="zhanghua", source="wecom")
        work.studies.add_talk(Talk(THIRD, ON, ("张华",), ("张明", "李娜")))
        work.ledger.save([Dues(THIRD, date(2026, 11, 1), complete=False)])

    house.store.run_now(write)
    assert house.bring_in(谈心谈话=EVERYTHING["谈心谈话"], 党费=DUES) == {
        "谈心谈话": unchanged(),
        "党费": changed(),
    }
    (talk,) = house.facts(kind="talk")
    assert talk["source"] == "wecom"


# ---------------------------------------------------------------------- afterwards


def test_imported_meetings_are_facts_from_the_import(house: House) -> None:
    house.bring_in(**EVERYTHING)
    config = ("facts", "--branch", THIRD, "--kind", "party_lecture", "--json")
    code, said = house.run(*config)
    found = [
        {name: fact.get(name) for name in ("kind", "branch", "date", "status", "topic", "due", "present", "state", "source")}
        for fact in json.loads(said)
        if fact["id"].startswith("activity:")
    ]  # fmt: skip
    assert (code, found) == (
        0,
        [
            {
                "kind": "party_lecture", "branch": THIRD, "date": "2026-11-20", "status": "held", "topic": "党章", "due": 3,
                "present": 1, "state": "confirmed", "source": "import",
            },
        ],
    )  # fmt: skip
    assert {fact["source"] for fact in house.facts()} == {"import"}


def test_all_facts_can_be_told_after_changes(house: House) -> None:
    house.bring_in(**EVERYTHING)
    house.bring_in(**{sheet: {**EVERYTHING[sheet], **cells} for sheet, cells in CHANGES.items()})
    code, said = house.run("facts", "--all", "--json")
    topics = [fact["topic"] for fact in json.loads(said) if fact["id"].startswith("activity:")]
    assert (code, sorted(topics)) == (0, ["党章", "新党章"])


def test_a_backup_made_after_an_import_restores(house: House, tmp_path: Path) -> None:
    house.bring_in(**EVERYTHING)
    house.bring_in(**{sheet: {**EVERYTHING[sheet], **cells} for sheet, cells in CHANGES.items()})
    file, there = tmp_path / "backup.zip", f"sqlite:///{tmp_path / 'there.db'}"
    engine = make_engine(house.url)
    rows = dump.backup(engine, file, Files(tmp_path / "files"))
    engine.dispose()
    assert rows == house.rows()
    engine = make_engine(there)
    assert dump.restore(engine, file, Files(tmp_path / "files")) == rows
    engine.dispose()
    store = Store.open(there, wall_clock)
    try:
        assert store.read_now(lambda work: facts(work, everything=True)) == house.facts(everything=True)
    finally:
        store.close()


def test_numbers_come_back_as_they_were_written(house: House) -> None:
    house.bring_in(**EVERYTHING)
    numbers = {
        Decimal(str(fact[name]))
        for fact in house.facts()
        for name in ("score", "self_score", "hours")
        if name in fact
    }
    assert numbers == {Decimal("91.3333"), Decimal("95.25"), Decimal("7.5"), Decimal("2.5")}


def test_no_absence_is_lost_when_a_make_up_is_imported_twice(house: House) -> None:
    house.bring_in(组织生活={**MEETING, "补学": "李娜"})
    house.bring_in(组织生活={**MEETING, "补学": "李娜(2026-11-27)"})
    engine = make_engine(house.url)
    with engine.connect() as connection:
        kept = connection.execute(
            select(revisions.c.before).join(attendance, attendance.c.id == revisions.c.fact_id)
            .where(revisions.c.kind == "attendance", attendance.c.presence == "made_up").order_by(revisions.c.revision)
        ).scalars().all()  # fmt: skip
    engine.dispose()
    assert [before["presence"] for before in kept if before["presence"] != "made_up"][-1] == "absent"
