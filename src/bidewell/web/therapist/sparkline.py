"""A small drawing of a client's latest ratings: own range behind, a gap at each missed session, the last one marked.

Heights are relative to the client's own range, so that the same step up or down looks the same for everyone.
"""

from collections.abc import Iterator, Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from bidewell.web.therapist.own_range import OwnRange

WIDTH, HEIGHT, MARGIN = 104.0, 28.0, 3.0
# How many spreads of the own ratings the height holds, above and below the centre.
SPREADS = 2.5
# Half the height of a drawing without an own range, in points of the rating.
PLAIN_REACH = 1.5
Points = Sequence[tuple[str, float | None]]


def sparkline(points: Points, usual: OwnRange | None, words: str) -> SafeString:
    """An SVG; `words` say the same. `points` are days and ratings, a missed session has none."""
    if not any(value is not None for _, value in points):
        return mark_safe("")
    scale = _Scale(points, usual)
    parts = [*_band(scale, usual), *_lines(scale, points), *_missed(scale, points), _last(scale, points, usual)]
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" width="{}" height="{}" role="img" aria-label="{}">{}</svg>',
        int(WIDTH), int(HEIGHT), int(WIDTH), int(HEIGHT), words, mark_safe("".join(parts)),
    )  # fmt: skip


class _Scale:
    """From the place of a visit and a rating to a place in the drawing."""

    def __init__(self, points: Points, usual: OwnRange | None) -> None:
        known = [value for _, value in points if value is not None]
        self.centre = usual.centre if usual else (min(known) + max(known)) / 2
        self.reach = SPREADS * usual.spread if usual else max(PLAIN_REACH, (max(known) - min(known)) / 2)
        self.step = (WIDTH - 2 * MARGIN - 4) / max(len(points) - 1, 1)

    def x(self, place: int) -> float:
        return MARGIN + place * self.step

    def y(self, value: float) -> float:
        up = max(-1.0, min(1.0, (value - self.centre) / self.reach))
        return HEIGHT / 2 - up * (HEIGHT / 2 - MARGIN)


def _band(scale: _Scale, usual: OwnRange | None) -> Iterator[str]:
    if usual is not None:
        top, bottom = scale.y(usual.high), scale.y(usual.low)
        yield f'<rect class="band" x="0" y="{top:.1f}" width="{WIDTH:g}" height="{bottom - top:.1f}"/>'


def _lines(scale: _Scale, points: Points) -> Iterator[str]:
    """Connected where one rating follows another; a rating on its own is a dot."""
    run: list[str] = []
    for place, (_, value) in enumerate([*points, ("", None)]):
        if value is not None:
            run.append(f"{scale.x(place):.1f},{scale.y(value):.1f}")
            continue
        if len(run) > 1:
            yield f'<polyline class="line" points="{" ".join(run)}"/>'
        elif run:
            x, y = run[0].split(",")
            yield f'<circle class="dot" cx="{x}" cy="{y}" r="1.6"/>'
        run = []


def _missed(scale: _Scale, points: Points) -> Iterator[str]:
    for place, (_, value) in enumerate(points):
        if value is None:
            x, y = scale.x(place), HEIGHT - MARGIN - 2
            yield f'<path class="missed" d="M{x - 2:.1f} {y - 2:.1f}l4 4m0 -4l-4 4"/>'


def _last(scale: _Scale, points: Points, usual: OwnRange | None) -> str:
    """The latest rating: a dot within the own range, a diamond outside it."""
    place, value = max((place, value) for place, (_, value) in enumerate(points) if value is not None)
    x, y = scale.x(place), scale.y(value)
    if usual is None or usual.holds(value):
        return f'<circle class="last" cx="{x:.1f}" cy="{y:.1f}" r="3"/>'
    return f'<path class="last outside" d="M{x:.1f} {y - 4:.1f}l4 4l-4 4l-4 -4z"/>'
