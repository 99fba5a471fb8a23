"""Every term learns from the rows it is fitted on and lays out new rows by what it learned."""

from typing import Any

import numpy as np
import pytest

from bidewell.engine.terms.alliance import AllianceEffect
from bidewell.engine.terms.baseline import Baseline
from bidewell.engine.terms.calendar import CalendarWalk
from bidewell.engine.terms.category import Category
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.effects import Effects
from bidewell.engine.terms.pressure import Pressure
from bidewell.engine.terms.product import AllianceByUse, AllianceProduct
from bidewell.engine.terms.registry import TERMS, from_plain, to_plain, widened

ROWS: dict[str, Any] = {
    "period": np.array([0.0, 3.0, 7.0, 20.0]),
    "quarter": np.array([0, 1, 2, 2]),
    "therapist": np.array([0, 1, -1, 2]),
    "travel": np.array([10.0, np.nan, 40.0, 25.0]),
    "ride": np.array([0.0, 1.0, 0.0, 0.0]),
    "kind": np.array(["a", "b", None, "a"], dtype=object),
    "rides": np.array(["used", "offered", None, "used"], dtype=object),
    "order.active": np.array([1.0, 1.0, 0.0, 0.0]),
    "order.weeks": np.array([0.0, 3.0, 7.0, np.nan]),
    "order.after": np.array([0.0, 0.0, 1.0, 0.0]),
}
TRAVEL = Covariate.learn("travel", "travel", ROWS, logarithm=True)
RIDES = AllianceByUse.learn(
    "by_ride", "rides", ROWS, offered=("offered", "used"), used="used", factor="access", prior_sd=0.35
)
EXAMPLES = (
    AllianceEffect("alliance"),
    AllianceProduct("alliance_by_travel", TRAVEL, "access"),
    RIDES,
    Baseline.learn("baseline", "leaving", ROWS["period"], intercept_mean=-2.5),
    CalendarWalk("quarter", "leaving", 3),
    Category("kind", "kind", ("b",)),
    TRAVEL,
    Effects("therapist", "therapist", "leaving", ("T1", "T2"), 0.3, "therapist"),
    Pressure("order"),
)


def columns_of(term: Any, rows: dict[str, Any]) -> list[np.ndarray]:
    return [block.columns if block.columns is not None else block.level_of_row for block in term.blocks(rows)]


def test_every_kind_of_term_has_an_example() -> None:
    assert {type(term) for term in EXAMPLES} == set(TERMS)


@pytest.mark.parametrize("term", EXAMPLES, ids=lambda term: type(term).__name__)
@pytest.mark.parametrize("row", range(4))
def test_a_row_alone_is_laid_out_as_among_others(term: Any, row: int) -> None:
    alone = {name: values[row : row + 1] for name, values in ROWS.items()}
    for together, by_itself in zip(columns_of(term, ROWS), columns_of(term, alone), strict=True):
        assert by_itself[0] == pytest.approx(together[row])


@pytest.mark.parametrize("term", EXAMPLES, ids=lambda term: type(term).__name__)
def test_a_term_kept_as_plain_values_comes_back_the_same(term: Any) -> None:
    assert from_plain(to_plain(term)) == term


def test_beyond_the_last_fitted_week_the_course_stays_flat() -> None:
    last, later = columns_of(EXAMPLES[3], {"period": np.array([20.0, 50.0])})[0]
    assert last == pytest.approx(later)


def test_a_therapist_never_seen_has_no_effect_known() -> None:
    assert columns_of(EXAMPLES[7], ROWS)[0].tolist() == [0, 1, -1, -1]


def test_under_flat_priors_nothing_is_known_of_those_not_recorded_either() -> None:
    assert [block.prior_sd for block in widened(TRAVEL, np.inf).blocks(ROWS)] == [np.inf, np.inf]
    assert [block.prior_sd for block in widened(TRAVEL, 2.0).blocks(ROWS)] == [0.7, 0.35]


def test_a_missing_value_is_at_the_centre_and_says_so() -> None:
    column, missing = columns_of(TRAVEL, ROWS)
    assert column[1, 0] == 0.0 and missing[:, 0].tolist() == [0.0, 1.0, 0.0, 0.0]


@pytest.mark.parametrize("logarithm, usual", [(False, 22.0), (True, 2 ** (8 / 3) - 1)])
def test_what_is_usual_is_the_average_on_the_scale_that_the_coefficient_reads(logarithm: bool, usual: float) -> None:
    minutes = np.array([0.0, 3.0, 63.0, np.nan])
    term = Covariate.learn("travel", "minutes", {"minutes": minutes}, logarithm=logarithm)
    assert term.usual(minutes) == pytest.approx(usual)
    assert term.standardised({"minutes": np.array([term.usual(minutes)])}) == pytest.approx(0.0, abs=1e-12)


def test_an_unreliable_measure_counts_for_less_the_further_it_lies_out() -> None:
    plain = Covariate.learn("motivation", "travel", ROWS)
    noisy = Covariate.learn("motivation", "travel", ROWS, reliability=0.6)
    assert noisy.standardised(ROWS) == pytest.approx(plain.standardised(ROWS) * np.sqrt(0.6))


def test_what_was_used_is_compared_with_what_was_offered_only_and_both_are_centred() -> None:
    (columns,) = columns_of(RIDES, ROWS)
    assert columns.mean(axis=0) == pytest.approx([0.0, 0.0])
    offered, used = columns.T + np.array([[0.75], [0.5]])
    assert offered == pytest.approx([1.0, 1.0, 0.0, 1.0])
    assert used == pytest.approx([1.0, 0.0, 0.0, 1.0])


def test_types_around_their_average_leave_it_to_what_all_share() -> None:
    recorded = np.array(["jail", "fine", None, "fine", "fine"], dtype=object)
    term = Category.around_average("order.type", ("jail",), recorded, 0.35)
    (columns,) = columns_of(term, {"order.type": recorded})
    assert columns[:, 0].tolist() == [0.75, -0.25, 0.0, -0.25, -0.25]
    assert columns.sum() == 0.0 and columns[0] - columns[1] == 1.0
    assert from_plain(to_plain(term)) == term


def test_pressure_starts_then_sustains_then_leaves_its_after() -> None:
    start, sustain, after = columns_of(Pressure("order"), ROWS)[0].T
    assert start == pytest.approx([1.0, np.exp(-3 / 4), 0.0, 0.0])
    assert sustain == pytest.approx([0.0, 1.0 - np.exp(-3 / 4), 0.0, 0.0])
    assert after.tolist() == [0.0, 0.0, 1.0, 0.0]


def test_where_pressure_meets_the_alliance_it_is_centred_on_the_rows_learned_from() -> None:
    hazard, product = Pressure("order").around_average(ROWS).blocks(ROWS)
    assert hazard.columns is not None and product.columns is not None
    assert product.columns.mean() == pytest.approx(0.0)
    assert product.columns[:, 0] - product.columns[0, 0] == pytest.approx(hazard.columns[:, 1])


def test_pressure_by_window_is_one_number_while_active() -> None:
    columns = columns_of(Pressure("order", windows=True), ROWS)[0]
    assert columns[:2].tolist() == [[1.0, 0.0, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]]


def test_a_quarter_after_the_last_fitted_one_stays_at_its_level() -> None:
    walk = CalendarWalk("quarter", "leaving", 3)
    assert columns_of(walk, {"quarter": np.array([7])})[0].tolist() == [[1.0, 1.0]]


@pytest.mark.parametrize(("period", "window"), [(0, 0), (4, 0), (5, 1), (12, 1), (13, 2), (60, 2)])
def test_windows_are_weeks_0_to_4_and_5_to_12_and_13_on(period: int, window: int) -> None:
    columns = columns_of(AllianceEffect("alliance", windows=True), {"period": np.array([float(period)])})[0]
    assert columns[0].tolist() == [float(which == window) for which in range(3)]
