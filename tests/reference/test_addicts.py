"""Methadone maintenance in two clinics: from the public file through the event rules to R's numbers."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import statsmodels.api as sm

from bidewell.analysis.events.definitions import definition
from bidewell.analysis.events.panel import PanelFrames, build_panel
from bidewell.exchange.reading import read_records

Numbers = Callable[[str], dict[str, float]]
Convert = Callable[..., Path]


@pytest.fixture
def panel(convert: Convert, shared_data: Path) -> PanelFrames:
    folder = convert("addicts", shared_data / "addicts" / "addicts.csv")
    return build_panel(read_records(folder), definition("loss_of_contact"))


def test_the_panel_has_rs_person_weeks_and_departures(panel: PanelFrames, r_numbers: Numbers) -> None:
    fit = r_numbers("addicts_cox")
    assert panel.episodes.height == fit["n"]
    assert panel.rows["at_risk"].sum() == fit["weekly_rows"]
    assert panel.rows["left"].sum() == fit["weekly_left"]


def test_the_panel_gives_rs_weekly_regression(panel: PanelFrames, r_numbers: Numbers, shared_data: Path) -> None:
    fit = r_numbers("addicts_cox")
    public = pl.read_csv(shared_data / "addicts" / "addicts.csv")
    people = public.select(episode=pl.format("A{}", "id"), clinic=pl.col("clinic") == 2, prison="prison", dose="dose")
    asked = panel.rows.filter("at_risk").join(people, on="episode").cast({"clinic": pl.Float64, "left": pl.Float64})
    design = asked.select(pl.lit(1.0).alias("intercept"), "period", "clinic", "prison", "dose").to_numpy()
    family = sm.families.Binomial(sm.families.links.CLogLog())
    ours = sm.GLM(asked["left"].to_numpy(), design, family=family).fit(tol=1e-14)
    names = ("intercept", "week", "clinic", "prison", "dose")
    assert ours.params == pytest.approx([fit[f"linear_{name}"] for name in names], abs=1e-6)


def test_the_invented_calendar_keeps_every_stay(panel: PanelFrames, shared_data: Path) -> None:
    public = pl.read_csv(shared_data / "addicts" / "addicts.csv").select(episode=pl.format("A{}", "id"), survt="survt")
    left = panel.episodes.filter(pl.col("outcome") == "left").join(public, on="episode")
    stay = (left["outcome_on"] - left["start"]).dt.total_days()
    assert (stay == left["survt"]).all()
    assert panel.episodes.filter(pl.col("outcome") == "in_care").height == 88
