"""The recursion a period at a time, for any array namespace: what a row carries and how it moves the belief."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from bidewell.engine import cell, measurement
from bidewell.engine.cell import Belief, Dynamics, Loads
from bidewell.engine.channels import ALLIANCE_ALONE, Channels
from bidewell.engine.measurement import Counted, Hazard
from bidewell.engine.panel import Panel


class Observed(NamedTuple):
    """The data of one period (or of a block of periods); padding has no rating, no risk, and is not scored.

    Ratings and their counts are [ratings, ...]; `happened` and `times` [counted channels, ...]; `growth` is the time a
    slope has had, 0 where nothing grows.
    """

    rating: Any
    rating_count: Any
    happened: Any
    times: Any
    at_risk: Any
    left: Any
    agreed: Any
    scored: Any
    starts: Any
    renewed: Any
    periods: Any
    growth: Any


def observed_rows(panel: Panel, channels: Channels = ALLIANCE_ALONE, growth: float | None = None) -> Observed:
    """The panel's columns as the recursion reads them; a slope is by `growth` periods."""
    counts = [panel.counts[channel] for channel in channels.counted]
    none = np.zeros((0, panel.rows))
    return Observed(
        rating=panel.known_ratings,
        rating_count=np.stack([one.count for one in panel.ratings]),
        happened=np.stack([one.happened for one in counts]) if counts else none,
        times=np.stack([one.times for one in counts]) if counts else none,
        at_risk=panel.at_risk.astype(float),
        left=panel.left.astype(float),
        agreed=panel.agreed.astype(float),
        scored=panel.scored.astype(float),
        starts=panel.newcomers.astype(float),
        renewed=(panel.renewed | panel.returns).astype(float),
        periods=panel.periods_since_previous_row,
        growth=panel.period / growth if growth else np.zeros(panel.rows),
    )


def rows_of(observed: Observed, rows: Any) -> Observed:
    """Some of the rows."""
    return Observed(*(column[..., rows] for column in observed))


class Integrals(NamedTuple):
    """What the recursion needs integrated, by the array namespace at hand (`measurement`), and the chance of the link.

    `is_any` says whether there can be anything to absorb, of the counts of it: a driver that works with numbers knows
    where there is nothing, and leaves the belief as it is.
    """

    hazard: Hazard
    counted: Counted
    log_normal_cdf: Callable[[Any], Any]
    chance: Callable[[Any], Any]
    is_any: Callable[[Any], bool] = lambda _: True


def step(
    belief: Belief,
    row: Observed,
    quantities: Any,
    dynamics: Dynamics,
    integrals: Integrals,
    channels: Channels,
    xp: Any,
) -> tuple[Belief, Any]:
    """One period: move time, absorb ratings and counts, then the contact's outcome. Returns belief and log-likelihood.

    Ratings known by bounds carry these after the row quantities.
    """
    belief = cell.predict(belief, row.periods, row.starts, row.renewed, dynamics, xp)
    return absorb(belief, row, quantities, dynamics, integrals, channels, xp)


def absorb(
    belief: Belief,
    row: Observed,
    quantities: Any,
    dynamics: Dynamics,
    integrals: Integrals,
    channels: Channels,
    xp: Any,
) -> tuple[Belief, Any]:
    """What one period brings, once time has moved on. The belief may hold more variables, which nothing loads on."""
    now, is_any, total = channels.named(quantities), integrals.is_any, 0.0
    for number in range(len(channels.names)):
        if is_any(row.rating_count[number]):
            bounds = channels.bounds(quantities, number)
            belief, found = absorb_rating(belief, row, number, bounds, now, dynamics, integrals, channels, xp)
            total = total + found
    for number, channel in enumerate(channels.counted):
        if is_any(row.times[number]):
            eta, loads = predictor(channel, now, channels, row.growth)
            happened, times = row.happened[number], row.times[number]
            belief, found = measurement.absorb_count(belief, loads, happened, times, eta, integrals.counted, xp)
            total = total + found
    if not is_any(row.at_risk):
        return belief, total
    belief, found = absorb_leaving(belief, row, now, integrals, channels, xp)
    total = total + found
    if not channels.agreed:
        return belief, total
    eta, loads = predictor("agreed", now, channels, row.growth)
    not_left = row.at_risk * (1.0 - row.left)
    belief, found = measurement.absorb_event(belief, loads, row.agreed, not_left, eta, integrals.hazard, xp)
    return belief, total + found


def absorb_leaving(
    belief: Belief, row: Observed, now: Mapping[str, Any], integrals: Integrals, channels: Channels, xp: Any
) -> tuple[Belief, Any]:
    """Absorb whether a client left at a contact; where the alliance's effect bends, by its level and that squared."""
    if not channels.curved:
        eta, loads = predictor("leaving", now, channels, row.growth)
        return measurement.absorb_event(belief, loads, row.left, row.at_risk, eta, integrals.hazard, xp)
    _, loads = rating_mean(0, now, channels, row.growth)

    def chance(level: Any) -> Any:
        return integrals.chance(now["leaving"] + (now["loading"] + now["curve"] * level) * level)

    return measurement.absorb_curved_event(belief, loads, row.left, row.at_risk, now["level"], chance, xp)


def rating_mean(number: int, now: Mapping[str, Any], channels: Channels, growth: Any) -> tuple[Any, Loads]:
    """What a rating is expected to be for latent variables of 0, and how it loads on them."""
    ending = "" if number == 0 else f":{channels.more[number - 1]}"
    slope = ((len(channels.names), growth),) if channels.growth and number == 0 else ()
    expected = now[f"rating{ending}"] + now[f"level{ending}"]
    return expected, ((number, 1.0), *slope, (len(channels.traits) + number, 1.0))


def predictor(channel: str, now: Mapping[str, Any], channels: Channels, growth: Any = 0.0) -> tuple[Any, Loads]:
    """The linear predictor of an event for latent variables of 0, and how it loads on them.

    An alliance loads by its level: therapist's part, trait and patch; for leaving, a passing change may count more than
    a lasting one, and what a caseload shares more than what tells its clients apart. `channel` is "leaving", "agreed"
    or a counted one.
    """
    eta, alliance = now[channel], "loading" if channel == "leaving" else f"{channel}_loading"
    loadings = [now[name] for name in channels.loadings(alliance)]
    levels = [now[name] for name in channels.loadings("level")]
    for loading, level in zip(loadings, levels, strict=True):
        eta = eta + loading * level
    if channels.caseload and channel == "leaving":
        eta = eta + now["caseload_loading"] * now["level"]
    slope = [loadings[0] * growth] if channels.growth else []
    of_patch = loadings[0] + now["patch_loading"] if channel == "leaving" else loadings[0]
    return eta, tuple(enumerate([*loadings, *slope, of_patch, *loadings[1:]]))


def absorb_rating(
    belief: Belief,
    row: Observed,
    number: int,
    bounds: tuple[Any, ...],
    now: Mapping[str, Any],
    dynamics: Dynamics,
    integrals: Integrals,
    channels: Channels,
    xp: Any,
) -> tuple[Belief, Any]:
    """Absorb one rating of a row as what it is: a measurement, one cut off at the ends of its scale, or a category."""
    expected, loads = rating_mean(number, now, channels, row.growth)
    rating, count, sd = row.rating[number], row.rating_count[number], dynamics.rating_sd[number]
    kind, cdf = channels.kinds[number], integrals.log_normal_cdf
    if kind == "gaussian":
        return measurement.absorb_rating(belief, loads, rating, count, expected, sd, xp)
    if kind == "ordinal":
        return measurement.absorb_interval(belief, loads, bounds, count, expected, sd, cdf, xp)
    is_cut_off = xp.minimum(bounds[1] - bounds[0], 1.0) * xp.minimum(count, 1.0)
    measured, cut_off, total = count * (1.0 - is_cut_off), count * is_cut_off, 0.0
    if integrals.is_any(measured):
        belief, total = measurement.absorb_rating(belief, loads, rating, measured, expected, sd, xp)
    if integrals.is_any(cut_off):
        belief, found = measurement.absorb_interval(belief, loads, bounds, cut_off, expected, sd, cdf, xp)
        total = total + found
    return belief, total
