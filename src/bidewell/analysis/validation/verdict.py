"""What a clinic should do with the forecasts of a horizon: use them, not use them, or wait until it can be told."""

from dataclasses import dataclass
from math import log

from bidewell.analysis.validation.assessment import Assessed
from bidewell.analysis.validation.baselines import ATTENDANCE, BASE_RATE

# A gain below one hundredth of the outcome's spread changes no list of whom to see first.
LEAST_GAIN = 0.01
# Chances that are off by five of a hundred or more, and surely off, are no numbers to tell anyone.
MOST_OFF = 0.05


@dataclass(frozen=True)
class Verdict:
    """`code`: use, order_only (who comes first, not how likely), do_not_use, or cannot_tell; `reason` says why.

    Reasons: better, attendance_is_all (of use); too_high, too_low, too_bold, too_timid, off (of order_only);
    attendance, base_rate, simpler_rule (of do_not_use); open, open_base_rate, too_few, nothing_known (of cannot_tell).
    """

    code: str
    reason: str


def verdict(found: Assessed, is_attendance: bool = False) -> Verdict:
    """Better than attendance alone and than one chance for all, both beyond doubt, or else not to be used.

    `is_attendance`: the records hold neither ratings nor factors, so that the model is attendance alone and is
    compared with one chance for all only.
    """
    if found.forecasts == 0:
        return Verdict("cannot_tell", "nothing_known")
    if not found.has_enough:
        return Verdict("cannot_tell", "too_few")
    compared = (BASE_RATE,) if is_attendance else (BASE_RATE, ATTENDANCE)
    trusted = _not_to_be_used(found, compared) or _open(found, compared) or _how_far_to_trust(found)
    return Verdict("use", "attendance_is_all") if is_attendance and trusted.code == "use" else trusted


def _not_to_be_used(found: Assessed, compared: tuple[str, ...]) -> Verdict | None:
    """Worse than some rule beyond doubt, or no better by anything worth having than one that must be beaten."""
    for rule in compared:
        scored = found.scored_of(rule)
        if scored and scored.gain and scored.gain.high < LEAST_GAIN:
            return Verdict("do_not_use", rule)
    if any(scored.gain and scored.gain.high < 0.0 for scored in found.scored):
        return Verdict("do_not_use", "simpler_rule")
    return None


def _open(found: Assessed, compared: tuple[str, ...]) -> Verdict | None:
    for rule in compared:
        scored = found.scored_of(rule)
        if scored is None or scored.gain is None or scored.gain.low <= 0.0:
            return Verdict("cannot_tell", "open" if rule == ATTENDANCE else "open_base_rate")
    return None


def _how_far_to_trust(found: Assessed) -> Verdict:
    """Whether the chances of a model that is better are also as high as they should be."""
    calibrated = found.calibrated
    if calibrated is None or calibrated.ici is None or calibrated.ici.low - calibrated.ici_by_chance < 0.0:
        return Verdict("use", "better")
    if calibrated.ici.mean < MOST_OFF:
        return Verdict("use", "better")
    return Verdict("order_only", _how_off(found))


def _how_off(found: Assessed) -> str:
    """The level or the slope, whichever is further from right and surely off; both on the scale of log-odds."""
    assert found.calibrated is not None
    level, slope = found.calibrated.intercept, found.calibrated.slope
    by_level = level is not None and level.low * level.high > 0.0
    by_slope = slope is not None and slope.low > 0.0 and (slope.low - 1.0) * (slope.high - 1.0) > 0.0
    if level and by_level and not (by_slope and slope and abs(log(slope.mean)) > abs(level.mean)):
        return "too_low" if level.mean > 0.0 else "too_high"
    if slope and by_slope:
        return "too_bold" if slope.mean < 1.0 else "too_timid"
    return "off"
