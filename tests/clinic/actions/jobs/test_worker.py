"""The worker's turns: short jobs in its thread, long ones in processes, and those that are killed."""

import sys
import time
from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone

from bidewell.actions import forecasting
from bidewell.actions.jobs.asking import ask_for
from bidewell.actions.jobs.kinds import JobKind
from bidewell.actions.jobs.worker import Worker
from bidewell.progress import Progress
from bidewell.records.models import Job, Program
from bidewell.web.logs import PlaceOnly

KILLED = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
PATIENT = "import time; time.sleep(60)"


def nothing(job: Job, progress: Progress, at: datetime) -> None:
    progress("nothing")


def worker(code: str = KILLED, is_long: bool = True) -> Worker:
    kinds = {"work": JobKind(nothing, is_long=is_long)}
    return Worker(kinds, timezone.now, lambda job: (sys.executable, "-c", code))


def turns(of: Worker, until: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not until():
        assert time.monotonic() < end
        of.turn()
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_a_long_job_whose_process_is_killed_is_tried_three_times_and_reported() -> None:
    job = ask_for("work", at=timezone.now())
    turns(worker(), lambda: Job.objects.get(pk=job.pk).state == "stopped")
    job.refresh_from_db()
    assert job.attempts == 3 and "each time" in job.outcome


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_told_to_stop_ends_its_process_and_puts_the_job_back() -> None:
    job = ask_for("work", at=timezone.now())
    own = worker(PATIENT)
    turns(own, lambda: Job.objects.get(pk=job.pk).state == "running")
    own.stopping.set()
    begun = time.monotonic()
    own.work()
    assert time.monotonic() - begun < 10
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("waiting", 0)


@pytest.mark.django_db
def test_what_is_due_is_done_at_once_on_request(db: None) -> None:
    Program.objects.create(name="Harbor", time_zone="UTC")
    ask_for("work", at=timezone.now())
    worker(is_long=False).work_once()
    assert Job.objects.get(kind="work").state == "done"


@pytest.mark.django_db(transaction=True)
def test_jobs_are_looked_after_whatever_the_forecasts_met(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(at: datetime) -> int:
        raise RuntimeError

    monkeypatch.setattr(forecasting, "freshen", broken)
    job = ask_for("work", at=timezone.now())
    own = worker(is_long=False)
    with pytest.raises(RuntimeError):
        own.turn()
    own._pool.shutdown(wait=True)
    assert Job.objects.get(pk=job.pk).state == "done"


@pytest.mark.django_db(transaction=True)
def test_what_the_worker_met_is_in_its_log_by_kind_and_place(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    own = worker(is_long=False)

    def away(at: datetime) -> int:
        own.stopping.set()
        raise OSError("Casey")

    monkeypatch.setattr(forecasting, "freshen", away)
    own.work()
    (line,) = (PlaceOnly().format(record) for record in caplog.records)
    assert "OSError at " in line and "test_worker.py" in line and "Casey" not in line
