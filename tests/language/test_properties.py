"""What holds for any text: nothing raises, and what the bot writes it reads back."""

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot import wording
from bot.clock import HOUSE
from tests.language.corpus import collections, reader, roster, utterances

MONDAY = datetime(2026, 11, 23, 16, 40, tzinfo=HOUSE)
SECRETARY = next(person for person in roster().people if person.name == "张华")
PIECES = sorted(
    {piece for name in collections() for said in utterances(name) for piece in said.text[:24].split("，")}
)


def slots(text: str, at: datetime = MONDAY) -> dict[str, Any]:
    (one,) = reader().read(text, SECRETARY, at).readings
    return dict(one.slots)


@given(text=st.text(max_size=700))
def test_any_text_is_read_without_raising(text: str) -> None:
    reader().read(text, SECRETARY, MONDAY)


@given(
    pieces=st.lists(st.sampled_from(PIECES), max_size=12), glue=st.sampled_from(["", "，", "。", "\n", " "])
)
def test_any_mixture_of_what_people_say_is_read_without_raising(pieces: list[str], glue: str) -> None:
    reader().read(glue.join(pieces), SECRETARY, MONDAY)


@given(back=st.integers(0, 300))
def test_a_day_written_as_the_bot_writes_it_is_that_day(back: int) -> None:
    today = MONDAY.date()
    day = today - timedelta(days=back)
    written = [
        wording.full_day(day),
        wording.day_of_week(day) if day.year == today.year else wording.full_day(day),
    ]
    for words in written:
        assert slots(f"{words}支委会，应到5人，实到5人")["date"] == day.isoformat()


@given(day=st.dates(date(2026, 11, 24), date(2027, 9, 30)))
def test_a_coming_day_is_read_back_too(day: date) -> None:
    assert slots(f"{wording.full_day(day)}15:00开支委会")["date"] == day.isoformat()


@given(due=st.integers(1, 300), data=st.data())
def test_head_counts_are_read_back(due: int, data: st.DataObject) -> None:
    present = data.draw(st.integers(0, due))
    said = slots(f"支部党员大会，应到{due}人，实到{present}人")
    assert (said["due"], said["present"]) == (due, present)


@given(value=st.integers(1, 99))
def test_chinese_numerals_are_the_numbers_they_write(value: int) -> None:
    numeral = wording.ordinal(value).removeprefix("第")
    said = slots(f"支部党员大会，应到{numeral}人，实到{numeral}人")
    assert (said["due"], said["present"]) == (value, value)


@given(hour=st.integers(7, 18), minute=st.sampled_from([0, 5, 15, 30, 45]))
def test_times_of_day_are_read_back(hour: int, minute: int) -> None:
    at = datetime(2026, 11, 23, hour, minute, tzinfo=HOUSE)
    assert slots(f"今天{wording.clock_time(at)}支委会，应到5，实到5")["time"] == f"{hour:02d}:{minute:02d}"


@given(minutes=st.integers(1, 60).map(lambda quarter: quarter * 5))
def test_lengths_are_read_back(minutes: int) -> None:
    assert slots(f"今天党课，时长{wording.duration(minutes)}，应到18，实到18")["minutes"] == minutes
