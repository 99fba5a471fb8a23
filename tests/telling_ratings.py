"""Programs with one more rating at each check-in, distress, that says of leaving what it was made to say."""

from dataclasses import replace

import numpy as np
import polars as pl

from bidewell.analysis.events.definitions import DEFAULT_DEFINITION
from bidewell.analysis.events.panel import build_panel
from bidewell.analysis.program import ProgramRecords
from bidewell.domain.endings import Ending
from bidewell.domain.sessions import Rater
from bidewell.domain.settings import RatingSource
from bidewell.engine.panel import Floats

DISTRESS = RatingSource("strain", "distress", Rater.CLIENT, "1", "total", 1.0, 5.0)
CLIENT_SD, PATCH_SD, ERROR_SD = 0.5, 0.4, 0.5
LEFT_OF_A_PATCH = 0.8  # a week later


def with_distress(records: ProgramRecords, tells: float, seed: int = 3) -> ProgramRecords:
    """Who leaves sooner or later is `tells` points above the middle, who does not as far below; the alliance knows not.

    Around that clients differ for good, have good and bad patches, and each rating has its error.
    """
    random = np.random.default_rng(seed)
    episodes = build_panel(records, DEFAULT_DEFINITION).episodes
    left = episodes.group_by("record_episode").agg(leaves=(pl.col("outcome") == Ending.LEFT).any())
    answered = records.checkins.filter(pl.col("value").is_not_null()).sort("episode", "at")
    clients = answered.select("episode").unique(maintain_order=True)
    clients = clients.join(left, left_on="episode", right_on="record_episode", how="left", maintain_order="left")
    away = pl.when(pl.col("leaves").fill_null(False)).then(tells).otherwise(-tells)
    clients = clients.with_columns(level=3.0 + away + pl.Series(random.normal(0.0, CLIENT_SD, clients.height)))
    levels = answered.join(clients, on="episode", maintain_order="left")["level"].to_numpy()
    value = levels + _patches(answered, random) + random.normal(0.0, ERROR_SD, answered.height)
    more = answered.with_columns(
        instrument=pl.lit(DISTRESS.name), item=pl.lit(DISTRESS.item), version=pl.lit(DISTRESS.version),
        value=pl.Series(value).clip(DISTRESS.minimum, DISTRESS.maximum),
    )  # fmt: skip
    settings = replace(records.settings, instruments=(*records.settings.instruments, DISTRESS))
    return replace(records, settings=settings, checkins=pl.concat([records.checkins, more]))


def _patches(answered: pl.DataFrame, random: np.random.Generator) -> Floats:
    """A first-order autoregression over each episode's check-ins, which stand together in the order of time."""
    weeks = (answered["day"].diff().dt.total_days().fill_null(0) / 7.0).to_numpy()
    begins = (answered["episode"] != answered["episode"].shift(1)).fill_null(True).to_numpy()
    kept = np.where(begins, 0.0, LEFT_OF_A_PATCH ** np.maximum(weeks, 0.0))
    found = PATCH_SD * np.sqrt(1.0 - kept**2) * random.standard_normal(answered.height)
    for row in range(1, found.size):
        found[row] += kept[row] * found[row - 1]
    return found
