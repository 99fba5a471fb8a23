"""The engine on the two public data sets, without priors: near Cox's model, and the effects that change with time."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from bidewell.analysis.events.definitions import definition
from bidewell.analysis.events.panel import build_panel
from bidewell.analysis.program import ProgramRecords
from bidewell.engine.fitters.fit import fit
from bidewell.engine.model import Model
from bidewell.engine.panel import Panel
from bidewell.engine.terms.baseline import Baseline
from bidewell.engine.terms.covariate import Covariate
from bidewell.exchange.reading import read_records

Numbers = Callable[[str], dict[str, float]]
Convert = Callable[..., Path]
FLAT = np.inf


def periods_asked(records: ProgramRecords) -> pl.DataFrame:
    panel = build_panel(records, definition("loss_of_contact"))
    factors = records.factors.pivot("name", index="episode", values="number")
    asked = panel.rows.filter("at_risk").join(panel.episodes, on="episode", maintain_order="left")
    return asked.join(factors, on="episode", maintain_order="left")


def engine_panel(asked: pl.DataFrame) -> Panel:
    none = np.zeros(asked.height)
    return Panel(
        client=asked["episode"].rle_id().to_numpy().astype(np.int64),
        period=asked["period"].to_numpy().astype(float),
        rating=none,
        rating_count=none,
        at_risk=asked["at_risk"].to_numpy(),
        left=asked["left"].to_numpy(),
        agreed=asked["agreed"].to_numpy(),
        scored=asked["scored"].to_numpy(),
        renewed=none.astype(bool),
    )


def effects(asked: pl.DataFrame, names: tuple[str, ...], windows: bool = False) -> Mapping[str, Any]:
    """Log hazard ratios per unit at the mode; the first one by window where asked."""
    panel = engine_panel(asked)
    rows = {"period": panel.period} | {name: asked[name].cast(pl.Float64).to_numpy() for name in names}
    course = Baseline.learn("baseline", "leaving", panel.period, intercept_mean=-3.0, intercept_sd=FLAT, slope_sd=FLAT)
    factors = [Covariate.learn(name, name, rows, prior_sd=FLAT, windows=windows and name == names[0]) for name in names]
    blocks = tuple(block for term in (course, *factors) for block in term.blocks(rows))
    fitted = fit(Model(panel, blocks, latent=None), seed=1, draws=50)
    assert fitted.converged
    return {each.factor: fitted.mode[fitted.model.layout[each.factor]] / each.standard.spread for each in factors}


@pytest.fixture(scope="module")
def ctn0027(convert: Convert) -> pl.DataFrame:
    source = Path(__file__).parents[2] / "examples" / "ctn0094" / "data"
    asked = periods_asked(read_records(convert("ctn0094", source)))
    return asked.with_columns(pl.col("age").cast(pl.Float64), male=pl.col("sex") == "male")


def test_the_arms_log_hazard_ratio_is_within_a_tenth_of_coxs_standard_error(
    ctn0027: pl.DataFrame, r_numbers: Numbers
) -> None:
    cox = r_numbers("ctn0027_cox")
    found = effects(ctn0027, ("methadone", "age", "male"))
    for name in ("methadone", "age", "male"):
        assert found[name][0] == pytest.approx(cox[name], abs=0.1 * cox[f"{name}_se"]), name


def test_the_arms_effect_changes_with_time_as_in_coxs_model(ctn0027: pl.DataFrame, r_numbers: Numbers) -> None:
    cox = r_numbers("ctn0027_cox")
    found = effects(ctn0027, ("methadone", "age", "male"), windows=True)["methadone"]
    for ours, window in zip(found, ("weeks_0_4", "weeks_5_12", "weeks_13_on"), strict=True):
        assert ours == pytest.approx(cox[f"methadone_{window}"], abs=0.3 * cox[f"methadone_{window}_se"]), window


def test_two_clinics_are_within_coxs_margin_and_their_difference_grows(
    convert: Convert, shared_data: Path, r_numbers: Numbers
) -> None:
    cox = r_numbers("addicts_cox")
    asked = periods_asked(read_records(convert("addicts", shared_data / "addicts" / "addicts.csv")))
    found = effects(asked, ("clinic", "prison", "dose"))
    for name in ("clinic", "prison", "dose"):
        assert found[name][0] == pytest.approx(cox[f"cox_{name}"], abs=0.3 * cox[f"cox_{name}_se"]), name
    early, middle, late = effects(asked, ("clinic", "prison", "dose"), windows=True)["clinic"]
    assert early > middle > late
    assert late == pytest.approx(cox["cox_clinic_weeks_13_on"], abs=0.3 * cox["cox_clinic_weeks_13_on_se"])
