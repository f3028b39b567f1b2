"""Sheets about people: 谈心谈话, 培训, 先锋承诺, 述职测评, 志愿服务."""

from functools import partial

from bot.documents import cells
from bot.documents.ledger.desk import REFUSED, Desk, year
from bot.documents.workbook import Layout, Row
from bot.domain.activity import Talk, Training
from bot.domain.ledger import SERVICE_NAMES, Ballots, Pledge, Service

TALKS = Layout(
    "谈心谈话",
    columns=("支部", "日期", "谈话人", "谈话对象"),
    required=("支部", "日期", "谈话人", "谈话对象"),
    refused=REFUSED,
)
TRAININGS = Layout(
    "培训",
    columns=("姓名", "账号", "日期", "班次", "学时", "方式"),
    required=("姓名", "日期", "学时"),
    refused=REFUSED,
)
PLEDGES = Layout(
    "先锋承诺",
    columns=("姓名", "账号", "承诺日期", "进展日期", "评诺日期"),
    required=("姓名",),
    refused=REFUSED,
)
BALLOTS = Layout(
    "述职测评",
    columns=("姓名", "账号", "年度", "层级", "测评组", "好", "较好", "一般", "差"),
    required=("姓名", "年度", "层级", "测评组"),
    refused=REFUSED,
)
SERVICES = Layout(
    "志愿服务",
    columns=("支部", "日期", "类型", "参加人", "小时", "主题", "服务群众"),
    required=("支部", "日期", "类型"),
    refused=REFUSED,
)

_SERVICES = {name: kind for kind, name in SERVICE_NAMES.items()}
_ONLINE = {"集中": 1, "网络": 2}  # never 0: a word that is read must be true
_LEVELS = {level: level for level in ("L1", "L2", "L3")}
_GROUPS = {
    "机关党委": "organ_committee",
    "支部书记": "branch_secretaries",
    "支部党员": "branch_members",
    "党组": "party_leading_group",
    "党员代表": "member_delegates",
}
_ballots = cells.whole(0, 100_000, "5")


def read_talk(row: Row, desk: Desk) -> Talk | None:
    """Names that fit no member stay as they are written: 欧阳书记 as 谈话人."""
    branch, on = desk.branch(row), row.need("日期", cells.day)
    speakers, partners = row.need("谈话人", cells.words), row.need("谈话对象", cells.words)
    if branch is None or on is None or not speakers or not partners or not desk.existing(row, branch):
        return None
    for header in ("谈话人", "谈话对象"):
        list(desk.members(row, header, branch))
    return Talk(branch.name, on, speakers, partners)


def read_training(row: Row, desk: Desk) -> Training | None:
    person, on = desk.person(row), row.need("日期", cells.day)
    hours = row.need("学时", cells.number(0, 999, "8", 2))
    online = row.get("方式", cells.one_of(_ONLINE)) == _ONLINE["网络"]
    title = row.get("班次", cells.text) or ""
    if person is None or on is None or hours is None:
        return None
    return Training(person.account, on, title, hours, online)


def read_pledge(row: Row, desk: Desk) -> Pledge | None:
    person = desk.person(row)
    pledged, progress, reviewed = (
        row.get(header, cells.days) or frozenset() for header in ("承诺日期", "进展日期", "评诺日期")
    )
    return Pledge(person.account, pledged, progress, reviewed) if person is not None else None


def read_ballots(row: Row, desk: Desk) -> Ballots | None:
    person, of_year = desk.person(row), row.need("年度", year)
    level, group = row.need("层级", cells.one_of(_LEVELS)), row.need("测评组", cells.one_of(_GROUPS))
    counts = [row.get(header, _ballots) or 0 for header in ("好", "较好", "一般", "差")]
    if person is None or of_year is None or level is None or group is None:
        return None
    return Ballots(person.account, of_year, level, group, *counts)


def read_service(row: Row, desk: Desk) -> Service | None:
    branch, on = desk.branch(row), row.need("日期", cells.day)
    kind = row.need("类型", cells.one_of(_SERVICES))
    service = partial(
        Service,
        participants=row.get("参加人", cells.words) or (),
        hours=row.get("小时", cells.number(0, 999, "2", 2)),
        topic=row.get("主题", cells.short(200)) or "",
        for_public=row.get("服务群众", cells.yes) or False,
    )
    if branch is None or on is None or kind is None or not desk.existing(row, branch):
        return None
    list(desk.members(row, "参加人", branch))
    return service(branch.name, on, kind)
