"""Measures of forecasts against R (glm, loess), statsmodels and scikit-survival."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm
from sksurv.metrics import cumulative_dynamic_auc
from sksurv.util import Surv

from bidewell.analysis.validation import calibration, measures
from bidewell.analysis.validation.calibration import Smoother
from bidewell.analysis.validation.glm import CloglogRegression

Numbers = Callable[[str], dict[str, float]]
Table = Callable[[str], pl.DataFrame]
Floats = np.ndarray


@pytest.fixture
def told(r_table: Table) -> tuple[Floats, Floats]:
    table = r_table("validation_forecasts")
    return table["chance"].to_numpy(), table["stayed"].to_numpy().astype(float)


def once(values: Floats) -> Floats:
    return np.ones((1, len(values)))


def test_intercept_and_slope_are_those_of_r(told: tuple[Floats, Floats], r_numbers: Numbers) -> None:
    chances, stayed = told
    assert calibration.intercept(chances, stayed, once(stayed))[0] == pytest.approx(
        r_numbers("validation")["intercept"], abs=1e-8
    )
    assert calibration.slope(chances, stayed, once(stayed))[0] == pytest.approx(
        r_numbers("validation")["slope"], abs=1e-8
    )


def test_the_calibration_index_is_that_of_r_loess(told: tuple[Floats, Floats], r_numbers: Numbers) -> None:
    chances, stayed = told
    found = calibration.ici(chances, stayed, once(stayed), Smoother.on(chances, points=400))[0]
    assert found == pytest.approx(r_numbers("validation")["ici"], abs=2e-5)
    # With the usual number of points, straight lines between them cost little.
    assert calibration.ici(chances, stayed, once(stayed), Smoother.on(chances))[0] == pytest.approx(found, abs=5e-4)


def test_the_brier_score_is_that_of_r(told: tuple[Floats, Floats], r_numbers: Numbers) -> None:
    chances, stayed = told
    assert measures.brier(chances, stayed, once(stayed))[0] == pytest.approx(r_numbers("validation")["brier"], abs=1e-9)


def test_the_cloglog_regression_is_that_of_r_and_statsmodels(
    told: tuple[Floats, Floats], r_numbers: Numbers, r_table: Table
) -> None:
    chances, stayed = told
    columns = np.column_stack([calibration.log_odds(chances), r_table("validation_forecasts")["day"].to_numpy()])
    model = CloglogRegression.fitted(columns, 1.0 - stayed, prior_sd=np.inf)
    level, *slopes = model.coefficients
    raw = np.array(slopes) / model.scale
    numbers = r_numbers("validation")
    assert raw == pytest.approx([numbers["cloglog_logit"], numbers["cloglog_day"]], abs=1e-5)
    assert level - raw @ model.centre == pytest.approx(numbers["cloglog_level"], abs=1e-5)
    family = sm.families.Binomial(sm.families.links.CLogLog())
    reference = sm.GLM(1.0 - stayed, sm.add_constant(columns), family=family).fit(tol=1e-12)
    assert model.chance(columns) == pytest.approx(reference.predict(sm.add_constant(columns)), abs=1e-6)


def test_the_auc_is_scikit_survivals_cumulative_dynamic_one() -> None:
    rng = np.random.default_rng(3)
    risk = rng.normal(size=250).round(1)  # rounded: ties count half
    time = rng.exponential(np.exp(-0.8 * risk))
    everyone = Surv.from_arrays(np.ones(250, dtype=bool), time)
    reference = cumulative_dynamic_auc(everyone, everyone, risk, [0.7])[0][0]
    stayed = (time > 0.7).astype(float)
    found = measures.auc(1.0 / (1.0 + np.exp(risk)), stayed, np.zeros(250, dtype=np.int64), once(stayed))
    assert found[0] == pytest.approx(reference, abs=1e-12)


def test_a_weight_counts_as_so_many_copies(told: tuple[Floats, Floats]) -> None:
    chances, stayed = told[0][:60], told[1][:60]
    times = np.random.default_rng(1).integers(0, 4, 60)
    copied, day = (np.repeat(chances, times), np.repeat(stayed, times)), np.arange(60) % 2
    weights = times[None, :].astype(float)
    smoother = Smoother.on(chances)
    for of in (measures.brier, measures.scaled_brier, calibration.intercept, calibration.slope):
        assert of(chances, stayed, weights) == pytest.approx(of(*copied, once(copied[1])), abs=1e-9)
    assert measures.auc(chances, stayed, day, weights) == pytest.approx(
        measures.auc(*copied, np.repeat(day, times), once(copied[1]))
    )
    assert smoother.curve(stayed, 2.0 * weights) == pytest.approx(smoother.curve(stayed, weights), abs=1e-6)
