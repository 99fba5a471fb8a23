"""What is kept, and for how long: a program's schedule, and the job that deletes what is older.

A check-in itself stays, with when it was offered and whether it was answered: without it, coverage and the strip of
attendance would change in hindsight. Its answers, its free text and its safety notes go, and so do old forecasts, and
what imports of that time left behind, which holds answers too.
A thing is kept through the last day of its term, counted in the program's own days.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from bidewell.actions import snapshots
from bidewell.actions.auditing import note
from bidewell.actions.deleting import delete_in_batches
from bidewell.actions.importing.forgetting import forget_imports
from bidewell.domain.time import program_day
from bidewell.progress import Progress, quietly
from bidewell.records.models import Answer, AuditEvent, CheckIn, Forecast, FreeText, Job, Person, Program, SafetyNote

ROWS_AT_ONCE = 500
DELETED = "old_records_deleted"


@dataclass(frozen=True)
class Deleted:
    """How many rows one run has deleted."""

    check_ins: int = 0  # whose answers went
    free_texts: int = 0
    forecasts: int = 0
    traces_of_imports: int = 0

    @property
    def is_nothing(self) -> bool:
        return self == Deleted()


def apply_retention(program: Program, *, by: Person | None, at: datetime, progress: Progress = quietly) -> Deleted:
    """Delete what a program's schedule no longer keeps, in batches. A run that was cut off is finished by the next."""
    progress("Deleting answers that are older than the schedule keeps")
    answers_from = _first_moment_kept(program, program.keep_answers_days, at)
    answers = _delete_answers(program, answers_from, at)
    traces = forget_imports(program, answers_from)
    progress("Deleting free text that is older than the schedule keeps")
    texts_from = _first_moment_kept(program, program.keep_free_text_days, at)
    texts = delete_in_batches(_old_texts(program, texts_from), ROWS_AT_ONCE)
    progress("Deleting forecasts that are older than the schedule keeps")
    forecasts_from = _first_moment_kept(program, program.keep_forecasts_days, at)
    forecasts = delete_in_batches(_old_forecasts(program, forecasts_from), ROWS_AT_ONCE)
    deleted = Deleted(answers, texts, forecasts, traces)
    if not deleted.is_nothing:
        note(DELETED, program, by=by, at=at, program=program, **vars(deleted))
    return deleted


def run(job: Job, progress: Progress, at: datetime) -> str:
    """The nightly job of one program."""
    assert job.program is not None
    deleted = apply_retention(job.program, by=None, at=at, progress=progress)
    return f"{deleted.check_ins} check-ins, {deleted.free_texts} free texts, {deleted.forecasts} forecasts"


def last_run(program: Program) -> AuditEvent | None:
    """The last run that deleted something."""
    return AuditEvent.objects.filter(program=program, what=DELETED).order_by("-at", "-id").first()


def _first_moment_kept(program: Program, days: int, at: datetime) -> datetime:
    """The beginning of the first day that is still kept."""
    day: date = program_day(at, program.time_zone) - timedelta(days=days)
    return datetime.combine(day, time.min, ZoneInfo(program.time_zone))


def _delete_answers(program: Program, kept_from: datetime, at: datetime) -> int:
    answered = Exists(Answer.objects.filter(check_in=OuterRef("pk")))
    noted = Exists(SafetyNote.objects.filter(check_in=OuterRef("pk")))
    old = CheckIn.objects.filter(answered | noted, program=program, at__lt=kept_from)
    count = 0
    while batch := list(old.values_list("pk", "episode_id")[:ROWS_AT_ONCE]):
        check_ins = [check_in for check_in, _ in batch]
        with transaction.atomic():
            Answer.objects.filter(check_in__in=check_ins).delete()
            SafetyNote.objects.filter(check_in__in=check_ins).delete()
            # Neither the sparkline nor what was believed because of them may keep what was deleted.
            snapshots.forget_filter_states({episode for _, episode in batch})
            snapshots.touch({episode for _, episode in batch}, at=at, is_news=False)
        count += len(batch)
    return count


def _old_texts(program: Program, kept_from: datetime) -> QuerySet[FreeText]:
    return FreeText.objects.filter(check_in__program=program, written_at__lt=kept_from)


def _old_forecasts(program: Program, kept_from: datetime) -> QuerySet[Forecast]:
    return Forecast.objects.filter(episode__program=program, made_at__lt=kept_from)
