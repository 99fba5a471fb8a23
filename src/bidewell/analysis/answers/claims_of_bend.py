"""The claims about a bend: whether the alliance's link with leaving bends, and whether a middling one stays longest."""

from collections.abc import Mapping
from dataclasses import replace

from bidewell.analysis.answers.bend import Bend, bend_of
from bidewell.analysis.answers.claim import (
    CANNOT_TELL,
    CONTRADICTED,
    LEAST_LOG_RATIO,
    SUPPORTED,
    Answer,
    Claim,
    judged,
    judged_ratio,
)
from bidewell.analysis.answers.claims_within_bounds import within_bounds
from bidewell.analysis.model.carried import carries_bend
from bidewell.analysis.model.fits import Fits
from bidewell.analysis.model.fitting import FittedProgram
from bidewell.analysis.model.specification import BEND
from bidewell.engine.panel import Floats

NAMES = ("alliance_bends", "alliance_turns")
# By which way leaving goes at the low and the high end of what is seen.
_TURNS: Mapping[tuple[str, str], tuple[Answer, str]] = {
    ("below", "above"): (SUPPORTED, "turns"),
    ("below", "below"): (CONTRADICTED, "falls_throughout"),
    ("above", "above"): (CONTRADICTED, "rises_throughout"),
    ("above", "below"): (CONTRADICTED, "turns_upside_down"),
}


def claims_of_bend(fits: Fits) -> list[Claim]:
    """Both claims; "cannot tell" where too few left to look, the fit is not to be trusted, or a bound disagrees."""
    if fits.bend is None:
        return [Claim(name, CANNOT_TELL, "few_left", scale="none") for name in NAMES]
    found, why = bend_of(fits.bend), _why_open(fits.bend)
    bends = within_bounds(_bends(found, why), fits.bend, fits.bend_bounds, _curve)
    return [bends, _turns_within(_turns(found, why), fits.bend_bounds)]


def turns(fitted: FittedProgram) -> bool:
    """Whether a fit to be trusted says that a middling alliance stays longest."""
    return _turns(bend_of(fitted), _why_open(fitted)).verdict == SUPPORTED


def _curve(fitted: FittedProgram) -> Floats:
    return fitted.model.block(BEND)[:, 0]


def _turns_within(claim: Claim, bounds: tuple[FittedProgram, ...]) -> Claim:
    """The claim where no bound's own answer is the opposite, and every bound's fit is to be trusted to say so."""
    if claim.verdict == CANNOT_TELL:
        return claim
    trusted = [bound for bound in bounds if bound.model.diagnostics.trusted]
    answers = {_turns(bend_of(bound), "").verdict for bound in trusted} - {CANNOT_TELL, claim.verdict}
    why = "bounds_disagree" if answers else "bounds_open" if len(trusted) < len(bounds) else ""
    # Only where it turns is there a rating at which fewest leave.
    return replace(claim, verdict=CANNOT_TELL, why=why, estimate=None, scale="none") if why else claim


def _why_open(fitted: FittedProgram) -> str:
    if not fitted.model.diagnostics.trusted:
        return "untrusted"
    return "" if carries_bend(fitted) else "prior_carries"


def _bends(found: Bend, why_open: str) -> Claim:
    verdict, why = (CANNOT_TELL, why_open) if why_open else judged_ratio(found.curve, holds_below=False)
    return Claim("alliance_bends", verdict, why, found.curve, n=found.n)


def _turns(found: Bend, why_open: str) -> Claim:
    ends = [judged(end.low, end.high, LEAST_LOG_RATIO, holds_below=False)[1] for end in (found.low, found.high)]
    verdict, why = _TURNS.get((ends[0], ends[1]), (CANNOT_TELL, "ends_open"))
    if why_open:
        verdict, why = CANNOT_TELL, why_open
    if verdict is not SUPPORTED:
        return Claim("alliance_turns", verdict, why, scale="none", n=found.n)
    return Claim("alliance_turns", verdict, why, found.turning, "points of the rating", n=found.n)
