"""Without ratings and without random effects the engine is a complementary log-log regression."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm

from bidewell.engine.fitters.fit import Fit, fit
from bidewell.engine.model import Block, Model
from bidewell.engine.panel import Panel

Numbers = Callable[[str], dict[str, float]]
Table = Callable[[str], pl.DataFrame]
DAYS_A_WEEK = 7
DOSE_UNIT = 15.0  # milligrams, about a standard deviation


def fitted_without_priors(client: np.ndarray, period: np.ndarray, left: np.ndarray, design: np.ndarray) -> Fit:
    rows, no = left.size, np.zeros(left.size, dtype=bool)
    panel = Panel(client, period, np.zeros(rows), np.zeros(rows), ~no, left, no, ~no, no)
    labels = tuple(str(column) for column in range(design.shape[1]))
    block = Block("design", "leaving", labels, design, prior_sd=np.inf)
    return fit(Model(panel, (block,), latent=None), seed=1, draws=50)


def regression(left: np.ndarray, design: np.ndarray):
    family = sm.families.Binomial(sm.families.links.CLogLog())
    return sm.GLM(left.astype(float), design, family=family).fit(tol=1e-14, maxiter=200)


def test_the_engine_is_rs_and_statsmodels_regression(r_numbers: Numbers, r_table: Table) -> None:
    periods = r_table("cloglog_glm_periods")
    client = periods["person"].rank("dense").to_numpy().astype(np.int64) - 1
    design = periods.select(pl.lit(1.0).alias("intercept"), "period", "x", "z").to_numpy().astype(float)
    left = periods["left"].to_numpy() == 1
    ours = fitted_without_priors(client, periods["period"].to_numpy().astype(float), left, design)
    reference = r_numbers("cloglog_glm")
    assert ours.mode == pytest.approx([reference[name] for name in ("intercept", "period", "x", "z")], abs=1e-6)
    assert ours.mode == pytest.approx(regression(left, design).params, abs=1e-6)
    assert ours.log_likelihood == pytest.approx(reference["loglik"], abs=1e-6)


@pytest.fixture
def addicts(shared_data: Path) -> pl.DataFrame:
    """One row per person and week of the public file; standardised as the engine's factors are."""
    people = pl.read_csv(shared_data / "addicts" / "addicts.csv").with_row_index("client")
    weeks = pl.col("survt").floordiv(DAYS_A_WEEK)
    rows = people.select(
        "client",
        "status",
        weeks.alias("last"),
        clinic=pl.col("clinic") == 2,
        prison="prison",
        dose=pl.col("dose") / DOSE_UNIT,
    )
    grown = rows.with_columns(week=pl.int_ranges(pl.col("last") + 1)).explode("week")
    return grown.with_columns(left=(pl.col("week") == pl.col("last")) & (pl.col("status") == 1)).cast(
        {"clinic": pl.Float64, "week": pl.Float64}
    )


def test_on_methadone_records_too_and_close_to_cox(addicts: pl.DataFrame, r_numbers: Numbers) -> None:
    week, left = addicts["week"].to_numpy(), addicts["left"].to_numpy()
    # Nobody leaves in the first week: without a prior, a basis as free as the engine's own has no maximum there.
    course = np.polynomial.legendre.legvander(week / 80.0 - 1.0, 4)
    design = np.column_stack([course, addicts.select("clinic", "prison", "dose").to_numpy().astype(float)])
    ours = fitted_without_priors(addicts["client"].to_numpy().astype(np.int64), week, left, design)
    theirs = regression(left, design)
    assert ours.converged
    assert ours.mode == pytest.approx(theirs.params, abs=1e-6)
    cox = r_numbers("addicts_cox")
    away = ours.mode[-3:] / (1.0, 1.0, DOSE_UNIT) - [cox[f"cox_{name}"] for name in ("clinic", "prison", "dose")]
    assert np.abs(away / [cox[f"cox_{name}_se"] for name in ("clinic", "prison", "dose")]).max() < 0.3
