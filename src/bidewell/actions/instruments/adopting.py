"""Taking a shipped instrument into use, choosing which one is asked, and marking items that call for a safety note."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bidewell.actions import auditing
from bidewell.actions.instruments.definitions import definition_of, definition_or_refusal, is_described
from bidewell.actions.instruments.describing import describe
from bidewell.actions.refusals import Refused
from bidewell.instruments.instrument import Instrument
from bidewell.records.models import InstrumentVersion, Person, Program


def adopt_instrument(program: Program, instrument: Instrument, *, by: Person | None, at: datetime) -> InstrumentVersion:
    """Use a shipped instrument. One that records already brought is described by it; adopting twice changes nothing."""
    with transaction.atomic():
        version, is_new = InstrumentVersion.objects.select_for_update().get_or_create(
            program=program, code=instrument.code, version=instrument.version, rater=instrument.rater
        )
        if is_new or not version.role:
            describe(version, instrument)
            version.save()
            auditing.note("instrument_adopted", version, by=by, at=at, program=program, code=instrument.code)
    return version


def offer_instrument(version: InstrumentVersion, *, by: Person, at: datetime) -> InstrumentVersion:
    """Ask this one from now on, in place of the one asked so far. It must have its text in some language."""
    with transaction.atomic():
        same = InstrumentVersion.objects.select_for_update().filter(program=version.program_id, rater=version.rater)
        held = same.get(pk=version.pk)
        if not is_described(held) or not definition_of(held).languages:
            raise Refused(_("There is no text to show yet. Load it in at least one language first."))
        same.exclude(pk=held.pk).filter(is_offered=True).update(is_offered=False)
        held.is_offered = True
        held.save(update_fields=["is_offered"])
        auditing.note("instrument_offered", held, by=by, at=at, program=held.program, code=held.code)
    return held


def set_safety_items(
    version: InstrumentVersion, safety_from: Mapping[str, float], *, by: Person, at: datetime
) -> InstrumentVersion:
    """From which answer an item calls for a safety note. Counts for answers from now on."""
    with transaction.atomic():
        held = InstrumentVersion.objects.select_for_update().get(pk=version.pk)
        held.safety_from = dict(safety_from)
        definition_or_refusal(held)
        held.save(update_fields=["safety_from"])
        auditing.note(
            "instrument_safety_items_set", held, by=by, at=at, program=held.program, safety_from=held.safety_from
        )
    return held
