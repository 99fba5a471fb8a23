"""What of a client's answers somebody may see: the client chooses that for each check-in, before the first question."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from bidewell.domain.sessions import CheckInStatus
from bidewell.domain.sharing import Sharing
from bidewell.domain.time import program_day
from bidewell.records.access import Permission, episodes_for
from bidewell.records.models import CheckIn, Episode, Membership, Person
from bidewell.records.private_window import is_private


@dataclass(frozen=True)
class Viewing:
    """One person looking at one episode."""

    episode: Episode
    person: Person
    day: date
    is_therapist: bool
    is_supervisor: bool

    @property
    def shared(self) -> tuple[Sharing, ...]:
        """Whoever treats the client sees what was shared with the therapist, and nothing more in another role."""
        return (Sharing.THERAPIST, Sharing.SUPERVISOR) if self.is_supervisor else (Sharing.THERAPIST,)

    def answered(self) -> QuerySet[CheckIn]:
        """The answered check-ins this person may read. What is only counted is nobody's to read."""
        shared = CheckIn.objects.filter(episode=self.episode, status=CheckInStatus.ANSWERED, sharing__in=self.shared)
        return shared.exclude(answered_by__in=self._private())

    def _private(self) -> list[int]:
        """Others whose own ratings are still theirs alone."""
        held = Membership.objects.filter(program_id=self.episode.program_id, private_until__isnull=False)
        others = held.exclude(person=self.person)
        return [one.person_id for one in others if is_private(one, self.day)]


def viewing(episode: Episode, person: Person, at: datetime) -> Viewing:
    """In which role somebody looks, on the episode's own day. Who is not shown to be a supervisor sees no more than a
    therapist: which page let them in says nothing about that."""
    day = program_day(at, episode.program.time_zone)
    own, team = (
        episodes_for(person, permission, day).filter(pk=episode.pk).exists()
        for permission in (Permission.SEE_CASELOAD, Permission.SEE_TEAM)
    )
    return Viewing(episode, person, day, is_therapist=own, is_supervisor=team and not own)
