"""Which instrument a program's check-in is: ours, where the program chose no other."""

from typing import Any

from django.db.models import Max

from bidewell.domain.sessions import Rater
from bidewell.instruments.bidewell_checkin import BIDEWELL_CHECKIN
from bidewell.records.models import InstrumentVersion, Program


def offered_instrument(program: Program) -> InstrumentVersion:
    """The client's instrument that the program offers. Ours is described to the program on first use."""
    chosen = InstrumentVersion.objects.filter(program=program, rater=Rater.CLIENT, is_offered=True)
    return chosen.order_by("place", "pk").first() or _ours(program)


def _ours(program: Program) -> InstrumentVersion:
    """Described as program.toml would: its main score is a rating that the engine can learn from."""
    ours = BIDEWELL_CHECKIN
    main = ours.scale(ours.main_scale or "")
    described: dict[str, Any] = {
        "role": ours.role.value, "item": main.code, "minimum": main.minimum, "maximum": main.maximum,
        "is_offered": True,
    }  # fmt: skip
    found, is_new = InstrumentVersion.objects.get_or_create(
        program=program, code=ours.code, version=ours.version, rater=ours.rater, defaults=described
    )
    if found.place is None:
        last = InstrumentVersion.objects.filter(program=program).aggregate(last=Max("place"))["last"]
        found.place, found.is_offered = 0 if last is None else last + 1, True
        found.save(update_fields=["place", "is_offered"])
    return found
