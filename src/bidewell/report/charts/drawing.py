"""A Vega-Lite specification as inline SVG in the page's own colours and type.

Every chart is drawn twice, for a desk and for a phone, because text in a scaled-down drawing cannot be read; the page
shows one. Colours are the page's CSS variables, so one drawing serves light, dark and grey print.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import vl_convert
from markupsafe import Markup

Spec = dict[str, Any]
VEGA_LITE = "6.4"
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"  # only to measure by; the page's own type is used


@dataclass(frozen=True)
class Size:
    """The room a chart has, in CSS pixels."""

    name: str
    width: int
    text: int

    @property
    def narrow(self) -> bool:
        return self.name == "narrow"


WIDE = Size("wide", 800, 13)
NARROW = Size("narrow", 340, 12)


@dataclass(frozen=True)
class Margins:
    """Room around the plot for axes, labels and tables, in pixels."""

    top: int
    right: int
    bottom: int
    left: int


def spec(size: Size, margins: Margins, height: int, layers: list[Spec], axes: Spec | None = None) -> Spec:
    """Layers in a plot of fixed room: with no automatic sizes, text beyond the plot stays where it is put."""
    return {
        "width": size.width - margins.left - margins.right,
        "height": height,
        "padding": {"top": margins.top, "right": margins.right, "bottom": margins.bottom, "left": margins.left},
        "autosize": {"type": "none"},
        "layer": layers,
        "encoding": axes or {},
        "config": config(size),
    }


def text_at(words: str, place: tuple[float, float], fill: str = "var(--ink)", weight: str = "normal") -> Spec:
    """Words that begin at a place of the plot, in pixels; cut off where they would leave the drawing."""
    mark = {"type": "text", "align": "left", "baseline": "middle", "fill": fill, "fontWeight": weight, "limit": 290}
    encoding = {"text": {"field": "words"}, "x": {"value": place[0]}, "y": {"value": place[1]}}
    return {"data": {"values": [{"words": words}]}, "mark": mark, "encoding": encoding}


def config(size: Size) -> Spec:
    axis = {
        "labelColor": "var(--muted)", "titleColor": "var(--muted)", "gridColor": "var(--line)", "domain": False,
        "ticks": False, "labelFontSize": size.text, "titleFontSize": size.text, "titleFontWeight": "normal",
        "labelPadding": 6, "gridWidth": 1,
    }  # fmt: skip
    text = {"fontSize": size.text, "fill": "var(--ink)"}
    return {"aria": False, "font": FONT, "background": None, "view": {"stroke": None}, "axis": axis, "text": text}


def svg(chart: Spec, name: str, words: str) -> Markup:
    """The chart as SVG whose accessible name is the finding it shows."""
    text = vl_convert.vegalite_to_svg(_printable(chart), vl_version=VEGA_LITE)
    root = ElementTree.fromstring(text)
    renamed = {old: f"{name}-{number}" for number, old in enumerate(re.findall(r'id="([^"]+)"', text))}
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        element.attrib = {key: _own(value, renamed) for key, value in element.attrib.items() if _is_kept(key)}
    _name(root, words)
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _printable(part: Any) -> Any:
    """The converter aborts the whole process on a NUL in a label, and XML has no place for other control characters."""
    if isinstance(part, str):
        return UNPRINTABLE.sub(" ", part)
    if isinstance(part, dict):
        return {key: _printable(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_printable(value) for value in part]
    return part


def _is_kept(attribute: str) -> bool:
    return attribute not in ("class", "role", "font-family", "version") and not attribute.startswith("aria-")


def _own(value: str, renamed: dict[str, str]) -> str:
    """Ids are numbered by the converter across all charts of a process; the page's must be unique and repeatable."""
    if value.startswith("url(#"):
        return f"url(#{renamed[value[5:-1]]})"
    return renamed.get(value, value)


def _name(root: ElementTree.Element, words: str) -> None:
    root.set("role", "img")
    root.set("aria-label", UNPRINTABLE.sub(" ", words))


def both(draw: Callable[[Size], Spec], name: str, words: str) -> Markup:
    """The chart for a desk and for a phone; the style sheet shows the one that fits."""
    parts = [
        Markup('<div class="drawing {}">{}</div>').format(size.name, svg(draw(size), f"{name}-{size.name}", words))
        for size in (WIDE, NARROW)
    ]
    return Markup("").join(parts)
