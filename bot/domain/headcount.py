"""Head counts of one session: what was said, completed from the roster, and checked (conversation.md rule 4)."""

from dataclasses import dataclass

from bot.domain.refusal import NumbersDoNotFit


@dataclass(frozen=True, slots=True)
class Headcount:
    """`unexplained` people were due and away without anybody saying why."""

    due: int
    present: int
    leave: int
    absent: int

    @property
    def unexplained(self) -> int:
        return self.due - self.present - self.leave - self.absent


def head_count(
    *, expected: int, due: int | None, present: int | str | None, leave: int, absent: int
) -> Headcount:
    """Complete the numbers: 应到 from the roster, 实到 from those away; "all" are all who are not named away.

    Args:
        expected: how many the roster expects.
        present: a number, "all", or None when only the absentees were named.

    Raises:
        NumbersDoNotFit: more present than due, or present and away do not add up.
    """
    away = leave + absent
    whole = expected if due is None else due
    there = whole - away if present is None or present == "all" else int(present)
    if there < 0 or there > whole:
        raise NumbersDoNotFit(
            whole, there if there >= 0 else None, away or None, "实到不能多于应到，请核对后再说一遍。"
        )
    if away and there + away != whole:
        raise NumbersDoNotFit(whole, there, away, "请核对人数，或说明其余的人是请假还是缺席。")
    return Headcount(whole, there, leave, absent)
