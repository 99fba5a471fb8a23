"""The panel as numbers: what the engine reads of awkward records."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from bidewell.analysis.model.engine_rows import engine_rows
from bidewell.analysis.model.factor_values import factor_values
from bidewell.analysis.program import ProgramRecords
from tests.fitted_programs import panel_of, program, rows_of, with_factor

RECORDS = program(clients=80)
ROWS = rows_of(RECORDS)


def test_only_rows_that_say_something_are_kept_in_the_panels_order() -> None:
    frame = panel_of(RECORDS).rows[ROWS.kept.tolist()]
    assert ((frame["rating_count"] > 0) | frame["at_risk"] | frame["new_therapist"]).all()
    assert frame["episode"].to_list() == [ROWS.episodes[client] for client in ROWS.panel.client]
    assert frame["period"].to_list() == ROWS.panel.period.tolist()


def test_ratings_are_in_standard_deviations() -> None:
    rated = ROWS.panel.rating[ROWS.panel.rating_count > 0]
    assert abs(rated.mean()) < 1e-9
    assert np.isclose(rated.std(), 1.0)


def rated(first: int, otherwise: float) -> ProgramRecords:
    """So many first ratings stay as they are; the others are one number."""
    number = pl.col("value").is_not_null().cum_sum()
    alike = pl.when(pl.col("value").is_not_null() & (number > first)).then(otherwise).otherwise("value")
    return replace(RECORDS, checkins=RECORDS.checkins.with_columns(value=alike))


@pytest.mark.parametrize("others", [0, 1, 3])
def test_of_ratings_that_are_nearly_all_alike_nobody_learns(others: int) -> None:
    assert not rows_of(rated(others, 4.0)).panel.rating_count.any()


def test_of_ratings_of_which_a_few_in_a_hundred_differ_something_is_learned() -> None:
    assert rows_of(rated(60, 5.0)).panel.rating_count.any()


def test_without_therapists_sites_or_words_indices_are_unknown() -> None:
    bare = replace(
        RECORDS,
        sessions=RECORDS.sessions.with_columns(staff=pl.lit(None, RECORDS.sessions.schema["staff"])),
        assignments=RECORDS.assignments.clear(),
        episodes=RECORDS.episodes.with_columns(site=pl.lit(None, pl.String), payer=pl.lit(None, pl.String)),
    )
    rows = rows_of(bare)
    assert rows.levels.therapist == rows.levels.site == ()
    assert set(rows.columns["therapist"]) == set(rows.columns["site"]) == {-1}
    assert set(rows.columns["payer"]) == {None}


def test_words_may_be_missing_for_some() -> None:
    episodes = RECORDS.episodes["episode"].to_list()
    rows = rows_of(with_factor(RECORDS, "work", {e: "nights" for e in episodes[::2]}))
    assert rows.columns["work"].dtype == object
    assert set(rows.columns["work"]) == {"nights", None}


def test_a_program_nobody_has_come_to_has_no_rows() -> None:
    empty = replace(RECORDS, sessions=RECORDS.sessions.clear(), checkins=RECORDS.checkins.clear())
    assert rows_of(empty).panel.rows == 0


def test_new_rows_are_read_as_those_fitted_on_were() -> None:
    half = panel_of(replace(RECORDS, episodes=RECORDS.episodes.head(40)))
    values = factor_values(RECORDS, half)
    again = engine_rows(half, values, ROWS.levels, ROWS.rating)
    same = np.isin([ROWS.episodes[client] for client in ROWS.panel.client], again.episodes)
    assert again.columns["therapist"].tolist() == ROWS.columns["therapist"][same].tolist()
    assert again.panel.rating.tolist() == ROWS.panel.rating[same].tolist()
