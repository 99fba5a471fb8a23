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


def hidden_where_people_recur(counts: Sequence[int]) -> list[bool]:
    """As `hidden`, for cells that may hold the same people, such as sessions by status.

    Ten people behind two hidden cells may be the same ten, so one of the hidden cells must hold eleven by itself.
    """
    hide = hidden(counts)
    others = sorted((place for place, count in enumerate(counts) if count and not hide[place]), key=lambda i: counts[i])
    while others and any(hide) and max(_behind(counts, hide)) < SMALLEST_SHOWN:
        hide[others.pop(0)] = True
    return hide


def hidden_rows(rows: Sequence[Sequence[int]]) -> list[bool]:
    """As `hidden`, for rows that are shown with all their cells or not at all; the total of each column is known.

    A row goes with its smallest cell, and in every column enough must be behind the gap: a row that holds nobody in a
    column covers nothing there.
    """
    hide = [any(0 < count < SMALLEST_SHOWN for count in row) for row in rows]
    columns = list(zip(*rows, strict=True))
    while any(hide):
        open_columns = [column for column in columns if _behind_any(column, hide) and _gap_is_small(column, hide)]
        covering = {place: sum(column[place] > 0 for column in open_columns) for place in range(len(rows))}
        others = [place for place in covering if covering[place] and not hide[place]]
        if not others:
            break
        hide[min(others, key=lambda place: (-covering[place], min(filter(None, rows[place]))))] = True
    return hide


def shown(count: int) -> int | None:
    """A count that stands alone, or nothing where it is one of 1 to 10."""
    return None if hidden([count])[0] else count


def _behind_any(counts: Sequence[int], hide: Sequence[bool]) -> bool:
    return any(_behind(counts, hide))


def _gap_is_small(counts: Sequence[int], hide: Sequence[bool]) -> bool:
    behind = list(filter(None, _behind(counts, hide)))
    return len(behind) < 2 or sum(behind) < SMALLEST_SHOWN


def _behind(counts: Sequence[int], hide: Sequence[bool]) -> list[int]:
    return [count for count, is_hidden in zip(counts, hide, strict=True) if is_hidden]
