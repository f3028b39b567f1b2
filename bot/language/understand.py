"""From a message to what it says: the order in which the grammar's families are asked."""

import re
from datetime import datetime

from bot.domain.calendar import WorkCalendar
from bot.domain.people import Person, Roster
from bot.language.branches import BranchNames
from bot.language.changes import read_amend, read_called_off, read_move, read_revoke
from bot.language.dates import mark_dates
from bot.language.days import Tense
from bot.language.events import mark_events
from bot.language.intents import Intent, Reading, Understanding
from bot.language.leave import asks_leave, is_attendance_report, read_leave
from bot.language.marks import Marks
from bot.language.mood import Mood, denies, forwarded, mood, supposes
from bot.language.names import Directory
from bot.language.normalise import as_meant, clean
from bot.language.numbers import mark_numbers
from bot.language.reports import read_plan, read_report, reports_attendance
from bot.language.said import Said, reading
from bot.language.secrecy import must_not_enter
from bot.language.study import read_check_in, read_make_up, read_study
from bot.language.talk import settled

_STANDING = re.compile("几分|多少分|得分|扣(?:了)?(?:多少|几|没|分)|星级进度|扣分")
_OWN = re.compile(
    "我的?(?:记录|学时|出勤)|查我的|我.{0,6}(?:几个学时|多少学时|学时够|到会几次|参加了几次|学了几个)"
)
_WHO = re.compile("我是谁|我在哪个支部|你知道我是|我是哪个")
_HELP = re.compile(
    "^帮助|^help$|怎么用|怎么(?P<topic>签到|请假|补登|补学|撤销|登记|更正)|能干什么|有什么功能|还没(?P<topic2>签到)怎么办",
    re.IGNORECASE,
)
_PRIVACY = re.compile("存了我|我的数据|隐私|谁能看到|不想用")
_CALENDAR = re.compile(
    "有什么(?:活动|安排)|都有啥安排|学习日是哪天|还学习吗|下次.{1,6}(?:哪天|什么时候)|这周.{0,4}安排"
)
_MISSING = re.compile("谁(?:没|还没|已)|哪些支部|哪几个支部|签到了吗|开了没有|漏了")
_TALK = re.compile("谈(?:了|过)?(?:一次|几次)?(?:话|心)")
_DECIDES = re.compile("^(?P<yes>批准|同意)|^(?P<no>不同意|不批准)")
_INDICATOR = re.compile(r"\b([A-E]\d\d)\b")
_ASPECTS = {"责任落实": "A", "制度执行": "B", "队伍教育": "C", "工作保障": "D", "作用发挥": "E"}
_OTHER_MATTERS = (
    (re.compile(r"换届|届满|到期要换"), Intent.QUERY_TERM),
    (re.compile(r"排名|排一下|五星的支部"), Intent.QUERY_RANKING),
    (re.compile(r"导出|导一份|各导|打印一份"), Intent.EXPORT),
    (re.compile(r"提醒我|推送|免打扰"), Intent.MUTE),
    (re.compile(r"能到几分|能到多少分|加几分|能不能到"), Intent.QUERY_WHAT_IF),
    (re.compile(r"离.{1,3}星|离上一档|能申报|还缺啥|要评.星"), Intent.QUERY_GAP),
    (re.compile(r"行不行$|算不算|算有效吗|才能开|多久要开|会不会扣"), Intent.QUERY_RULE),
    (
        re.compile(
            r"整改|销号|验收|退回|打回|问题清单|异议|宽限|第[一二三四五六七八九十\d]+条|\d号(?:通过|问题)|限\w{1,6}前"
        ),
        Intent.QUERY_ITEMS,
    ),
    (re.compile(r"抽查|抽[一二三四五两\d]+个|四?季度(?:检查|考核)|专项整治"), Intent.OPEN_INSPECTION),
    (re.compile(r"(?:给|打)[\d.]+分|[A-E]\d\d"), Intent.GRADE),
    (re.compile(r"申报.星|报.星"), Intent.APPLY_STAR),
    (re.compile(r"党费"), Intent.LOG_DUES),
    (re.compile(r"志愿服务|结对|先锋承诺|微党课|干部培训"), Intent.LOG_ACTIVITY),
)
"""Matters that are read as such and answered honestly where a unit has not opened them."""


_WRITES = frozenset(
    {Intent.CHECK_IN, Intent.LOG_STUDY, Intent.LOG_MEETING, Intent.PLAN_MEETING, Intent.LEAVE, Intent.MAKE_UP}
)
"""A request put as a question is asked back before any of these is written (rule 22)."""


class Reader:
    """Reads messages of the people of one roster."""

    def __init__(self, roster: Roster, calendar: WorkCalendar) -> None:
        self._roster = roster
        self._calendar = calendar
        self._people = Directory(roster)
        self._branches = BranchNames(roster)

    def read(self, text: str, speaker: Person, at: datetime) -> Understanding:
        """Everything a message says. Never raises for what is in the text."""
        if must_not_enter(text):
            return Understanding((Reading(Intent.REFUSE_SECRET),))
        plain = clean(text)
        done = settled(plain)
        if done is not None:
            return Understanding((done,))
        said = self._said(plain, speaker, at)
        found = self._readings(said, plain)
        if said.mood is Mood.REQUEST and found and found[0].intent in _WRITES:
            said.ask(_shall_i())
        return Understanding(tuple(found) or (Reading(Intent.OTHER),), "；".join(said.questions) or None)

    def _said(self, plain: str, speaker: Person, at: datetime) -> Said:
        marks = Marks()
        text = as_meant(plain, self._people.covers)
        text = self._people.mark_exact(text, speaker, marks)
        text = self._branches.mark(text, marks)
        text = mark_events(text, marks)
        text = self._people.mark_spoken(text, speaker, marks)
        text = mark_dates(text, marks)
        text = self._people.mark_inexact(text, speaker, marks)
        text = mark_numbers(text, marks)
        feeling, text = mood(text)
        return Said(text, marks, feeling, speaker, self._roster.branch(speaker.branch), at, self._calendar)

    def _readings(self, said: Said, plain: str) -> list[Reading]:
        if forwarded(plain):
            return []
        decided = _DECIDES.search(plain)
        if decided is not None and "假" in plain:
            who = said.named()
            intent = Intent.APPROVE if decided["yes"] else Intent.REFUSE
            return [reading(intent, name=who[0].name if who else None, what="leave")]
        asked = self._query(said, plain)
        if asked is not None:
            return [asked]
        other = next((intent for words, intent in _OTHER_MATTERS if words.search(plain)), None)
        if other is not None:
            return [Reading(other)]
        if said.asks or supposes(plain):
            return []
        for family in (read_revoke, read_move, read_amend, read_called_off):
            one = family(said)
            if one is not None:
                return [one]
        if _TALK.search(plain) and said.named():
            day = said.day(Tense.PAST) or said.today
            return [
                reading(
                    Intent.LOG_TALK, date=day, names=[p.name for p in said.named() if p is not said.speaker]
                )
            ]
        one = read_make_up(said)
        if one is None and asks_leave(said) and not is_attendance_report(said):
            one = read_leave(said)
        if one is not None:
            return [one]
        if reports_attendance(said).is_said:
            return read_report(said)
        if denies(plain):
            return []
        one = read_check_in(said) or read_study(said)
        if one is not None:
            return [one]
        reports = read_report(said)
        if reports:
            return reports
        one = read_plan(said)
        return [] if one is None else [one]

    def _query(self, said: Said, plain: str) -> Reading | None:
        indicator = _INDICATOR.search(plain.upper())
        if _STANDING.search(plain) or (indicator and said.asks):
            aspect = next((id_ for name, id_ in _ASPECTS.items() if name in plain), None)
            return reading(
                Intent.QUERY_STANDING,
                branch=said.branch_name(),
                year=said.year(),
                aspect=aspect,
                indicator=indicator[1] if indicator else None,
            )
        if _WHO.search(plain):
            return Reading(Intent.WHOAMI)
        helped = _HELP.search(plain)
        if helped is not None:
            return reading(Intent.HELP, topic=helped["topic"] or helped["topic2"])
        if _PRIVACY.search(plain):
            return Reading(Intent.PRIVACY)
        if _OWN.search(plain):
            what = (
                "hours" if "学时" in plain else "attendance" if "到会" in plain or "参加" in plain else "all"
            )
            return reading(Intent.QUERY_OWN, what=what, period=said.span(Tense.PAST))
        if _CALENDAR.search(plain):
            return reading(Intent.QUERY_CALENDAR, event=said.event_code(), period=said.span(Tense.FUTURE))
        if said.mood is Mood.QUESTION and _MISSING.search(plain):
            return reading(
                Intent.QUERY_MISSING,
                branch=said.branch_name(),
                event=said.event_code(),
                period=said.span(Tense.PAST),
            )
        return None


def _shall_i() -> str:
    return "需要现在登记吗？需要请回复“确认”。"
