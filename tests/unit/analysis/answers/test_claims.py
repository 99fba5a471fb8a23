"""The claims, one by one: when an interval settles one, and what keeps a verdict back."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from bidewell.analysis.answers.claim import Claim, judged, judged_ratio
from bidewell.analysis.answers.claims import claims
from bidewell.analysis.answers.claims_together import NAMES, NOT_RECORDED
from bidewell.analysis.answers.ranking import rank
from bidewell.analysis.answers.verdict import verdict
from bidewell.analysis.interval import Interval
from bidewell.analysis.model.fits import Fits
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.analysis.program import ProgramRecords
from tests.fitted_programs import (
    doubted,
    from_the_prior,
    program,
    with_coefficients,
    with_craving_for_alliance,
    without_factors,
    without_ratings,
)

RECORDS = program(clients=600)
PLAIN = from_the_prior(RECORDS, draws=200)
OF_ALLIANCE = ("alliance_staying", "alliance_largest", "alliance_access", "alliance_ride")

# low, high, margin, the claim holds below, verdict, why
JUDGED = [
    (0.2, 0.5, 0.1, True, "contradicted", "above"),
    (0.2, 0.5, 0.1, False, "supported", "above"),
    (-0.5, -0.2, 0.1, True, "supported", "below"),
    (-0.5, -0.2, 0.1, False, "contradicted", "below"),
    (-0.2, 0.5, 0.1, True, "cannot tell", "both_sides"),
    (0.0, 0.5, 0.1, True, "cannot tell", "both_sides"),
    (-0.5, 0.0, 0.1, False, "cannot tell", "both_sides"),
    (0.05, 0.5, 0.1, False, "cannot tell", "too_small"),
    (-0.5, -0.05, 0.1, True, "cannot tell", "too_small"),
    (0.1, 0.5, 0.1, False, "cannot tell", "too_small"),
    (0.05, 0.5, 0.0, False, "supported", "above"),
]


@pytest.mark.parametrize("low, high, margin, holds_below, answer, why", JUDGED)
def test_an_interval_settles_a_claim_only_beyond_what_matters(
    low: float, high: float, margin: float, holds_below: bool, answer: str, why: str
) -> None:
    assert judged(low, high, margin, holds_below=holds_below) == (answer, why)


@pytest.mark.parametrize(
    "low, high, answer",
    [(0.5, 0.8, "supported"), (0.5, 0.95, "cannot tell"), (1.05, 1.5, "cannot tell"), (1.2, 1.5, "contradicted")],
)
def test_a_ratio_is_judged_against_one(low: float, high: float, answer: str) -> None:
    assert judged_ratio(Interval((low + high) / 2, low, high), holds_below=True)[0] == answer


def sure(fitted: FittedProgram, **values: float | list[float]) -> FittedProgram:
    """Coefficients as if a great many clients had told of them."""
    known = with_coefficients(fitted, **{"latent": [-0.5, -0.35, 0.0, 1.1], "leaving": [-2.7, 0.0]} | values)
    noise = 0.02 * np.random.default_rng(2).standard_normal(known.model.draws.shape)
    return replace(known, model=replace(known.model, draws=known.model.draws + noise))


def told(records: ProgramRecords, explain: FittedProgram, **beside: object) -> dict[str, Claim]:
    fits = Fits(**{"explain": explain, "forecast": explain, "windows": None, "fading": (), "at_order_end": None,
                   "bounds": (), **beside})  # type: ignore[arg-type]  # fmt: skip
    ranking = rank(explain, None)
    return {claim.name: claim for claim in claims(records, fits, ranking, verdict(explain, ranking))}


def test_an_alliance_that_goes_with_staying_is_supported() -> None:
    assert told(RECORDS, sure(PLAIN, alliance=-0.6))["alliance_staying"].verdict == "supported"
    assert told(RECORDS, sure(PLAIN, alliance=0.6))["alliance_staying"].verdict == "contradicted"


def test_where_a_bound_on_agreed_endings_says_the_opposite_nobody_can_tell() -> None:
    against = told(RECORDS, sure(PLAIN, alliance=-0.6), bounds=(sure(PLAIN, alliance=0.6),))["alliance_staying"]
    assert (against.verdict, against.why) == ("cannot tell", "bounds_disagree")
    alike = told(RECORDS, sure(PLAIN, alliance=-0.6), bounds=(sure(PLAIN, alliance=-0.2), sure(PLAIN, alliance=-0.5)))
    assert alike["alliance_staying"].verdict == "supported"


def test_where_the_two_definitions_at_an_orders_end_disagree_nobody_can_tell() -> None:
    holds, drives = [sure(PLAIN, court_order=[-0.6, effect, 0.0]) for effect in (-0.6, 0.6)]
    found = told(RECORDS, holds, at_order_end=drives)
    assert (found["pressure_late"].verdict, found["pressure_late"].why) == ("cannot tell", "definitions_disagree")
    assert found["pressure_early"].verdict == "supported"


def test_a_second_definition_whose_fit_failed_agrees_with_nothing() -> None:
    found = told(RECORDS, sure(PLAIN, court_order=[-0.6, 0.0, 0.0]), at_order_end=doubted(PLAIN))
    assert (found["pressure_early"].verdict, found["pressure_early"].why) == ("cannot tell", "definition_open")
    # What was open before keeps its own reason.
    assert found["pressure_late"].why == "both_sides"


def test_a_pressure_is_judged_against_the_bounds_on_agreed_endings_too() -> None:
    holds, turned = (sure(PLAIN, court_order=[-0.6, late, 0.0]) for late in (-0.6, 0.6))
    found = told(RECORDS, holds, bounds=(holds, turned))
    assert found["pressure_early"].verdict == "supported"
    assert (found["pressure_late"].verdict, found["pressure_late"].why) == ("cannot tell", "bounds_disagree")


def test_a_bound_whose_fit_failed_agrees_with_nothing() -> None:
    strong = sure(PLAIN, alliance=-0.6, court_order=[-0.6, -0.6, 0.0], alliance_ride=[0.0, 0.6])
    found = told(RECORDS, strong, bounds=(strong, doubted(strong)))
    judged_so = ("alliance_staying", "alliance_ride", "pressure_early", "pressure_late")
    assert {(found[name].verdict, found[name].why) for name in judged_so} == {("cannot tell", "bounds_open")}


@pytest.mark.parametrize(
    "start, sustain, expected",
    [
        (-0.6, -0.6, {"pressure_early": "supported", "pressure_late": "supported", "pressure_fades": "cannot tell"}),
        (-0.6, 0.0, {"pressure_early": "supported", "pressure_late": "cannot tell", "pressure_fades": "supported"}),
        (0.0, -0.6, {"pressure_early": "cannot tell", "pressure_late": "supported", "pressure_fades": "contradicted"}),
        (0.6, 0.6, {"pressure_early": "contradicted", "pressure_late": "contradicted"}),
    ],
)
def test_what_is_said_of_an_order_that_starts_sustains_or_fades(
    start: float, sustain: float, expected: dict[str, str]
) -> None:
    found = told(RECORDS, sure(PLAIN, court_order=[start, sustain, 0.0]))
    assert {name: found[name].verdict for name in expected} == expected


def test_after_too_few_ended_orders_nothing_is_said_of_what_follows() -> None:
    few = program(clients=60)
    after = told(few, from_the_prior(few, draws=50))["pressure_after"]
    assert (after.verdict, after.why) == ("cannot tell", "few_ended")
    assert after.n is not None and after.n < 30


def test_after_enough_ended_orders_something_is() -> None:
    after = told(RECORDS, sure(PLAIN, court_order=[0.0, 0.0, 0.6]))["pressure_after"]
    assert after.verdict == "contradicted"


def test_without_ratings_no_claim_about_the_alliance_has_a_verdict() -> None:
    bare = without_ratings(RECORDS)
    found = told(bare, from_the_prior(bare, draws=50))
    assert {found[name].why for name in OF_ALLIANCE} == {"no_ratings"}
    assert "pressure_with_alliance" not in found


def test_of_another_rating_that_stands_in_nothing_is_claimed_as_of_an_alliance() -> None:
    craved = with_craving_for_alliance(RECORDS)
    explain = sure(from_the_prior(craved, draws=200), alliance=-0.6)
    found = told(craved, explain)
    assert {found[name].why for name in OF_ALLIANCE} == {"no_ratings"}
    assert "pressure_with_alliance" not in found and "pressure_late" in found


@pytest.mark.parametrize("effect, answer", [(0.6, "supported"), (-0.6, "contradicted"), (0.05, "cannot tell")])
def test_a_ride_makes_up_for_a_shaky_alliance_where_the_alliance_counts_less_with_it(
    effect: float, answer: str
) -> None:
    assert told(RECORDS, sure(PLAIN, alliance_ride=[0.0, effect]))["alliance_ride"].verdict == answer
    # What goes with the offer goes with the need.
    assert told(RECORDS, sure(PLAIN, alliance_ride=[effect, 0.0]))["alliance_ride"].verdict == "cannot tell"


def test_of_a_ride_the_offered_are_counted() -> None:
    offered = RECORDS.factors.filter(pl.col("name") == "ride_support")["episode"].n_unique()
    n = told(RECORDS, PLAIN)["alliance_ride"].n
    assert n == pytest.approx(offered, rel=0.1)


def test_who_was_never_asked_about_leaving_is_of_no_number_about_it() -> None:
    panel, whose = PLAIN.rows.panel, PLAIN.rows.columns["client"]
    asked = set(whose[panel.at_risk & panel.scored])
    assert len(asked) < len(set(whose))
    found = told(RECORDS, PLAIN)
    assert {found[name].n for name in ("alliance_staying", "alliance_largest", "alliance_access")} == {len(asked)}
    offered = RECORDS.factors.filter(name="ride_support").join(RECORDS.episodes, on="episode")["client"]
    assert found["alliance_ride"].n == len(asked & set(offered))


def test_where_nobody_knows_who_needs_a_ride_nothing_is_said_of_it() -> None:
    bare = without_factors(RECORDS, "ride_support", "court_order")
    found = told(bare, sure(from_the_prior(bare, draws=200), alliance_ride=[0.0, 0.6]))["alliance_ride"]
    assert (found.verdict, found.why) == ("cannot tell", "need_not_known")
    assert found.estimate is not None and found.estimate.low > 1.1


def test_where_all_who_were_offered_a_ride_used_it_there_is_no_comparison() -> None:
    everyone = RECORDS.factors.with_columns(
        pl.when(pl.col("name") == "ride_support").then(pl.lit("used")).otherwise("value").alias("value")
    )
    records = replace(RECORDS, factors=everyone)
    found = told(records, from_the_prior(records, draws=50))["alliance_ride"]
    assert (found.verdict, found.why, found.estimate) == ("cannot tell", "few_rides", None)


def test_without_a_recorded_way_nothing_is_said_of_access() -> None:
    bare = without_factors(RECORDS, "court_order")
    found = told(bare, from_the_prior(bare, draws=50))
    assert found["alliance_access"].why == "no_access"
    assert found["alliance_ride"].why == "no_rides"
    assert found["entry_distance"].why == "few_referred"


def test_a_fit_that_is_not_to_be_trusted_settles_nothing_it_carries() -> None:
    strong = sure(PLAIN, alliance=-0.6, court_order=[-0.6, -0.6, 0.6])
    found = told(RECORDS, doubted(strong))
    assert {claim.verdict for name, claim in found.items() if name != "entry_distance"} == {"cannot tell"}


def test_what_is_not_recorded_is_said_to_be_open() -> None:
    found = told(RECORDS, PLAIN)
    assert {found[name].why for name in NAMES} == {NOT_RECORDED}


def test_another_factor_that_stands_apart_contradicts_the_alliance_as_the_largest() -> None:
    travel = sure(PLAIN, alliance=-0.05, travel_minutes=1.5, court_order=0.0, ride_support=0.0, family_insistence=0.0)
    assert told(RECORDS, travel)["alliance_largest"].why == "other_stands_apart"


def test_an_alliance_that_goes_most_with_leaving_does_not_go_most_with_staying() -> None:
    backwards = sure(PLAIN, alliance=1.5, travel_minutes=0.0, court_order=0.0, ride_support=0.0, family_insistence=0.0)
    found = told(RECORDS, backwards)["alliance_largest"]
    assert (found.verdict, found.why) == ("contradicted", "goes_with_leaving")


def test_alone_the_alliance_is_given_no_chance_of_being_the_largest() -> None:
    bare = without_factors(RECORDS)
    found = told(bare, from_the_prior(bare, draws=50))["alliance_largest"]
    assert (found.verdict, found.why, found.estimate, found.scale) == ("cannot tell", "nothing_compared", None, "none")


def test_a_chance_is_known_no_better_for_draws_that_stand_there_many_times() -> None:
    often = replace(PLAIN.model, draws=np.repeat(PLAIN.model.draws[:40], 5, axis=0))
    few = replace(PLAIN.model, draws=PLAIN.model.draws[:40], scale_draws=PLAIN.model.scale_draws[:40])
    first, second = (told(RECORDS, replace(PLAIN, model=one))["alliance_largest"].estimate for one in (often, few))
    assert first is not None and second is not None
    assert first.high - first.low == pytest.approx(second.high - second.low, rel=0.1)
