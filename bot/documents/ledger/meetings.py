"""Sheet 组织生活: meetings and study sessions, with those who were away."""

import re
from collections.abc import Iterator
from datetime import date
from functools import partial

from bot.documents import cells
from bot.documents.ledger.desk import REFUSED, Desk, Meeting
from bot.documents.workbook import Layout, Row
from bot.domain.activity import EVENT_NAMES, Activity, Attendance, Event, Presence, State, due_people
from bot.domain.measures.yearly_meeting import STEP_NAMES
from bot.domain.people import Branch, Person

LAYOUT = Layout(
    "组织生活",
    columns=(
        "支部", "类型", "日期", "开始", "时长", "地点", "主题", "党小组", "主持", "记录", "主讲", "专题研究党建", "应到", "实到",
        "请假", "缺席", "补学", "环节", "优秀人数", "登记日期",
    ),
    required=("支部", "类型", "日期"),
    refused=REFUSED,
)  # fmt: skip

_EVENTS = {name: event for event, name in EVENT_NAMES.items()} | {
    "党员大会": Event.BRANCH_ASSEMBLY,
    "周五学习日": Event.FRIDAY_STUDY,
    "民主评议党员": Event.MEMBER_APPRAISAL,
}
_BY_GROUP = (Event.GROUP_MEETING, Event.FRIDAY_STUDY)
_WITH_STEPS = (Event.ORG_LIFE_MEETING, Event.MEMBER_APPRAISAL)
_STEPS = {name: code for code, name in STEP_NAMES.items()}
_MANY = 100_000


def read(row: Row, desk: Desk) -> Meeting | None:
    branch = desk.branch(row)
    event = row.need("类型", cells.one_of(_EVENTS))
    on = row.need("日期", cells.day)
    row.get("登记日期", cells.day)
    group, steps = row.get("党小组", cells.group), row.get("环节", cells.several_of(_STEPS)) or frozenset()
    meeting = partial(
        Activity,
        starts_at=row.get("开始", cells.clock),
        minutes=row.get("时长", cells.whole(0, 1440, "60")),
        place=row.get("地点", cells.text) or "",
        topic=row.get("主题", cells.text) or "",
        chair=row.get("主持", cells.name) or "",
        recorder=row.get("记录", cells.name) or "",
        lecturers=row.get("主讲", cells.words) or (),
        party_work=row.get("专题研究党建", cells.yes) or False,
        due=row.get("应到", cells.whole(0, _MANY, "18")),
        present=row.get("实到", cells.whole(0, _MANY, "16")),
        excellent=row.get("优秀人数", cells.whole(0, _MANY, "5")),
        state=State.CONFIRMED,
    )
    if branch is None or event is None or on is None or not desk.existing(row, branch):
        return None
    activity = meeting(
        branch.name,
        event,
        on,
        group=_group(row, branch, event, group),
        steps=tuple(code for code in STEP_NAMES if code in steps) if event in _WITH_STEPS else (),
    )
    marks = tuple(_marks(row, desk, branch))
    _check_numbers(row, desk, activity, marks)
    return Meeting(activity, marks)


def _group(row: Row, branch: Branch, event: Event, group: int | None) -> int | None:
    """Groups meet and study by themselves; on any other kind the column means nothing (§3.2)."""
    if event not in _BY_GROUP:
        return None
    if group is not None and group > branch.groups:
        row.warn("党小组", f"{branch.name}没有第{group}党小组，请核对")
    if group is None and event is Event.GROUP_MEETING and branch.groups:
        row.warn("类型", "没有写是哪个党小组的会，不能计入任何一个党小组")
    return group


# ---------------------------------------------------------------------- those who were away


def _marks(row: Row, desk: Desk, branch: Branch) -> Iterator[Attendance]:
    """One mark for whoever was away; whoever made up as well has 补学 after it."""
    absent = {person.account: person for person in desk.members(row, "缺席", branch)}
    leave = {person.account: person for person in desk.members(row, "请假", branch)}
    away = leave | absent
    for account, person in away.items():
        presence = Presence.ABSENT if account in absent else Presence.ON_LEAVE
        yield Attendance(0, account, person.name, presence)
    made_up: dict[str, list[date | None]] = {}
    for person, day in _made_up(row, desk, branch):
        if person.account in away:
            made_up.setdefault(person.account, []).append(day)
        else:
            row.warn("补学", f"{person.name}不在请假或缺席之列，这次补学不计")
    for account, days in made_up.items():
        best = _best(days, row.get("日期", cells.day))
        yield Attendance(0, account, away[account].name, Presence.MADE_UP, made_up_on=best)


def _best(days: list[date | None], held_on: date | None) -> date | None:
    """Of somebody named twice the make-up that counts: one without a day, else the first after the meeting."""
    dated = sorted(day for day in days if day is not None)
    if len(dated) < len(days):
        return None
    return next((day for day in dated if held_on is None or day >= held_on), dated[0])


def _made_up(row: Row, desk: Desk, branch: Branch) -> Iterator[tuple[Person, date | None]]:
    """张明(2026-11-30)、李娜: names, with the day of the make-up where it is known."""
    for word in row.get("补学", cells.words) or ():
        parts = re.fullmatch(r"(.*?)\s*[(（]\s*(.*?)\s*[)）]?", word)
        name, said = (parts[1], parts[2]) if parts else (word, "")
        try:
            day = cells.day(said) if said else None
        except cells.BadCell as bad:
            row.fault("补学", bad.reason)
            continue
        if (person := desk.member(row, "补学", branch, name)) is not None:
            yield person, day


def _check_numbers(row: Row, desk: Desk, activity: Activity, marks: tuple[Attendance, ...]) -> None:
    """More present than due cannot be; numbers that do not fit the names are told."""
    due, present = activity.due, activity.present
    if due is not None and present is not None and present > due:
        row.fault("实到", f"实到{present}人多于应到{due}人，请核对")
        return
    people = due_people(
        desk.roster.ever_in(activity.branch),
        activity.event,
        activity.branch,
        activity.held_on,
        activity.group,
    )
    expected = {person.account for person in people}
    away = {mark.account for mark in marks} & expected
    whole = len(expected) if due is None else due
    if present is not None and present > whole:
        row.warn("实到", f"实到{present}人多于名册应到{whole}人，按{whole}人计")
    elif present is not None and away and present + len(away) != whole:
        row.warn("实到", f"应到{whole}人、实到{present}人，与请假和缺席的{len(away)}人对不上，请核对")
