"""The wording of a licensed instrument, loaded by a program that attests its right to it, a language at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bidewell.instruments.definition_error import DefinitionError
from bidewell.instruments.instrument import Instrument
from bidewell.instruments.item import Choice
from bidewell.instruments.licence import FREE, Licence, LicenceStatus


def with_text(
    instrument: Instrument,
    language: str,
    texts: Mapping[str, str],
    choices: Mapping[float, str],
    attested: Licence | None = None,
) -> Instrument:
    """The instrument with its items and answers in one more language.

    Every item needs a text, every answer a label; a form that has no labels yet, such as one of days, may go without.
    A text that is not free needs an attestation, which then is the instrument's licence. The key stays: language does
    not change scoring.
    """
    for field, says in _objections(instrument, language, texts, choices, attested):
        raise DefinitionError(field, says)
    items = (replace(item, wording={**item.wording, language: texts[item.code].strip()}) for item in instrument.items)
    return replace(
        instrument,
        items=tuple(items),
        choices=_labelled(instrument, language, choices),
        licence=attested or instrument.licence,
    )


def _labelled(instrument: Instrument, language: str, labels: Mapping[float, str]) -> tuple[Choice, ...]:
    known = {choice.value: choice.labels for choice in instrument.choices}
    return tuple(
        Choice(value, {**known.get(value, {}), language: label.strip()}) for value, label in sorted(labels.items())
    )


def _objections(
    instrument: Instrument,
    language: str,
    texts: Mapping[str, str],
    choices: Mapping[float, str],
    attested: Licence | None,
) -> Iterator[tuple[str, str]]:
    if not language.strip():
        yield "language", "is needed"
    if language in instrument.languages:
        yield "language", "is there already; another wording is another version"
    if instrument.licence.status not in FREE | {LicenceStatus.ATTESTED} and attested is None:
        yield "attested", "the program must say under which licence it may use this text"
    if attested is not None and not _is_attestation(attested):
        yield "attested", "must have the status attested, a reference, and the day it was verified"
    yield from _about_texts(instrument, texts)
    yield from _about_labels(instrument, choices)


def _is_attestation(licence: Licence) -> bool:
    return licence.status is LicenceStatus.ATTESTED and bool(licence.reference.strip()) and bool(licence.verified_on)


def _about_texts(instrument: Instrument, texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    codes = [item.code for item in instrument.items]
    missing = [code for code in codes if not texts.get(code, "").strip()]
    if missing:
        yield f"texts.{missing[0]}", "a text is expected"
    if texts.keys() - set(codes):
        yield "texts", "has an item that the instrument does not have"


def _about_labels(instrument: Instrument, labels: Mapping[float, str]) -> Iterator[tuple[str, str]]:
    blank = [value for value, label in labels.items() if not label.strip()]
    if blank:
        yield f"choices.{blank[0]:g}", "a label is expected"
    if labels.keys() != _values_to_label(instrument, labels):
        yield "choices", "must have a label for every possible answer, and for no other"


def _values_to_label(instrument: Instrument, labels: Mapping[float, str]) -> set[float]:
    """The answers the form already labels; where it labels none, either every whole answer or none."""
    if instrument.choices:
        return {choice.value for choice in instrument.choices}
    every = range(int(instrument.minimum), int(instrument.maximum) + 1) if labels and instrument.whole_numbers else ()
    return {float(value) for value in every}
