"""Simple rules to be better than: one chance for everyone, a fixed cut-off of the last rating, the last value's Cox.

Each learns on the clients of earlier days whose outcome was known on the day of the forecast, and gives chances of
staying to those in care on it. Attendance alone, the fourth, is the engine without ratings and factors
(`backtest.py`).
"""

from collections.abc import Mapping

import numpy as np
import polars as pl

from bidewell.analysis.validation.glm import CloglogRegression
from bidewell.engine.panel import Flags, Floats

BASE_RATE, ATTENDANCE, CUT_OFF, LAST_VALUE = "base_rate", "attendance", "cut_off", "last_value"
BASELINES = (BASE_RATE, ATTENDANCE, CUT_OFF, LAST_VALUE)
# A rule that saw fewer leave, or fewer stay, would be a straw man.
FEWEST_SEEN = 10
# The lowest quarter of last ratings: a published cut-off belongs to one instrument, a quarter to any.
CUT_OFF_SHARE = 0.25
# Each group's share leans on everyone's as by so many clients.
_LEANING = 4.0


def has_enough(past: pl.DataFrame) -> bool:
    """Whether the past of a horizon holds enough who left and who stayed to learn from."""
    stayed = float(past["stayed"].sum())
    return min(stayed, past.height - stayed) >= FEWEST_SEEN


def simple_chances(past: pl.DataFrame, now: pl.DataFrame) -> Mapping[str, Floats]:
    """Chances of staying for the clients of `now` by each rule that the records carry, [clients of now].

    past: clients of earlier days with `stayed`, `last_rating`, `days_in_care`; now: the same without `stayed`.
    """
    stayed = past["stayed"].to_numpy()
    found = {BASE_RATE: np.full(now.height, stayed.mean())}
    rated = past["last_rating"].is_not_null().to_numpy()
    if rated.sum() >= FEWEST_SEEN and past["last_rating"].n_unique() > 2:
        found[CUT_OFF] = _by_cut_off(past, now, stayed)
        found[LAST_VALUE] = _by_last_value(past, now, stayed)
    return found


def _by_cut_off(past: pl.DataFrame, now: pl.DataFrame, stayed: Floats) -> Floats:
    """The share who stayed among those at or below the cut-off, above it, and not rated."""
    line = float(np.nanquantile(_rating(past), CUT_OFF_SHARE))
    then, today = _sides(_rating(past), line), _sides(_rating(now), line)
    counted = np.bincount(then, minlength=3)
    kept = np.bincount(then, weights=stayed, minlength=3)
    return np.asarray(((kept + _LEANING * stayed.mean()) / (counted + _LEANING))[today])


def _sides(ratings: Floats, line: float) -> "np.ndarray":
    return np.where(np.isnan(ratings), 2, (ratings > line).astype(np.int64))


def _by_last_value(past: pl.DataFrame, now: pl.DataFrame, stayed: Floats) -> Floats:
    """Cox's model of the last rating carried forward, time in care beside it, over days to stand on (van Houwelingen
    2007), with the horizon as its one interval."""
    usual = float(np.nanmean(_rating(past)))
    seen = _columns(past, usual)
    model = CloglogRegression.fitted(seen, 1.0 - stayed)
    # No straight line is drawn on beyond what was seen: where all began on one day, time in care would run away.
    return 1.0 - model.chance(np.clip(_columns(now, usual), seen.min(axis=0), seen.max(axis=0)))


def _columns(frame: pl.DataFrame, usual: float) -> Floats:
    rating = _rating(frame)
    missing: Flags = np.isnan(rating)
    return np.column_stack(
        [np.log1p(frame["days_in_care"].to_numpy()), np.where(missing, usual, rating), missing.astype(float)]
    )


def _rating(frame: pl.DataFrame) -> Floats:
    return frame["last_rating"].cast(pl.Float64).to_numpy().astype(float)
