"""Products of a factor with the alliance: which there can be, and a model without those that nobody asked for."""

from collections.abc import Iterable
from dataclasses import replace

from bidewell.engine.terms.pressure import Pressure
from bidewell.engine.terms.product import AllianceProduct
from bidewell.engine.terms.term import Term
from bidewell.factors.factor import Factor

# Only one way to treatment has a product with the alliance, whichever is recorded.
WAYS = ("travel_minutes", "travel_miles")


def can_have_product(factor: Factor) -> bool:
    """Whether the engine has a term for this factor times the alliance."""
    return factor.kind == "pressure" or factor.name in WAYS


def product_of(term: Term) -> str | None:
    """The factor whose product with the alliance a term holds."""
    if isinstance(term, AllianceProduct):
        return term.covariate.factor
    return term.factor if isinstance(term, Pressure) and term.with_alliance else None


def without_products(terms: Iterable[Term], factors: tuple[str, ...]) -> list[Term]:
    """The terms without the products of these factors with the alliance."""
    return [kept for term in terms if (kept := _without(term, factors)) is not None]


def _without(term: Term, factors: tuple[str, ...]) -> Term | None:
    if product_of(term) not in factors:
        return term
    return replace(term, with_alliance=False) if isinstance(term, Pressure) else None
