"""Requests of outsiders: who asked about a client, and what was said."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bidewell.actions.auditing import note as audit
from bidewell.actions.refusals import Refused
from bidewell.domain.outsiders import Asker, RequestAnswer
from bidewell.domain.time import program_day
from bidewell.records.models import Client, Person, Program, Request


def record_request(
    program: Program, *, client: Client | None, asked_on: date, asked_by: Asker, answer: RequestAnswer,
    has_written_consent: bool, note: str, by: Person, at: datetime,
) -> Request:  # fmt: skip
    """Write down who asked and what was said. Attendance is told only about a known client who agreed in writing."""
    if asked_on > program_day(at, program.time_zone):
        raise Refused(_("The day of the request is still to come."))
    if answer is RequestAnswer.ATTENDANCE_ONLY and (client is None or not has_written_consent):
        raise Refused(_("Attendance may be told only about a client of yours who has agreed to it in writing."))
    with transaction.atomic():
        request = Request.objects.create(
            program=program, client=client, asked_on=asked_on, asked_by=asked_by, answer=answer, note=note,
            recorded_at=at, recorded_by=by,
        )  # fmt: skip
        audit(
            "request_recorded", request, by=by, at=at, program=program, asked_by=asked_by, answer=answer,
            has_written_consent=has_written_consent,
        )  # fmt: skip
    return request
