"""What a clinic should do with forecasts, from made-up ones whose worth is known."""

import polars as pl
import pytest

from bidewell.analysis.validation.assessment import Assessed, assess
from bidewell.analysis.validation.backtest import MODEL, Told
from bidewell.analysis.validation.baselines import ATTENDANCE, BASE_RATE, LAST_VALUE
from bidewell.analysis.validation.verdict import Verdict, verdict
from tests.unit.analysis.validation.told import told


def judged(forecasts: Told, is_attendance: bool = False) -> Verdict:
    return verdict(assess(forecasts, seed=1, replicates=120), is_attendance)


def test_forecasts_that_know_more_than_attendance_may_be_used() -> None:
    assert judged(told()) == Verdict("use", "better")


def test_forecasts_that_know_what_attendance_knows_are_not_to_be_used() -> None:
    same = told(knows={MODEL: 0.5, ATTENDANCE: 0.5, BASE_RATE: 0.0})
    assert judged(same) == Verdict("do_not_use", "attendance")


def test_forecasts_worse_than_attendance_are_not_to_be_used() -> None:
    assert judged(told(knows={MODEL: 0.3, ATTENDANCE: 1.0, BASE_RATE: 0.0})) == Verdict("do_not_use", "attendance")


def test_where_nothing_tells_anyone_apart_one_chance_for_all_is_as_good() -> None:
    nothing = told(knows={MODEL: 0.02, ATTENDANCE: 0.0, BASE_RATE: 0.0})
    assert judged(nothing) == Verdict("do_not_use", "base_rate")


def test_a_simpler_rule_that_does_better_is_named_before_the_model_is_praised() -> None:
    simpler = told(knows={MODEL: 0.5, ATTENDANCE: 0.1, BASE_RATE: 0.0, LAST_VALUE: 1.0})
    assert judged(simpler) == Verdict("do_not_use", "simpler_rule")


def test_a_small_gain_among_few_clients_cannot_be_told() -> None:
    few = told(clients=150, knows={MODEL: 0.55, ATTENDANCE: 0.45, BASE_RATE: 0.0}, noise=0.2, seed=3)
    assert judged(few) == Verdict("cannot_tell", "open")


def test_too_few_who_left_cannot_be_told_however_good_it_looks() -> None:
    assert judged(told(clients=60)).reason == "too_few"


def test_without_any_forecast_nothing_is_known() -> None:
    assert judged(Told(90, pl.DataFrame(), {}, 0)) == Verdict("cannot_tell", "nothing_known")
    assert assess(Told(90, pl.DataFrame(), {}, 7), 1) == Assessed(90, 0, 0, 0, 0, 0, 0, 7)


@pytest.mark.parametrize("shift, how", [(0.5, "too_high"), (-0.5, "too_low")])
def test_better_forecasts_that_are_off_say_who_comes_first_and_not_how_likely(shift: float, how: str) -> None:
    off = told(clients=900, knows={MODEL: 1.0, ATTENDANCE: 0.0, BASE_RATE: 0.0}, shift=shift)
    assert judged(off) == Verdict("order_only", how)


def test_forecasts_that_are_too_bold_say_so() -> None:
    bold = told(clients=900, knows={MODEL: 1.6, ATTENDANCE: 0.0, BASE_RATE: 0.0})
    assert judged(bold) == Verdict("order_only", "too_bold")


def test_attendance_alone_is_compared_with_one_chance_for_all() -> None:
    same = told(knows={MODEL: 1.0, ATTENDANCE: 1.0, BASE_RATE: 0.0})
    assert judged(same, is_attendance=True) == Verdict("use", "attendance_is_all")


def test_ratings_that_mean_nothing_are_never_called_better() -> None:
    """The model's chances are attendance's with noise."""
    knows = {MODEL: 0.5, ATTENDANCE: 0.5, BASE_RATE: 0.0}
    found = [judged(told(clients=300, knows=knows, noise=0.3, seed=seed)) for seed in range(10)]
    assert {one.code for one in found} <= {"do_not_use", "cannot_tell"}
