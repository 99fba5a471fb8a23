"""Without ratings and random effects the engine is a binomial regression with complementary log-log link."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from bidewell.analysis.events.definitions import definition
from bidewell.analysis.events.panel import build_panel
from bidewell.engine.fitters.fit import fit
from bidewell.engine.model import Block, Model
from bidewell.engine.panel import Floats, Panel
from bidewell.exchange.reading import read_records

Numbers = Callable[[str], dict[str, float]]
Table = Callable[[str], pl.DataFrame]
Convert = Callable[..., Path]


def coefficients(person: pl.Series, period: pl.Series, left: pl.Series, columns: pl.DataFrame) -> Floats:
    nothing = np.zeros(len(person))
    always = np.ones(len(person), dtype=bool)
    panel = Panel(
        client=person.rle_id().to_numpy().astype(np.int64),
        period=period.to_numpy().astype(float),
        rating=nothing,
        rating_count=nothing,
        at_risk=always,
        left=left.cast(pl.Boolean).to_numpy(),
        agreed=~always,
        scored=always,
        renewed=~always,
    )
    block = Block("leaving", "leaving", tuple(columns.columns), columns.cast(pl.Float64).to_numpy(), prior_sd=np.inf)
    return fit(Model(panel, (block,), latent=None), seed=1, draws=50).mode


def test_coefficients_are_rs_on_simulated_periods(r_numbers: Numbers, r_table: Table) -> None:
    periods = r_table("cloglog_glm_periods")
    columns = periods.select(pl.lit(1.0).alias("intercept"), "period", "x", "z")
    found = coefficients(periods["person"], periods["period"], periods["left"], columns)
    r = r_numbers("cloglog_glm")
    assert found == pytest.approx([r[name] for name in columns.columns], abs=1e-6)


def test_coefficients_are_rs_on_two_methadone_clinics(convert: Convert, shared_data: Path, r_numbers: Numbers) -> None:
    records = read_records(convert("addicts", shared_data / "addicts" / "addicts.csv"))
    asked = build_panel(records, definition("loss_of_contact")).rows.filter("at_risk")
    factors = records.factors.pivot("name", index="episode", values="number")
    rows = asked.join(factors, on="episode", maintain_order="left")
    columns = rows.select(pl.lit(1.0).alias("intercept"), "period", "clinic", "prison", "dose")
    found = coefficients(rows["episode"], rows["period"], rows["left"], columns)
    r = r_numbers("addicts_cox")
    names = ("intercept", "week", "clinic", "prison", "dose")
    assert found == pytest.approx([r[f"linear_{name}"] for name in names], abs=1e-6)
