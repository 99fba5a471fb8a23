"""Every kind of job, by name. A kind's module must be light to import: what is heavy is imported when it runs."""

from datetime import time, timedelta

from bidewell.actions import audit_seals, retention
from bidewell.actions.check_ins.finishing import finish_expired
from bidewell.actions.fitting import refit
from bidewell.actions.forecasting import begin_day
from bidewell.actions.importing.taking_back import TAKE_BACK, take_back
from bidewell.actions.importing.watching import IMPORT, import_watched, watch_inbox
from bidewell.actions.jobs.kinds import JobKind
from bidewell.actions.outbox.planning import write_due_messages
from bidewell.actions.outbox.sending import send_messages

KINDS: dict[str, JobKind] = {
    "begin_day": JobKind(begin_day, night=time(0, 5), each_program=True),
    "refit": JobKind(refit, night=time(2, 0), each_program=True, is_long=True),
    "retention": JobKind(retention.run, night=time(3, 30), each_program=True),
    "seal_audit": JobKind(audit_seals.run, every=timedelta(minutes=1)),
    "write_messages": JobKind(write_due_messages, every=timedelta(minutes=5)),
    "send_messages": JobKind(send_messages, every=timedelta(minutes=1)),
    "watch_inbox": JobKind(watch_inbox, every=timedelta(minutes=2)),
    IMPORT: JobKind(import_watched, is_long=True),
    TAKE_BACK: JobKind(take_back, is_long=True),
    "finish_check_ins": JobKind(finish_expired, every=timedelta(hours=6)),
}
