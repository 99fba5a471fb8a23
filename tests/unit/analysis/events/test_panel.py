import time
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from bidewell.analysis.events.definitions import DEFAULT_DEFINITION, DEFINITIONS, UnknownDefinition, definition
from bidewell.analysis.events.outcomes import episode_outcomes
from bidewell.analysis.events.panel import ROW_COLUMNS, build_panel
from bidewell.analysis.events.service_days import read_services
from bidewell.analysis.program import EPISODES_SCHEMA, ProgramRecords, checkins_schema, empty_frame, sessions_schema
from bidewell.domain.settings import ProgramSettings
from tests.hand_worked import ZONE, Client, records_of

LEFT = ["2026-01-05 start", "2026-01-05, 01-12, 01-19 attended"]


def many_clients(clients, weeks):
    """Clients who come weekly for some weeks, as a program's frames."""
    rng = np.random.default_rng(5)
    stays = rng.geometric(1 / weeks, clients)
    client = np.repeat(np.arange(clients), stays)
    starts = np.datetime64("2025-01-01") + rng.integers(0, 300, clients)
    days = starts[client] + 7 * np.concatenate([np.arange(stay) for stay in stays])
    ids = [f"e{i}" for i in range(clients)]
    episodes = pl.DataFrame({"episode": ids, "client": ids, "start": pl.Series(starts).cast(pl.Date)})
    sessions = pl.DataFrame({"episode": [ids[i] for i in client], "day": pl.Series(days).cast(pl.Date)}).with_columns(
        pl.int_range(pl.len()).cast(pl.String).alias("session"),
        pl.col("day").cast(pl.Datetime("us")).dt.replace_time_zone(ZONE).alias("scheduled_at"),
        status=pl.Series(rng.choice(["attended", "no_show"], len(days), p=[0.85, 0.15])),
        staff=pl.concat_list(pl.lit("thea")),
    )
    return ProgramRecords(
        ProgramSettings("Many", ZONE, date(2026, 6, 30)),
        pl.concat([empty_frame(EPISODES_SCHEMA), episodes], how="diagonal"),
        pl.concat([empty_frame(sessions_schema(ZONE)), sessions], how="diagonal").filter(
            pl.col("day") <= date(2026, 6, 30)
        ),
        empty_frame(checkins_schema(ZONE)),
    )


def test_five_thousand_clients_take_well_under_two_seconds():
    records = many_clients(5_000, weeks=12)
    build_panel(records, DEFAULT_DEFINITION)
    began = time.perf_counter()
    panel = build_panel(records, DEFAULT_DEFINITION)
    assert panel.rows.height > 40_000
    assert time.perf_counter() - began < 2


def test_the_same_records_give_the_same_panel_to_the_last_row():
    records = many_clients(300, weeks=6)
    first, second = (build_panel(records, DEFAULT_DEFINITION) for _ in range(2))
    assert first.rows.equals(second.rows)
    assert first.episodes.equals(second.episodes)


def test_rows_stand_in_the_order_of_the_episodes_with_no_period_left_out():
    panel = build_panel(many_clients(300, weeks=6), DEFAULT_DEFINITION)
    assert panel.rows["episode"].unique(maintain_order=True).to_list() == panel.episodes["episode"].to_list()
    steps = panel.rows.select((pl.col("period") - pl.col("period").shift(1).over("episode")).drop_nulls().unique())
    assert steps["period"].to_list() == [1]


@pytest.mark.parametrize("grid", ["week", "session"])
@pytest.mark.parametrize("one", DEFINITIONS, ids=lambda one: one.name)
def test_a_program_without_a_single_client_has_an_empty_panel(one, grid):
    settings = ProgramSettings("Empty", ZONE, date(2026, 6, 30))
    frames = [empty_frame(schema) for schema in (EPISODES_SCHEMA, sessions_schema(ZONE), checkins_schema(ZONE))]
    panel = build_panel(ProgramRecords(settings, *frames), one, grid)
    assert (panel.rows.height, panel.episodes.height, panel.excluded.height) == (0, 0, 0)
    assert panel.rows.columns == list(ROW_COLUMNS)
    assert panel.complete_through == date(2026, 5, 31)


def test_every_panel_has_the_same_columns_and_types_whatever_was_recorded():
    full = build_panel(
        records_of(Client("", [*LEFT, "2026-01-12 rating 3", "2026-01-05 assigned thea"])), DEFAULT_DEFINITION
    )
    bare = build_panel(records_of(Client("", LEFT)), DEFAULT_DEFINITION)
    no_ratings = replace(records_of(Client("", LEFT)), settings=ProgramSettings("Bare", ZONE, date(2026, 6, 30)))
    assert full.rows.schema == bare.rows.schema == build_panel(no_ratings, DEFAULT_DEFINITION).rows.schema


def test_the_latest_planned_interval_in_the_sessions_comes_before_the_episodes_own():
    records = records_of(
        Client("", ["2026-01-05 start", "2026-01-05 attended interval=7", "2026-01-12 attended interval=21"])
    )
    records = replace(records, episodes=records.episodes.with_columns(pl.lit(60.0).alias("planned_interval_days")))
    assert build_panel(records, DEFAULT_DEFINITION).episodes["window_days"].to_list() == [42]


def test_the_episodes_planned_interval_comes_before_the_programs():
    records = records_of(Client("", LEFT))
    recorded = replace(records, episodes=records.episodes.with_columns(pl.lit(17.5).alias("planned_interval_days")))
    assert build_panel(recorded, DEFAULT_DEFINITION).episodes["window_days"].to_list() == [35]
    monthly = replace(records, settings=replace(records.settings, default_planned_interval_days=28))
    assert build_panel(monthly, DEFAULT_DEFINITION).complete_through == date(2026, 6, 30) - timedelta(days=56)


def test_a_programs_own_columns_are_kept_and_never_overwritten():
    records = records_of(Client("", LEFT))
    own = records.episodes.with_columns(pl.lit("44").alias("age"), pl.lit("fine").alias("outcome"), silent=pl.lit("x"))
    episode = build_panel(replace(records, episodes=own), DEFAULT_DEFINITION).episodes.to_dicts()[0]
    assert (episode["age"], episode["outcome"], episode["recorded_outcome"], episode["silent"]) == (
        "44",
        "left",
        "fine",
        "x",
    )


def test_how_the_chart_was_closed_does_not_stand_among_what_was_known_before():
    episodes = build_panel(records_of(Client("", [*LEFT, "2026-02-01 end moved"])), DEFAULT_DEFINITION).episodes
    assert not {"end", "ending", "ending_judged_by"} & set(episodes.columns)


def test_an_id_that_looks_like_a_return_is_refused_not_confused():
    records = records_of(
        Client("", [*LEFT, "2026-04-06 attended", "episode b", "2026-05-04 start", "2026-05-04 attended"])
    )
    renamed = {
        name: getattr(records, name).with_columns(pl.col("episode").replace({"b": "a~2"}))
        for name in ("episodes", "sessions")
    }
    with pytest.raises(ValueError, match="episodes, episode: .*linked episodes"):
        build_panel(replace(records, **renamed), DEFAULT_DEFINITION)


def test_several_definitions_come_from_one_pass_and_agree_with_the_panel():
    records = many_clients(100, weeks=5)
    services = read_services(records)
    for one in DEFINITIONS:
        assert episode_outcomes(services, one).episodes.equals(build_panel(records, one).episodes)


def test_nothing_is_known_about_days_after_the_extract():
    with pytest.raises(ValueError, match="extract date"):
        build_panel(records_of(Client("", LEFT)), DEFAULT_DEFINITION, as_of=date(2026, 7, 1))


def test_an_unknown_grid_is_refused():
    with pytest.raises(ValueError, match="week, session"):
        build_panel(records_of(Client("", LEFT)), DEFAULT_DEFINITION, "month")


def test_an_unknown_definition_names_those_there_are():
    with pytest.raises(UnknownDefinition, match="loss_of_contact, recorded_reason"):
        definition("dropout")


@pytest.mark.parametrize("one", DEFINITIONS, ids=lambda one: one.name)
def test_every_definition_has_words_in_both_languages(one):
    assert set(one.words) == {"en", "es"}
    assert one.window_days == 30


@pytest.mark.parametrize("grid", ["week", "session"])
@pytest.mark.parametrize("continuous", [False, True])
def test_records_of_nobody_are_a_panel_of_nobody(grid, continuous):
    some = many_clients(3, weeks=2)
    settings = replace(some.settings, continuous_exposure=continuous)
    nobody = replace(some, settings=settings, episodes=some.episodes.clear(), sessions=some.sessions.clear())
    assert build_panel(nobody, DEFAULT_DEFINITION, grid).episodes.is_empty()
