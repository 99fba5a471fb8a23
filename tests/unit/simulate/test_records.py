"""What every simulated program looks like on record."""

from datetime import timedelta

import polars as pl
import pytest

from bidewell.analysis import program as frames
from bidewell.exchange.check import check_records
from bidewell.exchange.problems import Severity
from bidewell.exchange.reading import read_records
from bidewell.simulate.program import simulate
from bidewell.simulate.scenarios import SCENARIOS
from bidewell.simulate.write import write_simulated
from tests.unit.simulate.worlds import program

# Where clients rate more than the alliance, the one that has most of it stands for all.
NAMES = [one.name for one in SCENARIOS if not one.truth.further or one.name == "alliance-last"]
TABLES = ("episodes", "sessions", "checkins", "assignments", "factors")


@pytest.mark.parametrize("name", NAMES)
def test_the_check_finds_no_error(name, tmp_path):
    folder = write_simulated(program(name), tmp_path / "records")
    errors = [problem for problem in check_records(folder).problems if problem.severity is Severity.ERROR]
    assert errors == []


@pytest.mark.parametrize("name", ["demo", "improvement-first", "active-list"])
@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_what_is_written_is_read_back_the_same(name, file_format, tmp_path):
    records = program(name).records
    again = read_records(write_simulated(program(name), tmp_path / "records", file_format))
    assert again.settings == records.settings
    for table in TABLES:
        assert getattr(again, table).equals(getattr(records, table).select(getattr(again, table).columns)), table


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    for copy in ("one", "other"):
        write_simulated(simulate("demo", 150, seed=5), tmp_path / copy)
    one, other = ({path.name: path.read_bytes() for path in (tmp_path / copy).iterdir()} for copy in ("one", "other"))
    assert one == other
    assert len(one) == 7


def test_another_seed_gives_other_records():
    assert not simulate("demo", 50, seed=5).records.sessions.equals(simulate("demo", 50, seed=6).records.sessions)


@pytest.mark.parametrize("clients", [1, 2, 10, 60])
def test_small_programs_have_as_many_started_clients_as_asked(clients):
    episodes = simulate("demo", clients, seed=3).records.episodes
    assert episodes.filter(pl.col("start").is_not_null())["client"].n_unique() == clients


def test_a_program_without_clients_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        simulate("demo", 0, seed=1)


@pytest.mark.parametrize("name", NAMES)
def test_tables_have_the_columns_of_the_records(name):
    records = program(name).records
    zone = records.settings.time_zone
    assert dict(records.sessions.schema) == frames.sessions_schema(zone)
    assert dict(records.checkins.schema) == frames.checkins_schema(zone)
    assert dict(records.factors.schema) == frames.FACTORS_SCHEMA
    assert dict(records.assignments.schema) == frames.ASSIGNMENTS_SCHEMA
    assert frames.EPISODES_SCHEMA.items() <= dict(records.episodes.schema).items()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_happened_after_the_extract_date_or_before_the_start(name):
    records = program(name).records
    starts = records.episodes.select("episode", "start")
    for table in (records.sessions, records.checkins):
        assert table["day"].max() <= records.settings.extract_date
        assert (table.join(starts, on="episode").select(pl.col("day") >= pl.col("start"))).to_series().all()


@pytest.mark.parametrize("name", NAMES)
def test_every_simulated_program_says_that_it_is_one(name):
    assert program(name).records.settings.demo


def test_ratings_pile_up_at_the_top_of_the_scale():
    ratings = program("demo", 3000).records.checkins["value"].drop_nulls()
    assert 0.15 < (ratings == 5.0).mean() < 0.25
    assert ratings.is_between(1, 5).all()
    assert ((ratings * 5).round() == (ratings * 5).round(6)).all()


def test_about_one_client_in_ten_changes_therapist():
    assignments = program("demo", 3000).records.assignments.group_by("episode").len()
    assert 0.07 < (assignments["len"] > 1).mean() < 0.14


def test_orders_and_family_insistence_have_their_shares():
    records = program("nothing", 3000).records
    started = records.episodes.filter(pl.col("start").is_not_null())["client"].n_unique()
    clients = records.factors.join(records.episodes.select("episode", "client"), on="episode")
    shares = {
        name: clients.filter(pl.col("name") == name)["client"].n_unique() / started
        for name in ("court_order", "family_insistence")
    }
    assert shares["court_order"] == pytest.approx(0.35, abs=0.03)
    assert shares["family_insistence"] == pytest.approx(0.25, abs=0.03)


def test_a_rare_condition_is_rare_and_recorded_of_all():
    factors = program("nothing", 3000).records.factors.filter(pl.col("name") == "rare_condition")
    assert factors["number"].mean() == pytest.approx(0.03, abs=0.012)


def test_those_who_live_far_away_start_less_often_in_access():
    records = program("access", 3000).records
    travel = records.factors.filter(pl.col("name") == "travel_minutes").select("episode", minutes="number")
    joined = records.episodes.join(travel, on="episode").group_by(far=pl.col("minutes") > 30)
    started = dict(joined.agg(pl.col("start").is_not_null().mean()).iter_rows())
    assert started[True] < started[False] - 0.1


def test_seven_in_ten_satisfied_finishers_are_on_record_as_mutual():
    simulated = program("satisfied-finish", 3000)
    finished = simulated.latent.filter(pl.col("exit") == "mutual").group_by("episode").len()
    old = simulated.records.episodes.filter(pl.col("start") < simulated.records.settings.extract_date - timedelta(250))
    endings = finished.join(old, on="episode")["ending"]
    assert (endings == "mutual").fill_null(False).mean() == pytest.approx(0.7, abs=0.05)
    assert set(simulated.records.episodes["ending"].drop_nulls()) & {"completed", "step_down"} == set()


def test_distress_holds_from_one_measurement_to_the_next():
    factors = program("improvement-first").records.factors.filter(pl.col("name") == "distress")
    next_from = pl.col("from").shift(-1).over("episode", order_by=pl.col("from").fill_null(pl.date(1970, 1, 1)))
    gaps = factors.select((next_from - pl.col("to")).dt.total_days()).to_series().drop_nulls()
    assert (gaps == 1).all()


def test_an_active_list_has_no_sessions_from_before_recording_began():
    records = program("active-list").records
    listed = records.episodes.filter(pl.col("observed_from").is_not_null())
    (began,) = listed["observed_from"].unique()
    assert 0.1 < len(listed) / len(records.episodes) < 0.6
    assert records.sessions["day"].min() >= began
    assert (listed["start"] < began).all()
