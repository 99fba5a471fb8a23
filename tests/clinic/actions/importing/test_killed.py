"""An import whose process is killed leaves nothing half-written, is reported as stopped, and can be run again."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bidewell import verbs

# Runs an import in a home of its own; told to, it dies in the middle of writing, as if the power had failed.
SCRIPT = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from bidewell import clinic
clinic.ready(Path(sys.argv[1]))
from django.core.management import call_command
call_command("migrate", verbosity=0)
from bidewell.actions.importing.new_programs import import_as
from bidewell.records.models import CheckIn, Episode, ImportBatch, Session, Snapshot
def progress(words):
    if words == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)
if sys.argv[2] != "look":
    import_as(None, Path(sys.argv[2]), by=None, at=datetime(2026, 6, 1, tzinfo=UTC), progress=progress)
states = ",".join(ImportBatch.objects.order_by("id").values_list("state", flat=True))
print(states, Episode.objects.count(), Session.objects.count(), CheckIn.objects.count(), Snapshot.objects.count())
"""


def run(home: Path, folder: Path | str, dies_at: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "bidewell.web.settings"}
    command = [sys.executable, "-c", SCRIPT, str(home), str(folder), dies_at]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("dies_at", ["writing sessions", "bringing the caseload up to date"])
def test_a_killed_import_leaves_nothing_and_can_be_run_again(tmp_path, dies_at):
    verbs.simulate("demo", 30, 3, tmp_path / "records")
    died = run(tmp_path / "home", tmp_path / "records", dies_at)
    assert died.returncode == -signal.SIGKILL
    assert run(tmp_path / "home", "look").stdout.split() == ["running", "0", "0", "0", "0"]
    again = run(tmp_path / "home", tmp_path / "records")
    assert again.stdout.split()[0] == "stopped,done", again.stderr
    records = verbs.check(tmp_path / "records").rows
    assert again.stdout.split()[1:3] == [str(records["episodes"]), str(records["sessions"])]
