"""Every kind of job, by name. A kind's module must be light to import: what is heavy is imported when it runs."""

from datetime import time

from bidewell.actions.fitting import refit
from bidewell.actions.forecasting import begin_day
from bidewell.actions.jobs.kinds import JobKind

KINDS: dict[str, JobKind] = {
    "begin_day": JobKind(begin_day, night=time(0, 5), each_program=True),
    "refit": JobKind(refit, night=time(2, 0), each_program=True, is_long=True),
}
