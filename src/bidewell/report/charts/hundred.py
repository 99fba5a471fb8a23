"""A hundred dots, some of them filled: a chance as people counted, read rightly more often than a percentage."""

from markupsafe import Markup

COLUMNS, GAP, RADIUS = 20, 14, 5


def hundred(probability: float, words: str) -> Markup:
    filled = round(100 * probability)
    dots = Markup("").join(_dot(place, place < filled) for place in range(100))
    return Markup('<svg class="hundred" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        COLUMNS * GAP, 100 // COLUMNS * GAP, words, dots
    )


def _dot(place: int, is_filled: bool) -> Markup:
    x, y = place % COLUMNS * GAP + GAP / 2, place // COLUMNS * GAP + GAP / 2
    kind = "filled" if is_filled else "hollow"
    return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(kind, x, y, RADIUS if is_filled else RADIUS - 1)
