"""The spread of a factor's part of the predictor is the standard deviation over clients, by brute force."""

import numpy as np
import pytest

from bidewell.analysis.answers.contributions import (
    Part,
    client_weights,
    group_part,
    level_variance,
    parts_of,
    share_recorded,
)
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.analysis.model.products import INTERACTION
from bidewell.analysis.model.specification import Choices
from tests.fitted_programs import from_the_prior, program, with_coefficients, with_factor

MANY = 400  # simulated levels a row, for the alliance's part
NOT_ITS_OWN = ("travel_minutes_missing", "motivation_missing", "court_order_sustain_by_alliance")
FITTED = from_the_prior(program(), draws=40)
IN_WINDOWS = from_the_prior(program(), Choices(windows=True), draws=40)


def asked(fitted: FittedProgram) -> np.ndarray:
    return fitted.rows.panel.at_risk & fitted.rows.panel.scored


def parts(fitted: FittedProgram) -> dict[str, Part]:
    return {part.factor: part for part in parts_of(fitted, fitted.model, asked(fitted))}


def weighted_sd(values: np.ndarray, weights: np.ndarray) -> float:
    centred = values - np.average(values, axis=0, weights=weights)
    return float(np.sqrt(np.average((centred**2).mean(axis=-1), weights=weights)))


def brute_force(fitted: FittedProgram, factor: str, draw: int, random: np.random.Generator) -> float:
    """The contribution of every row at many simulated levels of the alliance, and its spread over clients."""
    weights, rows = client_weights(fitted, asked(fitted)), fitted.rows.panel.rows
    direct, loading = np.zeros(rows), np.zeros(rows)
    for term in fitted.model.terms:
        for block in term.blocks(fitted.rows.columns) if term.factor == factor else ():
            into = {"leaving": direct, "loading": loading}.get(block.quantity)
            if into is not None and block.name not in NOT_ITS_OWN:
                # A pressure counts while it is in force.
                in_force = np.array(block.labels) != "after"
                into += block.contribution(fitted.model.block(block.name)[draw] * in_force)
    level = random.standard_normal((rows, MANY)) * np.sqrt(level_variance(fitted.model, with_therapist=True)[draw])
    return weighted_sd(direct[:, None] + loading[:, None] * level, weights)


FACTORS = ("alliance", "travel_minutes", "ride_support", "court_order", "motivation", INTERACTION)


@pytest.mark.parametrize("factor", FACTORS)
def test_the_spread_is_the_standard_deviation_over_clients_of_the_part(factor: str) -> None:
    spread = parts(FITTED)[factor].spread(level_variance(FITTED.model, with_therapist=True))
    assert spread[1] == pytest.approx(brute_force(FITTED, factor, 1, np.random.default_rng(7)), rel=0.02)


def test_each_client_counts_once_however_long_in_care() -> None:
    weights = client_weights(FITTED, asked(FITTED))
    clients = np.bincount(FITTED.rows.panel.client, weights=weights)
    assert weights.sum() == pytest.approx(1.0)
    assert np.ptp(clients[clients > 0]) < 1e-12


def test_clients_known_only_by_their_ratings_do_not_count() -> None:
    nobody = np.zeros(FITTED.rows.panel.rows, dtype=bool)
    assert client_weights(FITTED, nobody).sum() == 0.0


@pytest.mark.parametrize("effect, direction", [(0.4, 1.0), (-0.4, -1.0)])
def test_more_travel_goes_the_way_its_coefficient_says(effect: float, direction: float) -> None:
    found = parts(with_coefficients(FITTED, travel_minutes=effect))["travel_minutes"]
    assert set(found.towards_leaving()) == {direction}


@pytest.mark.parametrize("effect, direction", [(0.4, 1.0), (-0.4, -1.0)])
def test_in_windows_too_more_of_a_factor_goes_the_way_its_coefficients_say(effect: float, direction: float) -> None:
    found = parts(with_coefficients(IN_WINDOWS, travel_minutes=effect))["travel_minutes"]
    assert set(found.towards_leaving()) == {direction}


@pytest.mark.parametrize("start, sustain", [(-0.6, 0.0), (0.0, -0.6), (-0.5, -0.5)])
def test_an_order_that_holds_early_or_late_goes_with_staying(start: float, sustain: float) -> None:
    order = parts(with_coefficients(FITTED, court_order=[start, sustain, 0.0]))["court_order"]
    assert set(order.towards_leaving()) == {-1.0}


@pytest.mark.parametrize("windows", [False, True])
def test_what_a_program_calls_its_values_does_not_change_what_they_weigh(windows: bool) -> None:
    """ "after" is also a part of a pressure, and "0-4" a window: a label alone says nothing."""
    plain, odd = (phases(*names, windows=windows) for names in (("b", "a", "c"), ("after", "0-4", "x 0-4")))
    assert odd.hazard_covariance == pytest.approx(plain.hazard_covariance)
    assert odd.reference == pytest.approx(plain.reference)
    assert (np.diag(odd.hazard_covariance) > 0).all()


def phases(*names: str, windows: bool) -> Part:
    """The part of a factor with such values, each as common as in any other program's words for them."""
    records = program()
    values = [*[names[0]] * 40, *[names[1]] * 60, *[names[2]] * 80]
    with_phase = with_factor(records, "phase", dict(zip(records.episodes["episode"], values, strict=False)), "category")
    return parts(from_the_prior(with_phase, Choices(windows=windows), draws=5))["phase"]


def test_a_group_is_what_its_factors_do_together_where_one_makes_up_for_another() -> None:
    fitted, weights = (
        with_coefficients(FITTED, travel_minutes=0.5, ride_support=-0.6),
        client_weights(FITTED, asked(FITTED)),
    )
    together = np.zeros(weights.size)
    for term in fitted.model.terms:
        for block in term.blocks(fitted.rows.columns) if term.factor in ("travel_minutes", "ride_support") else ():
            if block.quantity == "leaving" and block.name not in NOT_ITS_OWN:
                together += block.contribution(fitted.model.block(block.name)[0])
    found = group_part("access", ["travel_minutes", "ride_support"], fitted, asked(fitted))
    spread = found.spread(np.zeros(len(fitted.model.draws)))
    assert spread[0] == pytest.approx(weighted_sd(together[:, None], weights))
    apart = [parts(fitted)[name].spread(np.zeros(len(spread))) for name in ("travel_minutes", "ride_support")]
    assert spread[0] < np.hypot(*apart)[0]  # rides go to those with long ways


def test_who_was_lost_before_anybody_asked_makes_no_factor_spread_further() -> None:
    small = {"travel_minutes": 0.0}
    lost = parts(with_coefficients(FITTED, **small, travel_minutes_missing=3.0))["travel_minutes"]
    assert lost.spread(np.ones(len(FITTED.model.draws))) == pytest.approx(0.0)


def test_of_whom_a_number_is_recorded_is_told_and_of_what_is_there_or_not_nothing() -> None:
    weights, unknown = client_weights(FITTED, asked(FITTED)), np.isnan(FITTED.rows.columns["travel_minutes"])
    shares = {
        name: share_recorded(FITTED, name, asked(FITTED)) for name in ("travel_minutes", "court_order", "alliance")
    }
    assert shares == {"travel_minutes": pytest.approx(1.0 - weights @ unknown), "court_order": None, "alliance": None}
    assert 0.5 < 1.0 - weights @ unknown < 1.0


def test_what_an_order_has_with_the_alliance_together_is_neither_s_own() -> None:
    quiet = dict(court_order=[0.0, 0.0, 0.0], alliance=-0.5)
    plain, crossed = (
        parts(with_coefficients(FITTED, **quiet, court_order_sustain_by_alliance=product)) for product in (0.0, -1.2)
    )
    variance = level_variance(FITTED.model, with_therapist=True)
    assert crossed["court_order"].spread(variance) == pytest.approx(0.0)
    assert crossed["alliance"].spread(variance) == pytest.approx(plain["alliance"].spread(variance))


def test_the_therapist_adds_to_the_alliance_that_clients_differ_in() -> None:
    with_therapist = level_variance(FITTED.model, with_therapist=True)
    assert (with_therapist > level_variance(FITTED.model, with_therapist=False)).all()


def test_an_effect_along_the_average_keeps_the_sign_that_a_spread_loses() -> None:
    part = parts(with_coefficients(FITTED, travel_minutes=0.3, travel_minutes_missing=0.0))["travel_minutes"]
    own = part.along_average(1.0)
    assert own == pytest.approx(part.spread(np.ones(len(own))))
