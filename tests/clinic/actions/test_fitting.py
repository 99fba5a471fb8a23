"""Fits: published whole or not at all, kept, and never in use where they cannot be trusted."""

import io
import json
from datetime import date, timedelta
from zipfile import ZipFile

import pytest
from django.db import IntegrityError

from bidewell.actions import fitting, snapshots
from bidewell.actions.fitting import publish_fit, refit
from bidewell.actions.forecasting import saved_program
from bidewell.actions.jobs import running
from bidewell.actions.jobs.asking import ask_for
from bidewell.actions.jobs.registry import KINDS
from bidewell.analysis.model.laid_out import NothingToFit
from bidewell.exchange.saved_model import archive_of, from_archive
from bidewell.records.models import AuditEvent, Client, Fit, Job, Program, Snapshot
from tests.clinic.cast import DAY, NOW, Cast
from tests.clinic.fitted import fit_row, saved
from tests.clinic.simulated import load, simulated

CLIENTS = 120


@pytest.fixture
def program(db: None) -> Program:
    return load(simulated(clients=CLIENTS), touched=False)


def run_refit(program: Program) -> Job:
    ask_for("refit", program=program, at=NOW)
    job = running.claim(["refit"], at=NOW)
    assert job is not None
    running.run(job, KINDS["refit"], lambda: NOW)
    job.refresh_from_db()
    return job


def test_a_refit_publishes_what_it_found_without_any_client(program: Program) -> None:
    job = run_refit(program)
    assert (job.state, job.outcome) == ("done", "published")
    assert job.words == "writing down what was found"
    fit = Fit.objects.get(program=program, is_in_use=True)
    assert fit.is_trusted and fit.has_alliance and fit.clients > 100
    assert set(fit.document) == {"en", "es"} and fit.document["en"]["forecasts"] == []
    kept = json.dumps(fit.document) + "".join(
        ZipFile(io.BytesIO(bytes(fit.artefact))).read(name).decode("utf-8", "replace")
        for name in ZipFile(io.BytesIO(bytes(fit.artefact))).namelist()
        if name.endswith(".json")
    )
    assert not any(f'"{key}"' in kept for key in Client.objects.values_list("key", flat=True))
    assert saved_program(fit.ref).digest == fit.digest


@pytest.mark.parametrize("signed_on, kinds", [(None, ("site",)), (DAY, ("therapist", "site"))])
def test_staff_are_compared_under_a_written_rule_only_and_nobody_in_private_weeks(
    program: Program, signed_on: date | None, kinds: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, object] = {}

    def told(records: object, fits: object, **more: object) -> None:
        asked.update(more)
        raise NothingToFit

    monkeypatch.setattr("bidewell.analysis.answered.answers.answers", told)
    monkeypatch.setattr("bidewell.analysis.model.fits.fit_all", lambda *anything: None)
    program.use_policy_signed_on = signed_on
    new, before = program.memberships.filter(key__isnull=False)[:2]
    for membership, until in ((new, DAY), (before, DAY - timedelta(days=1))):
        membership.private_until = until
        membership.save()
    with pytest.raises(NothingToFit):
        fitting.fit_records(program, NOW, lambda words: None)
    assert asked == {"compared": kinds, "not_compared": frozenset({new.key})}


def test_an_archive_of_the_same_program_is_the_same_and_reads_back(program: Program) -> None:
    made = saved(program)
    archive = archive_of(made)
    assert archive_of(from_archive(archive)) == archive
    assert not any(name.endswith((".pkl", ".pickle")) for name in ZipFile(io.BytesIO(archive)).namelist())


def test_the_fit_before_is_kept_and_only_one_is_in_use(program: Program) -> None:
    publish_fit(fit_row(program, digest="first"), at=NOW)
    publish_fit(fit_row(program, digest="second"), at=NOW)
    assert Fit.objects.get(program=program, is_in_use=True).digest == "second"
    assert Fit.objects.filter(program=program).count() == 2
    assert AuditEvent.objects.filter(what="fit_published", program=program).count() == 2


def test_a_fit_of_later_records_stays_in_use_when_an_earlier_one_comes_to_its_end_at_last(program: Program) -> None:
    publish_fit(fit_row(program, digest="later", made_at=NOW + timedelta(hours=1)), at=NOW + timedelta(hours=1))
    Snapshot.objects.update(stale_since=None)
    publish_fit(fit_row(program, digest="earlier"), at=NOW + timedelta(hours=2))
    assert Fit.objects.get(program=program, is_in_use=True).digest == "later"
    assert not Snapshot.objects.filter(stale_since__isnull=False).exists()


def test_a_fit_that_cannot_be_trusted_is_kept_and_not_used(program: Program) -> None:
    publish_fit(fit_row(program, digest="first"), at=NOW)
    publish_fit(fit_row(program, digest="second", is_trusted=False), at=NOW)
    assert Fit.objects.get(program=program, is_in_use=True).digest == "first"
    assert AuditEvent.objects.filter(what="fit_kept").count() == 1


def test_a_refit_says_that_it_could_not_be_trusted(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fitting, "fit_records", lambda program, at, progress: fit_row(program, is_trusted=False))
    assert run_refit(program).outcome == "not_trusted"


def test_a_fit_is_published_when_it_is_done_and_not_when_it_began(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshots.touch(program.episodes.values_list("pk", flat=True), at=NOW)
    fit_of = fit_row(program)  # of the same rows, made before the job begins
    moments = iter([NOW, *(NOW + timedelta(hours=1, seconds=second) for second in range(9))])
    monkeypatch.setattr(fitting, "fit_records", lambda program, at, progress: fit_of)
    ask_for("refit", program=program, at=NOW)
    job = running.claim(["refit"], at=NOW)
    assert job is not None
    running.run(job, KINDS["refit"], moments.__next__)
    marks = set(Snapshot.objects.filter(is_open=True).values_list("stale_since", flat=True))
    assert len(marks) == 1 and marks.pop() >= NOW + timedelta(hours=1)


def test_where_nothing_can_be_fitted_the_job_says_so(cast: Cast) -> None:
    job = run_refit(cast.program)
    assert (job.state, job.outcome) == ("done", "nothing_to_fit")
    assert not Fit.objects.exists()


def test_a_publication_that_fails_changes_nothing(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    publish_fit(fit_row(program, digest="first"), at=NOW)
    Snapshot.objects.update(stale_since=None)

    def broken(*arguments: object, **named: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(fitting.auditing, "note", broken)
    with pytest.raises(IntegrityError):
        publish_fit(fit_row(program, digest="second"), at=NOW)
    assert Fit.objects.get().digest == "first" and Fit.objects.get().is_in_use
    assert not Snapshot.objects.filter(stale_since__isnull=False).exists()


def test_the_web_process_needs_no_compiler() -> None:
    """The pages, the registry of jobs and a forecast load none; a fit runs in a process of its own."""
    import subprocess
    import sys

    code = (
        "import sys, os, django; django.setup(); import bidewell.web.urls, bidewell.actions.jobs.registry;"
        "from bidewell.actions.forecasting import get_ready; import bidewell.analysis.forecasting.forecasts, bidewell.records.frames;"
        "print([compiler for compiler in ('jax', 'llvmlite') if compiler in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
    assert KINDS["refit"].run is refit and KINDS["refit"].is_long
