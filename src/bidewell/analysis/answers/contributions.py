"""How much each factor moves the leaving predictor from client to client: its spread, draw by draw.

A factor's part of the predictor is a + b * level, with a from its columns on the hazard and b from its columns on the
loading of the latent alliance level. Its spread is the standard deviation of that over clients, each counting once:
sqrt(Var(a) + mean(b^2) Var(level)). With the columns' covariance matrices this is algebra on coefficients; no array of
rows by draws is ever made.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

import numpy as np

from bidewell.analysis.model.fitting import FittedProgram
from bidewell.engine.fitted import FittedModel
from bidewell.engine.model import Block
from bidewell.engine.panel import Flags, Floats
from bidewell.engine.process import dynamics_of
from bidewell.engine.terms.category import Category
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.pressure import PARTS, Pressure
from bidewell.engine.terms.term import WINDOWS, Term


@dataclass(frozen=True)
class Part:
    """The columns of one factor over the rows asked about, weighted so that each client counts once.

    `hazard_draws` [n, k] and `loading_draws` [n, m] are coefficients; the matrices their columns' second moments.
    """

    factor: str
    hazard_draws: Floats
    hazard_covariance: Floats
    hazard_mean: Floats
    loading_draws: Floats
    loading_moments: Floats
    reference: Floats  # covariance of the columns with the factor itself: which way is "more of it"
    loading_mean: Floats

    def spread(self, level_variance: Floats) -> Floats:
        """Standard deviation over clients of the factor's part of the predictor, for each draw."""
        fixed = np.einsum("ni,ij,nj->n", self.hazard_draws, self.hazard_covariance, self.hazard_draws)
        latent = np.einsum("ni,ij,nj->n", self.loading_draws, self.loading_moments, self.loading_draws)
        return np.asarray(np.sqrt(np.maximum(fixed + latent * level_variance, 0.0)))

    def towards_leaving(self) -> Floats:
        """+1 or -1 for each draw: whether more of the factor goes with more leaving."""
        on_hazard = self.reference.size > 0
        along = self.hazard_draws @ self.reference if on_hazard else self.loading_draws @ self.loading_mean
        return np.where(along >= 0.0, 1.0, -1.0)

    def along_average(self, level_variance: float) -> Floats:
        """Each draw's part projected on the average part: its own effect, with the sign it may lose by chance."""
        fixed, latent = self.hazard_draws.mean(axis=0), self.loading_draws.mean(axis=0)
        towards = self.hazard_covariance @ fixed
        through = level_variance * (self.loading_moments @ latent)
        length = np.sqrt(max(float(fixed @ towards + latent @ through), 1e-30))
        return np.asarray((self.hazard_draws @ towards + self.loading_draws @ through) / length)


def level_variance(model: FittedModel, *, with_therapist: bool) -> Floats:
    """Variance of the latent alliance level for each draw: trait and patch, and what therapist and site add."""
    if not model.has_alliance:
        return np.zeros(len(model.draws))
    process = dynamics_of(model.scalars(model.draws).T, np, model.channels)
    variance = np.asarray(process.trait_sd**2 + process.patch_sd**2)
    for scale in ("therapist_rating_sd", "site_rating_sd") if with_therapist else ():
        if scale in model.scales:
            variance = variance + model.scale(scale) ** 2
    return variance


def parts_of(fitted: FittedProgram, draws: FittedModel, within: Flags) -> tuple[Part, ...]:
    """The parts of every factor over the rows `within`. `draws` may hold prior draws in place of the posterior's."""
    weights = client_weights(fitted, within)
    factors = dict.fromkeys(term.factor for term in draws.terms if term.factor)
    return tuple(_part(factor, {factor}, fitted, draws, weights) for factor in factors)


def group_part(name: str, members: Collection[str], fitted: FittedProgram, within: Flags) -> Part:
    """The part of several factors as one group: those who have more of one may have more, or less, of another."""
    return _part(name, members, fitted, fitted.model, client_weights(fitted, within))


def _part(name: str, members: Collection[str], fitted: FittedProgram, draws: FittedModel, weights: Floats) -> Part:
    terms = [term for term in draws.terms if term.factor in members]
    blocks = [own for term in terms for block in term.blocks(fitted.rows.columns) for own in _of_itself(term, block)]
    return part_of(name, blocks, draws, weights, max(map(_columns_of_itself, terms)))


def client_weights(fitted: FittedProgram, within: Flags) -> Floats:
    """Weights of the rows `within` that sum to one and count each client once."""
    client = fitted.rows.panel.client
    rows = np.bincount(client, weights=within, minlength=fitted.rows.panel.clients)
    weights = np.where(within, 1.0 / np.maximum(rows[client], 1.0), 0.0)
    return np.asarray(weights / max(weights.sum(), 1e-300))


def share_recorded(fitted: FittedProgram, factor: str, within: Flags) -> float | None:
    """The share of clients of whom a number is recorded; None of what is there or not."""
    terms = (term for term in fitted.model.terms if term.factor == factor and isinstance(term, Covariate))
    blocks = [(term.missing_name, block) for term in terms for block in term.blocks(fitted.rows.columns)]
    if not blocks:
        return None
    unknown = [block.columns[:, 0] for name, block in blocks if block.name == name and block.columns is not None]
    return 1.0 - float(client_weights(fitted, within) @ np.sum(unknown, axis=0)) if unknown else 1.0


def part_of(factor: str, blocks: list[Block], draws: FittedModel, weights: Floats, itself: int = 1) -> Part:
    """The part that these blocks together have in the predictor; the first `itself` columns add up to the factor."""
    hazard, hazard_draws = _stacked([b for b in blocks if b.quantity == "leaving"], draws, weights.size)
    loading, loading_draws = _stacked([b for b in blocks if b.quantity == "loading"], draws, weights.size)
    mean = weights @ hazard
    away = hazard - mean
    covariance = (away * weights[:, None]).T @ away
    return Part(
        factor,
        hazard_draws,
        covariance,
        mean,
        loading_draws,
        (loading * weights[:, None]).T @ loading,
        covariance[:, :itself].sum(axis=1) if hazard.shape[1] else np.zeros(0),
        weights @ loading,
    )


def _of_itself(term: Term, block: Block) -> Iterator[Block]:
    """What of a term's block is the factor's own part.

    Not whether it was recorded: who was lost before anybody asked would make any factor the largest. A pressure counts
    while it is in force: many leaving when an order ends must not read as the order going with staying. And what it has
    with the alliance together is neither's own.
    """
    if isinstance(term, Covariate) and block.name == term.missing_name:
        return
    if not isinstance(term, Pressure):
        yield block
    elif block.quantity == "leaving" and block.columns is not None:
        yield replace(block, columns=block.columns * (np.array(block.labels) != PARTS[-1]))


def _columns_of_itself(term: Term) -> int:
    """How many of the first columns add up to the factor itself: a value, a ride used, an order in force."""
    if isinstance(term, (Covariate, Category, Pressure)) and term.windows:
        return len(WINDOWS)
    # The start of an order gives way to the lasting: together they are being in force.
    return PARTS.index("after") if isinstance(term, Pressure) else 1


def _stacked(blocks: list[Block], draws: FittedModel, rows: int) -> tuple[Floats, Floats]:
    columns = [block.columns for block in blocks if block.columns is not None]
    values = [draws.block(block.name) for block in blocks if block.columns is not None]
    if not columns:
        return np.zeros((rows, 0)), np.zeros((len(draws.draws), 0))
    return np.concatenate(columns, axis=1), np.concatenate(values, axis=1)
