"""The chance of leaving in each period, among those still in care: dots with intervals, front-loaded as a rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from bidewell.report.charts.drawing import Margins, Size, Spec, spec

HEIGHT = 220


@dataclass(frozen=True)
class Period:
    """Of 100 clients in care, how many left per period."""

    name: str
    of_hundred: float
    low: float
    high: float
    value: str


def chart(periods: Sequence[Period], title: str, size: Size) -> Spec:
    margins = Margins(12, 16, 56, 44)
    values = [vars(period) for period in periods]
    line = {"type": "rule", "stroke": "var(--left)", "strokeWidth": 3, "opacity": 0.55, "strokeCap": "round"}
    dot = {"type": "point", "size": 90, "stroke": "var(--left)", "fill": "var(--left)", "opacity": 1}
    text = {"type": "text", "align": "left", "dx": 9, "fontWeight": "bold"}
    layers: list[Spec] = [
        {"mark": line, "encoding": {"y": {"field": "low"}, "y2": {"field": "high"}}},
        {"mark": dot, "encoding": {"y": {"field": "of_hundred"}}},
    ]
    if not size.narrow:
        layers.append({"mark": text, "encoding": {"y": {"field": "of_hundred"}, "text": {"field": "value"}}})
    drawn = spec(size, margins, HEIGHT, layers, _axes(periods, title, size))
    return {**drawn, "data": {"values": values}}


def _axes(periods: Sequence[Period], title: str, size: Size) -> Spec:
    top = max(period.high for period in periods)
    x_axis = {"title": title, "titlePadding": 8, "labelAngle": 0, "labelOverlap": size.narrow, "labelSeparation": 6}
    y_scale = {"domain": [0, max(1, top * 1.08)], "nice": True}
    return {
        "x": {
            "field": "name",
            "type": "ordinal",
            "sort": None,
            "axis": x_axis,
            "scale": {"type": "point", "padding": 0.6},
        },
        "y": {"type": "quantitative", "axis": {"title": None, "tickCount": 4}, "scale": y_scale},
    }
