"""What goes with staying, ranked; on draws of the prior, so that any order found is the algebra's own."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from bidewell.analysis.answers.ranking import ACCESS, WITHOUT_THERAPIST, Ranked, rank
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.analysis.model.specification import Choices
from tests.fitted_programs import (
    doubted,
    from_the_prior,
    panel_of,
    program,
    with_coefficients,
    with_craving_for_alliance,
    with_factor,
    without_factors,
    without_ratings,
)

RECORDS = program()
FITTED = from_the_prior(RECORDS)
IN_WINDOWS = from_the_prior(RECORDS, Choices(windows=True))
RANKING = rank(FITTED, IN_WINDOWS)


def whole(ranking: tuple[Ranked, ...]) -> dict[str, Ranked]:
    return {row.factor.name: row for row in ranking if row.window == "whole"}


def shuffled(fitted: FittedProgram) -> FittedProgram:
    """The same program with its outcomes dealt out anew, and another posterior."""
    panel = fitted.rows.panel
    left = np.zeros(panel.rows, dtype=bool)
    left[np.random.default_rng(1).permutation(np.flatnonzero(panel.at_risk))[: int(panel.left.sum())]] = True
    rows = replace(fitted.rows, panel=replace(panel, left=left, agreed=np.zeros(panel.rows, dtype=bool)))
    return replace(with_coefficients(fitted, alliance=-2.0), rows=rows)


@pytest.mark.parametrize("window", ["whole", "0-4", "5-12", "13+"])
def test_the_chances_of_being_the_largest_add_up_to_one(window: str) -> None:
    rows = [row for row in RANKING if row.window == window and row.candidate]
    assert len(rows) >= 4
    assert sum(row.largest_before or 0.0 for row in rows) == pytest.approx(1.0)
    assert sum(row.largest_after or 0.0 for row in rows) == pytest.approx(1.0)


def test_a_factor_alone_has_nothing_it_could_be_larger_than() -> None:
    rows = [row for row in rank(from_the_prior(without_factors(program()), draws=50), None) if row.candidate]
    assert [(row.factor.name, row.largest_before, row.largest_after) for row in rows] == [("alliance", None, None)]


def late_in_care(clients: int) -> FittedProgram:
    """The fit in windows, with so many clients in the last one: those who came most often then."""
    panel = IN_WINDOWS.rows.panel
    late = panel.at_risk & panel.scored & (IN_WINDOWS.rows.columns["period"] >= 13)
    often = np.argsort(np.bincount(panel.client[late], minlength=panel.clients))[::-1]
    asked, nobody = panel.at_risk & (~late | np.isin(panel.client, often[:clients])), np.zeros(panel.rows, dtype=bool)
    rows = replace(IN_WINDOWS.rows, panel=replace(panel, at_risk=asked, left=nobody, agreed=nobody))
    return replace(IN_WINDOWS, rows=rows)


@pytest.mark.parametrize("clients, expected", [(3, set()), (10, set()), (11, {11})])
def test_a_window_is_ranked_from_eleven_clients_on_however_often_few_of_them_came(
    clients: int, expected: set[int]
) -> None:
    assert {row.n for row in rank(FITTED, late_in_care(clients)) if row.window == "13+"} == expected


def test_windows_whose_draws_failed_their_check_are_not_ranked() -> None:
    assert {row.window for row in RANKING} == {"whole", "0-4", "5-12", "13+"}
    assert rank(FITTED, doubted(IN_WINDOWS)) == rank(FITTED, None)


def test_who_came_back_is_one_client_of_those_counted() -> None:
    names = pl.Series("client", [f"C{number // 2}" for number in range(RECORDS.episodes.height)])
    twice = from_the_prior(replace(RECORDS, episodes=RECORDS.episodes.with_columns(names)), draws=20)
    asked = twice.panel.rows.filter("at_risk", "scored").join(twice.panel.episodes, on="episode")
    assert {row.n for row in rank(twice, None)} == {asked["client"].n_unique()}
    assert asked["client"].n_unique() < asked["episode"].n_unique()


def test_before_data_no_factor_is_nearly_sure_to_be_the_largest() -> None:
    chances = [row.largest_before or 0.0 for row in whole(RANKING).values() if row.candidate]
    assert max(chances) < 0.6


def test_the_chance_before_data_uses_none() -> None:
    before = {name: row.largest_before for name, row in whole(rank(FITTED, None)).items()}
    assert {name: row.largest_before for name, row in whole(rank(shuffled(FITTED), None)).items()} == before


def test_more_and_less_of_a_factor_lie_on_either_side() -> None:
    rows = whole(rank(with_coefficients(FITTED, travel_minutes=0.5, ride_support=[-0.8, 0.0, 0.0]), None))
    assert rows["travel_minutes"].stayed_at_plus < rows["travel_minutes"].stayed_at_minus
    assert rows["ride_support"].stayed_at_plus > rows["ride_support"].stayed_at_minus
    assert rows["travel_minutes"].change_stayed.high < 0 < rows["ride_support"].change_stayed.low


def test_a_change_is_the_difference_of_what_stayed_at_either_side() -> None:
    for row in RANKING:
        assert row.change_stayed.mean == pytest.approx(row.stayed_at_plus - row.stayed_at_minus)
        assert row.change_stayed.low <= row.change_stayed.mean <= row.change_stayed.high


def test_the_alliance_without_the_therapists_part_is_no_larger_than_with_it() -> None:
    rows = whole(RANKING)
    assert rows[WITHOUT_THERAPIST].spread.mean < rows["alliance"].spread.mean
    assert not rows[WITHOUT_THERAPIST].candidate


def test_access_as_a_whole_stands_beside_its_parts_and_does_not_compete() -> None:
    rows = whole(RANKING)
    assert rows[ACCESS].spread.mean > max(rows["travel_minutes"].spread.mean, rows["ride_support"].spread.mean)
    assert rows[ACCESS].largest_after is None and rows[ACCESS].own_effect is None


def test_more_access_is_easier_access_whatever_makes_it_so() -> None:
    rows = whole(rank(with_coefficients(FITTED, travel_minutes=0.5, ride_support=[-0.8, 0.0, 0.0]), None))
    assert rows[ACCESS].change_stayed.low > 0
    assert rows[ACCESS].change_periods.low > 0


def test_only_the_whole_of_care_is_compared_person_by_person() -> None:
    assert all(row.per_person is None for row in RANKING if row.window != "whole")
    assert all(row.per_person is not None for row in RANKING if row.window == "whole" and row.candidate)


def test_what_few_have_and_much_goes_with_depends_on_how_you_ask() -> None:
    few = {e: str(int(i % 12 == 0)) for i, e in enumerate(RECORDS.episodes["episode"].to_list())}
    fitted = from_the_prior(without_ratings(with_factor(RECORDS, "few_have", few, kind="binary")))
    none = dict.fromkeys(("ride_support", "court_order", "family_insistence", "motivation"), 0.0)
    rows = whole(
        rank(with_coefficients(fitted, **none, few_have=0.5, travel_minutes=0.5, travel_minutes_missing=0.0), None)
    )
    assert abs(rows["few_have"].change_stayed.mean) < abs(rows["travel_minutes"].change_stayed.mean)
    assert {name for name, row in rows.items() if row.depends_on_how_you_ask} == {"few_have", "travel_minutes"}


def test_where_one_factor_is_first_either_way_it_does_not_depend_on_how_you_ask() -> None:
    rows = whole(rank(with_coefficients(FITTED, travel_minutes=2.0, travel_minutes_missing=0.0), None))
    assert not any(row.depends_on_how_you_ask for row in rows.values())


def test_each_window_counts_the_clients_in_care_in_it() -> None:
    n = {row.window: row.n for row in RANKING}
    assert n["whole"] == n["0-4"] > n["5-12"] > n["13+"] > 0


def test_another_rating_that_stands_in_is_never_called_an_alliance() -> None:
    factors = [row.factor for row in rank(from_the_prior(with_craving_for_alliance(RECORDS)), None)]
    assert {"craving", "craving_without_therapist"} <= {factor.name for factor in factors}
    assert not [factor.name for factor in factors if "alliance" in factor.name]
    assert not [factor for factor in factors if "alliance" in factor.words["en"]]


def test_without_ratings_the_rest_is_ranked() -> None:
    assert "alliance" not in whole(rank(from_the_prior(without_ratings(RECORDS)), None))


def test_with_nothing_recorded_there_is_nothing_to_rank() -> None:
    bare = without_factors(without_ratings(RECORDS))
    assert rank(from_the_prior(bare, panel=panel_of(bare)), None) == ()
