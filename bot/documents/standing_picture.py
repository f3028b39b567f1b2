"""我们几分 as a picture for a phone, and as bars of characters where no Chinese font is at hand.

Both show points by aspect and what is still to do: for those who may read a branch's details, not for a group.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from bot import wording
from bot.domain.measures.outcome import ZERO, rounded
from bot.domain.scoring import Standing
from bot.fonts import ChineseFont

TEMPLATES = Path(__file__).parent / "templates"
WIDTH = 1080
"""Pixels across: what a phone's screen has, so that nothing is scaled down."""

NEXT_STEPS = 3
BLOCKS = 10

_BAR = 952
_LEAST = 8
"""So many pixels for the smallest part of a bar: a quarter of a point lost must be seen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One aspect. Points are said in words; widths are in pixels and fill the bar together."""

    name: str
    points: str
    earned: str
    lost: str  # empty when nothing is lost
    widths: tuple[float, float, float]  # earned, pending, lost


@dataclass(frozen=True, slots=True)
class ToDo:
    text: str
    by: str
    gain: str


@dataclass(frozen=True, slots=True)
class _Sum:
    """One aspect in points."""

    name: str
    points: Decimal
    earned: Decimal
    pending: Decimal
    lost: Decimal


def standing_picture(now: Standing, font: ChineseFont | None) -> bytes | None:
    """A PNG, 1080 pixels wide and about twice as high; None without a font: then say `text_bars`.

    Takes about a quarter of a second, and nothing else of the process runs meanwhile.
    """
    # without its file a picture would come out all the same, with bars and no word
    if font is None or not font.path.is_file():
        return None
    import resvg_py  # here: 3 MB that only drawing needs

    return resvg_py.svg_to_bytes(
        svg_string=standing_svg(now, font=font.family),
        skip_system_fonts=True,  # what is drawn depends on nothing but the standing and this file
        font_files=[str(font.path)],
        font_family=font.family,
    )


def standing_svg(now: Standing, *, font: str) -> str:
    """The picture as SVG, 1080 units wide; `font` is the family its text is set in."""
    highest = max(band.star for band in now.standard.bands)
    return _template().render(
        font=font.replace("'", ""),
        width=WIDTH,
        inner=_BAR,
        # long names in smaller letters first, then cut
        branch=shortened_inside(now.branch, 24),
        branch_size=56 if display_width(now.branch) <= 34 else 40,
        year=now.year,
        until=_day(now, now.as_of),
        veto=_veto(now),
        attainable=wording.number(now.attainable),
        stars=range(1, highest + 1),
        filled=now.star_attainable,
        stars_said=_stars(now),
        final=wording.points(now.final_attainable),
        earned=wording.number(now.earned),
        pending=wording.number(now.pending),
        lost=wording.number(now.lost),
        bars=[_bar(aspect) for aspect in _aspects(now)],
        todo=_todo(now),
        disclaimer=wording.DISCLAIMER,
    )


def text_bars(now: Standing) -> str:
    """The same in characters, without next steps: two lines for each aspect, which a phone shows without breaking them."""
    lines = [now.branch, f"{now.year}年度（截至{_day(now, now.as_of)}）"]
    if veto := _veto(now):
        lines.append(f"{veto}。")
    for aspect in _aspects(now):
        lost = f"，已扣{wording.number(aspect.lost)}" if aspect.lost else ""
        # cut, not rounded: a bar is full only with full points
        full = int(aspect.earned * BLOCKS / aspect.points)
        lines += [
            f"{shortened(aspect.name, 8)} {wording.number(aspect.earned)}/{wording.number(aspect.points)}{lost}",
            # squares, which every Chinese font has in one width; ░ is missing in many
            "■" * full + "□" * (BLOCKS - full),
        ]
    lines += [f"最高可得{wording.points(now.attainable)}，{_stars(now)}。", wording.DISCLAIMER]
    return "\n".join(lines)


# ---------------------------------------------------------------------- what is shown


def _aspects(now: Standing) -> Iterator[_Sum]:
    for aspect in now.standard.aspects:
        scores = [score for score in now.scores if score.indicator.aspect == aspect.id]
        yield _Sum(
            aspect.name,
            aspect.points,
            sum((score.earned for score in scores), ZERO),
            sum((score.pending for score in scores), ZERO),
            sum((score.lost for score in scores), ZERO),
        )


def _bar(aspect: _Sum) -> Bar:
    parts = (aspect.earned, aspect.pending, aspect.lost)
    return Bar(
        name=shortened(aspect.name, 8),
        points=wording.number(aspect.points),
        earned=wording.number(aspect.earned),
        lost=wording.number(aspect.lost) if aspect.lost else "",
        widths=_widths(parts),
    )


def _widths(parts: tuple[Decimal, Decimal, Decimal]) -> tuple[float, float, float]:
    """Shares of the bar; what a part is too small to show is taken from the largest."""
    whole = sum(parts, ZERO)
    if not whole:
        return 0.0, 0.0, 0.0
    shares = [max(_BAR * float(part / whole), _LEAST) if part else 0.0 for part in parts]
    largest = shares.index(max(shares))
    shares[largest] -= sum(shares) - _BAR
    earned, pending, lost = (round(share, 1) for share in shares)
    return earned, pending, lost


def _todo(now: Standing) -> list[ToDo]:
    return [
        ToDo(
            text=shortened(step.text, 20),
            by=f"{_day(now, step.by)}前",
            gain=f"保{wording.points(rounded(step.points))}",
        )
        for step, _ in now.steps()[:NEXT_STEPS]
    ]


def _veto(now: Standing) -> str:
    if not now.vetoes:
        return ""
    veto = now.vetoes[0].veto
    return f"一票否决：未达到“{shortened(veto.name, 9)}”，最高评{wording.star(veto.cap_star)}"


def _stars(now: Standing) -> str:
    """最高可达三星; 按申报最高三星, where the branch asked for less than its points reach."""
    if now.not_applied:
        return "没有申报"
    capped = now.star_attainable < now.star_without_veto and not now.vetoes
    return f"{'按申报最高' if capped else '最高可达'}{wording.star(now.star_attainable)}"


def _day(now: Standing, value: date) -> str:
    return wording.day(value) if value.year == now.year else wording.full_day(value)


# ---------------------------------------------------------------------- text that must fit


def shortened(text: str, most: int) -> str:
    """At most so many Chinese characters wide, with … where something was cut; what no font draws is left out."""
    text = _printable(text)
    if display_width(text) <= 2 * most:
        return text
    while display_width(text) > 2 * most - 2:
        text = text[:-1]
    return f"{text}…"


def shortened_inside(text: str, most: int) -> str:
    """The same, cut in the middle: a branch's long name begins like its neighbours' and tells them apart at its end."""
    text = _printable(text)
    if display_width(text) <= 2 * most:
        return text
    tail = text
    while display_width(tail) > most:
        tail = tail[1:]
    return f"{shortened(text, most - (display_width(tail) + 1) // 2)}{tail}"


def display_width(text: str) -> int:
    """In halves of a Chinese character; never less than what is drawn."""
    return sum(map(_char_width, text))


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable())


def _char_width(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me"):
        return 0
    narrow = unicodedata.east_asian_width(char) in ("Na", "N", "H")
    # a W is nearly as wide as a Chinese character, a capital seldom much narrower
    return 1 if narrow and not char.isupper() and char not in "mw@%" else 2


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,  # of everything: names and texts come from people
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("standing.svg")
