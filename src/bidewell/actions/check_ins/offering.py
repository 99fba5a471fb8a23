"""Offering a check-in: its items are fixed then, so that paper, phone and a later edit of the instrument agree."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from bidewell.actions import auditing
from bidewell.actions.check_ins.codes import new_code
from bidewell.actions.check_ins.offered_instrument import offered_instrument
from bidewell.actions.instruments.definitions import definition_of
from bidewell.actions.refusals import Refused
from bidewell.domain.sessions import CheckInStatus, Modality, SessionStatus
from bidewell.instruments.rotation import items_asked
from bidewell.records.models import CheckIn, InstrumentVersion, Person, Program, Session
from bidewell.records.one_person import person_of

# Nobody is asked about a visit that was missed or called off.
WITH_CHECK_IN = (SessionStatus.SCHEDULED, SessionStatus.ATTENDED)


@transaction.atomic
def offer_check_in(session: Session, *, by: Person | None, at: datetime) -> CheckIn:
    """The check-in of a session; a first one is made, one that waits or was declined can be answered from now on.

    Raises Refused where it has been answered, and for a visit that did not take place.
    """
    _refuse_missed(session)
    version = offered_instrument(session.program)
    if not _can_be_shown(version):
        raise Refused(
            _("The program's check-in has no text yet, or no labelled answers. It can be given under Instruments.")
        )
    check_in, is_new = CheckIn.objects.get_or_create(
        session=session, instrument=version, intended_at__isnull=False, defaults=_first_offer(session, version, at)
    )
    if not is_new:
        return offer_again(check_in, by=by, at=at)
    auditing.note("check_in_offered", check_in, by=by, at=at, program=session.program)
    return check_in


@transaction.atomic
def offer_again(check_in: CheckIn, *, by: Person | None, at: datetime) -> CheckIn:
    """This check-in can be answered from now on. Raises Refused where it has been answered.

    That it was declined before stays in the audit trail.
    """
    joined = CheckIn.objects.select_for_update(of=("self",)).select_related("program", "session")
    held = joined.get(pk=check_in.pk)
    if held.status == CheckInStatus.ANSWERED:
        raise Refused(_("The check-in for this visit has been answered already."))
    if held.session is not None:
        _refuse_missed(held.session)
    written = ["expires_at"]
    held.expires_at = _expiry(held.program, held.session.scheduled_at if held.session else at, at)
    if held.status in (CheckInStatus.DECLINED, CheckInStatus.UNDELIVERED):
        held.status, held.answered_at = CheckInStatus.OFFERED, None
        written += ["status", "answered_at"]
    held.save(update_fields=written)
    auditing.note("check_in_offered_again", held, by=by, at=at, program=held.program)
    return held


def can_have_check_in(session: Session) -> bool:
    """Whether a visit took place, or may still."""
    return session.status in WITH_CHECK_IN


def _refuse_missed(session: Session) -> None:
    if not can_have_check_in(session):
        raise Refused(_("This visit was missed or called off, so there is no check-in for it."))


def _can_be_shown(version: InstrumentVersion) -> bool:
    """One question a page needs its words, and a button for each answer."""
    instrument = definition_of(version)
    return bool(instrument.choices and instrument.languages)


def _first_offer(session: Session, version: InstrumentVersion, at: datetime) -> dict[str, object]:
    return {
        "program": session.program, "episode": session.episode, "key": new_code(), "rater": version.rater,
        "language": _language(session), "at": at, "items": _items(session, version),
        "intended_at": session.scheduled_at, "expires_at": _expiry(session.program, session.scheduled_at, at),
    }  # fmt: skip


def _items(session: Session, version: InstrumentVersion) -> list[str]:
    before = CheckIn.objects.filter(episode=session.episode, instrument=version, intended_at__isnull=False).count()
    is_remote = session.modality == Modality.TELEHEALTH
    asked = items_asked(definition_of(version), before + 1, telehealth=is_remote, group=session.group_id is not None)
    return [item.code for item in asked]


def _language(session: Session) -> str:
    """The client's own where we have it; empty otherwise: the browser's is then tried first."""
    spoken = person_of(session.episode.client).language
    return spoken if spoken in dict(settings.LANGUAGES) else ""


def _expiry(program: Program, visit: datetime, at: datetime) -> datetime:
    return max(at, visit) + timedelta(hours=program.link_valid_hours)
