"""我们几分 as a picture: its numbers, its words, what is cut, and what is said where no picture can be drawn."""

import struct
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.documents.standing_picture import (
    WIDTH,
    display_width,
    shortened,
    shortened_inside,
    standing_picture,
    standing_svg,
    text_bars,
)
from bot.domain.activity import Event
from bot.domain.ledger import Application, Books
from bot.domain.scoring import Score, Standing, standing
from bot.fonts import ChineseFont, find_font
from tests import make
from tests.rules import branch_years

FONT = find_font()
NO_FONT = "缺少中文字体：apt-get install -y fonts-wqy-microhei"
SVG = "{http://www.w3.org/2000/svg}"


def nothing_held() -> Standing:
    """Eleven months without a meeting: 基本制度 is lost, four and five stars with it."""
    applied = Application(make.BRANCH, 2026, 5, submitted_on=date(2026, 10, 20))
    return standing(branch_years.year([], date(2026, 11, 23), books=Books(applications=[applied])))


def lecture_held() -> Standing:
    """Three weeks into the year, with a lecture held and nothing lost."""
    return standing(branch_years.year(branch_years.monthly(Event.PARTY_LECTURE, until=1), date(2026, 1, 20)))


def with_points(now: Standing, **points: tuple[str, str]) -> Standing:
    """The standing with earned and lost points of indicators set; the rest of each is pending."""

    def changed(score: Score) -> Score:
        if score.indicator.id not in points:
            return score
        earned, lost = map(Decimal, points[score.indicator.id])
        return replace(score, earned=earned, lost=lost, pending=score.indicator.points - earned - lost)

    return replace(now, scores=tuple(map(changed, now.scores)))


def drawn(now: Standing) -> ElementTree.Element:
    return ElementTree.fromstring(standing_svg(now, font="Some Font"))


def texts(now: Standing) -> list[str]:
    return ["".join(text.itertext()) for text in drawn(now).iter(f"{SVG}text")]


def test_the_picture_says_the_standings_numbers() -> None:
    said = texts(nothing_held())
    assert "年度考评最高可得" in said
    assert "74.34分" in said
    assert "已得6" in said
    assert "待评和未到期68.34" in said
    assert "已扣25.66" in said
    assert "综合最高84.6分" in said
    assert "最高可达三星" in said


def test_every_aspect_has_its_name_its_loss_and_its_points() -> None:
    said = texts(nothing_held())
    assert "制度执行已扣18" in said
    assert "已得 0 / 满分 35" in said
    assert "工作保障" in said


def test_branch_year_and_day_stand_above() -> None:
    assert texts(nothing_held())[:3] == ["第三党支部", "2026年度星级评定", "截至11月23日"]


def test_a_day_of_another_year_says_its_year() -> None:
    over = standing(branch_years.year([], branch_years.YEAR_END))
    assert "截至2027年4月10日" in texts(over)


def test_a_failed_veto_comes_before_the_points() -> None:
    said = texts(nothing_held())
    assert said[3] == "一票否决：未达到“基本制度满分”，最高评三星"


def test_no_veto_no_line_of_it() -> None:
    assert not any("否决" in text for text in texts(lecture_held()))


def test_three_next_steps_with_day_and_points_at_most() -> None:
    said = texts(nothing_held())
    first = said.index("还差什么")
    assert said[first + 1 : first + 4] == ["组织并登记周五学习", "11月27日前", "保0.07分"]
    assert sum(text.startswith("保") for text in said) == 3


def test_a_year_that_is_over_has_nothing_to_do() -> None:
    over = standing(branch_years.year([], branch_years.YEAR_END))
    assert "目前没有可补的事项" in texts(over)


def test_the_last_line_says_what_the_numbers_are() -> None:
    assert texts(nothing_held())[-1] == "过程数据，以机关党委公布为准。"


@pytest.mark.parametrize(("now", "filled"), [(nothing_held(), 3), (lecture_held(), 5)])
def test_stars_are_drawn_filled_as_far_as_they_can_be_reached(now: Standing, filled: int) -> None:
    stars = list(drawn(now).iter(f"{SVG}use"))
    assert [star.get("fill") != "#fff" for star in stars] == [number < filled for number in range(5)]


def test_a_branch_that_did_not_apply_reads_so() -> None:
    assert "没有申报" in texts(standing(branch_years.year([], date(2026, 11, 23))))


def test_an_application_for_fewer_stars_is_named_as_the_reason() -> None:
    now = replace(lecture_held(), star_attainable=4, applied=4)
    assert "按申报最高四星" in texts(now)


def test_no_star_is_said_so() -> None:
    now = replace(lecture_held(), star_attainable=0, star_without_veto=0)
    assert "最高可达未定星" in texts(now)


def test_the_parts_of_every_bar_fill_it() -> None:
    for now in (nothing_held(), lecture_held()):
        bars = [group for group in drawn(now).iter(f"{SVG}g") if group.get("clip-path") == "url(#bar)"]
        widths = [sum(float(part.get("width", "0")) for part in bar) for bar in bars]
        assert widths == pytest.approx([952] * 5, abs=0.2)


def test_a_small_loss_can_be_seen() -> None:
    now = with_points(lecture_held(), C01=("0", "0.07"))
    bars = [group for group in drawn(now).iter(f"{SVG}g") if group.get("clip-path") == "url(#bar)"]
    lost = [float(bar[2].get("width", "0")) for bar in bars]
    assert lost == [0, 0, 8, 0, 0]


# ---------------------------------------------------------------------- names of all kinds


def test_a_long_name_is_cut_in_the_middle_and_keeps_its_end() -> None:
    now = replace(nothing_held(), branch="中共某某市某某区综合行政执法局机关委员会退休干部第三党支部")
    assert texts(now)[0] == "中共某某市某某区综合行…委员会退休干部第三党支部"


def test_a_long_step_is_cut_at_its_end() -> None:
    now = lecture_held()
    step = replace(now.steps()[0][0], text="召开" * 20)
    scores = (replace(now.scores[0], steps=(step,)), *(replace(s, steps=()) for s in now.scores[1:]))
    assert "召开" * 9 + "召…" in texts(replace(now, scores=scores))


def test_signs_of_markup_are_letters_like_others() -> None:
    now = replace(nothing_held(), branch="研发<一>&二'\"支部")
    assert texts(now)[0] == "研发<一>&二'\"支部"


def test_what_no_letter_is_does_not_break_the_picture() -> None:
    now = replace(nothing_held(), branch="第三\x00党\u202e支\ud800部")
    assert texts(now)[0] == "第三党支部"


def test_widths_count_what_is_drawn() -> None:
    assert display_width("支部ab1") == 7
    assert display_width("IT") == 4
    assert display_width("e\u0301") == 1


def test_what_fits_is_left_alone() -> None:
    assert shortened("支部委员会", 5) == "支部委员会"
    assert shortened("支部委员会", 4) == "支部委…"
    assert shortened_inside("支部委员会", 5) == "支部委员会"


@pytest.mark.parametrize("most", range(4, 30))
def test_what_is_cut_fits(most: int) -> None:
    for text in ("支部" * 40, "a支部" * 40, "支b部IT" * 40):
        assert display_width(shortened(text, most)) <= 2 * most
        assert display_width(shortened_inside(text, most)) <= 2 * most


# ---------------------------------------------------------------------- the PNG


@pytest.mark.parametrize("now", [nothing_held(), lecture_held()])
def test_a_png_as_wide_as_a_phone(now: Standing) -> None:
    assert FONT is not None, NO_FONT
    picture = standing_picture(now, FONT)
    assert picture is not None
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", picture[16:24])
    assert width == WIDTH == 1080
    assert 1500 < height < 2200


def test_words_are_drawn_in_the_font() -> None:
    """Where its face is missing resvg leaves words out: two branches' pictures would be the same."""
    assert FONT is not None, NO_FONT
    ours = standing_picture(nothing_held(), FONT)
    other = standing_picture(replace(nothing_held(), branch="第四党支部"), FONT)
    assert ours is not None
    assert ours != other


def test_no_picture_without_a_font() -> None:
    assert standing_picture(nothing_held(), None) is None


def test_no_picture_without_words_when_the_font_file_has_gone(tmp_path: Path) -> None:
    assert standing_picture(nothing_held(), ChineseFont(tmp_path / "gone.ttf", "Gone")) is None


# ---------------------------------------------------------------------- bars of characters


def test_bars_of_characters_say_the_same() -> None:
    assert text_bars(nothing_held()) == "\n".join(
        [
            "第三党支部",
            "2026年度（截至11月23日）",
            "一票否决：未达到“基本制度满分”，最高评三星。",
            "责任落实 6/17，已扣3",
            "■■■□□□□□□□",
            "制度执行 0/35，已扣18",
            "□□□□□□□□□□",
            "队伍教育 0/17，已扣4.66",
            "□□□□□□□□□□",
            "工作保障 0/13",
            "□□□□□□□□□□",
            "作用发挥 0/18",
            "□□□□□□□□□□",
            "最高可得74.34分，最高可达三星。",
            "过程数据，以机关党委公布为准。",
        ]
    )


def test_a_bar_fills_with_what_is_earned_and_is_never_rounded_up() -> None:
    now = lecture_held()
    whole = {score.indicator.id: (str(score.indicator.points), "0") for score in now.scores}
    full = text_bars(with_points(now, **whole)).splitlines()
    nearly = text_bars(with_points(now, **{**whole, "B01": ("3.99", "0.01")})).splitlines()
    assert full[4:6] == ["制度执行 35/35", "■■■■■■■■■■"]
    assert nearly[4:6] == ["制度执行 34.99/35，已扣0.01", "■■■■■■■■■□"]


def test_lines_with_points_fit_a_phone() -> None:
    wide = [line for line in text_bars(nothing_held()).splitlines()[3:13] if display_width(line) > 30]
    assert wide == []
