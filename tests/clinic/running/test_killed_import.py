"""An import whose process is killed leaves nothing half-written, is reported as stopped, and can be run again."""

import signal

import pytest

from bidewell import verbs

# Dies in the middle of writing, as if the power had failed.
IMPORT = """
import os, signal
from datetime import UTC, datetime
from pathlib import Path
from bidewell.actions.importing.new_programs import import_as
def progress(words):
    if words == {dies_at!r}:
        os.kill(os.getpid(), signal.SIGKILL)
import_as(None, Path({folder!r}), by=None, at=datetime(2026, 6, 1, tzinfo=UTC), progress=progress)
"""
LOOK = """
from bidewell.records.models import Answer, CheckIn, Client, Episode, ImportBatch, ImportedRow, Session, Snapshot
print(",".join(ImportBatch.objects.order_by("id").values_list("state", flat=True)))
print(*(model.objects.count() for model in (Client, Episode, Session, CheckIn, Answer, Snapshot, ImportedRow)))
"""


@pytest.mark.parametrize("dies_at", ["writing sessions", "bringing the caseload up to date"])
def test_a_killed_import_leaves_nothing_and_can_be_run_again(upgraded, tmp_path, dies_at):
    verbs.simulate("demo", 30, 3, tmp_path / "records")
    installation = upgraded()
    script = {"folder": str(tmp_path / "records"), "dies_at": dies_at}
    installation.python(IMPORT.format(**script), exits=-signal.SIGKILL)
    assert installation.python(LOOK).split() == ["running", *["0"] * 7]
    installation.python(IMPORT.format(**script | {"dies_at": ""}))
    states, _clients, episodes, sessions, *_others = installation.python(LOOK).split()
    rows = verbs.check(tmp_path / "records").rows
    assert (states, int(episodes), int(sessions)) == ("stopped,done", rows["episodes"], rows["sessions"])
