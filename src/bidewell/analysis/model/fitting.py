"""Fitting a program: its panel, its terms, and what was learned, under one definition."""

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
import polars as pl

from bidewell.analysis.events.panel import PanelFrames
from bidewell.analysis.model.answering import asked_at, with_answers, with_therapist_before
from bidewell.analysis.model.at_start import as_at_start
from bidewell.analysis.model.engine_rows import EngineRows, engine_rows
from bidewell.analysis.model.factor_names import refuse_taken_columns, refuse_taken_names
from bidewell.analysis.model.factor_values import factor_reliability, factor_values, factors_in
from bidewell.analysis.model.rating_kind import kind_of_ratings
from bidewell.analysis.model.specification import Choices, specification
from bidewell.analysis.program import ProgramRecords
from bidewell.engine.fitted import Diagnostics, FittedModel
from bidewell.engine.fitters import nuts
from bidewell.engine.fitters.fit import FIRST_SCALE, Fit, Start, fit
from bidewell.engine.fitters.importance import OutOfReach
from bidewell.engine.model import Model
from bidewell.engine.process import ScalarPriors
from bidewell.engine.ratings import Gaussian
from bidewell.engine.terms.term import Term
from bidewell.factors.factor import Factor
from bidewell.progress import Progress, quietly


class NothingToFit(ValueError):
    """No contact's outcome is known yet: there is nothing to learn from. Describing still works."""


class Design(NamedTuple):
    """What is fitted: rows and terms, and what they were made from."""

    choices: Choices
    panel: PanelFrames
    rows: EngineRows
    factors: tuple[Factor, ...]
    terms: tuple[Term, ...]


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
    def design(self) -> Design:
        """What was fitted."""
        return Design(self.choices, self.panel, self.rows, self.factors, self.model.terms)


def fit_program(
    records: ProgramRecords,
    panel: PanelFrames,
    choices: Choices,
    seed: int = 0,
    draws: int = 400,
    near: FittedModel | None = None,
    progress: Progress = quietly,
    *,
    by_nuts: bool = False,
) -> FittedProgram:
    """Fit one specification, beginning where a fit `near` it ended; `by_nuts` samples its posterior with chains.

    Raises NothingToFit where no contact's outcome is known, or no parameters make the records likely at all;
    FactorNameTaken or ColumnNameTaken where the name of a factor or of a column adjusted for means something else,
    SamplerMissing where the sampler is not installed.
    """
    return fit_design(design(records, panel, choices), seed, draws, near, progress, by_nuts=by_nuts)


def design(records: ProgramRecords, panel: PanelFrames, choices: Choices) -> Design:
    """Rows and terms of one specification, before anything is fitted.

    Raises NothingToFit where no contact's outcome is known, FactorNameTaken or ColumnNameTaken where the name of a
    factor or of a column adjusted for means something else.
    """
    names = records.factors["name"].unique().to_list()
    refuse_taken_names(names)
    refuse_taken_columns((one for one in choices.adjust if one in records.episodes.columns), names)
    factors = factors_in(records)
    known = records if choices.purpose == "forecast" else as_at_start(records, factors)
    rows = _rows(factor_values(known, panel, factors), panel, choices)
    if not rows.panel.at_risk.any():
        raise NothingToFit("no contact lies far enough back for its outcome to be known; describe the program instead")
    is_alliance = panel.instrument is not None and panel.instrument.role == "alliance"
    choices = replace(choices, rated_is_alliance=is_alliance)
    terms = specification(rows, factors, factor_reliability(known), choices)
    return Design(choices, panel, rows, factors, terms)


def _rows(values: pl.DataFrame, panel: PanelFrames, choices: Choices) -> EngineRows:
    asked = asked_at(panel)
    if choices.purpose == "forecast" or not choices.answering or not asked.any():
        return engine_rows(panel, values, linked=choices.linked)
    return with_answers(engine_rows(with_therapist_before(panel), values, also=asked, linked=choices.linked), panel)


def fit_design(
    design: Design,
    seed: int = 0,
    draws: int = 400,
    near: FittedModel | None = None,
    progress: Progress = quietly,
    *,
    by_nuts: bool = False,
) -> FittedProgram:
    """Fit rows and terms as they are laid out: also those of another fit, with one thing changed.

    Raises NothingToFit where no parameters make the records likely at all.
    """
    choices, panel, rows, factors, terms = design
    model = engine_model(design)
    try:
        fitted = fit(model, seed, draws, _start(model, near) if near else None, progress)
    except OutOfReach as unlikely:
        raise NothingToFit(
            "no model comes near these records: some value lies far from all others; describe the program instead"
        ) from unlikely
    sampled = nuts.sample(fitted, seed, draws, progress=progress) if by_nuts else None
    return FittedProgram(choices, panel, rows, factors, _kept(fitted, terms, sampled))


def engine_model(design: Design) -> Model:
    """Rows and terms as the engine's model, each rating read as what its values are."""
    _, panel, rows, _, terms = design
    blocks = tuple(block for term in terms for block in term.blocks(rows.columns))
    rated = bool((rows.panel.rating_count > 0).any())
    first, *further = rows.panel.ratings
    ratings = kind_of_ratings(first, rows.rating, panel.instrument) if rated else Gaussian()
    more = {
        name: kind_of_ratings(rating, rows.further[name], panel.further.sources[name])
        for name, rating in zip(rows.panel.more, further, strict=True)
    }
    return Model(rows.panel, blocks, latent=ScalarPriors() if rated else None, ratings=ratings, more=more)


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
