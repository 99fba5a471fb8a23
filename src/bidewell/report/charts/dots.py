"""Dots with intervals, a row each: the one form for every comparison on the page."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bidewell.report.charts.drawing import Margins, Size, Spec, spec


@dataclass(frozen=True)
class Span:
    """An estimate and its 90 % interval, on the chart's scale."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Row:
    """A row of the chart; without an estimate it is a heading, or says why there is none."""

    label: str
    span: Span | None = None
    value: str = ""
    behind: Span | None = None
    tone: str = "accent"
    filled: bool = True


@dataclass(frozen=True)
class Scale:
    """The horizontal axis. `reference` is where nothing differs."""

    title: str
    ticks: Sequence[float]
    labels: Sequence[str]
    reference: float | None = None
    is_log: bool = False


LABELS_WIDE, VALUES_WIDE = 262, 116
STEP_WIDE, STEP_NARROW = 38, 62
# On a phone the label stands above the dot instead of left of the plot.
DROP_NARROW = 13
# A heading stands close to the rows it is for.
HEADING_NARROW = 18


def chart(rows: Sequence[Row], scale: Scale, size: Size) -> Spec:
    margins = Margins(6, 16, 54, 16) if size.narrow else Margins(6, VALUES_WIDE, 54, LABELS_WIDE)
    drop = DROP_NARROW if size.narrow else 0
    data = [_datum(place, row, size) for place, row in enumerate(rows)]
    told = [datum for datum in data if "mean" in datum]
    behind = [
        {"row": place, "mean": row.behind.mean, "low": row.behind.low, "high": row.behind.high}
        for place, row in enumerate(rows)
        if row.behind
    ]
    layers = [
        *_reference(scale, told, drop, size), *_texts(data, size, margins), *_behind(behind, drop),
        *_marks(told, drop, scale),
    ]  # fmt: skip
    height = (STEP_NARROW if size.narrow else STEP_WIDE) * len(rows)
    return spec(size, margins, height, layers, _axes(len(rows), scale, size))


def _datum(place: int, row: Row, size: Size) -> dict[str, Any]:
    is_heading = row.span is None and not row.value
    if is_heading:  # nothing is drawn beside it
        room = 44 if size.narrow else 90
    else:
        room = 48 - len(row.value) if size.narrow else 39
    datum: dict[str, Any] = {"row": place, "label": _wrapped(row.label, room), "value": row.value}
    datum["heading"] = is_heading
    if row.span:
        tone = f"var(--{row.tone})"
        datum |= {"mean": row.span.mean, "low": row.span.low, "high": row.span.high, "tone": tone}
        datum["fill"] = tone if row.filled else "var(--card)"
    return datum


def _wrapped(label: str, width: int) -> str:
    return "\n".join(textwrap.wrap(label, width, max_lines=2, placeholder=" …"))


def _axes(rows: int, scale: Scale, size: Size) -> Spec:
    labels = zip(scale.ticks, scale.labels, strict=True)
    shown = " : ".join(f"datum.value == {tick} ? {_literal(label)}" for tick, label in labels) + " : ''"
    title = textwrap.wrap(scale.title, 46) if size.narrow else scale.title
    axis = {
        "values": list(scale.ticks), "labelExpr": shown, "title": title, "titlePadding": 8, "titleLimit": size.width,
        "labelOverlap": False, "labelFlush": False, "grid": not size.narrow,
    }  # fmt: skip
    kind = {"type": "log"} if scale.is_log else {}
    domain = [min(scale.ticks), max(scale.ticks)]
    return {
        "x": {"type": "quantitative", "axis": axis, "scale": {"domain": domain, "nice": False, "zero": False, **kind}},
        "y": {"field": "row", "type": "ordinal", "axis": None, "scale": {"domain": list(range(rows))}},
    }


def _literal(text: str) -> str:
    """Tick labels are numbers of the page's own making; a quote in one would end the expression's string."""
    return "'" + "".join(letter for letter in text if letter.isalnum() or letter in ".,-+− ") + "'"


def _reference(scale: Scale, told: list[dict[str, object]], drop: int, size: Size) -> list[Spec]:
    """The line of no difference: whole at a desk, a mark per row on a phone, where it would cross the labels."""
    if scale.reference is None:
        return []
    if not size.narrow:
        mark = {"type": "rule", "stroke": "var(--muted)", "strokeWidth": 1.5}
        return [
            {"data": {"values": [{"at": scale.reference}]}, "mark": mark, "encoding": {"x": {"field": "at"}, "y": None}}
        ]
    values = [{"row": datum["row"], "at": scale.reference} for datum in told]
    tick = {"type": "point", "shape": "stroke", "angle": 90, "size": 500, "stroke": "var(--muted)", "strokeWidth": 1.5}
    return [{"data": {"values": values}, "mark": {**tick, "yOffset": drop}, "encoding": {"x": {"field": "at"}}}]


def _texts(data: list[dict[str, object]], size: Size, margins: Margins) -> list[Spec]:
    """Labels left of the plot at a desk and above the dot on a phone; the numbers at the right edge."""
    width = size.width - margins.left - margins.right
    common = {"type": "text", "lineBreak": "\n", "lineHeight": size.text + 3}
    common["baseline"] = "bottom" if size.narrow else "middle"
    left, right = (-margins.left + 2, width + margins.right - 2)
    headings = [datum for datum in data if datum["heading"]]
    plain = [datum for datum in data if not datum["heading"]]

    one_line = [datum for datum in plain if "\n" not in str(datum["label"])]
    two_lines = [datum for datum in plain if "\n" in str(datum["label"])]
    # Lines after the first run downward: the first is raised so that both stand by their own dot.
    raised = -(size.text + 3) / (1 if size.narrow else 2)

    def layer(values: list[dict[str, object]], field: str, x: int, mark: Spec) -> Spec:
        return {"data": {"values": values}, "mark": {**common, **mark},
                "encoding": {"text": {"field": field}, "x": {"value": x}}}  # fmt: skip

    return [
        layer(
            headings, "label", left, {"align": "left", "fontWeight": "bold", "dy": HEADING_NARROW if size.narrow else 6}
        ),
        layer(one_line, "label", left, {"align": "left"}),
        layer(two_lines, "label", left, {"align": "left", "dy": raised}),
        layer(plain, "value", right, {"align": "right", "fontWeight": "bold"}),
    ]


def _behind(data: list[dict[str, float]], drop: int) -> list[Spec]:
    """What stands behind the estimate (the prior): grey, dashed, hollow and a little lower."""
    common = {"stroke": "var(--muted)", "yOffset": drop + 11, "clip": True}
    line = {"type": "rule", "strokeWidth": 1.5, "strokeDash": [3, 3], **common}
    dot = {"type": "point", "size": 40, "fill": "var(--card)", "opacity": 1, **common}
    span = {"x": {"field": "low"}, "x2": {"field": "high"}}
    return [
        {"data": {"values": data}, "mark": line, "encoding": span},
        {"data": {"values": data}, "mark": dot, "encoding": {"x": {"field": "mean"}}},
    ]


def _marks(data: list[dict[str, Any]], drop: int, scale: Scale) -> list[Spec]:
    """The interval as a line, cut at the ends of the axis, and the estimate as a dot: whole at an end, none beyond."""
    within = [datum for datum in data if min(scale.ticks) <= datum["mean"] <= max(scale.ticks)]
    line = {"type": "rule", "strokeWidth": 3, "strokeCap": "round", "clip": True, "opacity": 0.6, "yOffset": drop}
    dot = {"type": "point", "size": 110, "strokeWidth": 2.5, "opacity": 1, "yOffset": drop}
    tone = {"field": "tone", "type": "nominal", "scale": None}
    fill = {"field": "fill", "type": "nominal", "scale": None}
    span = {"x": {"field": "low"}, "x2": {"field": "high"}, "stroke": tone}
    return [
        {"data": {"values": data}, "mark": line, "encoding": span},
        {"data": {"values": within}, "mark": dot, "encoding": {"x": {"field": "mean"}, "stroke": tone, "fill": fill}},
    ]
