"""What the records format says of an instrument: its role, and which score stands for it."""

from django.db.models import Max

from bidewell.domain.sessions import Rater
from bidewell.instruments.instrument import Instrument
from bidewell.records.models import InstrumentVersion


def describe(version: InstrumentVersion, instrument: Instrument) -> None:
    """What the records format says of it. Clients' ones get the last place, so that the program's rating stays."""
    main = next((scale for scale in instrument.scales if scale.code == instrument.main_scale), None)
    version.role = instrument.role
    version.item = main.code if main else ""
    version.minimum, version.maximum = (main.minimum, main.maximum) if main else (None, None)
    if version.place is None and main is not None and version.rater == Rater.CLIENT:
        version.place = _next_place(version)


def _next_place(version: InstrumentVersion) -> int | None:
    """None where one of the same name has a place: program.toml knows instruments by name alone."""
    program = InstrumentVersion.objects.filter(program=version.program_id)
    if program.filter(code=version.code, place__isnull=False).exists():
        return None
    last: int | None = program.aggregate(last=Max("place"))["last"]
    return 0 if last is None else last + 1
