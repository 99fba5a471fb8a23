"""The answer to "what goes with staying most", and when there is none."""

from dataclasses import dataclass

from bidewell.analysis.answers.ranking import Ranked, rank
from bidewell.analysis.model.fits import AT_ORDER_END, BOUNDS
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.analysis.model.products import have_a_way

# A winner is likely the largest, and its own effect is there: without the second a rare null factor wins in a third of
# the programs in which nothing matters.
LEAST_CHANCE_OF_LARGEST = 0.8
LEAST_CHANCE_OF_EFFECT = 0.95


@dataclass(frozen=True)
class Verdict:
    """The largest factor, or None for "cannot tell", and the reason as a code the report has words for.

    `reason` is stands_apart where one is named; else nothing_compared, untrusted, too_close, no_effect, need_unknown
    (of rides), definitions_disagree or definition_open (of pressures), bounds_disagree or bounds_open; not_made where
    one of these fits could not be made; nothing_known or out_of_reach where there was
    no fit at all.
    """

    largest: Ranked | None
    reason: str


def verdict(
    fitted: FittedProgram,
    ranking: tuple[Ranked, ...],
    at_order_end: FittedProgram | None = None,
    bounds: tuple[FittedProgram, ...] = (),
    not_made: tuple[str, ...] = (),
) -> Verdict:
    """Name a winner among the candidates over the whole of care, if there is one.

    `at_order_end` and `bounds` are fits of the same program under the definitions that could turn the answer,
    `not_made` the names of those that could not be made.
    """
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
    if first.factor.kind == "ride" and not need_is_recorded(fitted):
        return Verdict(None, "need_unknown")
    under_order = first.factor.kind == "pressure"
    second = at_order_end if under_order else None
    why = _why_open_at_order_end(first, second) or _why_open_within(first, bounds)
    if not why and set(not_made) & {*BOUNDS, *((AT_ORDER_END,) if under_order else ())}:
        why = "not_made"
    return Verdict(None, why) if why else Verdict(first, "stands_apart")


def need_is_recorded(fitted: FittedProgram) -> bool:
    """Whether a model knows what way clients have, and so who needs a ride."""
    return have_a_way(fitted.factors)


def _why_open_at_order_end(first: Ranked, second: FittedProgram | None) -> str:
    """Why the winner no longer is one where stopping when an order ends counts as leaving; "" where it still is."""
    if second is None:
        return ""
    own = _own_effect(second, first.factor.name) if second.model.diagnostics.trusted else None
    if own is None:
        return "definition_open"
    return "definitions_disagree" if own < LEAST_CHANCE_OF_EFFECT else ""


def _why_open_within(first: Ranked, bounds: tuple[FittedProgram, ...]) -> str:
    """Why the bounds on agreed endings leave the winner open; "" where no bound says the opposite."""
    trusted = [bound for bound in bounds if bound.model.diagnostics.trusted]
    if any(_points(bound, first.factor.name) * first.change_stayed.mean < 0 for bound in trusted):
        return "bounds_disagree"
    return "" if len(trusted) == len(bounds) else "bounds_open"


def _own_effect(fitted: FittedProgram, factor: str) -> float | None:
    row = next((row for row in rank(fitted, None) if row.factor.name == factor and row.candidate), None)
    return row.own_effect if row else None


def _points(fitted: FittedProgram, factor: str) -> float:
    """The change in staying with the factor where its interval leaves no difference out, else 0."""
    row = next((row for row in rank(fitted, None) if row.factor.name == factor), None)
    clear = row is not None and row.change_stayed.low * row.change_stayed.high > 0
    return row.change_stayed.mean if row is not None and clear else 0.0
