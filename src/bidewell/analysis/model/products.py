"""Products of a factor with the alliance: which there can be, and a model without those that nobody asked for."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from bidewell.analysis.description.suppression import SMALLEST_SHOWN
from bidewell.analysis.model.usual_priors import BY_RIDE_SD, BY_WAY_SD
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.pressure import Pressure
from bidewell.engine.terms.product import AllianceByUse, AllianceProduct
from bidewell.engine.terms.term import Rows, Term
from bidewell.factors.factor import Factor

# Only one way to treatment has a product with the alliance, whichever is recorded.
WAYS = ("travel_minutes", "travel_miles")
# Offered, accepted and used are different facts; the furthest first.
RIDE_STEPS = ("used", "accepted", "offered")
# What a ranking calls both products with access, and the blocks of each: of the way, and of a ride.
INTERACTION = "alliance_access"
BY_WAY, BY_RIDE = "alliance_access", "alliance_ride"


def can_have_product(factor: Factor) -> bool:
    """Whether the engine has a term for this factor times the alliance."""
    return factor.kind in ("pressure", "ride") or factor.name in WAYS


def products_with_access(terms: Iterable[Term], factors: Iterable[Factor], rows: Rows) -> list[Term]:
    """The alliance times the way to treatment and times a ride, where a model of these terms can have them."""
    found: list[Term] = []
    way = next((term for term in terms if isinstance(term, Covariate) and term.factor in WAYS), None)
    if way is not None:
        found.append(AllianceProduct(BY_WAY, replace(way, windows=False), INTERACTION, BY_WAY_SD))
    ride = next((one.name for one in factors if one.kind == "ride" and has_used_and_unused(rows, one.name)), None)
    if ride is not None:
        found.append(
            AllianceByUse.learn(
                BY_RIDE, ride, rows, offered=RIDE_STEPS, used=RIDE_STEPS[0], factor=INTERACTION, prior_sd=BY_RIDE_SD
            )
        )
    return found


def has_used_and_unused(rows: Rows, ride: str) -> bool:
    """Whether enough clients used a ride, and enough were offered one and did not, for a comparison to be shown."""
    used, unused = rows[ride] == RIDE_STEPS[0], np.isin(rows[ride].astype(str), RIDE_STEPS[1:])
    return all(np.unique(rows["client"][here]).size >= SMALLEST_SHOWN for here in (used, unused))


def have_a_way(factors: Iterable[Factor]) -> bool:
    """Whether a model of these factors knows what way clients have, and so who needs a ride."""
    # Rides go to those who need them: without the way they have, a ride looks like what it was meant to mend.
    return any(factor.group == "access" and factor.kind == "numeric" for factor in factors)


def product_of(term: Term) -> str | None:
    """The factor whose product with the alliance a term holds."""
    if isinstance(term, AllianceProduct):
        return term.covariate.factor
    if isinstance(term, AllianceByUse):
        return term.column
    return term.factor if isinstance(term, Pressure) and term.with_alliance else None


def without_products(terms: Iterable[Term], factors: tuple[str, ...]) -> list[Term]:
    """The terms without the products of these factors with the alliance."""
    return [kept for term in terms if (kept := _without(term, factors)) is not None]


def _without(term: Term, factors: tuple[str, ...]) -> Term | None:
    if product_of(term) not in factors:
        return term
    return replace(term, with_alliance=False) if isinstance(term, Pressure) else None
