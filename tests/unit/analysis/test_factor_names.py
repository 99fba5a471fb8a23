"""A program may call its factors what it likes, except what already means something else."""

import pytest

from bidewell.analysis.factor_names import FactorNameTaken, refuse_taken_names
from bidewell.analysis.fitting import fit_program
from bidewell.analysis.specification import Choices
from bidewell.factors.table import FACTORS
from tests.fitted_programs import panel_of, program, with_factor

TAKEN = (
    "period", "therapist", "site", "quarter", "leaving", "left", "alliance", "agreed", "rating", "new_therapist",
    "access", "therapist_rating", "prior_episodes", "episode",
)  # fmt: skip


@pytest.mark.parametrize("name", TAKEN)
def test_a_name_of_the_panel_or_the_model_is_refused(name: str) -> None:
    with pytest.raises(FactorNameTaken, match=name):
        refuse_taken_names(["travel_minutes", name])


@pytest.mark.parametrize("name", ["travel_minutes_missing", "motivation_rating", "court_order.active"])
def test_a_name_of_another_factors_part_is_refused(name: str) -> None:
    with pytest.raises(FactorNameTaken, match=name):
        refuse_taken_names(["travel_minutes", "motivation", "court_order", name])


def test_every_named_factor_but_the_rating_itself_may_be_recorded() -> None:
    refuse_taken_names([factor.name for factor in FACTORS if factor.name != "alliance"])


def test_nothing_is_fitted_under_a_taken_name() -> None:
    records = with_factor(program(), "quarter", {"E000001": "1"})
    with pytest.raises(FactorNameTaken):
        fit_program(records, panel_of(program()), Choices())
