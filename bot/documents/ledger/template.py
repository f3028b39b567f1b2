"""An empty ledger workbook to fill in: every sheet with its columns, required ones starred, and a line that shows how."""

from pathlib import Path

import xlsxwriter

from bot.documents.ledger.reading import SHEETS

_EXAMPLES = {
    "组织生活": {
        "支部": "第三党支部", "类型": "支委会", "日期": "2026-11-23", "开始": "15:00", "时长": "60", "专题研究党建": "是", "应到": "5",
        "实到": "4", "请假": "李强", "环节": "",
    },
    "谈心谈话": {"支部": "第三党支部", "日期": "2026-11-23", "谈话人": "张华", "谈话对象": "李强"},
    "培训": {"姓名": "张华", "日期": "2026-05-20", "班次": "党务干部培训班", "学时": "8", "方式": "集中"},
    "党费": {"支部": "第三党支部", "月份": "2026-11", "收齐": "是"},
    "志愿服务": {"支部": "第三党支部", "日期": "2026-05-18", "类型": "志愿服务", "参加人": "张华、李强", "小时": "2", "主题": "社区法律咨询"},
    "先锋承诺": {"姓名": "张华", "承诺日期": "2026-02-10", "进展日期": "2026-06-10、2026-11-10"},
    "问题整改": {
        "编号": "2026-Q3-01", "支部": "第三党支部", "检查日期": "2026-09-18", "问题": "党课讲稿未归档", "程度": "一般", "期限": "2026-09-28",
        "检查方式": "季度", "指标": "D04",
    },
    "述职测评": {"姓名": "张华", "年度": "2026", "层级": "L3", "测评组": "机关党委", "好": "4", "较好": "6"},
    "检查评分": {"支部": "第三党支部", "年度": "2026", "指标": "C04", "得分": "1", "分项": "微党课"},
    "八有": {"支部": "第三党支部", "年度": "2026", "项目": "R1", "有": "是"},
    "换届": {"支部": "第三党支部", "届期起": "2025-05-21", "任期": "3", "分工明确": "是"},
    "申报": {"支部": "第三党支部", "年度": "2026", "申报星级": "四星", "自评分": "95", "提交日期": "2026-10-20"},
    "豁免": {"支部": "第三党支部", "年度": "2026", "指标": "B05", "会议纪要": "机关党委会议纪要〔2026〕12号"},
    "否决标记": {},
}  # fmt: skip
"""One line of each sheet, in the second row; to be overwritten."""


def write_template(path: Path) -> None:
    """Write the workbook. It reads without faults as it stands, but for names the roster does not have."""
    with xlsxwriter.Workbook(path) as book:
        head = book.add_format({"bold": True, "bg_color": "#F2DCDB", "bottom": 1})
        example = book.add_format({"font_color": "#7F7F7F", "italic": True})
        for layout, _ in SHEETS:
            sheet = book.add_worksheet(layout.name)
            for column, header in enumerate(layout.columns):
                star = "*" if header in layout.required else ""
                sheet.write_string(0, column, f"{header}{star}", head)
                if said := _EXAMPLES[layout.name].get(header):
                    sheet.write_string(1, column, said, example)
            sheet.freeze_panes(1, 1)
            sheet.set_column(0, len(layout.columns) - 1, 13)
