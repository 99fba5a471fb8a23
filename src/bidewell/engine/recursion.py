"""The recursion a period at a time, for any array namespace: what a row carries and how it moves the belief."""

from typing import Any, NamedTuple

from bidewell.engine import cell
from bidewell.engine.cell import Dynamics, Hazard
from bidewell.engine.ratings import Absorb

# The row quantities a model can put parameters into, in the order of a quantities array's leading axis.
QUANTITIES = ("rating", "level", "leaving", "loading", "patch_loading", "agreed", "agreed_loading")
# The scalars of the latent process, on the scale they are estimated on. A patch that does not last looks like error of
# the rating, so what the data know well is the spread of both together; how it is shared stands apart.
SCALARS = ("log_trait_sd", "log_passing_sd", "logit_patch_share", "logit_persistence")


class Observed(NamedTuple):
    """The data of one period (or of a block of periods); padding has no rating, no risk, and is not scored."""

    rating: Any
    rating_count: Any
    at_risk: Any
    left: Any
    agreed: Any
    scored: Any
    starts: Any
    renewed: Any
    periods: Any


def dynamics_of(scalars: Any, xp: Any) -> Dynamics:
    """The latent process from its four scalars in the order of SCALARS."""
    passing_sd = xp.exp(scalars[1])
    share, persistence = (1.0 / (1.0 + xp.exp(-scalars[which])) for which in (2, 3))
    return Dynamics(
        trait_sd=xp.exp(scalars[0]),
        patch_sd=passing_sd * xp.sqrt(share),
        persistence=persistence,
        rating_sd=passing_sd * xp.sqrt(1.0 - share),
    )


def step(
    belief: cell.Belief, row: Observed, quantities: Any, dynamics: Dynamics, hazard: Hazard, absorb: Absorb, xp: Any
) -> tuple[cell.Belief, Any]:
    """One period: move time, absorb the rating, then the contact's outcome. Returns belief and log-likelihood.

    Ratings known by bounds carry these after the row quantities.
    """
    rating, level, leaving, loading, patch_loading, agreed, agreed_loading, *bounds = quantities
    belief = cell.predict(belief, row.periods, row.starts, row.renewed, dynamics, xp)
    belief, from_rating = absorb(belief, row.rating, row.rating_count, rating + level, bounds, dynamics)
    belief, from_leaving = cell.absorb_event(
        belief, row.left, row.at_risk, leaving + loading * level, loading, loading + patch_loading, hazard, xp
    )
    belief, from_agreed = cell.absorb_event(
        belief,
        row.agreed,
        row.at_risk * (1.0 - row.left),
        agreed + agreed_loading * level,
        agreed_loading,
        agreed_loading,
        hazard,
        xp,
    )
    return belief, from_rating + from_leaving + from_agreed
