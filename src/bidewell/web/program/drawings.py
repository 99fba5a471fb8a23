"""Small drawings beside numbers, as SVG: bars of parts, and a dot with its range. The numbers stand in the same row.

Parts differ by pattern as well as by colour, so that they are told apart in grey and by everyone.
"""

from collections.abc import Sequence

from markupsafe import Markup

WIDTH, HEIGHT = 240, 18
PATTERNS = ("solid", "stripes", "dots", "open", "pale")
REST = "rest"  # what is hidden, together


def bar(parts: Sequence[tuple[str, int]], most: int) -> Markup:
    """A bar of parts; the longest bar of a table fills the width."""
    pieces, start = [], 0.0
    for pattern, n in parts:
        width = WIDTH * n / most if most else 0.0
        pieces.append(_piece(pattern, start, width))
        start += width
    return _drawing("bar", WIDTH, Markup("").join(pieces))


def swatch(pattern: str) -> Markup:
    """The pattern of a part, beside its name."""
    return _drawing("swatch", HEIGHT, _piece(pattern, 0, HEIGHT))


def dot_with_range(mean: float, low: float, high: float, least: float, most: float) -> Markup:
    """A dot, its range as a line, and a tick where nothing differs."""
    zero, middle, left, right = (_place(value, least, most) for value in (0.0, mean, low, high))
    return _drawing(
        "range",
        WIDTH,
        Markup(
            '<line class="zero" x1="{0}" x2="{0}" y1="0" y2="18"/><line class="span" x1="{1}" x2="{2}" y1="9" y2="9"/>'
            '<circle class="mean" cx="{3}" cy="9" r="5"/>'
        ).format(_short(zero), _short(left), _short(right), _short(middle)),
    )


def _piece(pattern: str, start: float, width: float) -> Markup:
    """Stripes and dots are drawn, not referred to: two drawings of a page may not share an id."""
    x, w = _short(start), _short(width)
    box = Markup('<rect class="{}" x="{}" y="1" width="{}" height="16"/>').format(pattern, x, w)
    if pattern not in ("stripes", "dots") or width < 4:
        return box
    places = [start + step for step in range(2, int(width) - 1, 5)]
    if pattern == "stripes":
        marks = [Markup('<line class="mark" x1="{0}" x2="{0}" y1="1" y2="17"/>').format(_short(x)) for x in places]
    else:
        marks = [Markup('<circle class="mark" cx="{}" cy="9" r="1.5"/>').format(_short(x)) for x in places]
    return box + Markup("").join(marks)


def _place(value: float, least: float, most: float) -> float:
    room = WIDTH - 12
    return 6 + room * (value - least) / (most - least)


def _short(value: float) -> str:
    return f"{value:.1f}"


def _drawing(kind: str, width: int, inside: Markup) -> Markup:
    return Markup('<svg class="{}" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>').format(
        kind, width, HEIGHT, inside
    )
