"""Names a program cannot give its factors, nor columns it adjusts for: they already stand for something else."""

from collections.abc import Iterable

from bidewell.analysis.events.outcomes import EPISODE_COLUMNS
from bidewell.analysis.events.panel import ROW_COLUMNS
from bidewell.analysis.model.names_in_models import names_in_models, parts_of_factors

# What a ranking calls what is no single factor, and what rows are numbered by.
_BESIDE = ("access", "alliance_without_therapist", "episode_order", "row")


class ColumnNameTaken(ValueError):
    """A column to adjust for has a name that already means something else; the message says what to do."""


class FactorNameTaken(ValueError):
    """A factor has a name that already means something else; the message says which and what to do."""


def refuse_taken_names(names: Iterable[str]) -> None:
    """Refuse names that are the panel's, a model's, or those of another factor's parts. Raises FactorNameTaken."""
    factors = set(names)
    taken = sorted(name for name in factors if name in _reserved() or _is_part(name, factors))
    if taken:
        raise FactorNameTaken(
            f"the factors table cannot call a factor {', '.join(taken)}: the name has another meaning; choose another"
        )


def refuse_taken_columns(columns: Iterable[str], factors: Iterable[str]) -> None:
    """Refuse columns to adjust for that a model would confuse with a part of its own. Raises ColumnNameTaken.

    The panel's own columns are what they are called: whether one is known from the start is asked with the terms.
    """
    asked, known = set(columns) - {*ROW_COLUMNS, *EPISODE_COLUMNS}, set(factors)
    taken = sorted(name for name in asked if name in names_in_models() or _is_part(name, known | asked))
    if taken:
        raise ColumnNameTaken(
            f"the episodes table cannot be adjusted for by a column called {', '.join(taken)}: in a model the name has "
            "another meaning; rename the column"
        )


def _reserved() -> frozenset[str]:
    return names_in_models() | {*ROW_COLUMNS, *EPISODE_COLUMNS, *_BESIDE}


def _is_part(name: str, factors: set[str]) -> bool:
    """Whether a model has a block, or the rows a column, of another factor under this name."""
    of_block = any(name.endswith(part) and name.removesuffix(part) in factors for part in parts_of_factors())
    return of_block or any(name[:place] in factors for place, sign in enumerate(name) if sign == ".")
