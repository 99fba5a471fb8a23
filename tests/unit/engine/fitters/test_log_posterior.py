"""The function that NUTS walks on is the posterior that importance weights are taken from, and its gradient is right."""

import numpy as np
import pytest
from scipy import stats

from bidewell.engine.fitters.log_posterior import LogPosterior
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.model import Model
from bidewell.engine.panel import Floats
from bidewell.simulate.panels import Size, draw_program

MODEL = draw_program(Size(12, therapists=3, weeks=8), seed=4).model
POSTERIOR = LogPosterior.of(Likelihood.of(MODEL))


def somewhere(seed: int) -> tuple[Floats, Floats]:
    random = np.random.default_rng(seed)
    log_scales = np.log(0.3) + 0.5 * random.standard_normal(len(MODEL.scales))
    return MODEL.prior_mean() + 0.2 * random.standard_normal(MODEL.size), log_scales


def by_the_book(model: Model, parameters: Floats, log_scales: Floats) -> float:
    """Likelihood, normal priors, half-normal scales: each density from the library, parameter by parameter."""
    scales = dict(zip(model.scales, np.exp(log_scales), strict=True))
    total = Likelihood.of(model).value(parameters)
    for block in model.blocks:
        mean, sd = (0.0, scales[block.scale]) if block.scale else (block.prior_mean, block.prior_sd)
        total += stats.norm.logpdf(parameters[model.layout[block.name]], mean, sd).sum()
    assert model.latent is not None
    total += stats.norm.logpdf(parameters[model.layout["latent"]], model.latent.mean, model.latent.sd).sum()
    return float(total + sum(stats.halfnorm.logpdf(scales[name], scale=model.scales[name]) for name in model.scales))


@pytest.mark.parametrize("seed", [1, 2])
def test_it_is_likelihood_times_priors_but_for_the_change_of_coordinates(seed: int) -> None:
    parameters, log_scales = somewhere(seed)
    value, _ = POSTERIOR.value_and_gradient(POSTERIOR.coordinates(parameters, log_scales))
    effects = POSTERIOR.scale_of[POSTERIOR.scale_of >= 0]
    # A log scale for a scale, and each effect in units of its own.
    volume = log_scales.sum() + log_scales[effects].sum()
    assert value == pytest.approx(by_the_book(MODEL, parameters, log_scales) + volume, abs=1e-8)


def test_its_gradient_is_that_of_finite_differences_in_every_coordinate() -> None:
    here = POSTERIOR.coordinates(*somewhere(3))
    _, gradient = POSTERIOR.value_and_gradient(here)
    steps = 1e-5 * np.eye(POSTERIOR.size)
    values = [[POSTERIOR.value_and_gradient(here + sign * step)[0] for sign in (1, -1)] for step in steps]
    assert gradient == pytest.approx((np.diff(values, axis=1)[:, 0]) / -2e-5, rel=1e-5, abs=1e-6)


def test_coordinates_lead_back_to_parameters() -> None:
    parameters, log_scales = somewhere(5)
    there = POSTERIOR.coordinates(parameters, log_scales)
    assert POSTERIOR.parameters(there) == pytest.approx(parameters)
    assert (POSTERIOR.log_scales(there) == log_scales).all()
    several = np.stack([there, there])
    assert POSTERIOR.parameters(several) == pytest.approx(np.stack([parameters, parameters]))


def test_a_model_without_estimated_scales_has_the_parameters_themselves_for_coordinates() -> None:
    kept = tuple(block for block in MODEL.blocks if block.scale is None)
    posterior = LogPosterior.of(Likelihood.of(Model(MODEL.panel, kept, latent=MODEL.latent)))
    there = posterior.prior.mean + 0.1
    assert (posterior.parameters(there) == there).all()
    assert posterior.value_and_gradient(there)[1].shape == there.shape == (posterior.size,)


def test_the_shape_given_to_the_sampler_is_near_the_curvature_where_the_gradient_is_small() -> None:
    here = POSTERIOR.coordinates(*somewhere(6))
    of_likelihood = np.zeros((MODEL.size, MODEL.size))
    found = POSTERIOR.information(here, of_likelihood)
    assert np.linalg.eigvalsh(found).min() > 0.0
    assert np.diag(found)[: MODEL.size] == pytest.approx(POSTERIOR.prior.precision)
