"""Programs laid out and fitted once for several tests: most need coefficients, not those of a real fit."""

from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import polars as pl

from bidewell.analysis.answers.ranking import prior_draws
from bidewell.analysis.events.definitions import definition
from bidewell.analysis.events.panel import PanelFrames, build_panel
from bidewell.analysis.model.engine_rows import EngineRows, engine_rows
from bidewell.analysis.model.factor_values import factor_values
from bidewell.analysis.model.fitting import FitControl, FittedProgram, fit_program
from bidewell.analysis.model.laid_out import LaidOut, engine_model, lay_out
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.program import ProgramRecords
from bidewell.engine.fitted import Diagnostics, FittedModel
from bidewell.engine.model import Model
from bidewell.engine.terms.term import Term
from bidewell.simulate.program import simulate

TRUSTED = Diagnostics(0.3, True, 3, 10, -100.0)
SCALE = 0.2
EXPLAIN = Choices()


@cache
def program(scenario: str = "demo", clients: int = 300, seed: int = 5) -> ProgramRecords:
    return simulate(scenario, clients, seed).records


def panel_of(records: ProgramRecords, name: str = "loss_of_contact") -> PanelFrames:
    return build_panel(records, definition(name))


def rows_of(records: ProgramRecords, panel: PanelFrames | None = None) -> EngineRows:
    panel = panel or panel_of(records)
    return engine_rows(panel, factor_values(records, panel))


def terms_of(records: ProgramRecords, choices: Choices = EXPLAIN) -> tuple[Term, ...]:
    return lay_out(records, panel_of(records), choices).terms


def from_the_prior(
    records: ProgramRecords, choices: Choices = EXPLAIN, draws: int = 500, panel: PanelFrames | None = None
) -> FittedProgram:
    """A program with draws of the prior where a fit would have the posterior's: quick, and any algebra holds for it."""
    return at_the_prior(lay_out(records, panel or panel_of(records), choices), draws)


def at_the_prior(laid_out: LaidOut, draws: int) -> FittedProgram:
    """The same of what is laid out already."""
    model = _unfitted(laid_out.terms, engine_model(laid_out), draws)
    return FittedProgram(laid_out.choices, laid_out.panel, laid_out.rows, laid_out.factors, prior_draws(model))


def _unfitted(terms: tuple[Term, ...], model: Model, draws: int) -> FittedModel:
    scales = dict.fromkeys(model.scales, SCALE)
    precision = model.prior_precision(scales)
    mean = model.prior_mean()
    layout = {name: (place.start, place.stop) for name, place in model.layout.items()}
    return FittedModel(
        terms, model.link, layout, model.labels, mean, 1.0 / np.sqrt(np.maximum(precision, 1e-12)), mode=mean,
        draws=np.tile(mean, (draws, 1)), scales=scales, scale_prior_sd=dict(model.scales),
        scale_draws=np.full((draws, len(scales)), SCALE), diagnostics=TRUSTED, seed=0,
        spoken=tuple(sorted({block.quantity for block in model.blocks})),
        ratings=model.ratings, more=dict(zip(model.panel.more, model.kinds[1:], strict=True)),
    )  # fmt: skip


def with_coefficients(fitted: FittedProgram, **values: float | list[float]) -> FittedProgram:
    """The same with blocks set to given values, in every draw."""
    draws = fitted.model.draws.copy()
    for name, value in values.items():
        start, stop = fitted.model.layout[name]
        # A list gives the first values of a block; a value that too few clients hold has no column of its own.
        draws[:, start:stop] = value if isinstance(value, float) else list(value)[: stop - start]
    return replace(fitted, model=replace(fitted.model, draws=draws))


def doubted(fitted: FittedProgram) -> FittedProgram:
    """The same with draws that failed their check."""
    return replace(fitted, model=replace(fitted.model, diagnostics=replace(TRUSTED, pareto_k=0.9)))


@cache
def fitted(scenario: str = "demo", clients: int = 300, seed: int = 5, draws: int = 200) -> FittedProgram:
    records = program(scenario, clients, seed)
    return fit_program(records, panel_of(records), Choices(), FitControl(seed, draws))


def with_factor(
    records: ProgramRecords, name: str, values: dict[str, str], kind: str | None = None, since: date | None = None
) -> ProgramRecords:
    """The records with one more factor: its value by episode."""
    frame = pl.DataFrame(
        {"episode": list(values), "name": name, "value": list(values.values()), "from": since},
        schema_overrides={"episode": pl.String, "value": pl.String, "from": pl.Date},
    )
    numbers = frame.with_columns(number=pl.col("value").cast(pl.Float64, strict=False))
    kinds = dict(records.settings.factor_kinds) | ({name: kind} if kind else {})
    return replace(
        records,
        settings=replace(records.settings, factor_kinds=kinds),
        factors=pl.concat([records.factors, numbers], how="diagonal"),
    )


def without_factors(records: ProgramRecords, *kept: str) -> ProgramRecords:
    return replace(records, factors=records.factors.filter(pl.col("name").is_in(kept)))


def with_craving_for_alliance(records: ProgramRecords) -> ProgramRecords:
    """The records with no rating of the alliance: what was one is a rating of craving, which stands in for it."""
    craving = replace(records.settings.instruments[0], name="craving", role="use")
    return replace(
        records,
        settings=replace(records.settings, instruments=(craving,)),
        checkins=records.checkins.with_columns(instrument=pl.lit("craving")),
    )


def without_ratings(records: ProgramRecords) -> ProgramRecords:
    return replace(records, checkins=records.checkins.clear())
