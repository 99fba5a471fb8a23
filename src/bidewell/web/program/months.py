"""Tables of months as the page prints them: a row a month, with a bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from markupsafe import Markup

from bidewell.records.aggregates import MonthOfRows
from bidewell.records.small_cells import Row, Shown
from bidewell.web.program.drawings import PATTERNS, REST, bar, swatch
from bidewell.web.program.words import Words


@dataclass(frozen=True)
class Column:
    """A kind of row, and the pattern it has in the bars."""

    words: str | Promise
    swatch: Markup


@dataclass(frozen=True)
class Line:
    """One month, or all of them together. Without a bar its total is hidden, or there is nothing."""

    month: date | None
    cells: tuple[tuple[Column, Shown], ...]
    total: Shown
    bar: Markup


@dataclass(frozen=True)
class MonthTable:
    """What the page prints."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    is_empty: bool
    has_hidden: bool


def month_table(
    months: Sequence[MonthOfRows], kinds: Sequence[str], words: Words, together: Row | None = None
) -> MonthTable:
    """Kinds that never occur are left out: an empty column says nothing."""
    rows = [(None, together)] if together else [(one.month, one.row) for one in months]
    kept = [place for place, _ in enumerate(kinds) if any(row.cells[place].n != 0 for _, row in rows)]
    most = max((row.total.n or 0 for _, row in rows), default=0)
    columns = tuple(Column(words[kinds[place]], swatch(PATTERNS[place])) for place in kept)
    lines = tuple(_line(month, row, kept, columns, most) for month, row in rows)
    return MonthTable(columns, lines, not kept, any(not row.is_whole for _, row in rows))


def _line(month: date | None, row: Row, kept: Sequence[int], columns: Sequence[Column], most: int) -> Line:
    parts = [(PATTERNS[place], row.cells[place].n or 0) for place in kept]
    # Hidden cells are drawn as one: what they come to together follows from the total anyway.
    rest = (row.total.n or 0) - sum(n for _, n in parts)
    drawn = bar([*parts, (REST, rest)], most) if row.total.n else Markup("")
    cells = zip(columns, (row.cells[place] for place in kept), strict=True)
    return Line(month, tuple(cells), row.total, drawn)
