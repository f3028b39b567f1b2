"""What the rules say: how many must be there, how often, what is taken off. From the standard in force, never from memory."""

import re

from bot import wording
from bot.chat import Reply
from bot.domain.activity import EVENT_NAMES, Event, due_people
from bot.domain.quorum import Majority, Quorum
from bot.domain.standard import Indicator, Standard
from bot.language.intents import Intent
from bot.language.subjects import Subjects
from bot.router import Message, Router
from bot.store.work import Work

routes = Router()

_DECISIONS = (
    ("election", "选举", re.compile("选举|换届|改选|补选|差额|投票选")),
    ("admission_vote", "接收预备党员、转正", re.compile("接收|发展党员|预备党员|转正|入党|吸收")),
    ("committee", "支委会", re.compile("支委会|支部委员会|委员会|支委")),
    (
        "assembly_vote",
        "党员大会表决",
        re.compile("表决|决议|党员大会|支部大会|投票|通过|开会|到会|人数|法定|半数"),
    ),
)
"""What is decided, what it is called, and the words it is known by."""
_QUORUM_WORDS = re.compile(
    "到会|人数|几个人|多少人|几人|半数|法定|有效|行不行|够不够|够吗|才能开|能开|合规|表决|选举|算数|到了|通过"
)
_STUDY_WORDS = re.compile("补学|补课|补上|学时|小时|请假")


@routes.on(
    Intent.QUERY_RULE,
    title="规定",
    examples=("党小组会多久开一次", "今天表决，应到16到了8个行不行"),
    reads=True,
)
def rule(message: Message, work: Work) -> Reply:
    del work
    topic = str(message.slots.get("topic", message.text))
    words = f"{topic}{message.text}"
    answers = [
        answer
        for answer in (
            _quorum(message, words),
            _study(message.house.standard, words),
            _indicator(message, words),
        )
        if answer
    ]
    if not answers:
        return Reply("这个问题规定里没有现成的答案，请咨询机关党委办公室。")
    return Reply(f"{answers[0]}\n以上按{message.house.standard.year}年度标准，以机关党委解释为准。")


# ---------------------------------------------------------------------- how many must be there


def _quorum(message: Message, words: str) -> str:
    """Whether a meeting may decide, with the numbers said; without them, how many the branch needs today."""
    if not _QUORUM_WORDS.search(words):
        return ""
    code, name = next(((code, name) for code, name, known in _DECISIONS if known.search(words)), ("", ""))
    quorum = message.house.standard.meetings.quorums.get(code)
    if quorum is None:
        return ""
    due, present = message.slots.get("due"), message.slots.get("present")
    people = (
        due_people(message.roster, Event.COMMITTEE_MEETING, message.sender.branch, message.today)
        if code == "committee"
        else message.roster.voters(message.sender.branch, message.today)
    )
    expected = len(people)
    whole = due if isinstance(due, int) else expected
    needed = quorum.least(whole)
    who = "委员" if code == "committee" else "应到会有表决权的党员"
    head = f"{name}：{_share(quorum, who)}到会方可进行。"
    passing = _passing(message.house.standard, code, whole, present)
    if not isinstance(present, int):
        basis = f"应到{whole}人" if isinstance(due, int) else f"本支部现有{whole}人"
        return f"{head}{basis}，至少到{needed}人。{passing}"
    met = quorum.is_met(whole, present)
    verdict = f"应到{whole}人，至少到{needed}人，实到{present}人，{'符合' if met else '不够'}。"
    edge = "恰为半数，表决是否有效请向机关党委确认。" if met and quorum.is_exact(whole, present) else ""
    return f"{head}{verdict}{edge}{passing if met else ''}"


def _share(quorum: Quorum, who: str) -> str:
    share = quorum.share
    if share.numerator * 2 == share.denominator:
        return f"须超过半数的{who}" if quorum.strict else f"须有半数以上的{who}"
    part = f"{_numeral(share.denominator)}分之{_numeral(share.numerator)}"
    return f"须超过{part}的{who}" if quorum.strict else f"须有不少于{part}的{who}"


def _numeral(value: int) -> str:
    return wording.ordinal(value).removeprefix("第")


def _passing(standard: Standard, code: str, due: int, present: int | None) -> str:
    majority: Majority | None = standard.meetings.majorities.get(
        "election" if code == "election" else "assembly"
    )
    if majority is None or code == "committee":
        return ""
    base = due if majority.of == "due_voters" else present
    whose = "应到会有表决权党员" if majority.of == "due_voters" else "实到会有选举权党员"
    if not isinstance(base, int):
        return f"赞成票须超过{whose}的半数。"
    least = majority.needed.least(base)
    too_few = f"现到会{present}人，不可能通过。" if isinstance(present, int) and present < least else ""
    return f"赞成票须超过{whose}的半数，即至少{least}票。{too_few}"


# ---------------------------------------------------------------------- study


def _study(standard: Standard, words: str) -> str:
    if not _STUDY_WORDS.search(words):
        return ""
    study = standard.study
    if re.search("补学|补课|补上", words):
        return f"请假或缺席的，应在活动之后{study.makeup_within_days}天内补学；按期补学的计入参学率，超过的只保留记录。"
    if "请假" in words and re.search("扣|影响", words):
        return (
            f"请假本身不扣分，但计入应到、不计入实到，到会率和参学率会降低；{study.makeup_within_days}天内补学的按到会计算。"
            "无故缺席每人次另行扣分。"
        )
    return ""


# ---------------------------------------------------------------------- the indicator's own words


def _indicator(message: Message, words: str) -> str:
    """What the standard requires of the subject, and how points are taken off."""
    standard = message.house.standard
    event = next((event for event, name in EVENT_NAMES.items() if name in words), None)
    id_ = Subjects(standard).indicator(words, event)
    indicator = standard.indicator(id_) if id_ is not None else None
    return _in_words(indicator) if indicator is not None and indicator.requirement else ""


def _in_words(indicator: Indicator) -> str:
    return (
        f"{indicator.name}（{indicator.id}，{wording.points(indicator.points)}）：{_chinese(indicator.requirement)}。"
        f"计分：{_chinese(indicator.deduction)}。"
    )


def _chinese(text: str) -> str:
    """Half-width punctuation of the standard's file as people read it."""
    text = re.sub(r"(?<=[\u4e00-\u9fff]) (?=\d)|(?<=[\u4e00-\u9fff\d]) (?=[\u4e00-\u9fff])", "", text)
    return text.replace("; ", "；").replace(";", "；").replace(", ", "，").replace(",", "，")
