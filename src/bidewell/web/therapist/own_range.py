"""A client's own ratings: where the latest one would usually lie. Of too few ratings nothing is said."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, sqrt

from bidewell.actions.snapshots import RATINGS_KEPT
from bidewell.analysis.interval import NINE_IN_TEN
from bidewell.records.models import Forecast

FEWEST_EARLIER = 2


@dataclass(frozen=True)
class OwnRange:
    """Where the next rating of this client would lie nine times in ten, judging by the earlier ones."""

    low: float
    high: float
    centre: float
    spread: float

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def own_range(values: Sequence[float], forecast: Forecast | None) -> OwnRange | None:
    """The range for the latest value from those before it, no more than a caseload keeps: all pages say the same.
    How far one client's ratings spread is the program's fit's to say, and a range ends where the scale does."""
    spread = forecast.document.get("spread") if forecast else None
    earlier = values[-RATINGS_KEPT:-1]
    if forecast is None or spread is None or len(earlier) < FEWEST_EARLIER:
        return None
    centre = sum(earlier) / len(earlier)
    half = NINE_IN_TEN * spread * sqrt(1 + 1 / len(earlier))
    lowest, highest = forecast.document.get("scale") or (-inf, inf)
    return OwnRange(max(centre - half, lowest), min(centre + half, highest), centre, spread)
