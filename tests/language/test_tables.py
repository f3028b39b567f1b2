"""Rows copied from a sheet."""

import pytest

from bot.language.tables import as_sentences


@pytest.mark.parametrize("gap", ["\t", "  ", " | ", "｜", " "])
def test_every_row_becomes_a_report(gap: str) -> None:
    rows = [["日期", "活动", "应到", "实到", "缺席人员"], ["11月6日", "支委会", "5", "4", "李强"]]
    assert (
        as_sentences("\n".join(gap.join(row) for row in rows))
        == "11月6日，支委会，应到5，实到4，缺席人员李强"
    )


def test_what_stands_above_the_head_stays() -> None:
    text = "三支部十一月\n日期 活动 实到\n11月6日 支委会 5\n11月13日 党课 18"
    assert as_sentences(text) == "三支部十一月\n11月6日，支委会，实到5\n11月13日，党课，实到18"


@pytest.mark.parametrize(
    "text", ["", "支委会", "日期\n11月6日", "应到5，实到4\n请假李强", "今天 党课 实到18\n应到20"]
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert as_sentences(text) == text
