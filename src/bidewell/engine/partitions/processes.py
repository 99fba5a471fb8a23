"""Partitions in processes of their own: rows are sent once, then only messages.

Processes of one machine and one user, so what they say to each other is pickled; nothing pickled is ever kept.
"""

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

from threadpoolctl import threadpool_limits

from bidewell.engine.partitions.partition import Partition
from bidewell.engine.partitions.split import Part
from bidewell.engine.partitions.together import Together


class PartitionFailed(RuntimeError):
    """A process of partitions ended or could not answer; the message says what it was asked and what went wrong."""


@contextmanager
def in_processes(parts: Sequence[Part], workers: int) -> Iterator[Together]:
    """Partitions shared out among so many processes, which end with the block.

    Starting one takes a second or two (it loads libraries and compiles the recursion): for many rows, or
    where a machine has more cores than threads of one process keep busy. Raises PartitionFailed.
    """
    context = multiprocessing.get_context("spawn")
    shares = [list(parts[worker::workers]) for worker in range(min(workers, len(parts)))]
    cores = max(1, (os.cpu_count() or 1) // len(shares))
    started = []
    try:
        for share in shares:
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, share, cores), daemon=True)
            process.start()
            theirs.close()
            started.append((process, ours))
        connections = [connection for _, connection in started]
        yield Together(lambda verb, arguments: _put(connections, verb, arguments))
    finally:
        for process, connection in started:
            connection.close()
            process.join()


def _put(connections: Sequence[Connection], verb: str, arguments: tuple[Any, ...]) -> list[Any]:
    """Ask all before waiting for any."""
    answers = []
    try:
        for connection in connections:
            connection.send((verb, arguments))
        answers = [connection.recv() for connection in connections]
    except (EOFError, BrokenPipeError, ConnectionResetError) as ended:
        raise PartitionFailed(f"{verb}: a process of partitions ended before it answered") from ended
    for failure, _ in answers:
        if failure is not None:
            raise PartitionFailed(f"{verb}: {failure}")
    return [one for _, found in answers for one in found]


def _serve(connection: Connection, parts: Sequence[Part], cores: int) -> None:
    with threadpool_limits(limits=1, user_api="blas"):
        partitions = [Partition(part, cores) for part in parts]
        while True:
            try:
                verb, arguments = connection.recv()
            except EOFError:  # whoever asked is done
                return
            connection.send(_answered(partitions, verb, arguments))


def _answered(partitions: Sequence[Partition], verb: str, arguments: tuple[Any, ...]) -> tuple[str | None, list[Any]]:
    try:
        return None, [getattr(one, verb)(*arguments) for one in partitions]
    # Whatever it is must reach the caller: a process that only ended would leave no word.
    except Exception as failure:
        return f"{type(failure).__name__}: {failure}", []
