"""From frames to the ranking in ten lines, whatever library the frames are of, and the same as from files."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from polars.testing import assert_frame_equal

import bidewell
from bidewell.exchange.saved_model import load_model
from bidewell.exchange.writing import write_records
from bidewell.library import printed, tables
from bidewell.report import page
from bidewell.simulate.program import simulate

PROGRAM = simulate("alliance", 60, 3)
TABLES = ("episodes", "sessions", "checkins", "assignments", "factors")
SETTINGS: dict[str, Any] = {
    "name": "Riverside",
    "time_zone": "America/New_York",
    "extract_date": date(2026, 6, 30),
    "instruments": {
        "alliance": {
            "role": "alliance", "rater": "client", "version": "1", "item": "total", "minimum": 1, "maximum": 5,
        }
    },
}  # fmt: skip
LIBRARIES = {
    "polars": lambda table: table,
    "pandas": lambda table: pd.read_csv(StringIO(table.write_csv())),
    "arrow": lambda table: table.to_arrow(),
}
FORMULA = "leaving ~ travel_minutes + ride_support"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_records(PROGRAM.records, tmp_path_factory.mktemp("library") / "records")


@pytest.fixture(scope="module")
def from_files(folder: Path) -> bidewell.Fitted:
    return bidewell.Specification(FORMULA, adjust=["age"]).fit(bidewell.Program.read(folder), seed=1)


@pytest.fixture(scope="module")
def fitted(folder: Path) -> bidewell.Fitted:
    """With the alliance, and everything recorded."""
    return bidewell.Specification().fit(bidewell.Program.read(folder), seed=1)


@pytest.mark.parametrize("library", LIBRARIES)
def test_ten_lines_from_frames_give_the_ranking_of_the_files_to_the_last_digit(
    library: str, folder: Path, from_files: bidewell.Fitted
) -> None:
    frames = {
        name: LIBRARIES[library](pl.read_csv(folder / f"{name}.csv", infer_schema_length=None)) for name in TABLES
    }
    program = bidewell.Program.from_frames(**SETTINGS, **frames)
    specification = bidewell.Specification(FORMULA, adjust=("age",))
    assert "travel_minutes" in str(specification.describe(program))
    fitted = specification.fit(program, seed=1)
    assert_frame_equal(fitted.ranking(), from_files.ranking(), check_exact=True)
    assert_frame_equal(fitted.summary(), from_files.summary(), check_exact=True)
    assert_frame_equal(fitted.forecasts(), from_files.forecasts(), check_exact=True)
    assert fitted.answers.fits.explain.digest == from_files.answers.fits.explain.digest


def test_the_ranking_has_numbers_with_intervals_n_and_definition(fitted: bidewell.Fitted) -> None:
    ranking = fitted.ranking()
    assert {"alliance", "travel_minutes"} <= set(ranking["factor"])
    assert set(ranking["window"]) == {"whole"} and set(fitted.ranking(window=None)["window"]) > {"whole"}
    assert (ranking["more_of_100_low"] <= ranking["more_of_100"]).all()
    assert (ranking["more_of_100"] <= ranking["more_of_100_high"]).all()
    assert (ranking["n"] > 0).all() and set(ranking["definition"]) == {"loss_of_contact"}
    shown = ranking.filter(pl.col("largest_after").is_not_null())
    assert shown["largest_after"].sum() == pytest.approx(1.0)


def test_tables_say_what_the_saved_program_says(fitted: bidewell.Fitted, tmp_path: Path) -> None:
    saved = load_model(fitted.save(tmp_path / "model"))
    rows = {row["factor"]: row for row in saved.answers["ranking"] if row["window"] == "whole"}
    for row in fitted.ranking().iter_rows(named=True):
        assert row["more_of_100"] == pytest.approx(100 * rows[row["factor"]]["change_in_probability_stayed"]["mean"])
    assert fitted.verdict() == saved.answers["verdict"]["words"]
    assert fitted.claims()["verdict"].to_list() == [one["verdict"] for one in saved.answers["claims"]]


def test_an_earlier_save_is_replaced_only_when_that_is_said(fitted: bidewell.Fitted, tmp_path: Path) -> None:
    place = fitted.save(tmp_path / "model")
    with pytest.raises(FileExistsError, match="may be replaced"):
        fitted.save(place)
    assert fitted.save(place, replace=True) == place


def test_summaries_lay_the_prior_beside_the_posterior_on_the_scale_described(
    fitted: bidewell.Fitted, folder: Path
) -> None:
    described = bidewell.Specification().describe(bidewell.Program.read(folder)).priors
    both = fitted.summary().join(described, on="parameter", suffix="_told")
    assert both.height > 5 and both["scale"].to_list() == both["scale_told"].to_list()
    for end in ("low", "high"):
        assert both[f"prior_{end}"].to_list() == pytest.approx(both[f"explain_{end}"].to_list(), rel=2e-3)


def test_forecasts_are_of_those_in_care_with_intervals(fitted: bidewell.Fitted) -> None:
    forecasts = fitted.forecasts()
    assert forecasts.height > 0
    assert (forecasts["stayed_30_days_low"] <= forecasts["stayed_30_days"]).all()
    assert forecasts["stayed_30_days"].is_between(0, 1).all()
    with pytest.raises(ValueError, match="these records end on 2026-06-30"):
        fitted.forecasts(as_of=date(2026, 7, 1))


def test_claims_about_what_was_left_out_say_so(from_files: bidewell.Fitted, fitted: bidewell.Fitted) -> None:
    left_out = from_files.claims().filter(pl.col("claim").str.starts_with("alliance_staying"))
    assert left_out["why"].item() == "It was left out of what was asked; that is not a finding."
    assert left_out["verdict"].item() == "cannot tell"
    assert not fitted.claims()["why"].str.contains("left out of what was asked").any()
    entry = pl.col("claim") == "entry_distance"
    assert from_files.claims().filter(entry).equals(fitted.claims().filter(entry))


def test_therapists_and_sites_stand_side_by_side(fitted: bidewell.Fitted) -> None:
    table = fitted.comparison()
    assert table.height >= 2 and table["clients"].min() >= 11
    assert table["more_of_100"].is_sorted()
    assert (table["more_of_100_low"] <= table["more_of_100"]).all()
    assert set(fitted.comparison("site").columns) == set(table.columns)


def test_a_fit_reads_as_the_answer_in_words(fitted: bidewell.Fitted) -> None:
    words = str(fitted)
    assert "leaving ~ ." in words and "left by loss_of_contact" in words and "travel time" in words
    assert words.endswith(fitted.verdict()) and fitted.verdict("es") != fitted.verdict()


def test_no_number_of_a_fit_in_words_is_a_zero_below_zero() -> None:
    row = {"more_of_100": -0.01, "more_of_100_low": -0.04, "more_of_100_high": 0.02}
    assert printed.of_ranking(row).strip() == "+0.0 (+0.0 to +0.0)"


def test_numbers_stand_in_one_column_however_long_the_words_before_them_are(
    fitted: bidewell.Fitted, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tables.ranking_table
    long = pl.when(pl.int_range(pl.len()) == 1).then(pl.lit("w" * 60)).otherwise("words").alias("words")
    monkeypatch.setattr(tables, "ranking_table", lambda rows: told(rows).with_columns(long))
    places = {line.rindex("(") for line in str(fitted).splitlines() if line.startswith("  ")}
    assert len(places) == 1 and min(places) > 60


def test_a_fit_of_few_says_that_they_are_few_and_no_number(
    fitted: bidewell.Fitted, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tables.ranking_table
    monkeypatch.setattr(tables, "ranking_table", lambda rows: told(rows).with_columns(n=pl.lit(None, pl.Int64)))
    assert "(fewer than 11 clients compared)" in str(fitted)


def test_a_figure_stands_alone_with_its_words(fitted: bidewell.Fitted, tmp_path: Path) -> None:
    figure = fitted.figure("ranking")
    assert figure.words == fitted.verdict()
    assert "var(--" not in figure.svg and figure.svg.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert any("90 %" in fact for fact in figure.facts) and figure.cannot_say.startswith("What this cannot say: ")
    assert figure.save(tmp_path / "ranking.svg").read_text(encoding="utf-8") == figure.svg
    assert figure.words in figure._repr_html_() and figure.svg in figure._repr_html_()
    with pytest.raises(ValueError, match="key: expected one of .*ranking"):
        fitted.figure("pie")


def test_figures_are_drawn_once_for_each_language(fitted: bidewell.Fitted, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = {language: fitted.figure("ranking", language) for language in ("en", "es")}
    monkeypatch.setattr(page, "sections", lambda *_, **__: pytest.fail("drawn again"))
    assert all(fitted.figure("ranking", language) == figure for language, figure in drawn.items())
    assert drawn["en"].words != drawn["es"].words and fitted.figure("staying").svg


def test_the_report_of_a_fit_is_the_page_without_clients(fitted: bidewell.Fitted, tmp_path: Path) -> None:
    page = fitted.report(tmp_path / "of" / "june" / "report.html", by=("site",)).read_text(encoding="utf-8")
    assert "What goes with staying" in page and "E000001" not in page


def test_what_is_printed_of_the_answers_holds_no_row_of_the_records(fitted: bidewell.Fitted) -> None:
    told = repr(fitted.answers)
    assert "Claim(" in told and "E000001" not in told and "shape: (" not in told


def test_a_fit_that_ranks_nothing_prints_no_empty_list(
    fitted: bidewell.Fitted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "ranking_table", lambda _: pl.DataFrame(schema=tables.RANKING))
    assert str(fitted).splitlines()[2:] == [fitted.verdict()]


def test_a_program_reads_as_what_it_holds_and_names_no_client(folder: Path) -> None:
    words = repr(bidewell.Program.read(folder))
    assert " clients; " in words and "as of 2026-06-30" in words and "travel_minutes" in words and "C0000" not in words


def test_a_simulated_program_is_the_same_for_the_same_seed() -> None:
    again = bidewell.Program.simulated("alliance", clients=60, seed=3)
    for name in TABLES:
        assert_frame_equal(getattr(again, name), getattr(PROGRAM.records, name))


def test_what_holds_tables_is_equal_to_itself_alone_and_may_be_a_key() -> None:
    one, other = (bidewell.Program.simulated("alliance", clients=60, seed=3) for _ in range(2))
    described = [bidewell.Specification(FORMULA).describe(program) for program in (one, other)]
    assert one == one and one != other and described[0] != described[1]
    assert {one: 1, other: 2, described[0]: 3, described[1]: 4}[other] == 2


def test_what_is_wrong_whatever_the_records_hold_is_refused_at_once() -> None:
    with pytest.raises(bidewell.SpecificationRefused):
        bidewell.Specification("left ~ alliance")
    with pytest.raises(ValueError, match="week, session"):
        bidewell.Specification(grid="month")  # type: ignore[arg-type]  # what a person may type
    with pytest.raises(ValueError, match="loss_of_contact"):
        bidewell.Specification(definition="dropout")
    with pytest.raises(TypeError, match=r"like \['age'\]"):
        bidewell.Specification(adjust="age")


def test_records_with_errors_are_refused_by_the_name_that_is_public(folder: Path) -> None:
    episodes = pl.read_csv(folder / "episodes.csv").with_columns(pl.lit("Casey").alias("start"))
    with pytest.raises(bidewell.RecordsRefused, match="episodes, start") as error:
        bidewell.Program.from_frames(**SETTINGS, episodes=episodes)
    assert "Casey" not in str(error.value)
