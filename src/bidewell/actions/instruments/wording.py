"""The text of an instrument, a language at a time, and the right to it: who attested it, when, under which licence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bidewell.actions import auditing
from bidewell.actions.instruments.definitions import (
    LONGEST_REFERENCE,
    DefinitionRefused,
    cannot_be_stored,
    definition_or_refusal,
    is_answered,
)
from bidewell.actions.refusals import Refused
from bidewell.domain.time import program_day
from bidewell.instruments.definition_error import DefinitionError
from bidewell.instruments.licence import Licence, LicenceStatus
from bidewell.instruments.loaded_text import with_text
from bidewell.records.models import InstrumentVersion, Person


@dataclass(frozen=True)
class Wording:
    """The text of an instrument in one language, and the right to it. Text that is free needs no reference."""

    language: str
    items: Mapping[str, str]
    choices: Mapping[float, str]
    reference: str = ""
    is_attested: bool = False


def load_text(version: InstrumentVersion, wording: Wording, *, by: Person, at: datetime) -> InstrumentVersion:
    """The text in one language. It may be replaced until the version is in use; after that it stays."""
    with transaction.atomic():
        held = InstrumentVersion.objects.select_for_update().get(pk=version.pk)
        if wording.language in held.text and is_answered(held):
            raise Refused(_("This version is in use, so its wording stays. Make a new version instead."))
        right = _attestation(held, wording, at)
        others = {language: text for language, text in held.text.items() if language != wording.language}
        held.text = others
        _refuse_wrong_text(held, wording, right)
        held.text = {**others, wording.language: _as_stored(wording, right, by, at)}
        if right is not None:
            held.attested_by, held.attested_at, held.licence_reference = by, at, right.reference
        held.save(update_fields=["text", "attested_by", "attested_at", "licence_reference"])
        auditing.note(
            "instrument_text_loaded", held, by=by, at=at, program=held.program, language=wording.language,
            attested=right is not None,
        )  # fmt: skip
    return held


def _attestation(version: InstrumentVersion, wording: Wording, at: datetime) -> Licence | None:
    """What the program says of its right, if it says anything. Whether it must is for `with_text` to decide."""
    if not wording.is_attested:
        return None
    if not wording.reference.strip():
        raise DefinitionRefused("reference", _("Name the licence, letter or contract."))
    day = program_day(at, version.program.time_zone)
    return Licence(LicenceStatus.ATTESTED, wording.reference.strip()[:LONGEST_REFERENCE], day)


def _refuse_wrong_text(version: InstrumentVersion, wording: Wording, right: Licence | None) -> None:
    if any(cannot_be_stored(text) for text in (*wording.items.values(), *wording.choices.values())):
        raise DefinitionRefused("texts", _("There is a character in it that cannot be stored."))
    instrument = definition_or_refusal(version)
    try:
        with_text(instrument, wording.language, wording.items, wording.choices, right)
    except DefinitionError as wrong:
        raise DefinitionRefused(wrong.field, wrong.says) from None


def _as_stored(wording: Wording, right: Licence | None, by: Person, at: datetime) -> dict[str, Any]:
    """Each language keeps its own attestation: who, when, under which reference."""
    return {
        "items": dict(wording.items),
        "choices": {f"{value:g}": label for value, label in wording.choices.items()},
        "reference": right.reference if right else "",
        "verified_on": right.verified_on.isoformat() if right and right.verified_on else "",
        "by": str(by.ref),
        "at": at.isoformat(),
    }
