"""What rows of the roster must not, or should not, say together."""

from collections.abc import Sequence

from bot.documents.workbook import Row
from bot.domain.people import Office, Person, Span

Read = Sequence[tuple[Row, Person]]
"""Rows with the people they describe."""


def check_order_of_dates(row: Row, person: Person) -> None:
    """Whoever leaves has come before."""
    exempt, mobile = person.exempt or Span(), person.mobile or Span()
    for last, start, end in (
        ("离开支部日期", person.joined_branch_on, person.left_branch_on),
        ("卸任日期", person.office_from, person.office_until),
        ("免除止", exempt.start, exempt.end),
        ("流动止", mobile.start, mobile.end),
    ):
        if start is not None and end is not None and end < start:
            row.fault(last, f"{end.isoformat()} 早于起始的 {start.isoformat()}，请检查这两个日期")
    if person.former_branch and person.joined_branch_on is None:
        row.warn("原支部", "没有填“加入支部日期”，不知道何时由原支部转入，原支部不起作用")


def without_doubles(people: Read) -> Read:
    """One row per account, letter case aside; the later row of the same person replaces the earlier (§2.4).

    Two people of one account are a fault: one of them would be lost.
    """
    kept: dict[str, tuple[Row, Person]] = {}
    for row, person in people:
        key = person.account.lower()
        if not key:
            continue  # its absence is a fault already
        before = kept.get(key)
        if before is not None and before[1].name != person.name:
            row.fault(
                "账号", f"账号 {person.account} 与第{before[0].number}行的{before[1].name}重复，一人一个账号"
            )
        elif before is not None:
            row.warn("账号", f"账号 {person.account} 与第{before[0].number}行重复，以这一行为准")
        kept[key] = (row, person)
    return list(kept.values())


def check_secretaries(people: Read) -> None:
    """Two secretaries of one branch at one time: the first in the list is taken, which may be the wrong one."""
    seen: list[Person] = []
    for row, person in people:
        if Office.SECRETARY not in person.offices:
            continue
        for other in seen:
            if other.branch == person.branch and _overlap(other, person):
                row.warn(
                    "党内职务",
                    f"{person.branch}同时有两位书记：{other.name}、{person.name}，请核对任职和卸任日期",
                )
        seen.append(person)


def _overlap(one: Person, other: Person) -> bool:
    return not (
        (one.office_until and other.office_from and one.office_until <= other.office_from)
        or (other.office_until and one.office_from and other.office_until <= one.office_from)
    )


def check_namesakes(people: Read) -> None:
    """Namesakes within a branch: said aloud, the name fits both (§2.3)."""
    seen: dict[tuple[str, str], Row] = {}
    for row, person in people:
        if not person.name or not person.branch:
            continue  # a fault already
        before = seen.setdefault((person.branch, person.name), row)
        if before is not row:
            row.warn("姓名", f"与第{before.number}行同在{person.branch}，同名同姓，请在“别名”里写明怎样区分")
