"""Utterances written by many hands, curt and verbose, dictated and mistyped: read as meant, and never written by mistake."""

import pytest

from bot.language.intents import WRITES
from tests.language.corpus import Utterance, collections, is_as_meant, read, utterances

EVERYTHING = [said for name in collections() for said in utterances(name)]


def writes_silently(said: Utterance, text: str | None = None) -> bool:
    understood = read(said, text)
    return understood.question is None and any(one.intent in WRITES for one in understood.readings)


@pytest.mark.parametrize("said", EVERYTHING, ids=lambda said: said.id)
def test_it_is_read_as_meant(said: Utterance) -> None:
    understood = read(said)
    assert is_as_meant(said, understood), f"{said.text}\n{understood}"
    assert (understood.question is not None) == said.asks


@pytest.mark.parametrize("said", EVERYTHING, ids=lambda said: said.id)
def test_width_punctuation_blanks_and_pictures_do_not_matter(said: Utterance) -> None:
    meant = read(said)
    variants = {
        "full width": "".join(chr(ord(c) + 0xFEE0) if 33 <= ord(c) < 127 else c for c in said.text),
        "half width": said.text.translate(str.maketrans("，。：；（）", ",.:;()")),
        "corner brackets": said.text.translate(str.maketrans("“”", "「」")),
        "blanks": f"  {said.text} ",
        "a picture": f"{said.text}👍",
    }
    for name, text in variants.items():
        understood = read(said, text)
        assert [one.intent for one in understood.readings] == [one.intent for one in meant.readings], name
        assert (understood.question is None) == (meant.question is None), name


REPORTED = [
    one for one in EVERYTHING if writes_silently(one) and all(r["intent"] in WRITES for r in one.readings)
]


@pytest.mark.parametrize("said", REPORTED, ids=lambda said: said.id)
def test_asking_whether_writes_nothing(said: Utterance) -> None:
    stem = said.text.rstrip("。！!~～，. ？?")
    questions = [f"{stem}{asks}" for asks in ("吗", "了没有", "吗？")]
    assert [text for text in questions if writes_silently(said, text)] == []
