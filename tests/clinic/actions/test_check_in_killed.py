"""A process killed in the middle of taking a check-in leaves nothing half-written, and the check-in can be sent again."""

import os
import signal
import subprocess
import sys
from pathlib import Path

# Takes a check-in in a home of its own; told to, it dies in the middle of writing, as if the power had failed.
SCRIPT = """
import os, signal, sys
from pathlib import Path
from bidewell import clinic
clinic.ready(Path(sys.argv[1]))
from django.core.management import call_command
from django.utils import timezone
from bidewell.actions import auditing, snapshots
from bidewell.actions.check_ins import answering, finishing
from bidewell.actions.check_ins.answering import Given, Submission
from bidewell.records.models import Answer, AuditEvent, CheckIn, FreeText, Snapshot
from tests.clinic.cast import make_cast
from tests.clinic.check_ins import offered

def die(*arguments, **named):
    os.kill(os.getpid(), signal.SIGKILL)

what = sys.argv[2]
if what == "prepare":
    call_command("migrate", verbosity=0)
    offered(make_cast(), timezone.now())
elif what != "look":
    parts = {"answering": answering, "finishing": finishing, "auditing": auditing, "snapshots": snapshots}
    module, _, name = what.partition(".")
    if name:
        setattr(parts[module], name, die)
    one = CheckIn.objects.get()
    given = tuple(Given(item, 4.0) for item in one.items)
    answering.record_answers(one, Submission(given, "therapist", "en", "phone", True, "More time"), at=timezone.now())
events = AuditEvent.objects.exclude(what="check_in_offered").count()
stale = Snapshot.objects.filter(episode=CheckIn.objects.get().episode_id, stale_since__isnull=False).count()
print(CheckIn.objects.get().status, Answer.objects.count(), FreeText.objects.count(), events, stale)
"""
# After the answers, before the scores, after them, before the snapshot, before the line of text.
PLACES = ("answering.finish", "finishing._score", "auditing.note", "snapshots.mark", "answering.keep_text")


def run(home: Path, what: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "bidewell.web.settings", "PYTHONPATH": os.getcwd()}
    command = [sys.executable, "-c", SCRIPT, str(home), what]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_nothing_is_half_written_and_it_can_be_sent_again(tmp_path: Path) -> None:
    nothing = run(tmp_path, "prepare")
    assert nothing.stdout.split() == ["offered", "0", "0", "0", "0"], nothing.stderr
    for place in PLACES:
        assert run(tmp_path, place).returncode == -signal.SIGKILL, place
        assert run(tmp_path, "look").stdout == nothing.stdout, place
    assert run(tmp_path, "send").stdout.split() == ["answered", "8", "1", "2", "1"]
