"""Who leaves: by the hazard the truth says, and the same people whom the default definition finds in the records."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm

from bidewell.analysis.events.definitions import DEFINITIONS
from bidewell.analysis.events.panel import build_panel
from bidewell.analysis.model.factor_values import factor_values
from bidewell.simulate.clients import standard_travel
from bidewell.simulate.program import Simulated
from bidewell.simulate.truth import Pressure, Rating, Truth, baseline
from tests.unit.simulate.worlds import program, program_with

LOSS_OF_CONTACT = DEFINITIONS[0]
PLAIN = Truth(therapist_sd=0.0, site_sd=0.0)
EVERYTHING = replace(
    PLAIN,
    alliance=-0.5,
    alliance_curve=0.1,
    travel=0.3,
    alliance_by_travel=0.2,
    ride_used=-0.4,
    alliance_by_ride=0.3,
    telehealth_share=0.2,
    court_order=Pressure(0.35, start=-0.8, sustain=-0.2, sustain_by_alliance=0.3, after=0.5, ends_share=0.8),
    family_insistence=Pressure(0.25, start=-0.3, sustain=0.1),
)


def contacts(simulated: Simulated) -> pl.DataFrame:
    """The panel's contacts with their factor values, beside the truth of the same contacts."""
    panel = build_panel(simulated.records, LOSS_OF_CONTACT)
    rows = pl.concat([panel.rows, factor_values(simulated.records, panel)], how="horizontal")
    rows = rows.join(panel.episodes.select("episode", "record_episode"), on="episode").filter("contact")
    truth = simulated.latent.rename({"episode": "record_episode", "day": "contact_on"})
    return rows.join(truth, on=["record_episode", "contact_on"], how="full", coalesce=True)


def terms(rows: pl.DataFrame) -> dict[str, np.ndarray]:
    """The terms of the engine's linear predictor, from the records and the true level."""
    travel = standard_travel(rows["travel_minutes"].to_numpy())
    level = rows["level"].to_numpy()
    fresh = np.exp(-rows["court_order.weeks"].to_numpy() / 4)
    order, after = rows["court_order.active"].to_numpy(), rows["court_order.after"].to_numpy()
    family, family_fresh = rows["family_insistence.active"].to_numpy(), np.exp(-rows["family_insistence.weeks"] / 4)
    return {
        "alliance": level,
        "alliance_curve": level**2,
        "travel": travel,
        "alliance_by_travel": level * travel,
        "ride_used": (rows["ride_support"] == "used").to_numpy().astype(float),
        "alliance_by_ride": level * (rows["ride_support"] == "used").to_numpy(),
        "start": order * fresh,
        "sustain": order * (1 - fresh),
        "sustain_by_alliance": order * (1 - fresh) * level,
        "after": after,
        "family_start": family * family_fresh.to_numpy(),
        "family_sustain": family * (1 - family_fresh.to_numpy()),
    }


def test_the_records_alone_give_back_the_hazard_in_the_engines_own_form():
    rows = contacts(program_with(EVERYTHING, 800)).filter(pl.col("travel_minutes").is_not_null())
    columns = terms(rows)
    hazard = rows["log_hazard"].to_numpy() - baseline(EVERYTHING, rows["week"].to_numpy())
    found, *_ = np.linalg.lstsq(np.column_stack(list(columns.values())), hazard, rcond=None)
    order, family = EVERYTHING.court_order, EVERYTHING.family_insistence
    true = [-0.5, 0.1, 0.3, 0.2, -0.4, 0.3, order.start, order.sustain, order.sustain_by_alliance, order.after]
    assert found == pytest.approx([*true, family.start, family.sustain], abs=1e-9)


@pytest.mark.parametrize("name", ["alliance", "access", "mandate-sustains", "nothing", "demo", "active-list"])
def test_the_definition_finds_those_who_truly_left_in_the_week_they_left(name):
    rows = contacts(program(name)).filter("at_risk")
    truly = rows["exit"].is_in(["left", "left_with_order"]).fill_null(False)
    order_completed = rows["exit"].eq("left_with_order").fill_null(False)
    assert (rows["left"] == truly).filter(~order_completed).all()
    assert name == "active-list" or (rows["period"] == rows["week"]).all()


def test_every_contact_of_the_truth_is_a_contact_of_the_panel():
    rows = contacts(program("demo"))
    assert rows["period"].null_count() == 0
    assert rows["week"].null_count() == 0


@pytest.mark.parametrize("weeks", [(0, 0), (1, 3), (4, 11), (12, 99)])
def test_as_many_leave_as_their_chances_say(weeks):
    rows = program("nothing", 3000).latent.filter(pl.col("week").is_between(*weeks))
    left = rows["exit"].eq("left").fill_null(False).sum()
    chance = rows["probability_left"].to_numpy()
    assert abs(left - chance.sum()) < 4 * np.sqrt((chance * (1 - chance)).sum())


def test_leaving_is_front_loaded():
    hazard = np.exp(baseline(Truth(), np.arange(30)))
    assert 0.2 < hazard[0] < 0.25
    assert 0.03 < hazard[12] < 0.04
    assert (np.diff(hazard) < 0).all()


def test_a_regression_on_the_true_level_finds_the_planted_effects():
    simulated = program("alliance", 3000)
    rows = contacts(simulated).filter(pl.col("at_risk") & pl.col("travel_minutes").is_not_null())
    columns = terms(rows)
    design = sm.add_constant(np.column_stack([columns["alliance"], columns["travel"]]))
    family = sm.families.Binomial(sm.families.links.CLogLog())
    offset = baseline(simulated.scenario.truth, rows["week"].to_numpy())
    fit = sm.GLM(rows["left"].to_numpy().astype(float), design, family=family, offset=offset).fit()
    assert abs(fit.params[1] + 0.8) < 4 * fit.bse[1]
    assert abs(fit.params[2] - 0.1) < 4 * fit.bse[2]


def test_ratings_carry_the_level_with_the_stated_error():
    wide = replace(PLAIN, rating=Rating(points=0.1, ceiling_share=0.01, growth=0.0))
    simulated = program_with(wide, 2000)
    first = simulated.records.checkins.filter(pl.col("value").is_not_null())
    level = simulated.latent.filter(pl.col("week") == 0).select("episode", "day", "level")
    joined = first.join(level, on=["episode", "day"])
    assert len(joined) > 500
    slope = np.polyfit(joined["level"].to_numpy(), joined["value"].to_numpy(), 1)[0]
    assert slope == pytest.approx(0.1 * wide.rating.level_sd, rel=0.15)


def test_four_in_ten_leave_when_their_order_ends():
    latent = program("leaves-when-order-ends", 3000).latent
    chance = latent.select(pl.col("probability_left") > 0.4).to_series()
    met = latent.filter(chance & (pl.col("week") > 3))
    left = met["exit"].eq("left_with_order").fill_null(False).mean()
    assert len(met) > 100
    assert left == pytest.approx(0.4, abs=0.08)
