"""What a client writes at the end, kept apart: no feature, export or search reads it; the client's page shows it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bidewell.actions import auditing
from bidewell.actions.check_ins.finishing import LATE
from bidewell.actions.refusals import Refused
from bidewell.domain.sessions import CheckInStatus
from bidewell.records.models import CheckIn, FreeText

LONGEST = 2000
# The end page stays open this long for a line; then the link is used up.
OPEN_FOR = timedelta(hours=1)


def can_add_text(check_in: CheckIn, at: datetime) -> bool:
    """Whether the end page still takes a line."""
    answered = check_in.answered_at if check_in.status == CheckInStatus.ANSWERED else None
    return answered is not None and check_in.keyed_by_id is None and answered <= at < answered + OPEN_FOR


@transaction.atomic
def write_text(check_in: CheckIn, text: str, *, written_at: datetime, at: datetime) -> None:
    """Add the line to a check-in just answered, in time or late like its answers. The first line kept stands."""
    held = CheckIn.objects.select_for_update(of=("self",)).select_related("program").get(pk=check_in.pk)
    if not can_add_text(held, written_at) or at > written_at + LATE:
        raise Refused(_("This page is no longer open. What you wrote was not kept."))
    keep_text(held, text, at=at)


def keep_text(check_in: CheckIn, text: str, *, at: datetime) -> None:
    """Keep what was written, if anything was. Call it inside a transaction."""
    words = plain(text)
    if words:
        _text, is_new = FreeText.objects.get_or_create(check_in=check_in, defaults={"text": words, "written_at": at})
        if is_new:
            auditing.note("free_text_written", check_in, by=None, at=at, program=check_in.program)


def plain(text: str) -> str:
    """Without what no database keeps: NUL, and halves of characters that a broken phone may send."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8").strip()[:LONGEST]
