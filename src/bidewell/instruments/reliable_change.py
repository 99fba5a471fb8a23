"""Has a score moved by more than chance moves it? Jacobson and Truax's index, and only ever with a named sample.

RCI = z * sqrt(2) * SD * sqrt(1 - r): SD and r are those of the sample, z belongs to the confidence wanted.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

from bidewell.instruments.scale import Better, Sample, Scale

CONFIDENCE = 0.95  # the convention of the literature, so that published cut-offs can be compared with ours


class Verdict(StrEnum):
    """What may be said of a difference between two scores of one client."""

    RELIABLY_BETTER = "reliably_better"
    RELIABLY_WORSE = "reliably_worse"
    WITHIN_CHANCE = "within_chance"


class NoVerdictError(ValueError):
    """There is nothing to hold the difference against, so nothing is said about it."""


@dataclass(frozen=True)
class Change:
    """A verdict, with everything it rests on, so that a page can name the sample."""

    verdict: Verdict
    difference: float
    reliable_from: float
    sample: Sample
    confidence: float


def reliable_change_index(sample: Sample, confidence: float = CONFIDENCE) -> float:
    """The difference that chance alone exceeds in `1 - confidence` of people who did not change, in score points."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    return z * math.sqrt(2) * sample.sd * math.sqrt(1 - sample.reliability)


def reliable_change(scale: Scale, before: float, after: float, sample: Sample | None) -> Change:
    """The verdict on two scores of one scale. A difference of exactly the index is still within chance."""
    if sample is None:
        raise NoVerdictError("no sample: within client only")
    if scale.better is Better.NEITHER:
        raise NoVerdictError(f"neither way is better on {scale.code}")
    index = reliable_change_index(sample)
    return Change(_verdict(scale, after - before, index), after - before, index, sample, CONFIDENCE)


def _verdict(scale: Scale, difference: float, index: float) -> Verdict:
    if abs(difference) <= index:
        return Verdict.WITHIN_CHANCE
    return Verdict.RELIABLY_BETTER if (difference > 0) == (scale.better is Better.HIGHER) else Verdict.RELIABLY_WORSE
