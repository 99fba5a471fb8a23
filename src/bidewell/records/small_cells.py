"""Counts fit to be shown: what fewer than eleven people stand behind is gone before a page sees it.

A row of cells is shown with its total, and with nothing else that adds up with them: a column of totals would give
hidden cells away.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bidewell.analysis.description.suppression import SMALLEST_SHOWN, hidden_where_people_recur


@dataclass(frozen=True)
class Count:
    """How many there are, and how many people are behind them."""

    n: int = 0
    people: int = 0


@dataclass(frozen=True)
class Shown:
    """What may be shown: a number, or None where it is hidden."""

    n: int | None

    @property
    def is_hidden(self) -> bool:
        return self.n is None


@dataclass(frozen=True)
class Row:
    """Cells that add up to their total. Where cells are hidden the total still stands, unless few are behind it all."""

    cells: tuple[Shown, ...]
    total: Shown

    @property
    def is_whole(self) -> bool:
        """Whether nothing is hidden."""
        return not self.total.is_hidden and not any(cell.is_hidden for cell in self.cells)


def alone(count: Count) -> Shown:
    """A count that adds up with no other."""
    return Shown(None if 0 < count.people < SMALLEST_SHOWN else count.n)


def row(counts: Sequence[Count]) -> Row:
    """Cells whose total is shown. The total's people are at least those of its largest cell; no more is known."""
    people = [count.people for count in counts]
    hide = hidden_where_people_recur(people)
    cells = tuple(Shown(None if is_hidden else count.n) for count, is_hidden in zip(counts, hide, strict=True))
    is_small = 0 < max(people, default=0) < SMALLEST_SHOWN
    return Row(cells, Shown(None if is_small else sum(count.n for count in counts)))
