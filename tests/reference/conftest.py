"""Numbers that R printed, kept in files beside the scripts that made them."""

import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from tests.shared_data import shared_data

__all__ = ["shared_data"]

R_FOLDER = Path(__file__).parent / "r"
EXAMPLES = Path(__file__).parents[2] / "examples"


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


@pytest.fixture(scope="session")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Run an example's converter as a reader would: `convert("ctn0094", source, "--trial", "51")` is a record folder."""

    @cache
    def run(example: str, source: Path, *options: str) -> Path:
        out = tmp_path_factory.mktemp(example)
        command = [sys.executable, "-W", "error", EXAMPLES / example / "convert.py", source, out, *options]
        subprocess.run(command, check=True, capture_output=True, text=True)
        return out

    return run
