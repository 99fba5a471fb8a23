"""A program may adjust for any column known from the start, except one that a model would take for a part of its own."""

from dataclasses import replace

import polars as pl
import pytest

from bidewell.analysis.model.factor_names import ColumnNameTaken, refuse_taken_columns
from bidewell.analysis.model.laid_out import lay_out
from bidewell.analysis.model.specification import Choices
from tests.fitted_programs import panel_of, program

FACTORS = ("travel_minutes", "motivation", "court_order")


@pytest.mark.parametrize(
    "column",
    ["therapist_rating", "leaving_quarter", "alliance_curve", "latent", "motivation_missing", "court_order.active"],
)
def test_a_column_called_as_a_part_of_a_model_is_refused_with_what_to_do(column: str) -> None:
    with pytest.raises(ColumnNameTaken, match=f"episodes table .* {column}: .* rename the column"):
        refuse_taken_columns(["age", column], FACTORS)


def test_a_column_called_as_a_part_of_another_column_is_refused() -> None:
    refuse_taken_columns(["score"], FACTORS)
    with pytest.raises(ColumnNameTaken, match="score_missing"):
        refuse_taken_columns(["score", "score_missing"], FACTORS)


def test_the_columns_of_the_record_format_are_free() -> None:
    refuse_taken_columns(
        ["age", "sex", "payer", "level_of_care", "referral_source", "prior_episodes", "planned_interval_days"], FACTORS
    )


def test_no_model_is_laid_out_with_a_taken_column() -> None:
    records = program()
    episodes = records.episodes.with_columns(pl.Series("alliance_on_agreed", range(records.episodes.height)) % 3)
    records = replace(records, episodes=episodes)
    with pytest.raises(ColumnNameTaken, match="alliance_on_agreed"):
        lay_out(records, panel_of(records), Choices(adjust=("alliance_on_agreed",)))
