"""Small cells, and what else must go with them."""

import pytest

from bidewell.analysis.description.suppression import hidden, hidden_rows, shown


@pytest.mark.parametrize(
    "counts, left",
    [
        ([40, 30, 11], [40, 30, 11]),  # nothing small
        ([40, 30, 10], [40]),  # one small cell could be worked out from the total: the next smallest goes with it
        ([40, 30, 10, 3], [40, 30]),  # two small cells hide each other, and thirteen people are behind the gap
        ([40, 30, 2, 3], [40]),  # two small cells, but the gap itself would be five people
        ([40, 4], []),  # with two groups both go
        ([40, 30, 0, 0], [40, 30, 0, 0]),  # an empty cell says nothing about anyone
        ([5], []),
        ([], []),
    ],
)
def test_which_cells_stay(counts: list[int], left: list[int]) -> None:
    hide = hidden(counts)
    assert [count for count, is_hidden in zip(counts, hide, strict=True) if not is_hidden] == left


@pytest.mark.parametrize(
    "rows, left",
    [
        ([(40, 30), (20, 11)], [(40, 30), (20, 11)]),  # nothing small
        ([(40, 30), (38, 2), (15, 0)], [(15, 0)]),  # the third holds none of those who would have to cover the two
        ([(40, 30), (38, 2), (60, 4), (50, 50)], [(50, 50)]),  # six of a kind are too few to be behind a gap
        ([(40, 0), (9, 0), (12, 0)], [(40, 0)]),  # a column that is empty covers and tells nothing
        ([(40, 0), (38, 2)], []),  # with two rows both go
    ],
)
def test_which_rows_of_cells_stay(rows: list[tuple[int, int]], left: list[tuple[int, int]]) -> None:
    hide = hidden_rows(rows)
    assert [row for row, is_hidden in zip(rows, hide, strict=True) if not is_hidden] == left


def test_a_count_of_its_own_is_hidden_from_1_to_10() -> None:
    assert [shown(count) for count in (0, 1, 10, 11, 400)] == [0, None, None, 11, 400]
