"""Charts as inline SVG: named, in the page's colours, repeatable, safe with any text."""

import re
from typing import Any

import pytest

from bidewell.report.charts import dots, scales
from bidewell.report.charts.drawing import NARROW, WIDE, Size, svg
from bidewell.report.charts.hundred import hundred
from bidewell.report.language import Language

EN = Language("en")


def chart(size: Size, label: str = "Travel") -> dict[str, Any]:
    rows = [
        dots.Row("A heading"),
        dots.Row(label, dots.Span(3, -1, 7), "+3", dots.Span(0, -5, 5)),
        dots.Row("Unknown", value="?"),
    ]
    spans = [row.span for row in rows if row.span]
    return dots.chart(rows, scales.difference("More of 100", spans, EN), size)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=lambda size: size.name)
def test_a_drawing_is_as_wide_as_its_place(size: Size) -> None:
    assert f'width="{size.width}"' in svg(chart(size), "one", "words")


def test_a_drawing_is_named_by_its_finding_and_by_nothing_else() -> None:
    drawing = svg(chart(WIDE), "one", 'More "stay" & <so>')
    assert 'role="img" aria-label="More &quot;stay&quot; &amp; &lt;so&gt;"' in drawing
    assert len(re.findall(r"role=|aria-", drawing)) == 2


def test_colours_are_the_pages_own() -> None:
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg(chart(WIDE), "one", "words")))
    assert {colour for colour in colours if not colour.startswith("var(--")} <= {"none", "transparent"}


def test_a_second_drawing_is_the_same_as_the_first() -> None:
    assert svg(chart(WIDE), "one", "words") == svg(chart(WIDE), "one", "words")


def test_a_label_of_two_lines_stands_beside_its_own_row() -> None:
    layers = chart(WIDE, "what a factor is called, in more words than there is room for")["layer"]
    labels = [one for one in layers if one["encoding"].get("text") == {"field": "label"}]
    (text,) = (one["mark"] for one in labels if any("\n" in row["label"] for row in one["data"]["values"]))
    assert (text["baseline"], text["dy"]) == ("middle", -text["lineHeight"] / 2)


def test_the_longest_name_of_a_factor_that_bidewell_gives_has_room_on_one_line() -> None:
    label = "alliance, without the therapist's part"
    assert label in svg(chart(WIDE, label), "one", "words")
    heading = dots.chart([dots.Row(label)], scales.difference("", [], EN), NARROW)
    assert label in svg(heading, "one", "words")


@pytest.mark.parametrize(
    "label", ["</svg><script>", "' + alert(1) + '", "{{ 7 * 7 }}", "\x00\x0b bell", "\ud800", "x" * 5000, ""]
)
def test_any_label_is_only_text(label: str) -> None:
    assert "<script" not in svg(chart(WIDE, label), "one", label)


@pytest.mark.parametrize("low, high", [(-1, 1), (-0.1, 60), (-90, 90), (0, 0), (3, 4)])
def test_a_difference_always_has_room_and_a_line_of_no_difference(low: float, high: float) -> None:
    scale = scales.difference("", [dots.Span((low + high) / 2, low, high)], EN)
    assert scale.ticks[0] <= low and high <= scale.ticks[-1] and 0 in scale.ticks and len(scale.ticks) <= 10


def test_a_hundred_dots_are_a_hundred() -> None:
    dots_drawn = hundred(0.584, "58 of 100")
    assert (dots_drawn.count('class="filled"'), dots_drawn.count('class="hollow"')) == (58, 42)
