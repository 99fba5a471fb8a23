"""From one client to another: which two values are compared for each kind of factor."""

import numpy as np
import pytest

from bidewell.analysis.answers.per_person import shifts, usual_length
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.term import Term
from tests.fitted_programs import from_the_prior, program, with_coefficients, with_factor

RECORDS = program()
HAS_DOG = {e: str(i % 2) for i, e in enumerate(RECORDS.episodes["episode"].to_list())}
FITTED = from_the_prior(with_factor(RECORDS, "has_dog", HAS_DOG, kind="binary"), draws=5)


def term(factor: str) -> Term:
    return next(one for one in FITTED.model.terms if one.factor == factor)


def test_a_number_is_compared_from_the_16th_to_the_84th_of_100_clients() -> None:
    travel = term("travel_minutes")
    assert isinstance(travel, Covariate)
    values = travel.standardised(FITTED.rows.columns)[FITTED.rows.panel.starts]
    low, high = shifts(with_coefficients(FITTED, travel_minutes=2.0), travel, 13)
    assert low[0, 0] == pytest.approx(2 * np.quantile(values, 0.16))
    assert high[0, 0] == pytest.approx(2 * np.quantile(values, 0.84))


def test_a_yes_or_no_is_compared_as_yes_against_no() -> None:
    dog = term("has_dog")
    assert isinstance(dog, Covariate)
    low, high = shifts(with_coefficients(FITTED, has_dog=1.0), dog, 13)
    assert high[0, 0] - low[0, 0] == pytest.approx(1 / dog.standard.spread)


def test_a_ride_used_is_compared_with_none() -> None:
    low, high = shifts(with_coefficients(FITTED, ride_support=[-0.5, 9.0, 9.0]), term("ride_support"), 13)
    assert (low == 0.0).all()
    assert (high == -0.5).all()


def test_the_alliance_is_held_one_standard_deviation_above_and_below() -> None:
    low, high = shifts(with_coefficients(FITTED, alliance=-0.5), term("alliance"), 13)
    assert (high < 0).all()
    assert low == pytest.approx(-high)


def test_an_order_is_in_force_for_the_usual_time_and_then_over() -> None:
    fitted = with_coefficients(FITTED, court_order=[-1.0, -1.0, 0.5])
    usual = usual_length(fitted, "court_order")
    _, present = shifts(fitted, term("court_order"), 60)
    assert 1 < usual < 59
    assert present[0, : int(usual) + 1] == pytest.approx(-1.0)
    assert present[0, int(usual) + 1 :] == pytest.approx(0.5)


def test_the_usual_time_is_the_median_over_clients_of_the_longest_seen() -> None:
    columns, client = FITTED.rows.columns, FITTED.rows.panel.client
    under = columns["court_order.active"] > 0
    longest = [columns["court_order.weeks"][under & (client == one)].max() for one in np.unique(client[under])]
    assert usual_length(FITTED, "court_order") == pytest.approx(np.median(longest))
