"""The door of the engine: arrays that are no panel are refused, with the column and the row."""

from dataclasses import fields, replace

import numpy as np
import pytest

from bidewell.engine.panel import Counts, Panel, PanelRefused, Rating


def panel(**changed) -> Panel:
    columns = {
        "client": [0, 0, 1],
        "period": [0.0, 2.0, 0.0],
        "rating": [0.1, np.nan, 0.3],
        "rating_count": [1.0, 0.0, 2.0],
        "at_risk": [True, True, True],
        "left": [False, False, True],
        "agreed": [False, True, False],
        "scored": [True, True, True],
        "renewed": [False, False, False],
    }
    return Panel(**{name: np.array(values) for name, values in (columns | changed).items()})


def test_a_good_panel_knows_its_clients_and_the_time_between_rows() -> None:
    assert (panel().rows, panel().clients) == (3, 2)
    assert panel().periods_since_previous_row.tolist() == [0.0, 2.0, 0.0]
    assert panel().starts.tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("column", "values", "row"),
    [
        ("client", [0, 0, 2], 2),
        ("client", [1, 1, 2], 0),
        ("client", [0, 1, 0], 2),
        ("period", [2.0, 2.0, 0.0], 1),
        ("at_risk", [True, True, False], 2),
        ("agreed", [False, True, True], 2),
        ("rating", [np.nan, np.nan, 0.3], 0),
        ("client", [-1, -1, 0], 0),
        ("client", [-1, 0, 1], 0),
        ("period", [0.0, np.nan, 0.0], 1),
        ("period", [0.0, 2.0, np.nan], 2),
        ("period", [0.0, np.inf, 0.0], 1),
        ("rating_count", [1.0, -1.0, 2.0], 1),
        ("rating_count", [1.0, np.nan, 2.0], 1),
        ("person", [-1, -1, 0], 0),
    ],
)
def test_wrong_rows_are_named(column: str, values: list[object], row: int) -> None:
    with pytest.raises(PanelRefused, match=f"row {row} breaks this"):
        panel(**{column: values})


@pytest.mark.parametrize(
    ("happened", "times"),
    [([1.0, 0.0, np.nan], [1.0, 0.0, 2.0]), ([1.0, 0.0, 1.0], [1.0, 0.0, np.nan]),
     ([1.0, 0.0, -1.0], [1.0, 0.0, 2.0]), ([1.0, 0.0, 3.0], [1.0, 0.0, 2.0]), ([1.0, 0.0, 1.0], [1.0, 0.0, np.inf])],
)  # fmt: skip
def test_counts_that_cannot_be_are_named(happened: list[float], times: list[float]) -> None:
    with pytest.raises(PanelRefused, match=r"attended: .*row 2 breaks this"):
        replace(panel(), counts={"attended": Counts(np.array(happened), np.array(times))})


def test_a_further_rating_that_cannot_be_counted_is_named() -> None:
    value = np.array([0.1, 0.2, 0.3])
    with pytest.raises(PanelRefused, match=r"distress_count: .*row 1 breaks this"):
        replace(panel(), more={"distress": Rating(value, np.array([1.0, -1.0, 0.0]))})
    with pytest.raises(PanelRefused, match=r"distress: .*row 0 breaks this"):
        replace(panel(), more={"distress": Rating(np.array([np.nan, 0.2, 0.3]), np.array([1.0, 0.0, 0.0]))})


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(PanelRefused, match="one entry a row"):
        panel(left=[False, False])


def test_the_test_panel_names_every_column() -> None:
    assert {field.name for field in fields(Panel)} == set(vars(panel()))
