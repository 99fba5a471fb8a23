"""Names a program cannot give its factors: in the panel or in the model they already stand for something else."""

from collections.abc import Iterable

from bidewell.analysis.outcomes import EPISODE_COLUMNS
from bidewell.analysis.panel import ROW_COLUMNS

_OF_THE_MODEL = frozenset(
    {
        "access", "agreed", "alliance", "alliance_access", "alliance_curve", "alliance_on_agreed",
        "alliance_passing", "alliance_ride", "alliance_without_therapist", "latent", "leaving", "leaving_quarter",
        "rating", "rating_quarter", "site_leaving", "therapist_leaving", "therapist_rating",
    }
)  # fmt: skip
RESERVED = _OF_THE_MODEL | {*ROW_COLUMNS, *EPISODE_COLUMNS, "episode_order", "row"}
# What the model calls a factor's further parts.
_PARTS = ("_missing", "_rating", "_sustain_by_alliance", ".active", ".weeks", ".after", ".type")


class FactorNameTaken(ValueError):
    """A factor has a name that already means something else; the message says which and what to do."""


def refuse_taken_names(names: Iterable[str]) -> None:
    """Refuse names that are the panel's, the model's, or those of another factor's parts."""
    factors = set(names)
    parts = {f"{factor}{part}" for factor in factors for part in _PARTS}
    taken = sorted(factors & (RESERVED | parts))
    if taken:
        raise FactorNameTaken(
            f"the factors table cannot call a factor {', '.join(taken)}: the name has another meaning; choose another"
        )
