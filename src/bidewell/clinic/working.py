"""What the worker of an installation does: jobs, and forecasts kept fresh."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bidewell.clinic.installation import ready


def work(home: Path | None = None, once: bool = False) -> None:
    """Keep forecasts fresh and do what is due, until told to stop (SIGTERM); or what is due by now, and return."""
    ready(home)
    import signal

    from django.utils import timezone

    from bidewell.actions.jobs.registry import KINDS
    from bidewell.actions.jobs.worker import Worker
    from bidewell.web import upgrading

    upgrading.refuse_unless_upgraded()
    worker = Worker(KINDS, timezone.now, lambda job: (sys.executable, "-m", "bidewell", "run-job", str(job.pk)))
    if once:
        worker.work_once()
        return
    os.nice(5)  # a page that somebody waits for comes before a forecast that is a second old
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stopping.set())
    worker.work()


def run_job(job: int, home: Path | None = None) -> None:
    """Run one job that the worker has claimed, in this process. The worker calls it for long ones."""
    ready(home)
    from django.utils import timezone

    from bidewell.actions.jobs import running
    from bidewell.actions.jobs.registry import KINDS
    from bidewell.actions.jobs.states import JobState
    from bidewell.records.models import Job

    os.nice(10)  # pages and forecasts come first
    claimed = Job.objects.select_related("program").get(pk=job, state=JobState.RUNNING)
    running.run(claimed, KINDS[claimed.kind], timezone.now)
