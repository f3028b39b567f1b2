"""Rows copied from a sheet: the head names the columns, every row below is a report of its own."""

import re

_LABELS = frozenset(
    [
        "日期",
        "时间",
        "活动",
        "类型",
        "会议",
        "名称",
        "会议名称",
        "活动名称",
        "内容",
        "主题",
        "议题",
        "地点",
        "应到",
        "实到",
        "应到人数",
        "实到人数",
        "请假",
        "请假人员",
        "缺席",
        "缺席人员",
        "备注",
        "主持",
        "主持人",
        "记录",
        "记录人",
        "主讲",
        "列席",
        "党小组",
        "小组",
        "支部",
        "时长",
        "迟到",
    ]
)
_SILENT = frozenset({"日期", "活动", "类型", "会议", "名称", "会议名称", "活动名称", "备注", "支部", "序号"})
"""Columns whose cells say by themselves what they are."""
_GAP = re.compile(r"\t| {2,}|[|｜]|　+")
_ONE_BLANK = re.compile(r"[ \t　|｜]+")


def as_sentences(text: str) -> str:
    """日期 活动 应到 实到 over 8月7日 学习日 10 9 becomes 8月7日，学习日，应到10，实到9. Other text stays as it is."""
    lines = [line for line in text.splitlines() if line.strip()]
    for number, line in enumerate(lines[:-1]):
        for gap in (_GAP, _ONE_BLANK):
            head = _cells(line, gap)
            if len(head) >= 3 and sum(label in _LABELS for label in head) == len(head):
                rows = [_sentence(head, _cells(row, gap)) for row in lines[number + 1 :]]
                return "\n".join([*lines[:number], *rows])
    return text


def _cells(line: str, gap: re.Pattern[str]) -> list[str]:
    return [cell.strip() for cell in gap.split(line.strip(" |｜")) if cell.strip()]


def _sentence(head: list[str], cells: list[str]) -> str:
    pairs = zip(head, cells, strict=False)
    return "，".join(cell if label in _SILENT else f"{label}{cell}" for label, cell in pairs)
