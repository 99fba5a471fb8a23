"""The likelihood of one client written out the slow way: Gaussian conditioning on the ratings, then plain averaging."""

import numpy as np
from numpy.typing import NDArray

from bidewell.engine.panel import Panel
from bidewell.engine.process import dynamics_of

DRAWS = 400_000
Floats = NDArray[np.float64]


def cloglog_chance(predictor: Floats) -> Floats:
    return -np.expm1(-np.exp(predictor))


def client_log_likelihood(panel: Panel, quantities: Floats, scalars: Floats, client: int, seed: int) -> float:
    """log P(what was scored | what came before it): all rows, less those before observation began.

    What came before includes the clients that the person was earlier.
    """
    own = panel.client == client
    rows = np.flatnonzero((panel.of_person == panel.of_person[own][0]) & (panel.client <= client))
    before = rows[~(panel.scored & own)[rows]]
    everything = _log_probability(panel, quantities, scalars, rows, seed)
    return everything - (_log_probability(panel, quantities, scalars, before, seed) if before.size else 0.0)


def _log_probability(panel: Panel, quantities: Floats, scalars: Floats, rows: NDArray[np.int64], seed: int) -> float:
    """Of the given rows of one person. The latent variables are the trait and the patch at each row."""
    rating, level, leaving, loading, patch_loading, agreed, agreed_loading = quantities[:, rows]
    prior = _covariance(panel, scalars, rows)
    to_level = np.column_stack([np.ones(rows.size), np.eye(rows.size)])
    rated = panel.rating_count[rows] > 0
    seen = to_level[rated]
    error = np.diag(dynamics_of(scalars, np).rating_sd[0] ** 2 / panel.rating_count[rows][rated])
    spread = seen @ prior @ seen.T + error
    away = (panel.rating[rows] - rating - level)[rated]
    log_ratings = -0.5 * (away @ np.linalg.solve(spread, away) + np.linalg.slogdet(2.0 * np.pi * spread)[1])
    gain = np.linalg.solve(spread, seen @ prior).T
    latent = _draws(gain @ away, prior - gain @ seen @ prior, seed)
    true_level = level + latent[:, :1] + latent[:, 1:]
    leaves = cloglog_chance(leaving + loading * true_level + patch_loading * latent[:, 1:])
    agrees = cloglog_chance(agreed + agreed_loading * true_level)
    stays = np.where(panel.agreed[rows], agrees, 1.0 - agrees) * (1.0 - leaves)
    happened = np.where(panel.left[rows], leaves, stays)
    return float(log_ratings + np.log(np.where(panel.at_risk[rows], happened, 1.0).prod(axis=1).mean()))


def _covariance(panel: Panel, scalars: Floats, rows: NDArray[np.int64]) -> Floats:
    """Of (trait, patch at each row): the patch fades with time and is drawn afresh with a therapist or a return."""
    dynamics = dynamics_of(scalars, np)
    therapist = np.cumsum(panel.renewed[rows]) + panel.rows * panel.client[rows]
    apart = np.abs(panel.period[rows][:, None] - panel.period[rows])
    patch = dynamics.patch_sd**2 * dynamics.persistence[0][0] ** apart * (therapist[:, None] == therapist)
    whole = np.zeros((rows.size + 1, rows.size + 1))
    whole[0, 0], whole[1:, 1:] = dynamics.trait_sd**2, patch
    return whole


def _draws(mean: Floats, covariance: Floats, seed: int) -> Floats:
    """Antithetic pairs: whatever is odd in the deviations averages out exactly."""
    values, vectors = np.linalg.eigh(covariance)
    half = (
        np.random.default_rng(seed).standard_normal((DRAWS // 2, mean.size))
        @ (vectors * np.sqrt(np.maximum(values, 0.0))).T
    )
    return mean + np.concatenate([half, -half])
