"""An instrument: what is asked of whom, how it is scored, on whose word. Nonsense is refused when it is made."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from bidewell.domain.sessions import Rater
from bidewell.instruments.definition_error import DefinitionError
from bidewell.instruments.item import Choice, Item, Prompt, languages_of
from bidewell.instruments.licence import Licence, Source
from bidewell.instruments.scale import Blanks, Scale, Words


class Role(StrEnum):
    """What an instrument measures."""

    ALLIANCE = "alliance"
    ENGAGEMENT = "engagement"
    MOTIVATION = "motivation"
    PRESSURE = "pressure"
    COERCION = "coercion"
    DISTRESS = "distress"
    WELL_BEING = "well_being"
    USE = "use"
    OTHER = "other"


class Key(NamedTuple):
    """What scores may be compared under. Forms that share a name and item numbers can differ in the item map (WAI-SR,
    WAI-S), so the version belongs to it, and raters are never merged. Language belongs to the text: it scores alike."""

    code: str
    version: str
    rater: Rater


@dataclass(frozen=True)
class Instrument:
    """A form and its scoring. `main_scale` is the score that stands for the whole, if any does."""

    code: str
    version: str
    rater: Rater
    names: Words
    role: Role
    items: tuple[Item, ...]
    minimum: float
    maximum: float
    scales: tuple[Scale, ...]
    licence: Licence
    source: Source
    main_scale: str | None = None
    choices: tuple[Choice, ...] = ()
    whole_numbers: bool = True
    prompts: tuple[Prompt, ...] = ()

    def __post_init__(self) -> None:
        for field, says in _contradictions(self):
            raise DefinitionError(field, says)

    @property
    def key(self) -> Key:
        return Key(self.code, self.version, self.rater)

    @property
    def languages(self) -> frozenset[str]:
        """The languages in which the form can be shown from beginning to end."""
        labels = [choice.labels for choice in self.choices]
        return languages_of([item.wording for item in self.items] + labels)

    def item(self, code: str) -> Item:
        return next(item for item in self.items if item.code == code)

    def scale(self, code: str) -> Scale:
        return next(scale for scale in self.scales if scale.code == code)


Contradictions = Iterator[tuple[str, str]]


def _contradictions(instrument: Instrument) -> Contradictions:
    for field in ("code", "version"):
        if not getattr(instrument, field).strip():
            yield field, "is needed"
    if not (math.isfinite(instrument.minimum) and math.isfinite(instrument.maximum)):
        yield "minimum", "minimum and maximum are plain numbers"
    if instrument.minimum >= instrument.maximum:
        yield "maximum", "must be above minimum"
    yield from _about_items(instrument)
    yield from _about_choices(instrument)
    scales = [scale.code for scale in instrument.scales]
    yield from _repeated("scales", scales)
    for scale in instrument.scales:
        yield from ((f"scales.{scale.code}.{field}", says) for field, says in _about_scale(instrument, scale))
    if instrument.main_scale is not None and instrument.main_scale not in scales:
        yield "main_scale", "is none of the scales"


def _about_items(instrument: Instrument) -> Contradictions:
    if not instrument.items:
        yield "items", "are needed"
    yield from _repeated("items", [item.code for item in instrument.items])
    for item in instrument.items:
        if item.safety_from is not None and not instrument.minimum <= item.safety_from <= instrument.maximum:
            yield f"items.{item.code}.safety_from", "is an answer that nobody can give"


def _about_choices(instrument: Instrument) -> Contradictions:
    values = [choice.value for choice in instrument.choices]
    yield from _repeated("choices", values)
    if values and (min(values), max(values)) != (instrument.minimum, instrument.maximum):
        yield "choices", "must go from minimum to maximum"


def _about_scale(instrument: Instrument, scale: Scale) -> Contradictions:
    if not scale.items:
        yield "items", "are needed"
    if not set(scale.items) <= {item.code for item in instrument.items}:
        yield "items", "has one that the instrument does not have"
    yield from _repeated("items", scale.items)
    if not 0 <= scale.most_missing < max(len(scale.items), 1):
        yield "most_missing", "must be 0 or more, and leave at least one answer"
    if not 0 < scale.multiply < math.inf:
        yield "multiply", "must be above 0"
    yield from _about_range(instrument, scale)
    yield from _about_parts(instrument, scale)


def _about_range(instrument: Instrument, scale: Scale) -> Contradictions:
    for field, answer in (("minimum", instrument.minimum), ("maximum", instrument.maximum)):
        if not math.isclose(getattr(scale, field), scale.end_for(answer), abs_tol=1e-9):
            yield field, f"these items and answers give {scale.end_for(answer):g}"


def _about_parts(instrument: Instrument, scale: Scale) -> Contradictions:
    parts = [part for part in instrument.scales if part.code in scale.parts]
    if len(parts) != len(scale.parts) or any(part.parts or part.blanks is not Blanks.ROUNDED_MEAN for part in parts):
        yield "parts", "must be other scales, without parts, whose blanks take the rounded mean"
    if parts and sorted(item for part in parts for item in part.items) != sorted(scale.items):
        yield "parts", "must hold every item of this scale once"
    if parts and scale.blanks is not Blanks.ROUNDED_MEAN:
        yield "blanks", "must be rounded_mean where there are parts"


def _repeated(field: str, codes: Iterable[object]) -> Contradictions:
    if any(count > 1 for count in Counter(codes).values()):
        yield field, "has one of them twice"
