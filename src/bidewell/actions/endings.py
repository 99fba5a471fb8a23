"""How an episode ended: record it, correct it, take it back. Nothing is overwritten: it is withdrawn, and stays."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from bidewell.actions import auditing
from bidewell.actions.refusals import Refused
from bidewell.actions.saving import save_unless_changed
from bidewell.actions.sessions import call_off_bookings
from bidewell.actions.snapshots import touch
from bidewell.domain.endings import AGREED
from bidewell.domain.endings import Ending as EndingKind
from bidewell.domain.time import program_day
from bidewell.records.contacts import contacts_of
from bidewell.records.models import Ending, Episode, Person

# Why what was still booked is called off, in HL7's codes; care having ended where the list says nothing.
REASONS_TO_CALL_OFF = {EndingKind.DIED: "pat-dec", EndingKind.MOVED: "pat-mv", EndingKind.COVERAGE_ENDED: "pat-mt"}
CARE_HAS_ENDED = "prov-dch"


class Withdrawal(StrEnum):
    """Why an ending no longer holds."""

    RETURNED = "returned"
    CORRECTED = "corrected"


@dataclass(frozen=True)
class HowItEnded:
    """What is recorded. `calls_off`: what is still booked is called off in the same step."""

    kind: EndingKind
    on: date
    judged_by: str = ""
    calls_off: bool = True


def ending_in_force(episode: Episode) -> Ending | None:
    """The ending that is not withdrawn."""
    return Ending.objects.filter(episode=episode, withdrawn_at=None).first()


def is_agreed_without_a_last_session(episode: Episode, kind: EndingKind, at: datetime) -> bool:
    """An agreed ending asks for an attended final session or a dated plan: an appointment that is still booked.

    Clients who only stopped coming are easily coded as agreed. The page asks once more; it never blocks.
    """
    if kind not in AGREED:
        return False
    seen = contacts_of(episode, at)
    return seen.next_booking is None and (seen.last_contact is None or seen.missed_since_contact > 0 or seen.is_silent)


def record_ending(episode: Episode, ended: HowItEnded, *, version: int, by: Person | None, at: datetime) -> Ending:
    """Close the episode. An ending already in force is withdrawn as corrected, and stays to be read."""
    with transaction.atomic():
        save_unless_changed(episode, [], version)
        doubtful = is_agreed_without_a_last_session(episode, ended.kind, at)
        _refuse_day(episode, ended.on, at)
        former = ending_in_force(episode)
        if former is not None:
            _withdraw(former, Withdrawal.CORRECTED, by=by, at=at)
        _forget_promise(episode)
        ending = Ending.objects.create(
            episode=episode, on=ended.on, kind=ended.kind, judged_by=ended.judged_by or None, recorded_at=at,
            recorded_by=by,
        )  # fmt: skip
        reason = REASONS_TO_CALL_OFF.get(ended.kind, CARE_HAS_ENDED)
        called_off = call_off_bookings(episode, reason, by=by, at=at) if ended.calls_off else 0
        auditing.note(
            "ending_recorded", episode, by=by, at=at, program=episode.program, kind=ended.kind, on=ended.on.isoformat(),
            called_off=called_off, without_last_session=doubtful, corrects=former.kind if former else None,
        )  # fmt: skip
        touch([episode.pk], at=at)
    return ending


def withdraw_ending(
    episode: Episode, because: Withdrawal, *, version: int, by: Person | None, at: datetime
) -> Ending | None:
    """Take back the ending in force: the client is in care again. Gives it, or None where there was none."""
    with transaction.atomic():
        save_unless_changed(episode, [], version)
        former = ending_in_force(episode)
        if former is not None:
            _withdraw(former, because, by=by, at=at)
            touch([episode.pk], at=at)
    return former


def take_back_for_return(episode: Episode, *, by: Person | None, at: datetime) -> Ending | None:
    """The part of a return that concerns the ending; the caller has the transaction and touches the snapshot."""
    former = ending_in_force(episode)
    if former is not None:
        _withdraw(former, Withdrawal.RETURNED, by=by, at=at)
    return former


def put_back_after_return(episode: Episode, returned_at: datetime, *, by: Person | None, at: datetime) -> None:
    """The return was entered by mistake: what it had taken back holds again, as a new row."""
    taken = Ending.objects.filter(
        episode=episode, withdrawn_at=returned_at, withdrawn_because=Withdrawal.RETURNED
    ).first()
    if taken is None or ending_in_force(episode) is not None:
        return
    Ending.objects.create(
        episode=episode, on=taken.on, kind=taken.kind, judged_by=taken.judged_by, recorded_at=at, recorded_by=by
    )
    auditing.note("ending_put_back", episode, by=by, at=at, program=episode.program, kind=taken.kind)


def _withdraw(ending: Ending, because: Withdrawal, *, by: Person | None, at: datetime) -> None:
    ending.withdrawn_at, ending.withdrawn_by, ending.withdrawn_because = at, by, because
    ending.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    episode = ending.episode
    on = ending.on.isoformat() if ending.on else None
    auditing.note(
        "ending_withdrawn", episode, by=by, at=at, program=episode.program, because=because, kind=ending.kind, on=on
    )


def _forget_promise(episode: Episode) -> None:
    if episode.promised_return_on is not None:
        episode.promised_return_on = None
        episode.save(update_fields=["promised_return_on"])


def _refuse_day(episode: Episode, on: date, at: datetime) -> None:
    if on > program_day(at, episode.program.time_zone):
        raise Refused(_("An ending lies today or earlier. Record it when the day has come."))
    first = episode.start or episode.referred_on
    if first is not None and on < first:
        raise Refused(_("The episode began after this day."))
    last_contact = contacts_of(episode, at).last_contact
    if last_contact is not None and on < last_contact:
        raise Refused(_("The client was seen after this day. Choose the day of the last session or a later one."))
