"""What the client decides before the first question: whether to answer, in which language, and who may see it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bidewell.actions import auditing
from bidewell.actions.refusals import Refused
from bidewell.domain.sessions import CheckInStatus
from bidewell.domain.sharing import Sharing
from bidewell.records.models import CheckIn, Person

OPEN = (CheckInStatus.OFFERED, CheckInStatus.SHOWN, CheckInStatus.UNDELIVERED)


class AlreadyOver(Refused):
    """It has been answered or declined; nothing changes any more."""

    def __init__(self, status: str) -> None:
        declined = _("For this check-in the client said: not today. Nothing was changed.")
        answered = _("This check-in has been answered already. Nothing was changed.")
        super().__init__(declined if status == CheckInStatus.DECLINED else answered)
        self.status = status


def locked(check_in: CheckIn) -> CheckIn:
    """The check-in as it is now, held until the transaction ends; only one that can still be answered."""
    held = CheckIn.objects.select_for_update(of=("self",)).select_related("program", "instrument", "session")
    fresh = held.get(pk=check_in.pk)
    if fresh.status not in OPEN:
        raise AlreadyOver(fresh.status)
    return fresh


@transaction.atomic
def start_check_in(check_in: CheckIn, *, sharing: Sharing, language: str, mode: str, at: datetime) -> None:
    """The client has read who sees the answers, has chosen, and begins."""
    held = locked(check_in)
    mark_shown(held, sharing, language, mode, at)
    held.save(update_fields=["status", "shown_at", "sharing", "language", "mode"])


def mark_shown(check_in: CheckIn, sharing: Sharing, language: str, mode: str, shown_at: datetime) -> None:
    """Opening the link alone counts for nothing: mail scanners open links, people begin."""
    check_in.status, check_in.sharing, check_in.language, check_in.mode = CheckInStatus.SHOWN, sharing, language, mode
    check_in.shown_at = check_in.shown_at or shown_at


@transaction.atomic
def decline_check_in(
    check_in: CheckIn, *, mode: str, at: datetime, language: str = "", keyed_by: Person | None = None
) -> None:
    """Not today: an answer, and stored as one. What was answered before stays uncounted and unscored."""
    held = locked(check_in)
    held.status, held.mode, held.keyed_by = CheckInStatus.DECLINED, mode, keyed_by
    held.language = language or held.language
    held.at = held.answered_at = at
    held.save(update_fields=["status", "mode", "keyed_by", "language", "at", "answered_at"])
    held.answers.all().delete()
    auditing.note("check_in_declined", held, by=keyed_by, at=at, program=held.program, mode=mode)
