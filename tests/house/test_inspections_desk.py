"""Inspections and draws as the office meets them: at the command line, exit codes included."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot import inspecting
from bot.__main__ import build
from bot.chat import Address
from bot.clock import HOUSE
from bot.commands.draw import render
from bot.domain.draw import Drawing, commit, drawn, read_record, record
from bot.domain.people import Branch, Office, Role, Roster
from bot.standards import shipped_standard
from bot.store import Store
from bot.store.schema import upgrade
from tests import make

NOW = datetime(2026, 12, 7, 10, 0, tzinfo=HOUSE)
THIRD, FIFTH, SIXTH = "第三党支部", "第五党支部", "第六党支部"
NONCE = "5eed" * 16
PEOPLE = (
    make.person("张华", "secretary", at=THIRD, group=None, offices=[Office.SECRETARY]),
    make.person("赵立军", "zhao", at=FIFTH, group=None, roles=[Role.INSPECTOR]),
    make.person("吕志良", "lv", at=FIFTH, group=None, roles=[Role.INSPECTOR]),
    make.person("唐敏", "tang", at=SIXTH, group=None, roles=[Role.INSPECTOR]),
    make.person("尹志航", "yin", at=SIXTH, group=None, roles=[Role.INSPECTOR]),
    make.person("许立新", "deputy", at=SIXTH, group=None, roles=[Role.FULL_TIME_DEPUTY]),
    make.person("廖永凯", "office", at=SIXTH, group=None, roles=[Role.ORGAN_OFFICE]),
    make.person("万里云", "admin", at=SIXTH, group=None, roles=[Role.SYSADMIN]),
)

Tell = Callable[..., tuple[int, str]]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path / 'house.db'}"
    upgrade(url)
    (tmp_path / "config.toml").write_text(f'[database]\nurl = "{url}"\n', encoding="utf-8")
    for module in ("common", "house", "inspection", "draw"):
        monkeypatch.setattr(f"bot.commands.{module}.wall_clock", lambda: NOW)
    opened = Store.open(url, lambda: NOW)
    branches = (Branch(THIRD, "三支部"), Branch(FIFTH, "五支部"), Branch(SIXTH, "六支部"))
    opened.run_now(lambda work: work.people.save(Roster(branches, PEOPLE)))
    yield opened
    opened.close()


@pytest.fixture
def tell(store: Store, tmp_path: Path) -> Tell:
    del store
    commands = build(["inspection", "draw", "facts"])

    def say(*words: str, config: Path | None = None) -> tuple[int, str]:
        done = CliRunner().invoke(commands, [*words, "--config", str(config or tmp_path / "config.toml")])
        return done.exit_code, done.output

    return say


OPEN = ("inspection", "open", "--quarter", "4", "--as", "office")


def test_the_office_opens_and_everybody_concerned_is_told(tell: Tell, store: Store) -> None:
    assert tell("inspection", "list") == (0, "2026年还没有启动检查。\n")
    assert tell(*OPEN) == (
        0,
        "已启动2026年四季度检查（编号1），12月1日至12月31日，已通知检查员和支部书记。\n"
        "第三党支部：赵立军、吕志良\n第五党支部：唐敏、尹志航\n第六党支部：赵立军、吕志良\n",
    )
    told = store.read_now(
        lambda work: [p.reply.text for p in work.promises.of(Address("wecom", "secretary"))]
    )
    assert told == [
        "【检查通知】2026年四季度检查12月1日至12月31日进行，检查组：赵立军、吕志良。请先对照评定标准自查，备好会议记录和台账。"
    ]
    assert tell("inspection", "list") == (
        0,
        "1. 2026年四季度检查，12月1日至12月31日\n"
        "   第三党支部：赵立军、吕志良（已安排）\n   第五党支部：唐敏、尹志航（已安排）\n   第六党支部：赵立军、吕志良（已安排）\n",
    )
    assert tell(*OPEN) == (2, "2026年四季度检查已经启动，不用重复启动。\n")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--as", "office"), "请用 --quarter 写明季度，或用 --topic 写明专项检查的名称，两者选一。"),
        (("--as", "office", "--quarter", "1"), "2026年一季度检查时间为3月16日至4月10日，已经结束，没有启动。"),
        (("--as", "office", "--topic", "长" * 81), "专项检查的名称最多80个字。"),
        (("--as", "office", "--topic", "灯下黑", "--from", "2026-12-20", "--to", "2026-12-10"), "截止日期早于开始日期，没有启动。"),
        (("--as", "office", "--quarter", "4", "--branch", "九支部"), "名册里没有“九支部”这个支部。"),
        (("--as", "admin", "--quarter", "4"), "这件事由专职副书记或机关党委办公室办理。"),
        (("--as", "nobody", "--quarter", "4"), "名册里没有账号“nobody”。"),
    ],
)  # fmt: skip
def test_what_cannot_be_opened_is_said(tell: Tell, words: tuple[str, ...], sentence: str) -> None:
    assert tell("inspection", "open", *words) == (2, sentence + "\n")
    assert tell("inspection", "list") == (0, "2026年还没有启动检查。\n")


def test_a_branch_from_assignment_to_issue_list(tell: Tell) -> None:
    tell(*OPEN)

    def step(name: str, account: str) -> tuple[int, str]:
        return tell("inspection", name, "1", "--branch", "三支部", "--as", account)

    assert step("score", "tang") == (2, "这件事由承担任务的检查员办理。\n")
    assert step("sign", "deputy") == (2, "目前是“已安排”，不能直接改为“已签发”，没有更改。\n")
    assert step("score", "zhao") == (0, "第三党支部：已评分。\n")
    assert step("sign", "office") == (2, "这件事由专职副书记办理。\n")
    assert step("sign", "deputy") == (0, "第三党支部：已签发。问题清单请于12月14日前下达。\n")
    assert step("issue", "office") == (0, "第三党支部：已下达问题清单。\n")
    assert tell("inspection", "score", "2", "--branch", "三支部", "--as", "zhao") == (
        2,
        "没有编号为2的检查，见 fivestar inspection list。\n",
    )


def test_messages_wait_for_the_hours_in_which_they_may_go_out(
    tell: Tell, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.commands.common.wall_clock", lambda: NOW.replace(hour=21))
    tell(*OPEN)
    promised = store.read_now(lambda work: work.promises.of())
    assert {promise.not_before for promise in promised} == {NOW.replace(day=8, hour=8, minute=30)}


def test_inspectors_are_exchanged_but_nobody_inspects_at_home(tell: Tell, store: Store) -> None:
    tell(*OPEN)

    def assign(*accounts: str, branch: str = "三支部") -> tuple[int, str]:
        chosen = [word for account in accounts for word in ("--inspector", account)]
        return tell("inspection", "assign", "1", "--branch", branch, *chosen, "--as", "office")

    assert assign("zhao", "tang") == (0, "第三党支部的检查员改为赵立军、唐敏，已通知。\n")
    told = store.read_now(lambda work: [p.reply.text for p in work.promises.of(Address("wecom", "tang"))])
    assert told[-1] == (
        "【检查安排】2026年四季度检查（12月1日至12月31日），请您检查第三党支部（同组：赵立军）、第五党支部（同组：尹志航）。"
    )
    assert assign("zhao", "lv", branch="五支部") == (2, "赵立军是第五党支部的党员，不能检查本支部。\n")
    assert assign("zhao", "secretary") == (2, "账号“secretary”不是名册里的检查员。\n")
    assert assign("zhao", "ZHAO") == (2, "每个支部需要2名检查员。\n")


def test_a_campaign_goes_on(tell: Tell) -> None:
    code, out = tell("inspection", "open", "--topic", "灯下黑", "--branch", "三支部", "--as", "deputy")
    assert (code, out.splitlines()[0]) == (
        0,
        "已启动“灯下黑”专项检查（编号1），12月7日至次年1月6日，已通知检查员和支部书记。",
    )
    advance = ("inspection", "advance", "1", "--as", "office")
    assert [tell(*advance)[1] for _ in range(5)] == [
        "“灯下黑”专项检查进入“现场检查”。\n",
        "“灯下黑”专项检查进入“整改”。\n",
        "“灯下黑”专项检查进入“总结”。\n",
        "“灯下黑”专项检查进入“已结束”。\n",
        "目前是“已结束”，不能直接改为“下一阶段”，没有更改。\n",
    ]
    (listed,) = json.loads(tell("inspection", "list", "--json")[1])
    assert (listed["kind"], listed["phase"], listed["to"]) == ("campaign", "closed", "2027-01-06")
    assert listed["branches"] == [{"branch": THIRD, "inspectors": ["zhao", "lv"], "progress": "assigned"}]
    tell(*OPEN)
    assert tell("inspection", "advance", "2", "--as", "office") == (
        2,
        "2026年四季度检查不是专项检查，没有阶段。\n",
    )


# ---------------------------------------------------------------------- the draw


def draw(store: Store) -> tuple[str, ...]:
    deputy = next(person for person in PEOPLE if person.account == "deputy")

    def write(work: Any) -> tuple[str, ...]:
        sealed = inspecting.spot_check(
            work, shipped_standard(), deputy, NONCE, 1, lambda person: Address("wecom", person.account)
        )[1]
        return sealed.record.drawn

    return store.run_now(write)


@pytest.fixture
def published(tell: Tell, store: Store, tmp_path: Path) -> Path:
    draw(store)
    tell("draw", "visited", "2026-001", "--as", "deputy")
    file = tmp_path / "抽查.json"
    assert tell("draw", "publish", "2026-001", "--out", str(file), "--as", "deputy") == (
        0,
        f"抽查2026-001已公布到 {file}，核对请执行：fivestar draw verify {file}\n",
    )
    return file


def test_before_the_visit_nobody_reads_a_branch_anywhere(tell: Tell, store: Store, tmp_path: Path) -> None:
    assert tell("draw", "list") == (0, "2026年还没有抽查。\n")
    (branch,) = draw(store)
    for words in (("draw", "list"), ("draw", "list", "--json"), ("inspection", "list"), ("facts", "--all")):
        code, out = tell(*words)
        assert code == 0
        assert branch not in out
    assert tell("draw", "list")[1].startswith("2026-001 抽取1个支部，未检查\n   承诺码 ")
    out = str(tmp_path / "抽查.json")
    assert tell("draw", "publish", "2026-001", "--out", out, "--as", "deputy") == (
        2,
        "抽查2026-001还没有登记检查，检查以后才能公布：fivestar draw visited 2026-001 --as deputy\n",
    )
    for account in ("admin", "office", "zhao"):
        assert tell("draw", "visited", "2026-001", "--as", account) == (2, "这件事由专职副书记办理。\n")
        assert tell("draw", "publish", "2026-001", "--out", out, "--as", account)[0] == 2
    assert not Path(out).exists()
    assert tell("draw", "visited", "2026-009", "--as", "deputy") == (
        2,
        "没有编号为“2026-009”的抽查，见 fivestar draw list。\n",
    )


def test_after_the_visit_everybody_can_verify(tell: Tell, published: Path, tmp_path: Path) -> None:
    document = json.loads(published.read_text(encoding="utf-8"))
    (branch,) = document["drawn"]
    fits = f"抽查2026-001核对一致：从3个支部中抽取1个，结果是{branch}。\n承诺码 {document['seal']}，"
    verify = ("draw", "verify", str(published))
    assert tell(*verify) == (0, f"{fits}与数据库保存的承诺码一致。\n")
    assert tell(*verify, config=tmp_path / "none.toml") == (
        0,
        f"{fits}没有可用的数据库，请将承诺码与抽取时抄下的核对。\n",
    )
    broken = tmp_path / "broken.toml"
    broken.write_text('[database]\nurl = "sqlite:////nowhere/none.db"\n', encoding="utf-8")
    assert tell(*verify, config=broken) == tell(*verify, config=tmp_path / "none.toml")
    code, out = tell(*verify, "--json")
    assert (code, json.loads(out)["ok"], json.loads(out)["compared_with_database"]) == (0, True, True)
    assert f"12月7日公布：{branch}" in tell("draw", "list")[1]
    assert json.loads(tell("draw", "list", "--json")[1])[0]["drawn"] == [branch]
    assert tell("draw", "publish", "2026-001", "--out", str(published), "--as", "deputy") == (
        2,
        f"{published} 已经存在，请换一个文件名。\n",
    )
    assert tell("draw", "visited", "2026-001", "--as", "deputy") == (
        2,
        "抽查2026-001已于2026年12月7日登记检查。\n",
    )


def test_a_changed_file_is_found_out(tell: Tell, published: Path, tmp_path: Path) -> None:
    text = published.read_text(encoding="utf-8")
    changed = tmp_path / "changed.json"
    changed.write_text(text.replace(NONCE, "0" * 64), encoding="utf-8")
    assert tell("draw", "verify", str(changed)) == (
        1,
        "抽查2026-001核对不一致：随机数与抽取时承诺的不符；重新计算的抽取结果与公布的不同；与数据库里保存的随机数不符。\n"
        if json.loads(text)["drawn"] != _drawn_by_zeroes(text)
        else "抽查2026-001核对不一致：随机数与抽取时承诺的不符；与数据库里保存的随机数不符。\n",
    )
    code, out = tell("draw", "verify", str(changed), "--json")
    assert (code, json.loads(out)["ok"]) == (1, False)


def _drawn_by_zeroes(text: str) -> list[str]:
    return list(drawn(read_record(text).statement, "0" * 64))


def test_a_file_made_up_as_a_whole_is_found_out_by_the_data_base(
    tell: Tell, published: Path, tmp_path: Path
) -> None:
    """Whoever draws anew, and fits everything else to it, has another seal than the one that was kept."""
    kept = read_record(published.read_text(encoding="utf-8")).statement
    times = {candidate.branch: candidate.drawn for candidate in kept.candidates}
    for number, why in (
        ("2026-001", "与数据库里抽取时保存的承诺码不符"),
        ("2026-002", "数据库里没有这次抽查"),
    ):
        other = commit(number, kept.drawn_at, kept.drawn_by, times, Drawing(10, 2, True), "1" * 64, 1)
        made_up = tmp_path / f"{number}.json"
        made_up.write_text(render(record(other, "1" * 64)), encoding="utf-8")
        assert tell("draw", "verify", str(made_up)) == (1, f"抽查{number}核对不一致：{why}。\n")
        assert tell("draw", "verify", str(made_up), config=tmp_path / "none.toml")[0] == 0


def test_what_is_no_record(tell: Tell, tmp_path: Path) -> None:
    missing, binary, other = (tmp_path / name for name in ("missing", "binary", "other"))
    binary.write_bytes(b"\xff\xfe\x00")
    other.write_text("{}", encoding="utf-8")
    assert tell("draw", "verify", str(missing)) == (2, f"读不了 {missing}：No such file or directory。\n")
    assert tell("draw", "verify", str(binary)) == (2, f"{binary} 不是抽查公布文件，读不出文字。\n")
    code, out = tell("draw", "verify", str(other))
    assert code == 2
    assert out.startswith(f"{other} 不是完整的抽查公布文件：缺少 format、check_id、")
    assert tell("draw", "verify", str(tmp_path))[0] == 2
