"""What a list of forecasts stands on: which fit, how old it is, and before there is one, when there can be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bidewell.actions.fitting import NOT_TRUSTED
from bidewell.actions.jobs.states import JobState
from bidewell.domain.time import program_day
from bidewell.records.models import Episode, Fit, Job, Program
from bidewell.records.models.fit import WhyNot
from bidewell.simulate.plan_table import planned_for

# The question a program asks first, and the size of effect that is told soonest.
QUESTION = "alliance"
DAYS_COUNTED, MONTHS_COUNTED = 91, 3
# Something has happened to a client and no forecast followed: the worker stands still.
WORKER_IS_LATE = timedelta(minutes=5)


class ListKind(StrEnum):
    """What the chances of a list are made from."""

    RATINGS = "ratings"
    ATTENDANCE = "attendance"
    NONE = "none"


@dataclass(frozen=True)
class ModelTold:
    """One program's line above the list."""

    program: Program
    kind: ListKind
    fit: Fit | None
    job: Job | None
    months: int | None
    admissions: int

    @property
    def is_of_earlier_form(self) -> bool:
        return self.fit is not None and self.fit.counts_as_none == WhyNot.EARLIER_FORM

    @property
    def is_of_other_scale(self) -> bool:
        return self.fit is not None and self.fit.counts_as_none == WhyNot.OTHER_SCALE

    @property
    def is_fitting(self) -> bool:
        return self.job is not None and self.job.state == JobState.RUNNING

    @property
    def not_trusted(self) -> bool:
        return self.job is not None and self.job.outcome == NOT_TRUSTED

    @property
    def has_failed(self) -> bool:
        return self.job is not None and self.job.state in (JobState.FAILED, JobState.STOPPED)


def models_told(programs: Iterable[Program], at: datetime) -> list[ModelTold]:
    """A line for each program. The number of queries grows with programs, of which a person has one or two."""
    return [_told(program, at) for program in programs]


def _told(program: Program, at: datetime) -> ModelTold:
    fit = Fit.objects.filter(program=program, is_in_use=True).defer("artefact", "document").first()
    job = Job.objects.filter(program=program, kind="refit").order_by("-pk").first()
    kind = ListKind.NONE if fit is None else ListKind.RATINGS if fit.has_alliance else ListKind.ATTENDANCE
    if kind is ListKind.RATINGS:
        return ModelTold(program, kind, fit, job, None, 0)
    since = program_day(at, program.time_zone) - timedelta(days=DAYS_COUNTED)
    admissions = round(Episode.objects.filter(program=program, start__gt=since).count() / MONTHS_COUNTED)
    return ModelTold(program, kind, fit, job, _months(admissions), admissions)


def _months(admissions: int) -> int | None:
    """Until an effect of the larger size can be told; None: more than five years."""
    by_size = planned_for(admissions).months[QUESTION]
    return min((months for months in by_size.values() if months is not None), default=None)
