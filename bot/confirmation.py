"""One pending confirmation per person and chat (interfaces.md, detail 18).

What a handler proposes is shown once, kept in the store, and recorded only when the person says so, by the
card's button or by the sentence. A restart changes nothing; after a day the question lapses. A question back
is kept the same way, with the sentence it asks about, so that the answer can complete it.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.chat import Button, Card, Reply
from bot.domain.refusal import ConfirmationExpired
from bot.language.intents import BLANK, Asked, Intent, Reading
from bot.language.numbers import small
from bot.router import SAID, Message, Proposal
from bot.store.pendings import Pending
from bot.store.work import Work

LIFE = timedelta(hours=24)
CONFIRM, CANCEL = "confirm", "cancel"
WORDLESS = "佐证材料"
"""Stands for a picture or file that a question is about."""
SAY = "say"
"""A button whose key is `say:…` says that sentence for the person who taps it."""


def propose(
    message: Message, work: Work, proposed: Sequence[tuple[Reading, Proposal]], note: str = ""
) -> Reply:
    """Keep what is proposed, and show it with two buttons."""
    title = "、".join(proposal.title for _, proposal in proposed)
    pending = _pending(
        message,
        shown=title,
        readings=[
            Reading(proposal.intent or reading.intent, {**proposal.slots, SAID: message.said})
            for reading, proposal in proposed
        ],
    )
    replaced = work.pending.put(pending)
    notes = [note, *(proposal.note for _, proposal in proposed), _replaced(replaced)]
    remarks = [remark for remark in dict.fromkeys(notes) if remark]
    lines = [f"{proposal.title}：{proposal.line()}。" for _, proposal in proposed]
    facts = proposed[0][1].facts if len(proposed) == 1 else tuple((p.title, p.line()) for _, p in proposed)
    correctable = any(proposal.correctable for _, proposal in proposed)
    return Reply(
        text="\n".join(["【请确认】" + "\n".join(lines), *remarks, _how(correctable=correctable)]),
        card=Card(
            task_id=f"confirm-{message.sender.account}-{pending.token}",
            title=f"请确认：{title}",
            facts=facts,
            note="；".join(remarks),
            buttons=(
                Button("确认", f"{CONFIRM}:{pending.token}", says="确认"),
                Button("取消", f"{CANCEL}:{pending.token}", says="取消", style=2),
            ),
        ),
        aside=f"收到“{title}”，内容已私信您，请在与我的单聊里确认。",
    )


def remember_question(message: Message, work: Work, asked: Asked, *, private: bool = False) -> Reply:
    """Ask, and keep the sentence: the answer is read together with it, or chosen from what the card offers.

    Args:
        private: it is not for a whole group to read.
    """
    private = private or _names_others(message, asked)
    pending = _pending(
        message,
        text=message.text or WORDLESS,
        readings=[Reading(message.intent, message.slots)],
        asked=asked,
        private=private,
    )
    replaced = _replaced(work.pending.put(pending))
    aside = _ASK_IN_PRIVATE if private else ""
    labels = [choice.label for choice in asked.choices]
    # what has numbers of its own is not numbered once more
    numbered = bool(asked.number_into) and all(label[0].isdigit() for label in labels)
    named = labels if numbered else [f"{number} {label}" for number, label in enumerate(labels, 1)]
    offered = "　".join(named) if len(labels) > 1 else ""
    text = "\n".join(line for line in (asked.text, offered, replaced) if line)
    if not labels:
        return Reply(text, aside=aside)
    return Reply(
        text=text,
        card=Card(
            task_id=f"ask-{message.sender.account}-{pending.token}",
            title="请选择",
            subtitle=asked.text,
            note=replaced,
            buttons=tuple(Button(label, f"{SAY}:{label}", says=label) for label in labels),
        ),
        aside=aside,
    )


_ASK_IN_PRIVATE = "有一处要与您核对，已私信您，请在与我的单聊里回答。"


def _names_others(message: Message, asked: Asked) -> bool:
    """Whether a question says who is meant, or might be: not for a whole group to read."""
    words = [asked.text, *(choice.label for choice in asked.choices)]
    return any(
        person.name in line for line in words for person in message.roster.people if person != message.sender
    )


def answered(pending: Pending, text: str) -> str | None:
    """The sentence an answer completes: a label of the card or its number, a bare number or name; None if it is neither."""
    words = text.strip(" 。.，,！!~～")
    sentences = dict(pending.choices)
    if words in sentences:
        return sentences[words]
    number = _number(words)
    if number is not None and pending.number_into:
        return pending.number_into.replace(BLANK, str(number))
    if number is not None:
        return pending.choices[number - 1][1] if 1 <= number <= len(pending.choices) else None
    name = _NAME.fullmatch(words)
    if name is None:
        return None
    fitting = [sentence for label, sentence in pending.choices if name["n"] in label]
    if len(fitting) == 1:
        return fitting[0]
    return pending.name_into.replace(BLANK, name["n"]) or None


_NAME = re.compile("(?:应该是|就是|是|叫|我说的是)?(?P<n>[\u4e00-\u9fff·]{2,12}?)(?:同志|吧|的)?")
_ORDINAL = re.compile(
    "(?:第)?(?P<n>[0-9０-９]{1,4}|[一二两三四五六七八九十]{1,3})(?:个|号|组|党小组|条|项|家)?"
)


def _number(words: str) -> int | None:
    found = _ORDINAL.fullmatch(words)
    return small(unicodedata.normalize("NFKC", found["n"])) if found is not None else None


def current(message: Message, work: Work, *, answers: bool) -> Pending | None:
    """What is waiting for this person in this chat. What lapsed is dropped.

    Args:
        answers: the message can only be an answer, a yes, a no or a correction.

    Raises:
        ConfirmationExpired: that is what it would answer, and it lapsed.
    """
    # in a group the names are shown, and the answer awaited, where nobody else reads them
    pending = work.pending.get(str(message.address)) or work.pending.get(str(message.address.private))
    if pending is None or pending.expires_at > message.at:
        return pending
    work.pending.drop(pending.address)
    if answers and pending.shown:
        raise ConfirmationExpired(pending.shown)
    return None


def readings_of(pending: Pending) -> list[Reading]:
    return [Reading(Intent(kept["intent"]), kept["slots"]) for kept in pending.readings]


def corrects(message: Message, pending: Pending) -> bool:
    """不对，是4个人: whether a correction is one of what waits, which is a meeting, complete but for its numbers."""
    if message.intent is not Intent.AMEND:
        return False
    event = message.slots.get("event")
    return any(
        _is_meeting(waiting.slots) and event in (None, waiting.slots["event"])
        for waiting in readings_of(pending)
    )


def is_whole(pending: Pending) -> bool:
    """Whether what was asked about is a meeting that could be proposed again as it stands."""
    return all(_is_meeting(waiting.slots) for waiting in readings_of(pending))


def _is_meeting(slots: Mapping[str, Any]) -> bool:
    return {"event", "date"} <= set(slots)


_IN_ADDITION = re.compile("也|还有|另外|加上|再加|又")


def amended(pending: Pending, changes: Mapping[str, Any], text: str) -> list[Reading]:
    """The waiting readings with new values laid over the one they fit: same event, or the only one.

    王芳也请假了 adds to those who are away, 请假的是王芳 says who they are.
    """
    event = changes.get("event")
    waiting = readings_of(pending)
    fits = [i for i, reading in enumerate(waiting) if event is None or reading.slots.get("event") == event]
    chosen = fits[0] if fits else 0
    kept = dict(waiting[chosen].slots)
    if {"leave", "absent"} & set(changes) and "present" not in changes:
        kept.pop("present", None)  # somebody more was away: how many came follows from that
    if _IN_ADDITION.search(text):
        changes = {name: _both(kept.get(name), value) for name, value in changes.items()}
    waiting[chosen] = Reading(waiting[chosen].intent, {**kept, **changes})
    return waiting


def _both(before: Any, more: Any) -> Any:
    """Two lists of people as one, each once; anything else is replaced."""
    if not isinstance(before, list) or not isinstance(more, list):
        return more
    return before + [one for one in more if one not in before]


def _pending(
    message: Message,
    *,
    readings: Sequence[Reading],
    shown: str = "",
    text: str = "",
    asked: Asked | None = None,
    private: bool = False,
) -> Pending:
    return Pending(
        address=str(message.address.private if private or shown else message.address),
        shown=shown,
        text=text,
        readings=[{"intent": reading.intent.value, "slots": dict(reading.slots)} for reading in readings],
        choices=[[choice.label, choice.sentence] for choice in asked.choices] if asked is not None else [],
        number_into=asked.number_into if asked is not None else "",
        name_into=asked.name_into if asked is not None else "",
        fills=asked.fills if asked is not None else "",
        token=f"{message.at:%Y%m%d%H%M%S%f}",
        asked_at=message.at,
        expires_at=message.at + LIFE,
    )


def _how(*, correctable: bool) -> str:
    how = "有误请直接说正确的内容，如“不对，是4个人”。" if correctable else "有误请重新说一遍。"
    return f"确认请回复“确认”，{how}"


def _replaced(old: Pending | None) -> str:
    return f"上一条待确认的“{old.shown}”没有登记，已由本条代替。" if old is not None and old.shown else ""
