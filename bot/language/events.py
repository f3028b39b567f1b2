"""The meetings of organisational life by all their names (domain.md §1.2), and those that are not ours (rule 17)."""

import re
from dataclasses import dataclass

from bot.domain.activity import Event
from bot.language.marks import EVENT, Kind, Marks


@dataclass(frozen=True, slots=True)
class EventSaid:
    """An event named. `on_friday`: the name itself says so (周五学习, 学习日), so it carries its day (rule 1)."""

    event: Event | None  # None: a meeting that is not the bot's
    on_friday: bool = False


_MEET = "(?:开(?:了|个|了个|过|的)?会)"

_NAMES: tuple[tuple[str, Event | None], ...] = (
    (
        "民主生活会|党组(?:扩大)?会议?|审委会|审判委员会|(?:专业)?法官会议?|团[日课]活动?|团日|工会(?:活动|会议?|小组会)"
        "|(?:干警|全院|全体干警|职工|职代|教职工|动员|表彰|庆祝|总结|誓师|代表|工会|人代|警示教育|法官|工作|党员代表)大会"
        "|(?:党组)?(?:理论学习)?中心组(?:理论)?(?:集中)?学习|业务学习|院务会|[庭局处科室]务会|党委会|机关党委(?:扩大)?会议?"
        "|联席会议?|碰头会|座谈会|调度会|推进会|(?:部门|全庭|全局|科室)会议?|例会|家长会|青年理论学习小组|读书会",
        None,
    ),
    (
        "(?:支部)?(?:全体)?党员(?:全体)?大会|支部(?:全体)?大会|全体党员会议?|党员会|大会(?!议室|堂)",
        Event.BRANCH_ASSEMBLY,
    ),
    (
        f"支部委员会(?:议|会议|扩大会议?)|支部委员会(?=[^还哪什任换到届]|$)|支委扩大会议?|支委会议?|支委们?{_MEET}"
        "|委员会会议",
        Event.COMMITTEE_MEETING,
    ),
    (rf"(?:党小组|小组)(?:会议?|{_MEET}|活动)|(?<=组){_MEET}|(?<=组)(?:组会|会议)", Event.GROUP_MEETING),
    ("(?<!微)(?:廉政|专题|书记|主题|警示)?党课", Event.PARTY_LECTURE),
    ("(?:主题)?党日(?:主题)?(?:活动)?|党员(?:主题)?活动日|主题党员日", Event.THEME_DAY),
    ("(?:专题|年度)?组织生活会", Event.ORG_LIFE_MEETING),
    (
        "民主评议(?:党员)?(?:大会|会议?|工作)?|评议党员|党员(?:民主)?评议(?:会|大会)?|评议会",
        Event.MEMBER_APPRAISAL,
    ),
    ("(?:机关)?(?:党建)?大讲堂", Event.LECTURE_HALL),
    (
        "学习日(?:活动)?|(?:集中|组织|集体|政治|理论)学习(?!近平|强国|室|中心组)"
        "|(?<!自)学习(?!近平|强国|室|贯彻|资料|材料|笔记|心得|体会|型|教育|平台|园地|用品|任务|完成率|能力)",
        Event.FRIDAY_STUDY,
    ),
)
_EVENT = re.compile("|".join(f"(?P<n{i}>{names})" for i, (names, _) in enumerate(_NAMES)))

_FRIDAY_BEFORE = re.compile(rf"(?<![上下本这个每日号\d])((?:周|星期|礼拜)五(?:的|下午|下午的)?)({EVENT})")
"""周五 before 学习 is part of the name, unless a week is named with it."""


def mark_events(text: str, marks: Marks) -> str:
    """Replace the names of events. 周五 that belongs to a name goes with it."""

    def replace(found: re.Match[str]) -> str:
        event = _NAMES[int(str(found.lastgroup)[1:])][1]
        return marks.put(Kind.EVENT, EventSaid(event, on_friday=found[0].startswith("学习日")), found[0])

    text = _EVENT.sub(replace, text)
    if "五" in text and marks.has(Kind.EVENT):
        text = _FRIDAY_BEFORE.sub(lambda found: _as_friday(found, marks), text)
    return text


def _as_friday(found: re.Match[str], marks: Marks) -> str:
    said: EventSaid = marks.value(found[2])
    if said.event is not Event.FRIDAY_STUDY:
        return found[0]
    return marks.put(Kind.EVENT, EventSaid(said.event, on_friday=True), found[0])
