"""Reading a sentence: messages per second, the slowest utterance, and what a naive keyword parser does in the same time.

    python -m benchmarks.parse [--rounds 7]

Both read the same utterances, in turn within each round, in one process on one core. The slowest text is looked for
among the utterances and among texts made to be slow: the same words over and over, up to the 2,048 bytes a platform lets
through.
"""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Sequence

from benchmarks import keywords
from bot.language.intents import WRITES
from tests.language.corpus import Utterance, collections, is_as_meant, read, reader, roster, utterances

LONGEST_BYTES = 2048
STUBBORN = (
    "我", "，", "请假", "周五", "第1条", "李强、", "应到5实到5", "的时间是", "a", "1", "不", "去了", "三支部", "今天", "改成", "（",
    "“", "老李", "学习", "在", "没", "今天签到，", "王小二、", "10天", "还没", "\n", "是", "都",
)  # fmt: skip


def main() -> None:
    arguments = _arguments()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    said = [one for name in collections() for one in utterances(name)]
    reader(), roster(), [read(one) for one in said[:50]]
    grammar, naive = [], []
    for _ in range(arguments.rounds):
        grammar.append(_each(said, lambda one: read(one)))
        naive.append(_each(said, lambda one: keywords.parse(one.text, one.at)))
    print(f"{len(said)} utterances, {len(roster().people)} people, {arguments.rounds} rounds")
    _show("grammar", grammar)
    _show("keywords", naive)
    ratios = [g / n for g, n in zip(grammar, naive, strict=True)]
    print(
        f"RATIO cost grammar/keywords min {min(ratios):.0f} med {statistics.median(ratios):.0f} max {max(ratios):.0f}"
    )
    print(_accuracy(said))
    print(_slowest(said))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    return parser.parse_args()


def _each(said: Sequence[Utterance], parse: Callable[[Utterance], object]) -> float:
    """Seconds of one message, on average."""
    begun = time.perf_counter()
    for one in said:
        parse(one)
    return (time.perf_counter() - begun) / len(said)


def _show(name: str, seconds: Sequence[float]) -> None:
    middle = statistics.median(seconds)
    print(
        f"{name:9} {1 / middle:9.0f} messages/s, {middle * 1e6:6.1f} us "
        f"({min(seconds) * 1e6:.1f}-{max(seconds) * 1e6:.1f})"
    )


def _accuracy(said: Sequence[Utterance]) -> str:
    """Both against the readings a person gives; a false write is an entry nobody asked for."""
    right = sum(is_as_meant(one, read(one)) for one in said)
    read_by_keywords = [(one, keywords.parse(one.text, one.at)) for one in said]
    naive_right = sum(
        len(one.readings) == 1 and one.readings[0] == {"intent": intent, "slots": slots}
        for one, (intent, slots) in read_by_keywords
    )
    harmless = [one for one in said if not any(reading["intent"] in WRITES for reading in one.readings)]
    false = sum(any(got.intent in WRITES for got in read(one).readings) for one in harmless)
    naive_false = sum(keywords.parse(one.text, one.at)[0] in WRITES for one in harmless)
    return (
        f"exact: grammar {right / len(said):.1%}, keywords {naive_right / len(said):.1%}; "
        f"false writes among {len(harmless)}: grammar {false}, keywords {naive_false}"
    )


def _slowest(said: Sequence[Utterance]) -> str:
    texts = [(one, one.text) for one in said]
    for words in STUBBORN:
        size = len(words.encode())
        texts.append((said[0], words * (LONGEST_BYTES // size)))
    found = []
    for one, text in texts:
        tries = []
        for _ in range(3):
            begun = time.perf_counter()
            read(one, text)
            tries.append(time.perf_counter() - begun)
        found.append((min(tries), text))
    real, worst = max(found[: len(said)]), max(found)
    return (
        f"slowest utterance {real[0] * 1e3:.1f} ms ({len(real[1])} characters: {_shown(real[1])}); "
        f"slowest of all {worst[0] * 1e3:.1f} ms ({_shown(worst[1])})"
    )


def _shown(text: str) -> str:
    return json.dumps(text[:16], ensure_ascii=False) + ("…" if len(text) > 16 else "")


if __name__ == "__main__":
    main()
