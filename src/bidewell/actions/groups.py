"""Groups: one name, several clients in a session. Its members are those who have a place in its next session."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bidewell.actions import auditing
from bidewell.actions.refusals import Refused
from bidewell.actions.saving import hold_episodes
from bidewell.actions.sessions import Booking, add_session
from bidewell.actions.snapshots import touch
from bidewell.records.models import Episode, Group, Person, Program, Session


def create_group(program: Program, name: str, *, by: Person | None, at: datetime) -> Group:
    """A group is known by its name within the program."""
    try:
        with transaction.atomic():
            group = Group.objects.create(program=program, name=name)
            auditing.note("group_created", group, by=by, at=at, program=program)
    except IntegrityError:
        raise Refused(_("A group of this name exists already.")) from None
    return group


def book_group(episodes: Iterable[Episode], booking: Booking, *, by: Person | None, at: datetime) -> list[Session]:
    """A place for each member in one session of the group: all or none."""
    members = list(episodes)
    if not members:
        raise Refused(_("Choose at least one client."))
    with transaction.atomic():
        hold_episodes(episode.pk for episode in members)
        booked = [add_session(episode, booking, by=by, at=at) for episode in members]
        touch([episode.pk for episode in members], at=at)
    return booked
