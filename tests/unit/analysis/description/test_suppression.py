"""Small cells, and what else must go with them."""

import pytest

from bidewell.analysis.description.suppression import hidden


@pytest.mark.parametrize(
    "counts, shown",
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
def test_which_cells_stay(counts: list[int], shown: list[int]) -> None:
    hide = hidden(counts)
    assert [count for count, is_hidden in zip(counts, hide, strict=True) if not is_hidden] == shown
