"""Fitting a program: what was learned of the rows and terms laid out for it, under one definition."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bidewell.analysis.events.panel import PanelFrames
from bidewell.analysis.model.engine_rows import EngineRows
from bidewell.analysis.model.laid_out import LaidOut, NothingToFit, engine_model, lay_out
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.program import ProgramRecords
from bidewell.engine.fitted import Diagnostics, FittedModel
from bidewell.engine.fitters import nuts
from bidewell.engine.fitters.fit import FIRST_SCALE, Fit, Start, fit
from bidewell.engine.fitters.importance import OutOfReach
from bidewell.engine.model import Model
from bidewell.engine.terms.term import Term
from bidewell.factors.factor import Factor
from bidewell.progress import Progress, quietly


@dataclass(frozen=True)
class FitControl:
    """How a fit is made, whatever is fitted: its draws, where it begins, and who is told how far it is.

    near     a fit of a similar model, where the search begins
    by_nuts  the posterior is sampled with chains, not drawn by importance
    """

    seed: int = 0
    draws: int = 400
    near: FittedModel | None = None
    progress: Progress = quietly
    by_nuts: bool = False


USUAL = FitControl()


@dataclass(frozen=True)
class FittedProgram:
    """A model with the rows it was fitted on and how they are named; what every question is put to."""

    choices: Choices
    panel: PanelFrames
    rows: EngineRows
    factors: tuple[Factor, ...]
    model: FittedModel

    @cached_property
    def digest(self) -> str:
        """A fingerprint of the data fitted on, so that a result can be told from one of other records.

        Made when it is asked for, microseconds a row: of the many fits beside one another few are kept.
        """
        sha = hashlib.sha256()
        for name in sorted(self.rows.columns):
            column = self.rows.columns[name]
            sha.update(name.encode())
            sha.update(column.astype(str).tobytes() if column.dtype == object else column.tobytes())
        for values in self.rows.panel.columns().values():
            sha.update(np.ascontiguousarray(values).tobytes())
        return sha.hexdigest()[:16]

    @property
    def left(self) -> int:
        """Number of leavings the fit saw."""
        return int(self.rows.panel.left.sum())

    @property
    def laid_out(self) -> LaidOut:
        """What was fitted."""
        return LaidOut(self.choices, self.panel, self.rows, self.factors, self.model.terms)


def fit_program(
    records: ProgramRecords, panel: PanelFrames, choices: Choices, control: FitControl = USUAL
) -> FittedProgram:
    """Fit one specification.

    Raises NothingToFit where no contact's outcome is known, or no parameters make the records likely at all;
    FactorNameTaken or ColumnNameTaken where the name of a factor or of a column adjusted for means something else,
    SamplerMissing where the sampler is not installed.
    """
    return fit_laid_out(lay_out(records, panel, choices), control)


def fit_laid_out(laid_out: LaidOut, control: FitControl = USUAL) -> FittedProgram:
    """Fit rows and terms as they are laid out: also those of another fit, with one thing changed.

    Raises NothingToFit where no parameters make the records likely at all.
    """
    choices, panel, rows, factors, terms = laid_out
    model, seed, draws, progress = engine_model(laid_out), control.seed, control.draws, control.progress
    try:
        fitted = fit(model, seed, draws, _start(model, control.near) if control.near else None, progress)
    except OutOfReach as unlikely:
        raise NothingToFit(
            "no model comes near these records: some value lies far from all others; bidewell report describes them",
            "out_of_reach",
        ) from unlikely
    sampled = nuts.sample(fitted, seed, draws, progress=progress) if control.by_nuts else None
    return FittedProgram(choices, panel, rows, factors, _kept(fitted, terms, sampled))


def _kept(fitted: Fit, terms: tuple[Term, ...], sampled: nuts.Sampled | None) -> FittedModel:
    model, drawn = fitted.model, sampled or fitted.draws
    precision = model.prior_precision(fitted.scales)
    return FittedModel(
        terms=terms,
        link=model.link,
        layout={name: (place.start, place.stop) for name, place in model.layout.items()},
        labels=model.labels,
        prior_mean=model.prior_mean(),
        prior_sd=np.where(precision > 0, 1.0 / np.sqrt(np.maximum(precision, 1e-300)), np.inf),
        mode=fitted.mode,
        draws=drawn.parameters,
        scales=fitted.scales,
        scale_prior_sd=dict(model.scales),
        scale_draws=np.exp(drawn.log_scales),
        diagnostics=Diagnostics(
            fitted.draws.pareto_k,
            fitted.converged,
            fitted.rounds,
            fitted.steps,
            fitted.log_likelihood,
            sampled.chains if sampled else None,
        ),
        seed=fitted.seed,
        ratings=model.ratings,
        more=dict(zip(model.panel.more, model.kinds[1:], strict=True)),
        growth=model.growth,
        spoken=tuple(sorted({block.quantity for block in model.blocks})),
    )


def _start(model: Model, near: FittedModel) -> Start:
    """The parameters two models share begin where the other one ended, the rest at their prior."""
    ended = dict(zip(near.labels, near.mode.tolist(), strict=True))
    parameters = [ended.get(label, mean) for label, mean in zip(model.labels, model.prior_mean().tolist(), strict=True)]
    scales = [near.scales.get(name, FIRST_SCALE) for name in model.scales]
    return Start(np.array(parameters), np.log(scales))
