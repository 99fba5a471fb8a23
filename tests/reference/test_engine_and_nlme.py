"""With the hazard switched off the engine is nlme's mixed model: same log-likelihood, same maximum."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
import pytest

from bidewell.engine.likelihood import Likelihood
from bidewell.engine.model import Block, Model
from bidewell.engine.panel import Floats, Panel

Numbers = Callable[[str], dict[str, float]]
Table = Callable[[str], pl.DataFrame]


def ratings_only(ratings: pl.DataFrame) -> Model:
    """Fixed intercept, week and x, and a therapist's effect, on ratings in their own unit; nobody is at risk."""
    never = np.zeros(ratings.height, dtype=bool)
    panel = Panel(
        client=ratings["client"].rle_id().to_numpy().astype(np.int64),
        period=ratings["week"].to_numpy().astype(float),
        rating=ratings["rating"].to_numpy(),
        rating_count=np.ones(ratings.height),
        at_risk=never,
        left=never,
        agreed=never,
        scored=~never,
        renewed=never,
    )
    fixed = ratings.select(pl.lit(1.0).alias("intercept"), "week", "x").cast(pl.Float64).to_numpy()
    therapists, therapist = np.unique(ratings["therapist"].to_numpy(), return_inverse=True)
    return Model(
        panel,
        (
            Block("fixed", "rating", ("intercept", "week", "x"), fixed, prior_sd=np.inf),
            Block("therapist", "level", tuple(therapists), level_of_row=therapist.astype(np.int64), prior_sd=np.inf),
        ),
    )


@dataclass(frozen=True)
class Marginal:
    """The log-likelihood with the therapists integrated out. Ratings are Gaussian, therapists do not share clients: the
    log-likelihood is a parabola in each therapist's effect, so three values give its integral exactly."""

    model: Model
    likelihood: Likelihood

    def __call__(self, point: Floats) -> float:
        """At (intercept, week, x, log trait SD, log patch SD, logit persistence, log rating SD, log therapist SD)."""
        parameters, therapist = np.zeros(self.model.size), self.model.layout["therapist"]
        parameters[self.model.layout["fixed"]], parameters[self.model.layout["latent"]] = point[:3], point[3:7]
        variance = np.exp(2 * point[7])
        here = self.likelihood.value(parameters)
        total = here
        for place in range(therapist.start, therapist.stop):
            step = np.zeros(self.model.size)
            step[place] = 0.5
            above, below = self.likelihood.value(parameters + step), self.likelihood.value(parameters - step)
            slope, precision = above - below, 1 / variance - (above - 2 * here + below) / 0.25
            total += 0.5 * slope**2 / precision - 0.5 * np.log(precision * variance)
        return float(total)


@pytest.fixture
def marginal(r_table: Table) -> Marginal:
    model = ratings_only(r_table("nlme_ratings"))
    return Marginal(model, Likelihood.of(model))


@pytest.fixture
def nlme_maximum(r_numbers: Numbers) -> Floats:
    fit = r_numbers("nlme_fit")
    persistence = np.log(fit["rho_per_week"] / (1 - fit["rho_per_week"]))
    sds = np.log([fit["client_sd"], fit["state_sd"], fit["error_sd"], fit["therapist_sd"]])
    return np.array([fit["intercept"], fit["week"], fit["x"], sds[0], sds[1], persistence, sds[2], sds[3]])


def test_the_log_likelihood_is_nlmes(marginal: Marginal, nlme_maximum: Floats, r_numbers: Numbers) -> None:
    assert marginal(nlme_maximum) == pytest.approx(r_numbers("nlme_fit")["loglik"], abs=1e-6)


def test_nlmes_maximum_is_the_engines(marginal: Marginal, nlme_maximum: Floats) -> None:
    for place, name in enumerate(("intercept", "week", "x", "trait", "patch", "persistence", "rating", "therapist")):
        step = np.zeros(8)
        step[place] = 0.01 if name == "week" else 0.05
        above, here, below = (marginal(nlme_maximum + way * step) for way in (1, 0, -1))
        assert here > max(above, below), name
        to_the_top = 0.5 * (above - below) / (2 * here - above - below)  # in steps
        assert abs(to_the_top) < 0.05, name
