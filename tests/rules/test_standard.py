"""A standard is used only when everything it says about itself is so; each fault is named with its place."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from bot.commands import standard as command
from bot.domain.kinds import KINDS
from bot.domain.standard import StandardFaults, load_standard
from bot.standards import DEFAULT, read_document, shipped_standard

Change = Callable[[dict[str, Any]], Any]


def faults(change: Change) -> list[str]:
    document = read_document(DEFAULT)
    change(document)
    with pytest.raises(StandardFaults) as caught:
        load_standard(document)
    return list(caught.value.faults)


def indicator(document: Mapping[str, Any], id_: str) -> Any:
    return next(found for found in document["indicators"] if found["id"] == id_)


def test_the_shipped_standard_is_in_order() -> None:
    standard = shipped_standard()
    assert (standard.name, len(standard.aspects), len(standard.indicators)) == ("2026-default@1.0.0", 5, 29)
    assert sum(found.points for found in standard.indicators) == 100
    assert {found.kind for found in standard.indicators} == set(KINDS)


@pytest.mark.parametrize(("change", "wanted"), [
    (lambda d: d.pop("study"), ["[study]：缺少这一节"]),
    (lambda d: d["study"].pop("makeup_within_days"), ["[study] makeup_within_days：缺少，应为不小于0的整数"]),
    (lambda d: d["study"].update(credit_step=Decimal(0)), ["[study] credit_step：应大于0，写的是“0”"]),
    (lambda d: d["study"].update(holiday_rule="ignore"),
     ["[study] holiday_rule：应为 skip、previous_workday、next_workday 之一，写的是“ignore”"]),
    (lambda d: d["meetings"].update(min_attendance_to_count=2),
     ["[meetings] min_attendance_to_count：应为0到1的数，写的是“2”"]),
    (lambda d: d["meetings"].update(merged_sessions_allowed=[["party_lecture", "tea"]]),
     ["[meetings] merged_sessions_allowed：['party_lecture', 'tea'] 应为两个已知的代码"]),
    (lambda d: d["scoring"].update(weight_daily=50), ["[scoring] weight_annual、weight_daily：合计应为100，实际是110"]),
    (lambda d: d["application"].update(closes="02-30"), ["[application] closes：应为月-日，如 10-31，写的是“02-30”"]),
    (lambda d: d["application"].update(closes="09-30"), ["[application] closes：不得早于 opens"]),
])  # fmt: skip
def test_a_faulty_section_is_named(change: Change, wanted: list[str]) -> None:
    assert faults(change) == wanted


@pytest.mark.parametrize(("change", "wanted"), [
    (lambda d: d["meta"].update(expected_indicators=30), ["[meta] expected_indicators：写的是30，实际是29"]),
    (lambda d: d["meta"].update(total_points=110), ["[meta] total_points：写的是110，各指标合计100"]),
    (lambda d: d["aspects"][1].update(points=36), ["[[aspects]] B points：制度执行写的是36，各指标合计35"]),
    (lambda d: indicator(d, "B02").update(id="B01"),
     ["[[veto]] V1 indicators：没有“B02”", "[[indicators]] B01：出现了2次"]),
    (lambda d: indicator(d, "B02")["measure"].update(kind="guess"),
     ["[[indicators]] B02 measure kind：没有“guess”这种计分方式"]),
    (lambda d: indicator(d, "B02")["measure"].pop("deduct_per_missing"),
     ["[[indicators]] B02 measure deduct_per_missing：缺少，应为不小于0的数"]),
    (lambda d: indicator(d, "B03")["measure"].update(per_grup=True),
     ["[[indicators]] B03 measure per_grup：没有这个参数，请核对拼写"]),
    (lambda d: indicator(d, "B05")["measure"].update(events=["tea"]),
     ["[[indicators]] B05 measure events：没有“tea”", "[[indicators]] B05 measure events：至少要有一种活动"]),
    (lambda d: indicator(d, "A02")["measure"]["parts"].pop(), ["[[indicators]] A02 measure 分项：合计2.0分，指标是3分"]),
    (lambda d: d["duty_review"]["levels"].pop(), ["[[indicators]] A03 measure level：[duty_review] 里没有层级“L3”"]),
    (lambda d: d["eight_items"]["items"].pop(), ["[[indicators]] D03 measure 分项：合计4.375分，指标是5分"]),
    (lambda d: indicator(d, "B09")["measure"]["bands"].reverse(),
     ["[[indicators]] B09 measure bands：各档应由高到低排列，不得重复"]),
    (lambda d: indicator(d, "A01")["measure"].pop("substitute_events"),
     ["[[indicators]] A01 measure substitute_if、substitute_events：应同时写明"]),
    (lambda d: d["veto"][0].update(indicators=["B01", "X1"]), ["[[veto]] V1 indicators：没有“X1”"]),
    (lambda d: d["stars"]["bands"].pop(),
     ["[stars] bands：最低一档应从0分起，写的是60.0", "[stars] min_star：写的是0，各档中是1"]),
    (lambda d: d["stars"]["bands"][1].update(min=Decimal(99)), ["[stars] bands：各档应由高到低排列，星级和最低分都不得重复"]),
    (lambda d: d["quota"].update(max_percent=130), ["[quota] max_percent：应为0到100的数，写的是“130”"]),
    (lambda d: d["quota"].update(overflow_to=5), ["[quota] overflow_to：应低于5星"]),
    (lambda d: d["quota"].update(tie_break=["aspect:Z"]), ["[quota] tie_break：没有“aspect:Z”"]),
])  # fmt: skip
def test_arithmetic_and_references_are_checked(change: Change, wanted: list[str]) -> None:
    assert faults(change) == wanted


def test_all_faults_are_told_at_once() -> None:
    def change(document: dict[str, Any]) -> None:
        document["meta"]["total_points"] = 99
        document["quota"]["base"] = "some"
        document["study"] = "later"

    assert faults(change) == [
        "[study]：应为一节",
        "[quota] base：应为 all_branches、applicants、five_star_applicants 之一，写的是“some”",
        "[meta] total_points：写的是99，各指标合计100",
    ]


ORIGINAL = read_document(DEFAULT)
NONSENSE: list[Any] = [None, [], {}, "", "x", -1, True, float("nan"), [[]], [{}], {"a": [1]}]


def told(document: dict[str, Any]) -> bool:
    """Whether a document is read, or refused with a place and words for each fault; anything else raises."""
    try:
        load_standard(document)
    except StandardFaults as found:
        return all("：" in fault for fault in found.faults)
    return True


@pytest.mark.parametrize("section", list(ORIGINAL))
def test_nonsense_in_a_section_is_a_fault_and_never_a_crash(section: str) -> None:
    content = ORIGINAL[section]
    for value in NONSENSE:
        assert told({**ORIGINAL, section: value})
        if isinstance(content, dict):
            assert all(told({**ORIGINAL, section: {**content, name: value}}) for name in content)
        if isinstance(content, list):
            first, *rest = content
            assert all(told({**ORIGINAL, section: [{**first, name: value}, *rest]}) for name in first)


@pytest.mark.parametrize("kind", list(KINDS))
def test_nonsense_in_a_measure_is_a_fault_and_never_a_crash(kind: str) -> None:
    first = next(row for row in ORIGINAL["indicators"] if row["measure"]["kind"] == kind)
    others = [row for row in ORIGINAL["indicators"] if row is not first]
    for value in NONSENSE:
        for name in first["measure"]:
            spoilt = {**first, "measure": {**first["measure"], name: value}}
            assert told({**ORIGINAL, "indicators": [spoilt, *others]})


def test_binary_floats_are_taken_as_written() -> None:
    document = read_document(DEFAULT)
    document["study"]["friday_session_hours"] = 1.1
    assert load_standard(document).study.session_hours == Decimal("1.1")


def run(*arguments: str) -> tuple[int, str]:
    app = typer.Typer()
    app.add_typer(command.app, name="standard")
    done = CliRunner().invoke(app, ["standard", "check", *arguments])
    return done.exit_code, done.stdout


def test_the_command_says_that_a_standard_is_fine() -> None:
    assert run(str(DEFAULT)) == (
        0,
        f"{DEFAULT}：五星级党支部评定标准 2026年 1.0.0，5个方面、29项指标，没有问题。\n",
    )


def test_the_command_lists_the_faults_of_a_standard(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    text = DEFAULT.read_text(encoding="utf-8")
    file.write_text(text.replace("total_points = 100", "total_points = 90"), encoding="utf-8")
    assert run(str(file)) == (1, f"{file} 有1处问题：\n  [meta] total_points：写的是90，各指标合计100\n")


@pytest.mark.parametrize("content", [None, b"[meta", b"\xff\xfe"])
def test_what_cannot_be_read_at_all_is_another_exit_code(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "own.toml"
    if content is not None:
        file.write_bytes(content)
    assert run(str(file))[0] == 2
