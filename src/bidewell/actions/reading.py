"""Reading a client's page: that it was read is written down, and what was new to the therapist no longer is."""

from datetime import datetime

from django.db import transaction

from bidewell.actions import auditing
from bidewell.records.models import Episode, Person, Snapshot


@transaction.atomic
def read_client(episode: Episode, *, is_therapist: bool, by: Person, at: datetime) -> None:
    """One line in the audit trail a reading. Only the therapist's own reading takes the mark of new information off."""
    auditing.note("client_read", episode.client, by=by, at=at, program=episode.program, episode=str(episode.ref))
    if is_therapist:
        Snapshot.objects.filter(episode=episode, has_new_information=True).update(has_new_information=False)
