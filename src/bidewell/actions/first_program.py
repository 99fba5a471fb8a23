"""The first program of an installation, and whoever looks after it: made by the command, before anyone can sign in."""

from datetime import datetime
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from bidewell.actions.auditing import note
from bidewell.actions.people import Duties, invite_person
from bidewell.actions.refusals import Refused
from bidewell.domain.roles import Role
from bidewell.records.models import Person, Program


def invite_administrator(*, email: str, name: str, program: str, time_zone: str, at: datetime) -> tuple[Person, bool]:
    """An administrator of the program of this name, and whether the program was made for it."""
    _check(email, time_zone)
    with transaction.atomic():
        found = Program.objects.filter(name=program).first()
        made = found or Program.objects.create(name=program, time_zone=time_zone)
        if found is None:
            note("program_made", made, by=None, at=at, program=made)
        duties = Duties(frozenset({Role.ADMINISTRATOR}))
        return invite_person(made, email=email, name=name, duties=duties, by=None, at=at), found is None


def _check(email: str, time_zone: str) -> None:
    try:
        validate_email(email)
    except ValidationError:
        raise Refused("The address is not one that e-mail can be sent to.") from None
    if time_zone not in available_timezones():
        raise Refused("The time zone is written as in America/New_York.")
