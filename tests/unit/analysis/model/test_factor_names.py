"""A program may call its factors what it likes, except what already means something else."""

import pytest

from bidewell.analysis.model.factor_names import FactorNameTaken, refuse_taken_names
from bidewell.analysis.model.factor_values import factor_values
from bidewell.analysis.model.fit_forecast import everything_rated
from bidewell.analysis.model.fitting import fit_program
from bidewell.analysis.model.laid_out import lay_out
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.model.together import counted, observed_together
from bidewell.analysis.model.together_terms import together_terms
from bidewell.factors.table import FACTORS
from tests.fitted_programs import panel_of, program, with_factor
from tests.unit.analysis.model.test_together import MOTIVATION, with_following

FORECAST = Choices(purpose="forecast")

TAKEN = (
    "period", "therapist", "site", "quarter", "leaving", "left", "alliance", "agreed", "rating", "new_therapist",
    "access", "therapist_rating", "prior_episodes", "episode", "alliance_caseload", "alliance_curve",
    "therapist_distress", "distress_course", "motivation_on_leaving", "motivation_on_agreed", "well_being_observer_on_leaving",
    "attended_course", "attended_loading", "answered_loading_use", "therapist_leaving_sd", "log_passing_sd",
)  # fmt: skip


PARTS = ("travel_minutes_missing", "motivation_rating", "motivation_attended", "court_order.active")


@pytest.mark.parametrize("name", TAKEN)
def test_a_name_of_the_panel_or_the_model_is_refused(name: str) -> None:
    with pytest.raises(FactorNameTaken, match=name):
        refuse_taken_names(["travel_minutes", name])


@pytest.mark.parametrize("name", PARTS)
def test_a_name_of_another_factors_part_is_refused(name: str) -> None:
    with pytest.raises(FactorNameTaken, match=name):
        refuse_taken_names(["travel_minutes", "motivation", "court_order", name])


def blocks_of_every_fit() -> set[str]:
    """The blocks of all that is fitted of a program with a further rating, attendance and answers."""
    records = with_following(program(), MOTIVATION)
    panel = panel_of(records)
    designs = [lay_out(records, panel, choices) for choices in (Choices(split=True), Choices(bend=True), FORECAST)]
    joined, rows = everything_rated(records, designs[-1]), observed_together(panel, factor_values(records, panel))
    assert joined is not None and rows.further and set(counted(rows)) == {"attended", "answered"}
    together = together_terms(rows, designs[0].terms)
    laid_out = [*((one.terms, one.rows) for one in (*designs, joined)), (together, rows)]
    return {block.name for terms, of in laid_out for term in terms for block in term.blocks(of.columns)}


def test_no_name_of_a_block_in_any_fit_is_free() -> None:
    factors = program().factors["name"].unique().to_list()
    blocks = blocks_of_every_fit() - set(factors)
    assert {"motivation_course", "attended_loading_motivation", "alliance_curve"} <= blocks
    for name in blocks:
        with pytest.raises(FactorNameTaken, match=name):
            refuse_taken_names([*factors, name])


def test_a_name_that_merely_sounds_like_one_is_free() -> None:
    refuse_taken_names(["distress_line", "on_leaving", "missing", "travel_minutes", "documents_missing"])


def test_every_named_factor_but_the_rating_itself_may_be_recorded() -> None:
    refuse_taken_names([factor.name for factor in FACTORS if factor.name != "alliance"])


def test_nothing_is_fitted_under_a_taken_name() -> None:
    records = with_factor(program(), "quarter", {"E000001": "1"})
    with pytest.raises(FactorNameTaken):
        fit_program(records, panel_of(program()), Choices())
