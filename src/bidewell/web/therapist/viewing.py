"""What of a client's answers somebody may see: the client chooses that for each check-in, before the first question."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from bidewell.domain.sessions import CheckInStatus
from bidewell.domain.sharing import Sharing
from bidewell.records.access import Permission, episodes_for
from bidewell.records.models import CheckIn, Episode, Membership, Person


@dataclass(frozen=True)
class Viewing:
    """One person looking at one episode."""

    episode: Episode
    person: Person
    day: date
    is_therapist: bool

    @property
    def shared(self) -> tuple[Sharing, ...]:
        """Whoever treats the client sees what was shared with the therapist, and nothing more in another role."""
        return (Sharing.THERAPIST,) if self.is_therapist else (Sharing.THERAPIST, Sharing.SUPERVISOR)

    def answered(self) -> QuerySet[CheckIn]:
        """The answered check-ins this person may read. What is only counted is nobody's to read."""
        own = CheckIn.objects.filter(episode=self.episode, status=CheckInStatus.ANSWERED, sharing__in=self.shared)
        return own if self.is_therapist else own.exclude(Q(answered_by__in=self._private()))

    def _private(self) -> QuerySet[Person]:
        """Therapists whose own ratings are still theirs alone."""
        private = Membership.objects.filter(program_id=self.episode.program_id, private_until__gte=self.day)
        return Person.objects.filter(memberships__in=private)


def viewing(episode: Episode, person: Person, day: date) -> Viewing:
    """In which role somebody looks: as the client's therapist if they are one."""
    own = episodes_for(person, Permission.SEE_CASELOAD, day).filter(pk=episode.pk)
    return Viewing(episode, person, day, own.exists())
