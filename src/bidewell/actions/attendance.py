"""What became of appointments: marked, corrected, taken back. A client who comes after leaving is back in care."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bidewell.actions import auditing
from bidewell.actions.endings import put_back_after_return, take_back_for_return
from bidewell.actions.episodes import set_promise
from bidewell.actions.refusals import Refused
from bidewell.actions.saving import hold_episodes, save_unless_changed
from bidewell.actions.sessions import Booking, add_session
from bidewell.actions.snapshots import touch
from bidewell.domain.endings import CHART_CLOSING
from bidewell.domain.endings import Ending as EndingKind
from bidewell.domain.leaving_state import window_days
from bidewell.domain.missed_reasons import reasons_for
from bidewell.domain.sessions import Modality, SessionStatus
from bidewell.domain.time import program_day
from bidewell.records.contacts import planned_interval_of
from bidewell.records.models import Ending, Episode, Person, Session

HAPPENED = (SessionStatus.ATTENDED, SessionStatus.NO_SHOW)


@dataclass(frozen=True)
class Mark:
    """What became of an appointment, and in the same step when the client comes next or has promised to be back."""

    status: SessionStatus
    reason: str = ""
    next_at: datetime | None = None
    promised_on: date | None = None


def mark_session(session: Session, mark: Mark, *, version: int, by: Person | None, at: datetime) -> None:
    """Mark an appointment, or correct its mark; SCHEDULED takes the mark back. The former value stays in the audit."""
    with transaction.atomic():
        hold_episodes([session.episode_id])
        _mark(session, mark, version, by=by, at=at)
        touch([session.episode_id], at=at)


def mark_group(marks: Iterable[tuple[Session, Mark, int]], *, by: Person | None, at: datetime) -> int:
    """Mark the members of a group session, each with the version that was seen: all or none. Gives how many changed."""
    with transaction.atomic():
        changed = [one for one in marks if one[0].status != one[1].status]
        hold_episodes(session.episode_id for session, _mark_of, _version in changed)
        for session, mark, version in changed:
            _mark(session, mark, version, by=by, at=at)
        touch([session.episode_id for session, _mark_of, _version in changed], at=at)
    return len(changed)


def _mark(session: Session, mark: Mark, version: int, *, by: Person | None, at: datetime) -> None:
    _refuse_impossible(session, mark, at)
    before = {"status": session.status, "reason": session.reason}
    marked_before = session.marked_at
    if session.status != mark.status:
        is_marked = mark.status != SessionStatus.SCHEDULED
        session.marked_at, session.marked_by = (at, by) if is_marked else (None, None)
    session.status, session.reason = mark.status, mark.reason or None
    save_unless_changed(session, ["status", "reason", "marked_at", "marked_by"], version)
    auditing.note(
        "session_marked", session, by=by, at=at, program=session.program, status=mark.status, reason=mark.reason,
        before=before,
    )  # fmt: skip
    if mark.status == SessionStatus.ATTENDED != before["status"]:
        _welcome(session, by=by, at=at)
    elif before["status"] == SessionStatus.ATTENDED != mark.status:
        _undo_welcome(session, marked_before, by=by, at=at)
    _look_ahead(session, mark, by=by, at=at)


def _refuse_impossible(session: Session, mark: Mark, at: datetime) -> None:
    zone = session.program.time_zone
    if mark.status in HAPPENED and program_day(session.scheduled_at, zone) > program_day(at, zone):
        raise Refused(_("This appointment is still to come. It can be called off or moved."))
    # A code that came with imported records may stay where only something else is corrected.
    is_kept = mark.reason == (session.reason or "") and mark.status == session.status
    if mark.reason and not is_kept and mark.reason not in {one.code for one in reasons_for(mark.status)}:
        raise Refused(_("Choose one of the reasons in the list."))
    if mark.promised_on is not None and mark.next_at is not None:
        raise Refused(_("Give the next appointment or a promised day, not both."))


def _welcome(session: Session, *, by: Person | None, at: datetime) -> None:
    """The client came: care has begun, a leaving is taken back, a promise has been kept."""
    episode, day = _as_it_is_now(session), program_day(session.scheduled_at, session.program.time_zone)
    if episode.start is None:
        _set_start(episode, day, by=by, at=at)
    if _is_return(session, day):
        take_back_for_return(episode, by=by, at=at)
    if episode.promised_return_on is not None:
        set_promise(episode, None, by=by, at=at)


def _as_it_is_now(session: Session) -> Episode:
    """The episode, held since the mark began: what follows from a mark conflicts with nobody."""
    return Episode.objects.get(pk=session.episode_id)


def _is_return(session: Session, day: date) -> bool:
    """Seen after the day on which a leaving was written down, or a silent chart closed. Care that ended otherwise
    stays ended: who comes back after that has a new episode."""
    ending = Ending.objects.filter(episode=session.episode_id, withdrawn_at=None).first()
    if ending is None or (ending.on is not None and day <= ending.on):
        return False
    return ending.kind == EndingKind.LEFT or (_is_chart_closing(ending) and _was_silent(session, ending.on))


def _is_chart_closing(ending: Ending) -> bool:
    return ending.kind is None or EndingKind(ending.kind) in CHART_CLOSING


def _was_silent(session: Session, closed_on: date | None) -> bool:
    """Whether the chart was closed after the whole window without a contact, or without there ever having been one."""
    contacts = Session.objects.filter(episode=session.episode_id, status=SessionStatus.ATTENDED)
    last = contacts.filter(scheduled_at__lt=session.scheduled_at).order_by("scheduled_at").last()
    if last is None or closed_on is None:
        return last is None
    window = window_days(planned_interval_of(session.episode, session.scheduled_at))
    return (closed_on - program_day(last.scheduled_at, session.program.time_zone)).days > window


def _undo_welcome(session: Session, marked_at: datetime | None, *, by: Person | None, at: datetime) -> None:
    episode, day = _as_it_is_now(session), program_day(session.scheduled_at, session.program.time_zone)
    if marked_at is not None:
        put_back_after_return(episode, marked_at, by=by, at=at)
    if episode.start == day and not episode.sessions.filter(status=SessionStatus.ATTENDED).exists():
        _set_start(episode, None, by=by, at=at)


def _set_start(episode: Episode, day: date | None, *, by: Person | None, at: datetime) -> None:
    before, episode.start = episode.start, day
    save_unless_changed(episode, ["start"], episode.version)
    auditing.note(
        "episode_started", episode, by=by, at=at, program=episode.program,
        start=day.isoformat() if day else None, before=before.isoformat() if before else None,
    )  # fmt: skip


def _look_ahead(session: Session, mark: Mark, *, by: Person | None, at: datetime) -> None:
    if mark.next_at is not None:
        staff = tuple(held.therapist for held in session.held_by.select_related("therapist"))
        modality = Modality(session.modality or Modality.UNKNOWN)
        add_session(session.episode, Booking(mark.next_at, staff, modality, session.group), by=by, at=at)
    if mark.promised_on is not None:
        set_promise(_as_it_is_now(session), mark.promised_on, by=by, at=at)
