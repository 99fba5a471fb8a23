"""What is due by itself: each kind after its interval, or at its time of each program's night."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max

from bidewell.actions.jobs.asking import ask_for
from bidewell.actions.jobs.kinds import JobKind
from bidewell.actions.jobs.states import UNFINISHED, JobState
from bidewell.records.models import Job, Program

Place = tuple[str, int | None]
A_DAY = timedelta(days=1)
FAILURES_KEPT = 3


def ask_for_due(kinds: Mapping[str, JobKind], *, at: datetime) -> int:
    """Ask for whatever has become due. Returns how many jobs were asked for."""
    last: dict[Place, datetime] = {
        (kind, program): due
        for kind, program, due in Job.objects.order_by().values_list("kind", "program").annotate(Max("due_at"))
    }
    asked = 0
    for name, kind, program in _places(kinds):
        due = due_since(
            kind, program.time_zone if program else "UTC", last.get((name, program.pk if program else None)), at
        )
        if due:
            _forget_earlier(name, kind, program)
            ask_for(name, program=program, at=at)
            asked += 1
    return asked


def due_since(kind: JobKind, time_zone: str, last: datetime | None, at: datetime) -> bool:
    """Whether a kind that was last due then is due again."""
    if kind.night is not None:
        return last is None or last < latest_night(at, time_zone, kind)
    return kind.every is not None and (last is None or last + kind.every <= at)


def latest_night(at: datetime, time_zone: str, kind: JobKind) -> datetime:
    """The latest moment, not after `at`, that was the kind's time of night in a zone."""
    assert kind.night is not None
    local = at.astimezone(ZoneInfo(time_zone))
    tonight = local.replace(hour=kind.night.hour, minute=kind.night.minute, second=0, microsecond=0)
    return tonight if tonight <= local else tonight - A_DAY


def _places(kinds: Mapping[str, JobKind]) -> Iterator[tuple[str, JobKind, Program | None]]:
    programs = list(Program.objects.order_by("pk"))
    for name, kind in kinds.items():
        if kind.every is None and kind.night is None:
            continue
        for program in programs if kind.each_program else [None]:
            yield name, kind, program


def _forget_earlier(name: str, kind: JobKind, program: Program | None) -> None:
    """What runs many times a day leaves one line and its last failures, not half a million lines a year."""
    if kind.every is not None and kind.every < A_DAY:
        ended = Job.objects.filter(kind=name, program=program).exclude(state__in=UNFINISHED)
        failures = ended.exclude(state=JobState.DONE).order_by("-due_at", "-pk")
        ended.exclude(pk__in=list(failures.values_list("pk", flat=True)[:FAILURES_KEPT])).delete()
