"""Numbers that R printed, kept in files beside the scripts that made them."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

R_FOLDER = Path(__file__).parent / "r"


@pytest.fixture
def r_numbers() -> Callable[[str], dict[str, float]]:
    """Named numbers of one R script: `r_numbers("addicts_cox")["cox_clinic"]`."""

    def read(script: str) -> dict[str, float]:
        table = pl.read_csv(R_FOLDER / f"{script}.csv", schema_overrides={"value": pl.Float64})
        return dict(zip(table["name"], table["value"], strict=True))

    return read


@pytest.fixture
def r_table() -> Callable[[str], pl.DataFrame]:
    """A data set that an R script made: `r_table("nlme_ratings")`."""
    return lambda name: pl.read_csv(R_FOLDER / f"{name}.csv")
