"""What a model is checked with beside its answers: the program's own past, ArviZ, and other engines' flat priors."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import bidewell
from bidewell import verbs
from bidewell.analysis.events.as_known import as_known_on
from bidewell.exchange.writing import write_records
from bidewell.library.validation_tables import calibration_table, groups_table, net_benefit_table, rules_table
from tests.fitted_programs import program
from tests.validation_documents import validation

RECORDS = program("nothing", 60, 3)
FLAT = bidewell.Specification("leaving ~ travel_minutes", priors="flat")
REFUSED: dict[str, Callable[[bidewell.Fitted], object]] = {
    "ranking": lambda fitted: fitted.ranking(),
    "claims": lambda fitted: fitted.claims(),
    "comparison": lambda fitted: fitted.comparison(),
    "forecasts": lambda fitted: fitted.forecasts(),
    "verdict": lambda fitted: fitted.verdict(),
    "figure": lambda fitted: fitted.figure(),
    "report": lambda fitted: fitted.report("report.html"),
    "save": lambda fitted: fitted.save("model"),
}


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """So short that there is no day to stand on."""
    began = RECORDS.sessions["day"].to_list()
    known = as_known_on(RECORDS, min(began) + timedelta(days=70))
    short = replace(known, factors=known.factors.join(known.episodes, on="episode", how="semi"))
    return write_records(short, tmp_path_factory.mktemp("short") / "records")


@pytest.fixture(scope="module")
def flat() -> bidewell.Fitted:
    return FLAT.fit(bidewell.Program.simulated("nothing", 60, 3), seed=1)


def test_a_validation_says_what_the_command_says(records: Path, tmp_path: Path) -> None:
    found = bidewell.Specification().validate(bidewell.Program.read(records), seed=3, by=["payer"], origins=2)
    document = verbs.validate(records, seed=3, by=("payer",), origins=2)
    assert found.document() == document
    assert str(found).splitlines() == document["validation"]["words"] and "cannot tell" in found.verdict()
    assert found.verdict("es") != found.verdict() and found.rules().is_empty()
    assert found.calibration()["slope"].to_list() == [None, None]
    assert found.net_benefit().is_empty() and found.groups().is_empty()
    assert "shape: (" not in repr(found.found)  # no row of the records
    assert "Were the forecasts right?" in found.report(tmp_path / "validation.html").read_text(encoding="utf-8")


def test_every_rule_stands_in_a_row_with_its_intervals() -> None:
    horizons = validation()["horizons"]
    table = rules_table(horizons)
    assert table.height == sum(len(one["rules"]) for one in horizons)
    of_30_days = {row["rule"]: row for row in table.filter(pl.col("horizon_days") == 30).iter_rows(named=True)}
    model, attendance = of_30_days["model"], of_30_days["attendance"]
    assert model["better_by"] is None and model["clients"] == 692
    assert attendance["better_by_low"] < attendance["better_by"] < attendance["better_by_high"]
    assert model["brier"] == pytest.approx(0.119) and model["auc_low"] == pytest.approx(0.77)


def test_a_flat_prior_is_none_and_the_draws_are_those_of_the_fit(flat: bidewell.Fitted) -> None:
    model = flat.explain.model
    assert np.isinf(model.prior_sd[slice(*model.layout["travel_minutes"])]).all()
    row = next(flat.summary().iter_rows(named=True))
    assert row["parameter"] == "travel_minutes" and row["prior_low"] is row["prior_high"] is None
    assert row["low"] < row["mean"] < row["high"] and "nothing is ranked" in str(flat)
    drawn = flat.arviz()["posterior"]["travel_minutes"].to_numpy()
    assert drawn.ravel() == pytest.approx(model.block("travel_minutes").ravel())


@pytest.mark.parametrize("question", REFUSED)
def test_under_flat_priors_nothing_is_answered(question: str, flat: bidewell.Fitted) -> None:
    with pytest.raises(ValueError, match="priors='flat'"):
        REFUSED[question](flat)


def test_calibration_stands_in_a_row_a_horizon_with_its_intervals() -> None:
    horizons = validation()["horizons"]
    of_30_days, unknown = calibration_table([horizons[0], {**horizons[1], "calibration": None}]).iter_rows(named=True)
    told = horizons[0]["calibration"]
    for name in ("intercept", "slope", "ici"):
        ends = (of_30_days[f"{name}_low"], of_30_days[name], of_30_days[f"{name}_high"])
        assert ends == (told[name]["low"], told[name]["value"], told[name]["high"])
    assert of_30_days["ici_by_chance"] == told["ici_by_chance"] and of_30_days["clients"] == horizons[0]["clients"]
    assert unknown["slope_high"] is None and unknown["mean_told"] == horizons[1]["mean_told"]["value"]


def test_the_decision_curve_and_the_groups_stand_in_rows() -> None:
    horizons = validation()["horizons"]
    curve, groups = net_benefit_table(horizons), groups_table(horizons)
    told = horizons[0]["net_benefit"]
    of_30_days = curve.filter(pl.col("horizon_days") == 30)
    assert of_30_days["threshold"].to_list() == [one["threshold"] for one in told]
    assert of_30_days["over_attendance_low"].to_list() == [one["over_attendance"]["low"] for one in told]
    assert groups.height == sum(len(one["groups"]) for one in horizons)
    of_north = groups.row(by_predicate=(pl.col("horizon_days") == 30) & (pl.col("value") == "North"), named=True)
    assert (of_north["column"], of_north["clients"], of_north["off"]) == ("site", 412, -0.02)
    assert groups.filter(value="X")["clients"].to_list() == [None, None]


def test_under_flat_priors_there_are_no_forecasts_to_test(records: Path) -> None:
    with pytest.raises(ValueError, match="priors='flat'"):
        FLAT.validate(bidewell.Program.read(records), seed=1)
    with pytest.raises(ValueError, match="expected one of named, flat"):
        replace(FLAT, priors="none")  # type: ignore[arg-type]  # what a person may type


def test_a_validation_refuses_what_it_could_not_make(records: Path) -> None:
    program, specification = bidewell.Program.read(records), bidewell.Specification()
    with pytest.raises(TypeError, match=r"like \['payer'\]"):
        specification.validate(program, seed=1, by="payer")
    with pytest.raises(ValueError, match="1 or more"):
        specification.validate(program, seed=1, origins=0)
    with pytest.raises(ValueError, match="cannot group by 'hair'"):
        specification.validate(program, seed=1, by=["hair"])


def test_a_description_says_that_priors_are_flat(records: Path) -> None:
    words = str(FLAT.describe(bidewell.Program.read(records)))
    assert "Priors on coefficients are flat" in words and "travel_minutes" in words and "nan" not in words
