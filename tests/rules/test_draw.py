"""The draw can be made again from what is published, and nothing in it can be changed unnoticed."""

import copy
import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chance import fresh_nonce
from bot.commands.draw import render
from bot.domain.draw import (
    BadRecord,
    Drawing,
    Record,
    Statement,
    commit,
    drawn,
    faults,
    how_many,
    read_record,
    record,
)

RULES = Drawing(10, 2, cover_all=True)
NONCE = "5eed" * 16

nonces = st.binary(min_size=32, max_size=32).map(bytes.hex)
organs = st.dictionaries(st.text("一二三四五六七八九十", min_size=1, max_size=3), st.integers(0, 3), min_size=1, max_size=30)  # fmt: skip


def a_draw(branches: dict[str, int] | None = None, nonce: str = NONCE, asked: int | None = None) -> Record:
    found = branches if branches is not None else dict.fromkeys(("第三党支部", "第五党支部", "第六党支部"), 0)
    return record(
        commit("2026-001", "2026-11-23T16:40:00+08:00", "许立新", found, RULES, nonce, asked), nonce
    )


@given(organs, nonces, st.none() | st.integers(1, 40))
def test_what_is_published_draws_the_same_again(
    branches: dict[str, int], nonce: str, asked: int | None
) -> None:
    made = a_draw(branches, nonce, asked)
    again = read_record(render(made))
    assert again == made
    assert faults(again) == []
    assert len(made.drawn) == how_many(len(branches), asked, 10, 2)


def test_by_hand() -> None:
    """As the decision describes it, with nothing but SHA-256."""

    def sha(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    made = a_draw(asked=2)
    ranked = sorted(
        ["第三党支部", "第五党支部", "第六党支部"], key=lambda name: sha(f"{NONCE}2026-001{name}")
    )
    assert made.drawn == tuple(ranked[:2])
    assert made.statement.nonce_hash == sha(NONCE)
    assert made.seal == sha(
        '{"asked":2,"candidates":[{"branch":"第三党支部","drawn":0},{"branch":"第五党支部","drawn":0},'
        '{"branch":"第六党支部","drawn":0}],"check_id":"2026-001","count":2,'
        '"drawn_at":"2026-11-23T16:40:00+08:00","drawn_by":"许立新","format":"fivestar-draw-1","least":2,'
        f'"nonce_hash":"{sha(NONCE)}","percent":10}}'
    )


def verdict(text: str) -> list[str]:
    try:
        return faults(read_record(text))
    except BadRecord as bad:
        return [bad.why]


@given(organs.filter(lambda found: len(found) > 2), nonces, st.data())
def test_no_character_can_be_changed_unnoticed(
    branches: dict[str, int], nonce: str, data: st.DataObject
) -> None:
    text = render(a_draw(branches, nonce))
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(
        st.characters(exclude_categories=["Cs"]).filter(lambda character: character != text[at])
    )
    changed = text[:at] + other + text[at + 1 :]
    try:
        same = json.loads(changed) == json.loads(text)  # a blank for a blank says the same
    except ValueError:
        same = False
    assert same or verdict(changed)


def changed(change: Any) -> str:
    document = copy.deepcopy(a_draw(asked=2).document())
    change(document)
    return json.dumps(document, ensure_ascii=False)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda d: d.update(nonce="0" * 64), "随机数与抽取时承诺的不符"),
        (lambda d: d["candidates"].pop(), "候选名单、时间、抽取人或个数与承诺码不符"),
        (lambda d: d["candidates"].reverse(), "候选支部的顺序与抽取时不同"),
        (lambda d: d["candidates"].append(d["candidates"][0]), "候选支部有重复"),
        (lambda d: d["candidates"][0].update(drawn=1), "候选名单、时间、抽取人或个数与承诺码不符"),
        (lambda d: d.update(count=1), "抽取个数1与候选3个支部应抽的个数不符"),
        (lambda d: d.update(drawn_by="张华"), "候选名单、时间、抽取人或个数与承诺码不符"),
        (lambda d: d.update(seal="0" * 64), "候选名单、时间、抽取人或个数与承诺码不符"),
        (lambda d: d["drawn"].reverse(), "公布的支部顺序与抽取顺序不同"),
        (lambda d: d["drawn"].pop(), "重新计算的抽取结果与公布的不同"),
        (lambda d: d.pop("nonce"), "不是完整的抽查公布文件：缺少 nonce"),
        (lambda d: d.update(more=1), "不是完整的抽查公布文件：不应有 more"),
        (lambda d: d.update(count=True), "抽查公布文件的内容不对：count"),
        (lambda d: d.update(nonce=NONCE.upper()), "抽查公布文件的内容不对：nonce"),
        (lambda d: d.update(drawn_by="\ud800"), "抽查公布文件的内容不对：drawn_by"),
        (lambda d: d.update(percent=float("nan")), "抽查公布文件的内容不对：有不是数的数字"),
        (lambda d: d.update(candidates=[1]), "抽查公布文件的内容不对：candidates"),
    ],
)  # fmt: skip
def test_each_change_has_its_sentence(change: Any, why: str) -> None:
    assert why in verdict(changed(change))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "不是抽查公布文件，读不出 JSON 内容"),
        ("\x00\x01", "不是抽查公布文件，读不出 JSON 内容"),
        ("[" * 100_000, "不是抽查公布文件，读不出 JSON 内容"),
        ("[]", "不是抽查公布文件"),
        ('{"seal": 1, "seal": 2}', "不是完整的抽查公布文件：同一项写了两次"),
    ],
    ids=["empty", "binary", "deep", "list", "twice"],
)
def test_what_is_no_record_is_said_to_be_none(text: str, why: str) -> None:
    assert verdict(text) == [why]


@given(st.integers(1, 30), st.lists(st.integers(1, 7), min_size=1, max_size=20), nonces)
def test_all_are_drawn_once_before_any_is_drawn_twice(total: int, sizes: list[int], nonce: str) -> None:
    times = {f"支部{number:02d}": 0 for number in range(total)}
    for number, size in enumerate(sizes, 1):
        statement = commit(f"2026-{number:03d}", "2026-11-23", "许立新", times, RULES, nonce, size)
        for branch in drawn(statement, nonce):
            times[branch] += 1
        assert max(times.values()) - min(times.values()) <= 1


def test_chance_gives_a_number_nobody_foresees() -> None:
    seen = {fresh_nonce() for _ in range(20)}
    assert len(seen) == 20
    assert all(len(bytes.fromhex(nonce)) == 32 for nonce in seen)


def test_without_covering_all_nobody_is_spared() -> None:
    statement: Statement = commit(
        "2026-002", "2026-11-23", "许立新", {"甲": 9, "乙": 0}, Drawing(10, 1, False), NONCE
    )
    assert {candidate.drawn for candidate in statement.candidates} == {0}


@pytest.mark.parametrize(
    ("total", "asked", "count"), [(24, None, 3), (20, None, 2), (21, None, 3), (3, None, 2), (1, None, 1), (5, 9, 5), (5, 3, 3)]
)  # fmt: skip
def test_how_many_are_drawn(total: int, asked: int | None, count: int) -> None:
    assert how_many(total, asked, 10, 2) == count
