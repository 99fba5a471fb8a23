"""Small cells: which are hidden, so that no cell under eleven is shown or can be worked out. Totals are shown."""

from collections.abc import Sequence

SMALLEST_SHOWN = 11


def hidden(counts: Sequence[int]) -> list[bool]:
    """Which cells of one table to hide, given how many people are in each; their total is taken to be known.

    Cells of 1 to 10 are hidden. What is hidden can be worked out from the total, so the smallest other cells go with it
    until at least two cells and eleven people are behind the gap. Empty cells say nothing about anyone.
    """
    hide = [0 < count < SMALLEST_SHOWN for count in counts]
    others = sorted((place for place, count in enumerate(counts) if count and not hide[place]), key=lambda i: counts[i])
    while others and any(hide) and _gap_is_small(counts, hide):
        hide[others.pop(0)] = True
    return hide


def shown(count: int) -> int | None:
    """A count that stands alone, or nothing where it is one of 1 to 10."""
    return None if hidden([count])[0] else count


def _gap_is_small(counts: Sequence[int], hide: Sequence[bool]) -> bool:
    behind = [count for count, is_hidden in zip(counts, hide, strict=True) if is_hidden]
    return len(behind) < 2 or sum(behind) < SMALLEST_SHOWN
