"""A full disk under the clinic's pages: whoever sent something reads what happened and what to do, and no more."""

import errno
import logging
from collections.abc import Callable
from typing import NoReturn

import pytest
from django.db import OperationalError
from django.test import Client as Browser

from bidewell.actions.jobs import running
from bidewell.actions.jobs.asking import ask_for
from bidewell.actions.jobs.kinds import JobKind
from bidewell.records.models import Job
from bidewell.web.logs import PlaceOnly
from tests.clinic.cast import NOW, Cast
from tests.full_database import error_of_a_full_database

FULL = [error_of_a_full_database(), OSError(errno.ENOSPC, "No space left on device", "/srv/bidewell/cache/x")]


def failing(error: Exception) -> Callable[..., NoReturn]:
    def fail(*_: object, **__: object) -> NoReturn:
        raise error

    return fail


@pytest.mark.parametrize("error", FULL)
def test_a_page_says_that_the_disk_is_full_and_what_to_do_in_both_languages(
    cast: Cast, browsing: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    browser = browsing(cast.thea)
    browser.raise_request_exception = False
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", failing(error))
    response = browser.get("/caseload/")
    words = response.content.decode()
    assert response.status_code == 507
    assert "The disk is full" in words and "El disco está lleno" in words and "was not saved" in words
    assert "Traceback" not in words and "/srv" not in words and "OperationalError" not in words


def test_another_error_is_no_full_disk(
    cast: Cast, browsing: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browsing(cast.thea)
    browser.raise_request_exception = False
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.save", failing(OSError(errno.EIO, "broken")))
    response = browser.get("/caseload/")
    assert response.status_code == 500 and "Something went wrong on our side" in response.content.decode()


@pytest.mark.parametrize("error", FULL)
def test_a_job_that_met_it_says_so(cast: Cast, error: Exception) -> None:
    job: Job = ask_for("refit", program=cast.program, at=NOW)
    claimed = running.claim(["refit"], at=NOW)
    assert claimed is not None
    running.run(claimed, JobKind(failing(error)), lambda: NOW)
    job.refresh_from_db()
    assert (job.state, job.outcome) == ("failed", "The disk is full. It needs room; then this can be tried again.")


@pytest.mark.parametrize("error", FULL)
def test_the_log_says_it_beside_the_place(error: Exception) -> None:
    """What the worker met is on its line: a place alone would have to be looked up."""
    try:
        raise error  # an error has a place only once it was raised
    except (OSError, OperationalError) as raised:
        record = logging.LogRecord(
            "worker", logging.ERROR, "worker.py", 1, "met %s", ("Casey",), (type(raised), raised, raised.__traceback__)
        )
    line = PlaceOnly().format(record)
    assert f"{type(error).__name__} at " in line and line.endswith("(the disk is full)") and "Casey" not in line
