"""One claim and its verdict, and how the interval of a difference is judged."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from bidewell.analysis.interval import Interval

Answer = Literal["supported", "contradicted", "cannot tell"]
SUPPORTED: Answer = "supported"
CONTRADICTED: Answer = "contradicted"
CANNOT_TELL: Answer = "cannot tell"


@dataclass(frozen=True)
class Claim:
    """A claim and its verdict. `why` and `name` are codes; the report has the words.

    `source` names the pressure, or the outcome rated, that it is about.
    """

    name: str
    verdict: Answer
    why: str
    estimate: Interval | None = None
    scale: str = "hazard ratio"
    source: str = ""
    n: int | None = None


# A difference smaller than this does not settle a claim: a tenth on the log hazard, two of a hundred clients. Without
# it every third program in which nothing matters would be told of some link.
LEAST_LOG_RATIO = 0.1
LEAST_OF_HUNDRED = 0.02


def judged(low: float, high: float, margin: float, *, holds_below: bool) -> tuple[Answer, str]:
    """Verdict and reason of a 90 % interval of a difference, for a claim that holds below none or above it."""
    if low > margin:
        return (CONTRADICTED, "above") if holds_below else (SUPPORTED, "above")
    if high < -margin:
        return (SUPPORTED, "below") if holds_below else (CONTRADICTED, "below")
    return CANNOT_TELL, "both_sides" if low <= 0.0 <= high else "too_small"


def judged_ratio(ratio: Interval, *, holds_below: bool) -> tuple[Answer, str]:
    """The same for a ratio against 1."""
    return judged(float(np.log(ratio.low)), float(np.log(ratio.high)), LEAST_LOG_RATIO, holds_below=holds_below)
