"""How far a job got."""

from enum import StrEnum


class JobState(StrEnum):
    """`failed`: it raised an error. `stopped`: its process died each time it was tried."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


UNFINISHED = (JobState.WAITING, JobState.RUNNING)
