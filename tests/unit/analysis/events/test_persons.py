"""Who returns brings along what lasts of the alliance: in the rows of a fit, and in the forecast of who is back."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from bidewell.analysis.events.as_known import as_known_on
from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.events.panel import PanelFrames, build_panel
from bidewell.analysis.events.persons import persons
from bidewell.analysis.forecasting.forecasts import Foreseen, foresee
from bidewell.analysis.forecasting.saved_program import SavedProgram
from bidewell.analysis.model.engine_rows import engine_rows
from bidewell.analysis.model.factor_values import factor_values
from bidewell.analysis.model.fitting import FitControl, fit_program
from bidewell.analysis.model.laid_out import lay_out
from bidewell.analysis.model.specification import Choices
from bidewell.analysis.program import ProgramRecords
from bidewell.simulate.program import simulate
from bidewell.simulate.scenarios import DEMO
from tests.fitted_programs import panel_of, program, rows_of, without_ratings


def _panel(*episodes: tuple[str, str, int, int]) -> PanelFrames:
    """Episodes as client, outcome, first and last day of care."""
    first = date(2026, 1, 1)
    frame = pl.DataFrame(
        [
            {
                "episode": f"E{number}",
                "client": client,
                "outcome": outcome,
                "start": first + timedelta(days=start),
                "last_contact_on": first + timedelta(days=last),
            }
            for number, (client, outcome, start, last) in enumerate(episodes)
        ]
    )
    return replace(panel_of(program(clients=80)), episodes=frame)


@pytest.mark.parametrize(
    ("episodes", "expected"),
    [
        ([("A", "left", 0, 40), ("A", "in_care", 90, 120)], [0, 0]),
        ([("A", "left", 0, 40), ("A", "completed", 90, 120), ("A", "in_care", 200, 210), ("B", "left", 0, 9)], [0, 0, 0, 1]),
        ([("A", "left", 0, 40), ("B", "in_care", 90, 120)], [0, 1]),
        ([("A", "left", 0, 100), ("A", "in_care", 90, 120)], [0, 1]),
        ([("A", "in_care", 0, 40), ("A", "in_care", 41, 60)], [0, 1]),
        ([("A", "left", 0, 100), ("A", "left", 90, 120), ("A", "left", 130, 140)], [0, 1, 1]),
    ],
    ids=["back", "back twice", "another client", "side by side", "the first still in care", "goes on from the nearest"],
)  # fmt: skip
def test_an_episode_goes_on_from_the_clients_one_before_if_that_was_over(
    episodes: list[tuple[str, str, int, int]], expected: list[int]
) -> None:
    assert persons(_panel(*episodes)).tolist() == expected


def test_the_rows_of_a_fit_know_whose_they_are() -> None:
    records = program(clients=300)
    rows, panel = rows_of(records), panel_of(records)
    client_of = dict(zip(panel.episodes["episode"], panel.episodes["client"], strict=True))
    clients = np.array([client_of[episode] for episode in rows.episodes])[rows.panel.client]
    assert rows.panel.returns.sum() > 5
    assert np.unique(clients).size == rows.panel.persons < rows.panel.clients == len(rows.episodes)
    assert len(set(zip(clients.tolist(), rows.panel.of_person.tolist(), strict=True))) == rows.panel.persons


def test_where_nobody_returns_or_nothing_is_rated_the_rows_are_as_they_were() -> None:
    records = program(clients=300)
    panel = panel_of(records)
    values = factor_values(records, panel)
    once = panel.episodes.unique("client", keep="none")
    only = replace(records, episodes=records.episodes.join(once, on="client", how="semi"))
    assert rows_of(only).panel.person is None
    assert engine_rows(panel, values, linked=False).panel.person is None
    assert rows_of(without_ratings(records)).panel.person is None


def test_a_choice_takes_each_episode_for_itself() -> None:
    records = program(clients=300)
    apart, linked = (lay_out(records, panel_of(records), Choices(linked=on)).rows.panel for on in (False, True))
    assert apart.person is None and linked.person is not None
    assert {name: column.tolist() for name, column in apart.columns().items() if name != "rating"} == {
        name: column.tolist() for name, column in linked.columns().items() if name not in ("rating", "person")
    }


@cache
def _many_return() -> tuple[ProgramRecords, PanelFrames, Foreseen]:
    """A program to which nearly all of those who left come back: its records of a day, and the forecasts then."""
    scenario = replace(DEMO, truth=replace(DEMO.truth, returns_share=0.9))
    whole = simulate(scenario, 350, seed=3).records
    records = as_known_on(whole, whole.settings.extract_date - timedelta(days=60))
    panel = build_panel(records, DEFAULT_DEFINITION)
    fitted = fit_program(records, panel, Choices(purpose="forecast"), FitControl(draws=60))
    return records, panel, _seen(records, SavedProgram.of(fitted, fitted, {"verdict": {"largest": None}}))


def _seen(records: ProgramRecords, saved: SavedProgram, kept: dict[str, Any] | None = None) -> Foreseen:
    found = foresee(records, saved, kept=kept)
    assert found is not None
    return found


def _back(seen: Foreseen) -> NDArray[np.bool_]:
    """Which of the clients in care came back, and rated the alliance both before and since."""
    panel = seen.clients.history.panel
    rated = np.unique(panel.client[panel.rating_count > 0])
    times = np.bincount(panel.of_person[panel.starts][rated], minlength=seen.clients.clients)
    return np.asarray(times > 1)


def _rated_higher_before(records: ProgramRecords, seen: Foreseen) -> ProgramRecords:
    """Every rating of those who came back two points higher, but those since they did."""
    came = seen.clients.episodes.filter(pl.Series(_back(seen))).select("client", back_on="start")
    since = records.episodes.select("episode", "client").join(came, on="client")
    checkins = records.checkins.join(since, on="episode", how="left", maintain_order="left")
    earlier = pl.col("day") < pl.col("back_on")
    value = pl.when(earlier).then(pl.col("value") + 2.0).otherwise("value")
    return replace(records, checkins=checkins.with_columns(value).drop("client", "back_on"))


def test_a_forecast_uses_what_was_learned_before_the_client_came_back() -> None:
    records, _, seen = _many_return()
    back, higher = _back(seen), _rated_higher_before(records, seen)
    now = _seen(higher, seen.saved)
    assert back.sum() > 10
    assert (now.stand.level[back] > seen.stand.level[back] + 0.05).all()
    assert (now.chances.mean[back, -1] > seen.chances.mean[back, -1]).all()
    assert (now.stand.level[~back] == seen.stand.level[~back]).all()


def test_a_fit_of_episodes_apart_forecasts_them_apart() -> None:
    records, _, seen = _many_return()
    apart = replace(seen.saved, linked=False)
    one, other = _seen(records, apart), _seen(_rated_higher_before(records, seen), apart)
    assert (one.stand.level == other.stand.level).all() and (one.chances.mean == other.chances.mean).all()
    assert not one.clients.history.panel.returns.any()
    first = ~np.isin(
        np.arange(one.clients.clients), seen.clients.history.panel.of_person[seen.clients.history.panel.returns]
    )
    assert one.stand.level[first] == pytest.approx(seen.stand.level[first], abs=1e-12)


def test_what_is_of_an_episode_stays_of_that_episode() -> None:
    records, _, seen = _many_return()
    apart = _seen(records, replace(seen.saved, linked=False))
    assert seen.clients.episodes.equals(apart.clients.episodes)
    for name, column in apart.clients.ahead.items():
        if column.dtype != object:
            assert np.array_equal(column, seen.clients.ahead[name], equal_nan=True) or name in ("row", "episode_order")
    assert (seen.clients.steps.periods == apart.clients.steps.periods).all()
    assert (seen.stand.rated.rows == apart.stand.rated.rows).all()


def test_a_kept_state_knows_the_episodes_before() -> None:
    records, _, seen = _many_return()
    back, kept = _back(seen), seen.kept()
    again = _seen(records, seen.saved, kept)
    assert not again.stand.is_replayed[back].any()
    assert again.stand.level == pytest.approx(seen.stand.level, abs=1e-10)
    changed = _rated_higher_before(records, seen)
    corrected = _seen(changed, seen.saved, kept)
    assert corrected.stand.is_replayed[back].all()
    assert (corrected.stand.is_replayed == again.stand.is_replayed)[~back].all()
    assert corrected.stand.level == pytest.approx(_seen(changed, seen.saved).stand.level, abs=1e-10)


def test_a_kept_state_of_before_returns_were_linked_is_filtered_anew() -> None:
    records, _, seen = _many_return()
    of_episodes = _seen(records, replace(seen.saved, linked=False)).kept()
    now = _seen(records, seen.saved, of_episodes)
    assert now.stand.is_replayed[_back(seen)].all() and not now.stand.is_replayed.all()
    assert now.stand.level == pytest.approx(seen.stand.level, abs=1e-10)


def test_records_of_people_who_return_are_likelier_when_what_lasts_goes_on() -> None:
    records, panel, seen = _many_return()
    apart = fit_program(records, panel, Choices(purpose="forecast", linked=False), FitControl(draws=60))
    linked = seen.saved.forecast.diagnostics
    assert linked.log_likelihood > apart.model.diagnostics.log_likelihood + 10.0
