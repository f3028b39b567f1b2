"""What people may want: the intents of conversation.md, and a reading of one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Intent(StrEnum):
    CHECK_IN = "check_in"
    LOG_STUDY = "log_study"
    LOG_MEETING = "log_meeting"
    PLAN_MEETING = "plan_meeting"
    MOVE_MEETING = "move_meeting"
    CANCEL_MEETING = "cancel_meeting"
    LEAVE = "leave"
    MAKE_UP = "make_up"
    LOG_TALK = "log_talk"
    LOG_ACTIVITY = "log_activity"
    LOG_DUES = "log_dues"
    LOG_ROOM = "log_room"
    LOG_BALLOTS = "log_ballots"
    LOG_TERM = "log_term"
    AMEND = "amend"
    REVOKE = "revoke"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    APPROVE = "approve"
    REFUSE = "refuse"
    ACKNOWLEDGE_ITEM = "acknowledge_item"
    QUERY_STANDING = "query_standing"
    QUERY_GAP = "query_gap"
    QUERY_WHAT_IF = "query_what_if"
    QUERY_OWN = "query_own"
    QUERY_MISSING = "query_missing"
    QUERY_CALENDAR = "query_calendar"
    QUERY_RULE = "query_rule"
    QUERY_ITEMS = "query_items"
    QUERY_TERM = "query_term"
    QUERY_RANKING = "query_ranking"
    QUERY_REMINDERS = "query_reminders"
    SUBMIT_ITEM = "submit_item"
    EXTEND_ITEM = "extend_item"
    OBJECT_ITEM = "object_item"
    VERIFY_ITEM = "verify_item"
    RETURN_ITEM = "return_item"
    PLAN_ITEM = "plan_item"
    REOPEN_ITEM = "reopen_item"
    REGRADE_ITEM = "regrade_item"
    CANCEL_ITEM = "cancel_item"
    ATTACH = "attach"
    ADD_FINDING = "add_finding"
    OPEN_INSPECTION = "open_inspection"
    DRAW_SPOT_CHECK = "draw_spot_check"
    GRADE = "grade"
    APPLY_STAR = "apply_star"
    EXPORT = "export"
    MUTE = "mute"
    UNMUTE = "unmute"
    WHOAMI = "whoami"
    HELP = "help"
    PRIVACY = "privacy"
    READ_STANDARD = "read_standard"
    REFUSE_SECRET = "refuse_secret"
    OTHER = "other"


WRITES = frozenset(
    {
        Intent.CHECK_IN, Intent.LOG_STUDY, Intent.LOG_MEETING, Intent.PLAN_MEETING, Intent.MOVE_MEETING, Intent.CANCEL_MEETING,
        Intent.LEAVE, Intent.MAKE_UP, Intent.LOG_TALK, Intent.LOG_ACTIVITY, Intent.LOG_DUES, Intent.AMEND, Intent.REVOKE,
        Intent.APPROVE, Intent.REFUSE, Intent.ACKNOWLEDGE_ITEM, Intent.SUBMIT_ITEM, Intent.EXTEND_ITEM, Intent.OBJECT_ITEM,
        Intent.VERIFY_ITEM, Intent.RETURN_ITEM, Intent.ADD_FINDING, Intent.OPEN_INSPECTION, Intent.DRAW_SPOT_CHECK,
        Intent.PLAN_ITEM, Intent.REOPEN_ITEM, Intent.REGRADE_ITEM, Intent.CANCEL_ITEM, Intent.ATTACH, Intent.GRADE, Intent.APPLY_STAR, Intent.MUTE, Intent.UNMUTE, Intent.READ_STANDARD, Intent.LOG_ROOM, Intent.LOG_BALLOTS, Intent.LOG_TERM,
    }
)  # fmt: skip
"""Intents that change something (W): a question never reads as one of these without asking back (rules 1, 22)."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing said. `slots` holds only what was said or can be inferred, in the forms of conversation.md."""

    intent: Intent
    slots: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to answer a question: what its button says, and the sentence that is meant by it."""

    label: str
    sentence: str


BLANK = "\ufffc"
"""Stands in a sentence for what an answer fills in; no message contains it once it is cleaned."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question back.

    `number_into` and `name_into` are the sentence that a bare number, or a name, completes at its BLANK.
    `lacks_day`: the day is all that is missing, and may be known to whoever knows what is planned. `fills` is the slot
    that the whole answer goes into (a reason).
    """

    text: str
    choices: tuple[Choice, ...] = ()
    number_into: str = ""
    name_into: str = ""
    lacks_day: bool = False
    fills: str = ""


@dataclass(frozen=True, slots=True)
class Understanding:
    """All that a message says, and the one thing that must be asked back, or None."""

    readings: tuple[Reading, ...]
    asked: Asked | None = None

    @property
    def question(self) -> str | None:
        return self.asked.text if self.asked is not None else None
