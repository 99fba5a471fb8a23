"""Told and what came of it: tenths of the forecasts with intervals, the smoothed share, and the line of both alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from bidewell.report.charts.drawing import Margins, Size, Spec, spec, text_at

HEIGHT_WIDE, HEIGHT_NARROW = 380, 280
KEY = 330  # right of the plot at a desk, for what the marks mean
LINE = 24
HUNDRED = list(range(0, 101, 20))


@dataclass(frozen=True)
class Part:
    """Forecasts of about the same chance: told and came true, of 100."""

    told: float
    stayed: float
    low: float
    high: float


@dataclass(frozen=True)
class Words:
    """The axes' titles, and what line, dots and curve are called."""

    told: str
    came: str
    alike: str
    parts: str
    smooth: str


def chart(parts: Sequence[Part], curve: Sequence[Part], words: Words, size: Size) -> Spec:
    height = HEIGHT_NARROW if size.narrow else HEIGHT_WIDE
    margins = Margins(30, 16, 52 + 3 * LINE, 44) if size.narrow else Margins(30, KEY, 52, 44)
    layers = [_band(curve), _alike(), _smooth(curve), *_dots(parts), *_key(words, size, height, margins)]
    layers.append(text_at(words.came, (-40, -16), "var(--muted)"))
    return spec(size, margins, height, layers, _axes(words))


def _axes(words: Words) -> Spec:
    scale = {"domain": [0, 100], "nice": False}
    common = {"values": HUNDRED, "format": "d", "labelOverlap": False}
    return {
        "x": {"type": "quantitative", "axis": {**common, "title": words.told, "titlePadding": 8}, "scale": scale},
        "y": {"type": "quantitative", "axis": {**common, "title": None}, "scale": scale},
    }


def _band(curve: Sequence[Part]) -> Spec:
    mark = {"type": "area", "opacity": 0.16, "fill": "var(--accent)", "clip": True}
    encoding = {"x": {"field": "told"}, "y": {"field": "low"}, "y2": {"field": "high"}}
    return {"data": {"values": [vars(part) for part in curve]}, "mark": mark, "encoding": encoding}


def _smooth(curve: Sequence[Part]) -> Spec:
    mark = {"type": "line", "stroke": "var(--accent)", "strokeWidth": 2.5, "clip": True}
    encoding = {"x": {"field": "told"}, "y": {"field": "stayed"}}
    return {"data": {"values": [vars(part) for part in curve]}, "mark": mark, "encoding": encoding}


def _alike() -> Spec:
    mark = {"type": "line", "stroke": "var(--muted)", "strokeWidth": 1.5, "strokeDash": [5, 4]}
    values = [{"told": end, "stayed": end} for end in (0, 100)]
    return {"data": {"values": values}, "mark": mark, "encoding": {"x": {"field": "told"}, "y": {"field": "stayed"}}}


def _dots(parts: Sequence[Part]) -> list[Spec]:
    data = {"values": [vars(part) for part in parts]}
    rule = {"type": "rule", "stroke": "var(--ink)", "strokeWidth": 2, "opacity": 0.6, "clip": True}
    point = {
        "type": "point",
        "size": 80,
        "fill": "var(--ink)",
        "stroke": "var(--card)",
        "strokeWidth": 1.5,
        "opacity": 1,
    }
    span = {"x": {"field": "told"}, "y": {"field": "low"}, "y2": {"field": "high"}}
    return [
        {"data": data, "mark": rule, "encoding": span},
        {"data": data, "mark": point, "encoding": {"x": {"field": "told"}, "y": {"field": "stayed"}}},
    ]


def _key(words: Words, size: Size, height: int, margins: Margins) -> list[Spec]:
    """What the marks mean: beside the plot at a desk, under it on a phone."""
    plot = size.width - margins.left - margins.right
    x, y = (-36, height + 62) if size.narrow else (plot + 24, 16)
    named = ((words.parts, "dot"), (words.smooth, "line"), (words.alike, "dashes"))
    layers: list[Spec] = []
    for place, (name, kind) in enumerate(named):
        at = y + LINE * place
        layers += [_swatch(kind, x, at), text_at(name, (x + 32, at))]
    return layers


def _swatch(kind: str, x: float, y: float) -> Spec:
    if kind == "dot":
        mark: Spec = {"type": "point", "size": 80, "fill": "var(--ink)", "stroke": "var(--ink)", "opacity": 1}
        return {"data": {"values": [{}]}, "mark": mark, "encoding": {"x": {"value": x + 12}, "y": {"value": y}}}
    tone = {"stroke": "var(--accent)", "strokeWidth": 2.5} if kind == "line" else {
        "stroke": "var(--muted)", "strokeWidth": 1.5, "strokeDash": [5, 4],
    }  # fmt: skip
    encoding = {"x": {"value": x}, "x2": {"value": x + 24}, "y": {"value": y}}
    return {"data": {"values": [{}]}, "mark": {"type": "rule", **tone}, "encoding": encoding}
