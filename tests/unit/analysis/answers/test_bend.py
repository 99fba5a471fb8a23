"""Where the alliance's link with leaving turns, and when that can be told."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from bidewell.analysis.answers.bend import Bend, bend_of
from bidewell.analysis.answers.claim import Claim
from bidewell.analysis.answers.claims import claims
from bidewell.analysis.answers.claims_of_bend import NAMES, claims_of_bend
from bidewell.analysis.answers.ranking import rank
from bidewell.analysis.answers.verdict import verdict
from bidewell.analysis.model.fits import Fits, fit_all
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.analysis.model.specification import BEND, Choices, ChoicesRefused
from bidewell.analysis.model.usual_priors import BEND_SD
from bidewell.engine.design_ahead import DesignAhead
from bidewell.engine.model import ModelRefused
from bidewell.engine.panel import Floats
from tests.fitted_programs import doubted, from_the_prior, panel_of, program, rows_of, terms_of, with_coefficients

RECORDS = program(clients=300)
BENT = from_the_prior(RECORDS, Choices(bend=True), draws=400)
BLOCKS = BENT.model.blocks(BENT.rows.columns)
LATENT = [float(np.log(0.7)), float(np.log(0.7)), 0.0, 1.1]
# How far nine in ten levels reach where traits and patches have these spreads, and therapists and sites differ by 0.2.
REACH = 1.644854 * float(np.sqrt(0.7**2 + 0.5 * 0.7**2 + 0.2**2 + 0.2**2))


def bent(alliance: float, curve: float, error: float = 0.02) -> FittedProgram:
    """A fit in which both are known this well; nothing else enters the level's effect, and ratings lie where usual."""
    others = {block.name for block in BLOCKS if block.quantity in ("rating", "loading")}
    known = with_coefficients(BENT, **dict.fromkeys(others, 0.0), latent=LATENT)
    draws, scales = known.model.draws.copy(), np.full_like(known.model.scale_draws, 0.2)
    random = np.random.default_rng(1)
    for name, value in (("alliance", alliance), (BEND, curve)):
        draws[:, slice(*known.model.layout[name])] = value + error * random.standard_normal((len(draws), 1))
    return replace(known, model=replace(known.model, draws=draws, scale_draws=scales))


def told(fitted: FittedProgram | None, *bounds: FittedProgram) -> dict[str, Claim]:
    explain = from_the_prior(RECORDS, draws=10)
    fits = Fits(explain, explain, None, (), None, (), bend=fitted, bend_bounds=bounds)
    return {claim.name: claim for claim in claims_of_bend(fits)}


def points(level: float, fitted: FittedProgram = BENT) -> float:
    """A level on the rating's own scale, where the usual one is that of all ratings taken together."""
    return fitted.rows.rating.centre + fitted.rows.rating.spread * level


def test_fewest_leave_where_the_curve_is_lowest_on_the_ratings_own_scale() -> None:
    found = bend_of(bent(-0.2, 0.4))
    assert found.turning is not None
    assert found.turning.mean == pytest.approx(points(0.25), abs=0.01)
    assert found.turning.low < points(0.25) < found.turning.high


def test_the_places_are_the_curve_against_the_usual_level() -> None:
    for place in bend_of(bent(-0.2, 0.4, error=0.0)).places:
        level = (place.points - points(0.0)) / BENT.rows.rating.spread
        assert place.ratio.mean == pytest.approx(np.exp(-0.2 * level + 0.4 * level**2))


def _ends(found: Bend) -> Floats:
    return (np.array([found.places[0].points, found.places[-1].points]) - points(0.0)) / BENT.rows.rating.spread


def test_nothing_is_asked_beyond_most_levels_nor_beyond_most_ratings() -> None:
    panel = BENT.rows.panel
    seen = np.quantile(panel.rating[panel.rating_count > 0], [0.05, 0.95])
    assert _ends(bend_of(bent(0.0, 0.3))) == pytest.approx([max(-REACH, seen[0]), min(REACH, seen[1])], abs=1e-6)


@pytest.mark.parametrize(
    "alliance, curve, bends, turns, why",
    [
        (-0.1, 0.35, "supported", "supported", "turns"),
        (-0.8, 0.0, "cannot tell", "contradicted", "falls_throughout"),
        (-0.9, 0.2, "supported", "contradicted", "falls_throughout"),
        (0.8, 0.0, "cannot tell", "contradicted", "rises_throughout"),
        (0.0, -0.35, "contradicted", "contradicted", "turns_upside_down"),
        (0.0, 0.0, "cannot tell", "cannot tell", "ends_open"),
        (-0.6, 0.25, "supported", "cannot tell", "ends_open"),
    ],
)
def test_a_turn_takes_both_ends_and_a_bend_alone_is_none(
    alliance: float, curve: float, bends: str, turns: str, why: str
) -> None:
    found = told(bent(alliance, curve))
    assert [found[name].verdict for name in NAMES] == [bends, turns]
    assert found["alliance_turns"].why == why
    assert (found["alliance_turns"].estimate is not None) == (turns == "supported")


STRAIGHT, TURNING, UPSIDE_DOWN, OPEN = bent(-0.8, 0.0), bent(-0.1, 0.35), bent(0.0, -0.35), bent(-0.6, 0.25)


@pytest.mark.parametrize(
    "fitted, bounds, bends, turns",
    [
        (TURNING, (OPEN, TURNING), "above", "turns"),
        (TURNING, (TURNING, STRAIGHT), "above", "bounds_disagree"),
        (STRAIGHT, (STRAIGHT, OPEN), "both_sides", "falls_throughout"),
        (STRAIGHT, (STRAIGHT, TURNING), "both_sides", "bounds_disagree"),
        (TURNING, (UPSIDE_DOWN, TURNING), "bounds_disagree", "bounds_disagree"),
        (TURNING, (TURNING, doubted(TURNING)), "bounds_open", "bounds_open"),
        (OPEN, (doubted(TURNING),), "bounds_open", "ends_open"),
    ],
)
def test_a_bend_and_a_turn_are_held_against_the_bounds_on_agreed_endings(
    fitted: FittedProgram, bounds: tuple[FittedProgram, ...], bends: str, turns: str
) -> None:
    found = told(fitted, *bounds)
    assert [found[name].why for name in NAMES] == [bends, turns]
    open_to = {"bounds_disagree", "bounds_open"}
    assert {one.verdict for one in found.values() if one.why in open_to} <= {"cannot tell"}
    assert (found["alliance_turns"].estimate is not None) == (turns == "turns")


@pytest.mark.parametrize(
    "fitted, bounds, answer, why",
    [
        (STRAIGHT, (), "supported", "above"),
        (STRAIGHT, (STRAIGHT, OPEN), "supported", "above"),
        (TURNING, (), "cannot tell", "turns_back"),
        (TURNING, (STRAIGHT,), "cannot tell", "turns_back"),
        (STRAIGHT, (OPEN, TURNING), "cannot tell", "bounds_disagree"),
    ],
)
def test_where_it_turns_the_higher_the_longer_is_not_told(
    fitted: FittedProgram, bounds: tuple[FittedProgram, ...], answer: str, why: str
) -> None:
    explain = with_coefficients(from_the_prior(RECORDS, draws=100), alliance=-0.6, leaving=[-2.7, 0.0], latent=LATENT)
    ranking = rank(explain, None)
    fits = Fits(explain, explain, None, (), None, (), bend=fitted, bend_bounds=bounds)
    staying = claims(RECORDS, fits, ranking, verdict(explain, ranking))[1]
    assert (staying.name, staying.verdict, staying.why) == ("alliance_staying", answer, why)


def test_a_bend_that_the_data_do_not_carry_is_not_told() -> None:
    found = told(bent(-0.1, 0.6, error=0.6 * BEND_SD))
    assert {(claim.verdict, claim.why) for claim in found.values()} == {("cannot tell", "prior_carries")}


def test_a_fit_that_is_not_trusted_settles_nothing() -> None:
    fitted = bent(-0.1, 0.35)
    doubted = replace(fitted.model, diagnostics=replace(fitted.model.diagnostics, pareto_k=0.9))
    found = told(replace(fitted, model=doubted))
    assert {(claim.verdict, claim.why) for claim in found.values()} == {("cannot tell", "untrusted")}


def test_where_too_few_left_nothing_is_fitted_and_it_is_said() -> None:
    found = told(None)
    assert {(claim.verdict, claim.why, claim.estimate) for claim in found.values()} == {
        ("cannot tell", "few_left", None)
    }


def test_with_an_orders_product_the_effect_stays_that_of_the_average_client() -> None:
    plain, with_order = bent(-0.2, 0.4, error=0.0), bent(-0.2, 0.4, error=0.0)
    draws = with_order.model.draws.copy()
    draws[:, slice(*with_order.model.layout["court_order_sustain_by_alliance"])] = -0.5
    with_order = replace(with_order, model=replace(with_order.model, draws=draws))
    assert bend_of(with_order).low.mean == pytest.approx(bend_of(plain).low.mean, abs=0.01)


def test_the_bend_is_one_more_term_and_starts_from_none() -> None:
    straight, may_bend = terms_of(RECORDS), terms_of(RECORDS, Choices(bend=True))
    (more,) = [term for term in may_bend if term not in straight]
    (block,) = more.blocks(rows_of(RECORDS).columns)
    assert (block.name, block.quantity, block.prior_mean, block.prior_sd) == (BEND, "curve", 0.0, BEND_SD)


@pytest.mark.parametrize(
    "other, words", [({"split": True}, "split"), ({"purpose": "forecast"}, "forecasts"), ({"windows": True}, "windows")]
)
def test_a_bend_is_refused_beside_what_cannot_be_with_it(other: dict[str, Any], words: str) -> None:
    with pytest.raises(ChoicesRefused, match=words):
        Choices(bend=True, **other)


def test_all_fits_with_a_bend_are_refused_before_anything_is_fitted() -> None:
    heard: list[str] = []
    with pytest.raises(ChoicesRefused, match="forecasts"):
        fit_all(RECORDS, panel_of(RECORDS), Choices(bend=True), progress=heard.append)
    assert heard == []


def test_a_bent_fit_is_not_ranked_and_makes_no_forecast() -> None:
    with pytest.raises(ChoicesRefused, match="ranking"):
        rank(BENT, None)
    coefficients = {block.name: BENT.model.block(block.name) for block in BLOCKS}
    with pytest.raises(ModelRefused, match=BEND):
        DesignAhead.of(BLOCKS, coefficients, 1)
