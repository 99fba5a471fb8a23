"""Running a job: claimed by one worker, its heartbeat kept, its end written down; one whose process died is found.

Errors are written as their kind and place: their text may hold a client's value.
"""

import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime, timedelta
from threading import Event, Thread

from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from bidewell.actions.jobs.kinds import JobKind
from bidewell.actions.jobs.states import JobState
from bidewell.actions.refusals import Refused
from bidewell.exchange.full_disk import is_full
from bidewell.progress import Progress
from bidewell.records.models import Job, Person

Clock = Callable[[], datetime]
ATTEMPTS = 3
HEARTBEAT_SECONDS = 10.0
# A long transaction of another process may hold up a heartbeat on SQLite, but not for this long.
LOST_AFTER = timedelta(minutes=3)
WORDS_LENGTH, OUTCOME_LENGTH = 200, 300


def claim(kinds: Iterable[str], *, at: datetime) -> Job | None:
    """Take one job that is due. Two workers never take the same one."""
    due = Job.objects.filter(state=JobState.WAITING, due_at__lte=at, kind__in=list(kinds)).order_by("due_at", "pk")
    if not due.exists():  # a look costs no lock
        return None
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        job = due.select_for_update(skip_locked=skip, of=("self",) if skip else ()).first()
        if job is None:
            return None
        job.state, job.started_at, job.heartbeat_at, job.attempts = JobState.RUNNING, at, at, job.attempts + 1
        job.words, job.outcome, job.ended_at = "", "", None
        job.save(update_fields=["state", "started_at", "heartbeat_at", "attempts", "words", "outcome", "ended_at"])
    return job


def run(job: Job, kind: JobKind, clock: Clock) -> None:
    """Run a claimed job to its end, whatever the end is."""
    with _heartbeat(job, clock), _in_language_of(job.asked_by):
        try:
            outcome = kind.run(job, _progress(job, clock), clock())
        except Refused as refusal:
            _end(job, JobState.FAILED, str(refusal), clock())
        except Exception as error:  # the worker must live on
            _end(job, JobState.FAILED, _what_failed(error), clock())
        else:
            _end(job, JobState.DONE, outcome or "", clock())


def _in_language_of(person: Person | None) -> AbstractContextManager[None]:
    """A refusal is kept in the words of whoever asked."""
    return translation.override(person.language) if person is not None else nullcontext()


def find_lost(
    *, at: datetime, own: Iterable[int] = (), only: int | None = None, lost_after: timedelta = LOST_AFTER
) -> int:
    """Jobs whose process died go back to waiting, or are reported once tried often enough. Returns how many there were.

    `own` are jobs that the caller knows to be alive, `only` is one that it knows to be dead.
    """
    silent = Job.objects.filter(state=JobState.RUNNING, heartbeat_at__lte=at - lost_after).exclude(pk__in=list(own))
    silent = silent if only is None else silent.filter(pk=only)
    if not silent.exists():
        return 0
    with transaction.atomic():
        stopped = silent.filter(attempts__gte=ATTEMPTS).update(
            state=JobState.STOPPED, ended_at=at, outcome="its process ended each time it was tried"
        )
        return stopped + silent.update(state=JobState.WAITING, due_at=at, heartbeat_at=None)


def put_back(job: Job, *, at: datetime) -> None:
    """The worker stops: the job waits for the next one, and this attempt does not count."""
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(
        state=JobState.WAITING, due_at=at, attempts=F("attempts") - 1, heartbeat_at=None
    )


def place_of(error: BaseException) -> str:
    """Which kind of error, and where in the code."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"{'/'.join(frames[-1].filename.split('/')[-3:])}:{frames[-1].lineno}" if frames else "?"
    return f"{type(error).__name__} at {where}"


def _what_failed(error: Exception) -> str:
    return _("The disk is full. It needs room; then this can be tried again.") if is_full(error) else place_of(error)


def _end(job: Job, state: JobState, outcome: str, at: datetime) -> None:
    """Only the attempt that is still the current one may say how it ended."""
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts).update(
        state=state, outcome=outcome[:OUTCOME_LENGTH], ended_at=at, heartbeat_at=at
    )


def _progress(job: Job, clock: Clock) -> Progress:
    def say(words: str) -> None:
        current = Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)
        current.update(words=words[:WORDS_LENGTH], heartbeat_at=clock())

    return say


@contextmanager
def _heartbeat(job: Job, clock: Clock) -> Iterator[None]:
    """A thread beats while the job computes; it has a connection of its own."""
    over = Event()
    thread = Thread(target=_beat, args=(job, clock, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(job: Job, clock: Clock, over: Event) -> None:
    while not over.wait(HEARTBEAT_SECONDS):
        try:
            Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(heartbeat_at=clock())
        except DatabaseError:
            continue  # the database is held by a long transaction; the next beat will do
        finally:
            connection.close()
