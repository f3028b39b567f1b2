"""What is said and what is understood: the first conversations, sentence by sentence (conversation.md)."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.almanac import load_calendar
from bot.clock import HOUSE
from bot.domain.people import Office, Roster
from bot.language.intents import Intent
from bot.language.understand import Reader
from bot.standards import shipped_standard
from tests import make

PEOPLE = Roster(
    (make.branch("第三党支部"), make.branch("第六党支部", committee=False, groups=0)),
    (
        make.person("张华", "zhanghua", offices=[Office.SECRETARY]),
        make.person("李强", "liqiang", group=2),
        make.person("李娜", "lina"),
        make.person("张明", "zhangming"),
        make.person("陈立", "chenli", group=2, offices=[Office.GROUP_LEADER]),
        make.person("明天宇", "mingtianyu"),
        make.person("孟庆山", "mengqingshan", at="第六党支部", group=None, offices=[Office.SECRETARY]),
    ),
)
READER = Reader(PEOPLE, load_calendar(), shipped_standard())
MONDAY = datetime(2026, 11, 23, 16, 40, tzinfo=HOUSE)
TALK = frozenset({Intent.OTHER, Intent.CONFIRM, Intent.CANCEL, Intent.REFUSE_SECRET})

SAID: list[tuple[str, str, str, dict[str, Any]]] = [
    # who, says → intent, slots
    ("张明", "签到", "check_in", {}),
    ("张明", "到了", "check_in", {}),
    ("张明", "签到 主题党日", "check_in", {"event": "theme_day"}),
    ("张明", "我参加了今天的党课", "check_in", {"event": "party_lecture", "date": "2026-11-23"}),
    ("张明", "周五学习日已参加", "log_study", {"date": "2026-11-20"}),
    ("张明", "上周五下午学了两小时民法典", "log_study", {"date": "2026-11-20", "minutes": 120, "topic": "民法典"}),
    ("张明", "上周五的学习我补完了", "make_up", {"event": "friday_study", "date": "2026-11-20"}),
    ("张明", "明天的学习我请个假，要开庭", "leave", {"event": "friday_study", "date": "2026-11-24", "reason": "official_duty"}),
    ("明天宇", "明天党课请假", "leave", {"event": "party_lecture", "date": "2026-11-24"}),
    ("张华", "支委会 应到5 实到4 李强出差请假", "log_meeting",
     {"event": "committee_meeting", "date": "2026-11-23", "due": 5, "present": 4,
      "leave": [{"name": "李强", "reason": "official_duty"}]}),
    ("张华", "今天下午支委会，应到五人，实到四人，李强请假", "log_meeting",
     {"event": "committee_meeting", "date": "2026-11-23", "due": 5, "present": 4, "leave": [{"name": "李强"}]}),
    ("张华", "上周五学习除了张明请假都到了", "log_meeting",
     {"event": "friday_study", "date": "2026-11-20", "leave": [{"name": "张明"}]}),
    ("陈立", "第二党小组会 应到3 实到3", "log_meeting",
     {"event": "group_meeting", "group": 2, "date": "2026-11-23", "due": 3, "present": 3}),
    ("张华", "三会一客都开了。直委会上周三开的，英到5十到5", "log_meeting",
     {"event": "committee_meeting", "date": "2026-11-18", "due": 5, "present": 5}),
    ("张华", "下周三下午三点三楼会议室开支委会", "plan_meeting",
     {"event": "committee_meeting", "date": "2026-12-02", "time": "15:00", "place": "三楼会议室"}),
    ("张华", "明天的支委会改到后天", "move_meeting", {"event": "committee_meeting", "date": "2026-11-24", "to": "2026-11-25"}),
    ("张华", "明天的支委会不开了", "cancel_meeting", {"event": "committee_meeting", "date": "2026-11-24"}),
    ("张华", "不对，是4个人", "amend", {"present": 4}),
    ("张华", "支委会应到改成6", "amend", {"event": "committee_meeting", "due": 6}),
    ("张华", "刚才那条撤销", "revoke", {}),
    ("张华", "确认", "confirm", {}),
    ("张华", "算了", "cancel", {}),
    ("张华", "我和张明、李娜各谈了一次话", "log_talk", {"date": "2026-11-23", "names": ["张明", "李娜"]}),
    ("陈立", "批准张明请假", "approve", {"name": "张明", "what": "leave"}),
    ("张明", "我们几分", "query_standing", {"branch": "第三党支部"}),
    ("孟庆山", "制度执行扣了多少", "query_standing", {"branch": "第六党支部", "aspect": "B"}),
    ("张明", "我是谁", "whoami", {}),
    ("张明", "帮助", "help", {}),
    ("张明", "我的记录", "query_own", {"what": "all"}),
    ("张明", "你们存了我什么", "privacy", {}),
    ("张明", "机密★一年\n某某纪要", "refuse_secret", {}),
    ("张明", "收到", "other", {}),
    ("张明", "昨天的党课我没参加", "other", {}),
    ("张明", "【转发】通知：明天下午三点开党员大会", "other", {}),
    ("张明", "下午两点审委会开会，应到9人", "other", {}),
]  # fmt: skip


def read(who: str, text: str) -> list[tuple[Intent, dict[str, Any]]]:
    (speaker,) = PEOPLE.named(who)
    return [(one.intent, dict(one.slots)) for one in READER.read(text, speaker, MONDAY).readings]


@pytest.mark.parametrize(("who", "text", "intent", "slots"), SAID, ids=[text[:24] for _, text, _, _ in SAID])
def test_it_is_understood(who: str, text: str, intent: str, slots: dict[str, Any]) -> None:
    assert read(who, text) == [(Intent(intent), slots)]


def writes(text: str) -> bool:
    (speaker,) = PEOPLE.named("张华")
    understood = READER.read(text, speaker, MONDAY)
    reads = (
        TALK
        | {i for i in Intent if i.value.startswith("query_")}
        | {Intent.HELP, Intent.WHOAMI, Intent.PRIVACY, Intent.EXPORT}
    )
    return understood.question is None and any(one.intent not in reads for one in understood.readings)


@pytest.mark.parametrize("text", [
    "签到了吗", "谁没签到", "支委会开了没有", "还没签到怎么办", "今天支委会", "明天的支委会应到5实到5", "支委会应到5实到7",
    "第2条退回了没有", "学习日张小三请假，别人都来了", "我没参加", "如果下雨就取消明天的支委会", "明天的学习能请个假不",
])  # fmt: skip
def test_a_question_a_negation_or_a_contradiction_never_writes(text: str) -> None:
    assert not writes(text)


@given(text=st.text(max_size=400))
def test_any_text_is_read_without_raising(text: str) -> None:
    read("张华", text)


@given(
    words=st.lists(
        st.sampled_from(
            [
                "支委会",
                "应到5",
                "实到4",
                "李强",
                "请假",
                "明天",
                "上周五",
                "学习",
                "，",
                "吗",
                "签到",
                "改成",
                "三点",
                "第2条",
                "不对",
            ]
        ),
        max_size=14,
    )
)
def test_any_mixture_of_known_words_is_read_without_raising(words: list[str]) -> None:
    read("张华", "".join(words))


FACTUAL = [text for _, text, intent, _ in SAID if intent in ("log_meeting", "check_in", "log_study")]


@pytest.mark.parametrize("text", FACTUAL)
def test_width_blanks_and_ornament_do_not_change_a_reading(text: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in text)
    plain = read("张华", text)
    assert [read("张华", variant) for variant in (wide, f"  {text} ", f"{text}👍")] == [plain, plain, plain]


@pytest.mark.parametrize("text", FACTUAL)
def test_asking_whether_makes_it_no_write(text: str) -> None:
    assert not writes(f"{text}吗")
