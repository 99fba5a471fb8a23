"""A session whose check-in is handed out: found through the permission, offered, shown as a code or a sheet."""

import io
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

import segno
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from bidewell.actions.addresses import whole_address
from bidewell.actions.check_ins.codes import as_printed
from bidewell.actions.check_ins.links import address_of, token_of
from bidewell.actions.check_ins.opening import OPEN
from bidewell.actions.outbox.reaching import with_consents
from bidewell.domain.sessions import CheckInStatus, Modality
from bidewell.records.access import Permission, sessions_for
from bidewell.records.models import CheckIn, Session
from bidewell.web.client.opened import PHONE, Opened, language_for
from bidewell.web.pages import visit


@dataclass(frozen=True)
class Code:
    """A code to point a phone at, the letters for those who would rather type, and where to type them."""

    picture: str
    letters: str
    place: str


def session_to_hand_out(request: HttpRequest, session: UUID) -> Session:
    """The session, where the person may hand out its check-in."""
    seen = visit(request)
    reachable = sessions_for(seen.person, Permission.HAND_OUT_CHECK_IN, seen.day)
    joined = reachable.select_related("program", "group", "episode__client__program")
    return get_object_or_404(joined.prefetch_related(*with_consents("episode__client")), ref=session)


def group_of(request: HttpRequest, session: Session) -> list[Session]:
    """Everybody in the same group at the same time, whom the person may hand a slip."""
    if session.group_id is None:
        return []
    seen = visit(request)
    reachable = sessions_for(seen.person, Permission.HAND_OUT_CHECK_IN, seen.day)
    together = reachable.filter(group=session.group_id, scheduled_at=session.scheduled_at)
    joined = together.select_related("program", "group", "episode__client__program")
    return sorted(joined, key=lambda one: (one.episode.client.name, one.key))


def check_in_of(session: Session) -> CheckIn | None:
    """What was handed out for the session, if anything was."""
    joined = CheckIn.objects.select_related("program", "instrument", "session", "episode__client")
    return joined.filter(session=session, intended_at__isnull=False).order_by("-pk").first()


def can_be_answered(check_in: CheckIn | None) -> bool:
    return check_in is not None and check_in.status in OPEN


def can_be_opened(check_in: CheckIn, at: datetime) -> bool:
    """Whether its link works. Paper can be keyed in later than that."""
    return can_be_answered(check_in) and check_in.expires_at is not None and at < check_in.expires_at


def is_after_visit(session: Session) -> bool:
    """Somebody who was not in the room gets a link, not a code at the desk."""
    return session.modality == Modality.TELEHEALTH


def code_of(check_in: CheckIn) -> Code:
    """Drawn as SVG; it holds the link and nothing else."""
    drawn = io.BytesIO()
    segno.make(address_of(check_in), error="m", micro=False).save(drawn, kind="svg", scale=4, border=3, xmldecl=False)
    picture = "data:image/svg+xml," + quote(drawn.getvalue().decode("utf-8"))
    return Code(picture, as_printed(check_in.key), whole_address("/c/code"))


def in_language(request: HttpRequest, check_in: CheckIn) -> Opened:
    """The check-in in the language asked for, the client's otherwise."""
    return Opened(check_in, token_of(check_in), language_for(request, check_in), PHONE)


def is_answered(check_in: CheckIn | None) -> bool:
    return check_in is not None and check_in.status == CheckInStatus.ANSWERED
