"""The ranking's first factor where one choice was made otherwise: another prior, another definition of leaving."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bidewell.analysis.answers.ranking import Ranked
from bidewell.analysis.answers.verdict import verdict
from bidewell.analysis.description.suppression import SMALLEST_SHOWN
from bidewell.analysis.interval import Interval
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.factors.factor import Factor

How = Literal["as fitted", "reweighted", "refitted"]
# same: first everywhere; standing: still first, but it stands apart in one and not in another; depends: another factor
# comes first somewhere; not known: none could be looked at (nothing: fewer than two factors to rank).
Dependence = Literal["same", "standing", "depends", "not known", "nothing"]


@dataclass(frozen=True)
class Variant:
    """What comes first under one choice.

    name          of the prior or the definition
    how           the fit itself, its draws weighed anew, or a fit of its own
    first         the factor most likely the largest; None where the draws cannot be trusted to say
    chance        the chance that it is, with the interval of a share of so many draws
    stands_apart  whether the rules of the verdict would name it
    pareto_k      of the weights (reweighted), or of the fit
    draws         how many equal draws it rests on
    """

    name: str
    how: How
    first: Factor | None
    chance: Interval | None
    stands_apart: bool
    pareto_k: float
    draws: int
    clients: int
    left: int


def variant_of(
    name: str,
    how: How,
    fitted: FittedProgram,
    ranking: tuple[Ranked, ...],
    draws: float,
    pareto_k: float,
    *,
    is_known: bool = True,
) -> Variant:
    """The variant that the ranking of a fit, or of its draws weighed anew, shows."""
    found = verdict(fitted, ranking)
    # Where a rule has fewer than eleven people leave, nothing about them may be shown, nor could it be known.
    is_known = is_known and fitted.model.diagnostics.trusted and fitted.left >= SMALLEST_SHOWN
    first = _first(ranking) if is_known else None
    return Variant(
        name=name,
        how=how,
        first=first.factor if first else None,
        chance=Interval.of_share(first.largest_after or 0.0, draws) if first else None,
        stands_apart=first is not None and found.largest is not None,
        pareto_k=pareto_k,
        draws=int(draws),
        clients=fitted.rows.panel.clients,
        left=fitted.left,
    )


def dependence(variants: Sequence[Variant]) -> Dependence:
    """Whether the first factor of the first variant, which is the usual choice, is first in all others."""
    usual, *others = variants
    if usual.first is None:
        return "nothing"
    known = [other for other in others if other.first is not None]
    if not known:
        return "not known"
    if any(other.first != usual.first for other in known):
        return "depends"
    return "standing" if any(other.stands_apart != usual.stands_apart for other in known) else "same"


def _first(ranking: tuple[Ranked, ...]) -> Ranked | None:
    candidates = [row for row in ranking if row.window == "whole" and row.candidate]
    return max(candidates, key=lambda row: row.largest_after or 0.0) if len(candidates) > 1 else None
