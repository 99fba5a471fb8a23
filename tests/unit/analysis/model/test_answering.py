"""Who answers check-ins is part of a fit that explains; agreed endings and sites have coefficients of their own."""

from dataclasses import replace

import numpy as np
import polars as pl

from bidewell.analysis.events.panel import PanelFrames
from bidewell.analysis.model.agreed_terms import FEWEST_AGREED, agreed_terms
from bidewell.analysis.model.answering import ANSWERED, FEWEST_NOT, answers_in, asked_at, with_therapist_before
from bidewell.analysis.model.engine_rows import EngineRows
from bidewell.analysis.model.laid_out import lay_out
from bidewell.analysis.model.specification import Choices
from bidewell.engine.terms.term import Term
from tests.fitted_programs import panel_of, program, terms_of

RECORDS = program()
PANEL = panel_of(RECORDS)


def quantities(terms: tuple[Term, ...]) -> set[str]:
    columns = lay_out(RECORDS, PANEL, Choices()).rows.columns
    return {block.quantity for term in terms for block in term.blocks(columns)}


def answered_by(panel: PanelFrames, unanswered: int) -> PanelFrames:
    """The same panel in which so many check-ins went unanswered."""
    offered = (panel.rows["checkins_offered"].to_numpy() > 0).cumsum()
    kept = pl.Series(offered > unanswered)
    return replace(panel, rows=panel.rows.with_columns(checkins_answered=pl.col("checkins_offered") * kept))


def test_a_fit_that_explains_knows_who_did_not_answer_and_a_forecast_does_not() -> None:
    explain, forecast = lay_out(RECORDS, PANEL, Choices()), lay_out(RECORDS, PANEL, Choices(purpose="forecast"))
    told = explain.rows.panel.counts[ANSWERED]
    offered = answers_in(PANEL)
    assert told.times.sum() == offered.times.sum() and told.happened.sum() == offered.happened.sum()
    assert {ANSWERED, f"{ANSWERED}_loading"} <= quantities(explain.terms)
    assert not forecast.rows.panel.counts and ANSWERED not in quantities(forecast.terms)
    assert not lay_out(RECORDS, PANEL, Choices(answering=False)).rows.panel.counts


def test_a_row_without_a_contact_is_of_the_therapist_before() -> None:
    frame = PANEL.rows.filter(pl.col("contact").sum().over("episode") > 1).head(3)
    told = frame.with_columns(episode=pl.Series(["a", "a", "b"]), therapist=pl.Series(["t1", None, None]))
    assert with_therapist_before(replace(PANEL, rows=told)).rows["therapist"].to_list() == ["t1", "t1", None]


def test_a_few_unanswered_check_ins_are_nothing_to_learn_from() -> None:
    assert not asked_at(answered_by(PANEL, FEWEST_NOT - 1)).any()
    assert asked_at(answered_by(PANEL, FEWEST_NOT)).any()


def test_agreed_endings_have_coefficients_of_their_own_where_enough_ended_so() -> None:
    rows, terms = lay_out(RECORDS, PANEL, Choices()).rows, terms_of(RECORDS)
    can_end = np.flatnonzero(rows.panel.at_risk & ~rows.panel.left)

    def ended(number: int) -> EngineRows:
        agreed = np.isin(np.arange(rows.panel.rows), can_end[:number])
        return replace(rows, panel=replace(rows.panel, agreed=agreed))

    many, few = ended(FEWEST_AGREED), ended(FEWEST_AGREED - 1)
    of_leaving = tuple(term for term in terms if getattr(term, "quantity", "") != "agreed")
    names = {block.name for term in agreed_terms(many, of_leaving) for block in term.blocks(rows.columns)}
    assert {"travel_minutes_agreed", "court_order.active_agreed", "prior_episodes_agreed"} <= names
    assert not any(term.factor for term in agreed_terms(many, of_leaving))
    assert agreed_terms(few, of_leaving) == ()
