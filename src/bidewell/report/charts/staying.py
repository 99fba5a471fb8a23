"""Cumulative incidence of each ending, with 90 % bands, the curves named where they end and the numbers at risk below.

The table under the plot follows KMunicate (Morris and others 2019): the numbers stand under the times they belong to.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bidewell.report.charts.drawing import Margins, Size, Spec, spec


@dataclass(frozen=True)
class Curve:
    """Of 100 clients, how many had ended this way by each time."""

    name: str
    tone: str
    dash: tuple[int, ...]
    times: Sequence[float]
    estimate: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True)
class Below:
    """A row of the table under the plot; None is a number that is not shown."""

    name: str
    numbers: Sequence[str]


PLOT_HEIGHT = 260
LINE = 19
LABELS = 98
NAMES = 168  # right of the plot, for the curves' names: the widest machine's type fits


def chart(curves: Sequence[Curve], times: Sequence[float], below: Sequence[Below], title: str, size: Size) -> Spec:
    left = 44 if size.narrow else LABELS
    margins = Margins(12, 16 if size.narrow else NAMES + 8, 66 + _below_height(below, size), left)
    values = [point for curve in curves for point in _points(curve)]
    layers = [_bands(values), *[_line(curve) for curve in curves], *_names(curves, size), *_below(below, times, size)]
    return spec(size, margins, PLOT_HEIGHT, layers, _axes(curves, times, title, size))


def _points(curve: Curve) -> list[Spec]:
    columns = zip(curve.times, curve.estimate, curve.low, curve.high, strict=True)
    tone = f"var(--{curve.tone})"
    return [
        {"t": t, "of": of, "low": low, "high": high, "curve": curve.name, "tone": tone} for t, of, low, high in columns
    ]


def _axes(curves: Sequence[Curve], times: Sequence[float], title: str, size: Size) -> Spec:
    ceiling = _ceiling(curves)
    step = 5 if ceiling <= 20 else 10 if ceiling <= 50 else 20
    shown = list(times[::2] if size.narrow else times)
    x_axis = {
        "values": shown,
        "title": title,
        "titlePadding": 6,
        "grid": False,
        "labelFlush": False,
        "labelOverlap": False,
    }
    y_axis = {"values": list(range(0, ceiling + 1, step)), "title": None, "format": "d"}
    domain = [min(times), max(times)]
    return {
        "x": {"type": "quantitative", "axis": x_axis, "scale": {"domain": domain, "nice": False}},
        "y": {"type": "quantitative", "axis": y_axis, "scale": {"domain": [0, ceiling], "nice": False}},
    }


def _ceiling(curves: Sequence[Curve]) -> int:
    top = max((max(curve.high) for curve in curves if curve.high), default=10)
    return next((limit for limit in (10, 20, 30, 40, 50, 60, 80) if top <= limit), 100)


def _bands(values: list[Spec]) -> Spec:
    tone = {"field": "tone", "type": "nominal", "scale": None}
    mark = {"type": "area", "interpolate": "step-after", "opacity": 0.18, "clip": True}
    encoding = {
        "x": {"field": "t"},
        "y": {"field": "low"},
        "y2": {"field": "high"},
        "fill": tone,
        "detail": {"field": "curve"},
    }
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def _line(curve: Curve) -> Spec:
    """Dashes tell the curves apart where there is no colour; the names at their ends tell it best."""
    mark = {
        "type": "line",
        "interpolate": "step-after",
        "strokeWidth": 2.5,
        "stroke": f"var(--{curve.tone})",
        "clip": True,
    }
    encoding = {"x": {"field": "t"}, "y": {"field": "of"}}
    return {"data": {"values": _points(curve)}, "mark": {**mark, "strokeDash": list(curve.dash)}, "encoding": encoding}


def _names(curves: Sequence[Curve], size: Size) -> list[Spec]:
    """Names right of the curves' ends, or above them on a phone, moved apart where they would meet."""
    ceiling = _ceiling(curves)
    placed: list[tuple[float, Curve]] = []
    for curve in sorted((curve for curve in curves if curve.estimate), key=lambda curve: curve.estimate[-1]):
        own = PLOT_HEIGHT * (1 - curve.estimate[-1] / ceiling)
        placed.append((min(own, placed[-1][0] - 17) if placed else own, curve))
    x, lift, align = (size.width - 60, 17, "right") if size.narrow else (size.width - LABELS - NAMES, 0, "left")
    mark = {"type": "text", "align": align, "fontWeight": "bold", "limit": NAMES}
    halo = {"stroke": "var(--card)", "strokeWidth": 5, "strokeJoin": "round"}
    return [
        {
            "data": {"values": [{"name": curve.name}]},
            "mark": {**mark, **under, "fill": f"var(--{curve.tone})"},
            "encoding": {"text": {"field": "name"}, "x": {"value": x}, "y": {"value": place - lift}},
        }
        for place, curve in placed
        for under in (halo, {})
    ]


def _below_height(below: Sequence[Below], size: Size) -> int:
    return (LINE + 2) * len(below) * (2 if size.narrow else 1)


def _below(below: Sequence[Below], times: Sequence[float], size: Size) -> list[Spec]:
    """Rows of numbers under the axis; on a phone each row's name stands on its own line above them."""
    every = 2 if size.narrow else 1
    layers = []
    for place, row in enumerate(below):
        y = PLOT_HEIGHT + 64 + (LINE + 2) * every * place + (LINE - 4 if size.narrow else 0)
        numbers = [{"t": t, "n": n} for t, n in list(zip(times, row.numbers, strict=True))[::every]]
        layers.append(_row_name(row.name, y - LINE + 2 if size.narrow else y, size))
        layers.append({"data": {"values": numbers}, "mark": {"type": "text", "align": "center"},
                       "encoding": {"x": {"field": "t"}, "y": {"value": y}, "text": {"field": "n"}}})  # fmt: skip
    return layers


def _row_name(name: str, y: float, size: Size) -> Spec:
    mark = {"type": "text", "align": "left", "fill": "var(--muted)", "limit": 320 if size.narrow else LABELS - 20}
    x = -40 if size.narrow else -LABELS + 2
    return {"data": {"values": [{"name": name}]}, "mark": mark,
            "encoding": {"text": {"field": "name"}, "x": {"value": x}, "y": {"value": y}}}  # fmt: skip
