"""The ranking under narrower and wider priors: the posterior's draws weighed anew, with a diagnostic that can say no.

The new posterior is the old one times the ratio of the two priors; Pareto smoothing keeps a few draws from standing for
all. Where k is too high, the draws do not reach what the other prior would find likely, and only a fit can tell.
"""

from dataclasses import dataclass, replace

import numpy as np
from arviz_stats.base import array_stats

from bidewell.analysis.answers.ranking import Ranked, rank
from bidewell.analysis.model.fitting import FitControl, FittedProgram, fit_laid_out
from bidewell.analysis.sensitivity.changed_terms import with_priors
from bidewell.analysis.sensitivity.left_out import distinct_draws, highest_good_k
from bidewell.analysis.sensitivity.variant import Variant, variant_of
from bidewell.engine.draws import as_weighed
from bidewell.engine.panel import Floats, Integers

# How many times as wide as usual the priors of all that is ranked are.
GRID = {"usual": 1.0, "halved": 0.5, "doubled": 2.0, "nearly_flat": 10.0}
# Fewer draws than this say little of which factor comes first.
FEWEST_EFFECTIVE = 50.0
ALL_EQUAL = 1e-9
DRAWS = 128


@dataclass(frozen=True)
class Reweighted:
    """A fit whose draws stand for another prior; how far to trust them: Pareto's k, and equal draws they are worth."""

    fitted: FittedProgram
    pareto_k: float
    effective: float
    is_trusted: bool


def prior_variants(
    fitted: FittedProgram, ranking: tuple[Ranked, ...], *, refit: bool, seed: int
) -> tuple[Variant, ...]:
    """The first factor of the fit's ranking, and of the ranking under each other prior.

    `refit` fits anew where reweighting cannot tell: one fit for each. Without, it costs a ranking for each.
    """
    model = fitted.model
    found = [variant_of("usual", "as fitted", fitted, ranking, model.equal_draws, model.diagnostics.pareto_k)]
    for name, times in GRID.items():
        if name != "usual":
            found.append(_under(fitted, name, times, refit=refit, seed=seed))
    return tuple(found)


def reweighted(fitted: FittedProgram, times: float, seed: int = 0) -> Reweighted:
    """The fit's draws weighed by the priors of all that is ranked, so many times as wide, over those it had."""
    model, sd = fitted.model, prior_sd_under(fitted, times)
    draws, counts = distinct_draws(fitted, len(model.draws))
    weights, k = _weights(_log_ratio(fitted, sd)[draws], counts)
    chosen = draws[as_weighed(weights, len(model.draws), np.random.default_rng(seed))]
    drawn = replace(
        model,
        terms=with_priors(model.terms, times),
        prior_sd=sd,
        draws=model.draws[chosen],
        scale_draws=model.scale_draws[chosen],
    )
    effective = float(1.0 / (weights**2).sum())
    is_trusted = k <= highest_good_k(draws.size) and effective >= FEWEST_EFFECTIVE
    return Reweighted(replace(fitted, model=drawn), k, effective, is_trusted)


def refitted(fitted: FittedProgram, times: float, seed: int) -> FittedProgram:
    """A fit of its own under priors of all that is ranked, so many times as wide."""
    laid_out = fitted.laid_out._replace(terms=with_priors(fitted.model.terms, times))
    return fit_laid_out(laid_out, FitControl(seed, DRAWS, fitted.model))


def prior_sd_under(fitted: FittedProgram, times: float) -> Floats:
    """Standard deviation of each parameter's prior where those of all that is ranked are so many times as wide."""
    sd = fitted.model.prior_sd.copy()
    for term in with_priors(fitted.model.terms, times):
        for block in term.blocks(fitted.rows.columns) if term.factor else ():
            if block.scale is None:
                start, stop = fitted.model.layout[block.name]
                sd[start:stop] = block.prior_sd
    return sd


def _under(fitted: FittedProgram, name: str, times: float, *, refit: bool, seed: int) -> Variant:
    found = reweighted(fitted, times, seed)
    if found.is_trusted or not refit:
        ranking = rank(found.fitted, None)
        return variant_of(
            name, "reweighted", found.fitted, ranking, found.effective, found.pareto_k, is_known=found.is_trusted
        )
    again = refitted(fitted, times, seed)
    model = again.model
    return variant_of(name, "refitted", again, rank(again, None), model.equal_draws, model.diagnostics.pareto_k)


def _log_ratio(fitted: FittedProgram, sd: Floats) -> Floats:
    """Log of the new prior's density over the old one's, for each draw, up to a constant."""
    model = fitted.model
    changed = sd != model.prior_sd
    away = np.square(model.draws[:, changed] - model.prior_mean[changed])
    return np.asarray(0.5 * away @ (model.prior_sd[changed] ** -2.0 - sd[changed] ** -2.0))


def _weights(log_ratio: Floats, counts: Integers) -> tuple[Floats, float]:
    """Smoothed weights that sum to one, each draw counted as often as it stands there, and k."""
    if np.ptp(log_ratio) < ALL_EQUAL:
        return counts / counts.sum(), 0.0
    smoothed, k = array_stats.psislw(-log_ratio)  # the library wants what the weights are the inverse of
    weights = counts * np.exp(smoothed - smoothed.max())
    return weights / weights.sum(), float(k)
