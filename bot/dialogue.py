"""One turn of a conversation: who speaks, what was waiting for an answer, which handlers reply.

There is no dialogue state machine: between two messages at most one thing is kept, what waits for a
confirmation or the sentence a question was asked about (bot/confirmation.py).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot import confirmation, wording
from bot.chat import NOTHING, Address, Incoming, Reply
from bot.domain.people import Person, Roster
from bot.domain.refusal import NothingPending, NotOnRoster, NotOpenHere, Refusal
from bot.language.intents import WRITES, Asked, Choice, Intent, Reading, Understanding
from bot.language.talk import is_polite
from bot.language.understand import SHALL_I, Reader
from bot.router import House, Message, Proposal, Question, Route, Router
from bot.store.pendings import Pending
from bot.store.work import Work

NOTICE_VERSION = "1"

AGREEMENT = frozenset({"好的", "好", "收到", "1", "嗯", "嗯嗯", "行", "可以", "ok", "是", "是的", "好嘞"})
"""Words that confirm when something is pending and mean nothing otherwise (conversation.md, rule 6)."""


FRAGMENT = 12
"""Words as few as these may be the answer to a question even where they could stand alone (明天的学习)."""


_MISSING = ("要补", "补", "缺", "少", "没", "请补", "还要")
"""How a reason may begin that would read as something else by itself (要补签到表)."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message read against one roster; `speaker` is None for somebody who is not on it."""

    incoming: Incoming
    roster: Roster
    speaker: Person | None
    text: str
    understanding: Understanding


class Dialogue:
    """Understands and answers, within the transaction it is given."""

    def __init__(self, router: Router, house: House) -> None:
        self._router = router
        self._house = house
        self._reader: tuple[Roster, Reader] | None = None

    def hear(self, incoming: Incoming, roster: Roster) -> Heard:
        """Who speaks and what it means; pure."""
        speaker = roster.person(incoming.address.user)
        text = _words(incoming)
        if speaker is None or not text:
            return Heard(incoming, roster, speaker, text, Understanding(()))
        return Heard(
            incoming, roster, speaker, text, self._reader_of(roster).read(text, speaker, incoming.at)
        )

    def only_reads(self, heard: Heard) -> bool:
        """Whether nothing that was said writes: such a message may be answered from a reader connection.

        In a group even a question may write: what others must not read is promised to the asker.
        """
        readings = heard.understanding.readings
        if (
            heard.incoming.address.chat
            or heard.incoming.tap is not None
            or heard.understanding.question is not None
            or not readings
        ):
            return False
        routes = [self._router.get(reading) for reading in readings]
        return all(route is not None and route.reads for route in routes)

    def turn(self, heard: Heard, work: Work) -> Reply:
        """Answer. A refusal undoes what its handler did and becomes a sentence."""
        incoming, speaker = heard.incoming, heard.speaker
        if speaker is None:
            return NOTHING if incoming.event else Reply(wording.refusal(NotOnRoster(incoming.address.user)))
        if not heard.text and incoming.attachment is None:
            return NOTHING
        work.acting(actor=speaker.account, source=incoming.address.platform, message_id=incoming.id)
        message = self._message(heard, speaker)
        try:
            # a question that only reads is about something else, and may be answered where nothing can be written
            pending = (
                None
                if self.only_reads(heard)
                else confirmation.current(message, work, answers=_is_answer(message))
            )
            with work.savepoint():
                return _discreetly(message, self._answer(message, heard.understanding, pending, work), work)
        except Refusal as refused:
            return Reply(wording.refusal(refused))

    # ------------------------------------------------------------------ what was waiting

    def _answer(
        self, message: Message, understanding: Understanding, pending: Pending | None, work: Work
    ) -> Reply:
        if pending is not None and pending.shown:
            settled = self._settle(message, understanding, pending, work)
            if settled is not None:
                return settled
        if pending is not None and pending.text:
            completed = self._complete(message, understanding, pending, work)
            if completed is not None:
                return completed
        if message.intent in (Intent.CONFIRM, Intent.CANCEL):
            raise NothingPending
        if pending is not None and pending.shown and _says_nothing(message):
            return Reply(_still_waiting(pending.shown))
        if understanding.asked is not None:
            route = self._route(message.reading)  # what is not open here need not be asked about
            if route.finds and understanding.asked.number_into and "item" not in message.slots:
                return self._together(message, understanding.readings, work)
            days = route.knows(message, work) if route.knows and understanding.asked.lacks_day else ()
            if len(days) == 1:
                return self._say(message, _on(days[0], message.text), work)
            choices = tuple(Choice(wording.day_of_week(day), _on(day, message.text)) for day in days)
            asked = replace(understanding.asked, choices=choices or understanding.asked.choices)
            return confirmation.remember_question(message, work, asked)
        return self._together(message, understanding.readings or (message.reading,), work)

    def _settle(
        self, message: Message, understanding: Understanding, pending: Pending, work: Work
    ) -> Reply | None:
        """Yes, no, or a correction of what waits; None when the message is about something else."""
        token = (
            message.tap.key.partition(":")[2]
            if message.tap is not None and _settles(message.tap.key)
            else pending.token
        )
        if token != pending.token:
            raise NothingPending
        if message.intent is Intent.CONFIRM or (message.intent is Intent.OTHER and _agrees(message.text)):
            work.pending.drop(pending.address)
            return self._together(message, confirmation.readings_of(pending), work, confirmed=True)
        if _takes_back(message):
            work.pending.drop(pending.address)
            return Reply(_dropped(pending.shown), done="已取消")
        if confirmation.corrects(message, pending):
            work.pending.drop(pending.address)
            return self._together(message, confirmation.amended(pending, message.slots, message.text), work)
        if understanding.asked is not None or _says_nothing(message):
            return self._add(message, pending, work)
        return None

    def _add(self, message: Message, pending: Pending, work: Work) -> Reply | None:
        """主持人是我, 3个人: said of what waits without a word that it is a correction; None when it is not of that."""
        for text in (f"更正：{message.text}", f"不对，是{message.text}"):
            meant = self._reader_of(message.roster).read(text, message.sender, message.at)
            first = meant.readings[0]
            said = replace(message, intent=first.intent, slots=first.slots)
            if meant.asked is None and confirmation.corrects(said, pending):
                work.pending.drop(pending.address)
                return self._together(message, confirmation.amended(pending, first.slots, message.text), work)
        return None

    def _complete(
        self, message: Message, understanding: Understanding, pending: Pending, work: Work
    ) -> Reply | None:
        """The answer to a question: chosen from what was offered, or read together with the sentence it was about.

        None when the message is about something else.
        """
        if _takes_back(message):
            work.pending.drop(pending.address)
            return Reply(_dropped(""))
        agrees = message.intent is Intent.CONFIRM or (
            message.intent is Intent.OTHER and _agrees(message.text)
        )
        if pending.fills and self._gives_reason(message, understanding, pending):
            return self._fill(message, pending, work)
        sentence = confirmation.answered(pending, SHALL_I if agrees else message.text)
        if sentence is not None and (agrees or pending.choices or self._is_clear(message, sentence)):
            return self._answered(message, sentence, pending, work)
        if agrees and confirmation.is_whole(pending):
            return self._together(message, confirmation.readings_of(pending), work)
        if agrees:
            return self._answered(message, pending.text, pending, work)
        if confirmation.corrects(message, pending):
            work.pending.drop(pending.address)
            return self._together(message, confirmation.amended(pending, message.slots, message.text), work)
        if len(message.text) <= FRAGMENT:
            completed = self._joined(message, pending, work)
            if completed is not None:
                return completed
        stands_alone = understanding.readings and understanding.question is None
        asked_about = confirmation.readings_of(pending)[0].intent
        another = message.intent not in (Intent.OTHER, Intent.AMEND, asked_about)
        if stands_alone and (another or "item" in message.slots):
            return None
        return self._joined(message, pending, work) or self._add(message, pending, work)

    def _gives_reason(self, message: Message, understanding: Understanding, pending: Pending) -> bool:
        """Free words asked for: what reads as no whole matter of its own, or goes on about the one that was asked about."""
        asked_about = confirmation.readings_of(pending)[0].intent
        return (
            message.intent in (Intent.OTHER, Intent.AMEND, Intent.ADD_FINDING, asked_about)
            or understanding.asked is not None
            or (
                message.intent in WRITES
                and len(message.text) <= FRAGMENT
                and message.text.startswith(_MISSING)
            )
        )

    def _fill(self, message: Message, pending: Pending, work: Work) -> Reply:
        work.pending.drop(pending.address)
        filled = [
            Reading(one.intent, {**one.slots, pending.fills: message.text.strip(" 。.")})
            for one in confirmation.readings_of(pending)
        ]
        said = replace(message, intent=filled[0].intent, slots=filled[0].slots)
        return self._together(said, filled, work)

    def _joined(self, message: Message, pending: Pending, work: Work) -> Reply | None:
        """The answer read behind the sentence it completes, or before it: of two days the first is the event's."""
        asked_about = confirmation.readings_of(pending)[0].intent
        for text in (f"{pending.text}，{message.text}", f"{message.text}，{pending.text}"):
            joined = self._reader_of(message.roster).read(text, message.sender, message.at)
            if joined.asked is None and joined.readings and joined.readings[0].intent is asked_about:
                return self._answered(message, text, pending, work)
        return None

    def _is_clear(self, message: Message, sentence: str) -> bool:
        return self._reader_of(message.roster).read(sentence, message.sender, message.at).asked is None

    def _answered(self, message: Message, sentence: str, pending: Pending, work: Work) -> Reply:
        """The question is answered: what it was about is said again, complete."""
        work.pending.drop(pending.address)
        return self._say(message, sentence, work)

    def _say(self, message: Message, sentence: str, work: Work) -> Reply:
        """Answer a sentence that was put together from what was said and what is known besides."""
        understanding = self._reader_of(message.roster).read(sentence, message.sender, message.at)
        first = understanding.readings[0]
        said = replace(message, text=sentence, intent=first.intent, slots=first.slots)
        if understanding.asked is not None:
            return confirmation.remember_question(said, work, understanding.asked)
        return self._together(said, understanding.readings, work)

    # ------------------------------------------------------------------ the handlers

    def _together(
        self, message: Message, readings: Sequence[Reading], work: Work, *, confirmed: bool = False
    ) -> Reply:
        """Each reading's handler in turn: what they propose is confirmed together, what they answer is said together."""
        replies: list[Reply] = []
        proposed: list[tuple[Reading, Proposal]] = []
        for reading in readings:
            said = replace(message, intent=reading.intent, slots=reading.slots, confirmed=confirmed)
            in_group = ""
            try:
                with work.savepoint():
                    route = self._route(reading)
                    answer, in_group = route.handler(said, work), route.in_group
            except Refusal as refused:
                if len(readings) == 1:
                    raise
                answer = Reply(
                    wording.refusal(refused)
                )  # of several matters the others are dealt with all the same
            if isinstance(answer, Question):
                return confirmation.remember_question(said, work, _asked(answer), private=bool(in_group))
            if isinstance(answer, Proposal):
                proposed.append((reading, answer))
            else:
                replies.append(replace(answer, aside=answer.aside or in_group) if answer else answer)
        if proposed:
            replies.append(confirmation.propose(message, work, proposed))
        return _joined(replies)

    def _route(self, reading: Reading) -> Route:
        route = self._router.get(reading)
        if route is None:
            raise NotOpenHere(reading.intent)
        return route

    def _reader_of(self, roster: Roster) -> Reader:
        if self._reader is None or self._reader[0] is not roster:
            self._reader = (roster, Reader(roster, self._house.calendar, self._house.standard))
        return self._reader[1]

    def _message(self, heard: Heard, speaker: Person) -> Message:
        incoming = heard.incoming
        first = heard.understanding.readings[0] if heard.understanding.readings else _unread(incoming)
        branch = heard.roster.branch(speaker.branch)
        if branch is None:
            raise LookupError(f"no branch of {speaker.account}")
        return Message(
            id=incoming.id,
            address=incoming.address,
            at=incoming.at,
            text=heard.text,
            sender=speaker,
            branch=branch,
            roster=heard.roster,
            house=self._house,
            intent=first.intent,
            slots=first.slots,
            question=heard.understanding.question or "",
            tap=incoming.tap,
            attachment=incoming.attachment,
        )


def _discreetly(message: Message, reply: Reply, work: Work) -> Reply:
    """In a group conversation names and personal records go to the asker alone, and the group sees that they do."""
    if not message.address.chat or not reply.aside:
        return reply
    work.promises.add(f"private:{message.id}", message.address.private, replace(reply, aside=""), urgent=True)
    return Reply(reply.aside)


def privacy_notice(address: Address) -> tuple[str, Reply]:
    """The notice about data of 个人信息保护法 art. 17 and 35, and the key under which it is said once."""
    return f"notice:{NOTICE_VERSION}:{address.platform}:{address.user}", Reply(_notice())


def _on(day: date, text: str) -> str:
    """小组会改到下周四, said of the meeting of that day."""
    return f"{wording.day(day)}的{text}"


def _asked(question: Question) -> Asked:
    return Asked(question.text, question.choices, question.number_into, fills=question.fills)


def _unread(incoming: Incoming) -> Reading:
    """What came without words: a picture or file belongs to something, the rest is small talk."""
    return Reading(Intent.OTHER if incoming.attachment is None else Intent.ATTACH)


def _words(incoming: Incoming) -> str:
    """What was said: the text, or what the tapped button says."""
    if incoming.tap is None:
        return incoming.text
    kind, _, rest = incoming.tap.key.partition(":")
    return {confirmation.CONFIRM: "确认", confirmation.CANCEL: "取消", confirmation.SAY: rest}.get(kind, "")


def _settles(key: str) -> bool:
    return key.partition(":")[0] in (confirmation.CONFIRM, confirmation.CANCEL)


def _is_answer(message: Message) -> bool:
    return message.intent in (Intent.CONFIRM, Intent.CANCEL, Intent.AMEND) or _agrees(message.text)


def _takes_back(message: Message) -> bool:
    """取消, and a bare 撤销: what is not recorded yet is what is meant."""
    return message.intent is Intent.CANCEL or (message.intent is Intent.REVOKE and not message.slots)


def _agrees(text: str) -> bool:
    return unicodedata.normalize("NFKC", text).strip(" 。.，,~～!！👌👍").lower() in AGREEMENT


def _joined(replies: Sequence[Reply]) -> Reply:
    """Several answers as one message; the last card, picture or file stands for all, a hint is said once."""
    hints = "".join(dict.fromkeys(reply.hint for reply in replies if reply.hint))
    asides = "\n".join(dict.fromkeys(reply.aside or reply.text for reply in replies))
    return Reply(
        text="\n".join(reply.text for reply in replies if reply.text) + hints,
        card=next((r.card for r in reversed(replies) if r.card), None),
        picture=next((r.picture for r in reversed(replies) if r.picture), None),
        document=next((r.document for r in reversed(replies) if r.document), None),
        done=next((r.done for r in replies if r.done), ""),
        aside=asides if any(reply.aside for reply in replies) else "",
    )


def _says_nothing(message: Message) -> bool:
    """Words that are neither an answer nor a matter of their own; politeness asks for none."""
    return message.intent is Intent.OTHER and bool(message.text) and not is_polite(message.text)


def _still_waiting(shown: str) -> str:
    return f"没有听懂要改什么。“{shown}”还在等您确认：没有错请回复“确认”，有误请直接说正确的内容，不要了请回复“取消”。"


def _dropped(shown: str) -> str:
    return f"已取消，“{shown}”没有登记。" if shown else "好的，没有登记。"


def _notice() -> str:
    return (
        "本助手由机关党委使用，登记组织生活和学习情况，只保存姓名、支部、出勤等必要信息。"
        "您可随时查看、更正：回复“我的记录”“你们存了我什么”。请勿发送涉密和内部文件。回复“已知晓”即可，不回复不影响使用。"
    )
