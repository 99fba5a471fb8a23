"""The registry: every kind is runnable, and what is due by itself runs to its end on an installation."""

from django.utils import timezone

from bidewell.actions.jobs.registry import KINDS
from bidewell.actions.jobs.worker import Worker
from bidewell.records.models import Job
from tests.clinic.cast import Cast


def test_what_is_due_by_itself_runs_to_its_end(cast: Cast) -> None:
    short = {name: kind for name, kind in KINDS.items() if not kind.is_long}
    Worker(short, timezone.now, lambda job: ()).work_once()
    assert {(job.kind, job.outcome) for job in Job.objects.exclude(state="done")} == set()
    due = {name for name, kind in short.items() if kind.every or kind.night}
    assert set(Job.objects.values_list("kind", flat=True)) == due >= {"begin_day", "retention", "seal_audit"}
