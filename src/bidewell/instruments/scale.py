"""A scale: which items it is made of, how they become one number, and what that number can be held against."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bidewell.instruments.definition_error import DefinitionError

Words = Mapping[str, str]  # a text by language: {"en": ..., "es": ...}


class Method(StrEnum):
    """How answered items become a score."""

    SUM = "sum"
    MEAN = "mean"


class Blanks(StrEnum):
    """What stands for an item left blank, as long as there are no more blanks than the scale allows."""

    PRORATE = "prorate"  # the mean of the answered items of the scale
    ROUNDED_MEAN = "rounded_mean"  # the same, rounded to a whole answer, within the blank item's own part (OQ-45)


class Better(StrEnum):
    """Which way is better for the client. Of ambivalence, say, neither is."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Side(StrEnum):
    """On which side of a cut-point its words hold. The cut-point itself belongs to it."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


@dataclass(frozen=True)
class CutPoint:
    """A published value of a scale, and what holds from there on."""

    value: float
    side: Side
    words: Words

    def is_reached_by(self, score: float) -> bool:
        return score >= self.value if self.side is Side.AT_LEAST else score <= self.value


@dataclass(frozen=True)
class Sample:
    """People whose scores say how far a score moves by chance. Without a name and a source it is nobody's."""

    name: str
    n: int
    sd: float
    reliability: float
    source: str

    def __post_init__(self) -> None:
        for field, is_sound, says in (
            ("name", bool(self.name.strip()), "is needed"),
            ("source", bool(self.source.strip()), "is needed"),
            ("n", self.n >= 2, "must be 2 or more"),
            ("sd", 0 < self.sd < math.inf, "must be above 0"),
            ("reliability", 0 < self.reliability < 1, "must be above 0 and below 1"),
        ):
            if not is_sound:
                raise DefinitionError(field, says)


@dataclass(frozen=True)
class Scale:
    """Score = sum or mean of its items, reversed ones turned, times `multiply`.

    `minimum` and `maximum` are stated, and a definition whose items cannot give them is refused: a second pair of eyes.
    `parts` are the scales of which this one is the total; only blanks filled by their rounded mean need to know them.
    """

    code: str
    names: Words
    items: tuple[str, ...]
    method: Method
    minimum: float
    maximum: float
    better: Better
    multiply: float = 1.0
    most_missing: int = 0
    blanks: Blanks = Blanks.PRORATE
    parts: tuple[str, ...] = ()
    cut_points: tuple[CutPoint, ...] = ()
    samples: tuple[Sample, ...] = ()

    def end_for(self, answer: float) -> float:
        """The score if every item, once turned, were this answer."""
        return (answer * len(self.items) if self.method is Method.SUM else answer) * self.multiply

    def cut_points_reached(self, score: float) -> tuple[CutPoint, ...]:
        return tuple(point for point in self.cut_points if point.is_reached_by(score))
