"""Ratings at the end of a scale and ratings in categories: exact moments, exact probabilities, and what they are for."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.special import log_ndtr

from bidewell.engine import cell, measurement
from bidewell.engine.channels import Kind
from bidewell.engine.fitters.fit import fit
from bidewell.engine.likelihood import Likelihood
from bidewell.engine.process import dynamics_of
from bidewell.engine.ratings import FAR, KINDS, Censored, Gaussian, Ordinal, Ratings, from_plain, to_plain
from bidewell.simulate.panels import DrawnProgram, Size, draw_program
from bidewell.simulate.written_ratings import written
from tests.unit.engine.beliefs import belief_of
from tests.unit.engine.brute_force import _covariance
from tests.unit.engine.programs import FIVE, busy_program, rated_as

ERROR_SD = 0.45
BELIEF = belief_of(0.3, -0.2, 0.2, -0.05, 0.15)
LEVEL: cell.Loads = ((0, 1.0), (1, 1.0))


@pytest.mark.parametrize("bounds", [(-FAR, -1.2), (-0.4, 0.1), (0.5, 0.9), (1.4, FAR), (6.0, FAR), (-9.0, -8.0)])
def test_what_is_learned_from_bounds_is_the_integral(bounds: tuple[float, float]) -> None:
    limits = [np.array([bound]) for bound in bounds]
    after, log_probability = measurement.absorb_interval(BELIEF, LEVEL, limits, np.ones(1), 0.1, ERROR_SD, log_ndtr, np)
    mean, variance = 0.1 + 0.3 - 0.2, 0.2 - 2 * 0.05 + 0.15
    whole, first, second = (_moment(mean, variance, bounds, power) for power in range(3))
    level, spread = first / whole, second / whole - (first / whole) ** 2
    assert log_probability[0] == pytest.approx(np.log(whole), rel=1e-7)
    believed = cell.project(after, LEVEL)
    assert 0.1 + believed.mean[0] == pytest.approx(level, abs=1e-6)
    assert believed.variance[0] == pytest.approx(spread, abs=1e-6)


def _moment(mean: float, variance: float, bounds: tuple[float, float], power: int) -> float:
    """Of the level over its normal belief, times the chance that its rating lies within the bounds."""
    error, sd = ERROR_SD, np.sqrt(variance)

    def weighed(level: float) -> float:
        chance = stats.norm.cdf((bounds[1] - level) / error) - stats.norm.cdf((bounds[0] - level) / error)
        if bounds[0] > level:  # the upper tail keeps its digits from above
            chance = stats.norm.sf((bounds[0] - level) / error) - stats.norm.sf((bounds[1] - level) / error)
        return float(level**power * chance * stats.norm.pdf(level, mean, sd))

    return float(integrate.quad(weighed, mean - 20 * sd, mean + 20 * sd, epsabs=0, epsrel=1e-10, limit=400)[0])


@pytest.mark.parametrize("kind", ["censored", "ordinal"])
def test_a_clients_ratings_have_the_probability_of_the_box_they_lie_in(kind: Kind) -> None:
    model, parameters = _only_ratings(rated_as(busy_program(40), kind))
    quantities, scalars = model.quantities(parameters), model.scalars(parameters)
    found = Likelihood.of(model).by_client(parameters)
    error_sd = float(dynamics_of(scalars, np).rating_sd[0])
    few = [c for c in range(model.panel.clients) if 2 <= (model.panel.client == c).sum() <= 4]
    assert len(few) >= 8
    exact = []
    for client in few:
        rows = np.flatnonzero(model.panel.client == client)
        prior = _covariance(model.panel, scalars, rows)
        seen = np.column_stack([np.ones(rows.size), np.eye(rows.size)])
        spread = seen @ prior @ seen.T + error_sd**2 * np.eye(rows.size)
        exact.append(_box(quantities[0, rows] + quantities[1, rows], spread, *quantities[7:, rows]))
    error = found[few] - exact
    assert np.abs(error).max() < 0.005 and abs(error.mean()) < 0.002


def _only_ratings(program: DrawnProgram) -> tuple:
    """Every row rated once, and nobody's contacts asked about."""
    panel = program.model.panel
    rated = panel.rating_count > 0
    client = np.unique(panel.client[rated], return_inverse=True)[1]
    no = np.zeros(int(rated.sum()), dtype=bool)
    rows = {name: getattr(panel, name)[rated] for name in ("period", "rating", "renewed")}
    only = replace(
        panel, client=client, rating_count=np.ones(no.size), at_risk=no, left=no, agreed=no, scored=~no, **rows
    )
    blocks = tuple(
        replace(b, columns=b.columns[rated])
        if b.columns is not None
        else replace(b, level_of_row=b.level_of_row[rated])
        for b in program.model.blocks
    )
    return replace(program.model, panel=only, blocks=blocks), program.parameters


def _box(mean: np.ndarray, spread: np.ndarray, lower: np.ndarray, upper: np.ndarray) -> float:
    """Log probability of the box, times the density where a bound is the rating itself."""
    inside = lower == upper
    log_density, left = 0.0, ~inside
    if inside.any():
        log_density = stats.multivariate_normal.logpdf(lower[inside], mean[inside], spread[np.ix_(inside, inside)])
        gain = np.linalg.solve(spread[np.ix_(inside, inside)], spread[np.ix_(inside, left)]).T
        mean = mean[left] + gain @ (lower[inside] - mean[inside])
        spread = spread[np.ix_(left, left)] - gain @ spread[np.ix_(inside, left)]
        lower, upper = lower[left], upper[left]
    if not lower.size:
        return float(log_density)
    mass = stats.multivariate_normal(mean, spread, maxpts=500_000, abseps=1e-9, releps=1e-7, seed=1)
    return float(log_density + np.log(mass.cdf(upper, lower_limit=lower)))


@pytest.mark.parametrize("kind", KINDS)
def test_the_gradient_is_that_of_the_value(kind: Kind) -> None:
    program = rated_as(busy_program(60), kind)
    likelihood, at = Likelihood.of(program.model), program.parameters
    _, gradient = likelihood.value_and_gradient(at)
    for place in range(program.model.layout["latent"].start, program.model.size):
        step = 1e-5 * np.eye(at.size)[place]
        slope = (likelihood.value(at + step) - likelihood.value(at - step)) / 2e-5
        assert gradient[place] == pytest.approx(slope, rel=1e-5, abs=1e-6)


def test_at_the_ceiling_a_plain_reading_tells_the_alliances_part_wrongly() -> None:
    """Two ratings in five are the highest there is: as measurements they mislead, as what they are they do not."""
    drawn = draw_program(Size(1500, 20, weeks=16), 11, {"alliance": -0.7, "latent": (-0.5, -0.4, 0.0, 1.0)})
    drawn = replace(drawn, model=replace(drawn.model, panel=_one_rating(drawn)))
    top = float(np.quantile(drawn.model.panel.rating[drawn.model.panel.rating_count > 0], 0.6))
    found = {kind: _alliance(written(drawn, Censored(high=top)), kind, top) for kind in ("gaussian", "censored")}
    (plain, plain_sd), (cut_off, cut_off_sd) = found["gaussian"], found["censored"]
    assert abs(cut_off + 0.7) < 2.0 * cut_off_sd
    assert abs(plain + 0.7) > 2.0 * plain_sd


def _one_rating(drawn: DrawnProgram):
    return replace(drawn.model.panel, rating_count=np.minimum(drawn.model.panel.rating_count, 1.0))


def _alliance(program: DrawnProgram, kind: str, top: float) -> tuple[float, float]:
    """The alliance effect's posterior mean and standard deviation, ratings read as of a kind."""
    model = replace(program.model, ratings=Censored(high=top) if kind == "censored" else Gaussian())
    draws = fit(model, seed=1, draws=200).draws.parameters[:, model.layout["alliance"]]
    return float(draws.mean()), float(draws.std())


def test_categories_half_way_apart_are_the_start_and_no_threshold_passes_another() -> None:
    plain = FIVE.cuts(np.zeros(FIVE.thresholds))
    assert plain == pytest.approx([-1.05, -0.35, 0.35, 1.05])
    moved = FIVE.cuts(np.array([3.0, -2.0, 0.5]))
    assert (np.diff(moved) > 0).all() and moved[[0, -1]] == pytest.approx([-1.05, 1.05])
    assert Ordinal((0.0, 1.0, 2.0)).thresholds == 0


@pytest.mark.parametrize("values", [(0.0, 1.0), (0.0, 1.0, 1.0), (2.0, 1.0, 0.0)])
def test_categories_that_are_none_are_refused(values: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="three or more ascending"):
        Ordinal(values)


@pytest.mark.parametrize("ratings", [Gaussian(), Censored(-1.0), Censored(high=0.5), FIVE])
def test_a_kind_is_kept_as_plain_values(ratings: Ratings) -> None:
    assert from_plain(to_plain(ratings)) == ratings
