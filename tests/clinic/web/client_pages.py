"""A client's page and a check-in that the client answered, for the tests of what each may read there."""

from datetime import timedelta
from typing import Any

from django.urls import reverse

from bidewell.domain.roles import Role
from bidewell.domain.sessions import CheckInStatus, Rater
from bidewell.domain.sharing import Sharing
from bidewell.records.models import (
    Answer,
    Assignment,
    CheckIn,
    Episode,
    FreeText,
    InstrumentVersion,
    Person,
    Program,
)
from tests.clinic.cast import LONG_AGO, NOW, Cast, member, person


def address(episode: Episode) -> str:
    return reverse("client", args=[episode.ref])


def answered(cast: Cast, sharing: Sharing, text: str, value: float = 3.0, ago: int = 1, **more: Any) -> CheckIn:
    instrument, _ = InstrumentVersion.objects.get_or_create(
        program=cast.program, code="bidewell_checkin", version="1", rater=Rater.CLIENT,
        defaults={"role": "alliance", "item": "alliance", "minimum": 1, "maximum": 5, "place": 0},
    )  # fmt: skip
    at = NOW - timedelta(days=ago)
    check_in = CheckIn.objects.create(
        program=cast.program, episode=cast.episode, key=f"K-{sharing}-{ago}", instrument=instrument, rater=Rater.CLIENT,
        status=CheckInStatus.ANSWERED, at=at, answered_at=at, sharing=sharing, **more,
    )  # fmt: skip
    Answer.objects.create(check_in=check_in, item="bond", value=value)
    Answer.objects.create(check_in=check_in, item="alliance", value=value, is_score=True)
    FreeText.objects.create(check_in=check_in, text=text, written_at=at)
    return check_in


def treats_in_two_zones(cast: Cast, **assigned: object) -> Person:
    """A therapist of the client who is also one in a program in Pago Pago, where it is the day before for long."""
    both = person("both")
    member(Program.objects.create(name="Pago", time_zone="Pacific/Pago_Pago"), both, Role.THERAPIST, key="P1")
    here = member(cast.program, both, Role.THERAPIST, key="P2")
    Assignment.objects.create(episode=cast.episode, therapist=here, from_day=LONG_AGO, **assigned)
    return both
