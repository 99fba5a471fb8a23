"""Jobs: asked for once, run once, and never lost."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest

from bidewell.actions.jobs import running
from bidewell.actions.jobs.asking import ask_for
from bidewell.actions.jobs.kinds import JobKind
from bidewell.actions.jobs.schedule import ask_for_due, due_since
from bidewell.actions.refusals import Refused
from bidewell.progress import Progress
from bidewell.records.models import Job
from tests.clinic.cast import NOW, ZONE, Cast

LATER = NOW + timedelta(hours=1)


def quietly(job: Job, progress: Progress, at: datetime) -> None:
    progress("half way")


def ticking() -> Iterator[datetime]:
    at = NOW
    while True:
        at += timedelta(seconds=1)
        yield at


@pytest.mark.parametrize("of_program", [True, False])
def test_asking_twice_is_asking_once(cast: Cast, of_program: bool) -> None:
    program = cast.program if of_program else None
    first = ask_for("refit", program=program, at=NOW, by=cast.dana)
    assert ask_for("refit", program=program, at=LATER) == first
    running.claim(["refit"], at=NOW)
    assert ask_for("refit", program=program, at=LATER) == first


def test_another_program_has_its_own(cast: Cast) -> None:
    assert ask_for("refit", program=cast.program, at=NOW) != ask_for("refit", program=cast.elsewhere, at=NOW)


def test_what_is_done_can_be_asked_for_again(cast: Cast) -> None:
    first = ask_for("refit", program=cast.program, at=NOW)
    claimed = running.claim(["refit"], at=NOW)
    assert claimed is not None
    running.run(claimed, JobKind(quietly), lambda: NOW)
    assert ask_for("refit", program=cast.program, at=LATER) != first


def test_a_job_is_claimed_once_and_the_earliest_first(cast: Cast) -> None:
    ask_for("refit", program=cast.elsewhere, at=LATER)
    first = ask_for("refit", program=cast.program, at=NOW)
    assert running.claim(["refit"], at=NOW) == first
    assert running.claim(["refit"], at=NOW) is None
    assert running.claim(["another"], at=LATER) is None


def test_a_job_says_what_it_is_at_and_what_came_of_it(cast: Cast) -> None:
    ask_for("refit", program=cast.program, at=NOW)
    job = running.claim(["refit"], at=NOW)
    assert job is not None

    def working(job: Job, progress: Progress, at: datetime) -> str:
        progress("reading")
        assert Job.objects.get(pk=job.pk).words == "reading"
        return "published"

    running.run(job, JobKind(working), ticking().__next__)
    job.refresh_from_db()
    assert (job.state, job.outcome) == ("done", "published")
    assert job.ended_at is not None and job.ended_at > NOW


def test_an_error_is_written_down_as_its_place_without_its_words(cast: Cast) -> None:
    ask_for("refit", program=cast.program, at=NOW)
    job = running.claim(["refit"], at=NOW)
    assert job is not None

    def broken(job: Job, progress: Progress, at: datetime) -> None:
        raise ValueError("Casey Reed rated 12")

    running.run(job, JobKind(broken), lambda: NOW)
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.outcome.startswith("ValueError at actions/jobs/test_jobs.py:")
    assert "Casey" not in job.outcome


def test_a_refusal_keeps_its_words(cast: Cast) -> None:
    ask_for("refit", program=cast.program, at=NOW)
    job = running.claim(["refit"], at=NOW)
    assert job is not None

    def refused(job: Job, progress: Progress, at: datetime) -> None:
        raise Refused("The folder is empty.")

    running.run(job, JobKind(refused), lambda: NOW)
    job.refresh_from_db()
    assert (job.state, job.outcome) == ("failed", "The folder is empty.")


def test_a_job_whose_process_died_is_tried_three_times_and_then_reported(cast: Cast) -> None:
    ask_for("refit", program=cast.program, at=NOW)
    at = NOW
    for attempt in (1, 2, 3):
        job = running.claim(["refit"], at=at)
        assert job is not None and job.attempts == attempt
        assert running.find_lost(at=at + running.LOST_AFTER - timedelta(seconds=1)) == 0
        at += running.LOST_AFTER
        assert running.find_lost(at=at) == 1
    job.refresh_from_db()
    assert (job.state, job.ended_at) == ("stopped", at)
    assert running.claim(["refit"], at=LATER) is None


def test_a_job_that_its_worker_knows_to_be_alive_is_not_lost(cast: Cast) -> None:
    job = ask_for("refit", program=cast.program, at=NOW)
    running.claim(["refit"], at=NOW)
    assert running.find_lost(at=LATER, own=[job.pk]) == 0


def test_an_attempt_that_was_given_up_cannot_end_the_next_one(cast: Cast) -> None:
    ask_for("refit", program=cast.program, at=NOW)
    slow = running.claim(["refit"], at=NOW)
    assert slow is not None
    running.find_lost(at=LATER)
    again = running.claim(["refit"], at=LATER)
    assert again is not None
    running.run(slow, JobKind(quietly), lambda: LATER)
    again.refresh_from_db()
    assert (again.state, again.words) == ("running", "")


def test_a_worker_that_stops_puts_its_job_back_uncounted(cast: Cast) -> None:
    ask_for("refit", program=cast.program, at=NOW)
    job = running.claim(["refit"], at=NOW)
    assert job is not None
    running.put_back(job, at=LATER)
    again = running.claim(["refit"], at=LATER)
    assert again is not None and again.attempts == 1


NIGHTLY = JobKind(quietly, night=time(2, 0), each_program=True)
TWO_IN_NEW_YORK = datetime.fromisoformat("2026-03-04T07:00:00+00:00")


@pytest.mark.parametrize(
    "last, at, is_due",
    [
        (None, NOW, True),
        (TWO_IN_NEW_YORK - timedelta(seconds=1), TWO_IN_NEW_YORK, True),
        (TWO_IN_NEW_YORK - timedelta(seconds=2), TWO_IN_NEW_YORK - timedelta(seconds=1), False),
        (TWO_IN_NEW_YORK, NOW, False),
        (TWO_IN_NEW_YORK, TWO_IN_NEW_YORK + timedelta(hours=23, minutes=59), False),
        (TWO_IN_NEW_YORK, TWO_IN_NEW_YORK + timedelta(hours=24), True),
    ],
)
def test_a_nightly_job_is_due_at_its_hour_of_the_programs_night(
    last: datetime | None, at: datetime, is_due: bool
) -> None:
    assert due_since(NIGHTLY, ZONE, last, at) is is_due


def test_each_program_is_asked_for_once_a_night(cast: Cast) -> None:
    kinds = {"refit": NIGHTLY, "sweep": JobKind(quietly, every=timedelta(minutes=5)), "by_hand": JobKind(quietly)}
    assert ask_for_due(kinds, at=NOW) == 3
    assert ask_for_due(kinds, at=NOW) == 0
    assert set(Job.objects.values_list("kind", "program")) == {
        ("refit", cast.program.pk), ("refit", cast.elsewhere.pk), ("sweep", None),
    }  # fmt: skip


def test_what_runs_many_times_a_day_leaves_one_line(cast: Cast) -> None:
    kinds = {"sweep": JobKind(quietly, every=timedelta(minutes=5))}
    for minute in range(0, 30, 5):
        at = NOW + timedelta(minutes=minute)
        ask_for_due(kinds, at=at)
        job = running.claim(kinds, at=at)
        assert job is not None
        running.run(job, kinds["sweep"], lambda at=at: at)  # type: ignore[misc]
    assert Job.objects.filter(kind="sweep").count() == 1


def test_what_fails_many_times_a_day_keeps_its_last_failures(cast: Cast) -> None:
    def broken(job: Job, progress: Progress, at: datetime) -> None:
        raise ValueError

    kinds = {"sweep": JobKind(broken, every=timedelta(minutes=5))}
    for minute in range(0, 50, 5):
        at = NOW + timedelta(minutes=minute)
        ask_for_due(kinds, at=at)
        job = running.claim(kinds, at=at)
        assert job is not None
        running.run(job, kinds["sweep"], lambda at=at: at)  # type: ignore[misc]
    dues = Job.objects.filter(kind="sweep", state="failed").order_by("due_at").values_list("due_at", flat=True)
    assert list(dues) == [NOW + timedelta(minutes=minute) for minute in (30, 35, 40, 45)]
