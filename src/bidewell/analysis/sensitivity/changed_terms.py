"""The terms of a fit with one thing changed: without the alliance's part in leaving, or under other priors."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from numpy.typing import NDArray

from bidewell.engine.terms.pressure import Pressure
from bidewell.engine.terms.registry import widened
from bidewell.engine.terms.term import Term

# The row quantities by which the level of the alliance acts on an ending.
_BY_THE_LEVEL = frozenset({"loading", "patch_loading", "curve", "agreed_loading"})


def without_alliance(terms: tuple[Term, ...], columns: Mapping[str, NDArray[Any]]) -> tuple[Term, ...]:
    """The same terms, but the level of the alliance says nothing of how care ends. Ratings are still described."""
    alone = tuple(replace(term, with_alliance=False) if isinstance(term, Pressure) else term for term in terms)
    return tuple(term for term in alone if not _is_by_the_level(term, columns))


def _is_by_the_level(term: Term, columns: Mapping[str, NDArray[Any]]) -> bool:
    quantities = {block.quantity for block in term.blocks(columns)}
    return bool(quantities) and quantities <= _BY_THE_LEVEL


def with_priors(terms: tuple[Term, ...], times: float) -> tuple[Term, ...]:
    """The same terms, the priors of all that is ranked so many times as wide."""
    return tuple(widened(term, times) if term.factor else term for term in terms)
