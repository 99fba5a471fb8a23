"""The kinds of term, and each as plain JSON: a fitted model must be readable without this code."""

from dataclasses import fields, replace
from typing import Any

from bidewell.engine.terms.alliance import AllianceEffect
from bidewell.engine.terms.baseline import Baseline
from bidewell.engine.terms.calendar import CalendarWalk
from bidewell.engine.terms.category import Category
from bidewell.engine.terms.covariate import Covariate
from bidewell.engine.terms.effects import Effects
from bidewell.engine.terms.pressure import Pressure
from bidewell.engine.terms.product import AllianceByUse, AllianceProduct
from bidewell.engine.terms.term import Standard, Term

TERMS = (AllianceByUse, AllianceEffect, AllianceProduct, Baseline, CalendarWalk, Category, Covariate, Effects, Pressure)
_PARTS = (Standard, Covariate)  # what a term may hold
_BY_NAME = {kind.__name__: kind for kind in (*TERMS, Standard)}


def widened(term: Term, times: float) -> Term:
    """The same term under a prior on its coefficients so many times as wide (infinite: flat); others as they are."""
    if isinstance(term, (Covariate, Category, Pressure, AllianceEffect, AllianceProduct, AllianceByUse)):
        return replace(term, prior_sd=times * term.prior_sd)
    return term


def to_plain(term: Term | Standard) -> dict[str, Any]:
    """A term as a dictionary of plain values, its kind under "kind"."""
    values = {field.name: getattr(term, field.name) for field in fields(term)}
    return {"kind": type(term).__name__} | {
        name: to_plain(value) if isinstance(value, _PARTS) else value for name, value in values.items()
    }


def from_plain(plain: dict[str, Any]) -> Any:
    """The term of a dictionary made by `to_plain`. Raises KeyError for a kind this version does not know."""
    values = {name: _restored(value) for name, value in plain.items() if name != "kind"}
    return _BY_NAME[plain["kind"]](**values)


def _restored(value: Any) -> Any:
    if isinstance(value, dict):
        return from_plain(value)
    return tuple(value) if isinstance(value, list) else value
