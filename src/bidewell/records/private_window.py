"""The private window: for the first weeks a therapist's own numbers are seen by that therapist alone."""

from datetime import date, timedelta

from bidewell.records.models import Membership, Program


def last_private_day(program: Program, first_day: date) -> date:
    """The day through which the numbers of somebody who begins on `first_day` stay private."""
    return first_day + timedelta(days=program.private_window_days)


def private_keys(program: Program, day: date) -> frozenset[str]:
    """The therapists, by their keys in the records, whose numbers are private on a day."""
    theirs = Membership.objects.filter(program=program, private_until__gte=day, key__isnull=False)
    return frozenset(str(key) for key in theirs.values_list("key", flat=True))


def is_private(membership: Membership, day: date) -> bool:
    """Whether only the therapist may see this therapist's own numbers on a day."""
    return membership.private_until is not None and day <= membership.private_until
