"""A process killed in the middle of taking a check-in leaves nothing half-written, and the check-in can be sent again."""

import signal
from collections.abc import Callable

from tests.clinic.installations import Installation

PREPARE = """
from django.utils import timezone
from tests.clinic.cast import make_cast
from tests.clinic.check_ins import offered
offered(make_cast(), timezone.now())
"""
# Takes the check-in; where a place is named it dies there, in the middle of writing, as if the power had failed.
TAKE = """
import os, signal
from django.utils import timezone
from bidewell.actions import auditing, snapshots
from bidewell.actions.check_ins import answering, finishing
from bidewell.actions.check_ins.answering import Given, Submission
from bidewell.records.models import CheckIn

def die(*arguments, **named):
    os.kill(os.getpid(), signal.SIGKILL)

parts = {{"answering": answering, "finishing": finishing, "auditing": auditing, "snapshots": snapshots}}
module, _, name = "{place}".partition(".")
if name:
    setattr(parts[module], name, die)
one = CheckIn.objects.get()
given = tuple(Given(item, 4.0) for item in one.items)
answering.record_answers(one, Submission(given, "therapist", "en", "phone", True, "More time"), at=timezone.now())
"""
LOOK = """
from bidewell.records.models import Answer, AuditEvent, CheckIn, FreeText, Snapshot
events = AuditEvent.objects.exclude(what="check_in_offered").count()
stale = Snapshot.objects.filter(episode=CheckIn.objects.get().episode_id, stale_since__isnull=False).count()
print(CheckIn.objects.get().status, Answer.objects.count(), FreeText.objects.count(), events, stale)
"""
# After the answers, before the scores, after them, before the snapshot, before the line of text.
PLACES = ("answering.finish", "finishing._score", "auditing.note", "snapshots.mark", "answering.keep_text")


def test_nothing_is_half_written_and_it_can_be_sent_again(upgraded: Callable[..., Installation]) -> None:
    installation = upgraded()
    assert installation.python(PREPARE + LOOK).split() == ["offered", "0", "0", "0", "0"]
    for place in PLACES:
        installation.python(TAKE.format(place=place), exits=-signal.SIGKILL)
        assert installation.python(LOOK).split() == ["offered", "0", "0", "0", "0"], place
    assert installation.python(TAKE.format(place="") + LOOK).split() == ["answered", "8", "1", "2", "1"]
