"""The chart of a client's ratings: own range as a band, a gap where a session was missed, own ratings as squares."""

from collections.abc import Iterator
from datetime import date

from django.utils.formats import number_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from bidewell.web.therapist.numbers import day_words, rating_words
from bidewell.web.therapist.own_range import OwnRange
from bidewell.web.therapist.ratings_over_time import RatingsOverTime

WIDTH, HEIGHT = 720.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 30.0, 52.0, 14.0, 34.0
MOST_DATES = 5
# As wide as a date is on a phone, where letters are drawn larger.
DATE_WIDTH = 90.0


def trajectory(ratings: RatingsOverTime, usual: OwnRange | None, words: str) -> SafeString:
    """An SVG as wide as its place; `words` say what it shows, a table beside it has the numbers."""
    chart = _Chart(ratings, usual)
    parts = [*chart.frame(), *chart.missed(), *chart.line(), *chart.own(), chart.last()]
    return format_html(
        '<svg class="trajectory" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        int(WIDTH), int(HEIGHT), words, mark_safe("".join(parts)),
    )  # fmt: skip


class _Chart:
    def __init__(self, ratings: RatingsOverTime, usual: OwnRange | None) -> None:
        self.ratings, self.usual = ratings, usual
        days = [one.day for one in ratings.days]
        self.first, self.days = days[0], max((days[-1] - days[0]).days, 1)

    def x(self, day: date) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - self.first).days / self.days

    def y(self, value: float) -> float:
        low, high = self.ratings.minimum, self.ratings.maximum
        share = (min(max(value, low), high) - low) / (high - low or 1.0)
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def frame(self) -> Iterator[str]:
        """The band, a line at each whole step of the scale, and a few dates."""
        if self.usual is not None:
            top, bottom, width = self.y(self.usual.high), self.y(self.usual.low), WIDTH - LEFT - RIGHT
            yield f'<rect class="band" x="{LEFT}" y="{top:.1f}" width="{width}" height="{bottom - top:.1f}"/>'
        for value in _steps(self.ratings.minimum, self.ratings.maximum):
            y = self.y(value)
            yield f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
            yield _text(LEFT - 10, y + 5, number_format(value, 0), "end")
        for day in self._dates():
            # The first stands beside the scale, not under it.
            yield _text(self.x(day), HEIGHT - 8, day_words(day), "start" if day == self.first else "middle")

    def _dates(self) -> list[date]:
        """A few of the days, none so close to the one before that their dates would run into each other."""
        days = [one.day for one in self.ratings.days]
        shown: list[date] = []
        for day in days[:: max(1, -(-len(days) // MOST_DATES))]:
            if not shown or self.x(day) - self.x(shown[-1]) >= DATE_WIDTH:
                shown.append(day)
        return shown

    def missed(self) -> Iterator[str]:
        for day in self.ratings.missed:
            x, y = self.x(day), HEIGHT - BOTTOM - 8
            yield f'<path class="missed" d="M{x - 4:.1f} {y - 4}l8 8m0 -8l-8 8"/>'

    def line(self) -> Iterator[str]:
        """Broken where a session was missed between two ratings: nobody knows how it was then."""
        run: list[tuple[date, float]] = []
        for day, value in self.ratings.client:
            if run and any(run[-1][0] < missed <= day for missed in self.ratings.missed):
                yield self._run(run)
                run = []
            run.append((day, value))
        yield self._run(run)
        for day, value in self.ratings.client[:-1]:
            yield f'<circle class="dot" cx="{self.x(day):.1f}" cy="{self.y(value):.1f}" r="3"/>'

    def _run(self, run: list[tuple[date, float]]) -> str:
        if len(run) < 2:
            return ""
        return f'<polyline class="line" points="{" ".join(f"{self.x(d):.1f},{self.y(v):.1f}" for d, v in run)}"/>'

    def own(self) -> Iterator[str]:
        for day, value in self.ratings.own:
            x, y = self.x(day), self.y(value)
            yield f'<rect class="own" x="{x - 3.5:.1f}" y="{y - 3.5:.1f}" width="7" height="7"/>'

    def last(self) -> str:
        """The latest rating, with its number."""
        if not self.ratings.client:
            return ""
        day, value = self.ratings.client[-1]
        x, y = self.x(day), self.y(value)
        label = _text(x + 11, y + 6, rating_words(value), "start", "value")
        if self.usual is None or self.usual.holds(value):
            return f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="5"/>{label}'
        return f'<path class="outside" d="M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z"/>{label}'


def _steps(low: float, high: float) -> list[float]:
    """Five lines at most."""
    size = max(1.0, round((high - low) / 4))
    return [low + size * place for place in range(int((high - low) / size) + 1)]


def _text(x: float, y: float, words: str, anchor: str, look: str = "axis") -> str:
    return f'<text class="{look}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
