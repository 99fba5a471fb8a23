"""E-values of a ranking: of each factor's link, on the scale the ranking shows."""

from dataclasses import replace

import numpy as np
import pytest

from bidewell.analysis.answers.ranking import rank
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.analysis.sensitivity.e_value import as_risk_ratio, e_value
from bidewell.analysis.sensitivity.unmeasured import Unmeasured, unmeasured
from tests.fitted_programs import from_the_prior, program, with_coefficients, without_factors

RECORDS = without_factors(program(clients=100), "travel_minutes")
# Travel: a hundred draws around 0.4 per standard deviation, none across nothing. The alliance: across it.
PRIOR = with_coefficients(from_the_prior(RECORDS, draws=100), alliance_access=0.0)


def with_draws(**values: np.ndarray) -> FittedProgram:
    draws = PRIOR.model.draws.copy()
    for name, value in values.items():
        draws[:, PRIOR.model.layout[name][0]] = value
    return replace(PRIOR, model=replace(PRIOR.model, draws=draws))


FITTED = with_draws(travel_minutes=np.linspace(0.35, 0.45, 100), alliance=np.linspace(-0.3, 0.2, 100))


def found(factor: str, fitted: FittedProgram = FITTED) -> Unmeasured:
    return next(one for one in unmeasured(fitted, rank(fitted, None)) if one.factor.name == factor)


def test_the_ratio_is_of_clients_one_step_to_either_side() -> None:
    row = next(row for row in rank(FITTED, None) if row.factor.name == "travel_minutes")
    assert np.log(found("travel_minutes").hazard_ratio.mean) == pytest.approx(2.0 * row.spread.mean, rel=0.05)


def test_a_common_outcome_needs_the_ratio_of_risks() -> None:
    one = found("travel_minutes")
    assert one.is_common
    assert one.risk_ratio.mean == pytest.approx(as_risk_ratio(one.hazard_ratio.mean, is_common=True))
    assert one.estimate == pytest.approx(e_value(one.risk_ratio.mean))
    assert 1.0 < one.interval < one.estimate


def test_a_link_that_may_be_none_needs_nothing_to_be_explained() -> None:
    assert found("alliance").interval == 1.0


def test_more_staying_with_more_of_a_factor_is_a_ratio_below_one() -> None:
    turned = with_draws(travel_minutes=np.linspace(-0.45, -0.35, 100))
    assert found("travel_minutes", turned).hazard_ratio.high < 1.0
    assert found("travel_minutes", turned).estimate == pytest.approx(found("travel_minutes").estimate, rel=0.05)


def test_factors_stand_in_the_rankings_order() -> None:
    assert [one.factor.name for one in unmeasured(FITTED, rank(FITTED, None))][0] == "travel_minutes"
