"""Which messages are due by themselves: a link after a visit, a reminder the day before. A job."""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from bidewell.actions.outbox.carriers import carriers
from bidewell.actions.outbox.reaching import ADDRESSES, agreed_channels, with_consents
from bidewell.actions.outbox.texts import REMINDER
from bidewell.actions.outbox.writing import remind_of, send_link
from bidewell.actions.refusals import Refused
from bidewell.domain.reaching import Channel
from bidewell.domain.sessions import SessionStatus
from bidewell.progress import Progress
from bidewell.records.models import ChannelConsent, Job, OutboxMessage, Program, Session
from bidewell.records.one_person import person_at

# A visit that became known later than this is no longer fresh enough to be asked about.
AFTER_VISIT = timedelta(hours=48)
REMIND_FROM, REMIND_TO = timedelta(hours=24), timedelta(hours=2)
A_TURN = 500
# Why a message was withdrawn whose session was moved, cancelled or held meanwhile.
SESSION_CHANGED = "session_changed"


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


def is_to_come(session: Session, at: datetime) -> bool:
    """Whether a reminder of it is still true, and not one of a day it was moved from."""
    return session.status == SessionStatus.SCHEDULED and at < session.scheduled_at <= at + REMIND_FROM


def _channel(session: Session) -> Channel | None:
    """The first way the client agreed to that this installation has a carrier for."""
    ready = carriers()
    return next((one for one in agreed_channels(session.episode.client) if one in ready), None)


def _visited(at: datetime) -> QuerySet[Session]:
    recent = Session.objects.filter(scheduled_at__gt=at - AFTER_VISIT, scheduled_at__lte=at)
    return _reachable(recent.filter(status=SessionStatus.ATTENDED, check_ins=None))


def _to_come(at: datetime) -> QuerySet[Session]:
    near = Session.objects.filter(scheduled_at__gt=at + REMIND_TO, scheduled_at__lte=at + REMIND_FROM)
    return _reachable(near.filter(~Exists(_reminders_of_it()), status=SessionStatus.SCHEDULED))


def _reminders_of_it() -> QuerySet[OutboxMessage]:
    """Reminders of a session as it stands: not one that was sent, or withdrawn, before it was moved."""
    written = OutboxMessage.objects.filter(session=OuterRef("pk"), kind=REMINDER)
    moved = Q(failure=SESSION_CHANGED) | Q(sent_at__lt=F("session__scheduled_at") - REMIND_FROM)
    return written.exclude(moved)


def _reachable(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Only of clients whom a message can reach: those it cannot would take the others' places in a turn."""
    agreed = ChannelConsent.objects.filter(_is_open(), withdrawn_at=None, client__no_messages=False).values("client_id")
    # Naming the programs lets the database use the index of their days.
    theirs = sessions.alias(person=person_at("episode__client")).filter(person__in=agreed)
    wanted = theirs.filter(program__in=Program.objects.values("pk"))
    joined = wanted.select_related("program", "episode__client__program")
    joined = joined.prefetch_related(*with_consents("episode__client"))
    return joined.order_by("scheduled_at")[:A_TURN]


def _is_open() -> Q:
    """Consents to a way that this installation can send by, and that leads somewhere."""
    with_address = [Q(channel=one) & ~Q(**{f"client__{ADDRESSES[one]}": ""}) for one in carriers()]
    return reduce(or_, with_address)
