"""The axes the dot charts share: of 100 clients, more or fewer of 100, and times as many."""

import math
from collections.abc import Iterable

from bidewell.report.charts.dots import Scale, Span
from bidewell.report.language import Language


def of_hundred(title: str, language: Language) -> Scale:
    """Shares always from 0 to 100, so that small differences look small."""
    ticks = [0, 20, 40, 60, 80, 100]
    return Scale(title, ticks, [language.number(tick) for tick in ticks])


def from_zero(title: str, spans: Iterable[Span], language: Language) -> Scale:
    """Small shares of 100, from none up to the longest interval in round steps."""
    high = max((end for span in spans for end in (span.high, span.mean)), default=1.0)
    step = next((step for step in (0.5, 1, 2, 5, 10, 20) if high <= 6 * step), 20)
    ticks = [step * place for place in range(max(1, math.ceil(high / step)) + 1)]
    return Scale(title, ticks, [language.number(tick, _digits(step)) for tick in ticks])


def difference(title: str, spans: Iterable[Span], language: Language) -> Scale:
    """More or fewer of 100, in round steps, with room for the longest interval on either side."""
    ends = [end for span in spans for end in (span.low, span.high, span.mean)]
    low, high = min(ends, default=-5.0), max(ends, default=5.0)
    step = next((step for step in (2, 5, 10, 20) if high - low <= 6 * step), 50)
    first, last = min(-1, math.floor(low / step)), max(1, math.ceil(high / step))
    ticks = [step * place for place in range(first, last + 1)]
    return Scale(title, ticks, [signed(tick, language) for tick in ticks], reference=0)


def ratio(title: str, spans: Iterable[Span], language: Language) -> Scale:
    """Times as many, on a log axis: half as many lies as far from 1 as twice as many."""
    ends = [end for span in spans for end in (span.low, span.high)]
    far = max((abs(math.log(end)) for end in ends if end > 0), default=0.0)
    ticks = [0.5, 0.7, 1, 1.4, 2] if far <= math.log(2) else [0.25, 0.5, 1, 2, 4]
    return Scale(title, ticks, [language.number(tick, _digits(tick)) for tick in ticks], reference=1, is_log=True)


def _digits(tick: float) -> int:
    return 0 if tick == int(tick) else 2 if tick * 10 != int(tick * 10) else 1


def signed(value: float, language: Language, digits: int = 0) -> str:
    """A difference with its sign."""
    written = language.number(value, digits)
    return "+" + written if round(value, digits) > 0 else written
