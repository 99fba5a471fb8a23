"""What a kind of job is: its function, how often it is due, and where it runs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bidewell.progress import Progress
from bidewell.records.models import Job

# Gets the job, a way to say what it is at, and when it began; may return a word for what came of it.
Run = Callable[[Job, Progress, datetime], str | None]


@dataclass(frozen=True)
class JobKind:
    """`every` and `night` say when it is due by itself: after so long, or each night at this time of the program's.

    `is_long` gives it a process of its own: what it loads is gone with it, and nothing else waits for it. A short one
    runs in the worker, without the seconds that a process takes to start. `each_program` is one job a program.
    """

    run: Run
    every: timedelta | None = None
    night: time | None = None
    is_long: bool = False
    each_program: bool = False
