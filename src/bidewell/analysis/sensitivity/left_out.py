"""How well each client's records are foretold by all the others': approximate leave-one-client-out.

The posterior without a client is the posterior weighed by one over that client's likelihood; the weights are
Pareto-smoothed (Vehtari, Gelman & Gabry 2017; arviz-stats). A client is a person with all episodes.
"""

from dataclasses import dataclass, replace

import numpy as np
from arviz_stats.base import array_stats
from scipy.special import logsumexp

from bidewell.analysis.model.engine_rows import EngineRows
from bidewell.analysis.model.fitting import FitControl, FittedProgram, fit_laid_out
from bidewell.engine.draws import evenly_spaced
from bidewell.engine.panel import Flags, Floats, Integers
from bidewell.engine.replicate import expectations

# Draws used, evenly spaced where a fit has more (chains have thousands). Each costs a pass over the rows.
MOST_DRAWS = 256
# A client whose likelihood is the same under all draws (no contact with a known outcome, no rating) moves nothing.
ALL_EQUAL = 1e-9


@dataclass(frozen=True)
class LeftOut:
    """One entry a client, [clients].

    elpd      log density of the client's records, foretold from all other clients'
    error     its Monte Carlo standard error
    gain      how much higher the density is when the client's own records are among those learned from
    pareto_k  how heavy the tail of the weights is; inf where they could not be made
    refitted  True where the fit was made again without the client instead: nothing approximate is left
    highest_good_k  k above which a weight cannot be trusted at this number of draws (Vehtari et al. 2024)
    """

    elpd: Floats
    error: Floats
    gain: Floats
    pareto_k: Floats
    refitted: Flags
    highest_good_k: float

    @property
    def doubtful(self) -> Flags:
        """Clients whose weights cannot be trusted, and for whom nothing better is known."""
        return (self.pareto_k > self.highest_good_k) & ~self.refitted

    @property
    def parameters(self) -> float:
        """Effective number of parameters."""
        return float(self.gain.sum())


def leave_out(fitted: FittedProgram) -> LeftOut:
    """Leave out each client in turn. Time: linear in draws x rows, and a third of a millisecond a client."""
    draws, times = distinct_draws(fitted)
    return of_likelihoods(by_client(fitted, draws), np.log(times / times.sum()))


def of_likelihoods(likelihoods: Floats, log_shares: Floats) -> LeftOut:
    """The same from log-likelihoods [clients, draws], and the log of each draw's share of the posterior, [draws]."""
    clients, draws = likelihoods.shape
    known = np.asarray(np.isfinite(likelihoods).all(axis=1))
    varies = known & (np.ptp(np.where(known[:, None], likelihoods, 0.0), axis=1) > ALL_EQUAL)
    log_weights, k = np.zeros_like(likelihoods), np.where(known, 0.0, np.inf)
    if varies.any():
        # Shares are whole numbers of draws: steps in a tail, which would be taken for a heavy one.
        log_weights[varies], k[varies] = array_stats.psislw(likelihoods[varies])
    log_weights += log_shares
    log_weights -= logsumexp(log_weights, axis=1, keepdims=True)
    elpd = logsumexp(log_weights + likelihoods, axis=1)
    gain = logsumexp(log_shares + likelihoods, axis=1) - elpd
    error = _error(log_weights, likelihoods, elpd)
    return LeftOut(elpd, error, gain, k, np.zeros(clients, dtype=bool), highest_good_k(draws))


def highest_good_k(draws: int) -> float:
    """k up to which smoothed weights of so many draws can be trusted: 0.7, less where draws are few."""
    return float(min(1.0 - 1.0 / np.log10(draws), 0.7))


def by_client(fitted: FittedProgram, draws: Integers) -> Floats:
    """Log-likelihood of each client under each of these posterior draws, [clients, draws]."""
    rows = fitted.rows
    first, person = np.flatnonzero(rows.panel.starts), persons(fitted)
    parts = [
        np.add.reduceat(expected.log_likelihood * rows.panel.scored, first, axis=1)
        for _, expected in expectations(fitted.model, rows.panel, rows.columns, draws)
    ]
    by_person = np.zeros((int(person.max()) + 1, draws.size))
    np.add.at(by_person, person, np.concatenate(parts).T)
    return by_person


def persons(fitted: FittedProgram) -> Integers:
    """Which client each episode of the panel is of, [episodes]."""
    names = fitted.rows.columns["client"][fitted.rows.panel.starts]
    return np.unique(names.astype(str), return_inverse=True)[1].astype(np.int64)


def distinct_draws(fitted: FittedProgram, most: int = MOST_DRAWS) -> tuple[Integers, Integers]:
    """Places of so many draws, and how often each stands there: a draw that weighs much was drawn several times."""
    used = evenly_spaced(len(fitted.model.draws), most)
    _, places, times = np.unique(fitted.model.draws[used], axis=0, return_index=True, return_counts=True)
    return used[places], times.astype(np.int64)


def refitted(fitted: FittedProgram, found: LeftOut, clients: Integers, seed: int) -> LeftOut:
    """The same with a fit of its own, without the client, for each of `clients`: one fit each.

    A fit that does not pass its own check leaves the client doubtful.
    """
    elpd, error, done = found.elpd.copy(), found.error.copy(), found.refitted.copy()
    for client in clients:
        again = without_client(fitted, int(client), seed)
        if again.model.diagnostics.trusted:
            draws, times = distinct_draws(again)
            shares = np.log(times / times.sum())[None]
            likelihoods = by_client(replace(again, rows=rows_of(fitted, int(client))), draws)
            elpd[client] = logsumexp(shares + likelihoods)
            error[client], done[client] = _error(shares, likelihoods, elpd[[client]])[0], True
    gain = found.gain + found.elpd - elpd
    return replace(found, elpd=elpd, error=error, gain=gain, refitted=done)


def without_client(fitted: FittedProgram, client: int, seed: int) -> FittedProgram:
    """The same fit, learned from everybody else; units and columns stay as they were."""
    panel = fitted.rows.panel
    others = panel.scored & (persons(fitted)[panel.client] != client)
    rows = replace(fitted.rows, panel=replace(panel, scored=others))
    return fit_laid_out(fitted.laid_out._replace(rows=rows), FitControl(seed, MOST_DRAWS, fitted.model))


def rows_of(fitted: FittedProgram, client: int) -> EngineRows:
    """The rows of one client alone."""
    rows = fitted.rows
    own = persons(fitted)[rows.panel.client] == client
    columns = {name: column[own] for name, column in rows.columns.items()}
    return replace(rows, panel=rows.panel.only(own), columns=columns)


def _error(log_weights: Floats, likelihoods: Floats, elpd: Floats) -> Floats:
    """Monte Carlo error of the log of a weighted mean (delta method), [clients]."""
    away = np.exp(np.minimum(likelihoods - elpd[:, None], 50.0)) - 1.0
    return np.asarray(np.sqrt(((np.exp(log_weights) * away) ** 2).sum(axis=1)))
