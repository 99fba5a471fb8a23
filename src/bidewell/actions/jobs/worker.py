"""The worker: forecasts made fresh four times a second, and whatever is due beside that.

A long job gets a process of its own: the compiler and the memory of a fit go with it, and its end, even a kill, leaves
the worker and its forecasts alone. Short jobs run in one thread. The worker itself keeps nothing: what is to be done
stands in the database, so it may be killed at any moment.
"""

import gc
import logging
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event

from django.db import connection

from bidewell.actions import forecasting
from bidewell.actions.jobs import running
from bidewell.actions.jobs.kinds import JobKind
from bidewell.actions.jobs.running import Clock
from bidewell.actions.jobs.schedule import ask_for_due
from bidewell.records.models import Job
from bidewell.records.sqlite.log import move_log

logger = logging.getLogger(__name__)

TURN_SECONDS = 0.25
LOG_SECONDS = 1.0
LOOK_AROUND_SECONDS = 10.0
AFTER_AN_ERROR_SECONDS = 5.0
TO_FINISH_SECONDS = 5.0
AT_ONCE = timedelta(0)
# From a job to the command that runs it in a process of its own.
Command = Callable[[Job], Sequence[str]]


@dataclass
class Worker:
    """One a machine is enough; several take turns without harm."""

    kinds: Mapping[str, JobKind]
    clock: Clock
    command: Command
    stopping: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._short: tuple[Job, Future[None]] | None = None
        self._long: tuple[Job, subprocess.Popen[bytes]] | None = None
        self._look_around_at = self._move_log_at = 0.0

    def work(self) -> None:
        """Until `stopping` is set."""
        forecasting.get_ready()
        gc.freeze()  # a search for garbage through all that was loaded could come while somebody waits for our lock
        while not self.stopping.is_set():
            try:
                self.turn()
                self.stopping.wait(TURN_SECONDS)
            except Exception as error:  # the database may be away for a while: the worker waits for it
                logger.error("the worker met %s", running.place_of(error), exc_info=error)
                connection.close()
                self.stopping.wait(AFTER_AN_ERROR_SECONDS)
        self._stop()

    def work_once(self) -> None:
        """Everything that is due by now, one thing after the other."""
        ask_for_due(self.kinds, at=self.clock())
        running.find_lost(at=self.clock())
        while job := running.claim(self.kinds, at=self.clock()):
            if self.kinds[job.kind].is_long:
                self._finished(job, subprocess.call(self.command(job)))
            else:
                running.run(job, self.kinds[job.kind], self.clock)
        while forecasting.freshen(self.clock()):
            pass

    def turn(self) -> None:
        """One round: fresh forecasts first, then jobs that have ended, are due, or were lost, whatever those met."""
        try:
            forecasting.freshen(self.clock())
        finally:
            self._look_after_jobs()

    def _look_after_jobs(self) -> None:
        self._collect()
        if time.monotonic() >= self._move_log_at:
            self._move_log_at = time.monotonic() + LOG_SECONDS
            move_log(connection)
        if time.monotonic() >= self._look_around_at:
            self._look_around_at = time.monotonic() + LOOK_AROUND_SECONDS
            ask_for_due(self.kinds, at=self.clock())
            running.find_lost(at=self.clock(), own=self._own())
        self._start()

    def _own(self) -> list[int]:
        return [held[0].pk for held in (self._short, self._long) if held is not None]

    def _collect(self) -> None:
        if self._short is not None and self._short[1].done():
            self._short = None
        if self._long is not None and (code := self._long[1].poll()) is not None:
            job, self._long = self._long[0], None
            self._finished(job, code)

    def _finished(self, job: Job, code: int) -> None:
        """A process that ended without saying how was killed: its job is lost, and we need not wait to know."""
        if code != 0:
            running.find_lost(at=self.clock(), lost_after=AT_ONCE, only=job.pk)

    def _start(self) -> None:
        if self._long is None and (job := running.claim(self._names(is_long=True), at=self.clock())):
            self._long = job, subprocess.Popen(self.command(job))
        if self._short is None and (job := running.claim(self._names(is_long=False), at=self.clock())):
            self._short = job, self._pool.submit(self._run_short, job)

    def _run_short(self, job: Job) -> None:
        try:
            running.run(job, self.kinds[job.kind], self.clock)
        finally:
            connection.close()

    def _names(self, *, is_long: bool) -> list[str]:
        return [name for name, kind in self.kinds.items() if kind.is_long == is_long]

    def _stop(self) -> None:
        if self._long is not None:
            job, process = self._long
            process.terminate()
            try:
                process.wait(TO_FINISH_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            running.put_back(job, at=self.clock())
        self._pool.shutdown(wait=True)
