"""Whether the alliance's link with leaving bends, and at which rating fewest leave: read from a fit of its own.

On the log hazard a level x counts b x + c x^2: x in standard deviations of the ratings, 0 at the program's usual level.
A bend alone is no turn: c may be above 0 and leaving still fall all the way. It turns where leaving falls at the low
end of what is seen and rises at the high end, both clearly (Lind and Mehlum 2010, Oxford Bulletin of Economics and
Statistics 72:109, doi 10.1111/j.1468-0084.2009.00569.x); fewest leave at -b / 2c. Association: nobody has been moved
along the curve, and who rates highest may have finished without anybody writing it down.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bidewell.analysis.answers.contributions import level_variance
from bidewell.analysis.interval import HIGH, LOW, NINE_IN_TEN, Interval
from bidewell.analysis.model.clients_counted import clients_in
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.analysis.model.specification import BEND
from bidewell.engine.fitted import FittedModel
from bidewell.engine.model import Block
from bidewell.engine.panel import Flags, Floats

# Where the curve is looked at, from the low end of what is seen to the high end.
PLACES = 5


@dataclass(frozen=True)
class Place:
    """One level on the rating's own scale, and times as many who leave there as at the usual level."""

    points: float
    ratio: Interval


@dataclass(frozen=True)
class Bend:
    """What a bent fit says of the alliance. Slopes are log hazard per standard deviation of the ratings.

    curve     times as many who leave one standard deviation of the ratings to either side of the usual level as a
              straight line says: exp(c)
    low, high slopes at the ends of the levels seen: where nine in ten of them lie, and nine in ten of the ratings
    turning   the rating, on its own scale, where fewest leave; None unless leaving falls at the low end and rises at
              the high one in nine draws of ten
    places    times as many who leave along the range, against the usual level
    """

    curve: Interval
    low: Interval
    high: Interval
    turning: Interval | None
    places: tuple[Place, ...]
    n: int


def bend_of(fitted: FittedProgram) -> Bend:
    """Read a fit with `Choices(bend=True)`. Time: linear in rows."""
    panel, model = fitted.rows.panel, fitted.model
    blocks = model.blocks(fitted.rows.columns)
    effect, curve = _average(model, blocks, "loading", panel.at_risk & panel.scored), model.block(BEND)[:, 0]
    usual = _average(model, blocks, "rating", panel.rating_count > 0)
    low, high = _ends(fitted, float(usual.mean()))
    slope_low, slope_high = (effect + 2.0 * curve * end for end in (low, high))
    turns = (slope_low < 0.0) & (slope_high > 0.0)
    at = fitted.rows.rating.centre + fitted.rows.rating.spread * (usual - effect / (2.0 * curve))
    return Bend(
        curve=Interval.ratio(curve),
        low=Interval.of(slope_low),
        high=Interval.of(slope_high),
        turning=Interval.of(at[turns]) if turns.mean() >= HIGH - LOW else None,
        places=_places(fitted, np.linspace(low, high, PLACES), float(usual.mean()), effect, curve),
        n=clients_in(fitted.rows, panel.at_risk & panel.scored),
    )


def _average(model: FittedModel, blocks: Sequence[Block], quantity: str, within: Flags) -> Floats:
    """Draws [n] of a row quantity's mean over some rows."""
    weights = within / max(int(within.sum()), 1)
    parts = [model.block(one.name) @ one.pull_back(weights) for one in blocks if one.quantity == quantity]
    return np.asarray(np.sum(parts, axis=0))


def _ends(fitted: FittedProgram, usual: float) -> tuple[float, float]:
    """The lowest and highest level asked about: neither beyond most levels believed in, nor beyond most ratings."""
    panel = fitted.rows.panel
    spread = float(np.median(np.sqrt(level_variance(fitted.model, with_therapist=True))))
    lowest, highest = np.quantile(panel.rating[panel.rating_count > 0], (LOW, HIGH)) - usual
    return max(-NINE_IN_TEN * spread, float(lowest)), min(NINE_IN_TEN * spread, float(highest))


def _places(fitted: FittedProgram, levels: Floats, usual: float, effect: Floats, curve: Floats) -> tuple[Place, ...]:
    unit = fitted.rows.rating
    return tuple(
        Place(unit.centre + unit.spread * (usual + level), Interval.ratio((effect + curve * level) * level))
        for level in levels.tolist()
    )
