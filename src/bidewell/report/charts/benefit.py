"""The decision curve: net benefit by the chance of leaving from which somebody sees to a client, a line a rule."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from bidewell.report.charts.drawing import Margins, Size, Spec, spec, text_at

HEIGHT = 260
NAMES = 186
APART = 18
WIDEST_NARROW = 44  # letters of an axis title on a phone


@dataclass(frozen=True)
class Line:
    """Net benefit of one rule by threshold, both of 100; low and high where they are drawn."""

    name: str
    tone: str
    dash: tuple[int, ...]
    at: Sequence[float]
    benefit: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()


def chart(lines: Sequence[Line], across: str, up: str, size: Size) -> Spec:
    below = APART * len(lines) if size.narrow else 0
    margins = Margins(32, 16 if size.narrow else NAMES + 8, 54 + below + (size.text if size.narrow else 0), 44)
    ceiling, floor = _range(lines)
    layers = [_band(line) for line in lines if line.low]
    layers += [_nought(), *[_line(line) for line in lines], *_names(lines, ceiling, floor, size, margins)]
    layers.append(text_at(up, (-40, -18), "var(--muted)"))
    return spec(size, margins, HEIGHT, layers, _axes(lines, ceiling, floor, _wrapped(across, size)))


def _wrapped(title: str, size: Size) -> str | list[str]:
    return textwrap.wrap(title, WIDEST_NARROW) if size.narrow else title


def _range(lines: Sequence[Line]) -> tuple[float, float]:
    """What a rule loses beyond a few of 100 is off the chart: how much worse than nothing it is helps nobody."""
    top = max((value for line in lines for value in (*line.benefit, *line.high)), default=1.0)
    ceiling = next((limit for limit in (5, 10, 20, 30, 40, 60, 80) if top <= limit), 100)
    return float(ceiling), -ceiling / 5


def _axes(lines: Sequence[Line], ceiling: float, floor: float, across: str | list[str]) -> Spec:
    ends = [min(lines[0].at), max(lines[0].at)]
    x_axis = {"values": [10, 20, 30, 40, 50], "format": "d", "title": across, "titlePadding": 8, "grid": False}
    return {
        "x": {"type": "quantitative", "axis": x_axis, "scale": {"domain": ends, "nice": False}},
        "y": {"type": "quantitative", "axis": {"title": None, "tickCount": 5, "format": "d"},
              "scale": {"domain": [floor, ceiling], "nice": False}},
    }  # fmt: skip


def _values(line: Line) -> list[Spec]:
    low, high = line.low or line.benefit, line.high or line.benefit
    rows = zip(line.at, line.benefit, low, high, strict=True)
    return [{"at": at, "benefit": benefit, "low": down, "high": up} for at, benefit, down, up in rows]


def _band(line: Line) -> Spec:
    mark = {"type": "area", "opacity": 0.16, "fill": f"var(--{line.tone})", "clip": True}
    encoding = {"x": {"field": "at"}, "y": {"field": "low"}, "y2": {"field": "high"}}
    return {"data": {"values": _values(line)}, "mark": mark, "encoding": encoding}


def _nought() -> Spec:
    mark = {"type": "rule", "stroke": "var(--muted)", "strokeWidth": 1.5}
    return {"data": {"values": [{"nobody": 0}]}, "mark": mark, "encoding": {"y": {"field": "nobody"}, "x": None}}


def _line(line: Line) -> Spec:
    mark = {
        "type": "line",
        "stroke": f"var(--{line.tone})",
        "strokeWidth": 2.5,
        "strokeDash": list(line.dash),
        "clip": True,
    }
    return {
        "data": {"values": _values(line)},
        "mark": mark,
        "encoding": {"x": {"field": "at"}, "y": {"field": "benefit"}},
    }


def _names(lines: Sequence[Line], ceiling: float, floor: float, size: Size, margins: Margins) -> list[Spec]:
    """Names at the lines' right ends, moved apart where they would meet; on a phone a key under the plot."""
    plot = size.width - margins.left - margins.right
    if size.narrow:
        return [
            part for place, line in enumerate(lines) for part in _keyed(line, HEIGHT + 62 + size.text + APART * place)
        ]
    placed: list[tuple[float, Line]] = []
    for line in sorted(lines, key=lambda one: one.benefit[-1]):
        held = min(max(line.benefit[-1], floor), ceiling)
        own = HEIGHT * (ceiling - held) / (ceiling - floor)
        placed.append((min(own, placed[-1][0] - APART) if placed else own, line))
    return [text_at(line.name, (plot + 8, place), f"var(--{line.tone})", weight="bold") for place, line in placed]


def _keyed(line: Line, y: float) -> list[Spec]:
    mark = {"type": "rule", "stroke": f"var(--{line.tone})", "strokeWidth": 2.5, "strokeDash": list(line.dash)}
    encoding = {"x": {"value": -36}, "x2": {"value": -8}, "y": {"value": y}}
    return [
        {"data": {"values": [{}]}, "mark": mark, "encoding": encoding},
        text_at(line.name, (0, y), f"var(--{line.tone})", weight="bold"),
    ]
