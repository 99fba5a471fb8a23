"""The job that takes an import back, asked for on its report: a large one keeps the worker for minutes.

It is known on every page of an import, so what reads records is imported only when it runs.
"""

from datetime import datetime

from bidewell.actions.jobs.asking import ask_for
from bidewell.progress import Progress
from bidewell.records.models import ImportBatch, Job, Person

TAKE_BACK = "take_import_back"


def ask_to_take_back(batch: ImportBatch, *, by: Person, at: datetime) -> bool:
    """Whether it is this import that the worker takes back next: it takes back one of a program at a time."""
    wanted = {"import": str(batch.ref)}
    job = ask_for(TAKE_BACK, program=batch.program, at=at, by=by, argument=wanted)
    return bool(job.argument == wanted)


def last_try(batch: ImportBatch) -> Job | None:
    """The latest job that was to take this import back."""
    asked = Job.objects.filter(kind=TAKE_BACK, program=batch.program_id, argument={"import": str(batch.ref)})
    return asked.order_by("-pk").first()


def take_back(job: Job, progress: Progress, at: datetime) -> str | None:
    """Take back the import that was asked for. One that an earlier attempt has taken back already is left."""
    from bidewell.actions.importing.states import ImportState
    from bidewell.actions.importing.undoing import named_batch, undo_import

    batch = named_batch(job.argument["import"])
    if batch.state == ImportState.UNDONE:
        return None
    undo_import(batch, by=job.asked_by, at=at)
    return None
