"""Names a program cannot give its factors: in the panel or in a model they already stand for something else."""

from collections.abc import Iterable

from bidewell.analysis.events.outcomes import EPISODE_COLUMNS
from bidewell.analysis.events.panel import ROW_COLUMNS
from bidewell.analysis.model.names_in_models import names_in_models, parts_of_factors

# What a ranking calls what is no single factor, and what rows are numbered by.
_BESIDE = ("access", "alliance_without_therapist", "episode_order", "row")


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


def _reserved() -> frozenset[str]:
    return names_in_models() | {*ROW_COLUMNS, *EPISODE_COLUMNS, *_BESIDE}


def _is_part(name: str, factors: set[str]) -> bool:
    """Whether a model has a block, or the rows a column, of another factor under this name."""
    of_block = any(name.endswith(part) and name.removesuffix(part) in factors for part in parts_of_factors())
    return of_block or any(name[:place] in factors for place, sign in enumerate(name) if sign == ".")
