"""DataFrames that cannot be read are refused as files are: by table, row and column, never with a cell's value."""

import re
import sys
from io import StringIO

import pandas as pd
import polars as pl
import pytest

from bidewell.exchange.frame_words import in_frames
from bidewell.exchange.frames import read_frames
from bidewell.exchange.problem_kinds import CSV, DERIVING, FOLDER, PROBLEM_KINDS, found
from tests.unit.exchange.frames import SETTINGS, changed, refused


def test_a_problem_names_table_row_and_column_and_what_was_expected_but_no_value(tables) -> None:
    frames, _ = tables
    wrong = changed(frames, "sessions", status=pl.Series(["attended", "came late", "attended"]))
    (problem,), words = refused(wrong)
    assert (problem.file, problem.column, problem.rows) == ("sessions", "status", (1,))
    assert "Expected one of scheduled, attended" in words
    assert "came late" not in words


def test_rules_between_tables_hold(tables) -> None:
    frames, _ = tables
    (problem,), _ = refused(changed(frames, "factors", episode=pl.Series(["E1", "E9", "E2"])))
    assert (problem.code, problem.file, problem.rows) == ("unknown_episode", "factors", (1,))


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        (lambda table: table.drop("client"), "missing_column", "client"),
        (lambda table: table.with_columns(episode=pl.Series([1.0, 2.0])), "wrong_type", "episode"),
        (lambda table: table.with_columns(Episode=pl.lit("E1")), "duplicate_column", "episode"),
        (lambda table: table.with_columns(age=pl.struct("age")), "wrong_type", "age"),
    ],
)
def test_columns_that_cannot_be_read_are_named(tables, change, code: str, column: str) -> None:
    frames, _ = tables
    problems, _ = refused({"episodes": change(frames["episodes"])})
    assert (code, column) in {(one.code, one.column) for one in problems}


def test_of_identifiers_that_are_numbers_it_is_not_said_that_they_are_empty() -> None:
    numbered = pl.DataFrame({"episode": [1.0, 2.5], "client": ["C1", "C2"], "start": ["2026-01-05", "2026-02-02"]})
    factors = pl.DataFrame({"episode": ["E1"], "name": "travel_minutes", "value": 35})
    problems, _ = refused({"episodes": numbered, "factors": factors})
    assert [(one.code, one.column) for one in problems] == [("wrong_type", "episode")]


def test_pandas_periods_are_refused_with_what_is_expected(tables) -> None:
    episodes = pd.read_csv(StringIO(tables[0]["episodes"].write_csv()))
    months = episodes.assign(start=pd.PeriodIndex(pd.to_datetime(episodes["start"]), freq="M"))
    (problem,), words = refused({"episodes": months})
    assert (problem.code, problem.column) == ("wrong_type", "start") and "Expected a day as YYYY-MM-DD" in words


def test_a_pandas_column_that_is_there_twice_is_named(tables) -> None:
    frames, _ = tables
    twice = pd.read_csv(StringIO(frames["episodes"].write_csv())).rename(columns={"age": "site"})
    (problem,), _ = refused({"episodes": twice})
    assert (problem.code, problem.column) == ("duplicate_column", "site")


def test_an_arrow_column_that_is_there_twice_is_named(tables) -> None:
    frames, _ = tables
    arrow = frames["episodes"].to_arrow()
    twice = arrow.rename_columns(["site" if name == "age" else name for name in arrow.column_names])
    for given in (twice, twice.to_batches()[0], twice.to_reader()):
        (problem,), _ = refused({"episodes": given})
        assert (problem.code, problem.column) == ("duplicate_column", "site")


def test_episodes_are_needed() -> None:
    (problem,), _ = refused({})
    assert (problem.code, problem.file) == ("missing_table", "episodes")


@pytest.mark.parametrize("given", [[{"episode": "E1"}], "episodes.csv", 7])
def test_what_is_no_table_is_refused_by_its_type(given: object) -> None:
    with pytest.raises(TypeError, match="episodes: expected a Polars or pandas DataFrame or an Arrow table, not"):
        read_frames(SETTINGS, {"episodes": given})


@pytest.mark.parametrize(
    ("setting", "value", "expected"),
    [
        ("name", " ", "a text that is not empty"),
        ("extract_date", "2026-06-30", "a datetime.date, like date(2026, 6, 30)"),
        ("time_zone", "Eastern", "an IANA time zone"),
        ("continuous_exposure", "no", "True or False"),
        ("instruments", {"alliance": {"role": "alliance", "rater": "client"}}, "a text: the item or score"),
        ("instruments", {"alliance": 3}, "a mapping"),
        ("factors", {"travel": {"kind": "long"}}, "one of numeric, binary, category, pressure, ride"),
    ],
)
def test_settings_are_held_to_the_forms_of_the_format(tables, setting: str, value: object, expected: str) -> None:
    _, words = refused(tables[0], **{setting: value})
    assert "settings" in words and expected in words


def test_a_kind_for_a_factor_that_is_not_there_is_refused(tables) -> None:
    problems, words = refused(tables[0], factors={"motivaton": {"kind": "numeric"}})
    assert "factor_kinds.motivaton" in words and "Expected one of" in words and len(problems) == 1


def test_problems_of_frames_speak_of_no_file(tables) -> None:
    # What only a folder or a CSV can have, and what comes of an export, no frame can have.
    elsewhere = {*FOLDER, *CSV, *DERIVING} - {
        one for one in FOLDER if one.code in ("missing_table", "empty_table", "empty_program")
    }
    kinds = [
        one for one in PROBLEM_KINDS if one not in elsewhere and one.code not in ("no_settings", "settings_not_toml")
    ]
    for problem in in_frames(found(one.code, file="episodes", name="episodes") for one in kinds):
        assert not re.search(r"file|folder|toml|csv|\[", problem.sentence), problem.code
    _, words = refused(changed(tables[0], "episodes", ending=pl.lit("AMAA")))
    assert "or a code of your own listed in endings." in words and "toml" not in words


def test_what_arrow_says_of_a_cell_is_not_repeated() -> None:
    class Broken:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            raise ValueError("Could not convert 'Casey' with type str")

    with pytest.raises(TypeError, match="this Broken cannot be read") as error:
        read_frames(SETTINGS, {"episodes": Broken()})
    assert "Casey" not in str(error.value) and error.value.__suppress_context__


def test_what_polars_says_of_a_cell_when_a_lazy_frame_is_collected_is_not_repeated() -> None:
    given = pl.LazyFrame({"episode": ["E1"], "client": ["Casey"]}).with_columns(pl.col("client").cast(pl.Int64))
    with pytest.raises(
        TypeError, match=r"episodes: this lazy frame cannot be collected \(InvalidOperationError\)"
    ) as error:
        read_frames(SETTINGS, {"episodes": given})
    assert "Casey" not in str(error.value) and error.value.__suppress_context__


def test_pandas_times_of_a_zone_are_no_days_and_it_is_said_why(tables) -> None:
    frames, _ = tables
    episodes = pd.DataFrame({name: frames["episodes"][name].to_list() for name in ("episode", "client", "start")})
    episodes["start"] = pd.to_datetime(episodes["start"]).dt.tz_localize("America/New_York")
    problems, words = refused({"episodes": episodes})
    assert [(one.code, one.column) for one in problems] == [("time_for_day", "start")]
    assert "A time is given where a day is needed." in words


def test_pandas_without_pyarrow_says_what_is_missing(tables, monkeypatch: pytest.MonkeyPatch) -> None:
    frames, _ = tables
    episodes = pd.read_csv(StringIO(frames["episodes"].write_csv()))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match="pyarrow"):
        read_frames(SETTINGS, {"episodes": episodes})


@pytest.mark.parametrize("age", [float("inf"), -float("inf")])
def test_what_is_infinite_is_refused_in_a_column_of_ones_own(tables, age: float) -> None:
    problems, words = refused(changed(tables[0], "episodes", age=pl.Series([31.0, age])))
    assert [(one.code, one.column, one.rows) for one in problems] == [("off_limits", "age", (1,))]
    assert "a finite number" in words


def test_a_factor_that_cannot_be_reckoned_with_is_refused(tables) -> None:
    problems, _ = refused(changed(tables[0], "factors", value=pl.Series(["35", "probation", "1e300"])))
    assert [(one.column, one.rows) for one in problems] == [("value", (2,))]
