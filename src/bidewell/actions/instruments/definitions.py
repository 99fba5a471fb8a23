"""What stands behind a version: the shipped or attested definition, with what the program has added to it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bidewell.actions.refusals import Refused
from bidewell.domain.sessions import Rater
from bidewell.instruments.attested import attested
from bidewell.instruments.definition_error import DefinitionError
from bidewell.instruments.instrument import Instrument
from bidewell.instruments.licence import Licence, LicenceStatus
from bidewell.instruments.loaded_text import with_text
from bidewell.instruments.registry import UnknownInstrumentError
from bidewell.instruments.registry import instrument as shipped
from bidewell.instruments.safety import with_safety_items
from bidewell.records.models import InstrumentVersion

LONGEST_CODE, LONGEST_REFERENCE = 100, 300
MOST_ITEMS = 200
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class DefinitionRefused(Refused):
    """A definition or a text that cannot be taken. `field` says where, as in `scales.total.items`."""

    def __init__(self, field: str, says: str) -> None:
        super().__init__(f"{field}: {says}")
        self.field, self.says = field, says


def is_described(version: InstrumentVersion) -> bool:
    """Whether there is a definition behind it; records may name instruments that nobody has described."""
    return bool(version.definition) or _find_shipped(version) is not None


def definition_of(version: InstrumentVersion) -> Instrument:
    """The definition, with the texts and the safety thresholds the program has added. Raises LookupError."""
    instrument = without_additions(version)
    for language, text in version.text.items():
        instrument = with_text(instrument, language, text["items"], _choices(text), _right_to(text))
    return with_safety_items(instrument, version.safety_from)


def without_additions(version: InstrumentVersion) -> Instrument:
    """The definition as it was shipped or attested. Raises LookupError."""
    if version.definition:
        return attested(version.definition)
    return shipped(version.code, version.version, version.rater)


def is_answered(version: InstrumentVersion) -> bool:
    """Whether a check-in was ever made with it; one that was only offered has fixed its items too."""
    return version.check_ins.exists()


def definition_or_refusal(version: InstrumentVersion) -> Instrument:
    try:
        return definition_of(version)
    except DefinitionError as wrong:
        raise DefinitionRefused(wrong.field, wrong.says) from None
    except LookupError:
        raise Refused(_("Nobody has described this instrument yet.")) from None


def checked_definition(definition: Mapping[str, Any]) -> Instrument:
    """The instrument a definition describes. Raises DefinitionRefused."""
    try:
        instrument = attested(definition)
    except DefinitionError as wrong:
        raise DefinitionRefused(wrong.field, wrong.says) from None
    except (OverflowError, RecursionError):
        raise DefinitionRefused("definition", _("A number is too large, or a table too deep.")) from None
    _refuse_what_cannot_be_stored(instrument, definition)
    return instrument


def _refuse_what_cannot_be_stored(instrument: Instrument, definition: Mapping[str, Any]) -> None:
    codes = [instrument.code, instrument.version, *(one.code for one in instrument.items)]
    codes += [one.code for one in instrument.scales]
    if max(map(len, codes)) > LONGEST_CODE:
        raise DefinitionRefused("code", _("A code or version has at most 100 characters."))
    if len(instrument.licence.reference) > LONGEST_REFERENCE:
        raise DefinitionRefused("licence.reference", _("At most 300 characters."))
    if len(instrument.items) > MOST_ITEMS:
        raise DefinitionRefused("items", _("At most 200 items."))
    if cannot_be_stored(definition):
        raise DefinitionRefused("definition", _("There is a character in it that cannot be stored."))


def cannot_be_stored(value: object) -> bool:
    """Characters that a database has no place for: NUL, and halves of a pair."""
    if isinstance(value, Mapping):
        return any(cannot_be_stored(part) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return any(cannot_be_stored(part) for part in value)
    return isinstance(value, str) and bool(UNSTORABLE.search(value))


def is_shipped(instrument: Instrument) -> bool:
    """Whether it has the key of one that comes with the product."""
    try:
        shipped(*instrument.key)
    except UnknownInstrumentError:
        return False
    return True


def _find_shipped(version: InstrumentVersion) -> Instrument | None:
    try:
        return shipped(version.code, version.version, Rater(version.rater))
    except UnknownInstrumentError:
        return None


def _choices(text: Mapping[str, Any]) -> dict[float, str]:
    return {float(value): label for value, label in text["choices"].items()}


def _right_to(text: Mapping[str, Any]) -> Licence | None:
    if not text["verified_on"]:
        return None
    return Licence(LicenceStatus.ATTESTED, text["reference"], date.fromisoformat(text["verified_on"]))
