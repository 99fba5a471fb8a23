"""Small cells: ten people are hidden, eleven are shown, and what is hidden cannot be worked out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidewell.records.small_cells import Count, Row, alone, row


def shown(people: list[int]) -> list[int | None]:
    """Cells of as many rows as people, then their total."""
    made = row([Count(n, n) for n in people])
    return [cell.n for cell in made.cells] + [made.total.n]


@pytest.mark.parametrize(("people", "n"), [(0, 0), (1, None), (10, None), (11, 11)])
def test_ten_are_hidden_and_eleven_are_shown(people: int, n: int | None) -> None:
    assert alone(Count(people, people)).n == n


def test_many_rows_of_few_people_are_hidden() -> None:
    assert alone(Count(400, 10)).is_hidden
    assert row([Count(400, 10), Count(0, 0)]).total.is_hidden


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([11, 12], [11, 12, 23]),
        ([10, 50], [None, None, 60]),  # the total would give the ten away
        ([10, 11, 50], [None, None, 50, 71]),  # the smallest other goes with it
        ([0, 11, 50], [0, 11, 50, 61]),
        ([6, 7, 50], [None, None, None, 63]),  # the six and the seven may be the same people
        ([6, 7], [None, None, None]),  # and may be all there are
        ([10, 0], [None, 0, None]),
    ],
)
def test_what_is_hidden_cannot_be_worked_out_from_the_total(people: list[int], expected: list[int | None]) -> None:
    assert shown(people) == expected


@given(st.lists(st.integers(0, 60), min_size=1, max_size=6))
def test_no_gap_belongs_to_fewer_than_eleven_people_for_certain(people: list[int]) -> None:
    made: Row = row([Count(n, n) for n in people])
    behind = [n for n, cell in zip(people, made.cells, strict=True) if cell.is_hidden]
    assert all(cell.is_hidden for n, cell in zip(people, made.cells, strict=True) if 0 < n < 11)
    if behind and not made.total.is_hidden:
        assert len(behind) >= 2 and max(behind) >= 11
