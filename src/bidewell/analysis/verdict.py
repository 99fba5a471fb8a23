"""The answer to "what goes with staying most", and when there is none."""

from dataclasses import dataclass

from bidewell.analysis.fitting import FittedProgram
from bidewell.analysis.ranking import Ranked

# A winner is likely the largest, and its own effect is there: without the second a rare null factor wins in a third of
# the programs in which nothing matters.
LEAST_CHANCE_OF_LARGEST = 0.8
LEAST_CHANCE_OF_EFFECT = 0.95


@dataclass(frozen=True)
class Verdict:
    """The largest factor, or None for "cannot tell", and the reason as a code the report has words for."""

    largest: Ranked | None
    reason: str  # stands_apart | untrusted | too_close | no_effect | nothing_compared


def verdict(fitted: FittedProgram, ranking: tuple[Ranked, ...]) -> Verdict:
    """Name a winner among the candidates over the whole of care, if there is one."""
    candidates = [row for row in ranking if row.window == "whole" and row.candidate]
    if len(candidates) < 2:
        return Verdict(None, "nothing_compared")
    if not fitted.model.diagnostics.trusted:
        return Verdict(None, "untrusted")
    first = max(candidates, key=lambda row: row.largest_after or 0.0)
    if (first.largest_after or 0.0) < LEAST_CHANCE_OF_LARGEST:
        return Verdict(None, "too_close")
    if (first.own_effect or 0.0) < LEAST_CHANCE_OF_EFFECT:
        return Verdict(None, "no_effect")
    return Verdict(first, "stands_apart")
