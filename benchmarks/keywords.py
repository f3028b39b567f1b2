"""The parser most bots have: the first keyword decides, the first numbers are the head counts, all else is lost.

Beside it the grammar shows what understanding costs, and what the keyword costs in wrong entries.
"""

import re
from datetime import datetime, timedelta
from typing import Any

KEYWORDS = (
    ("撤销", "revoke"), ("取消", "cancel"), ("确认", "confirm"), ("请假", "leave"), ("补学", "make_up"), ("签到", "check_in"),
    ("到了", "check_in"), ("整改", "submit_item"), ("延期", "extend_item"), ("通过", "verify_item"), ("退回", "return_item"),
    ("几分", "query_standing"), ("学时", "query_own"), ("帮助", "help"), ("导出", "export"), ("申报", "apply_star"),
    ("谈话", "log_talk"), ("党费", "log_dues"), ("志愿", "log_activity"), ("应到", "log_meeting"), ("实到", "log_meeting"),
    ("开会", "plan_meeting"), ("学习", "log_study"), ("会", "log_meeting"), ("谁", "query_missing"),
)  # fmt: skip
EVENTS = (
    ("支委会", "committee_meeting"), ("党小组会", "group_meeting"), ("党员大会", "branch_assembly"), ("党课", "party_lecture"),
    ("主题党日", "theme_day"), ("学习", "friday_study"),
)  # fmt: skip
_NUMBERS = re.compile(r"\d+")


def parse(text: str, at: datetime) -> tuple[str, dict[str, Any]]:
    """An intent and what the keywords give for slots."""
    intent = next((intent for word, intent in KEYWORDS if word in text), "other")
    slots: dict[str, Any] = {}
    event = next((code for word, code in EVENTS if word in text), None)
    if event is not None:
        slots["event"] = event
    if intent in ("log_meeting", "log_study", "log_talk", "log_activity"):
        slots["date"] = (at - timedelta(days="昨天" in text)).date().isoformat()
    numbers = [int(found) for found in _NUMBERS.findall(text)]
    if intent == "log_meeting" and len(numbers) > 1:
        slots["due"], slots["present"] = numbers[-2:]
    return intent, slots
