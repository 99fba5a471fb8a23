"""The worker as a program runs it: forecasts within a second, and a fit that is killed in the middle."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.clinic.installations import Installation

LOAD = """
from datetime import date
from django.utils import timezone
from bidewell.actions.fitting import publish_fit
from bidewell.actions.jobs.asking import ask_for
from bidewell.domain.time import program_day
from bidewell.records.models import Job
from tests.clinic.fitted import fit_row
from tests.clinic.simulated import load, simulated
day = program_day(timezone.now(), "America/New_York")
program = load(simulated(clients=60), until=day)
publish_fit(fit_row(program, day=day), at=timezone.now())
ask_for("refit", program=program, at=timezone.now())
Job.objects.update(state="done")  # tonight's
"""
IN_USE = (
    "from bidewell.records.models import Fit; print(*Fit.objects.filter(is_in_use=True).values_list('ref', flat=True))"
)
JOB = """
from bidewell.records.models import Job
job = Job.objects.filter(kind="refit").latest("pk")
print(job.state, job.attempts, job.words or "-", job.outcome, sep="|")
"""
ASK = """
from django.utils import timezone
from bidewell.actions.jobs.asking import ask_for
from bidewell.records.models import Program
ask_for("refit", program=Program.objects.get(), at=timezone.now())
"""
# Rates low, and says how long it took until another forecast stood there.
RATE_AND_WAIT = """
import time
from django.utils import timezone
from bidewell.actions import snapshots
from bidewell.records.models import Answer, CheckIn, InstrumentVersion, Snapshot
took = []
shown = Snapshot.objects.exclude(forecast=None).select_related("episode__program").order_by("pk")
for one in [each for each in shown if each.ratings][:3]:
    at = timezone.now()
    made = CheckIn.objects.create(
        program=one.episode.program, episode=one.episode, key=f"NEW-{one.pk}", instrument=InstrumentVersion.objects.get(),
        rater="client", status="answered", at=at, answered_at=at,
    )
    Answer.objects.create(check_in=made, item="alliance", value=3.0, is_score=True)
    snapshots.touch([one.pk], at=at)
    begun = time.monotonic()
    while Snapshot.objects.get(pk=one.pk).stale_since is not None and time.monotonic() - begun < 20:
        time.sleep(0.02)
    took.append(time.monotonic() - begun)
    assert Snapshot.objects.get(pk=one.pk).forecast_id != one.forecast_id
print(min(took), max(took))
"""
PATIENCE = 240.0


@pytest.fixture
def installation(upgraded: Callable[..., Installation]) -> Installation:
    made = upgraded()
    made.python(LOAD)
    made.run("work", "--once")
    return made


def until(true: Callable[[], bool], installation: Installation) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, installation.python(JOB)
        time.sleep(0.2)


@contextmanager
def working(installation: Installation) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker, whose output goes nowhere: the process of a fit would keep a pipe open after it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bidewell", "work"], env=installation.environment, stdout=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        fits = children_of(process) if process.poll() is None else []
        process.kill()
        process.wait()
        for fit in fits:
            os.kill(fit, signal.SIGKILL)


def children_of(process: "subprocess.Popen[bytes]") -> list[int]:
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
    return [int(one) for one in listed.split()]


def is_fitting(installation: Installation) -> bool:
    state, _, words, _ = installation.python(JOB).strip().split("|")
    return state == "running" and words not in ("-", "reading the records")


# Two fits, and Django started some thirty times.
@pytest.mark.timeout(900)
def test_forecasts_follow_within_a_second_and_a_killed_fit_leaves_the_earlier_one(installation: Installation) -> None:
    in_use = installation.python(IN_USE).strip()
    assert in_use
    with working(installation) as worker:
        time.sleep(4)
        fastest, _ = map(float, installation.python(RATE_AND_WAIT).split())
        assert fastest < 1.0

        installation.python(ASK)
        until(lambda: bool(children_of(worker)), installation)
        until(lambda: is_fitting(installation), installation)
        os.kill(children_of(worker)[0], signal.SIGKILL)
        assert installation.python(IN_USE).strip() == in_use
        until(lambda: installation.python(JOB).startswith("running|2"), installation)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(20) == 0
        assert installation.python(JOB).startswith("waiting|1")
        assert installation.python(IN_USE).strip() == in_use
    with working(installation):
        until(lambda: installation.python(JOB).startswith("running|2"), installation)
        fastest, _ = map(float, installation.python(RATE_AND_WAIT.replace("NEW", "AGAIN")).split())
        assert fastest < 1.0, "a fit holds up the forecasts"
        until(lambda: installation.python(JOB).startswith("done"), installation)
    assert installation.python(JOB).strip() == "done|2|writing down what was found|published"
    assert installation.python(IN_USE).strip() not in ("", in_use)
