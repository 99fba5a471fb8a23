"""Safety notes: an answer reached its threshold, and somebody has looked at it."""

from datetime import datetime

from django.db import transaction

from bidewell.actions import auditing
from bidewell.records.models import CheckIn, Person, SafetyNote


@transaction.atomic
def mark_seen(check_in: CheckIn, *, by: Person, at: datetime) -> int:
    """Every note of a check-in that nobody has seen yet; who came first stays named. Returns how many were marked."""
    unseen = SafetyNote.objects.filter(check_in=check_in, seen_at=None)
    marked = unseen.update(seen_at=at, seen_by=by)
    if marked:
        auditing.note("safety_note_seen", check_in, by=by, at=at, program=check_in.program)
    return marked
