"""Which therapist an episode is with: assign, share, change, hand over a whole caseload, and cover with an end."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from bidewell.actions import auditing
from bidewell.actions.refusals import Refused
from bidewell.actions.saving import hold_episodes, save_unless_changed
from bidewell.actions.sessions import pass_bookings_on
from bidewell.actions.snapshots import touch
from bidewell.domain.roles import Role
from bidewell.domain.time import program_day
from bidewell.records.access import in_force
from bidewell.records.models import Assignment, Cover, Episode, ImportedRow, Membership, Person

A_DAY = timedelta(days=1)
LONGEST_COVER = timedelta(days=366)


def share_episode(
    episode: Episode, therapist: Membership, *, version: int, by: Person | None, at: datetime
) -> Assignment:
    """One more therapist from today on; the others stay."""
    with transaction.atomic():
        save_unless_changed(episode, [], version)
        day = program_day(at, episode.program.time_zone)
        assignment = start_assignment(episode, therapist, day, by=by, at=at)
        touch([episode.pk], at=at)
    return assignment


def change_therapist(
    episode: Episode, former: Membership, to: Membership, *, version: int, by: Person | None, at: datetime
) -> None:
    """From today the episode is with another therapist, and so are the appointments still booked."""
    with transaction.atomic():
        save_unless_changed(episode, [], version)
        day = program_day(at, episode.program.time_zone)
        theirs = episode.assignments.filter(therapist=former)
        if not theirs.filter(in_force(day)).exists():
            raise Refused(_("The client is no longer with this therapist."))
        _pass_on(theirs.filter(_not_over(day)), to, day, by=by, at=at)
        pass_bookings_on([episode.pk], former, to, by=by, at=at)
        touch([episode.pk], at=at)


def end_sharing(episode: Episode, therapist: Membership, *, version: int, by: Person | None, at: datetime) -> None:
    """One of several therapists no longer sees the client. The last one cannot go without another."""
    with transaction.atomic():
        save_unless_changed(episode, [], version)
        day = program_day(at, episode.program.time_zone)
        staying = episode.assignments.filter(from_day__lte=day, to_day=None).exclude(therapist=therapist)
        if not staying.exists():
            raise Refused(_("An open episode needs a therapist. Choose who takes over."))
        for assignment in episode.assignments.filter(_not_over(day), therapist=therapist):
            _end(assignment, day, by=by, at=at)
        touch([episode.pk], at=at)


def hand_over_caseload(membership: Membership, to: Membership, *, by: Person | None, at: datetime) -> int:
    """Everything a therapist has passes to another from today on: a counselor leaves. Gives how many episodes."""
    with transaction.atomic():
        day = program_day(at, membership.program.time_zone)
        theirs = Assignment.objects.filter(_not_over(day), therapist=membership).select_related("episode__program")
        episodes = sorted({one.episode_id for one in theirs})
        hold_episodes(episodes)
        _pass_on(theirs.all(), to, day, by=by, at=at)
        pass_bookings_on(episodes, membership, to, by=by, at=at)
        auditing.note(
            "caseload_handed_over", membership, by=by, at=at, program=membership.program, to=str(to.ref),
            episodes=len(episodes),
        )  # fmt: skip
        touch(episodes, at=at)
    return len(episodes)


def start_assignment(
    episode: Episode, therapist: Membership, day: date, *, by: Person | None, at: datetime
) -> Assignment:
    """An assignment without an end, with its line in the audit; the caller has the transaction.

    One that runs already is kept. To one that has an end another is joined, and one that begins later is led up to.
    """
    _refuse_therapist(therapist, episode.program_id, program_day(at, episode.program.time_zone))
    theirs = episode.assignments.filter(therapist=therapist)
    now = theirs.filter(in_force(day)).order_by(F("to_day").desc(nulls_first=True)).first()
    if now is not None:
        if now.to_day is not None:
            start_assignment(episode, therapist, now.to_day + A_DAY, by=by, at=at)
        return now
    later = theirs.filter(from_day__gt=day).order_by("from_day").first()
    if later is not None:
        start_assignment(episode, therapist, later.from_day, by=by, at=at)
    to_day = later.from_day - A_DAY if later else None
    assignment = Assignment.objects.create(episode=episode, therapist=therapist, from_day=day, to_day=to_day)
    auditing.note(
        "therapist_assigned", episode, by=by, at=at, program=episode.program, therapist=str(therapist.ref),
        on=day.isoformat(),
    )  # fmt: skip
    return assignment


def grant_cover(
    covered: Membership, covering: Membership, from_day: date, to_day: date, *, by: Person, at: datetime
) -> Cover:
    """One therapist sees another's caseload for a stretch of days. It always ends."""
    with transaction.atomic():
        today = program_day(at, covered.program.time_zone)
        _refuse_cover(covered, covering, from_day, to_day, today)
        cover = Cover.objects.create(
            covered=covered, covering=covering, from_day=from_day, to_day=to_day, granted_by=by
        )
        auditing.note(
            "cover_granted", cover, by=by, at=at, program=covered.program, covered=str(covered.ref),
            covering=str(covering.ref), on=from_day.isoformat(), to=to_day.isoformat(),
        )  # fmt: skip
    return cover


def end_cover(cover: Cover, *, by: Person | None, at: datetime) -> None:
    """The cover ends with yesterday; one that has held no whole day yet is removed."""
    with transaction.atomic():
        last_day = program_day(at, cover.covered.program.time_zone) - A_DAY
        auditing.note(
            "cover_ended", cover, by=by, at=at, program=cover.covered.program, before=cover.to_day.isoformat()
        )
        if last_day < cover.from_day:
            cover.delete()
        elif last_day < cover.to_day:
            cover.to_day = last_day
            cover.save(update_fields=["to_day"])


def _not_over(day: date) -> Q:
    """Assignments not over by this day, those that begin later included."""
    return Q(to_day=None) | Q(to_day__gte=day)


def _pass_on(theirs: QuerySet[Assignment], to: Membership, day: date, *, by: Person | None, at: datetime) -> None:
    for assignment in theirs.order_by("from_day", "pk"):
        if assignment.therapist_id == to.pk:
            raise Refused(_("Choose another therapist than the one who has the client now."))
        start_assignment(assignment.episode, to, max(day, assignment.from_day), by=by, at=at)
        _end(assignment, day, by=by, at=at)


def _end(assignment: Assignment, day: date, *, by: Person | None, at: datetime) -> None:
    """It ends with the day before; one that has held no whole day yet is removed, and the audit keeps that it was.

    One that an import brought stays for its first day: removed, the next export would bring it again, without an end.
    """
    auditing.note(
        "assignment_ended", assignment.episode, by=by, at=at, program=assignment.episode.program,
        therapist=str(assignment.therapist.ref), on=day.isoformat(),
    )  # fmt: skip
    if assignment.from_day >= day and not _came_with_an_import(assignment):
        assignment.delete()
        return
    assignment.to_day = max(assignment.from_day, day - A_DAY)
    assignment.save(update_fields=["to_day"])


def _came_with_an_import(assignment: Assignment) -> bool:
    return ImportedRow.objects.filter(table="assignments", object_id=assignment.pk).exists()


def _refuse_therapist(therapist: Membership, program_id: int, day: date) -> None:
    if therapist.program_id != program_id or therapist.role != Role.THERAPIST or not therapist.is_in_force(day):
        raise Refused(_("Choose a therapist who works in this program now."))


def _refuse_cover(covered: Membership, covering: Membership, from_day: date, to_day: date, today: date) -> None:
    for one in (covered, covering):
        _refuse_therapist(one, covered.program_id, today)
    if covered.pk == covering.pk:
        raise Refused(_("Choose somebody else to cover."))
    if not today <= to_day or not from_day <= to_day <= from_day + LONGEST_COVER:
        raise Refused(_("Cover ends today or later, and lasts a year at most."))
