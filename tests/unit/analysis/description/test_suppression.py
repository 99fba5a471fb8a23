"""Small cells, and what else must go with them."""

import pytest

from bidewell.analysis.description.suppression import hidden, shown


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


def test_a_count_of_its_own_is_hidden_from_1_to_10() -> None:
    assert [shown(count) for count in (0, 1, 10, 11, 400)] == [0, None, None, 11, 400]
