"""What changed between two standards is told in sentences that branches read: everything, and nothing twice."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from decimal import Decimal
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.commands import standard as command
from bot.domain.document import Table
from bot.domain.kinds import KINDS, kind_of
from bot.domain.standard import StandardFaults, load_standard
from bot.domain.standard_changes import Change, changes
from bot.domain.standard_rows import ROWS
from bot.domain.standard_values import KIND_NAMES, share, written
from bot.domain.standard_words import VOCABULARY
from bot.standards import DEFAULT, read_document

Document = dict[str, Any]
Edit = Callable[[Document], Any]
ORIGINAL = read_document(DEFAULT)


def edited(*edits: Edit) -> Document:
    document = deepcopy(ORIGINAL)
    for edit in edits:
        edit(document)
    return document


def told(*edits: Edit) -> list[str]:
    return [change.text for change in changes(ORIGINAL, edited(*edits))]


def row(document: Document, section: str, id_: str) -> Any:
    return next(found for found in document[section] if found["id"] == id_)


def indicator(document: Document, id_: str) -> Any:
    return row(document, "indicators", id_)


def measure(document: Document, id_: str) -> Any:
    return indicator(document, id_)["measure"]


# ---------------------------------------------------------------------- sentences


@pytest.mark.parametrize(("edit", "wanted"), [
    (lambda d: d["stars"]["bands"][0].update(min=Decimal(94)), "五星级最低分由95分改为94分"),
    (lambda d: d["stars"].update(award_is_capped_by_application=False), "评定星级由不高于申报星级改为不受申报星级限制"),
    (lambda d: d["quota"].update(max_percent=25), "五星名额由30%改为25%"),
    (lambda d: d["quota"].update(base="applicants"), "五星名额的基数由全部支部改为申报的支部"),
    (lambda d: d["quota"].update(tie_break=["aspect:B", "indicator:A03", "overdue_items:asc"]),
     "五星名额同分时依次比较的内容由B方面得分、逾期整改项数（少的在前）、A03得分、日常检查分、E方面得分"
     "改为B方面得分、A03得分、逾期整改项数（少的在前）"),
    (lambda d: d["application"].update(closes="11-15"), "申报截止由10月31日改为11月15日"),
    (lambda d: d["application"].update(late_working_days=3), "有理由的逾期申报期限由5个工作日改为3个工作日"),
    (lambda d: d["application"].update(late_allowed_with_reason=False), "有理由的逾期申报由可以受理改为不予受理"),
    (lambda d: d["publication"].update(notice_working_days=7), "公示期由5个工作日改为7个工作日"),
    (lambda d: d["daily"]["severity_deduction"].update(serious=Decimal("2.5")), "日常检查较重问题每项由扣2分改为扣2.5分"),
    (lambda d: d["daily"].update(restore_if_closed_on_time="1/3"), "日常检查问题按期销号返还扣分的比例由50%改为1/3"),
    (lambda d: d["meetings"]["quorum_election"].update(strict=True), "选举到会恰为规定比例由算达到改为不算达到"),
    (lambda d: d["meetings"].update(merged_sessions_allowed=d["meetings"]["merged_sessions_allowed"][1:]),
     "可以合并召开的活动减少党课和支部党员大会"),
    (lambda d: d["study"].update(holiday_rule="next_workday"), "遇放假的周五学习由不组织改为顺延到下一个工作日"),
    (lambda d: d["study"].update(makeup_within_days=7), "补学期限由14天改为7天"),
    (lambda d: d["rectification"]["default_days"].update(grave=45), "严重问题整改期限由30天改为45天"),
    (lambda d: d["rectification"]["escalate_after_days"].pop(), "取消通知档次 逾期7天"),
    (lambda d: d["inspection"]["quarter_windows"][1].update(to="07-15"), "二季度考核截止由7月10日改为7月15日"),
    (lambda d: d["duty_review"]["levels"][2]["reviewed_by"][2].update(weight=40),
     "述职评议 L3 支部书记述职：支部党员评议权重由30改为40"),
    (lambda d: d["transitions"]["labels"].update(promote="晋星"), "升星的名称由“升星”改为“晋星”"),
    (lambda d: row(d, "sanctions", "S2").update(talk_within_working_days=10), "处理 S2：约谈期限由15个工作日改为10个工作日"),
    (lambda d: d["incentives"][0].update(performance_bonus=Decimal("0.5")), "五星激励：绩效考核加分由0分改为0.5分"),
    (lambda d: d["meta"].update(adopted_on="2026-02-27"), "新增标准通过日期：2026年2月27日"),
])  # fmt: skip
def test_a_section_is_told_in_the_words_of_branches(edit: Edit, wanted: str) -> None:
    assert told(edit) == [wanted]


@pytest.mark.parametrize(("edit", "wanted"), [
    (lambda d: row(d, "veto", "V1")["indicators"].remove("B08"), "一票否决 V1 基本制度满分：所列指标减少B08"),
    (lambda d: row(d, "veto", "V1").update(cap_star=2), "一票否决 V1 基本制度满分：最高评定星级由三星改为二星"),
    (lambda d: row(d, "veto", "V1").update(applies_to_stars=[5]), "一票否决 V1 基本制度满分：适用星级减少四星"),
    (lambda d: row(d, "veto", "V2").update(enabled=True), "一票否决 V2 未按期换届且未经批准延期：由不启用改为启用"),
    (lambda d: d["veto"].remove(row(d, "veto", "V4")), "取消一票否决 V4 会议记录、学习记录弄虚作假（不启用）"),
    (lambda d: d["veto"].append({**row(d, "veto", "V2"), "id": "V5", "name": "两年未换届", "enabled": True}),
     "新增一票否决 V5 两年未换届：适用于四星、五星；条件为未按期换届且未经批准延期；所列指标A04；最高评为三星"),
    (lambda d: d["sanctions"].append({"id": "S4", "trigger": "star_below", "star": 2, "label": "通报"}),
     "新增处理 S4：低于规定星级；通报"),
])  # fmt: skip
def test_a_rule_with_an_id_is_told_under_its_name(edit: Edit, wanted: str) -> None:
    assert told(edit) == [wanted]


@pytest.mark.parametrize(("edit", "wanted"), [
    (lambda d: measure(d, "B02").update(deduct_per_missing=1), "B02 支部委员会会议：每少1个月由扣0.5分改为扣1分"),
    (lambda d: measure(d, "B03").update(deduct_per_missing=1), "B03 党小组会：每少1个组次（按党小组数平均）由扣0.5分改为扣1分"),
    (lambda d: measure(d, "B02").pop("applies_if"), "B02 支部委员会会议：取消适用范围（原为设支委会的支部）"),
    (lambda d: measure(d, "B05").update(required=2), "B05 主题党日：每月应召开由1次改为2次"),
    (lambda d: measure(d, "B06")["window"].update(to_next_year="02-28"), "B06 组织生活会：召开时段截止由次年3月31日改为次年2月28日"),
    (lambda d: measure(d, "B07")["steps"].remove("peer_review"), "B07 民主评议党员：应有的环节减少互评"),
    (lambda d: measure(d, "B07").update(excellent_max=Decimal("0.3")), "B07 民主评议党员：“优秀”比例上限由1/3改为30%"),
    (lambda d: measure(d, "B08").pop("exclude"), "B08 谈心谈话：不计入的党员由老弱病党员改为无"),
    (lambda d: measure(d, "B09")["events"].append("friday_study"), "B09 组织生活到会率：计入的活动增加周五学习"),
    (lambda d: measure(d, "B09")["bands"][1].update(points=Decimal("4.5")), "B09 组织生活到会率：到会率85%以上得分由4分改为4.5分"),
    (lambda d: measure(d, "B09").update(count_makeup_as_present=False), "B09 组织生活到会率：补学的由计为到会改为不计为到会"),
    (lambda d: measure(d, "C02").update(member_hours=40), "C02 集中学习培训学时：党员全年应学由32学时改为40学时"),
    (lambda d: measure(d, "E05")["parts"][1].update(target=Decimal("0.95")), "E05 党建品牌与群众满意度：分项“满意度”满分线由90%改为95%"),
    (lambda d: indicator(d, "B02").update(deduction="每少1个月扣1分"), "B02 支部委员会会议：评分办法改为：每少1个月扣1分"),
    (lambda d: indicator(d, "B02").update(requirement="每月至少1次"), "B02 支部委员会会议：要求改为：每月至少1次"),
    (lambda d: indicator(d, "B02").update(name="支委会"), "B02 支委会：名称由“支部委员会会议”改为“支委会”"),
    (lambda d: indicator(d, "B02").update(formula="4 - missing"), "B02 支部委员会会议：计算式改为：4 - missing"),
    (lambda d: indicator(d, "B09").update(veto=True), "B09 组织生活到会率：由不标为否决指标改为标为否决指标"),
    (lambda d: d["eight_items"]["items"][3].update(detail="桌椅够用"), "八有 R4 有桌椅：要求改为：桌椅够用"),
])  # fmt: skip
def test_an_indicator_is_told_under_its_number_and_name(edit: Edit, wanted: str) -> None:
    assert told(edit) == [wanted]


def test_points_moved_between_indicators_are_told_of_each() -> None:
    def edit(document: Document) -> None:
        indicator(document, "B02")["points"], indicator(document, "B01")["points"] = 5, 3

    assert told(edit) == [
        "B01 支部党员大会：分值由4分改为3分",
        "B02 支部委员会会议：分值由4分改为5分",
    ]


def test_weights_change_together() -> None:
    assert told(lambda d: d["scoring"].update(weight_annual=70, weight_daily=30)) == [
        "年度考评权重由60%改为70%",
        "日常检查权重由40%改为30%",
    ]


def test_a_new_indicator_is_told_with_its_requirement_and_an_old_one_with_its_points() -> None:
    def edit(document: Document) -> None:
        document["indicators"].remove(indicator(document, "E05"))
        document["aspects"][4]["points"] = 15
        document["aspects"].append({"id": "F", "name": "服务群众", "points": 3})
        document["indicators"].append({
            "id": "F01", "aspect": "F", "name": "联系群众", "points": 3, "requirement": "每名党员联系1户", "deduction": "每少1户扣0.1分",
            "measure": {"kind": "rubric", "step": 1, "parts": [{"id": "visits", "name": "走访", "max": 3}]},
        })  # fmt: skip
        document["meta"]["expected_aspects"] = 6

    after = edited(edit)
    load_standard(after)
    assert [(change.what, change.text) for change in changes(ORIGINAL, after)] == [
        ("E 作用发挥", "E 作用发挥：分值由18分改为15分"),
        ("F 服务群众", "新增方面 F 服务群众（3分）"),
        ("E05 党建品牌与群众满意度", "取消指标 E05 党建品牌与群众满意度（3分）"),
        ("F01 联系群众", "新增指标 F01 联系群众（3分）：每名党员联系1户；评分办法：每少1户扣0.1分"),
    ]


def test_another_way_to_measure_brings_its_parameters_and_drops_the_old_ones() -> None:
    parts = [{"id": "held", "name": "召开", "max": Decimal(4)}]
    assert told(lambda d: indicator(d, "B02").update(measure={"mode": "evidence", "kind": "rubric", "parts": parts, "step": 1})) == [
        "B02 支部委员会会议：评分来源由登记记录改为检查组评分",
        "B02 支部委员会会议：计分方式由按会议次数改为按分项评分",
        "B02 支部委员会会议：新增分项“召开”（4分）",
        "B02 支部委员会会议：新增评分档差：1分",
    ]  # fmt: skip


def test_a_change_has_its_subject_and_both_values_beside_the_sentence() -> None:
    assert changes(
        ORIGINAL, edited(lambda d: d["quota"].update(max_percent=25), lambda d: d["veto"].pop())
    ) == (
        Change("名额", "30%", "25%", "五星名额由30%改为25%"),
        Change(
            "一票否决 V4 会议记录、学习记录弄虚作假",
            "一票否决 V4 会议记录、学习记录弄虚作假（不启用）",
            None,
            "取消一票否决 V4 会议记录、学习记录弄虚作假（不启用）",
        ),
    )


@pytest.mark.parametrize(("edit", "wanted"), [
    (lambda d: d["study"].update(tea="green"), "新增参数“[study] tea”：“green”"),
    (lambda d: d["meetings"]["quorum_election"].update({"tea{break}": [1, True]}),
     "新增参数“[meetings] quorum_election tea{break}”：1、是"),
    (lambda d: indicator(d, "B02").update(tea={"cups": 2}), "B02 支部委员会会议：新增参数“[[indicators]] B02 tea cups”：2"),
    (lambda d: d.update(tea=Decimal("0.50")), "新增参数“[tea]”：0.5"),
    (lambda d: d["inspection"]["quarter_windows"][0].update(tea="x"), "新增参数“[inspection] quarter_windows 1 tea”：“x”"),
])  # fmt: skip
def test_what_nobody_knows_is_told_with_its_place(edit: Edit, wanted: str) -> None:
    assert told(edit) == [wanted]


# ---------------------------------------------------------------------- nothing that is none, nothing twice


@pytest.mark.parametrize("edit", [
    lambda d: None,
    lambda d: d["indicators"].reverse(),
    lambda d: d["daily"].update(restore_if_closed_on_time="1/2", base=Decimal("100.0")),
    lambda d: d["application"].update(late_working_days=5),
    lambda d: d["study"].update(credited_events=["theme_day", "party_lecture", "friday_study"]),
    lambda d: measure(d, "B09")["events"].reverse(),
    lambda d: measure(d, "B05").update(per_group=False),
    lambda d: measure(d, "C03").update(roles=["part_time_cadre", "secretary", "deputy_secretary"]),
])  # fmt: skip
def test_the_same_in_other_words_is_no_change(edit: Edit) -> None:
    after = edited(edit)
    load_standard(after)
    assert changes(ORIGINAL, after) == ()


def test_what_an_indicator_says_of_itself_twice_is_told_once() -> None:
    def edit(document: Document) -> None:
        row(document, "veto", "V1")["indicators"].append("B09")
        indicator(document, "B09")["veto"] = True
        indicator(document, "B02").update(frequency="quarter", formula="max(0, 4 - 1.0 * missing_quarters)")
        measure(document, "B02").update(period="quarter", deduct_per_missing=1)

    assert told(edit) == [
        "一票否决 V1 基本制度满分：所列指标增加B09",
        "B02 支部委员会会议：计次周期由每月改为每季度",
        "B02 支部委员会会议：每少1次由扣0.5分改为扣1分",
    ]


def test_neither_document_is_touched() -> None:
    before, after = deepcopy(ORIGINAL), edited(lambda d: d["meta"].update(version="2"))
    kept = deepcopy(after)
    changes(before, after)
    assert (before, after) == (ORIGINAL, kept)


# ---------------------------------------------------------------------- everything

Path_ = tuple[str | int, ...]
ROW_KEYS = {rows.key for rows in ROWS.values()}
OTHER_CODES = [
    "2027-12-01", "11-15", "1/4", "month", "closes_in_year", "hold_result", "zero", "deduct", "same_day", "all_below", "applicants",
    "next_workday", "manual_flag", "present_voters", "L1", "mixed", "auto", "has_groups", "not_applied",
]  # fmt: skip


def leaves(value: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Everything that is no table, with the way to it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, (*path, name))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*path, number))
    else:
        yield path, value


def others(value: Any) -> list[Any]:
    """Values of the same sort, some of which a standard may have in the same place."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int | Decimal):
        return [value + 1, value - 1, value / 2]
    if isinstance(value, list):
        return [value[1:], [*value, "B09"], ["theme_day"]]
    return [f"{value}甲", *(OTHER_CODES if value.isascii() else ())]


def put(table: Any, path: Path_, value: Any) -> Any:
    """A copy of a table with something else at the end of the way."""
    if not path:
        return value
    copied = table.copy()
    copied[path[0]] = put(table[path[0]], path[1:], value)
    return copied


def loads(document: Document) -> bool:
    try:
        load_standard(document)
    except StandardFaults:
        return False
    return True


@pytest.mark.parametrize("section", list(ORIGINAL))
def test_every_leaf_that_may_change_is_told_in_known_words(section: str) -> None:
    for path, value in leaves(ORIGINAL[section], (section,)):
        documents = (put(ORIGINAL, path, other) for other in others(value) if other != value)
        for document in islice(filter(loads, documents), 1):
            found = changes(ORIGINAL, document)
            assert found, path
            for change in found:
                assert not any(slip in change.text for slip in SLIPS), change.text
                assert "参数“" not in change.text or path[-1] in ROW_KEYS, change.text
                assert change.before != change.after


SLIPS = ("由由", "为为", "{row}", "{every}", "{unit}", "None")


def has_words(place: str) -> bool:
    return place in ROWS or place in VOCABULARY or any(known.startswith(f"{place}.") for known in VOCABULARY)


def test_every_parameter_of_every_kind_has_words() -> None:
    elsewhere = kind_of(Table({"kind": "checklist", "items_from": "eight_items"}, "", []))
    for kind in (*KINDS.values(), elsewhere):
        for name, read in {**kind.required, **kind.optional}.items():
            place = f"indicators.measure.{name}"
            assert has_words(place), name
            if isinstance(read, partial):
                for code in read.keywords.get("options", ()):
                    value = [code] if read.func is Table.texts else code
                    assert written(code) not in VOCABULARY[place].say(value), (name, code)


def test_every_kind_has_words() -> None:
    assert set(KIND_NAMES) == set(KINDS)


def test_a_share_without_end_stays_a_fraction() -> None:
    assert [share(value) for value in ("1/3", "1/2", "5/8", Decimal("0.9"), 1)] == [
        "1/3", "50%", "62.5%", "90%", "100%",
    ]  # fmt: skip


# ---------------------------------------------------------------------- the command


def run(*arguments: str) -> tuple[int, str, str]:
    app = typer.Typer()
    app.add_typer(command.app, name="standard")
    done = CliRunner().invoke(app, ["standard", "diff", *arguments])
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "own.toml"
    text = DEFAULT.read_text(encoding="utf-8")
    file.write_text(text.replace("max_percent = 30", "max_percent = 25"), encoding="utf-8")
    return file


def test_the_command_lists_what_changed(own: Path) -> None:
    assert run(str(DEFAULT), str(own)) == (
        0,
        f"{own} 与 {DEFAULT} 相比有1处差别：\n  五星名额由30%改为25%\n",
        "",
    )


def test_the_command_says_that_nothing_changed() -> None:
    assert run(str(DEFAULT), str(DEFAULT)) == (0, "两个标准没有差别。\n", "")


def test_the_command_speaks_json(own: Path) -> None:
    code, out, _ = run(str(DEFAULT), str(own), "--json")
    wanted = {"what": "名额", "before": "30%", "after": "25%", "text": "五星名额由30%改为25%"}
    assert (code, json.loads(out)) == (0, [wanted])
    assert run(str(DEFAULT), str(DEFAULT), "--json")[:2] == (0, "[]\n")


def test_the_command_names_the_faults_of_both_files(own: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.toml"
    own.write_text(own.read_text(encoding="utf-8").replace("total_points = 100", "total_points = 90"), encoding="utf-8")  # fmt: skip
    assert run(str(missing), str(own)) == (
        2,
        "",
        f"读不了 {missing}，请检查路径、权限和编码（UTF-8）。\n"
        f"{own} 有1处问题：\n  [meta] total_points：写的是90，各指标合计100\n",
    )
