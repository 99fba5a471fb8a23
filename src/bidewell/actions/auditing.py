"""The audit trail's pen. Actions call it inside their transaction, pages when a client's page is read."""

from datetime import datetime
from typing import Any

from django.db.models import Model

from bidewell.records.models import AuditEvent, Person, Program


def note(
    what: str, about: Model | None, *, by: Person | None, at: datetime, program: Program | None = None, **detail: Any
) -> AuditEvent:
    """Add one line: `what` happened to `about`. `detail` is plain data and names columns, not free text."""
    return AuditEvent.objects.create(
        what=what,
        about=type(about).__name__.lower() if about is not None else "",
        ref=str(getattr(about, "ref", about.pk)) if about is not None else "",
        person=by,
        at=at,
        program=program,
        detail=detail,
    )
