"""The end of a year as the committee's office meets it: proposal, notice, objection, review, publication, next year."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.__main__ import build
from bot.chat import Address
from bot.clock import HOUSE
from bot.domain.ledger import Dues
from bot.domain.people import Role, Roster
from bot.store import Store
from bot.store.schema import upgrade
from tests.rules.organ import Organ

EXAMPLE = Path(__file__).parents[1] / "rules" / "scoring_example"
ROLES = {"u02": Role.ORGAN_OFFICE, "u03": Role.FULL_TIME_DEPUTY, "u04": Role.ORGAN_SECRETARY}

Tell = Callable[..., tuple[int, str]]


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Every command's clock, put to a day at ten in the morning."""

    def put(day: date) -> None:
        moment = datetime(day.year, day.month, day.day, 10, 0, tzinfo=HOUSE)
        for module in ("common", "house", "rate", "standing"):
            monkeypatch.setattr(f"bot.commands.{module}.wall_clock", lambda: moment)

    put(date(2027, 4, 12))
    return put


def _bring_in(url: str, folder: Path) -> Organ:
    """The worked example, with an office, a full-time deputy and an organ secretary."""
    organ = Organ.at(url, folder)
    organ.bring_in(EXAMPLE)
    store = Store.open(url, lambda: datetime(2027, 4, 12, tzinfo=HOUSE))
    roster = store.read_now(lambda work: work.people.roster())
    people = tuple(
        replace(person, roles=frozenset({ROLES[person.account]})) if person.account in ROLES else person
        for person in roster.people
    )
    store.run_now(lambda work: work.people.save(Roster(roster.branches, people)))
    store.close()
    return organ


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's data base, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("example")
    url = f"sqlite:///{folder / 'example.db'}"
    upgrade(url)
    _bring_in(url, folder)
    return folder / "example.db"


@pytest.fixture
def url(example: Path, tmp_path: Path) -> str:
    shutil.copy(example, tmp_path / "house.db")
    return f"sqlite:///{tmp_path / 'house.db'}"


@pytest.fixture
def organ(url: str, tmp_path: Path, today: Callable[[date], None]) -> Organ:
    """The worked example on 12 April 2027."""
    del today
    return Organ.at(url, tmp_path)


@pytest.fixture
def tell(organ: Organ) -> Tell:
    return _teller(organ)


def _teller(organ: Organ) -> Tell:
    """A `fivestar rating` step: its exit code and what it says."""
    commands = build(["rating", "standard"])

    def say(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(commands, [*words, "--config", str(organ.config)])
        return done.exit_code, done.output

    return say


NOTICE = ("rating", "notice", "--year", "2026", "--minutes", "机关党委会纪要〔2027〕3号", "--as", "u02")
PUBLISH = ("rating", "publish", "--year", "2026", "--minutes", "机关党委会纪要〔2027〕5号", "--as", "u04")


def show(tell: Tell) -> dict[str, Any]:
    code, out = tell("rating", "show", "--year", "2026", "--json")
    assert code == 0
    document: dict[str, Any] = json.loads(out)
    return document


def test_what_is_incomplete_is_not_noticed_without_the_committees_consent(tell: Tell) -> None:
    assert tell(*NOTICE) == (
        2,
        "尚有待评或未到期：第四党支部。请补齐后再公示，或经机关党委同意加 --accept-incomplete。\n",
    )
    code, out = tell(*NOTICE, "--accept-incomplete")
    assert (code, out.splitlines()[:3]) == (0, [
        "2026年度评定结果已公示，公示期2027年4月12日至2027年4月19日。如有异议，请向机关党委办公室反映。",
        "2026年度评定结果（公示中，机关党委会纪要〔2027〕3号，标准2026-default@1.0.0）",
        "1. 第二党支部 100.00分 五星（升星授牌）",
    ])  # fmt: skip


@pytest.mark.parametrize("account", ["u01", "u05"])
def test_only_the_committee_and_its_office_may_notice(tell: Tell, account: str) -> None:
    words = [*NOTICE[:-1], account, "--accept-incomplete"]
    assert tell(*words) == (2, "这件事由机关党委办公室或专职副书记办理。\n")


def test_a_result_is_published_after_the_notice_by_the_organs_secretary(
    tell: Tell, today: Callable[[date], None], organ: Organ
) -> None:
    tell(*NOTICE, "--accept-incomplete")
    assert tell(*PUBLISH) == (2, "公示期到2027年4月19日，期满后才能公布。\n")
    today(date(2027, 4, 20))
    assert tell(*PUBLISH[:-1], "u02") == (2, "这件事由机关党委书记办理。\n")
    code, out = tell(*PUBLISH)
    assert (code, out.splitlines()) == (0, [
        "2026年度评定结果已公布。",
        "2026年度评定结果（已公布，机关党委会纪要〔2027〕3号，标准2026-default@1.0.0）",
        "1. 第二党支部 100.00分 五星（升星授牌）",
        "2. 第一党支部 97.97分 三星（降星）",
        "3. 第三党支部 90.00分 三星（定星）",
        "4. 第四党支部 61.36分 未定星（降星摘牌）",
        "   列为后进党支部, 限期整改：2027年7月19日前整改完成",
        "   约谈党支部书记：2027年5月11日前约谈",
        "   约谈党支部书记：2027年7月12日前回访",
    ])  # fmt: skip
    assert tell(*PUBLISH) == (2, "评定结果已经公布，不再改变。\n")
    assert tell(*NOTICE, "--accept-incomplete")[0] == 2
    first = organ.tell("standing", "--branch", "第一党支部", "--year", "2026")
    assert first["provisional"] is False


def test_an_objection_stops_the_publication_until_it_is_answered(
    tell: Tell, today: Callable[[date], None]
) -> None:
    tell(*NOTICE, "--accept-incomplete")
    objection = ("--year", "2026", "--branch", "民一庭支部")
    assert tell("rating", "object", *objection, "--text", "10月党小组会已开", "--as", "u01") == (
        0, "已登记第一党支部的异议，复核结束前不能公布。\n",
    )  # fmt: skip
    today(date(2027, 4, 20))
    assert tell(*PUBLISH) == (2, "第一党支部的异议还在复核，不能公布。\n")
    tell("rating", "settle", *objection, "--answer", "查无记录", "--rejected", "--as", "u03")
    assert tell(*PUBLISH)[0] == 0
    assert show(tell)["objections"] == [
        {"branch": "第一党支部", "text": "10月党小组会已开", "upheld": False, "answer": "查无记录"}
    ]


def test_an_upheld_objection_asks_for_a_new_notice(tell: Tell, today: Callable[[date], None]) -> None:
    tell(*NOTICE, "--accept-incomplete")
    objection = ("--year", "2026", "--branch", "第一党支部")
    tell("rating", "object", *objection, "--text", "10月党小组会已开", "--as", "u01")
    tell("rating", "settle", *objection, "--answer", "属实", "--upheld", "--as", "u03")
    today(date(2027, 4, 20))
    assert tell(*PUBLISH) == (2, "第一党支部的异议已成立，请改正记录后重新公示。\n")
    tell(*NOTICE, "--accept-incomplete")
    assert show(tell)["notice_until"] == "2027-04-27"


def test_what_was_noticed_is_bound_to_the_facts(tell: Tell, today: Callable[[date], None], url: str) -> None:
    """Recomputing from the same records agrees; a record changed meanwhile is noticed, and nothing is published."""
    tell(*NOTICE, "--accept-incomplete")
    assert tell("rating", "verify", "--year", "2026") == (0, "核对一致：标准版本和全部记录与公示时相同。\n")
    store = Store.open(url, lambda: datetime(2027, 4, 13, 9, tzinfo=HOUSE))
    store.run_now(lambda work: work.ledger.save([Dues("第三党支部", date(2026, 9, 1), complete=True)]))
    store.close()
    today(date(2027, 4, 20))
    assert tell("rating", "verify", "--year", "2026") == (1, "核对不一致：记录在公示之后有改动。\n")
    assert tell(*PUBLISH) == (2, "公示以后记录有改动，请核对后重新公示。\n")


def test_secretaries_are_told_and_next_year_starts_from_the_result(
    tell: Tell, today: Callable[[date], None], organ: Organ, url: str
) -> None:
    tell(*NOTICE, "--accept-incomplete")
    today(date(2027, 4, 20))
    tell(*PUBLISH)
    store = Store.open(url, lambda: datetime(2027, 4, 20, 11, tzinfo=HOUSE))
    secretary = store.read_now(lambda work: work.people.roster().secretary("第二党支部", date(2027, 4, 20)))
    assert secretary is not None
    told = store.read_now(lambda work: work.promises.of(Address("wecom", secretary.account)))
    store.close()
    assert [promise.reply.text for promise in told] == [
        "【公示】2026年度党支部星级评定结果公示，公示期2027年4月12日至2027年4月19日。如有异议，请向机关党委办公室反映。",
        "【评定结果】第二党支部2026年度评定为五星（升星授牌）。",
    ]
    rated = {b["branch"]: b for b in organ.tell("rate", "--year", "2027", "--at", "2027-04-20")["branches"]}
    # five stars and a plaque from 2026; nothing held yet in 2027, so it would be lost again
    assert (rated["第二党支部"]["transition"], rated["第二党支部"]["plaque"]) == ("demote", "plaque_remove")


# ---------------------------------------------------------------------- the standard's own life


def test_a_standard_goes_through_its_conference_before_it_is_in_force(
    tell: Tell, today: Callable[[date], None], tmp_path: Path
) -> None:
    file = tmp_path / "2027.toml"
    text = (Path("bot/standards/2026-default.toml")).read_text(encoding="utf-8")
    file.write_text(
        text.replace('id = "2026-default"', 'id = "2027-court"').replace("year = 2026", "year = 2027", 1),
        encoding="utf-8",
    )
    today(date(2027, 1, 5))
    assert tell("standard", "add", str(file), "--as", "u02")[0] == 0
    step = ("standard", "step", "2027-court@1.0.0")
    assert tell(*step, "adopt", "--as", "u03") == (2, "现在是“草案”，不能做 adopt 这一步。\n")
    tell(*step, "circulate", "--as", "u02")
    assert tell(*step, "table", "--as", "u02") == (2, "征求意见到2027年1月15日止，期满后再提交审议。\n")
    today(date(2027, 1, 15))
    tell(*step, "table", "--as", "u02")
    assert tell(*step, "adopt", "--as", "u03") == (2, "请用 --reference 写明通过标准的会议或会议纪要文号。\n")
    tell(*step, "adopt", "--as", "u03", "--reference", "2027年度机关党建工作会议")
    assert tell(*step, "enforce", "--as", "u02")[0] == 2
    assert tell(*step, "enforce", "--as", "u03") == (0, "2027-court@1.0.0：施行中。\n")
    code, out = tell("standard", "list")
    assert (code, out) == (
        0,
        "2027-court@1.0.0 2027年度 施行中（2027年1月15日）2027年度机关党建工作会议 书记已阅0/4\n",
    )


def test_an_amendment_must_not_take_away_what_has_happened(
    tell: Tell, today: Callable[[date], None], tmp_path: Path
) -> None:
    today(date(2026, 12, 1))
    first, second, third = (tmp_path / f"{number}.toml" for number in (1, 2, 3))
    text = (Path("bot/standards/2026-default.toml")).read_text(encoding="utf-8")
    first.write_text(text, encoding="utf-8")
    tell("standard", "add", str(first), "--as", "u02")
    for name in ("circulate", "table", "adopt", "enforce"):
        today(date(2026, 12, 1) if name == "circulate" else date(2026, 12, 14))
        account = "u02" if name in ("circulate", "table") else "u03"
        assert (
            tell("standard", "step", "2026-default", name, "--as", account, "--reference", "年度会议")[0] == 0
        )
    worse = text.replace('version = "1.0.0"', 'version = "1.1.0"').replace(
        "deduct_per_missing = 0.5", "deduct_per_missing = 0.8", 3
    )
    second.write_text(worse, encoding="utf-8")
    amended = ("--as", "u03", "--reference", "纪要〔2026〕20号")
    code, out = tell("standard", "amend", str(second), *amended)
    assert (code, out) == (2, "修订会使第一党支部已经发生的事多扣分，不得追溯，没有施行。\n")
    third.write_text(
        text.replace('version = "1.0.0"', 'version = "1.2.0"').replace("min = 95.0", "min = 94.0"),
        encoding="utf-8",
    )
    assert tell("standard", "amend", str(third), *amended) == (0, "2026-default@1.2.0 已施行，替代原版本。\n")
