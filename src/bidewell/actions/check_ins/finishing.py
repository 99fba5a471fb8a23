"""A check-in that is over: scored, its safety items looked at, and the episode marked, so that its forecast is made."""

from datetime import datetime, timedelta

from django.db import transaction

from bidewell.actions import auditing, snapshots
from bidewell.actions.check_ins.opening import locked
from bidewell.actions.instruments.definitions import definition_of
from bidewell.actions.refusals import Refused
from bidewell.domain.sessions import CheckInStatus
from bidewell.domain.sharing import Sharing
from bidewell.instruments.safety import safety_items
from bidewell.instruments.scoring import score
from bidewell.progress import Progress
from bidewell.records.models import Answer, CheckIn, Job, Person, SafetyNote

# A phone that was offline may still be on its way with the rest.
LATE = timedelta(days=7)


def finish(check_in: CheckIn, *, answered_at: datetime, at: datetime, keyed_by: Person | None = None) -> None:
    """Call it inside a transaction that holds the check-in. Where every item was passed over, that is "not today"."""
    answers = dict(check_in.answers.filter(is_score=False).order_by("pk").values_list("item", "value"))
    check_in.status = CheckInStatus.ANSWERED if answers else CheckInStatus.DECLINED
    check_in.at = check_in.answered_at = answered_at
    check_in.keyed_by = keyed_by
    check_in.save(update_fields=["status", "shown_at", "sharing", "language", "mode", "at", "answered_at", "keyed_by"])
    if answers:
        _score(check_in, answers, at)
    what = "check_in_answered" if answers else "check_in_declined"
    auditing.note(what, check_in, by=keyed_by, at=at, program=check_in.program, mode=check_in.mode)
    # News is what the therapist is shown.
    is_news = bool(answers) and check_in.sharing == Sharing.THERAPIST
    snapshots.mark([check_in.episode_id], at=at, is_news=is_news)


def _score(check_in: CheckIn, answers: dict[str, float | None], at: datetime) -> None:
    """Scores stand beside the answers, as in the records. One that cannot be given for want of answers is left out."""
    instrument = definition_of(check_in.instrument)
    found = [one for one in score(instrument, answers).scores if one.value is not None]
    Answer.objects.bulk_create(
        Answer(check_in=check_in, item=one.scale, value=one.value, is_score=True) for one in found
    )
    SafetyNote.objects.bulk_create(
        SafetyNote(check_in=check_in, item=item, raised_at=at) for item in safety_items(instrument, answers)
    )


def finish_expired(job: Job, progress: Progress, at: datetime) -> str:
    """What was begun and never finished counts as far as it was answered. A job; each check-in on its own."""
    begun = CheckIn.objects.filter(
        status=CheckInStatus.SHOWN, expires_at__lt=at - LATE, answers__isnull=False
    ).distinct()
    done = sum(_finish_expired(check_in, at) for check_in in begun.iterator())
    return f"{done} check-ins that were begun and left are now counted"


def _finish_expired(check_in: CheckIn, at: datetime) -> bool:
    try:
        with transaction.atomic():
            held = locked(check_in)
            last = max((one.answered_at for one in held.answers.all() if one.answered_at), default=held.shown_at)
            finish(held, answered_at=last or at, at=at)
    except Refused:
        return False
    return True
