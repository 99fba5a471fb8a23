"""Appointments: book one, move one. What became of it is marked in `actions.attendance`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from bidewell.actions import auditing
from bidewell.actions.refusals import Refused
from bidewell.actions.saving import hold_episodes, save_unless_changed
from bidewell.actions.snapshots import touch
from bidewell.domain.endings import Ending as EndingKind
from bidewell.domain.sessions import Modality, SessionStatus
from bidewell.records.models import Ending, Episode, Group, Membership, Person, Session, SessionStaff

# An appointment further away is a slip of the keyboard.
FURTHEST = timedelta(days=366)
CALLED_OFF = (SessionStatus.CANCELLED_BY_CLIENT, SessionStatus.CANCELLED_BY_PROGRAM)


@dataclass(frozen=True)
class Booking:
    """When, with whom, and how. `planned_interval_days` is given where the plan changes with this session."""

    scheduled_at: datetime
    staff: tuple[Membership, ...]
    modality: Modality = Modality.UNKNOWN
    group: Group | None = None
    planned_interval_days: float | None = None


def book_session(episode: Episode, booking: Booking, *, by: Person | None, at: datetime) -> Session:
    """Book an appointment; one that was kept without a booking is booked afterwards, and then marked."""
    with transaction.atomic():
        hold_episodes([episode.pk])
        session = add_session(episode, booking, by=by, at=at)
        touch([episode.pk], at=at)
    return session


def add_session(episode: Episode, booking: Booking, *, by: Person | None, at: datetime) -> Session:
    """A booking with its line in the audit; the caller's transaction holds the episode and touches the snapshot."""
    _refuse_if_impossible(episode, booking, at)
    session = Session.objects.create(
        program_id=episode.program_id,
        episode=episode,
        key=uuid4().hex,
        scheduled_at=booking.scheduled_at,
        group=booking.group,
        modality=booking.modality,
        planned_interval_days=booking.planned_interval_days,
    )
    places = enumerate(booking.staff)
    SessionStaff.objects.bulk_create(SessionStaff(session=session, therapist=one, place=n) for n, one in places)
    auditing.note("session_booked", session, by=by, at=at, program=episode.program, on=booking.scheduled_at.isoformat())
    return session


def move_session(session: Session, scheduled_at: datetime, *, version: int, by: Person | None, at: datetime) -> None:
    """Another time for an appointment that is still to come or not yet marked."""
    with transaction.atomic():
        hold_episodes([session.episode_id])
        if session.status != SessionStatus.SCHEDULED:
            raise Refused(_("This appointment is already marked. Book a new one instead."))
        _refuse_time(session.episode, scheduled_at, at, apart_from=session)
        before, session.scheduled_at = session.scheduled_at, scheduled_at
        save_unless_changed(session, ["scheduled_at"], version)
        auditing.note("session_moved", session, by=by, at=at, program=session.program, before=before.isoformat())
        touch([session.episode_id], at=at)


def call_off_bookings(episode: Episode, reason: str, *, by: Person | None, at: datetime) -> int:
    """What is still booked when care ends is called off by the program. The caller touches the snapshot."""
    booked = list(episode.sessions.filter(status=SessionStatus.SCHEDULED, scheduled_at__gt=at).select_for_update())
    for session in booked:
        session.status, session.reason = SessionStatus.CANCELLED_BY_PROGRAM, reason
        session.marked_at, session.marked_by = at, by
        save_unless_changed(session, ["status", "reason", "marked_at", "marked_by"], session.version)
        auditing.note("session_marked", session, by=by, at=at, program=episode.program, status=session.status)
    return len(booked)


def pass_bookings_on(
    episode_ids: Iterable[int], former: Membership, to: Membership, *, by: Person | None, at: datetime
) -> int:
    """What is still booked with one therapist is booked with another. The caller touches the snapshots."""
    booked = SessionStaff.objects.filter(
        session__episode__in=episode_ids,
        session__status=SessionStatus.SCHEDULED,
        session__scheduled_at__gt=at,
        therapist=former,
    )
    booked.filter(session__held_by__therapist=to).delete()
    passed = booked.update(therapist=to)
    if passed:
        auditing.note("bookings_passed_on", former, by=by, at=at, program=to.program, to=str(to.ref), sessions=passed)
    return passed


def _refuse_if_impossible(episode: Episode, booking: Booking, at: datetime) -> None:
    ended = Ending.objects.filter(episode=episode, withdrawn_at=None).exclude(kind=EndingKind.LEFT)
    if ended.exists():
        raise Refused(_("Care has ended. Open a new episode first, then book."))
    if any(one.program_id != episode.program_id for one in booking.staff):
        raise Refused(_("Choose a therapist of this program."))
    if booking.group is not None and booking.group.program_id != episode.program_id:
        raise Refused(_("Choose a group of this program."))
    _refuse_time(episode, booking.scheduled_at, at)


def _refuse_time(episode: Episode, scheduled_at: datetime, at: datetime, apart_from: Session | None = None) -> None:
    if abs(scheduled_at - at) > FURTHEST:
        raise Refused(_("Choose a day within a year from today."))
    taken = episode.sessions.filter(scheduled_at=scheduled_at).exclude(status__in=CALLED_OFF)
    if apart_from is not None:
        taken = taken.exclude(pk=apart_from.pk)
    if taken.exists():
        raise Refused(_("There is already an appointment at this time."))
