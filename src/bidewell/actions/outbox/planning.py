"""Which messages are due by themselves: a link after a visit, a reminder the day before. A job."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from bidewell.actions.jobs.kinds import Progress
from bidewell.actions.outbox.carriers import carriers
from bidewell.actions.outbox.reaching import agreed_channels, with_consents
from bidewell.actions.outbox.texts import REMINDER
from bidewell.actions.outbox.writing import remind_of, send_link
from bidewell.actions.refusals import Refused
from bidewell.domain.reaching import Channel
from bidewell.domain.sessions import SessionStatus
from bidewell.records.models import ChannelConsent, Job, Program, Session

# A visit that became known later than this is no longer fresh enough to be asked about.
AFTER_VISIT = timedelta(hours=48)
REMIND_FROM, REMIND_TO = timedelta(hours=24), timedelta(hours=2)
A_TURN = 500


def write_due_messages(job: Job, progress: Progress, at: datetime) -> str:
    """Write them; whether and when each is sent is decided once more at sending."""
    links = sum(write_link_after(session, at=at) for session in _visited(at))
    reminders = sum(_remind(session, at) for session in _to_come(at))
    return f"{links} links and {reminders} reminders written"


def write_link_after(session: Session, *, at: datetime) -> bool:
    """After an attended session: a link, unless its check-in was handed out already. False where none was written."""
    channel = _channel(session)
    if channel is None or session.status != SessionStatus.ATTENDED or session.check_ins.exists():
        return False
    try:
        send_link(session, channel, by=None, at=at)
    except Refused:
        return False
    return True


def _remind(session: Session, at: datetime) -> bool:
    channel = _channel(session)
    if channel is None:
        return False
    with transaction.atomic():
        remind_of(session, channel, by=None, at=at)
    return True


def _channel(session: Session) -> Channel | None:
    """The first way the client agreed to that this installation has a carrier for."""
    ready = carriers()
    return next((one for one in agreed_channels(session.episode.client) if one in ready), None)


def _visited(at: datetime) -> QuerySet[Session]:
    recent = Session.objects.filter(scheduled_at__gt=at - AFTER_VISIT, scheduled_at__lte=at)
    return _reachable(recent.filter(status=SessionStatus.ATTENDED, check_ins=None))


def _to_come(at: datetime) -> QuerySet[Session]:
    near = Session.objects.filter(scheduled_at__gt=at + REMIND_TO, scheduled_at__lte=at + REMIND_FROM)
    return _reachable(near.filter(status=SessionStatus.SCHEDULED).exclude(messages__kind=REMINDER))


def _reachable(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Only of clients who agreed to some message: most of a program's sessions may have none."""
    agreed = ChannelConsent.objects.filter(withdrawn_at=None, client__no_messages=False).values("client_id")
    person = Coalesce("episode__client__merged_into", "episode__client")
    # Naming the programs lets the database use the index of their days.
    wanted = sessions.alias(person=person).filter(program__in=Program.objects.values("pk"), person__in=agreed)
    joined = wanted.select_related("program", "episode__client__program")
    joined = joined.prefetch_related(*with_consents("episode__client"))
    return joined.order_by("scheduled_at")[:A_TURN]
