"""A program's own instrument, described from the form it holds, on its word."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bidewell.actions import auditing
from bidewell.actions.instruments.definitions import (
    DefinitionRefused,
    checked_definition,
    definition_or_refusal,
    is_answered,
    is_shipped,
)
from bidewell.actions.instruments.describing import describe
from bidewell.actions.refusals import Refused
from bidewell.instruments.instrument import Instrument
from bidewell.records.models import InstrumentVersion, Person, Program


def define_instrument(
    program: Program, definition: Mapping[str, Any], *, is_attested: bool, by: Person, at: datetime
) -> InstrumentVersion:
    """A program's own definition, on its word. A code and version that are there already need another version."""
    _refuse_unless_attested(is_attested)
    instrument = checked_definition(definition)
    with transaction.atomic():
        if _with_key(program, instrument).exists() or is_shipped(instrument):
            raise DefinitionRefused("version", _("There is such a version already. Give this one another version."))
        version = InstrumentVersion(
            program=program, code=instrument.code, version=instrument.version, rater=instrument.rater
        )
        _take_definition(version, instrument, definition, by, at)
        version.save(force_insert=True)
        auditing.note("instrument_defined", version, by=by, at=at, program=program, code=instrument.code)
    return version


def change_definition(
    version: InstrumentVersion, definition: Mapping[str, Any], *, is_attested: bool, by: Person, at: datetime
) -> InstrumentVersion:
    """Correct a definition that nobody has answered or been asked. Texts loaded beside it are checked anew."""
    _refuse_unless_attested(is_attested)
    instrument = checked_definition(definition)
    with transaction.atomic():
        held = InstrumentVersion.objects.select_for_update().get(pk=version.pk)
        if is_answered(held) or not held.definition:
            raise Refused(_("This version is in use, so it stays as it is. Make a new version instead."))
        if instrument.key != (held.code, held.version, held.rater):
            raise DefinitionRefused("version", _("Code, version and rater stay. Make a new version instead."))
        _take_definition(held, instrument, definition, by, at)
        definition_or_refusal(held)
        held.save()
        auditing.note("instrument_changed", held, by=by, at=at, program=held.program, code=held.code)
    return held


def _take_definition(
    version: InstrumentVersion, instrument: Instrument, definition: Mapping[str, Any], by: Person, at: datetime
) -> None:
    describe(version, instrument)
    version.definition = _plain(definition)
    version.attested_by, version.attested_at = by, at
    version.licence_reference = instrument.licence.reference


def _plain(value: Any) -> Any:
    """As JSON holds it: the days of TOML become text, which `attested` reads as well."""
    if isinstance(value, Mapping):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def _with_key(program: Program, instrument: Instrument) -> Any:
    return InstrumentVersion.objects.filter(
        program=program, code=instrument.code, version=instrument.version, rater=instrument.rater
    )


def _refuse_unless_attested(is_attested: bool) -> None:
    if not is_attested:
        raise DefinitionRefused("attested", _("Say that the program holds the form and the right to use it."))
