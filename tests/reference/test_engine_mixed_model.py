"""With the hazard switched off the engine is a mixed model: held to nlme's log-likelihood and its maximum."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
from scipy.optimize import minimize
from scipy.special import logit

from bidewell.engine.likelihood import Likelihood
from bidewell.engine.model import Block, Model
from bidewell.engine.panel import Panel
from bidewell.engine.process import ScalarPriors
from tests.integrated_out import effects_integrated_out

Numbers = Callable[[str], dict[str, float]]
Table = Callable[[str], pl.DataFrame]
FLAT = ScalarPriors(sd=(np.inf,) * 4)


def index_of(names: pl.Series) -> np.ndarray:
    return names.rank("dense").to_numpy().astype(np.int64) - 1


def model_of(ratings: pl.DataFrame) -> Model:
    rows, no = ratings.height, np.zeros(ratings.height, dtype=bool)
    week, rating = (ratings[name].to_numpy().astype(float) for name in ("week", "rating"))
    panel = Panel(index_of(ratings["client"]), week, rating, np.ones(rows), no, no, no, ~no, no)
    columns = np.column_stack([np.ones(rows), week, ratings["x"].to_numpy()])
    therapists = tuple(ratings["therapist"].unique().sort())
    return Model(
        panel,
        (
            Block("fixed", "rating", ("intercept", "week", "x"), columns, prior_sd=np.inf),
            Block("therapist", "level", therapists, level_of_row=index_of(ratings["therapist"]), scale="therapist_sd"),
        ),
        latent=FLAT,
    )


def log_likelihood(likelihood: Likelihood, fixed: np.ndarray, scalars: np.ndarray, log_scale: float) -> float:
    """The therapists integrated out; they start from 0, as any place is as good where all is Gaussian."""
    parameters = np.concatenate([fixed, np.zeros(likelihood.model.size - 7), scalars])
    return effects_integrated_out(likelihood, parameters, np.array([log_scale]))


def as_ours(fit: dict[str, float]) -> np.ndarray:
    """nlme's numbers as fixed effects, the engine's four scalars and the log therapist SD."""
    scalars = [np.log(fit["client_sd"]), np.log(fit["residual_sd"]), -logit(fit["nugget"]), logit(fit["rho_per_week"])]
    return np.array([fit["intercept"], fit["week"], fit["x"], *scalars, np.log(fit["therapist_sd"])])


@pytest.fixture
def loss(r_table: Table) -> Callable[[np.ndarray], float]:
    likelihood = Likelihood.of(model_of(r_table("nlme_ratings")))
    return lambda at: -log_likelihood(likelihood, at[:3], at[3:7], at[7])


def test_the_log_likelihood_is_nlmes(loss: Callable[[np.ndarray], float], r_numbers: Numbers) -> None:
    fit = r_numbers("nlme_fit")
    assert -loss(as_ours(fit)) == pytest.approx(fit["loglik"], abs=1e-3)


def test_the_maximum_is_nlmes(loss: Callable[[np.ndarray], float], r_numbers: Numbers) -> None:
    fit = r_numbers("nlme_fit")
    start = as_ours(fit) + np.array([0.2, -0.05, 0.1, 0.4, -0.3, 0.5, 0.2, 0.4])
    found = minimize(loss, start, method="BFGS", options={"gtol": 1e-2, "eps": 1e-4})
    assert -found.fun == pytest.approx(fit["loglik"], abs=1e-3)
    assert found.x == pytest.approx(as_ours(fit), abs=0.03)  # the top is flat: here lies a log-likelihood within .001
