"""Forecasts by group: those watched without being asked, small ones hidden."""

import numpy as np
import polars as pl
import pytest

from bidewell.analysis.description.groups import CannotGroup
from bidewell.analysis.validation.groups import GroupResult, by_group, watched_columns
from tests.unit.analysis.validation.told import episodes_of, told

EPISODES = episodes_of(200)


def by_site() -> dict[str | None, GroupResult]:
    return {row.group.value: row for row in by_group(told(200), EPISODES, ("site",), seed=1)}


def test_site_and_audit_variables_are_watched_where_they_differ() -> None:
    assert watched_columns(EPISODES, ()) == ("site", "age")
    assert watched_columns(EPISODES.with_columns(site=pl.lit("North")), ()) == ("age",)


def test_a_protected_attribute_is_watched_under_any_name() -> None:
    episodes = EPISODES.with_columns(
        race_ethnicity=pl.Series(["a", "b"] * (EPISODES.height // 2)),
        birthdate=pl.Series([str(number) for number in range(EPISODES.height)]),
        language=pl.Series(["en", "es"] * (EPISODES.height // 2)),
    )
    assert watched_columns(episodes, ()) == ("site", "language", "age", "race_ethnicity")


def test_a_column_that_names_clients_or_is_not_there_is_refused() -> None:
    for name in ("client", "shoe_size"):
        with pytest.raises(CannotGroup):
            watched_columns(EPISODES, (name,))


def test_a_group_of_fewer_than_eleven_is_hidden_with_another_that_would_give_it_away() -> None:
    found = by_site()
    assert found["Far"] == GroupResult(found["Far"].group, None, None)
    assert found["South"].clients is None
    assert found["North"].clients == 130


def test_a_shown_groups_numbers_are_its_own() -> None:
    forecasts, north = told(200), by_site()["North"]
    sites = EPISODES["site"].to_numpy()[np.repeat(np.arange(200), 2)]
    own = sites == "North"
    assert north.forecasts == own.sum()
    assert north.mean_told == pytest.approx(forecasts.chances["model"][own].mean())
    assert north.mean_stayed is not None and north.off is not None
    assert north.mean_stayed.mean == pytest.approx(forecasts.stayed[own].mean())
    assert north.off.mean == pytest.approx(north.mean_stayed.mean - north.mean_told)
    assert north.off.low < north.off.mean < north.off.high


def test_numbers_of_many_values_are_shown_in_bands() -> None:
    found = by_group(told(200), EPISODES, ("age",), seed=1)
    assert len(found) == 4
    assert all(row.group.value and " to " in row.group.value for row in found)
