"""A program laid out for fitting: the rows and terms of one specification, before anything is learned of them."""

from dataclasses import replace
from typing import NamedTuple

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
from bidewell.engine.model import Model
from bidewell.engine.process import ScalarPriors
from bidewell.engine.ratings import Gaussian
from bidewell.engine.terms.term import Term
from bidewell.factors.factor import Factor


class NothingToFit(ValueError):
    """There is nothing to learn from, or no way to. Describing still works.

    `reason` is nothing_known where no contact's outcome is known yet, out_of_reach where no parameters make the records
    likely at all.
    """

    def __init__(self, words: str = "", reason: str = "nothing_known") -> None:
        self.reason = reason
        super().__init__(words)


class LaidOut(NamedTuple):
    """What is fitted: rows and terms, and what they were made from."""

    choices: Choices
    panel: PanelFrames
    rows: EngineRows
    factors: tuple[Factor, ...]
    terms: tuple[Term, ...]


def lay_out(records: ProgramRecords, panel: PanelFrames, choices: Choices) -> LaidOut:
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
        raise NothingToFit(
            "no contact lies far enough back for its outcome to be known; bidewell report describes the records"
        )
    is_alliance = panel.instrument is not None and panel.instrument.role == "alliance"
    choices = replace(choices, rated_is_alliance=is_alliance)
    terms = specification(rows, factors, factor_reliability(known), choices)
    return LaidOut(choices, panel, rows, factors, terms)


def _rows(values: pl.DataFrame, panel: PanelFrames, choices: Choices) -> EngineRows:
    asked = asked_at(panel)
    if choices.purpose == "forecast" or not choices.answering or not asked.any():
        return engine_rows(panel, values, linked=choices.linked)
    return with_answers(engine_rows(with_therapist_before(panel), values, also=asked, linked=choices.linked), panel)


def engine_model(laid_out: LaidOut) -> Model:
    """Rows and terms as the engine's model, each rating read as what its values are."""
    _, panel, rows, _, terms = laid_out
    blocks = tuple(block for term in terms for block in term.blocks(rows.columns))
    rated = bool((rows.panel.rating_count > 0).any())
    first, *further = rows.panel.ratings
    ratings = kind_of_ratings(first, rows.rating, panel.instrument) if rated else Gaussian()
    more = {
        name: kind_of_ratings(rating, rows.further[name], panel.further.sources[name])
        for name, rating in zip(rows.panel.more, further, strict=True)
    }
    return Model(rows.panel, blocks, latent=ScalarPriors() if rated else None, ratings=ratings, more=more)
