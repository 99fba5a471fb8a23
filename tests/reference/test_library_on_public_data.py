"""The library on trials with a rating taken again and again (CTN-0094): a stand-in is followed, and never called an alliance."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import bidewell

Convert = Callable[..., Path]
WITHDRAWAL = {
    "role": "other", "rater": "client", "version": "harmonised", "item": "level", "minimum": 0, "maximum": 3
}  # fmt: skip


@pytest.fixture
def trial(convert: Convert, shared_data: Path) -> bidewell.Program:
    """CTN-0051 from frames."""
    folder = convert("ctn0094", shared_data / "ctn0094", "--trial", "51")
    frames = {path.stem: pl.read_csv(path, infer_schema_length=None) for path in folder.glob("*.csv")}
    return bidewell.Program.from_frames(
        name="CTN-0051", time_zone="UTC", extract_date=date(2001, 1, 1), continuous_exposure=True,
        instruments={"withdrawal_self": WITHDRAWAL}, **frames,
    )  # fmt: skip


def test_a_stand_in_is_named_where_an_alliance_is_asked_for(trial: bidewell.Program) -> None:
    with pytest.raises(bidewell.SpecificationRefused, match="withdrawal_self, the rating that these records repeat"):
        bidewell.Specification("leaving ~ alliance").describe(trial)


def test_a_stand_in_is_ranked_under_its_own_name_and_settles_no_claim_of_the_alliance(trial: bidewell.Program) -> None:
    specification = bidewell.Specification("leaving ~ withdrawal_self", adjust=["age", "sex"])
    assert "withdrawal_self" in str(specification.describe(trial))
    fitted = specification.fit(trial, seed=1)
    assert fitted.ranking()["factor"].to_list() == ["withdrawal_self"]
    staying = fitted.claims().filter(pl.col("claim") == "alliance_staying")
    assert staying["verdict"].item() == "cannot tell"
