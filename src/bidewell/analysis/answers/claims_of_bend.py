"""The claims about a bend: whether the alliance's link with leaving bends, and whether a middling one stays longest."""

from collections.abc import Mapping

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
from bidewell.analysis.model.fits import Fits, carries_bend
from bidewell.analysis.model.fitting import FittedProgram

NAMES = ("alliance_bends", "alliance_turns")
# By which way leaving goes at the low and the high end of what is seen.
_TURNS: Mapping[tuple[str, str], tuple[Answer, str]] = {
    ("below", "above"): (SUPPORTED, "turns"),
    ("below", "below"): (CONTRADICTED, "falls_throughout"),
    ("above", "above"): (CONTRADICTED, "rises_throughout"),
    ("above", "below"): (CONTRADICTED, "turns_upside_down"),
}


def claims_of_bend(fits: Fits) -> list[Claim]:
    """Both claims; "cannot tell" where too few left to look, or the fit is not to be trusted."""
    if fits.bend is None:
        return [Claim(name, CANNOT_TELL, "few_left", scale="none") for name in NAMES]
    found = bend_of(fits.bend)
    why = _why_open(fits.bend)
    return [_bends(found, why), _turns(found, why)]


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
