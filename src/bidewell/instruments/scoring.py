"""Scores from answers, by the rule each scale states. A blank is never filled without saying so."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bidewell.instruments.answers import Answers, given_answers, turned
from bidewell.instruments.instrument import Instrument, Key
from bidewell.instruments.scale import Blanks, Method, Scale

TOO_MANY_MISSING = "not scored: too many missing"


@dataclass(frozen=True)
class Score:
    """One scale's number, or None and why. `answered` of `asked` items stand behind it; `prorated` if not all do."""

    scale: str
    value: float | None
    answered: int
    asked: int
    prorated: bool = False
    reason: str = ""


@dataclass(frozen=True)
class Scores:
    """What one answering of an instrument comes to, a score a scale."""

    key: Key
    scores: tuple[Score, ...]
    main_scale: str | None

    @property
    def main(self) -> Score | None:
        """The score that stands for the instrument; None where the instrument has no such score."""
        return None if self.main_scale is None else self.of(self.main_scale)

    def of(self, scale: str) -> Score:
        return next(score for score in self.scores if score.scale == scale)


def score(instrument: Instrument, answers: Answers) -> Scores:
    """Every scale of the instrument. Unknown items and impossible answers are refused (`AnswersError`)."""
    given = given_answers(instrument, answers)
    keyed = {code: turned(instrument, instrument.item(code), answer) for code, answer in given.items()}
    scores = tuple(_scored(instrument, scale, keyed) for scale in instrument.scales)
    return Scores(instrument.key, scores, instrument.main_scale)


def _scored(instrument: Instrument, scale: Scale, keyed: Mapping[str, float]) -> Score:
    answered, asked = len(_answered(scale, keyed)), len(scale.items)
    if _has_too_many_blanks(instrument, scale, keyed):
        return Score(scale.code, None, answered, asked, reason=f"{TOO_MANY_MISSING} ({answered} of {asked} answered)")
    return Score(scale.code, _value(scale, _counted(instrument, scale, keyed)), answered, asked, answered < asked)


def _value(scale: Scale, counted: list[float]) -> float:
    """`counted` is every item, or under proration the answered ones, which then stand for all."""
    total = math.fsum(counted)
    size = len(scale.items) if scale.method is Method.SUM else 1
    return total * size / len(counted) * scale.multiply


def _answered(scale: Scale, keyed: Mapping[str, float]) -> list[float]:
    return [keyed[item] for item in scale.items if item in keyed]


def _parts(instrument: Instrument, scale: Scale) -> tuple[Scale, ...]:
    return tuple(instrument.scale(code) for code in scale.parts) or (scale,)


def _has_too_many_blanks(instrument: Instrument, scale: Scale, keyed: Mapping[str, float]) -> bool:
    """A total is also not scored if one of its parts is not: the part has nothing to fill its blanks with."""
    held = (scale, *_parts(instrument, scale))
    return any(len(one.items) - len(_answered(one, keyed)) > one.most_missing for one in held)


def _counted(instrument: Instrument, scale: Scale, keyed: Mapping[str, float]) -> list[float]:
    if scale.blanks is Blanks.PRORATE:
        return _answered(scale, keyed)
    return [value for part in _parts(instrument, scale) for value in _filled(part, keyed)]


def _filled(part: Scale, keyed: Mapping[str, float]) -> list[float]:
    answered = _answered(part, keyed)
    return answered + [_rounded(math.fsum(answered) / len(answered))] * (len(part.items) - len(answered))


def _rounded(mean: float) -> float:
    """To the nearest whole answer. A half goes up, as on paper; Python's own rounding would send it to the even one."""
    return float(math.floor(mean + 0.5))
