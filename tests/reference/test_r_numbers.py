"""The kept R numbers mean what we think they mean: the same likelihoods written out again without R."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm

Numbers = Callable[[str], dict[str, float]]
Table = Callable[[str], pl.DataFrame]


def covariance_of_ratings(ratings: pl.DataFrame, fit: dict[str, float]) -> np.ndarray:
    """Covariance of one therapist's ratings: therapist + client + state fading with the weeks between + error."""
    week = ratings["week"].to_numpy()
    client = ratings["client"].to_numpy()
    same_client = client[:, None] == client[None, :]
    state = fit["state_sd"] ** 2 * fit["rho_per_week"] ** np.abs(week[:, None] - week[None, :])
    within = same_client * (fit["client_sd"] ** 2 + state)
    return fit["therapist_sd"] ** 2 + within + fit["error_sd"] ** 2 * np.eye(len(week))


def log_likelihood_of_ratings(ratings: pl.DataFrame, fit: dict[str, float]) -> float:
    expected = fit["intercept"] + fit["week"] * ratings["week"].to_numpy() + fit["x"] * ratings["x"].to_numpy()
    distance = ratings["rating"].to_numpy() - expected
    covariance = covariance_of_ratings(ratings, fit)
    _, log_determinant = np.linalg.slogdet(covariance)
    squares = distance @ np.linalg.solve(covariance, distance)
    return float(-0.5 * (len(distance) * np.log(2 * np.pi) + log_determinant + squares))


def test_the_mixed_model_is_state_plus_error_with_rho_from_the_range(r_numbers: Numbers, r_table: Table) -> None:
    fit = r_numbers("nlme_fit")
    therapists = r_table("nlme_ratings").partition_by("therapist")
    total = sum(log_likelihood_of_ratings(one, fit) for one in therapists)
    assert total == pytest.approx(fit["loglik"], abs=1e-6)


def test_the_mixed_model_was_fitted_to_its_maximum_from_every_start(r_numbers: Numbers) -> None:
    fit = r_numbers("nlme_fit")
    assert fit["starts_converged"] == fit["starts_at_maximum"] == 12


def test_statsmodels_agrees_with_r_on_the_complementary_log_log_regression(r_numbers: Numbers, r_table: Table) -> None:
    fit = r_numbers("cloglog_glm")
    periods = r_table("cloglog_glm_periods")
    design = periods.select(pl.lit(1.0).alias("intercept"), "period", "x", "z").to_numpy()
    family = sm.families.Binomial(sm.families.links.CLogLog())
    ours = sm.GLM(periods["left"].to_numpy(), design, family=family).fit(tol=1e-14)
    assert ours.params == pytest.approx([fit[name] for name in ("intercept", "period", "x", "z")], abs=1e-7)
    assert ours.llf == pytest.approx(fit["loglik"], abs=1e-8)
