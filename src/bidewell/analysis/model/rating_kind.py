"""How a program's ratings are read: as measurements, as cut off at the ends of their scale, or as a few categories."""

import numpy as np

from bidewell.domain.settings import RatingSource
from bidewell.engine.panel import Floats, Rating
from bidewell.engine.ratings import Censored, Gaussian, Ordinal, Ratings
from bidewell.engine.terms.term import Standard

# With fewer answers there is too little to tell categories from measurements by.
FEWEST_RATINGS = 100
# More steps than these are as good as a measurement.
FEWEST_CATEGORIES, MOST_CATEGORIES = 3, 7
# Read as measurements, ratings of which one in twenty-five lay at the highest value made the alliance's part 2 % too
# large, one in fifteen 4 % (docs/method.md). Below this share a plain reading errs by less than 1 %, and is faster.
SHARE_AT_AN_END = 0.02


def kind_of_ratings(rating: Rating, unit: Standard, source: RatingSource | None) -> Ratings:
    """The kind for ratings by period in the model's `unit`; `source` says where their scale ends, in its own points."""
    rated = rating.value[rating.count > 0]
    if source is None or rated.size < FEWEST_RATINGS:
        return Gaussian()
    categories = _categories(rating.value[rating.count == 1])
    if FEWEST_CATEGORIES <= len(categories) <= MOST_CATEGORIES:
        return Ordinal(categories)
    low, high = unit.apply(np.array([source.minimum, source.maximum])).tolist()
    at_low, at_high = float((rated <= low).mean()), float((rated >= high).mean())
    if max(at_low, at_high) < SHARE_AT_AN_END:
        return Gaussian()
    return Censored(low, high)


def _categories(rating: Floats) -> tuple[float, ...]:
    """The values that single ratings take, ascending; those that differ by rounding are one."""
    values = np.unique(rating.round(9))
    return tuple(values.tolist())
