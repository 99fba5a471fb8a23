"""A claim beside the bounds on agreed endings: counselors differ in those, and no claim stands that turns with them."""

from collections.abc import Callable
from dataclasses import replace

from bidewell.analysis.answers.claim import CANNOT_TELL, Claim
from bidewell.analysis.interval import Interval
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.engine.panel import Floats

# Draws [n] of what a claim is about in one fit; None where that fit has no such part.
Read = Callable[[FittedProgram], Floats | None]


def within_bounds(claim: Claim, fitted: FittedProgram, bounds: tuple[FittedProgram, ...], read: Read) -> Claim:
    """The claim, or "cannot tell" where a bound says the opposite, or its fit is not to be trusted to say anything.

    `fitted` is the fit that the claim rests on, `bounds` the same fit under each bound.
    """
    if claim.verdict == CANNOT_TELL:
        return claim
    told, *others = (trusted_draws(fit, read) for fit in (fitted, *bounds))
    if told is not None and any(_clear(draws) * told.mean() < 0 for draws in others if draws is not None):
        return replace(claim, verdict=CANNOT_TELL, why="bounds_disagree")
    return replace(claim, verdict=CANNOT_TELL, why="bounds_open") if any(draws is None for draws in others) else claim


def trusted_draws(fitted: FittedProgram, read: Read) -> Floats | None:
    """What a fit says of it; None where it says nothing, or is not to be trusted."""
    return read(fitted) if fitted.model.diagnostics.trusted else None


def _clear(draws: Floats) -> float:
    """The mean where the interval leaves no doubt which way it goes, else 0."""
    found = Interval.of(draws)
    return found.mean if found.low > 0 or found.high < 0 else 0.0
