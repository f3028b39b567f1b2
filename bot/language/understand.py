"""From a message to what it says: the order in which the grammar's families are asked."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.calendar import WorkCalendar
from bot.domain.people import Person, Roster
from bot.domain.standard import Standard
from bot.language.activities import read_activity, read_dues, read_talk
from bot.language.branches import BranchNames
from bot.language.changes import read_amend, read_called_off, read_move, read_revoke
from bot.language.dates import mark_dates
from bot.language.desk import read_desk, read_export, read_help, read_mute, read_reminded
from bot.language.events import mark_events
from bot.language.inspection import lists_findings, names_a_branch, read_findings, read_grade, read_inspection
from bot.language.intents import WRITES, Asked, Intent, Reading, Understanding
from bot.language.item_matters import read_belonging, read_item_matter, read_objection_settled
from bot.language.items import mark_items
from bot.language.leave import asks_leave, each_day, each_event, is_attendance_report, read_leaves
from bot.language.lookups import read_calendar, read_items, read_missing, read_own, read_rule
from bot.language.marks import Marks, as_corrected
from bot.language.matters import matters
from bot.language.mood import Mood, denies, forwarded, held_back, mood, supposes, told_to_somebody
from bot.language.names import Directory
from bot.language.normalise import as_meant, as_restarted, clean, without_pictures
from bot.language.numbers import mark_numbers
from bot.language.rectification import read_decision, read_item
from bot.language.registers import read_ballots, read_room, read_term_matter
from bot.language.reports import is_invitation, read_plan, read_report, reports_attendance
from bot.language.said import Said
from bot.language.secrecy import must_not_enter
from bot.language.standing import (
    read_application,
    read_gap,
    read_ranking,
    read_standing,
    read_term,
    read_what_if,
)
from bot.language.study import each_session, read_check_in, read_make_up, read_study
from bot.language.subjects import Subjects
from bot.language.tables import as_sentences
from bot.language.talk import settled

Family = Callable[[Said], Sequence[Reading] | Reading | None]
"""A group of intents that are told by the same words: what it reads, or nothing."""

ANYHOW: tuple[Family, ...] = (read_reminded, read_objection_settled, read_decision, read_desk, read_mute)
"""What is meant the same in whatever mood it is said."""

ASKED: tuple[Family, ...] = (
    read_what_if, read_gap, read_help, read_own, read_term, read_rule, read_ranking, read_standing, read_export, read_items,
    read_missing, read_calendar,
)  # fmt: skip
"""What a question may be about."""

TOLD_TO_SHOW: tuple[Family, ...] = (
    read_own,
    read_export,
    read_help,
    read_ranking,
    read_items,
    read_standing,
    read_calendar,
    read_rule,
)
"""Questions in the form of an order: 查我的记录, 各支部得分排一下."""

FROM_THE_COMMITTEE: tuple[Family, ...] = (
    read_ballots,
    read_grade,
    read_inspection,
    lambda said: read_findings(said) if names_a_branch(said) else None,
    read_belonging,
    read_item_matter,
    read_item,
    read_application,
    read_dues,
    read_room,
    read_term_matter,
)
CHANGES: tuple[Family, ...] = (read_revoke, read_move, read_amend, read_called_off)


class Reader:
    """Reads messages of the people of one roster, by the names of one standard."""

    def __init__(self, roster: Roster, calendar: WorkCalendar, standard: Standard) -> None:
        self._roster = roster
        self._calendar = calendar
        self._people = Directory(roster)
        self._branches = BranchNames(roster)
        self._subjects = Subjects(standard)

    def read(self, text: str, speaker: Person, at: datetime) -> Understanding:
        """Everything a message says. Never raises for what is in the text."""
        if must_not_enter(without_pictures(text)):
            return Understanding((Reading(Intent.REFUSE_SECRET),))
        plain = clean(as_sentences(text) if "\n" in text else text)
        done = settled(plain)
        if done is not None:
            return Understanding((done,))
        if forwarded(plain):
            return Understanding((Reading(Intent.OTHER),))
        whole = self._marked(plain, speaker, at)
        found: list[Reading] = []
        if lists_findings(whole):
            return _found(read_findings(whole), whole)
        for text in matters(whole.text, lambda piece: _readings(_in_its_mood(whole, piece, []))):
            said = _in_its_mood(whole, text, whole.questions)
            readings = _readings(said)
            if said.mood is Mood.REQUEST and readings and readings[0].intent in WRITES:
                said.ask(
                    _shall_i(), [(SHALL_I, whole.source.replace(said.words, whole.marks.plain(said.text)))]
                )
            found += readings
        return _found(found, whole)

    def _marked(self, plain: str, speaker: Person, at: datetime) -> Said:
        marks = Marks()
        source = text = as_meant(as_restarted(plain), self._people.covers)
        text = self._people.mark_exact(text, speaker, marks)
        text = self._branches.mark(text, marks)
        text = mark_events(text, marks)
        text = self._people.mark_spoken(text, speaker, marks)
        text = mark_items(text, marks)
        text = mark_dates(text, marks)
        text = self._people.mark_inexact(text, speaker, marks)
        text = as_corrected(mark_numbers(text, marks))
        branch = self._roster.branch(speaker.branch)
        return Said(text, marks, Mood.STATEMENT, speaker, branch, at, self._calendar, self._subjects, source)


def _found(readings: Sequence[Reading], whole: Said) -> Understanding:
    asked = whole.questions[0] if whole.questions else None
    return Understanding(tuple(readings) or (Reading(Intent.OTHER),), asked)


def _in_its_mood(whole: Said, text: str, questions: list[Asked]) -> Said:
    """A matter of the message as it is said: asked, asked for, or told."""
    words = whole.marks.plain(text)
    feeling, unwrapped = mood(text)
    return replace(whole, text=unwrapped, words=words, mood=feeling, questions=questions)


def _readings(said: Said) -> list[Reading]:
    found = _first(ANYHOW, said)
    if not found and said.asks:
        return _first(ASKED, said)
    if not found and said.puts_a_question:
        found = _first((read_what_if, read_gap, read_rule, read_export), said)
    if supposes(said.words):
        return found
    if not found:
        found = _first(TOLD_TO_SHOW, said)
    if found or told_to_somebody(said.text):
        return found
    found = _first(FROM_THE_COMMITTEE, said) or (_first(CHANGES, said) if not held_back(said.words) else [])
    if found and found[0].intent is Intent.CANCEL_MEETING:
        found = [one for part in each_event(said) for one in _first((read_called_off,), part)]
    return found or _first((read_talk, read_activity, _attendance, read_findings), said)


def _attendance(said: Said) -> list[Reading]:
    """Leave, make-up, one's own attendance, a meeting reported or planned."""
    made_up = [one for part in each_day(said) if (one := read_make_up(part)) is not None]
    come = reports_attendance(said)
    if made_up:
        return made_up
    if asks_leave(said) and not come.has_numbers and not is_attendance_report(said):
        return read_leaves(said)
    if come.is_said and not is_invitation(said, come):
        return read_report(said)
    if denies(said.words):
        return []
    if come.is_said:
        return _first((read_plan,), said)
    parts = each_session(said)
    own = [one for part in parts for one in _first((read_check_in, read_study), part)]
    return own if len(own) == len(parts) else _first((read_report, read_plan), said)


def _first(families: Sequence[Family], said: Said) -> list[Reading]:
    """What the first family reads that reads anything; questions of the others are not asked."""
    for family in families:
        asked = len(said.questions)
        found = family(said)
        if found:
            return [found] if isinstance(found, Reading) else list(found)
        del said.questions[asked:]
    return []


SHALL_I = "确认"
"""The answer that turns a request put as a question into the request itself (rule 22)."""


def _shall_i() -> str:
    return "需要现在登记吗？需要请回复“确认”。"
