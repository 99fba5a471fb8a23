"""Forecasts of one program's clients: what is told, and that it moves the way it should."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from jsonschema import Draft202012Validator

from bidewell.analysis.events.as_known import as_known_on
from bidewell.analysis.forecasting.forecast import Forecast
from bidewell.analysis.forecasting.forecasts import forecast_clients
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.analysis.program import ProgramRecords
from bidewell.domain.sessions import SessionStatus
from bidewell.exchange.saved_model import save_model
from bidewell.report.schema import document_schema
from tests.fitted_programs import with_craving_for_alliance
from tests.forecasted_programs import Forecasted, forecasted, in_care


@cache
def forecasts(language: str = "en") -> tuple[Forecast, ...]:
    program = forecasted()
    return forecast_clients(program.records, program.saved, program.fitted_on, language)


def _one(program: Forecasted, records: ProgramRecords, episode: str) -> Forecast:
    found = forecast_clients(records, program.saved, program.fitted_on)
    return next(one for one in found if one.episode == episode)


def _seen_lately(days: int = 5) -> Forecast:
    """A client with ratings who was seen in the last days."""
    return next(one for one in forecasts() if 1 <= one.days_since_contact <= days and one.ratings_used >= 4)


def test_everyone_in_care_gets_a_forecast_and_nobody_else() -> None:
    program = forecasted()
    assert {one.episode for one in forecasts()} == in_care(program.records, program.fitted_on)


@pytest.mark.parametrize("value", [-3_000.0, 1e9])
def test_one_mistyped_value_spoils_no_forecast(value: float) -> None:
    program, whose = forecasted(), _seen_lately().episode
    is_it = (pl.col("episode") == whose) & (pl.col("name") == "motivation")
    mistyped = program.records.factors.with_columns(number=pl.when(is_it).then(value).otherwise("number"))
    found = forecast_clients(replace(program.records, factors=mistyped), program.saved, program.fitted_on)
    json.dumps([one.as_document() for one in found], allow_nan=False)
    others = {one.episode: one.as_document() for one in forecasts() if one.episode != whose}
    assert {one.episode: one.as_document() for one in found if one.episode != whose} == others


def test_forecasts_are_as_the_report_holds_them() -> None:
    entry = document_schema()["properties"]["forecasts"]
    documents = [one.as_document() for one in (*forecasts(), *forecasts("es"))]
    Draft202012Validator(entry | {"$defs": document_schema()["$defs"]}).validate(json.loads(json.dumps(documents)))


def test_forecasts_of_a_few_clients_are_those_of_everyone() -> None:
    program = forecasted()
    everyone = {one.episode: one for one in forecasts()}
    clients = sorted({one.client for one in everyone.values()})
    for few in (clients[:1], clients[1:2], clients[2:3], clients[3:12]):
        records = _of_clients(as_known_on(program.records, program.fitted_on), few)
        for one in forecast_clients(records, program.saved):
            _assert_same(one, everyone[one.episode])


def _of_clients(records: ProgramRecords, clients: list[str]) -> ProgramRecords:
    return records.of_episodes(records.episodes.filter(pl.col("client").is_in(clients)))


def _assert_same(one: Forecast, other: Forecast) -> None:
    def numbers(told: Forecast) -> list[float]:
        ends = [
            end for chance in (*told.chances, *told.what_if) for end in (chance.probability, chance.low, chance.high)
        ]
        left = told.left_already
        return [*ends, told.typical, left.mean, left.low, left.high]

    # Chances are reckoned in single precision, and a product of other rows may round the other way.
    assert numbers(one) == pytest.approx(numbers(other), abs=2e-7)
    assert [(reason.group, reason.words) for reason in one.reasons] == [
        (reason.group, reason.words) for reason in other.reasons
    ]
    assert (one.state, one.notes, one.ratings_used) == (other.state, other.notes, other.ratings_used)


def test_chances_fall_with_the_horizon_and_lie_in_their_intervals() -> None:
    for one in forecasts():
        probabilities = [chance.probability for chance in one.chances]
        assert [chance.horizon_days for chance in one.chances] == [None, 30, 90]
        assert probabilities == sorted(probabilities, reverse=True)
        assert all(0.0 <= chance.low <= chance.probability <= chance.high <= 1.0 for chance in one.chances)


def test_reasons_sum_to_the_difference_from_a_typical_client() -> None:
    for one in forecasts():
        difference = one.chances[1].probability - one.typical
        assert sum(reason.points for reason in one.reasons) == pytest.approx(100.0 * difference, abs=1e-8)


def test_what_speaks_for_a_group_points_the_way_the_group_does() -> None:
    """Of several pressures one may hold a client and another not: each is named where the sum goes its way.

    An order in force may point either way by its type and by the alliance; without these it has one way only.
    """
    program = forecasted()
    saved = _without(program.saved, "court_order.type", "court_order_sustain_by_alliance")
    ways: dict[str, set[bool]] = {}
    found = forecast_clients(program.records, saved, program.fitted_on)
    for reason in (reason for one in found for reason in one.reasons if reason.group == "pressure"):
        ways.setdefault(reason.words, set()).add(reason.points > 0)
    assert (ways["court order: in force"], ways["court order: none"]) == ({True}, {False})


def test_what_is_less_than_usual_is_so_on_the_scale_that_counts() -> None:
    """A way between the middle and the average of all ways, which few long ones raise, was called short."""
    words = {"travel time: less than usual", "travel time: more than usual"}
    ways = {(one.words, one.points > 0) for each in forecasts() for one in each.reasons if one.words in words}
    assert ways == {("travel time: less than usual", True), ("travel time: more than usual", False)}


def _without(saved: SavedProgram, *blocks: str) -> SavedProgram:
    """The same program, had these blocks of its model no effect."""
    model = saved.forecast
    mode, draws = model.mode.copy(), model.draws.copy()
    for name in blocks:
        mode[slice(*model.layout[name])] = draws[:, slice(*model.layout[name])] = 0.0
    return replace(saved, forecast=replace(model, mode=mode, draws=draws))


def _with_nothing_but_a_product(saved: SavedProgram, product: str) -> SavedProgram:
    """The same program, had no pressure any effect but one with the alliance."""
    model, typical = saved.forecast, saved.typical
    pressures = [name for name in model.layout if name.startswith(("court_order", "family_insistence"))]
    mode, draws = model.mode.copy(), model.draws.copy()
    for name in pressures:
        mode[slice(*model.layout[name])] = draws[:, slice(*model.layout[name])] = 1.0 if name == product else 0.0
    none = {"pressure": (0.0,) * len(typical.level)}
    typical = replace(
        typical,
        direct={**typical.direct, **none},
        loading={**typical.loading, **none},
        blocks=dict(typical.blocks) | dict.fromkeys(pressures, 0.0),
    )
    return replace(saved, forecast=replace(model, mode=mode, draws=draws), typical=typical)


@pytest.mark.parametrize(
    "product, named", [("court_order", "court order"), ("family_insistence", "family insists on treatment")]
)
def test_a_pressure_that_counts_by_the_alliance_alone_is_the_one_named(product: str, named: str) -> None:
    """Else another pressure, of which nothing comes, stood for it: the same words both for more and for fewer staying."""
    program = forecasted()
    saved = _with_nothing_but_a_product(program.saved, f"{product}_sustain_by_alliance")
    found = forecast_clients(program.records, saved, program.fitted_on)
    told = [one for each in found for one in each.reasons if one.group == "pressure" and abs(one.points) > 0.5]
    assert len(told) > 40 and {one.words.partition(":")[0] for one in told} == {named}


def test_the_two_largest_reasons_are_named_with_their_direction() -> None:
    for one in forecasts():
        named = one.as_document()["reasons"]
        sizes = [abs(reason.points) for reason in one.reasons]
        assert len(named) == 2 and sizes == sorted(sizes, reverse=True)
        told = [reason for reason in named if reason["direction"] != "neither"]
        assert all((reason["points"] > 0) == (reason["direction"] == "more") for reason in told)


def test_a_reason_has_a_direction_only_where_the_ranking_knows_which_way_it_goes() -> None:
    told = [one for forecast in forecasts() for one in forecast.reasons if abs(one.points) > 0.5]
    of_factors = {one.words.partition(":")[0] for one in told if one.group not in ("attendance", "people")}
    clear = {"alliance rated higher than usual", "alliance rated lower than usual", "travel time"}
    assert clear < of_factors
    assert {one.words.partition(":")[0] for one in told if one.is_clear and one.group != "attendance"} == clear
    assert {one.direction for one in told if not one.is_clear} == {"neither"}
    unclear = replace(forecasted().saved, answers={"ranking": []})
    seen = forecast_clients(forecasted().records, unclear, forecasted().fitted_on)
    assert {one.direction for forecast in seen for one in forecast.reasons if one.group == "alliance"} == {"neither"}


def test_silence_goes_with_leaving_whatever_the_ranking_knows() -> None:
    told = [one for forecast in forecasts() for one in forecast.reasons if one.words.startswith("no session for")]
    assert any(one.direction == "less" for one in told) and all(one.is_clear for one in told)


def test_nobody_is_told_that_clients_of_a_therapist_stay_more_or_less() -> None:
    named = [reason["group"] for forecast in forecasts() for reason in forecast.as_document()["reasons"]]
    assert "people" not in named and len(named) == 2 * len(forecasts())
    assert any("people" in {one.group for one in forecast.reasons[:2]} for forecast in forecasts())
    people = [one for forecast in forecasts() for one in forecast.reasons if one.group == "people"]
    assert {(one.words, one.direction) for one in people} == {("this therapist or site", "neither")}


def test_nothing_known_later_is_used() -> None:
    program = forecasted()
    as_they_stood = as_known_on(program.records, program.fitted_on)
    assert forecast_clients(as_they_stood, program.saved) == forecasts()


def _with_last_session(records: ProgramRecords, episode: str, day: date, status: SessionStatus) -> ProgramRecords:
    changed = pl.when((pl.col("episode") == episode) & (pl.col("day") == day)).then(pl.lit(status)).otherwise("status")
    return replace(records, sessions=records.sessions.with_columns(changed.alias("status")))


def test_a_missed_session_in_place_of_a_visit_lowers_the_chance() -> None:
    program = forecasted()
    for before in [one for one in forecasts() if one.days_since_contact <= 4 and one.ratings_used >= 4][:5]:
        records = _with_last_session(program.records, before.episode, before.last_contact_on, SessionStatus.NO_SHOW)
        after = _one(program, records, before.episode)
        assert after.days_since_contact > before.days_since_contact
        assert after.chances[0].probability < before.chances[0].probability
        assert after.left_already.mean > before.left_already.mean


def _with_last_rating(records: ProgramRecords, one: Forecast, value: float) -> ProgramRecords:
    theirs = (pl.col("episode") == one.episode) & pl.col("value").is_not_null() & (pl.col("day") <= one.as_of)
    latest = theirs & (pl.col("day") == pl.col("day").filter(theirs).max())
    return replace(
        records, checkins=records.checkins.with_columns(pl.when(latest).then(value).otherwise("value").alias("value"))
    )


def test_a_low_rating_lowers_the_chance_and_a_high_one_raises_it() -> None:
    program, one = forecasted(), _seen_lately()
    assert program.saved.forecast.block("alliance").mean() < 0
    low, high = (_one(program, _with_last_rating(program.records, one, value), one.episode) for value in (1.0, 5.0))
    assert low.chances[1].probability < high.chances[1].probability
    assert low.chances[2].probability < high.chances[2].probability


def test_after_a_fall_the_clients_own_earlier_level_goes_with_a_better_chance() -> None:
    program, one = forecasted(), _seen_lately()
    fallen = _one(program, _with_last_rating(program.records, one, 1.0), one.episode)
    back = [change for change in fallen.what_if if "earlier level" in change.words]
    assert len(back) == 1 and back[0].probability > fallen.chances[1].probability


def test_a_ride_is_asked_about_only_where_none_is_used() -> None:
    program = forecasted()
    used = set(
        program.records.factors.filter(pl.col("name") == "ride_support", pl.col("value") == "used")["episode"].to_list()
    )
    asked = {one.episode for one in forecasts() if any("ride" in change.words for change in one.what_if)}
    assert asked and not asked & used


def _rides_compared(fitted: FittedProgram) -> tuple[str, ...]:
    return SavedProgram.of(fitted, fitted, {}).rides_compared


def _with_rides_of(used: int, unused: int) -> FittedProgram:
    """The same fit of clients of whom so many used a ride, and so many were offered one and did not."""
    rows = forecasted().fitted.rows
    client = rows.panel.client
    ride = np.where(client < used, "used", np.where(client < used + unused, "offered", "none")).astype(object)
    return replace(forecasted().fitted, rows=replace(rows, columns={**rows.columns, "ride_support": ride}))


def test_a_ride_is_asked_about_only_where_the_way_is_known() -> None:
    fitted = forecasted().fitted
    no_way = tuple(factor for factor in fitted.factors if factor.name != "travel_minutes")
    assert _rides_compared(fitted) == ("ride_support",)
    assert _rides_compared(replace(fitted, factors=no_way)) == ()


@pytest.mark.parametrize(("used", "unused", "is_asked"), [(11, 11, True), (10, 11, False), (11, 10, False)])
def test_a_ride_is_asked_about_only_where_enough_used_one_and_enough_did_not(
    used: int, unused: int, is_asked: bool
) -> None:
    assert bool(_rides_compared(_with_rides_of(used, unused))) == is_asked


def test_a_ride_that_cannot_be_compared_is_in_no_forecast() -> None:
    program = forecasted()
    saved = replace(program.saved, rides_compared=())
    found = forecast_clients(program.records, saved, program.fitted_on)
    assert not any("ride" in change.words for one in found for change in one.what_if)


def test_silence_is_told_and_its_chance_never_falls() -> None:
    program, quiet = forecasted(), [one for one in forecasts() if one.is_quiet]
    assert quiet and all(one.state == "gone quiet" for one in quiet)
    one = next(one for one in forecasts() if one.days_since_contact == 0)
    theirs = (pl.col("episode") == one.episode) & (pl.col("day") > one.last_contact_on)
    silent = replace(program.records, sessions=program.records.sessions.filter(~theirs))
    later = [
        forecast_clients(silent, program.saved, program.fitted_on + timedelta(days=days)) for days in (3, 9, 17, 25)
    ]
    chances = [next(two for two in found if two.episode == one.episode).left_already for found in later]
    rising = [one.left_already.mean, *(left.mean for left in chances)]
    assert rising == sorted(rising) and rising[-1] > 0.5
    assert all(left.low < left.mean < left.high for left in chances)


def test_who_has_not_left_already_comes_to_the_next_session_ranges_and_all() -> None:
    for one in forecasts():
        left, comes = one.left_already, one.chances[0]
        assert (1.0 - left.mean, 1.0 - left.high, 1.0 - left.low) == pytest.approx(
            (comes.probability, comes.low, comes.high), abs=1e-12
        )


def test_an_order_that_ends_within_the_horizon_is_seen_to_end() -> None:
    program = forecasted()
    known = as_known_on(program.records, program.fitted_on)
    orders = known.factors.filter(pl.col("name") == "court_order", pl.col("to").is_null())["episode"]
    one = next(one for one in forecasts() if one.episode in set(orders) and not one.is_quiet)
    ends = pl.when((pl.col("episode") == one.episode) & (pl.col("name") == "court_order"))
    soon = ends.then(pl.lit(program.fitted_on + timedelta(days=20))).otherwise("to").alias("to")
    ending = _one(program, replace(known, factors=known.factors.with_columns(soon)), one.episode)
    assert ending.chances[0] == one.chances[0]
    assert ending.chances[2].probability != one.chances[2].probability


def test_without_ratings_the_forecast_says_so() -> None:
    program = forecasted()
    unrated = replace(program.records, checkins=program.records.checkins.clear())
    found = forecast_clients(unrated, program.saved, program.fitted_on)
    assert all(one.ratings_used == 0 and "no ratings" in one.as_document()["state"] for one in found)


def test_answers_that_are_kept_from_the_therapist_are_in_no_forecast() -> None:
    program = forecasted()
    withheld = program.records.checkins.with_columns(sharing=pl.lit("counted"))
    found = forecast_clients(replace(program.records, checkins=withheld), program.saved, program.fitted_on)
    assert found and all(one.ratings_used == 0 for one in found)


def test_a_fit_that_cannot_be_trusted_says_so() -> None:
    program = forecasted()
    doubtful = replace(program.saved.forecast, diagnostics=replace(program.saved.forecast.diagnostics, pareto_k=0.9))
    found = forecast_clients(program.records, replace(program.saved, forecast=doubtful), program.fitted_on)
    assert all("cannot be trusted" in one.as_document()["state"] for one in found)
    assert {one.state for one in found} <= {"not enough data yet", "gone quiet"}


def test_factors_no_longer_recorded_are_missing_not_an_error() -> None:
    program = forecasted()
    bare = replace(program.records, factors=program.records.factors.clear())
    assert len(forecast_clients(bare, program.saved, program.fitted_on)) == len(forecasts())


def test_with_nobody_in_care_there_is_nothing_to_forecast() -> None:
    program = forecasted()
    nobody = replace(program.records, sessions=program.records.sessions.clear())
    assert forecast_clients(nobody, program.saved, program.fitted_on) == ()


def test_one_client_alone_gets_the_same_forecast() -> None:
    program, one = forecasted(), _seen_lately()
    client = program.records.episodes.filter(pl.col("client") == one.client)
    alone = forecast_clients(replace(program.records, episodes=client), program.saved, program.fitted_on)
    assert len(alone) == 1 and alone[0].chances[1].probability == pytest.approx(one.chances[1].probability, abs=1e-12)


def test_no_sentence_says_what_brings_about_what() -> None:
    told = " ".join(
        [reason.words for one in forecasts() for reason in one.reasons]
        + [change.words for one in forecasts() for change in one.what_if]
    )
    assert not {"because", "cause", "causes", "due", "keeps", "makes", "leads"} & set(told.lower().split())


def test_a_saved_program_forecasts_without_a_compiler(tmp_path: Path) -> None:
    program = forecasted()
    save_model(program.saved, tmp_path / "model")
    script = """
import sys
from pathlib import Path
from bidewell.analysis.forecasting.forecasts import forecast_clients
from bidewell.exchange.saved_model import load_model
from tests.described_programs import Chart, program
saved = load_model(Path(sys.argv[1]))
assert len(forecast_clients(program(Chart(days=(280, 287, 294, 300))), saved)) == 1
assert not {"jax", "llvmlite", "arviz_stats"} & set(sys.modules), "a forecast waits for the compiler"
"""
    command = [sys.executable, "-c", script, str(tmp_path / "model")]
    subprocess.run(command, check=True, cwd=Path(__file__).parents[4], env=os.environ, timeout=120)


def test_on_the_session_grid_chances_are_close_to_those_by_week() -> None:
    program = forecasted(grid="session")
    by_session = {
        one.episode: one.chances[1].probability
        for one in forecast_clients(program.records, program.saved, program.fitted_on)
    }
    pairs = np.array(
        [(one.chances[1].probability, by_session[one.episode]) for one in forecasts() if one.episode in by_session]
    )
    assert len(pairs) > 40
    assert np.abs(pairs[:, 0] - pairs[:, 1]).mean() < 0.06


@cache
def of_craving() -> tuple[Forecast, ...]:
    """The same clients where what is followed is no rating of the alliance."""
    program = forecasted()
    records = with_craving_for_alliance(program.records)
    saved = replace(program.saved, source=records.settings.instruments[0])
    return forecast_clients(records, saved, program.fitted_on)


def test_another_rating_that_stands_in_is_a_reason_by_its_own_name() -> None:
    said = {one.words for forecast in of_craving() for one in forecast.reasons if one.group == "alliance"}
    assert said == {"craving: higher than usual", "craving: lower than usual"}
    assert not any(one.can_change for forecast in of_craving() for one in forecast.reasons if one.group == "alliance")


def test_of_another_rating_that_stands_in_no_strain_is_told_and_no_way_back() -> None:
    as_rated = forecasts()
    assert any(one.state == "strain" for one in as_rated) and any(one.strain for one in as_rated)
    assert not any(one.state == "strain" or one.strain for one in of_craving())
    assert not any("alliance" in change.words for one in of_craving() for change in one.what_if)
    assert [one.chances for one in of_craving()] == [one.chances for one in as_rated]
