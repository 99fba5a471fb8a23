"""Asking for work: at most one job of a kind waits or runs for a program, so asking twice is asking once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from bidewell.actions.jobs.states import UNFINISHED, JobState
from bidewell.records.models import Job, Person, Program


def ask_for(
    kind: str,
    *,
    at: datetime,
    program: Program | None = None,
    by: Person | None = None,
    argument: Mapping[str, Any] | None = None,
) -> Job:
    """The job of this kind that waits or runs, or a new one due now. It runs once the caller's transaction is over."""
    unfinished = Job.objects.filter(kind=kind, program=program, state__in=UNFINISHED)
    for _attempt in range(2):
        found = unfinished.first()
        if found is not None:
            return found
        try:
            with transaction.atomic():
                return _asked(kind, at, program, by, argument)
        except IntegrityError:
            continue  # somebody else asked between our look and our row
    return _asked(kind, at, program, by, argument)


def _asked(
    kind: str, at: datetime, program: Program | None, by: Person | None, argument: Mapping[str, Any] | None
) -> Job:
    return Job.objects.create(
        kind=kind, program=program, argument=dict(argument or {}), state=JobState.WAITING, asked_by=by, due_at=at
    )
