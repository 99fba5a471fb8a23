"""The claims about one source of pressure, each under both definitions of leaving at the end of an order."""

from dataclasses import replace

from bidewell.analysis.answers.claim import CANNOT_TELL, LEAST_LOG_RATIO, Answer, Claim, judged, judged_ratio
from bidewell.analysis.answers.claims_not_made import unless_not_made
from bidewell.analysis.answers.claims_within_bounds import Read, trusted_draws, within_bounds
from bidewell.analysis.answers.pressure_effects import PressureEffect, part
from bidewell.analysis.interval import Interval
from bidewell.analysis.model.fits import Fits
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.engine.panel import Floats

# What each is about, in the order they are told.
_ABOUT = {
    "pressure_early": "start",
    "pressure_late": "sustain",
    "pressure_fades": "fades",
    "pressure_with_alliance": "sustain_by_alliance",
    "pressure_after": "after",
}


def of_pressure(fits: Fits, effect: PressureEffect) -> list[Claim]:
    """All of them; the one with the alliance only where it is rated, not where another rating stands in for it."""
    rated = effect.sustain_by_alliance is not None and fits.explain.choices.rated_is_alliance
    names = (name for name in _ABOUT if rated or _ABOUT[name] != "sustain_by_alliance")
    return [unless_not_made(_told(fits, effect, name), fits.not_made) for name in names]


def _told(fits: Fits, effect: PressureEffect, name: str) -> Claim:
    about, source = _ABOUT[name], effect.source
    if about == "after" and not effect.has_enough_ended:
        return Claim(name, CANNOT_TELL, "few_ended", effect.after, source=source, n=effect.ended_orders)
    estimate: Interval = getattr(effect, about)
    scale = "log hazard ratio" if about == "fades" else "hazard ratio"
    claim = Claim(name, *_judged(estimate, about), estimate, scale, source, effect.clients)

    def read(fitted: FittedProgram) -> Floats | None:
        return _draws(fitted, source, about)

    return within_bounds(_under_both_definitions(claim, fits.at_order_end, read), fits.explain, fits.bounds, read)


def _under_both_definitions(claim: Claim, at_order_end: FittedProgram | None, read: Read) -> Claim:
    """The claim, if it is answered alike where stopping when the order ends counts as leaving too; else none."""
    if at_order_end is None:
        return claim
    draws, about = trusted_draws(at_order_end, read), _ABOUT[claim.name]
    if draws is None:
        return claim if claim.verdict == CANNOT_TELL else replace(claim, verdict=CANNOT_TELL, why="definition_open")
    second = Interval.of(draws) if about == "fades" else Interval.ratio(draws)
    agree = _judged(second, about)[0] == claim.verdict
    return claim if agree else replace(claim, verdict=CANNOT_TELL, why="definitions_disagree")


def _draws(fitted: FittedProgram, source: str, about: str) -> Floats | None:
    """Draws [n] of a log hazard ratio; None where the fit has no such part."""
    model, product = fitted.model, f"{source}_sustain_by_alliance"
    if about == "sustain_by_alliance":
        return model.block(product)[:, 0] if product in model.layout else None
    if source not in model.layout:
        return None
    if about != "fades":
        return part(fitted, source, about)
    weakens: Floats = part(fitted, source, "sustain") - part(fitted, source, "start")
    return weakens


def _judged(estimate: Interval, about: str) -> tuple[Answer, str]:
    if about == "fades":
        return judged(estimate.low, estimate.high, LEAST_LOG_RATIO, holds_below=False)
    return judged_ratio(estimate, holds_below=True)
