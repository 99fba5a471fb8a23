"""The worked example CTN-0027: from the public tables through the converter and the event rules to R's numbers."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm

from bidewell.analysis.description.describe import describe
from bidewell.analysis.events.definitions import definition
from bidewell.analysis.events.panel import PanelFrames, build_panel
from bidewell.exchange.reading import read_records

Numbers = Callable[[str], dict[str, float]]
Convert = Callable[..., Path]

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "ctn0094"
PAGE = " ".join((ROOT / "docs" / "examples" / "ctn0094.md").read_text(encoding="utf-8").split())


def panel_of(folder: Path, rule: str = "loss_of_contact") -> PanelFrames:
    return build_panel(read_records(folder), definition(rule))


def stayed(panel: PanelFrames, arm: str) -> int:
    first = panel.episodes.filter(~pl.col("episode").str.contains("~"), pl.col("arm") == arm)
    return first.filter(pl.col("outcome") == "completed").height


def test_the_published_shares_were_still_dosed_at_week_23(convert: Convert, r_numbers: Numbers) -> None:
    panel = panel_of(convert("ctn0094", EXAMPLE / "data"))
    assert panel.episodes.group_by("arm").len().sort("arm").rows() == [("Methadone", 520), ("Outpatient BUP", 727)]
    assert [stayed(panel, "Methadone"), stayed(panel, "Outpatient BUP")] == [387, 340]
    assert (round(100 * 387 / 520, 1), round(100 * 340 / 727, 1)) == (74.4, 46.8)
    fit = r_numbers("ctn0027_cox")
    assert [fit["stayed_methadone"], fit["stayed_buprenorphine"]] == [387, 340]


def test_the_description_says_the_same_at_180_days(convert: Convert) -> None:
    folder = convert("ctn0094", EXAMPLE / "data")
    rows = describe(read_records(folder), panel_of(folder), by=("arm",)).as_document()["retention"]
    at_180_days = {
        row["group"]["value"]: (row["n"], round(100 * row["probability"], 1))
        for row in rows
        if row["group"]["column"] == "arm" and row["kind"] == "stayed" and row["horizon_days"] == 180
    }
    assert at_180_days == {"Methadone": (520, 74.4), "Outpatient BUP": (727, 46.8)}


def test_who_is_not_counted_was_never_dosed(convert: Convert) -> None:
    panel = panel_of(convert("ctn0094", EXAMPLE / "data"))
    assert panel.excluded.group_by("reason").len().rows() == [("never_started", 22)]


WEEKS = 23  # nobody can leave later by the published rule
METHADONE = {"methadone": pl.col("arm") == "Methadone"}
METHADONE_BY_WINDOW = {
    "weeks_0_4": METHADONE["methadone"] & (pl.col("period") <= 4),
    "weeks_5_12": METHADONE["methadone"] & pl.col("period").is_between(5, 12),
    "weeks_13_on": METHADONE["methadone"] & (pl.col("period") >= 13),
}


def periods_asked(panel: PanelFrames) -> pl.DataFrame:
    people = panel.episodes.select("episode", "arm", "age", male=pl.col("sex") == "male")
    return panel.rows.filter("at_risk", pl.col("period") < WEEKS).join(people, on="episode")


def weekly_regression(asked: pl.DataFrame, columns: dict[str, pl.Expr]) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients of the columns, male and age, and their standard errors, beside one level per week."""
    each_week = asked.select((pl.col("period") == week).cast(pl.Float64).alias(f"{week}") for week in range(WEEKS))
    covariates = asked.select(**columns, male="male", age="age").cast(pl.Float64)
    design = np.column_stack([each_week.to_numpy(), covariates.to_numpy()])
    family = sm.families.Binomial(sm.families.links.CLogLog())
    fit = sm.GLM(asked["left"].cast(pl.Float64).to_numpy(), design, family=family).fit(tol=1e-13)
    return fit.params[WEEKS:], fit.bse[WEEKS:]


def test_the_panel_gives_rs_weekly_regression_and_nearly_its_cox_model(convert: Convert, r_numbers: Numbers) -> None:
    panel = panel_of(convert("ctn0094", EXAMPLE / "data"))
    asked = periods_asked(panel)
    coefficients, standard_errors = weekly_regression(asked, METHADONE)
    fit = r_numbers("ctn0027_cox")
    assert asked.height == fit["weekly_rows"]
    assert asked["left"].sum() == fit["weekly_left"] == 520
    expected = [fit[f"weekly_{name}"] for name in ("methadone", "male", "age")]
    assert coefficients == pytest.approx(expected, abs=1e-6)
    assert standard_errors[0] == pytest.approx(fit["weekly_methadone_se"], abs=1e-5)
    assert coefficients[0] == pytest.approx(fit["methadone"], abs=0.1 * fit["methadone_se"])


def test_the_arms_effect_fades_over_the_windows_as_in_rs_cox_model(convert: Convert, r_numbers: Numbers) -> None:
    panel = panel_of(convert("ctn0094", EXAMPLE / "data"))
    coefficients, standard_errors = weekly_regression(periods_asked(panel), METHADONE_BY_WINDOW)
    fit = r_numbers("ctn0027_cox")
    for ours, error, window in zip(coefficients, standard_errors, METHADONE_BY_WINDOW, strict=False):
        assert ours == pytest.approx(fit[f"methadone_{window}"], abs=0.15 * error), window


def test_visits_are_a_coarser_version_with_other_numbers(convert: Convert, r_numbers: Numbers) -> None:
    fit = r_numbers("ctn0027_cox")
    by_visits = convert("ctn0094", EXAMPLE / "data", "--endings", "visits")
    panel = panel_of(by_visits, "recorded_reason")
    assert stayed(panel, "Methadone") == fit["visits_stayed_methadone"]
    assert stayed(panel, "Outpatient BUP") == fit["visits_stayed_buprenorphine"]
    assert set(read_records(by_visits).sessions["status"]) == {"attended"}  # no missed visit has a date


def test_the_page_says_what_is_lost_with_visits(convert: Convert) -> None:
    by_visits = convert("ctn0094", EXAMPLE / "data", "--endings", "visits")
    came_back = panel_of(by_visits).episodes.filter(pl.col("episode").str.contains("~"))["client"].n_unique()
    told = read_records(by_visits).episodes["ending"].is_in(["left", "administrative", "incarcerated"]).sum()
    assert f"{came_back} people seem to leave and come back" in PAGE
    assert f"only {told} have a reason" in PAGE


def test_the_converter_says_how_many_missed_visits_it_leaves_out(tmp_path: Path, r_numbers: Numbers) -> None:
    command = [sys.executable, EXAMPLE / "convert.py", EXAMPLE / "data", tmp_path, "--endings", "visits"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    undated = int(r_numbers("ctn0027_cox")["visits_without_date"])
    assert f"CTN-0027: {undated} missed visits have no date and are left out" in said


def test_the_carried_tables_are_the_public_ones(tmp_path: Path, shared_data: Path) -> None:
    command = [sys.executable, EXAMPLE / "carry.py", shared_data / "ctn0094", tmp_path]
    subprocess.run(command, check=True, capture_output=True)
    for carried in sorted((EXAMPLE / "data").glob("*.parquet")):
        assert pl.read_parquet(carried).equals(pl.read_parquet(tmp_path / carried.name)), carried.name


@pytest.mark.parametrize("endings", ["doses", "visits"])
def test_all_three_trials_become_records_that_can_be_read(convert: Convert, shared_data: Path, endings: str) -> None:
    folder = convert("ctn0094", shared_data / "ctn0094", "--trial", "all", "--endings", endings)
    panel = panel_of(folder)
    assert set(panel.episodes["program"]) == {"CTN-0027", "CTN-0030", "CTN-0051"}
    assert panel.rows["left"].sum() > 500
