"""The door of the engine: arrays that are no panel are refused, with the column and the row."""

from dataclasses import fields

import numpy as np
import pytest

from bidewell.engine.panel import Panel, PanelRefused


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
    ],
)
def test_wrong_rows_are_named(column: str, values: list[object], row: int) -> None:
    with pytest.raises(PanelRefused, match=f"row {row} breaks this"):
        panel(**{column: values})


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(PanelRefused, match="one entry a row"):
        panel(left=[False, False])


def test_the_test_panel_names_every_column() -> None:
    assert {field.name for field in fields(Panel)} == set(vars(panel()))
