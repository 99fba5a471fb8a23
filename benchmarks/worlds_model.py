"""Our engine on the worlds' bare table: the terms of a program's fit, less the products that no other engine is given.

Under the ranking's priors every factor has the same zero-centred one per standard deviation. Doubled, they are those
of a ranking's sensitivity to its priors; flat ones are for comparing with engines that have none.
"""

import numpy as np
from worlds import FADING_SESSIONS, HIGHEST_RATING, LOWEST_RATING, Floats, Sessions

from bidewell.analysis.model.rating_kind import kind_of_ratings
from bidewell.analysis.model.usual_priors import ALLIANCE_SD, COEFFICIENT_SD
from bidewell.domain.settings import RatingSource
from bidewell.engine.fitters.fit import Fit
from bidewell.engine.model import Block, Model
from bidewell.engine.panel import Panel
from bidewell.engine.ratings import Gaussian
from bidewell.engine.terms.alliance import AllianceEffect
from bidewell.engine.terms.baseline import Baseline
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.effects import Effects
from bidewell.engine.terms.term import Standard, Term

# How many times as wide as the ranking's.
PRIORS = {"flat": np.inf, "ranking": 1.0, "doubled": 2.0}
SCALE = RatingSource("rating", "alliance", "client", "1", "total", LOWEST_RATING, HIGHEST_RATING)
ACCESS = ("distance", "ride", "ride_by_distance")


def columns_of(sessions: Sessions) -> dict[str, Floats]:
    """The named columns that the terms read; time starts at 0."""
    return {
        "period": sessions.session - 1.0,
        "therapist": sessions.therapist.astype(float),
        "court": sessions.court,
        "distance": sessions.distance,
        "ride": sessions.ride,
        "ride_by_distance": sessions.ride * sessions.distance,
    }


def terms_of(sessions: Sessions, priors: str) -> tuple[Term, ...]:
    """Smooth hazard, access, therapists on level and hazard, and one tied alliance effect."""
    rows = columns_of(sessions)
    at_risk = rows["period"][sessions.at_risk]
    sd = COEFFICIENT_SD * PRIORS[priors]
    wide = {"intercept_sd": np.inf, "slope_sd": np.inf} if priors == "flat" else {}
    therapists = tuple(str(therapist) for therapist in range(sessions.therapists))
    return (
        Baseline.learn("leaving", "leaving", at_risk, intercept_mean=-2.7, **wide),
        Baseline.learn("rating", "rating", at_risk, intercept_mean=0.0, wiggle_sd=0.0, **wide),
        Covariate.learn("", "court", rows, quantity="rating", prior_sd=sd),
        *(Covariate.learn(name, name, rows, prior_sd=sd) for name in ACCESS),
        AllianceEffect("alliance", prior_sd=ALLIANCE_SD * PRIORS[priors]),
        Effects("therapist_rating", "therapist", "level", therapists, 0.5, "alliance"),
        Effects("therapist_leaving", "therapist", "leaving", therapists, 0.5, ""),
    )


def court_order(sessions: Sessions, priors: str) -> Block:
    """What starts and what sustains, as the project's term for pressure has it; here no order ends."""
    left_of_start = np.exp(-(sessions.session - 1.0) / FADING_SESSIONS)
    columns = sessions.court[:, None] * np.column_stack([left_of_start, 1.0 - left_of_start])
    sd = COEFFICIENT_SD * PRIORS[priors]
    return Block("court_order", "leaving", ("start", "sustain"), columns, prior_sd=sd)


def panel_of(sessions: Sessions, rating: Standard) -> Panel:
    """The table as the engine's panel; the rating in standard deviations."""
    never = np.zeros(sessions.session.size, dtype=bool)
    return Panel(
        client=sessions.client,
        period=sessions.session - 1.0,
        rating=rating.apply(sessions.rating),
        rating_count=np.ones(sessions.session.size),
        at_risk=sessions.at_risk,
        left=sessions.left,
        agreed=never,
        scored=~never,
        renewed=never,
    )


def model_of(sessions: Sessions, priors: str, *, measured: bool = False) -> tuple[Model, Standard]:
    """The model, and how its unit of alliance stands to a point of rating.

    Ratings are read as the product would read them, or else as if they were `measured` on a scale without an end.
    """
    rating, rows = Standard.learn(sessions.rating), columns_of(sessions)
    panel = panel_of(sessions, rating)
    blocks = [block for term in terms_of(sessions, priors) for block in term.blocks(rows)]
    kind = Gaussian() if measured else kind_of_ratings(panel.ratings[0], rating, SCALE)
    return Model(panel, (*blocks, court_order(sessions, priors)), link="logit", ratings=kind), rating


def effect_draws(fitted: Fit, rating: Standard) -> Floats:
    """Posterior draws of the effect of one point of alliance on the log odds of leaving."""
    return np.asarray(fitted.draws.parameters[:, fitted.model.layout["alliance"]][:, 0] / rating.spread)
