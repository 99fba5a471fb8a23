"""Does easy access save a shaky relationship? The alliance times the way to treatment, and times a ride used."""

import numpy as np

from bidewell.analysis.answers.claim import CANNOT_TELL, Claim, judged_ratio
from bidewell.analysis.answers.claims_within_bounds import within_bounds
from bidewell.analysis.answers.ranking import everyone_in
from bidewell.analysis.answers.verdict import need_is_recorded
from bidewell.analysis.interval import Interval
from bidewell.analysis.model.clients_counted import clients_in
from bidewell.analysis.model.fits import Fits
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.analysis.model.products import BY_RIDE, BY_WAY
from bidewell.engine.panel import Floats
from bidewell.engine.terms.product import AllianceByUse


def of_access(fits: Fits) -> list[Claim]:
    """Both claims."""
    way, ride = _of_way(fits.explain), _of_ride(fits.explain)
    return [
        within_bounds(way, fits.explain, fits.bounds, _by_way),
        within_bounds(ride, fits.explain, fits.bounds, _by_ride),
    ]


def _by_way(fitted: FittedProgram) -> Floats | None:
    return fitted.model.block(BY_WAY)[:, 0] if BY_WAY in fitted.model.layout else None


def _by_ride(fitted: FittedProgram) -> Floats | None:
    return fitted.model.block(BY_RIDE)[:, 1] if BY_RIDE in fitted.model.layout else None


def _of_way(explain: FittedProgram) -> Claim:
    draws = _by_way(explain)
    if draws is None:
        return Claim("alliance_access", CANNOT_TELL, "no_access", scale="none")
    # Per SD of travel and of the alliance: below 1, the alliance counts more where the way is long, and so less
    # where it is short, which is what "easy access makes up for it" would look like.
    estimate = Interval.ratio(draws)
    panel = explain.rows.panel
    n = clients_in(explain.rows, panel.at_risk & panel.scored)
    return Claim("alliance_access", *judged_ratio(estimate, holds_below=True), estimate, n=n)


def _of_ride(explain: FittedProgram) -> Claim:
    """Of those who were offered a ride, those who used it against those who did not; above 1 the alliance counts less.

    Rides go to those who need them: without the way they have, what a ride does cannot be told from what it is for.
    """
    draws = _by_ride(explain)
    if draws is None:
        has_rides = any(factor.kind == "ride" for factor in explain.factors)
        return Claim("alliance_ride", CANNOT_TELL, "few_rides" if has_rides else "no_rides", scale="none")
    estimate, n = Interval.ratio(draws), _offered(explain)
    if not need_is_recorded(explain):
        return Claim("alliance_ride", CANNOT_TELL, "need_not_known", estimate, n=n)
    return Claim("alliance_ride", *judged_ratio(estimate, holds_below=False), estimate, n=n)


def _offered(explain: FittedProgram) -> int:
    """How many of those asked whether they left were offered the ride that the model compares by."""
    by_use = next(term for term in explain.model.terms if isinstance(term, AllianceByUse))
    was_offered = np.isin(explain.rows.columns[by_use.column].astype(str), by_use.offered)
    return clients_in(explain.rows, everyone_in(explain, was_offered))
